"""Queries about placements, their places, and notices."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from models import workflow
from models.candidate import Candidate
from models.introduction import Introduction
from models.placement import Notice, Placement
from models.queries.candidates import Visible
from models.vacancy import Vacancy


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementFilter:
    """Which placements. employer_id: those that this employer knows of; visible: of whom, everybody when None."""

    candidate: str | None = None
    vacancy: str | None = None
    states: tuple[str, ...] = ()
    open_only: bool = False
    employer_id: int | None = None
    visible: Visible | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The WHERE of the filter."""
        wanted: list[ColumnElement[bool]] = []
        if self.candidate is not None:
            wanted.append(Placement.candidate.has(Candidate.case_reference == self.candidate))
        if self.vacancy is not None:
            wanted.append(Placement.vacancy.has(Vacancy.reference == self.vacancy))
        if self.states:
            wanted.append(Placement.state.in_(self.states))
        if self.open_only:
            wanted.append(Placement.closed_on.is_(None))
        if self.employer_id is not None:
            standing = Placement.introduction.has(Introduction.ended_at.is_(None))
            known = and_(standing, Placement.state.in_((*workflow.WAITING, *workflow.ACTIVE)))
            wanted += [known, Placement.vacancy.has(Vacancy.employer_id == self.employer_id)]
        if self.visible is not None:
            wanted.append(Placement.candidate.has(self.visible.condition()))
        return wanted


def get_placement(session: Session, *, placement_id: int) -> Placement | None:
    """One placement as it is now, with its person, vacancy and transitions."""
    wanted = select(Placement).where(Placement.id == placement_id).options(*_with_parts())
    return session.scalar(wanted.execution_options(populate_existing=True))


def find_vacancy_of(session: Session, *, placement_id: int) -> int | None:
    """The number of the vacancy a placement is for."""
    return session.scalar(select(Placement.vacancy_id).where(Placement.id == placement_id))


def lock_vacancy(session: Session, *, vacancy_id: int) -> Vacancy:
    """The vacancy, held until the end of the transaction: nobody else takes or frees a place meanwhile."""
    wanted = select(Vacancy).where(Vacancy.id == vacancy_id).with_for_update()
    return session.execute(wanted.execution_options(populate_existing=True)).scalar_one()


def find_taken_places(session: Session, *, vacancy_id: int) -> list[int]:
    """The numbers of the places that are held, in order."""
    held = select(Placement.place_number).where(Placement.vacancy_id == vacancy_id, Placement.place_number.is_not(None))
    return [number for number in session.scalars(held.order_by(Placement.place_number)) if number is not None]


def find_at_work(session: Session, *, vacancy_id: int) -> list[Placement]:
    """Those who hold a place of a vacancy, by the number of the place."""
    held = select(Placement).where(Placement.vacancy_id == vacancy_id, Placement.place_number.is_not(None))
    return list(session.scalars(held.order_by(Placement.place_number).with_for_update()))


def find_open_placements(session: Session, *, candidate_id: int | None = None, vacancy_id: int | None = None) -> list[Placement]:
    """Placements before the first day at work, of this person or for this vacancy (either), in order of entry; held until the commit.

    The one order in which rows are held keeps two starts from waiting for each other.
    """
    named = {Placement.candidate_id: candidate_id, Placement.vacancy_id: vacancy_id}
    either = [column == value for column, value in named.items() if value is not None]
    wanted = select(Placement).where(Placement.state.in_(workflow.OPEN), or_(*either)).order_by(Placement.id).with_for_update(of=Placement)
    return list(session.scalars(wanted.options(*_with_parts()).execution_options(populate_existing=True)))


def find_closed_by(session: Session, *, placement_id: int) -> list[Placement]:
    """Placements that a step of this one closed, and that have not moved since, in order of entry."""
    last = Placement.transitions.any(caused_by=placement_id)
    wanted = select(Placement).where(last, Placement.state.in_(workflow.CLOSED)).order_by(Placement.id).options(*_with_parts())
    found = session.scalars(wanted.execution_options(populate_existing=True))
    return [each for each in found if each.transitions[-1].caused_by == placement_id]


