"""The people and vacancies of this database as the matcher's indexes, kept current by the change feed.

A change costs the reading of what changed; a new taxonomy costs a new build. Closed cases stand in no index; vacancies that are not open
stand in theirs, and the rule `vacancy_closed` answers for them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.index import CandidateIndex, VacancyIndex
from matcher.taxonomy import Taxonomy
from models.audit import ChangeFeed
from models.candidate import Candidate
from models.queries.audit import get_feed_position
from models.queries.candidate_stream import stream_candidates_for_index
from models.queries.vacancies import stream_vacancies_for_index
from models.vacancy import Vacancy
from services.profiles import to_profile
from services.vacancy_records import to_spec

REBUILD_FROM = 2_000
"""Changed rows from which reading everything again is cheaper than taking the index apart."""


@dataclass
class LiveIndex:
    """The two indexes and the point of the feed up to which they are true. Replaced whole, never changed: safe to read from any thread."""

    position: int = -1
    taxonomy: Taxonomy | None = field(default=None, repr=False)
    candidates: CandidateIndex = field(default_factory=lambda: CandidateIndex.build([], Taxonomy.build([], [], [], [])), repr=False)
    vacancies: VacancyIndex = field(default_factory=lambda: VacancyIndex.build([], Taxonomy.build([], [], [], [])), repr=False)

    @property
    def version(self) -> str:
        """Names this state of the data in a stored ranking."""
        return f"feed-{self.position}"

    def refreshed(self, session: Session, taxonomy: Taxonomy) -> "LiveIndex":
        """These indexes brought up to the present point of the feed; itself when nothing changed."""
        position = get_feed_position(session)
        if taxonomy is not self.taxonomy:
            people = [to_profile(c) for c in stream_candidates_for_index(session)]
            posts = [to_spec(v) for v in stream_vacancies_for_index(session)]
            return LiveIndex(position, taxonomy, CandidateIndex.build(people, taxonomy), VacancyIndex.build(posts, taxonomy))
        if position == self.position:
            return self
        changed = session.execute(select(ChangeFeed.noun, ChangeFeed.record_id).where(ChangeFeed.sequence > self.position)).all()
        candidate_ids = _ids(changed, "candidate")
        vacancy_ids = _ids(changed, "vacancy")
        return LiveIndex(
            position,
            taxonomy,
            _changed_candidates(session, self.candidates, candidate_ids, taxonomy),
            _changed_vacancies(session, self.vacancies, vacancy_ids, taxonomy),
        )


def _ids(changed: Iterable[Any], noun: str) -> set[int] | None:
    """The changed rows of a noun; None when all of it must be read again."""
    ids = {row.record_id for row in changed if row.noun == noun}
    return None if None in ids or len(ids) > REBUILD_FROM else ids


def _changed_candidates(session: Session, index: CandidateIndex, ids: set[int] | None, taxonomy: Taxonomy) -> CandidateIndex:
    if ids is None:
        return CandidateIndex.build([to_profile(c) for c in stream_candidates_for_index(session)], taxonomy)
    if not ids:
        return index
    profiles = [to_profile(c) for c in stream_candidates_for_index(session, ids=sorted(ids))]
    named = set(session.scalars(select(Candidate.case_reference).where(Candidate.id.in_(ids))))
    return index.with_changes(profiles, named - {p.reference for p in profiles})


def _changed_vacancies(session: Session, index: VacancyIndex, ids: set[int] | None, taxonomy: Taxonomy) -> VacancyIndex:
    if ids is None:
        return VacancyIndex.build([to_spec(v) for v in stream_vacancies_for_index(session)], taxonomy)
    if not ids:
        return index
    specs = [to_spec(v) for v in stream_vacancies_for_index(session, ids=sorted(ids))]
    named = set(session.scalars(select(Vacancy.reference).where(Vacancy.id.in_(ids))))
    return index.with_changes(specs, named - {s.reference for s in specs})
