"""What a person needs beside work, who sees to it, and every step of that. Steps are only ever added.

Which step may be taken by whom, and which consent lets another organisation know of the person, are tables in services/support_rules.py.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, relationship

from models import codes
from models.base import IDENTIFIER, Base, UtcDateTime, not_blank, one_of, personal, public, restricted, utc_now
from models.candidate import Candidate
from models.consent import Consent
from models.organisation import Organisation

_SENSITIVE = ", ".join(f"'{kind}'" for kind in codes.SENSITIVE_SUPPORT)


class SupportNeed(Base):
    """One thing that a person needs. due_on: the day by which it should be there; organisation: whom it was handed to, None: their own.

    The words stand in `wanted`, or in `wanted_restricted` where they may tell of health or addiction. consent: the one on which it was
    handed over; whether the other organisation may still know is asked of all consents of the day. document_kind: the paper that the need
    is, None where the programme has no code for it.
    """

    __tablename__ = "support_need"
    __table_args__ = (
        one_of("kind", codes.SUPPORT_KINDS),
        one_of("document_kind", codes.DOCUMENT_CODES),
        one_of("state", codes.SUPPORT_STATES),
        not_blank("wanted"),
        not_blank("wanted_restricted"),
        CheckConstraint("(wanted IS NULL) <> (wanted_restricted IS NULL)", name="told_once"),
        CheckConstraint(f"(kind IN ({_SENSITIVE})) = (wanted IS NULL)", name="health_is_restricted"),
        CheckConstraint("document_kind IS NULL OR kind IN ('documents', 'medical_certificate')", name="paper_of_its_kind"),
        CheckConstraint("kind <> 'medical_certificate' OR document_kind = 'medical_certificate'", name="certificate_is_one"),
        CheckConstraint("(organisation_id IS NULL) = (consent_id IS NULL)", name="handed_over_with_consent"),
        CheckConstraint("state <> 'needed' OR organisation_id IS NULL", name="needed_is_with_nobody"),
        CheckConstraint("state NOT IN ('accepted', 'rejected') OR organisation_id IS NOT NULL", name="answered_by_somebody"),
        CheckConstraint("(state = 'done') = (success IS NOT NULL)", name="done_tells_success"),
        CheckConstraint("(state = 'done') = (closed_at IS NOT NULL)", name="done_is_closed"),
        Index(None, "candidate_id"),
        Index(None, "organisation_id"),
        Index(None, "consent_id"),
        Index(None, "due_on"),
    )
    __noun__ = "support_need"
    __reference__ = "id"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    candidate_id: Mapped[int] = personal(ForeignKey("candidate.id", ondelete="CASCADE"))
    kind: Mapped[str] = restricted(String(24), audit="fact")
    document_kind: Mapped[str | None] = personal(String(24))
    wanted: Mapped[str | None] = personal(Text, audit="fact")
    wanted_restricted: Mapped[str | None] = restricted(Text, audit="fact")
    opened_by: Mapped[str] = personal(String(64))
    opened_by_name: Mapped[str] = personal(String(200))
    opened_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    due_on: Mapped[date] = personal()
    state: Mapped[str] = personal(String(16), default="needed")
    organisation_id: Mapped[int | None] = personal(ForeignKey("organisation.id"))
    consent_id: Mapped[int | None] = personal(ForeignKey("consent.id", ondelete="CASCADE"))
    success: Mapped[bool | None] = personal()
    closed_at: Mapped[datetime | None] = public(UtcDateTime)
    version: Mapped[int] = public(default=1)
    updated_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    candidate: Mapped[Candidate] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    consent: Mapped[Consent | None] = relationship()
    steps: Mapped[list["SupportStep"]] = relationship(
        back_populates="need", cascade="all, delete-orphan", passive_deletes=True, order_by="SupportStep.position"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (of two steps at once one finds no row and is refused)

    @property
    def words(self) -> str:
        """What is needed, wherever it stands."""
        return self.wanted or self.wanted_restricted or ""


class SupportStep(Base):
    """One step of a need. A trigger refuses every UPDATE; rows go only with the whole case. organisation: whom the step handed it to."""

    __tablename__ = "support_step"
    __table_args__ = (
        one_of("from_state", codes.SUPPORT_STATES),
        one_of("to_state", codes.SUPPORT_STATES),
        one_of("reason_code", codes.SUPPORT_REASONS),
        not_blank("note"),
        CheckConstraint("(from_state IS NULL) = (position = 1)", name="begins_once"),
        CheckConstraint("from_state IS NULL OR from_state <> to_state", name="leads_somewhere"),
        CheckConstraint("reason_code <> 'other' OR note IS NOT NULL", name="other_is_told"),
        CheckConstraint("to_state <> 'rejected' OR reason_code IS NOT NULL", name="rejected_with_a_reason"),
        CheckConstraint("to_state <> 'done' OR success OR reason_code IS NOT NULL", name="failed_with_a_reason"),
        Index(None, "organisation_id"),
    )
    __owner__ = "need"

    need_id: Mapped[int] = public(ForeignKey("support_need.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = public(primary_key=True, autoincrement=False)
    from_state: Mapped[str | None] = personal(String(16))
    to_state: Mapped[str] = personal(String(16))
    actor_id: Mapped[str] = personal(String(64))
    actor_name: Mapped[str] = personal(String(200))
    actor_role: Mapped[str] = public(String(16))
    organisation_id: Mapped[int | None] = personal(ForeignKey("organisation.id"))
    reason_code: Mapped[str | None] = restricted(String(24))
    note: Mapped[str | None] = restricted(Text, audit="fact")
    success: Mapped[bool | None] = personal()
    due_on: Mapped[date] = personal()
    at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    need: Mapped[SupportNeed] = relationship(back_populates="steps")
