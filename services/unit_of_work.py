"""One use case, one transaction: commit once with its audit events, or roll back. A reading unit cannot write.

    with UnitOfWork(sessions, actor, "register a person") as unit:
        unit.session.add(candidate)
        unit.audit("candidate:create", candidate)
        unit.after_commit(lambda: index.apply_changes())

Leaving the block commits; an exception rolls back. Here must not live: what a use case does, or who may do it.
"""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy import event
from sqlalchemy import inspect as inspect_record
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from models.audit import AuditEvent
from models.base import Base, utc_now
from models.codes import FEED_NOUNS
from models.queries.chain import Head, append_events, append_feed, lock_head, move_head
from models.sealing import KEYS, Keys, KeySource
from services.actors import Actor
from services.audit import HIDDEN, Changes, PendingEvent, chain, changed_columns, event_of, facts, is_stored, merge, primary_key
from services.audited import disclosure
from services.database import ACCESS_OPTION, SessionFactory
from services.kept_answers import AnswerKeeper
from services.refusals import raise_refusal

logger = logging.getLogger(__name__)

ACTION = re.compile(r"[a-z][a-z_]*:[a-z][a-z_]*")
BeginDay = Callable[[Session, int, str, datetime], Callable[[], None]]
"""What the first write of a day does, given the end of the chain before it; what it answers is called after the commit."""


class UnitOfWorkMisuse(RuntimeError):  # noqa: N818  (a fault of the program, not of its user)
    """A service broke a rule of the unit of work: a write without an audit event, a write while reading, a commit of its own."""


