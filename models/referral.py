"""Referral slips, and the quota of an employer: places that a decision reserves for people whom the programme sends.

A slip is the paper that a person carries to the employer and that comes back marked. Here must not live: what is printed on it
(services/slip_prints.py), or what its mark does to the placement (services/slips.py).
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, relationship

from models import codes
from models.base import IDENTIFIER, Base, UtcDateTime, at_least, between, not_blank, one_of, personal, public, restricted, utc_now
from models.organisation import Employer
from models.placement import Placement
from models.vacancy import Vacancy

IS_OUT = text("returned_on IS NULL")


class SlipCount(Base):
    """How many slips a year has: numbers are given in order, without holes, by whoever holds this row."""

    __tablename__ = "slip_count"
    __table_args__ = (between("year", 2000, 2099), at_least("last", 1))

    year: Mapped[int] = public(primary_key=True, autoincrement=False)
    last: Mapped[int] = public()


class ReferralSlip(Base):
    """One slip. appear_by, return_by: last days. came, accepted, ground: the employer's mark, all empty before it; marked_on: its day.

    accepted: None where nobody came. returned_on: the day on which the slip was back, marked or not: until then it is out.
    """

    __tablename__ = "referral_slip"
    __table_args__ = (
        between("year", 2000, 2099),
        at_least("sequence", 1),
        one_of("ground", codes.SLIP_GROUNDS),
        CheckConstraint("appear_by >= issued_on AND return_by >= appear_by", name="days_in_order"),
        CheckConstraint("(came IS NULL) = (marked_on IS NULL)", name="mark_has_its_day"),
        CheckConstraint(
            "(marked_on IS NULL) = (marked_by IS NULL) AND (marked_on IS NULL) = (marked_by_name IS NULL)", name="marked_by_whom"
        ),
        CheckConstraint("(came IS NOT NULL AND came) = (accepted IS NOT NULL)", name="answered_who_came"),
        CheckConstraint("(accepted IS NOT NULL AND NOT accepted) = (ground IS NOT NULL)", name="refused_on_a_ground"),
        CheckConstraint("marked_on >= issued_on AND (returned_on IS NULL OR returned_on >= issued_on)", name="not_before_it_was_issued"),
        Index("uq_referral_slip_number", "year", "sequence", unique=True),
        Index("uq_referral_slip_out", "placement_id", unique=True, sqlite_where=IS_OUT, postgresql_where=IS_OUT),
        Index(None, "placement_id"),
        Index(None, "vacancy_id"),
        Index(None, "employer_id", "quota"),
        Index(None, "return_by"),
    )
    __noun__ = "referral_slip"
    __reference__ = "id"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    year: Mapped[int] = public()
    sequence: Mapped[int] = public()
    placement_id: Mapped[int] = personal(ForeignKey("placement.id", ondelete="CASCADE"))
    employer_id: Mapped[int] = public(ForeignKey("employer.id"))
    vacancy_id: Mapped[int] = public(ForeignKey("vacancy.id"))
    quota: Mapped[bool] = public(default=False)
    issued_on: Mapped[date] = personal()
    issued_by: Mapped[str] = personal(String(64))
    issued_by_name: Mapped[str] = personal(String(200))
    issued_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    appear_by: Mapped[date] = personal()
    return_by: Mapped[date] = personal()
    came: Mapped[bool | None] = personal()
    accepted: Mapped[bool | None] = personal()
    ground: Mapped[str | None] = restricted(String(24))
    marked_on: Mapped[date | None] = personal()
    marked_by: Mapped[str | None] = personal(String(64))
    marked_by_name: Mapped[str | None] = personal(String(200))
    returned_on: Mapped[date | None] = personal()
    version: Mapped[int] = public(default=1)
    updated_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    placement: Mapped[Placement] = relationship()
    employer: Mapped[Employer] = relationship()
    vacancy: Mapped[Vacancy] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (a stale change finds no row and raises)

    @property
    def number(self) -> str:
        """As it is printed: 2026-000123."""
        return f"{self.year}-{self.sequence:06d}"


class Quota(Base):
    """Places that an employer has to keep for people who are sent. until: the last day included; basis: the decision, in words."""

    __tablename__ = "quota"
    __table_args__ = (
        between("places", 1, 10_000),
        CheckConstraint("until >= starts_on", name="days_in_order"),
        not_blank("basis"),
        Index(None, "employer_id", "starts_on"),
    )
    __noun__ = "quota"
    __reference__ = "id"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    employer_id: Mapped[int] = public(ForeignKey("employer.id"))
    starts_on: Mapped[date] = public()
    until: Mapped[date] = public()
    places: Mapped[int] = public()
    basis: Mapped[str] = public(Text)
    entered_by: Mapped[str] = personal(String(64))
    entered_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    employer: Mapped[Employer] = relationship()
