"""Queries about drafts of long forms."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models.draft import Draft


def get_draft(session: Session, *, draft_id: int, account_id: int, kind: str, since: datetime) -> Draft | None:
    """A draft of this account and kind that was touched since then."""
    mine = (Draft.id == draft_id, Draft.account_id == account_id, Draft.kind == kind, Draft.updated_at >= since)
    return session.scalar(select(Draft).where(*mine))


def list_drafts_of(session: Session, *, account_id: int, kind: str, since: datetime) -> list[Draft]:
    """The drafts of an account and kind that were touched since then, the last touched first."""
    mine = (Draft.account_id == account_id, Draft.kind == kind, Draft.updated_at >= since)
    return list(session.scalars(select(Draft).where(*mine).order_by(Draft.updated_at.desc(), Draft.id.desc())))


def count_drafts_before(session: Session, *, before: datetime) -> int:
    """How many drafts nobody has touched since then."""
    return session.scalar(select(func.count()).select_from(Draft).where(Draft.updated_at < before)) or 0


def delete_drafts_before(session: Session, *, before: datetime) -> None:
    """Remove the drafts that nobody has touched since then."""
    session.execute(delete(Draft).where(Draft.updated_at < before))
