"""What is counted or kept for a short time so that limits and promises hold over all workers: attempts, answers, readings, exports.

Rows of the first three are removed when their time is over. Here must not live: how many is too many (services/guards.py and others).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped

from models.base import IDENTIFIER, Base, UtcDateTime, at_least, more_than, not_blank, personal, public, restricted, secret, utc_now


class Attempt(Base):
    """How often something guarded was tried in one window of time. subject_digest: whose attempts, never in clear."""

    __tablename__ = "attempt"
    __table_args__ = (more_than("n_attempts", 0), Index(None, "window_ends_at"))

    guard: Mapped[str] = public(String(32), primary_key=True)
    subject_digest: Mapped[str] = secret(String(64), primary_key=True)
    window_ends_at: Mapped[datetime] = public(UtcDateTime, primary_key=True)
    n_attempts: Mapped[int] = public()


class KeptAnswer(Base):
    """The answer to a request with an Idempotency-Key, for its repetitions. Only who knows the key can read it."""

    __tablename__ = "kept_answer"
    __table_args__ = (Index(None, "expires_at"),)

    key_digest: Mapped[str] = secret(String(64), primary_key=True)
    request_digest: Mapped[str] = secret(String(64))
    status: Mapped[int] = public()
    sealed_answer: Mapped[str] = secret(Text)
    """Nonce and ciphertext in base64."""
    expires_at: Mapped[datetime] = public(UtcDateTime)


class PersonReading(Base):
    """When an actor last read a person's record: one row for each pair."""

    __tablename__ = "person_reading"
    __table_args__ = (Index(None, "actor_id", "read_at"), Index(None, "candidate_id"), Index(None, "read_at"))

    actor_id: Mapped[str] = personal(String(64), primary_key=True)
    candidate_id: Mapped[int] = personal(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
    read_at: Mapped[datetime] = personal(UtcDateTime)


class ReadingWatch(Base):
    """When an alert about an actor's readings was last given. Its row is locked while the readings are counted."""

    __tablename__ = "reading_watch"

    actor_id: Mapped[str] = personal(String(64), primary_key=True)
    alerted_at: Mapped[datetime | None] = personal(UtcDateTime)


class ExportRequest(Base):
    """Somebody wants many people's records at once: why, who agreed, and that it was done once."""

    __tablename__ = "export_request"
    __table_args__ = (
        not_blank("reason"),
        not_blank("asked_by"),
        at_least("n_people", 0),
        CheckConstraint("approved_by IS NULL OR approved_by <> asked_by", name="second_person"),
        CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approval_whole"),
        Index(None, "asked_by"),
    )
    __noun__ = "export"
    __reference__ = "id"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    filter: Mapped[dict[str, Any]] = restricted(JSON, default=dict, audit="fact")
    reason: Mapped[str] = personal(Text)
    n_people: Mapped[int] = public()
    asked_by: Mapped[str] = personal(String(64))
    asked_by_name: Mapped[str] = personal(String(200))
    asked_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    approved_by: Mapped[str | None] = personal(String(64))
    approved_by_name: Mapped[str | None] = personal(String(200))
    approved_at: Mapped[datetime | None] = public(UtcDateTime)
    taken_at: Mapped[datetime | None] = public(UtcDateTime)
    expires_at: Mapped[datetime] = public(UtcDateTime)
    version: Mapped[int] = public(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (approved or taken twice at once: the second finds no row)
