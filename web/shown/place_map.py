"""A small map without borders, drawn from the places we know: each a dot, the chosen one large. Shapes only; colours are the style's."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.places import Place

WIDTH, HEIGHT, MARGIN = 320, 276, 10
WEST, EAST, SOUTH, NORTH = 23.1, 32.8, 51.2, 56.2
"""Degrees that the places of the country lie within."""
NAMED = "oblast_city"
"""Kind of the places whose names stand on the map."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on the map. start: whether its name ends at the dot (near the eastern edge)."""

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
    towns = tuple(_dot(place, language) for place in places if place.kind == NAMED and place != chosen)
    return PlaceMap(WIDTH, HEIGHT, path, towns, _dot(chosen, language) if chosen else None)


def place_name(place: Place, language: str) -> str:
    """What a place is called in a language."""
    return {"be": place.name_be, "en": place.name_latin}.get(language) or place.name_ru


def _dot(place: Place, language: str) -> Dot:
    x, y = _point(place)
    return Dot(x, y, place_name(place, language), ends=x > WIDTH * 0.7)


def _point(place: Place) -> tuple[float, float]:
    x = MARGIN + (place.longitude - WEST) / (EAST - WEST) * (WIDTH - 2 * MARGIN)
    y = MARGIN + (NORTH - place.latitude) / (NORTH - SOUTH) * (HEIGHT - 2 * MARGIN)
    return round(x, 1), round(y, 1)
