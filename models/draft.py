"""Drafts of long forms: what somebody typed so far, so that they may leave a form and come back to it on another day or device."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, relationship

from models import codes
from models.account import Account
from models.base import IDENTIFIER, Base, UtcDateTime, one_of, public, restricted, utc_now
from models.sealing import Sealed, SealedRecord, sealed_json


class Draft(SealedRecord, Base):
    """A form half-way, seen by the account that fills it in and nobody else.

    typed: field → what was typed, sealed because it may be about a person. It is no record yet: nothing in it is matched, searched or told.
    It goes when the form is sent, or when nobody touched it for 30 days.
    """

    __tablename__ = "draft"
    __table_args__ = (one_of("kind", codes.DRAFT_KINDS), Index(None, "account_id", "kind"), Index(None, "updated_at"))
    __noun__ = "draft"
    __reference__ = "id"
    __sealed__ = ("typed",)

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    account_id: Mapped[int] = public(ForeignKey("account.id", ondelete="CASCADE"))
    kind: Mapped[str] = public(String(16))
    _typed: Mapped[bytes | None] = restricted("typed", Sealed, audit="fact")
    typed = sealed_json()
    version: Mapped[int] = public(default=1)
    created_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    updated_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    account: Mapped[Account] = relationship()

    __mapper_args__: Any = {"version_id_col": version}  # noqa: RUF012  (two windows at once: the second finds no row and is told)
