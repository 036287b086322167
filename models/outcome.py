"""What came of a referral: what the scorer learns from. How a placement goes on the way there: models/placement.py."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, relationship

from models import codes
from models.base import IDENTIFIER, Base, one_of, personal, public, restricted
from models.candidate import Candidate
from models.vacancy import Vacancy


class Outcome(Base):
    """How one referral ended; the scorer learns from these. The reason may touch health, so it is restricted.

    placement_id: the placement that it follows from, None where somebody entered it or a file brought it.
    """

    __tablename__ = "outcome"
    __table_args__ = (
        one_of("result", codes.OUTCOME_RESULTS),
        one_of("reason_code", codes.OUTCOME_REASONS),
        CheckConstraint("reason_code <> 'stayed' OR result LIKE 'retained%'", name="stayed_means_retained"),
        Index("uq_outcome_referral", "candidate_id", "vacancy_id", "referred_on", unique=True),
        Index(None, "vacancy_id"),
        Index(None, "placement_id"),
    )
    __noun__ = "outcome"
    __reference__ = "id"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    candidate_id: Mapped[int] = personal(ForeignKey("candidate.id"))
    vacancy_id: Mapped[int] = public(ForeignKey("vacancy.id"))
    referred_on: Mapped[date] = personal()
    result: Mapped[str] = personal(String(32))
    reason_code: Mapped[str | None] = restricted(String(32))
    placement_id: Mapped[int | None] = public(ForeignKey("placement.id", ondelete="SET NULL"))
    candidate: Mapped[Candidate] = relationship()
    vacancy: Mapped[Vacancy] = relationship()
