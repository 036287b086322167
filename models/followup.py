"""What happens after the first day at work, and that nobody falls out of sight: check-ins with every attempt, the next step of each person.

When a check-in is made, what a result leads to, and who may say so is decided in services/check_ins.py. Here must not live: a length of
time, or a rule.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import Mapped, relationship

from models import codes, workflow
from models.base import IDENTIFIER, Base, UtcDateTime, at_least, between, not_blank, one_of, personal, public, restricted, utc_now
from models.candidate import Candidate
from models.placement import Placement

CONTACT_REASONS = tuple(dict.fromkeys((*workflow.REASONS, *codes.UNREACHED_REASONS)))
"""Why the person left the work, or why nobody was reached."""
LONGEST_FOLLOW_UP_DAYS = 3_650


class CheckIn(Base):
    """One question after so many days at work: does the person still work there?

    due_on: the day in Minsk on which it is to be asked; next_try_on: the day of the next attempt once one has failed, else None. n_missed:
    attempts in a row that reached nobody. escalated_at: since when coordinators know that nobody is reached.
    """

    __tablename__ = "check_in"
    __table_args__ = (
        between("day_number", 1, LONGEST_FOLLOW_UP_DAYS),
        one_of("state", codes.CHECK_IN_STATES),
        one_of("result", codes.CHECK_IN_RESULTS),
        one_of("reason_code", CONTACT_REASONS),
        at_least("n_missed", 0),
        not_blank("done_by_name"),
        CheckConstraint("(state = 'done') = (result IS NOT NULL AND result <> 'unreachable')", name="done_with_a_result"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL AND done_by IS NOT NULL AND done_by_name IS NOT NULL)", name="done_by"),
        CheckConstraint("state <> 'open' OR (n_missed > 0) = (next_try_on IS NOT NULL)", name="missed_is_tried_again"),
        CheckConstraint("escalated_at IS NULL OR n_missed > 0", name="escalated_when_missed"),
        Index("uq_check_in_day", "placement_id", "day_number", unique=True),
        Index(None, "state", "due_on"),
    )
    __noun__ = "check_in"
    __reference__ = "id"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    placement_id: Mapped[int] = public(ForeignKey("placement.id", ondelete="CASCADE"))
    day_number: Mapped[int] = public()
    due_on: Mapped[date] = personal()
    state: Mapped[str] = personal(String(16), default="open")
    result: Mapped[str | None] = personal(String(16))
    reason_code: Mapped[str | None] = restricted(String(24))
    n_missed: Mapped[int] = personal(default=0)
    next_try_on: Mapped[date | None] = personal()
    escalated_at: Mapped[datetime | None] = personal(UtcDateTime)
    done_at: Mapped[datetime | None] = personal(UtcDateTime)
    done_by: Mapped[str | None] = personal(String(64))
    done_by_name: Mapped[str | None] = personal(String(200))

    placement: Mapped[Placement] = relationship()
    contacts: Mapped[list["CheckInContact"]] = relationship(
        back_populates="check_in", cascade="all, delete-orphan", order_by="CheckInContact.position",
        collection_class=ordering_list("position"), passive_deletes=True,
    )  # fmt: skip

    @property
    def act_on(self) -> date:
        """The day on which somebody is to ask."""
        return self.next_try_on or self.due_on


class CheckInContact(Base):
    """One attempt to ask, by a named human: never changed, never taken out (triggers refuse it)."""

    __tablename__ = "check_in_contact"
    __table_args__ = (
        at_least("position", 0),
        one_of("result", codes.CHECK_IN_RESULTS),
        one_of("reason_code", CONTACT_REASONS),
        not_blank("actor_name"),
        not_blank("note"),
        CheckConstraint("result <> 'left' OR reason_code IS NOT NULL", name="left_for_a_reason"),
        CheckConstraint("result <> 'working' OR reason_code IS NULL", name="works_without_a_reason"),
        CheckConstraint("reason_code <> 'other' OR note IS NOT NULL", name="other_in_words"),
    )
    __owner__ = "check_in"

    check_in_id: Mapped[int] = public(ForeignKey("check_in.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = public(primary_key=True)
    at: Mapped[datetime] = personal(UtcDateTime, default=utc_now)
    actor_id: Mapped[str] = personal(String(64))
    actor_name: Mapped[str] = personal(String(200))
    actor_role: Mapped[str] = public(String(32))
    result: Mapped[str] = personal(String(16))
    reason_code: Mapped[str | None] = restricted(String(24))
    note: Mapped[str | None] = restricted(Text, audit="fact")
    check_in: Mapped[CheckIn] = relationship(back_populates="contacts")


class NextStep(Base):
    """What is to be done next for a person and when, or why there is no day for it. One a person; the trail keeps the former ones."""

    __tablename__ = "next_step"
    __table_args__ = (
        one_of("reason_code", codes.NO_DATE_REASONS),
        not_blank("note"),
        not_blank("set_by_name"),
        CheckConstraint("(due_on IS NULL) = (reason_code IS NOT NULL)", name="day_or_reason"),
        CheckConstraint("reason_code <> 'other' OR note IS NOT NULL", name="other_in_words"),
    )
    __noun__ = "next_step"
    __reference__ = "candidate_id"

    candidate_id: Mapped[int] = personal(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    due_on: Mapped[date | None] = personal()
    reason_code: Mapped[str | None] = restricted(String(24))
    note: Mapped[str | None] = restricted(Text, audit="fact")
    set_at: Mapped[datetime] = personal(UtcDateTime, default=utc_now)
    set_by: Mapped[str] = personal(String(64))
    set_by_name: Mapped[str] = personal(String(200))
    candidate: Mapped[Candidate] = relationship()
