"""Queries about referral slips and quotas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from models.base import fold
from models.candidate import Candidate
from models.organisation import Employer
from models.placement import Placement
from models.queries.candidates import Visible
from models.queries.pieces import containing, pieces
from models.queries.words import Words
from models.referral import Quota, ReferralSlip, SlipCount
from models.vacancy import Vacancy

SlipsOfAKind = tuple[bool | None, bool | None, str | None, int]
"""came, accepted, ground, and how many slips."""


def next_slip_number(session: Session, *, year: int) -> int:
    """The next number of a year. Whoever asks holds the row until the commit, so that a number taken back is given again."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    counted = insert(SlipCount).values(year=year, last=1)
    counted = counted.on_conflict_do_update(index_elements=["year"], set_={"last": SlipCount.last + 1})
    session.execute(counted)
    return session.scalar(select(SlipCount.last).where(SlipCount.year == year)) or 1


def get_slip(session: Session, *, slip_id: int) -> ReferralSlip | None:
    """One slip with its placement, person, vacancy and employer."""
    return session.scalar(select(ReferralSlip).where(ReferralSlip.id == slip_id).options(*_with_parts()))


def find_slip_out(session: Session, *, placement_id: int) -> ReferralSlip | None:
    """The slip of a placement that is not back yet."""
    return session.scalar(select(ReferralSlip).where(ReferralSlip.placement_id == placement_id, ReferralSlip.returned_on.is_(None)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipFilter:
    """Which slips. overdue_on: only those out of which, on that day, the mark or the return is late; out: not back yet, or back.

    placement_id: of one placement; visible: whose, everybody's when None; employer_id: of one employer; words: the number of the slip, the
    person, the vacancy or the employer.
    """

    overdue_on: date | None = None
    out: bool | None = None
    placement_id: int | None = None
    visible: Visible | None = None
    employer_id: int | None = None
    words: Words | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The WHERE of the filter."""
        wanted: list[ColumnElement[bool]] = []
        if self.overdue_on is not None:
            wanted += [ReferralSlip.returned_on.is_(None), is_late(self.overdue_on)]
        if self.out is not None:
            wanted.append(ReferralSlip.returned_on.is_(None) if self.out else ReferralSlip.returned_on.is_not(None))
        if self.placement_id is not None:
            wanted.append(ReferralSlip.placement_id == self.placement_id)
        if self.visible is not None:
            wanted.append(ReferralSlip.placement.has(Placement.candidate.has(self.visible.condition())))
        if self.employer_id is not None:
            wanted.append(ReferralSlip.employer_id == self.employer_id)
        if self.words is not None:
            wanted.append(_answering_to(self.words))
        return wanted


def _answering_to(words: Words) -> ColumnElement[bool]:
    found = [
        ReferralSlip.vacancy.has(words.vacancy()),
        ReferralSlip.employer.has(containing(Employer.name_folded, fold(words.text))),
        ReferralSlip.placement.has(Placement.candidate.has(words.person())),
    ]
    if number := words.number():
        year, sequence = number
        found.append(and_(ReferralSlip.sequence == sequence, true() if year is None else ReferralSlip.year == year))
    return or_(*found)


def is_late(day: date) -> ColumnElement[bool]:
    """Slips of which, on a day, the mark or the return is late, if they are out."""
    return or_(ReferralSlip.marked_on.is_(None) & (ReferralSlip.appear_by < day), ReferralSlip.return_by < day)


def list_slips(session: Session, *, after: int, limit: int, where: SlipFilter) -> list[ReferralSlip]:
    """The next page of slips in order of entry."""
    wanted = select(ReferralSlip).where(ReferralSlip.id > after, *where.conditions())
    return list(session.scalars(wanted.order_by(ReferralSlip.id).limit(limit).options(*_with_parts())))


def list_slips_late_first(session: Session, *, day: date, skip: int, limit: int, where: SlipFilter) -> list[ReferralSlip]:
    """Some slips after the first `skip`: the late ones of a day first, then by the day of return (of those back, the newest first)."""
    out_and_late = and_(ReferralSlip.returned_on.is_(None), is_late(day))
    order = (case((out_and_late, 0), else_=1), ReferralSlip.returned_on.desc(), ReferralSlip.return_by, ReferralSlip.id.desc())
    wanted = select(ReferralSlip).where(*where.conditions()).order_by(*order).offset(skip).limit(limit)
    return list(session.scalars(wanted.options(*_with_parts())))


def count_slips(session: Session, *, where: SlipFilter) -> int:
    """How many slips the filter keeps."""
    return session.scalar(select(func.count()).select_from(ReferralSlip).where(*where.conditions())) or 0


def list_quotas(session: Session, *, employer_id: int | None = None, words: str = "") -> list[Quota]:
    """Quotas with their employers, of one employer if asked, the newest first. words: part of the employer's name or UNP."""
    wanted = select(Quota).options(joinedload(Quota.employer)).order_by(Quota.starts_on.desc(), Quota.id.desc())
    if employer_id is not None:
        wanted = wanted.where(Quota.employer_id == employer_id)
    if folded := fold(words):
        wanted = wanted.where(Quota.employer.has(or_(containing(Employer.name_folded, folded), containing(Employer.unp, folded))))
    return list(session.scalars(wanted))


def count_quota_slips(session: Session, *, quota_ids: Sequence[int]) -> dict[int, list[SlipsOfAKind]]:
    """Number of a quota → (came, accepted, ground, how many) of the slips to quota places that its employer was sent in its time."""
    asked = (Quota.id, ReferralSlip.came, ReferralSlip.accepted, ReferralSlip.ground)
    in_its_time = ReferralSlip.issued_on.between(Quota.starts_on, Quota.until)
    sent = and_(ReferralSlip.employer_id == Quota.employer_id, ReferralSlip.quota.is_(True), in_its_time)
    found: dict[int, list[SlipsOfAKind]] = {}
    for piece in pieces(quota_ids):
        rows = session.execute(select(*asked, func.count()).join(ReferralSlip, sent).where(Quota.id.in_(piece)).group_by(*asked))
        for number, came, accepted, ground, n in rows:
            found.setdefault(number, []).append((came, accepted, ground, n))
    return found


def _with_parts() -> list[ORMOption]:
    return [
        joinedload(ReferralSlip.employer),
        joinedload(ReferralSlip.vacancy).joinedload(Vacancy.employer),
        joinedload(ReferralSlip.placement).joinedload(Placement.candidate).joinedload(Candidate.organisation),
    ]
