"""Queries about reviewed aliases."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import fold
from models.taxonomy import Alias


def get_alias(session: Session, *, alias_id: int) -> Alias | None:
    """One alias by its number."""
    return session.get(Alias, alias_id)


def get_accepted_alias(session: Session, *, kind: str, text: str) -> Alias | None:
    """What a person decided this text to mean, if anybody did."""
    return session.scalar(select(Alias).where(Alias.kind == kind, Alias.folded == fold(text), Alias.state == "accepted"))


def find_accepted_aliases(session: Session) -> dict[tuple[str, str], str]:
    """(kind, folded text) → concept key, of every accepted alias: what the resolver is built with."""
    rows = session.execute(select(Alias.kind, Alias.folded, Alias.concept_key).where(Alias.state == "accepted").order_by(Alias.id))
    return {(row.kind, row.folded): row.concept_key for row in rows}


def list_aliases(session: Session, *, state: str | None = None, after: int = 0, limit: int = 50) -> list[Alias]:
    """The next page after number `after`, in order of proposal."""
    wanted = [Alias.state == state] if state is not None else []
    return list(session.scalars(select(Alias).where(Alias.id > after, *wanted).order_by(Alias.id).limit(limit)))
