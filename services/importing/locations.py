"""From the cells province, district and town (or an address) to a place, asking wherever more than one is possible."""

from matcher.types import PROVINCES
from services.importing.fields.reading import notice, question
from services.importing.gathering import Gathering
from services.importing.rows import PlaceValue
from services.places import District, Place, PlaceAmbiguous, PlaceFound, Places

PROGRAMME_PROVINCES = frozenset({"gomel", "grodno", "vitebsk"})
"""Where the pilot works; vacancies elsewhere are stored as outside the area."""


def locate(gathering: Gathering, places: Places, town_column: str = "town") -> PlaceValue:
    """Read the place of a row. A suggestion is never taken: the province stays None until a person confirms it."""
    province_cell, district_cell, town_cell = (gathering.cell(name) for name in ("province", "district", town_column))
    written = " / ".join(cell.text.strip() for cell in (province_cell, district_cell, town_cell) if not cell.blank)
    province = _province(gathering, places)
    if province is None and not province_cell.blank:
        return _suggested(gathering, places, written, town_column)
    district = _district(gathering, places, province)
    if town_cell.blank:
        return _without_town(gathering, places, province, district, written, town_column)
    answer = places.find(town_cell.text, province, district.name_ru if district else None)
    if isinstance(answer, PlaceFound):
        if province is None:
            gathering.add("province", [notice("province_from_town", town_cell, "confirm", province=answer.place.province)])
        if answer.by_town:
            gathering.add("district", [notice("district_by_town", district_cell, read=answer.place.district)])
        return _value(answer.place, written)
    if isinstance(answer, PlaceAmbiguous):
        gathering.add(town_column, [question("town_ambiguous", town_cell, candidates=_list(answer.candidates))])
    else:
        gathering.add(town_column, [question("town_unknown", town_cell, suggestions=_list(answer.suggestions))])
    name = town_cell.text.split(",")[0].strip()
    return PlaceValue(province, district.name_ru if district else None, name, text=written)


def _province(gathering: Gathering, places: Places) -> str | None:
    text = gathering.cell("province").text.strip()
    return text if text in PROVINCES else places.find_province(text)


def _district(gathering: Gathering, places: Places, province: str | None) -> District | None:
    cell = gathering.cell("district")
    if cell.blank:
        return None
    found = places.find_districts(cell.text, province)
    if len(found) == 1:
        return found[0]
    elsewhere = places.find_districts(cell.text)
    code = "district_ambiguous" if found else "district_of_other_province" if elsewhere else "district_unknown"
    gathering.add(
        "district", [question(code, cell, candidates=", ".join(f"{each.name_ru} ({each.province})" for each in found or elsewhere))]
    )
    return None


def _suggested(gathering: Gathering, places: Places, written: str, town_column: str) -> PlaceValue:
    """Name the province that district and town point to, as a suggestion only."""
    districts = places.find_districts(gathering.cell("district").text) if not gathering.cell("district").blank else ()
    found = {each.province for each in districts}
    town_cell = gathering.cell(town_column)
    if not found and not town_cell.blank:
        answer = places.find(town_cell.text)
        found = {answer.place.province} if isinstance(answer, PlaceFound) else set()
    suggestion = found.pop() if len(found) == 1 else None
    gathering.add("province", [question("province_unknown", gathering.cell("province"), "confirm", suggestion=suggestion)])
    district = districts[0].name_ru if len(districts) == 1 else None
    known = places.find(town_cell.text, suggestion, district) if suggestion and not town_cell.blank else None
    named = known.place.name_ru if isinstance(known, PlaceFound) else town_cell.text.strip() or None
    return PlaceValue(None, district, named, suggested_province=suggestion, text=written)


def _without_town(
    gathering: Gathering, places: Places, province: str | None, district: District | None, written: str, town_column: str
) -> PlaceValue:
    if district is not None and district.is_city:
        answer = places.find(district.centre, district.province, district.name_ru)
        if isinstance(answer, PlaceFound):
            return _value(answer.place, written)
    if district is None and province is None:
        gathering.add(town_column, [question("place_missing", "")])
    else:
        gathering.add(town_column, [question("town_missing", "")])
    return PlaceValue(province or (district.province if district else None), district.name_ru if district else None, text=written)


def _value(place: Place, written: str) -> PlaceValue:
    return PlaceValue(
        place.province,
        place.district,
        place.name_ru,
        place.latitude,
        place.longitude,
        place.geoname_id,
        suggested_province=None,
        text=written,
    )


def _list(candidates: tuple[Place, ...]) -> str:
    return "; ".join(f"{place.name_ru} ({place.district}, {place.province})" for place in candidates)
