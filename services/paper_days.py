"""On which day the papers of people who are shown are ready, as far as an actor may know it.

Waiting counts from the day of release, which is restricted: who may not read it gets the day counted from when the person can start, which
they see anyway; where that is not known or is earlier, none. Here must not live: the counting (matcher/documents.py).
"""

from collections.abc import Container, Sequence
from datetime import date

from sqlalchemy.orm import Session

from matcher.documents import Papers, documents_ready_on
from matcher.ruleset import RuleSet
from matcher.types import VacancySpec
from models.queries.support import PapersKept, find_papers


def find_paper_days(
    session: Session, pairs: Sequence[tuple[VacancySpec, str]], rules: RuleSet, as_of: date, open_to: Container[str]
) -> list[date | None]:
    """The day for each pair of a vacancy and the reference of a person; None where it may not be told.

    open_to: references of the people whose restrictions the actor may read.
    """
    kept = find_papers(session, references=[reference for _, reference in pairs])
    counted = {reference: _counted_from(one, as_of, restricted=reference in open_to) for reference, one in kept.items()}
    return [_day(spec, kept.get(reference), counted.get(reference), rules, as_of) for spec, reference in pairs]


def _day(spec: VacancySpec, kept: PapersKept | None, counted_from: date | None, rules: RuleSet, as_of: date) -> date | None:
    if kept is None or counted_from is None:
        return None
    return documents_ready_on(spec, Papers(counted_from, kept.waiting, kept.due), rules, as_of)


def _counted_from(kept: PapersKept, as_of: date, *, restricted: bool) -> date | None:
    """The first day of any waiting; for who may not know it a later one that they do, or None."""
    if kept.counted_from is None or kept.counted_from <= as_of:
        return as_of
    if restricted:
        return kept.counted_from
    can_start = kept.available_on
    return can_start if can_start is not None and can_start >= kept.counted_from else None
