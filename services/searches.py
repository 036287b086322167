"""Words typed above a list, as far as this reader may search: a name is asked about only where its reader may know it."""

from models.base import fold
from models.blindindex import searched
from models.queries.words import Words
from services.permissions import is_allowed
from services.relations import visible_to
from services.unit_of_work import UnitOfWork


def words_of(unit: UnitOfWork, words: str, *, people: bool = True) -> Words | None:
    """What the unit's actor looks for; None for nothing. people: whether the lines tell the actor of whom they are."""
    if not fold(words):
        return None
    if not (people and is_allowed(unit.actor, "identity:read")):
        return Words(text=words, people=people)
    return Words(text=words, name_keys=searched(unit.keys, words), named=visible_to(unit.actor, "identity:read"))
