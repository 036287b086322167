"""A small map without borders, drawn from the places we know: each a dot, the chosen one large. Shapes only; colours are the style's."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.places import Place

WIDTH, HEIGHT, MARGIN = 320, 276, 10
WEST, EAST, SOUTH, NORTH = 23.1, 32.8, 51.2, 56.2
"""Degrees that the places of the country lie within."""
NAMED_FROM = 250_000
"""People from which a town's name stands on the map: the six that everybody knows."""
NAME_WIDTH, NAME_HEIGHT, LETTER_WIDTH = 70, 16, 9
"""Room that a name takes: nearer than that to the chosen place, a town keeps its dot alone."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on the map. ends: whether its name ends at the dot, because it would go over the eastern edge."""

    x: float
    y: float
    name: str
    ends: bool


@dataclass(frozen=True, slots=True)
class PlaceMap:
    """dots: one path of points of no length, drawn as round ends; towns: those with a name; chosen: None where there is no point."""

    width: int
    height: int
    dots: str
    towns: tuple[Dot, ...]
    chosen: Dot | None


def place_map(places: Sequence[Place], chosen: Place | None, language: str) -> PlaceMap:
    """The map. language: of the names."""
    path = "".join("M{:g} {:g}h0".format(*_point(place)) for place in places)
    here = _dot(chosen, language) if chosen else None
    known = (_dot(place, language) for place in places if (place.population or 0) >= NAMED_FROM and place != chosen)
    return PlaceMap(WIDTH, HEIGHT, path, tuple(town for town in known if here is None or not _crowded(town, here)), here)


def place_name(place: Place, language: str) -> str:
    """What a place is called in a language."""
    return {"be": place.name_be, "en": place.name_latin}.get(language) or place.name_ru


def _crowded(town: Dot, here: Dot) -> bool:
    return abs(town.x - here.x) < NAME_WIDTH and abs(town.y - here.y) < NAME_HEIGHT


def _dot(place: Place, language: str) -> Dot:
    x, y = _point(place)
    name = place_name(place, language)
    return Dot(x, y, name, ends=x + LETTER_WIDTH * len(name) > WIDTH - MARGIN)


def _point(place: Place) -> tuple[float, float]:
    x = MARGIN + (place.longitude - WEST) / (EAST - WEST) * (WIDTH - 2 * MARGIN)
    y = MARGIN + (NORTH - place.latitude) / (NORTH - SOUTH) * (HEIGHT - 2 * MARGIN)
    return round(x, 1), round(y, 1)
