"""When somebody is next to be seen to, and for what: one small query for each source of dates, and who has none.

A new source is a function that gives rows (candidate_id, due_on, number) and a line in SOURCES. Nothing here asks once per person.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from models import workflow
from models.candidate import Candidate
from models.followup import CheckIn, NextStep
from models.organisation import Organisation
from models.placement import Placement
from models.queries.candidates import Visible
from models.queries.followup import ACT_ON
from models.referral import ReferralSlip
from models.support import SupportNeed
from models.trial import TrialAgreement

Rows = Select[*tuple[Any, ...]]
LostRow = Row[int, str, str, str | None, int | None, str | None, date | None]
FOLLOWED = ("active", "paused", "placed")
"""Statuses of people who must not be lost."""


def own_steps() -> Rows:
    """What somebody set as the person's next step."""
    rows = select(NextStep.candidate_id, NextStep.due_on.label("due_on"), NextStep.candidate_id.label("number"))
    return rows.where(NextStep.due_on.is_not(None))


def open_check_ins() -> Rows:
    """A check-in that is to be done, or tried again."""
    rows = select(Placement.candidate_id, ACT_ON.label("due_on"), CheckIn.id.label("number"))
    return rows.join(CheckIn.placement).where(CheckIn.state == "open")


def answers_awaited() -> Rows:
    """The last day for an employer's answer."""
    rows = select(Placement.candidate_id, Placement.answer_by.label("due_on"), Placement.id.label("number"))
    return rows.where(Placement.state.in_(workflow.WAITING))


def support_due() -> Rows:
    """The day by which something that a person needs should be there; which thing that is may be restricted."""
    rows = select(SupportNeed.candidate_id, SupportNeed.due_on.label("due_on"), SupportNeed.id.label("number"))
    return rows.where(SupportNeed.state != "done")


def slips_out() -> Rows:
    """The last day to appear with a slip; of a marked one, to bring it back. Of a closed placement it is the slip's matter alone."""
    day = case((ReferralSlip.marked_on.is_(None), ReferralSlip.appear_by), else_=ReferralSlip.return_by)
    rows = select(Placement.candidate_id, day.label("due_on"), ReferralSlip.id.label("number"))
    return rows.join(ReferralSlip.placement).where(ReferralSlip.returned_on.is_(None), Placement.closed_on.is_(None))


def trials_end() -> Rows:
    """The last day of a running trial: then it is assessed."""
    rows = select(TrialAgreement.candidate_id, TrialAgreement.until_on.label("due_on"), TrialAgreement.id.label("number"))
    return rows.where(TrialAgreement.state == "running")


SOURCES: Mapping[str, Callable[[], Rows]] = MappingProxyType(
    {
        "own_step": own_steps,
        "check_in": open_check_ins,
        "answer": answers_awaited,
        "slip": slips_out,
        "trial": trials_end,
        "support": support_due,
    }
)
"""What a date may be for → the query that gives them; of two on one day the first of this table is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LostFilter:
    """Whom to look through. today: days before it are past; visible: of whom, everybody when None."""

    today: date
    organisation_id: int | None = None
    visible: Visible | None = None


def find_next_date(session: Session, *, candidate_id: int) -> Row[str, date, int] | None:
    """(source, day, number of what it is for) of a person's earliest date."""
    first = _earliest([candidate_id])
    return session.execute(select(first.c.source, first.c.due_on, first.c.number)).first()


def find_next_dates(session: Session, *, ids: Sequence[int]) -> dict[int, Row[int, str, date]]:
    """Number of a person → (number, source, day) of their earliest date; people without one are left out. Ask for a page, not a country."""
    first = _earliest(ids)
    rows = session.execute(select(first.c.candidate_id, first.c.source, first.c.due_on)) if ids else ()
    return {row.candidate_id: row for row in rows}


def get_next_step(session: Session, *, candidate_id: int) -> NextStep | None:
    """What somebody set as the person's next step."""
    return session.get(NextStep, candidate_id)


