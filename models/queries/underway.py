"""Queries about work that somebody waits for."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.underway import WorkUnderWay


def get_work(session: Session, *, key: str) -> WorkUnderWay | None:
    """The work of a key."""
    return session.get(WorkUnderWay, key)


def put_work(session: Session, *, row: dict[str, Any]) -> None:
    """Write how far a work is, in place of what was written before; a key that is somebody else's stays theirs."""
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    news = {name: value for name, value in row.items() if name not in ("key", "actor_id")}
    put = insert(WorkUnderWay).values(row)
    session.execute(put.on_conflict_do_update(index_elements=["key"], set_=news, where=WorkUnderWay.actor_id == row["actor_id"]))


def delete_work(session: Session, *, key: str, actor_id: str) -> None:
    """Remove a work that is over."""
    session.execute(delete(WorkUnderWay).where(WorkUnderWay.key == key, WorkUnderWay.actor_id == actor_id))


def delete_work_before(session: Session, *, before: datetime) -> None:
    """Remove work that gave no sign of life since then: its process has ended."""
    session.execute(delete(WorkUnderWay).where(WorkUnderWay.told_at < before))
