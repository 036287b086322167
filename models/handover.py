"""Offers to hand a whole person over: one organisation looks after somebody, another is asked to go on with it.

Which step is whose is a table in services/hand_over_rules.py. What moves when an offer is accepted is the person's organisation alone:
everything else hangs on the person.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, relationship

from models import codes
from models.base import IDENTIFIER, Base, UtcDateTime, listed, not_blank, one_of, personal, public, restricted, utc_now
from models.candidate import Candidate
from models.organisation import Organisation

STILL_OPEN = text("state = 'offered'")


class HandOver(Base):
    """One offer. from_organisation: who looked after the person when it was made; note: what the next one needs to know.

    closed_by: who answered or took it back, None where it ended by itself. reason_code: why it was declined, or ended.
    """

    __tablename__ = "hand_over"
    __table_args__ = (
        one_of("state", codes.HAND_OVER_STATES),
        one_of("reason_code", (*codes.HAND_OVER_REASONS, *codes.HAND_OVER_ENDINGS)),
        not_blank("note"),
        not_blank("reason_note"),
        not_blank("offered_by_name"),
        CheckConstraint("from_organisation_id <> to_organisation_id", name="to_another"),
        CheckConstraint("(state = 'offered') = (closed_at IS NULL)", name="closed_at_an_instant"),
        CheckConstraint("(closed_by IS NULL) = (closed_by_name IS NULL)", name="closed_by_whom"),
        CheckConstraint("(state IN ('offered', 'ended')) = (closed_by IS NULL)", name="closed_by_somebody"),
        CheckConstraint(f"(state = 'ended') = (reason_code IN ({listed(codes.HAND_OVER_ENDINGS)}))", name="ended_with_a_reason"),
        CheckConstraint("(state IN ('declined', 'ended')) = (reason_code IS NOT NULL)", name="declined_with_a_reason"),
        CheckConstraint("reason_code <> 'other' OR reason_note IS NOT NULL", name="other_in_words"),
        Index(None, "candidate_id"),
        Index(None, "from_organisation_id", "state"),
        Index(None, "to_organisation_id", "state"),
        Index("uq_hand_over_open", "candidate_id", unique=True, sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN),
    )
    __noun__ = "hand_over"
    __reference__ = "id"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    candidate_id: Mapped[int] = personal(ForeignKey("candidate.id", ondelete="CASCADE"))
    from_organisation_id: Mapped[int] = personal(ForeignKey("organisation.id"))
    to_organisation_id: Mapped[int] = personal(ForeignKey("organisation.id"))
    note: Mapped[str] = restricted(Text, audit="fact")
    state: Mapped[str] = personal(String(16), default="offered")
    offered_by: Mapped[str] = personal(String(64))
    offered_by_name: Mapped[str] = personal(String(200))
    offered_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    closed_by: Mapped[str | None] = personal(String(64))
    closed_by_name: Mapped[str | None] = personal(String(200))
    closed_at: Mapped[datetime | None] = public(UtcDateTime)
    reason_code: Mapped[str | None] = restricted(String(24))
    reason_note: Mapped[str | None] = restricted(Text, audit="fact")
    version: Mapped[int] = public(default=1)
    candidate: Mapped[Candidate] = relationship()
    from_organisation: Mapped[Organisation] = relationship(foreign_keys=[from_organisation_id])
    to_organisation: Mapped[Organisation] = relationship(foreign_keys=[to_organisation_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (of two answers at once one finds no row and is refused)
