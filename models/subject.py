"""What people ask about their own data, and what the retention clock did with a case.

Here must not live: how long a request may take (services/working_days.py), or which step is due (services/retention_clock.py).
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, relationship

from models import codes
from models.base import IDENTIFIER, Base, UtcDateTime, not_blank, one_of, personal, public, restricted, utc_now
from models.candidate import Candidate


class SubjectRequest(Base):
    """A request of a person under the law on personal data. due_on: the last day for the answer; decided_by: the human who answered."""

    __tablename__ = "subject_request"
    __table_args__ = (
        one_of("kind", codes.SUBJECT_REQUEST_KINDS),
        one_of("state", codes.SUBJECT_REQUEST_STATES),
        CheckConstraint("due_on >= received_on", name="due_after_received"),
        CheckConstraint("decided_on >= received_on", name="decided_after_received"),
        CheckConstraint("(state = 'open') = (decided_on IS NULL)", name="decided_on_a_day"),
        CheckConstraint("(state = 'open') = (decided_by IS NULL)", name="decided_by_somebody"),
        Index(None, "candidate_id"),
        Index(None, "state", "due_on"),
    )
    __noun__ = "subject_request"
    __reference__ = "id"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    candidate_id: Mapped[int] = personal(ForeignKey("candidate.id"))
    kind: Mapped[str] = personal(String(16))
    received_on: Mapped[date] = personal()
    due_on: Mapped[date] = personal()
    state: Mapped[str] = personal(String(16), default="open")
    answer: Mapped[str | None] = restricted(Text, audit="fact")
    decided_on: Mapped[date | None] = personal()
    decided_by: Mapped[str | None] = personal(String(200))
    note: Mapped[str | None] = restricted(Text, audit="fact")
    entered_by: Mapped[str] = personal(String(64))
    created_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    candidate: Mapped[Candidate] = relationship()


class RetentionStep(Base):
    """One step of the retention clock: notice, anonymised or erased. It stays when everything else about the person is gone.

    counted_from: the last day anything was done for the person; done_by: the human who answers for it, with their reason in `note`.
    """

    __tablename__ = "retention_step"
    __table_args__ = (
        one_of("step", codes.RETENTION_STEPS),
        CheckConstraint("done_on >= counted_from", name="done_after_counted_from"),
        not_blank("done_by"),
        not_blank("note"),
        Index(None, "candidate_id"),
    )
    __noun__ = "retention_step"
    __reference__ = "id"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    candidate_id: Mapped[int] = personal(ForeignKey("candidate.id"))
    step: Mapped[str] = personal(String(16))
    period: Mapped[str] = public(String(32))
    counted_from: Mapped[date] = personal()
    done_on: Mapped[date] = personal()
    done_by: Mapped[str] = personal(String(200))
    note: Mapped[str] = restricted(Text, audit="fact")
    candidate: Mapped[Candidate] = relationship()
