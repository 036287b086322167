"""The people and vacancies of this database as the matcher ranks them, kept current by the change feed.

A change costs the reading of what changed; a new taxonomy costs a new build, of people from their snapshot on disk where there is one
(services/snapshots.py). Closed cases stand in no index; vacancies that are not open stand in theirs, and the rule `vacancy_closed` answers
for them.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.index import CandidateIndex
from matcher.openings import Openings
from matcher.snapshot.crowd import Crowd
from matcher.taxonomy import Taxonomy
from matcher.types import CandidateProfile, VacancySpec
from models.audit import ChangeFeed
from models.candidate import Candidate
from models.queries.audit import get_feed_position
from models.queries.candidate_stream import stream_candidates_for_index
from models.queries.vacancies import stream_vacancies_for_index
from models.vacancy import Vacancy
from services.profiles import to_profile
from services.snapshots import Snapshots
from services.vacancy_records import to_spec

REBUILD_FROM = 2_000
"""Changed records from which reading everything again is cheaper than reading them one by one."""


class Changing(Protocol):
    """What is made of records and can be changed by values."""

    def with_changes(self, values: Sequence[Any], removed: Sequence[str]) -> Any:
        """The same with these values in place of those of the same reference, or added, and `removed` gone."""


T = TypeVar("T", bound=Changing)


@dataclass
class Followed(Generic[T]):
    """Something made of all records of one noun, brought up to date when asked for. `made`: replaced whole, never changed.

    is_outdated: whether it must be built again although no record changed (a newer snapshot lies on the disk). build_anew: how to read
    everything again where `build` may give what was built earlier.
    """

    noun: str
    build: Callable[[Session, Taxonomy], tuple[T, int]]
    read: Callable[[Session, Sequence[int]], tuple[Sequence[Any], Sequence[str]]]
    is_outdated: Callable[[], bool] = lambda: False
    build_anew: Callable[[Session, Taxonomy], tuple[T, int]] | None = None
    made: T | None = None
    taxonomy: Taxonomy | None = None
    position: int = -1
    lock: threading.Lock = field(default_factory=threading.Lock)

    def current(self, session: Session, taxonomy: Callable[[], Taxonomy]) -> T:
        """It, as the database has the records now. taxonomy: read only if anything changed (a change of it is in the feed as well)."""
        position = get_feed_position(session)
        with self.lock:
            return self._followed(session, taxonomy, position)

    def followed_to(self, session: Session, taxonomy: Callable[[], Taxonomy]) -> int:
        """Bring it up to date and return the position of the change feed up to which it is."""
        position = get_feed_position(session)
        with self.lock:
            self._followed(session, taxonomy, position)
            return self.position

    def _followed(self, session: Session, taxonomy: Callable[[], Taxonomy], position: int) -> T:
        if self.made is not None and position <= self.position and not self.is_outdated():
            return self.made
        known = taxonomy()
        if self.made is None or known is not self.taxonomy or self.is_outdated():
            self._build(session, known)
        ids = self._changed(session)
        if ids is None or self.made is None:
            self.made, self.position = (self.build_anew or self.build)(session, known)
            return self.made
        if ids:
            values, removed = self.read(session, sorted(ids))
            self.made = self.made.with_changes(values, removed)
        self.position = max(position, self.position)
        return self.made

    def _build(self, session: Session, taxonomy: Taxonomy) -> T:
        self.made, self.position = self.build(session, taxonomy)
        self.taxonomy = taxonomy
        return self.made

    def _changed(self, session: Session) -> set[int] | None:
        """Numbers of the records changed since; None when everything must be read again."""
        found = session.scalars(
            select(ChangeFeed.record_id).where(ChangeFeed.noun == self.noun, ChangeFeed.sequence > self.position).limit(REBUILD_FROM + 1)
        ).all()
        return None if None in found or len(found) > REBUILD_FROM else {number for number in found if number is not None}


@dataclass
class LiveIndex:
    """What rankings are made of. Each part is made when first asked for.

    crowd: everybody, to be ranked; openings: every vacancy, to be ranked; everybody: the same people as values, for the rankings that name
    whoever is kept out.
    """

    crowd: Followed[Crowd]
    openings: Followed[Openings]
    everybody: Followed[CandidateIndex]

    @classmethod
    def of(cls, snapshots: Snapshots) -> "LiveIndex":
        """Nothing read yet."""
        return cls(
            Followed("candidate", snapshots.crowd, read_people, snapshots.is_renewed, snapshots.crowd_anew),
            Followed("vacancy", _openings, _read_openings),
            Followed("candidate", _everybody, read_people),
        )


def read_people(session: Session, ids: Sequence[int]) -> tuple[list[CandidateProfile], list[str]]:
    """People by number as values, and the references of those who are in no index any more."""
    profiles = [to_profile(c) for c in stream_candidates_for_index(session, ids=ids)]
    named = set(session.scalars(select(Candidate.case_reference).where(Candidate.id.in_(ids))))
    return profiles, sorted(named - {p.reference for p in profiles})


def _everybody(session: Session, taxonomy: Taxonomy) -> tuple[CandidateIndex, int]:
    position = get_feed_position(session)
    return CandidateIndex.build([to_profile(c) for c in stream_candidates_for_index(session)], taxonomy), position


def _openings(session: Session, taxonomy: Taxonomy) -> tuple[Openings, int]:
    position = get_feed_position(session)
    return Openings.build([to_spec(v) for v in stream_vacancies_for_index(session)], taxonomy), position


def _read_openings(session: Session, ids: Sequence[int]) -> tuple[list[VacancySpec], list[str]]:
    specs = [to_spec(v) for v in stream_vacancies_for_index(session, ids=ids)]
    named = set(session.scalars(select(Vacancy.reference).where(Vacancy.id.in_(ids))))
    return specs, sorted(named - {s.reference for s in specs})
