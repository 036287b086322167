"""Queries about support needs. Whether another organisation may know of a need is asked here as a filter, on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from models.candidate import Candidate, Document
from models.consent import Consent
from models.queries.consents import is_live
from models.queries.pieces import pieces
from models.support import SupportNeed

Purposes = Mapping[str, Sequence[str]]
"""Kind of a need → purposes of a consent that lets an organisation know of it."""


def may_know(day: date, purposes: Purposes) -> ColumnElement[bool]:
    """Needs whose person agrees on a day that the organisation they are handed to knows of them."""
    allowed = or_(*(and_(SupportNeed.kind == kind, Consent.purpose.in_(some)) for kind, some in purposes.items()))
    towards = and_(Consent.candidate_id == SupportNeed.candidate_id, Consent.organisation_id == SupportNeed.organisation_id)
    return exists(select(Consent.id).where(towards, allowed, is_live(day)))


def get_need(session: Session, *, need_id: int) -> SupportNeed | None:
    """One need with its person, steps and organisation."""
    return session.scalar(select(SupportNeed).where(SupportNeed.id == need_id).options(*_with_parts()))


def list_needs(session: Session, *, candidate_id: int) -> list[SupportNeed]:
    """Every need of one person whom the session holds already, in order of entry."""
    wanted = select(SupportNeed).where(SupportNeed.candidate_id == candidate_id).order_by(SupportNeed.id)
    return list(session.scalars(wanted.options(*_own_parts())))


def list_open_needs(session: Session, *, organisation_id: int | None, due_by: date | None, after: int, limit: int) -> list[SupportNeed]:
    """The next page of needs that are not done, of the people of an organisation (None: of all), those due by a day if asked."""
    wanted = select(SupportNeed).where(SupportNeed.state != "done", SupportNeed.id > after)
    if organisation_id is not None:
        wanted = wanted.where(SupportNeed.candidate.has(Candidate.organisation_id == organisation_id))
    if due_by is not None:
        wanted = wanted.where(SupportNeed.due_on <= due_by)
    return list(session.scalars(wanted.order_by(SupportNeed.id).limit(limit).options(*_with_parts())))


def list_handed_needs(
    session: Session, *, organisation_id: int, day: date, purposes: Purposes, states: Sequence[str], after: int, limit: int
) -> list[SupportNeed]:
    """The next page of needs handed to an organisation that it may know of on a day, in order of entry. states: all when empty."""
    handed = SupportNeed.organisation_id == organisation_id
    wanted = select(SupportNeed).where(handed, SupportNeed.id > after, _of_an_open_case(), may_know(day, purposes))
    if states:
        wanted = wanted.where(SupportNeed.state.in_(states))
    return list(session.scalars(wanted.order_by(SupportNeed.id).limit(limit).options(*_with_parts())))


@dataclass(slots=True)
class PapersKept:
    """What is known of one person's papers. waiting: kind → days it takes, None for the usual time; due: kind → day by which somebody who
    sees to it is to have it, the latest of several."""

    counted_from: date | None
    available_on: date | None
    waiting: dict[str, int | None] = field(default_factory=dict)
    due: dict[str, date] = field(default_factory=dict)


def find_papers(session: Session, *, references: Sequence[str]) -> dict[str, PapersKept]:
    """Reference → papers of these people; three statements for each piece of them."""
    found: dict[str, PapersKept] = {}
    for piece in pieces(references):
        people = select(Candidate.id, Candidate.case_reference, Candidate.documents_counted_from, Candidate.available_on)
        by_id: dict[int, PapersKept] = {}
        for number, reference, counted_from, available_on in session.execute(people.where(Candidate.case_reference.in_(piece))):
            found[reference] = by_id[number] = PapersKept(counted_from, available_on)
        missing = select(Document.candidate_id, Document.kind, Document.lead_days).where(Document.state != "ready")
        for number, kind, lead_days in session.execute(missing.where(Document.candidate_id.in_(by_id))):
            by_id[number].waiting[kind] = lead_days
        running = select(SupportNeed.candidate_id, SupportNeed.document_kind, SupportNeed.due_on).where(
            SupportNeed.state.in_(("needed", "in_progress", "accepted")), SupportNeed.document_kind.is_not(None)
        )
        for number, paper, due_on in session.execute(running.where(SupportNeed.candidate_id.in_(by_id))):
            due = by_id[number].due
            due[str(paper)] = max(due_on, due.get(str(paper), due_on))
    return found


def _of_an_open_case() -> ColumnElement[bool]:
    return SupportNeed.candidate.has(Candidate.status != "closed")


def _own_parts() -> list[ORMOption]:
    return [selectinload(SupportNeed.steps), joinedload(SupportNeed.organisation)]


def _with_parts() -> list[ORMOption]:
    return [
        *_own_parts(),
        joinedload(SupportNeed.candidate).joinedload(Candidate.organisation),
        joinedload(SupportNeed.candidate).selectinload(Candidate.consents).selectinload(Consent.fields),
    ]
