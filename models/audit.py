"""The append-only audit trail with its seals, and the change feed. The unit of work alone writes them; triggers guard trail and seals."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped

from models import codes
from models.base import IDENTIFIER, Base, UtcDateTime, more_than, not_blank, one_of, personal, public, restricted

APPEND_ONLY = ("audit_event", "audit_seal")
"""Tables that triggers keep from every UPDATE, DELETE and TRUNCATE."""

GENESIS = "0" * 64
"""What the first event has as its previous hash."""


class AuditEvent(Base):
    """Who did what to which record, when and for what purpose; old and new values. hash = sha256(previous hash + canonical JSON)."""

    __tablename__ = "audit_event"
    __table_args__ = (
        more_than("sequence", 0),
        not_blank("actor_id"),
        not_blank("action"),
        not_blank("purpose"),
        CheckConstraint("length(hash) = 64 AND length(previous_hash) = 64", name="hashes"),
        Index(None, "noun", "record_id"),
        Index(None, "actor_id"),
        Index(None, "at"),
        Index(None, "reference"),
    )

    sequence: Mapped[int] = public(IDENTIFIER, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = public(UtcDateTime)
    actor_id: Mapped[str] = personal(String(64))
    actor_name: Mapped[str] = personal(String(200))
    actor_role: Mapped[str] = public(String(32))
    organisation: Mapped[str | None] = public(String(200))
    action: Mapped[str] = public(String(64))
    noun: Mapped[str] = public(String(32))
    record_id: Mapped[str | None] = personal(String(128))
    reference: Mapped[str | None] = personal(String(200))
    purpose: Mapped[str] = public(String(200))
    changes: Mapped[dict[str, Any]] = restricted(JSON, default=dict)
    details: Mapped[dict[str, Any]] = restricted(JSON, default=dict)
    previous_hash: Mapped[str] = public(String(64))
    hash: Mapped[str] = public(String(64), unique=True)


class AuditHead(Base):
    """The one row that says where the chain ends. Every writer locks it before it appends, so events and feed are in commit order."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = public(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = public(IDENTIFIER)
    hash: Mapped[str] = public(String(64))
    feed_sequence: Mapped[int] = public(IDENTIFIER)
    begun_on: Mapped[date | None] = public()
    """The last day on which somebody wrote: the first write of a later one seals what went before."""


class AuditSeal(Base):
    """A signed statement of where the chain stood: with it a tail cut off later is found, even when the head row was made to agree."""

    __tablename__ = "audit_seal"
    __table_args__ = (more_than("sequence", 0), CheckConstraint("length(hash) = 64", name="hash"))

    sequence: Mapped[int] = public(IDENTIFIER, primary_key=True, autoincrement=False)
    hash: Mapped[str] = public(String(64))
    at: Mapped[datetime] = public(UtcDateTime)
    key: Mapped[str] = public(String(16))
    """The beginning of the SHA-256 of the public key that checks the signature."""
    signature: Mapped[str] = public(String(128))


class ChangeFeed(Base):
    """What an index has to read again. record_id is None when everything of that noun changed."""

    __tablename__ = "change_feed"
    __table_args__ = (one_of("noun", codes.FEED_NOUNS), more_than("sequence", 0))

    sequence: Mapped[int] = public(IDENTIFIER, primary_key=True, autoincrement=False)
    noun: Mapped[str] = public(String(32))
    record_id: Mapped[int | None] = public(IDENTIFIER)
    at: Mapped[datetime] = public(UtcDateTime)
