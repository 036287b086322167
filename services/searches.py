"""Words typed above a list, as far as this reader may search: a name is asked about only where its reader may know it."""

from collections.abc import Iterable
from typing import Any

from models.base import fold
from models.blindindex import searched
from models.queries.words import Words
from services.actors import Actor
from services.installation import Installation
from services.permissions import is_allowed
from services.readings import note_readings
from services.relations import visible_to
from services.unit_of_work import UnitOfWork


def searching(installation: Installation, actor: Actor, words: str, purpose: str) -> UnitOfWork:
    """A unit that reads a list; it may write where there are words, because whom a name found has to be told."""
    return installation.writing(actor, purpose) if fold(words) else installation.reading(actor, purpose)


def words_of(unit: UnitOfWork, words: str, *, people: bool = True) -> Words | None:
    """What the unit's actor looks for; None for nothing. people: whether the lines tell the actor of whom they are."""
    if not fold(words):
        return None
    return Words(text=words, people=people, **(by_name(unit, words) if people else {}))


def by_name(unit: UnitOfWork, words: str) -> dict[str, Any]:
    """What a filter needs to find people by name too (name_keys, named): nothing for an actor who may read no names."""
    if not is_allowed(unit.actor, "identity:read"):
        return {"name_keys": (), "named": None}
    return {"name_keys": searched(unit.keys, words), "named": visible_to(unit.actor, "identity:read")}


def note_found(unit: UnitOfWork, words: Words | None, candidate_ids: Iterable[int]) -> None:
    """Tell in the trail, as a list with names does, of whom a search is that may have found them by name: the words are the name."""
    if words is not None and words.name_keys:
        ids = set(candidate_ids)
        unit.audit("candidate:list", n_shown=len(ids), named=True)
        note_readings(unit, ids)
