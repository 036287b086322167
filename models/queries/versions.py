"""Queries about scorer versions and rule-set versions; both tables have the same shape, so one query serves either."""

from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.audit import AuditHead
from models.version import RuleSetVersion, ScorerVersion

Version = TypeVar("Version", ScorerVersion, RuleSetVersion)

_NUMBERS_IN_USE = (select(of.number).where(of.active).scalar_subquery() for of in (ScorerVersion, RuleSetVersion))
_STANDING = select(AuditHead.feed_sequence, *_NUMBERS_IN_USE)
"""Made once: it is sent for every ranking."""


def get_version(session: Session, *, of: type[Version], number: int) -> Version | None:
    """One version by its number."""
    return session.get(of, number)


def get_active_version(session: Session, *, of: type[Version]) -> Version | None:
    """The one in use, None when nobody activated any."""
    return session.scalar(select(of).where(of.active))


def get_standing(session: Session) -> tuple[int, int | None, int | None]:
    """The position of the change feed and the numbers of the active scorer and rules: what rankings stand on, in one statement."""
    feed, scorer_number, rules_number = session.execute(_STANDING).one()
    return feed, scorer_number, rules_number


def get_version_with_digest(session: Session, *, of: type[Version], digest: str) -> Version | None:
    """The oldest version with this very content."""
    return session.scalar(select(of).where(of.digest == digest).order_by(of.number).limit(1))


def list_versions(session: Session, *, of: type[Version]) -> list[Version]:
    """All versions, newest first."""
    return list(session.scalars(select(of).order_by(of.number.desc())))


def get_next_number(session: Session, *, of: type[Version]) -> int:
    """The number the next version gets; two who ask at once get the same, and the second to store it is refused."""
    return (session.scalar(select(func.max(of.number))) or 0) + 1
