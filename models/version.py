"""Versions of what decides: scorers and rule sets, as JSON, at most one of each active. Training and judging live in the matcher."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text, text
from sqlalchemy.orm import Mapped

from models.base import Base, UtcDateTime, more_than, not_blank, public, utc_now


class ScorerVersion(Base):
    """A learned scorer and the report of how it was made. It is never active by itself: a person activates it."""

    __tablename__ = "scorer_version"
    __table_args__ = (
        more_than("number", 0),
        not_blank("created_by"),
        Index("uq_scorer_version_active", "active", unique=True, sqlite_where=text("active"), postgresql_where=text("active")),
    )
    __noun__ = "scorer_version"
    __reference__ = "number"
    __in_change_feed__ = True

    number: Mapped[int] = public(primary_key=True, autoincrement=False)
    content: Mapped[dict[str, Any]] = public(JSON)
    report: Mapped[dict[str, Any]] = public(JSON, default=dict)
    digest: Mapped[str] = public(String(64))
    active: Mapped[bool] = public(default=False)
    note: Mapped[str | None] = public(Text)
    created_by: Mapped[str] = public(String(64))
    created_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)


class RuleSetVersion(Base):
    """The parameters of the eligibility rules, lead times and soft gaps, as reviewed."""

    __tablename__ = "rule_set_version"
    __table_args__ = (
        more_than("number", 0),
        not_blank("created_by"),
        Index("uq_rule_set_version_active", "active", unique=True, sqlite_where=text("active"), postgresql_where=text("active")),
    )
    __noun__ = "rule_set_version"
    __reference__ = "number"
    __in_change_feed__ = True

    number: Mapped[int] = public(primary_key=True, autoincrement=False)
    content: Mapped[dict[str, Any]] = public(JSON)
    digest: Mapped[str] = public(String(64), unique=True)
    active: Mapped[bool] = public(default=False)
    note: Mapped[str | None] = public(Text)
    created_by: Mapped[str] = public(String(64))
    created_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