def find_referrals(session: Session, *, candidate_id: int, vacancy_id: int, referred_on: date) -> list[Placement]:
    """Placements of a person for a vacancy that were referred on a day, in order of entry; more than one where somebody began anew."""
    pair = (Placement.candidate_id == candidate_id, Placement.vacancy_id == vacancy_id, Placement.referred_on == referred_on)
    return list(session.scalars(select(Placement).where(*pair).order_by(Placement.id)))


def has_full_time_work(session: Session, *, candidate_id: int, but: int | None = None) -> bool:
    """Whether the person is at full-time work, leaving out one placement."""
    held = select(func.count()).select_from(Placement).where(
        Placement.candidate_id == candidate_id, Placement.state.in_(workflow.ACTIVE), Placement.full_time, Placement.id != (but or 0)
    )  # fmt: skip
    return bool(session.scalar(held))


def has_work(session: Session, *, candidate_id: int) -> bool:
    """Whether the person is at work through the programme, full-time or not."""
    held = select(Placement.id).where(Placement.candidate_id == candidate_id, Placement.state.in_(workflow.ACTIVE))
    return session.scalar(held.limit(1)) is not None


def find_open_pair(session: Session, *, candidate_id: int, vacancy_id: int) -> Placement | None:
    """The placement of a person for a vacancy that has not closed; there is at most one."""
    pair = (Placement.candidate_id == candidate_id, Placement.vacancy_id == vacancy_id)
    return session.scalar(select(Placement).where(*pair, Placement.closed_on.is_(None)))


def find_overdue_placements(session: Session, *, day: date) -> list[Placement]:
    """Placements whose last day for an answer is over, in order of entry."""
    overdue = select(Placement).where(Placement.state.in_(workflow.WAITING), Placement.answer_by < day).order_by(Placement.id)
    return list(session.scalars(overdue.with_for_update(of=Placement).options(*_with_parts()).execution_options(populate_existing=True)))


def list_placements(session: Session, *, after: int, limit: int, where: PlacementFilter) -> list[Placement]:
    """The next page after a number, in order of entry."""
    page = select(Placement).where(Placement.id > after, *where.conditions()).order_by(Placement.id).limit(limit)
    return list(session.scalars(page.options(*_with_parts())))


def list_notices(
    session: Session, *, after: int, limit: int, organisation_id: int | None, role: str | None, visible: Visible | None, unseen: bool
) -> list[Notice]:
    """The next page of notices to an organisation or to a role (either; all when both are None), in order of entry.

    visible: of whom a role is told, besides people whom no organisation looks after.
    """
    told: list[ColumnElement[bool]] = []
    if organisation_id is not None:
        told.append(Notice.organisation_id == organisation_id)
    if role is not None:
        known = or_(Candidate.organisation_id.is_(None), true() if visible is None else visible.condition())
        told.append(and_(Notice.role == role, Notice.candidate.has(known)))
    wanted = select(Notice).where(Notice.id > after, *([or_(*told)] if told else []))
    if unseen:
        wanted = wanted.where(Notice.seen_at.is_(None))
    parts = (joinedload(Notice.candidate), joinedload(Notice.placement).joinedload(Placement.vacancy))
    return list(session.scalars(wanted.order_by(Notice.id).limit(limit).options(*parts)))


def get_notice(session: Session, *, notice_id: int) -> Notice | None:
    """One notice with its person."""
    return session.scalar(select(Notice).where(Notice.id == notice_id).options(joinedload(Notice.candidate)))


def _with_parts() -> list[ORMOption]:
    return [
        selectinload(Placement.candidate).selectinload(Candidate.consents),
        selectinload(Placement.candidate).joinedload(Candidate.organisation),
        selectinload(Placement.vacancy).joinedload(Vacancy.employer),
        selectinload(Placement.introduction),
        selectinload(Placement.transitions),
    ]
