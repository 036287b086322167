"""One running installation: its settings, its database, and what it keeps in memory between requests.

Made once by a composition root and handed to every use case. What is kept (taxonomy, readers, indexes) is brought up to date by the
database's change feed, so that a change made through any process is seen by the next question of every process.
"""

import threading
from collections.abc import Callable, Mapping
from copy import copy
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matcher.index import CandidateIndex
from matcher.openings import Openings
from matcher.snapshot.crowd import Crowd
from models.base import utc_now
from models.queries.sealed import holds_sealed_values
from services.actors import Actor
from services.database import SessionFactory, open_engine, session_factory
from services.errors import InvalidValue
from services.expiry import remove_expired
from services.kept_answers import KEEPER
from services.keyring import KeyRing
from services.knowledge import Knowledge, read_knowledge
from services.known_values import KnownValues
from services.liveindex import LiveIndex
from services.places import Places
from services.ranking_memory import Lately
from services.seals import Seals
from services.settings import FIXTURES_FOLDER, Settings
from services.snapshots import RENEW_FROM, Beside, Snapshots
from services.together import Together
from services.unit_of_work import UnitOfWork


class Installation:
    """Settings, engine, sessions and the caches above them. Safe for threads of one process."""

    def __init__(self, settings: Settings, engine: Engine | None = None) -> None:
        self.settings = settings
        _require_folder(settings.data_folder)
        self.engine = engine or open_engine(settings.database_url)
        self.keys = KeyRing(settings.keys_path, self._holds_sealed_values)
        self.sessions: SessionFactory = session_factory(self.engine, self.keys)
        self.clock: Callable[[], datetime] = utc_now
        self._lock = threading.RLock()
        self._places: Places | None = None
        self._knowledge: Knowledge | None = None
        self._snapshots = Snapshots(settings.data_folder)
        self._index = LiveIndex.of(self._snapshots)
        self._renewer: Beside | None = None
        self.seals = Seals(settings.data_folder)
        self.values = KnownValues()
        self.consents_lapsed_on: date | None = None
        """The day up to which this process has seen to it that consents which ran out are closed."""
        self.lately: Lately[Any] = Lately()
        """Rankings answered last, by question."""
        self.asked_again: Together[Any, Any] = Together()
        """Those who ask for a ranking that is known are answered together."""
        self.told: Lately[bytes] = Lately()
        """The same put into words, by run, actor and language."""

    def at(self, instant: datetime) -> "Installation":
        """The same installation for whose units of work it is another (aware) instant: the demo world tells of days gone by."""
        earlier = copy(self)
        earlier.clock = lambda: instant
        return earlier

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Installation":
        """The installation that the environment names."""
        return cls(Settings.from_environment(environment))

    def writing(self, actor: Actor, purpose: str) -> UnitOfWork:
        """A unit that commits once."""
        return UnitOfWork(self.sessions, actor, purpose, now=self.clock, begin_day=self._begin_day, keeper=KEEPER.get())

    def _begin_day(self, session: Session, sequence: int, last_hash: str, at: datetime) -> Callable[[], None]:
        remove_expired(session, at)
        return self.seals.begin_day(session, sequence, last_hash, at)

    def reading(self, actor: Actor, purpose: str) -> UnitOfWork:
        """A unit that cannot write."""
        return UnitOfWork(self.sessions, actor, purpose, writes=False, now=self.clock)

    def _holds_sealed_values(self) -> bool:
        with self.engine.connect() as connection:
            return holds_sealed_values(connection)

    @property
    def places(self) -> Places:
        """Towns and districts."""
        with self._lock:
            if self._places is None:
                self._places = Places.load(FIXTURES_FOLDER / "places")
            return self._places

    def knowledge(self, session: Session) -> Knowledge:
        """The taxonomy and the readers of text, as the database has them now."""
        with self._lock:
            self._knowledge = read_knowledge(session, self._knowledge, self.settings.data_folder)
            return self._knowledge

    def crowd(self, session: Session) -> Crowd:
        """Everybody, to be ranked, as the database has them now."""
        crowd = self._index.crowd.current(session, lambda: self.knowledge(session).taxonomy)
        if self._renewer is not None and crowd.n_changes >= RENEW_FROM:
            self._renewer()
        return crowd

    @property
    def index_version(self) -> str:
        """Names the state of people and vacancies in a stored ranking."""
        return f"feed-{max(self._index.crowd.position, self._index.openings.position)}"

    def feed_position(self, session: Session) -> int:
        """Bring everybody up to date, and say how far: what `crowd` gives from now on is at least as new as this position of the feed."""
        return self._index.crowd.followed_to(session, lambda: self.knowledge(session).taxonomy)

    def openings(self, session: Session) -> Openings:
        """Every vacancy, to be ranked, as the database has them now."""
        return self._index.openings.current(session, lambda: self.knowledge(session).taxonomy)

    def everybody(self, session: Session) -> CandidateIndex:
        """The people of `crowd` as values; meant for as many as one can list."""
        return self._index.everybody.current(session, lambda: self.knowledge(session).taxonomy)

    def renew_snapshot(self, actor: Actor) -> None:
        """Put a snapshot of now in place of the one on disk; meant for a thread beside the work."""
        with self.reading(actor, "renew the snapshot of people") as unit:
            self._snapshots.renew(unit.session, self.knowledge(unit.session).taxonomy)

    def renew_beside(self, actor: Actor) -> None:
        """From now on a snapshot with many changes is renewed in a thread of its own."""
        self._renewer = Beside(lambda: self.renew_snapshot(actor))


def _require_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        told = {"folder": str(folder)}
        raise InvalidValue("invalid_value.data_folder", field="KLADKA_DATA_DIR", remedy="give_folder", parameters=told) from error
