"""What a person may not do: dated restrictions and health limits.

No offence is stored anywhere, and which law bars what is not known here: an authorised person enters a restriction with its basis.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, relationship

from models import codes
from models.base import IDENTIFIER, Base, UtcDateTime, between, not_blank, one_of, public, restricted, utc_now

if TYPE_CHECKING:
    from models.candidate import Candidate


class Restriction(Base):
    """A ban on one duty, home hours, or a travel limit; each kind has its own columns and no others.

    Home hours are minutes after midnight (22:00–06:00 is 1320, 360). until_on: the last day included, None without end.
    """

    __tablename__ = "restriction"
    __table_args__ = (
        one_of("kind", codes.RESTRICTION_KINDS),
        one_of("duty", codes.DUTY_CODES),
        one_of("travel_limit", tuple(limit for limit in codes.TRAVEL_LIMITS if limit != "none")),
        CheckConstraint("(kind = 'ban') = (duty IS NOT NULL)", name="ban_has_duty"),
        CheckConstraint("(kind = 'home_hours') = (home_from_minute IS NOT NULL)", name="home_hours_have_start"),
        CheckConstraint("(kind = 'home_hours') = (home_until_minute IS NOT NULL)", name="home_hours_have_end"),
        CheckConstraint("(kind = 'travel_limit') = (travel_limit IS NOT NULL)", name="travel_limit_has_scope"),
        between("home_from_minute", 0, 1439),
        between("home_until_minute", 0, 1439),
        CheckConstraint("home_from_minute <> home_until_minute", name="home_hours_not_empty"),
        CheckConstraint("until_on >= from_on", name="dates_in_order"),
        not_blank("entered_by"),
        Index(None, "candidate_id"),
    )
    __noun__ = "restriction"
    __owner__ = "candidate"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    candidate_id: Mapped[int] = public(ForeignKey("candidate.id", ondelete="CASCADE"))
    kind: Mapped[str] = restricted(String(16))
    duty: Mapped[str | None] = restricted(String(32))
    home_from_minute: Mapped[int | None] = restricted()
    home_until_minute: Mapped[int | None] = restricted()
    travel_limit: Mapped[str | None] = restricted(String(16))
    legal_basis: Mapped[str | None] = restricted(Text)
    from_on: Mapped[date | None] = restricted()
    until_on: Mapped[date | None] = restricted()
    entered_by: Mapped[str] = restricted(String(64))
    entered_at: Mapped[datetime] = restricted(UtcDateTime, default=utc_now)
    candidate: Mapped["Candidate"] = relationship(back_populates="restrictions")

    @property
    def code(self) -> str:
        """As in the glossary: `ban:<duty>`, `home_hours` or `travel_limit`."""
        return f"ban:{self.duty}" if self.kind == "ban" else self.kind


class HealthLimit(Base):
    """Something the person's health rules out. No diagnosis. until_on: the last day, None while it lasts."""

    __tablename__ = "health_limit"
    __table_args__ = (one_of("code", codes.HEALTH_LIMITS),)
    __owner__ = "candidate"

    candidate_id: Mapped[int] = public(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = restricted(String(24), primary_key=True)
    until_on: Mapped[date | None] = restricted()
    candidate: Mapped["Candidate"] = relationship(back_populates="health_limits")


class UnreadLimit(Base):
    """Something written about a limit that nobody has understood yet; while it stands, every ranking asks for a human."""

    __tablename__ = "unread_limit"
    __table_args__ = (one_of("kind", codes.LIMIT_KINDS), not_blank("text"))
    __owner__ = "candidate"

    candidate_id: Mapped[int] = public(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = restricted(String(16), primary_key=True)
    text: Mapped[str] = restricted(Text, audit="fact")
    candidate: Mapped["Candidate"] = relationship(back_populates="unread_limits")
