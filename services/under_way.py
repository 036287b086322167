"""How far long work is, told to whoever waits for it while it is done, by whichever worker they ask.

    with telling(installation, actor, key) as tell:      # key: drawn by the page that waits; None tells nobody
        tell("read")
        tell("compare", 312, 8_996)

The work only says how far it is; a thread beside it writes that down once a second, in transactions of its own, and takes it away at the
end. So work that takes no second writes nothing, and work is never held up by a row that cannot be written. Whoever asks in the process
that does the work is answered from memory: work that holds the write lock of SQLite can be told of there alone, and SQLite is served by one
process. Here must not live: how a stage is worded.
"""

import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import URL
from sqlalchemy.orm import Session

from models.base import utc_now
from models.queries.underway import delete_work, delete_work_before, get_work, put_work
from services.actors import Actor
from services.database import ACCESS_OPTION
from services.errors import NotFound
from services.installation import Installation
from services.permissions import authorise

logger = logging.getLogger(__name__)

Tell = Callable[..., None]
"""Called with a stage of models.codes.WORK_STAGES and, where that can be known, how many are done and how many there are."""
KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
EVERY_SECONDS = 1.0
LONGEST_PARTING_SECONDS = 2.0
"""How long an answer may wait for the row to be taken away; it goes in any case, a little later."""
GIVEN_UP_AFTER = timedelta(minutes=1)
"""Work without a sign of life for so long has ended with its process."""


@dataclass(frozen=True, slots=True)
class WorkView:
    """How far a work is. done, total: None where that cannot be known."""

    stage: str
    done: int | None
    total: int | None


_HERE: dict[tuple[URL, str], "_Told"] = {}
"""(database, key) → work that this process does now."""


def tell_nobody(_stage: str, _done: int = 0, _total: int = 0) -> None:
    """For work that nobody waits for."""


@contextmanager
def telling(installation: Installation, actor: Actor, key: str | None) -> Iterator[Tell]:
    """What the work inside calls to say how far it is. A key that is none tells nobody."""
    if key is None or KEY.fullmatch(key) is None:
        yield tell_nobody
        return
    told = _Told(installation, actor, key)
    here = _HERE.setdefault((installation.engine.url, key), told)  # a key of somebody else stays theirs
    beside = threading.Thread(target=told.keep_writing, name="work under way", daemon=True)
    beside.start()
    try:
        yield told.tell
    finally:
        told.over.set()
        if here is told:
            del _HERE[installation.engine.url, key]
        beside.join(LONGEST_PARTING_SECONDS)


def read_work(installation: Installation, actor: Actor, key: str) -> WorkView | None:
    """How far the actor's own work is; None where nothing is told of it yet, or no more. Raises Forbidden, NotFound (somebody else's)."""
    authorise(actor, "work_under_way:read")
    here = _HERE.get((installation.engine.url, key))
    if here is not None:
        if here.actor.id != actor.id:
            raise NotFound
        return WorkView(*here.last)
    with installation.reading(actor, "ask how far a work is") as unit:
        work = get_work(unit.session, key=key)
        if work is not None and work.actor_id != actor.id:
            raise NotFound
        if work is None or work.told_at < utc_now() - GIVEN_UP_AFTER:
            return None
        return WorkView(work.stage, work.done, work.total)


class _Told:
    """What the work said last, and the thread's part: writing it down."""

    def __init__(self, installation: Installation, actor: Actor, key: str) -> None:
        self.installation, self.actor, self.key = installation, actor, key
        self.over = threading.Event()
        self.last: tuple[str, int | None, int | None] = ("read", None, None)
        self._written = False

    def tell(self, stage: str, done: int = 0, total: int = 0) -> None:
        """A plain assignment: the work is not kept by it, however often it tells."""
        self.last = (stage, done, total) if total else (stage, None, None)

    def keep_writing(self) -> None:
        while not self.over.wait(EVERY_SECONDS):
            self._try(self._write)
        if self._written:
            self._try(lambda session: delete_work(session, key=self.key, actor_id=self.actor.id))

    def _write(self, session: Session) -> None:
        stage, done, total = self.last
        if not self._written:
            delete_work_before(session, before=utc_now() - GIVEN_UP_AFTER)
        self._written = True
        put_work(session, row={
            "key": self.key, "actor_id": self.actor.id, "stage": stage, "done": done, "total": total, "told_at": utc_now(),
        })  # fmt: skip

    def _try(self, write: Callable[[Session], None]) -> None:
        """What cannot be written is not told; the work goes on."""
        try:
            with self.installation.sessions() as session:
                session.connection(execution_options={ACCESS_OPTION: "write"})
                write(session)
                session.commit()
        except Exception:
            logger.warning("how far a work is could not be written; the work goes on", exc_info=True)
