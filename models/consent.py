"""What a person agreed to, per purpose. Recipients, fields and text versions come with accounts."""

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, relationship

from models import codes
from models.base import IDENTIFIER, Base, one_of, personal, public, restricted

if TYPE_CHECKING:
    from models.candidate import Candidate


class Consent(Base):
    """One answer to one question. A withdrawal fills `withdrawn_on` and never removes the row."""

    __tablename__ = "consent"
    __table_args__ = (
        one_of("purpose", codes.CONSENT_PURPOSES),
        one_of("state", codes.CONSENT_STATES),
        CheckConstraint("expires_on >= given_on", name="dates_in_order"),
        CheckConstraint("withdrawn_on >= given_on", name="withdrawn_after_given"),
        CheckConstraint("state <> 'withdrawn' OR withdrawn_on IS NOT NULL", name="withdrawn_on_a_day"),
        Index(None, "candidate_id"),
    )
    __noun__ = "consent"
    __owner__ = "candidate"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    candidate_id: Mapped[int] = public(ForeignKey("candidate.id", ondelete="CASCADE"))
    purpose: Mapped[str] = personal(String(16), default="matching")
    state: Mapped[str] = personal(String(16))
    given_on: Mapped[date | None] = personal()
    expires_on: Mapped[date | None] = personal()
    withdrawn_on: Mapped[date | None] = personal()
    note: Mapped[str | None] = restricted(Text, audit="fact")
    candidate: Mapped["Candidate"] = relationship(back_populates="consents")