class UnitOfWork:
    """A session with an actor and a purpose.

    writes=False gives a reading unit: any write raises UnitOfWorkMisuse, and the database itself refuses it too. Leaving the block of a
    writing unit commits; the domain errors of that moment are Conflict, StaleVersion and InvalidValue. Not for use by two threads. What a
    savepoint takes back is not stored, but old and new values it touched stay in the event.

    begin_day: called by the first write of a day. keeper: takes over the commit, so that the answer to the request is stored with it.
    """

    def __init__(
        self,
        sessions: SessionFactory,
        actor: Actor,
        purpose: str,
        *,
        writes: bool = True,
        now: Callable[[], datetime] = utc_now,
        begin_day: BeginDay | None = None,
        keeper: AnswerKeeper | None = None,
    ) -> None:
        self.actor = actor
        self.purpose = purpose
        self.writes = writes
        self.now = now
        self.begin_day = begin_day
        self.keeper = keeper if writes else None
        self.session: Session = sessions()
        self._events: list[PendingEvent] = []
        self._hooks: list[Callable[[], None]] = []
        self._changes: dict[Base, Changes] = {}
        self._parts: dict[Base, dict[str, dict[str, int]]] = {}
        self._fed: set[Base] = set()
        self._all_of: set[str] = set()
        self._without_values: set[Base] = set()
        self._wrote = False
        self._committing = False

    def __enter__(self) -> Self:
        event.listen(self.session, "before_flush", self._before_flush)
        event.listen(self.session, "do_orm_execute", self._before_statement)
        event.listen(self.session, "before_commit", self._before_commit)
        options: dict[str, Any] = {ACCESS_OPTION: "write" if self.writes else "read"}
        if not self.writes and self.session.get_bind().dialect.name == "postgresql":
            options["postgresql_readonly"] = True
        try:
            self.session.connection(execution_options=options)
            if self.keeper is not None:
                self.keeper.opened(self.session)
        except BaseException as error:
            self.session.close()
            raise_refusal(error)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None) -> None:
        if error is None and self.keeper is not None:
            self._prepare()
            self.keeper.hold(self)
            return
        try:
            if error is not None:
                self.session.rollback()
                raise_refusal(error)
            elif self.writes:
                self._prepare()
                self._commit()
            else:
                self._refuse_forgotten_writes()
                self.session.rollback()
        finally:
            self.session.close()
        if error is None and self.writes:
            self._run_hooks()

    def finish(self) -> None:
        """Commit what the keeper held back, with what it added to the session. Raises as leaving the block does."""
        try:
            self._commit()
        finally:
            self.session.close()
        self._run_hooks()

    def abandon(self) -> None:
        """Take back what the keeper held."""
        self.session.rollback()
        self.session.close()

    @property
    def keys(self) -> Keys:
        """The keys of sealed columns, as they are now."""
        source: KeySource = self.session.info[KEYS]
        return source()

    def audit(
        self, action: str, record: Base | None = None, *, reference: str | None = None, actor: Actor | None = None, **details: Any
    ) -> None:
        """Tell what was done (`noun:verb`), to which record. Old and new values are added at the commit; `details` are plain JSON.

        actor: who did it where one unit serves several (services/together.py), else the unit's.
        """
        if ACTION.fullmatch(action) is None:
            raise UnitOfWorkMisuse(f"an action is called noun:verb, not {action!r}")
        if not self.writes:
            raise UnitOfWorkMisuse("a reading unit cannot store an audit event")
        self._events.append(PendingEvent(action, record, reference, facts(details), actor or self.actor))

    @contextmanager
    def disclosing(self, action: str, record: Base | None, *parts: str, reference: str | None = None, **details: Any) -> Iterator[None]:
        """Let views of what is restricted be made inside, and tell the trail which parts were read.

        An event that the unit already has about the record tells it too; else `action` becomes an event of its own.
        """
        told = next((event for event in self._events if record is not None and event.record is record), None)
        if told is None:
            self.audit(action, record, reference=reference, **details)
            told = self._events[-1]
        told.details["read"] = sorted({*told.details.get("read", ()), *parts})
        with disclosure():
            yield

    def keep_no_values(self, record: Base) -> None:
        """Of this record the trail keeps only which columns changed: what is taken away for good must not go on in the trail."""
        self._without_values.add(record)

    def after_commit(self, hook: Callable[[], None]) -> None:
        """Call this once the change is durable; never if it is rolled back. A hook that fails is logged, the change stays."""
        self._hooks.append(hook)

    def everything_changed(self, noun: str) -> None:
        """For changes too many to name one by one (a new taxonomy): the feed tells the index to read all of the noun again."""
        if noun not in FEED_NOUNS:
            raise UnitOfWorkMisuse(f"{noun!r} is not a noun of the change feed")
        self._all_of.add(noun)
        self._wrote = True

    def _before_statement(self, state: ORMExecuteState) -> None:
        if state.is_insert or state.is_update or state.is_delete:
            self._note_write()

    def _note_write(self) -> None:
        if not self.writes:
            raise UnitOfWorkMisuse("a reading unit cannot write")
        self._wrote = True

    def _before_commit(self, session: Session) -> None:
        if not self._committing and not session.in_nested_transaction():
            raise UnitOfWorkMisuse("only the unit of work commits, and once")

    def _before_flush(self, session: Session, _context: UOWTransaction, _instances: object) -> None:
        changed = [record for record in session.dirty if session.is_modified(record)]
        added, removed = list(session.new), list(session.deleted)
        if not (changed or added or removed):
            return
        self._note_write()
        for record in changed:
            self._changes[record] = merge(self._changes.get(record, {}), changed_columns(record))
        roots = {self._note_part(record, "added") for record in added}
        roots |= {self._note_part(record, "removed") for record in removed}
        roots |= {self._note_part(record, "changed") for record in changed}
        self._touch(roots)

    def _note_part(self, record: Base, how: str) -> Base:
        """Count the change for the record that the row is part of, and return that record (or the row itself if it stands alone)."""
        root = record
        while root.__owner__ is not None:
            owner = getattr(root, root.__owner__)
            if owner is None:  # just taken out of its owner's list
                former = inspect_record(root).attrs[root.__owner__].history.deleted
                owner, how = (former[0] if former else None), "removed"
            if owner is None:
                break
            root = owner
        if root is not record:
            counts = self._parts.setdefault(root, {}).setdefault(record.__tablename__, {})
            counts[how] = counts.get(how, 0) + 1
        return root

    def _touch(self, roots: Iterable[Base]) -> None:
        """A changed part makes a new version of the whole, and the index hears of it."""
        for root in roots:
            if root.__in_change_feed__:
                self._fed.add(root)
            state = inspect_record(root)
            if state.persistent and "updated_at" in state.mapper.columns and root not in self.session.deleted:
                versioned: Any = root
                versioned.updated_at = self.now()

    def _refuse_forgotten_writes(self) -> None:
        """A change that a reading unit never flushed would otherwise vanish in silence."""
        try:
            self.session.flush()
        except BaseException:
            self.session.rollback()
            raise

    def _prepare(self) -> None:
        """Everything but the commit itself: send the changes, refuse those that nobody told of, append events and feed."""
        with self._undoing():
            self.session.flush()
            if self._wrote and not self._events:
                raise UnitOfWorkMisuse(f"{self.purpose!r} changed records without an audit event")
            if self._wrote or self._events:
                self._append()

    def _commit(self) -> None:
        with self._undoing():
            self._committing = True
            self.session.commit()

    @contextmanager
    def _undoing(self) -> Iterator[None]:
        """Whatever fails inside takes everything back and frees the connection."""
        try:
            yield
        except BaseException as error:
            self.session.rollback()
            self.session.close()
            raise_refusal(error)
            raise

    def _append(self) -> None:
        """Number, chain and store events and feed. The head row is locked until the commit, so numbers follow the order of commits."""
        head, at = lock_head(self.session), self.now()
        begun_on = head.begun_on
        if self.begin_day is not None and (begun_on is None or begun_on < at.date()):
            self.after_commit(self.begin_day(self.session, head.sequence, head.hash, at))
            begun_on = at.date()
        told = [self._event(pending, sequence, at) for sequence, pending in enumerate(self._events, head.sequence + 1)]
        last_hash = chain(head.hash, told)
        append_events(self.session, events=told)
        fed = [record for record in self._fed if record.__noun__ not in self._all_of and is_stored(record)]
        entries = sorted({(record.__noun__, primary_key(record)) for record in fed}, key=str)
        entries += [(noun, None) for noun in sorted(self._all_of)]
        feed_sequence = append_feed(self.session, entries=entries, after=head.feed_sequence, at=at)
        move_head(self.session, to=Head(head.sequence + len(told), last_hash, feed_sequence, begun_on))

    def _event(self, pending: PendingEvent, sequence: int, at: datetime) -> AuditEvent:
        record = pending.record
        changes = {} if record is None else dict(self._changes.get(record, {}))
        if record in self._without_values:
            changes = {column: [HIDDEN, HIDDEN] for column in changes}
        parts = None if record is None else self._parts.get(record)
        return event_of(pending, sequence, at, self.purpose, changes | ({"parts": parts} if parts else {}))

    def _run_hooks(self) -> None:
        for hook in self._hooks:
            try:
                hook()
            except Exception:
                logger.exception("a hook after the commit failed; the change itself is stored", extra={"purpose": self.purpose})
