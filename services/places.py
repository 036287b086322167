"""Places of Belarus: what a written town, district or province means.

Here live the gazetteer and its lookups. An ambiguous name is answered with its candidates and an unknown one with suggestions; nothing
is ever guessed. Must not: read a database, put anything into words.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from rapidfuzz import fuzz, process

from matcher.types import Point

SUGGEST_FROM = 80.0
"""Similarity (0–100) from which a spelling is near enough to be suggested; chosen so that one wrong letter in six still is."""

_PREFIX = re.compile(
    r"^(?:г\s?\.?\s?п|гп|горп|г|гор|город|горад|п\s?\.?\s?г\s?\.?\s?т|пгт|рп|кп|п|пос|поселок|паселак|д|дер|деревня|веска|в|а\s?/\s?г|аг|агр|"
    r"агрогородок|аграгарадок|с|село|сяло|х|хутор|городской поселок|гарадски паселак|town|city|agrotown|village)(?:\s*\.\s*|\s+)"
)
_DISTRICT_WORD = re.compile(r"(?:^|[\s.])(?:р\s?/?\s?н(?:а|е)?|район(?:а|е)?|раен(?:а|е)?|district|raion|rayon|rajon)\.?(?=\s|$)")
_PROVINCE_WORD = re.compile(r"\b(?:обл|область|области|вобл|вобласць|вобласци|oblast|voblast|region|province)\b\.?")
_PROVINCE_STEMS: tuple[tuple[str, str], ...] = (
    ("brest", r"бр[еэ]с[тц]|brest"),
    ("vitebsk", r"ви[тц]еб|vitebs|vicebs|viciebs|vitsyebs"),
    ("gomel", r"гомел|gomel|homel|homyel|homiel"),
    ("grodno", r"грод|grod|hrod"),
    ("minsk", r"м[ие]нс|mins"),
    ("mogilev", r"м[оа]гил|mogil|mahil"),
)
_PROVINCE_ENDING = re.compile(r"^(?:[оаья]|с?к|[а-я]{0,5}к(?:ая|ай|ой|ую|ий|и)|[a-z]{0,5}|[a-z]{0,5}[ck][a-z]{1,4})$")


def normalise(text: str) -> str:
    """Fold a name so that spellings of one place meet: case, ё/е, і/и, ў/у, apostrophes, hyphens. Idempotent."""
    folded = text.casefold().replace("ё", "е").replace("і", "и").replace("ў", "у").replace("ї", "и")
    folded = re.sub(r"[«»\"'’ʼʹ`\u0301]", "", folded)
    return re.sub(r"[\s\-\u2010-\u2015]+", " ", folded).strip(" .,;")


def strip_prefix(text: str) -> str:
    """Drop "г.", "аг.", "п." and the like, and anything after a comma (a street)."""
    name = normalise(text.split(",")[0])
    shorter = _PREFIX.sub("", name)
    return shorter.strip(" .") or name


@dataclass(frozen=True, slots=True)
class Place:
    """One settlement. population is None where unknown; kind: oblast_city, town, urban_settlement, agrotown or village."""

    name_ru: str
    name_be: str
    name_latin: str
    province: str
    district: str
    latitude: float
    longitude: float
    population: int | None = None
    kind: str = "town"
    geoname_id: int | None = None
    names: tuple[str, ...] = ()

    @property
    def point(self) -> Point:
        """The same place as the matcher sees it."""
        return Point(self.province, self.district, self.latitude, self.longitude)


@dataclass(frozen=True, slots=True)
class District:
    """One district, or a city that is a district of its own ("г. Гомель")."""

    province: str
    name_ru: str
    name_be: str
    centre: str

    @property
    def is_city(self) -> bool:
        """Whether this is a city of oblast rank."""
        return self.name_ru.startswith("г. ")


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """Exactly one place fits. by_town: the stated district is another one (usually the district around a city of oblast rank)."""

    place: Place
    by_town: bool = False


@dataclass(frozen=True, slots=True)
class PlaceAmbiguous:
    """Several places fit and nothing stated tells them apart: ask."""

    candidates: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class PlaceUnknown:
    """No place fits. suggestions: near spellings, or places of that name elsewhere, best first, at most five."""

    suggestions: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """The gazetteer. Build it once with `load`; lookups take microseconds."""

    places: tuple[Place, ...]
    districts: tuple[District, ...]
    _by_name: dict[str, list[Place]] = field(repr=False)
    _by_district: dict[str, list[District]] = field(repr=False)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read places.csv and districts.csv.

        Raises
        ------
        FileNotFoundError
            when a file is missing.

        """
        with (folder / "places.csv").open(encoding="utf-8", newline="") as file:
            places = [_place(record) for record in csv.DictReader(file)]
        with (folder / "districts.csv").open(encoding="utf-8", newline="") as file:
            districts = [District(**record) for record in csv.DictReader(file)]
        return cls.build(places, districts)

    @classmethod
    def build(cls, places: Iterable[Place], districts: Iterable[District]) -> Self:
        """Index every spelling of every place and district."""
        places, districts = tuple(places), tuple(districts)
        by_name: dict[str, list[Place]] = {}
        for place in places:
            for key in {normalise(name) for name in (place.name_ru, place.name_be, place.name_latin, *place.names)}:
                by_name.setdefault(key, []).append(place)
        by_district: dict[str, list[District]] = {}
        for district in districts:
            for key in {normalise(district.name_ru), normalise(district.name_be)}:
                by_district.setdefault(key, []).append(district)
        return cls(places, districts, by_name, by_district)

    @staticmethod
    def find_province(text: str) -> str | None:
        """Give the province code a text names in any of the three languages, or None. Never a guess from a near spelling."""
        word = _PROVINCE_WORD.sub("", normalise(text)).strip(" .")
        if not word or " " in word:
            return None
        for code, stems in _PROVINCE_STEMS:
            match = re.match(rf"(?:{stems})(.*)$", word)
            if match and _PROVINCE_ENDING.match(match.group(1)):
                return code
        return None

    def find_districts(self, text: str, province: str | None = None) -> tuple[District, ...]:
        """All districts a text can mean: an adjective ("Рэчыцкі р-н"), a city of oblast rank, or a district's centre."""
        folded = normalise(text)
        bare = _DISTRICT_WORD.sub(" ", folded).strip(" .")
        found = self._by_district.get(bare) or self._by_district.get(re.sub(r"^(г|г\.|гор\.?|город)\s*", "г. ", folded))
        if not found:
            wanted = {(place.province, place.name_ru, place.district) for place in self._by_name.get(strip_prefix(bare), ())}
            cities = [each for each in self.districts if each.is_city and (each.province, each.centre, each.name_ru) in wanted]
            centres = [each for each in self.districts if not each.is_city and (each.province, each.centre, each.name_ru) in wanted]
            found = cities or centres
        return tuple(each for each in found if province is None or each.province == province)

    def find(self, name: str, province: str | None = None, district: str | None = None) -> PlaceFound | PlaceAmbiguous | PlaceUnknown:
        """Find a settlement by its written name.

        province is a code, district a canonical or written name; both narrow the search. A place outside the stated district is only
        accepted when it is a city of oblast rank (or part of it) inside the same province, as people write "Гомельский район, г. Гомель".
        """
        every = self._by_name.get(strip_prefix(name)) or self._by_name.get(normalise(name)) or []
        inside = [place for place in every if province is None or place.province == province]
        wanted = {each.name_ru for each in self.find_districts(district, province)} if district else set()
        if wanted:
            exact = [place for place in inside if place.district in wanted]
            cities = [place for place in inside if place.district.startswith("г. ")]
            if not exact and len(cities) == 1:
                return PlaceFound(cities[0], by_town=True)
            if not exact:
                return PlaceUnknown(tuple((inside or every)[:5]) or self._near(name, province))
            inside = exact
        if len(inside) == 1:
            return PlaceFound(inside[0])
        if inside:
            return PlaceAmbiguous(tuple(inside))
        return PlaceUnknown(tuple(every[:5]) or self._near(name, province))

    def _near(self, name: str, province: str | None) -> tuple[Place, ...]:
        matches = process.extract(strip_prefix(name), list(self._by_name), scorer=fuzz.ratio, limit=10, score_cutoff=SUGGEST_FROM)
        near = [place for key, _, _ in matches for place in self._by_name[key]]
        return tuple(dict.fromkeys(place for place in near if province is None or place.province == province))[:5]


def _place(record: dict[str, str]) -> Place:
    return Place(
        name_ru=record["name_ru"],
        name_be=record["name_be"],
        name_latin=record["name_latin"],
        province=record["province"],
        district=record["district"],
        latitude=float(record["latitude"]),
        longitude=float(record["longitude"]),
        population=int(record["population"]) if record["population"] else None,
        kind=record["kind"],
        geoname_id=int(record["geoname_id"]) if record["geoname_id"] else None,
        names=tuple(name for name in record["names"].split(" | ") if name),
    )