def list_lost(session: Session, *, after: int, limit: int, where: LostFilter) -> list[LostRow]:
    """The next page of people without a date that is not past, in order of entry.

    Rows (number, case reference, status, organisation and its number, source of the past date, the past date); the last two None where
    there is no date at all, and no reason why.
    """
    first = _earliest()
    person = (Candidate.id, Candidate.case_reference, Candidate.status, Organisation.name, Candidate.organisation_id)
    found = _over_everybody(select(*person, first.c.source, first.c.due_on), first, where).outerjoin(
        Organisation, Organisation.id == Candidate.organisation_id
    )
    return list(session.execute(found.where(Candidate.id > after).order_by(Candidate.id).limit(limit)))


def count_lost(session: Session, *, where: LostFilter) -> int:
    """How many such people there are."""
    counted = select(func.count()).select_from(Candidate)
    return session.scalar(_over_everybody(counted, _earliest(), where)) or 0


def _over_everybody(wanted: Rows, first: Subquery, where: LostFilter) -> Rows:
    """The people of the filter whose earliest date is past, or who have neither a date nor a reason.

    A reason excuses that there is no date; it does not excuse a date that was missed.
    """
    without = and_(first.c.due_on.is_(None), or_(NextStep.candidate_id.is_(None), NextStep.reason_code.is_(None)))
    lost: list[ColumnElement[bool]] = [Candidate.status.in_(FOLLOWED), or_(without, first.c.due_on < where.today)]
    if where.organisation_id is not None:
        lost.append(Candidate.organisation_id == where.organisation_id)
    if where.visible is not None:
        lost.append(where.visible.condition())
    joined = wanted.select_from(Candidate).outerjoin(first, first.c.candidate_id == Candidate.id)
    return joined.outerjoin(NextStep, NextStep.candidate_id == Candidate.id).where(*lost)


def _earliest(ids: Sequence[int] | None = None) -> Subquery:
    """(candidate_id, source, due_on, number): the earliest date of each person, or of some."""
    every = []
    for place, (source, rows_of) in enumerate(SOURCES.items()):
        rows = rows_of()
        if ids is not None:
            rows = rows.where(rows.selected_columns.candidate_id.in_(ids))
        every.append(rows.add_columns(literal(source).label("source"), literal(place).label("place")))
    dates = union_all(*every).subquery("dates")
    order = func.row_number().over(partition_by=dates.c.candidate_id, order_by=(dates.c.due_on, dates.c.place, dates.c.number))
    numbered = select(dates, order.label("nth")).subquery("numbered")
    return select(numbered).where(numbered.c.nth == 1).subquery("first")


def count_dates(session: Session, *, organisation_id: int, until: date) -> list[Row[date, str, int]]:
    """(day, source, how many) of every date up to a day of an organisation's people, past ones too, in order of days."""
    every = [rows_of().add_columns(literal(source).label("source")) for source, rows_of in SOURCES.items()]
    dates = union_all(*every).subquery("dates")
    counted = select(dates.c.due_on, dates.c.source, func.count()).join(Candidate, Candidate.id == dates.c.candidate_id)
    own = counted.where(Candidate.organisation_id == organisation_id, Candidate.status.in_(FOLLOWED), dates.c.due_on <= until)
    return list(session.execute(own.group_by(dates.c.due_on, dates.c.source).order_by(dates.c.due_on, dates.c.source)))


def count_not_reached(session: Session, *, organisation_id: int) -> int:
    """How many of an organisation's people could not be reached so often that coordinators know."""
    counted = select(func.count(Placement.candidate_id.distinct())).select_from(CheckIn).join(CheckIn.placement).join(Placement.candidate)
    own = counted.where(CheckIn.state == "open", CheckIn.escalated_at.is_not(None), Candidate.organisation_id == organisation_id)
    return session.scalar(own) or 0
