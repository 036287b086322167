"""From written province, district and town to a place, for forms and the API: one place or a question, never a guess.

Files are placed row by row in services/importing/locations.py, where a doubt does not stop the row; here it stops the use case.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from services.errors import InvalidValue
from services.importing.rows import PlaceValue
from services.places import District, Place, PlaceAmbiguous, PlaceFound, Places

SHOWN = 10
"""Places named in one question at most."""


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """A place as somebody named it. province: a code of PROVINCES; district and town: as written in any of the languages."""

    province: str | None = None
    district: str | None = None
    town: str | None = None


NOWHERE = PlaceWords()
"""Nothing was said about the place."""


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """A place that may be meant; town is None for a whole district."""

    province: str
    district: str
    town: str | None = None


class PlaceInQuestion(InvalidValue):
    """The words fit several places (`invalid_value.place_ambiguous`) or none (`invalid_value.place_unknown`).

    choices: what may be meant; empty where nothing comes near.
    """

    def __init__(self, code: str, field: str, text: str, choices: Iterable[PlaceChoice]) -> None:
        self.choices = tuple(choices)
        remedy = "pick_place" if self.choices else "correct_value"
        super().__init__(code, field=field, remedy=remedy, parameters={"text": text, "choices": "; ".join(map(_named, self.choices))})


def find_place(places: Places, words: PlaceWords) -> PlaceValue:
    """The one place that the words name, with coordinates where a town was named.

    Raises PlaceInQuestion (field `place.town` or `place.district`) when several places fit or none does.
    """
    written = ", ".join(part for part in (words.province, words.district, words.town) if part)
    district = _district(places, words)
    if not words.town:
        return _without_town(places, words, district, written)
    answer = places.find(words.town, words.province, district.name_ru if district else None)
    if isinstance(answer, PlaceFound):
        return _value(answer.place, written)
    if isinstance(answer, PlaceAmbiguous):
        raise PlaceInQuestion("invalid_value.place_ambiguous", "place.town", words.town, map(_choice, answer.candidates[:SHOWN]))
    raise PlaceInQuestion("invalid_value.place_unknown", "place.town", words.town, map(_choice, answer.suggestions))


def _district(places: Places, words: PlaceWords) -> District | None:
    if not words.district:
        return None
    found = places.find_districts(words.district, words.province)
    if len(found) == 1:
        return found[0]
    choices = [PlaceChoice(each.province, each.name_ru) for each in (found or places.find_districts(words.district))[:SHOWN]]
    code = "invalid_value.place_ambiguous" if found else "invalid_value.place_unknown"
    raise PlaceInQuestion(code, "place.district", words.district, choices)


def _without_town(places: Places, words: PlaceWords, district: District | None, written: str) -> PlaceValue:
    """A city of oblast rank is its own town; any other district has no one point, and the rules about the way to work will ask."""
    if district is not None and district.is_city:
        answer = places.find(district.centre, district.province, district.name_ru)
        if isinstance(answer, PlaceFound):
            return _value(answer.place, written)
    province = district.province if district else words.province
    return PlaceValue(province, district.name_ru if district else None, text=written)


def _value(place: Place, written: str) -> PlaceValue:
    return PlaceValue(place.province, place.district, place.name_ru, place.latitude, place.longitude, place.geoname_id, text=written)


def _choice(place: Place) -> PlaceChoice:
    return PlaceChoice(place.province, place.district, place.name_ru)


def _named(choice: PlaceChoice) -> str:
    return ", ".join(part for part in (choice.town, choice.district, choice.province) if part)
