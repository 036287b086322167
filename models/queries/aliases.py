"""Queries about reviewed aliases."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from models.base import fold
from models.queries.pieces import containing
from models.taxonomy import Alias, ConceptLabel


def get_alias(session: Session, *, alias_id: int, for_update: bool = False) -> Alias | None:
    """One alias by its number; for_update: nobody else decides on it before this transaction ends."""
    return session.get(Alias, alias_id, with_for_update=for_update)


def get_same_proposal(session: Session, *, kind: str, text: str, concept_key: str) -> Alias | None:
    """The alias that says the same, whatever was decided about it."""
    return session.scalar(select(Alias).where(Alias.kind == kind, Alias.folded == fold(text), Alias.concept_key == concept_key))


def get_accepted_alias(session: Session, *, kind: str, text: str) -> Alias | None:
    """What a person decided this text to mean, if anybody did."""
    return session.scalar(select(Alias).where(Alias.kind == kind, Alias.folded == fold(text), Alias.state == "accepted"))


def find_proposed_aliases(session: Session, *, kind: str, texts: Iterable[str]) -> list[Alias]:
    """What was proposed for some texts and waits for a second person, in order of proposal."""
    wanted = select(Alias).where(Alias.kind == kind, Alias.state == "proposed", Alias.folded.in_({fold(text) for text in texts}))
    return list(session.scalars(wanted.order_by(Alias.id)))


def find_accepted_aliases(session: Session) -> dict[tuple[str, str], str]:
    """(kind, folded text) → concept key, of every accepted alias: what the resolver is built with."""
    rows = session.execute(select(Alias.kind, Alias.folded, Alias.concept_key).where(Alias.state == "accepted").order_by(Alias.id))
    return {(row.kind, row.folded): row.concept_key for row in rows}


def list_aliases(session: Session, *, state: str | None = None, words: str = "", after: int = 0, limit: int | None = 50) -> list[Alias]:
    """The next page after number `after`, in order of proposal; all that remain without a limit. words: as `_kept` says."""
    page = select(Alias).where(Alias.id > after, *_kept(state, words)).order_by(Alias.id).limit(limit)
    return list(session.scalars(page))


def count_aliases(session: Session, *, state: str | None = None, words: str = "") -> int:
    """How many there are, of one state and with some words if asked."""
    return session.scalar(select(func.count()).select_from(Alias).where(*_kept(state, words))) or 0


def _kept(state: str | None, words: str) -> list[ColumnElement[bool]]:
    """The WHERE. words: part of the text, or of what its concept is called in one of the languages, by its preferred name there."""
    wanted: list[ColumnElement[bool]] = [Alias.state == state] if state is not None else []
    if folded := fold(words):
        called = select(ConceptLabel.concept_key).where(ConceptLabel.is_preferred, containing(ConceptLabel.folded, folded))
        wanted.append(or_(containing(Alias.folded, folded), Alias.concept_key.in_(called)))
    return wanted
