"""Queries about check-ins: those of a placement, one with its attempts, and what is due."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from models.candidate import Candidate
from models.followup import CheckIn, NextStep
from models.placement import Placement
from models.queries.candidates import Visible
from models.vacancy import Vacancy

ACT_ON = func.coalesce(CheckIn.next_try_on, CheckIn.due_on)
"""The day on which somebody is to ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueFilter:
    """Which open check-ins. since, until: days on which somebody is to ask, both included; visible: of whom, everybody when None."""

    since: date | None = None
    until: date | None = None
    escalated: bool = False
    candidate: str | None = None
    organisation_id: int | None = None
    visible: Visible | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The WHERE of the filter, over check_in, placement and candidate."""
        wanted: list[ColumnElement[bool]] = [CheckIn.state == "open"]
        if self.since is not None:
            wanted.append(self.since <= ACT_ON)
        if self.until is not None:
            wanted.append(self.until >= ACT_ON)
        if self.escalated:
            wanted.append(CheckIn.escalated_at.is_not(None))
        if self.candidate is not None:
            wanted.append(Candidate.case_reference == self.candidate)
        if self.organisation_id is not None:
            wanted.append(Candidate.organisation_id == self.organisation_id)
        if self.visible is not None:
            wanted.append(self.visible.condition())
        return wanted


def find_check_ins(session: Session, *, placement_id: int) -> list[CheckIn]:
    """Every check-in of a placement, the earliest day first."""
    return list(session.scalars(select(CheckIn).where(CheckIn.placement_id == placement_id).order_by(CheckIn.day_number)))


def get_check_in(session: Session, *, check_in_id: int) -> CheckIn | None:
    """One check-in as it is now, with its attempts, its placement and its person."""
    placement = joinedload(CheckIn.placement)
    parts = (
        selectinload(CheckIn.contacts), placement.joinedload(Placement.candidate).selectinload(Candidate.consents),
        placement.joinedload(Placement.vacancy).joinedload(Vacancy.employer),
    )  # fmt: skip
    wanted = select(CheckIn).where(CheckIn.id == check_in_id).options(*parts)
    return session.scalar(wanted.execution_options(populate_existing=True))


def list_due(session: Session, *, after: tuple[date, int] | None, limit: int, where: DueFilter) -> list[CheckIn]:
    """The next page of open check-ins after a day and a number, by the day on which somebody is to ask."""
    wanted = select(CheckIn).join(CheckIn.placement).join(Placement.candidate).where(*where.conditions())
    if after is not None:
        day, number = after
        wanted = wanted.where(or_(day < ACT_ON, and_(day <= ACT_ON, CheckIn.id > number)))
    placement = contains_eager(CheckIn.placement)
    parts = (placement.contains_eager(Placement.candidate), placement.joinedload(Placement.vacancy).joinedload(Vacancy.employer))
    return list(session.scalars(wanted.order_by(ACT_ON, CheckIn.id).limit(limit).options(*parts)))


def list_own_steps(session: Session, *, organisation_id: int, until: date, limit: int) -> list[NextStep]:
    """Steps set for the people of an organisation that are due by a day, the earliest first; none of a closed case."""
    mine = and_(Candidate.organisation_id == organisation_id, Candidate.status != "closed")
    wanted = select(NextStep).join(NextStep.candidate).where(NextStep.due_on <= until, mine)
    parts = contains_eager(NextStep.candidate).selectinload(Candidate.consents)
    return list(session.scalars(wanted.order_by(NextStep.due_on, NextStep.candidate_id).limit(limit).options(parts)))
