"""Places found by the beginning of a name, for completing what somebody types. What a written place means: services/place_answers.py."""

from services.actors import Actor
from services.errors import InvalidValue
from services.importing.rows import PlaceValue
from services.installation import Installation
from services.permissions import authorise
from services.place_answers import PlaceWords, find_place
from services.places import Place, normalise

LONGEST_SEARCH = 50


def search_places(installation: Installation, actor: Actor, words: str, province: str | None = None, limit: int = 20) -> tuple[Place, ...]:
    """Places with a name, in any of its spellings, that begins with the words; the most populous first, at most LONGEST_SEARCH.

    Raises Forbidden, InvalidValue (`invalid_value.limit`).
    """
    authorise(actor, "taxonomy:read")
    if not 1 <= limit <= LONGEST_SEARCH:
        raise InvalidValue("invalid_value.limit", field="limit", parameters={"minimum": 1, "maximum": LONGEST_SEARCH})
    beginning = normalise(words)
    found = [
        place
        for place in installation.places.places
        if (province is None or place.province == province)
        and any(normalise(name).startswith(beginning) for name in (place.name_ru, place.name_be, place.name_latin, *place.names))
    ]
    return tuple(sorted(found, key=lambda place: (-(place.population or 0), place.name_ru, place.province, place.district))[:limit])


def understand_place(installation: Installation, actor: Actor, words: PlaceWords) -> PlaceValue:
    """The one place that somebody's words name. Raises Forbidden, PlaceInQuestion (several fit, or none does)."""
    authorise(actor, "taxonomy:read")
    return find_place(installation.places, words)
