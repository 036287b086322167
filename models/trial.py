"""Trial agreements of pilot work activity: three parties, days of attendance, and the assessment at the end.

The parties are the person, the host (the employer of the post's vacancy) and the organisation that looks after the person. The database
itself refuses a row that contradicts its state, one place taken twice, more places taken than there are, and two running trials of one
person. Here must not live: when a trial may be signed (services/trials.py).
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, relationship

from models import codes
from models.base import IDENTIFIER, MONEY, Base, UtcDateTime, between, not_blank, one_of, payable, personal, public, restricted, utc_now
from models.candidate import Candidate
from models.organisation import Organisation
from models.pilot import Pilot
from models.placement import Placement
from models.vacancy import Vacancy

OWNED = "all, delete-orphan"
IS_RUNNING = text("state = 'running'")


class TrialAgreement(Base):
    """One agreement. from_on, until_on: first and last day, in Minsk; pay_byn from the host, subsidy_byn from the programme, per pay_per.

    place_number: which of the vacancy's places (1 to `vacancy_places`) it holds while it runs. placement_id: what it led to.
    """

    __tablename__ = "trial_agreement"
    __table_args__ = (
        ForeignKeyConstraint(["pilot_id", "vacancy_id"], ["pilot_post.pilot_id", "pilot_post.vacancy_id"], name="fk_trial_agreement_post"),
        ForeignKeyConstraint(
            ["vacancy_id", "vacancy_places"], ["vacancy.id", "vacancy.places"], onupdate="CASCADE", name="fk_trial_agreement_places"
        ),
        one_of("state", codes.TRIAL_STATES),
        one_of("pay_per", codes.TRIAL_PAY_PERS),
        payable("pay_byn"),
        payable("subsidy_byn"),
        *(not_blank(column) for column in ("schedule", "tasks", "protective_equipment", "emergency_contact", "cancelled_because")),
        CheckConstraint("until_on >= from_on", name="dates_in_order"),
        CheckConstraint("pay_byn IS NOT NULL OR subsidy_byn IS NOT NULL", name="paid_by_somebody"),
        CheckConstraint("(state = 'running') = (place_number IS NOT NULL)", name="running_holds_a_place"),
        CheckConstraint("(place_number IS NULL) = (vacancy_places IS NULL)", name="place_of_how_many"),
        CheckConstraint("place_number >= 1 AND place_number <= vacancy_places", name="place_number"),
        CheckConstraint(
            "(signed_at IS NULL) = (signed_by IS NULL) AND (signed_at IS NULL) = (signed_by_name IS NULL)", name="signed_by_whom"
        ),
        CheckConstraint("state NOT IN ('running', 'ended') OR signed_at IS NOT NULL", name="runs_when_signed"),
        CheckConstraint("state <> 'draft' OR signed_at IS NULL", name="draft_is_unsigned"),
        CheckConstraint("(state IN ('ended', 'cancelled')) = (closed_on IS NOT NULL)", name="closed_on_a_day"),
        CheckConstraint("(state = 'cancelled') = (cancelled_because IS NOT NULL)", name="cancelled_with_a_reason"),
        CheckConstraint("placement_id IS NULL OR state = 'ended'", name="led_somewhere_when_ended"),
        Index("uq_trial_agreement_place", "vacancy_id", "place_number", unique=True),
        Index("uq_trial_agreement_running", "candidate_id", unique=True, sqlite_where=IS_RUNNING, postgresql_where=IS_RUNNING),
        Index(None, "candidate_id"),
        Index(None, "pilot_id"),
        Index(None, "organisation_id"),
        Index(None, "placement_id"),
        Index(None, "state", "until_on"),
    )
    __noun__ = "trial"
    __reference__ = "id"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    candidate_id: Mapped[int] = personal(ForeignKey("candidate.id", ondelete="CASCADE"))
    pilot_id: Mapped[int] = public(ForeignKey("pilot.id"))
    vacancy_id: Mapped[int] = public(ForeignKey("vacancy.id"))
    organisation_id: Mapped[int] = public(ForeignKey("organisation.id"))
    from_on: Mapped[date] = personal()
    until_on: Mapped[date] = personal()
    schedule: Mapped[str] = personal(Text)
    tasks: Mapped[str] = personal(Text)
    pay_byn: Mapped[Decimal | None] = personal(MONEY)
    subsidy_byn: Mapped[Decimal | None] = personal(MONEY)
    pay_per: Mapped[str] = personal(String(8))
    protective_equipment: Mapped[str | None] = personal(Text)
    emergency_contact: Mapped[str] = restricted(Text, audit="fact")
    state: Mapped[str] = personal(String(16), default="draft")
    place_number: Mapped[int | None] = public()
    vacancy_places: Mapped[int | None] = public()
    signed_by: Mapped[str | None] = personal(String(64))
    signed_by_name: Mapped[str | None] = personal(String(200))
    signed_at: Mapped[datetime | None] = public(UtcDateTime)
    closed_on: Mapped[date | None] = personal()
    cancelled_because: Mapped[str | None] = restricted(Text, audit="fact")
    placement_id: Mapped[int | None] = personal(ForeignKey("placement.id", ondelete="SET NULL"))
    version: Mapped[int] = public(default=1)
    created_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    updated_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)

    candidate: Mapped[Candidate] = relationship()
    pilot: Mapped[Pilot] = relationship(foreign_keys=[pilot_id])
    vacancy: Mapped[Vacancy] = relationship(foreign_keys=[vacancy_id])
    organisation: Mapped[Organisation] = relationship()
    placement: Mapped[Placement | None] = relationship()
    days: Mapped[list["AttendanceDay"]] = relationship(
        back_populates="agreement", cascade=OWNED, order_by="AttendanceDay.day", passive_deletes=True
    )
    assessment: Mapped["TrialAssessment | None"] = relationship(back_populates="agreement", cascade=OWNED, passive_deletes=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (a stale change finds no row and raises)


class AttendanceDay(Base):
    """How somebody came on one day of a trial. fault: whose it is that they did not come, or not in time."""

    __tablename__ = "attendance_day"
    __table_args__ = (
        one_of("mark", codes.TRIAL_MARKS),
        one_of("fault", codes.TRIAL_FAULTS),
        between("minutes_late", 1, 1440),
        CheckConstraint("(mark = 'came') = (fault IS NULL)", name="fault_of_somebody"),
        CheckConstraint("(mark = 'late') = (minutes_late IS NOT NULL)", name="late_by_how_much"),
    )
    __owner__ = "agreement"

    agreement_id: Mapped[int] = public(ForeignKey("trial_agreement.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = personal(primary_key=True)
    mark: Mapped[str] = personal(String(8))
    fault: Mapped[str | None] = personal(String(8))
    minutes_late: Mapped[int | None] = personal()
    marked_by: Mapped[str] = personal(String(64))
    marked_by_name: Mapped[str] = personal(String(200))
    marked_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    agreement: Mapped[TrialAgreement] = relationship(back_populates="days")


class TrialAssessment(Base):
    """How a trial ended. observed: skills that the host saw, each as {"text", "decision", "concept"}, as they were read that day."""

    __tablename__ = "trial_assessment"
    __table_args__ = (one_of("result", codes.TRIAL_RESULTS), not_blank("note"))
    __owner__ = "agreement"

    agreement_id: Mapped[int] = public(ForeignKey("trial_agreement.id", ondelete="CASCADE"), primary_key=True)
    result: Mapped[str] = personal(String(16))
    note: Mapped[str | None] = restricted(Text, audit="fact")
    observed: Mapped[list[dict[str, Any]]] = personal(JSON, default=list)
    assessed_by: Mapped[str] = personal(String(64))
    assessed_by_name: Mapped[str] = personal(String(200))
    assessed_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    agreement: Mapped[TrialAgreement] = relationship(back_populates="assessment")
