"""The map of the indicators: where people are, drawn over our own places without borders; names that would lie over each other give way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt

from services.indicators import Indicators

WIDTH = 344
"""Units of the drawing, which is as wide as a telephone shows."""
WEST, NORTH, MIDDLE = 23.0, 56.25, 53.7
"""Degrees: the corner of the map, and the latitude its scale is right at."""
PER_DEGREE = WIDTH / 10.0
"""Units per degree of longitude."""
MAP_HEIGHT = round((NORTH - 51.15) * PER_DEGREE / cos(radians(MIDDLE)))
LARGEST_POINT, LANDMARK = 22.0, 1.5
"""Radius of the point of the most people, areas are in proportion; radius of a town to find one's way by."""
NAMED_FROM = 250_000
"""Population from which a town that nobody is in is called by name: the centres of provinces."""
LETTER, LINE = 9, 14
"""Room that a letter and a line of a name take."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Point:
    """A circle of the map with its name in the middle of label_x, standing on label_y; nothing where there is no room for it."""

    x: float
    y: float
    radius: float
    label: str = ""
    label_x: float = 0
    label_y: float = 0


def drawn(indicators: Indicators) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Towns by number of people, the largest first, and towns to find one's way by; the names of the former come first."""
    most = max((town.n_people for town in indicators.towns), default=1)
    towns = [
        (Point(*_at(town.latitude, town.longitude), round(LARGEST_POINT * sqrt(town.n_people / most), 1)), f"{town.name} {town.n_people}")
        for town in indicators.towns
    ]
    circles = [_around(point) for point, _name in towns]
    taken: list[Box] = []
    people = tuple(_named(point, name, circles, taken) for point, name in towns)
    called = {town.name for town in indicators.towns}
    landmarks = []
    for place in indicators.landmarks:
        point = Point(*_at(place.latitude, place.longitude), LANDMARK)
        named = (place.population or 0) >= NAMED_FROM and place.name_ru not in called
        landmarks.append(_named(point, place.name_ru, circles, taken) if named else point)
    return people, tuple(landmarks)


def _named(point: Point, name: str, circles: Sequence[Box], taken: list[Box]) -> Point:
    """With its name under it, or over it, wherever it lies over nothing else."""
    half = LETTER * len(name) / 2
    x = min(max(point.x, half), WIDTH - half)
    for y in (point.y + point.radius + LINE - 1, point.y - point.radius - 4):
        box = (x - half, y - LINE + 2, x + half, y + 2)
        others = (circle for circle in circles if circle != _around(point))
        if box[1] >= 0 and box[3] <= MAP_HEIGHT and not _meets(box, (*others, *taken)):
            taken.append(box)
            return Point(point.x, point.y, point.radius, name, round(x, 1), round(y, 1))
    return point


def _around(point: Point) -> Box:
    return point.x - point.radius, point.y - point.radius, point.x + point.radius, point.y + point.radius


def _meets(box: Box, others: Iterable[Box]) -> bool:
    return any(box[0] < right and left < box[2] and box[1] < bottom and top < box[3] for left, top, right, bottom in others)


def _at(latitude: float, longitude: float) -> tuple[float, float]:
    return round((longitude - WEST) * PER_DEGREE, 1), round((NORTH - latitude) * PER_DEGREE / cos(radians(MIDDLE)), 1)
