"""Who or what may be entered twice: suspected, reported, never merged here.

People: the same birth date with a similar name, or the same telephone with a similar name or birth date; never a name alone. Vacancies: one
number twice (the newest counts), or the same employer, title and town under two numbers (a person decides).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from itertools import combinations
from typing import TypeVar

from rapidfuzz import fuzz

from models.queries.identities import KnownPerson
from services.importing.fields.reading import fold
from services.importing.names import SIMILAR_FROM, name_similarity
from services.importing.rows import CandidateRow, PlaceValue, VacancyRow

Row = TypeVar("Row", CandidateRow, VacancyRow)

MOST_PAIRS_OF_A_GROUP = 200
"""A day or telephone shared by more people than make this many pairs is a filler value, not a trace."""
SIMILAR_TITLE_FROM = 60.0


@dataclass(frozen=True, slots=True)
class SuspectedPair:
    """Two entries that may be one. first, second: row numbers of the file; `reference` instead of `second` for a stored record.

    reasons: codes of what is equal (birth_date, phone, name, unp, title, place). differences: column → the two texts.
    """

    first: int
    second: int | None = None
    reference: str | None = None
    reasons: tuple[str, ...] = ()
    similarity: float = 0.0
    differences: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Superseded:
    """A row of the same number as a newer one, which counts. differences: column → (older, newer)."""

    row: int
    by_row: int
    reference: str
    differences: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Person:
    key: int | str
    name: tuple[str, str]
    birth_date: date | None
    birth_year: int | None
    phones: frozenset[str]


def suspected_people(rows: Sequence[CandidateRow], known: Iterable[KnownPerson], own: Mapping[int, str]) -> tuple[SuspectedPair, ...]:
    """Pairs inside the file and against stored people. own: row → the reference it is stored under, which is no duplicate of itself."""
    here = [_Person(row.row, (row.surname, row.given_name), row.birth_date, row.birth_year, frozenset(row.phones)) for row in rows]
    mine = set(own.values())
    there = [
        _Person(p.reference, (p.surname, p.given_name), p.birth_date, p.birth_year, frozenset(filter(None, re.split(r"[;\s]+", p.phone))))
        for p in known
        if p.reference not in mine
    ]
    by_row = {row.row: row for row in rows}
    found: dict[tuple[int | str, int | str], SuspectedPair] = {}
    for group in _groups([*here, *there]):
        for one, other in combinations(group, 2):
            if isinstance(one.key, str) or (one.key, other.key) in found:
                continue
            pair = _compared(one, other)
            if pair is not None:
                found[one.key, other.key] = _with_differences(pair, by_row)
    return tuple(sorted(found.values(), key=lambda pair: (pair.first, pair.second or 0, pair.reference or "")))


def _groups(people: Sequence[_Person]) -> Iterable[list[_Person]]:
    groups: dict[object, list[_Person]] = defaultdict(list)
    for person in people:
        if person.birth_date is not None:
            groups[person.birth_date].append(person)
        for phone in person.phones:
            groups[phone].append(person)
    return (group for group in groups.values() if len(group) > 1 and len(group) * (len(group) - 1) // 2 <= MOST_PAIRS_OF_A_GROUP)


def _compared(one: _Person, other: _Person) -> SuspectedPair | None:
    similarity = name_similarity(one.name, other.name)
    born = one.birth_date is not None and one.birth_date == other.birth_date
    phone = bool(one.phones & other.phones)
    named = similarity >= SIMILAR_FROM
    if not ((born and named) or (phone and (named or born))):
        return None
    reasons = tuple(code for code, holds in (("birth_date", born), ("phone", phone), ("name", named)) if holds)
    row = int(one.key)
    if isinstance(other.key, str):
        return SuspectedPair(row, None, other.key, reasons, similarity)
    return SuspectedPair(min(row, other.key), max(row, other.key), None, reasons, similarity)


def _with_differences(pair: SuspectedPair, by_row: Mapping[int, CandidateRow]) -> SuspectedPair:
    if pair.second is None:
        return pair
    differences = differing(by_row[pair.first], by_row[pair.second])
    return SuspectedPair(pair.first, pair.second, pair.reference, pair.reasons, pair.similarity, differences)


def differing(one: CandidateRow | VacancyRow, other: CandidateRow | VacancyRow) -> dict[str, tuple[str, str]]:
    """Column → the two values as text, where they differ."""
    left_out = {"row", "raw", "doubts"}
    pairs = {
        column.name: (_said(getattr(one, column.name)), _said(getattr(other, column.name)))
        for column in fields(one)
        if column.name not in left_out
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _said(value: object) -> str:
    if isinstance(value, PlaceValue):
        return ", ".join(part for part in (value.town, value.district, value.province) if part)
    if isinstance(value, tuple):
        return ";".join(str(each) for each in value)
    return "" if value is None else str(value)


def newest_of_each(rows: Sequence[VacancyRow]) -> tuple[list[VacancyRow], tuple[Superseded, ...]]:
    """Of rows with the same number keep the newest (by its update, then by its place in the file), recording what changed."""
    return _newest(rows, lambda row: (row.updated_on or date.min, row.row))


def latest_of_each(rows: Sequence[CandidateRow]) -> tuple[list[CandidateRow], tuple[Superseded, ...]]:
    """Of rows with the same case reference keep the last one of the file, recording what changed."""
    return _newest(rows, lambda row: (date.min, row.row))


def _newest(rows: Sequence[Row], age: Callable[[Row], tuple[date, int]]) -> tuple[list[Row], tuple[Superseded, ...]]:
    latest: dict[str, Row] = {}
    for row in rows:
        held = latest.get(row.reference) if row.reference else None
        if row.reference and (held is None or age(row) > age(held)):
            latest[row.reference] = row
    kept: list[Row] = []
    gone: list[Superseded] = []
    for row in rows:
        newest = latest.get(row.reference, row) if row.reference else row
        if newest is row:
            kept.append(row)
        else:
            gone.append(Superseded(row.row, newest.row, row.reference or "", differing(row, newest)))
    return kept, tuple(gone)


_LEGAL_FORM = re.compile(r"\b(?:ооо|оао|зао|ип|уп|чуп|чтуп|чп|сооо|куп|руп|спк|кфх|таа|аат|прат|одо|пуп)\b")


def fold_employer(name: str) -> str:
    """Fold an employer's name: without legal form, quotes, spaces and case ("ООО «ТёплыйКотёл»", "ТЁПЛЫЙ КОТЁЛ ООО")."""
    return re.sub(r"[\W_]+", "", _LEGAL_FORM.sub(" ", re.sub(r"[«»\"'„“]", " ", fold(name))))


def suspected_vacancies(rows: Sequence[VacancyRow]) -> tuple[SuspectedPair, ...]:
    """Pairs of different numbers with the same employer, district and a similar title."""
    groups: dict[tuple[str, str | None], list[VacancyRow]] = defaultdict(list)
    for row in rows:
        if row.unp or row.employer:
            groups[row.unp or fold_employer(row.employer), row.place.town].append(row)
    found = []
    for group in groups.values():
        for one, other in combinations(group[:40], 2):
            similarity = fuzz.token_set_ratio(_title(one.title), _title(other.title))
            same_name = fold_employer(one.employer) == fold_employer(other.employer)
            if one.reference == other.reference or similarity < SIMILAR_TITLE_FROM or not (same_name or one.unp):
                continue
            reasons = tuple(
                code for code, holds in (("unp", bool(one.unp)), ("employer", same_name), ("title", True), ("place", True)) if holds
            )
            if similarity < 80.0 and not _same_work(one, other):
                continue
            found.append(SuspectedPair(one.row, other.row, None, reasons, float(similarity), differing(one, other)))
    return tuple(found)


def _title(title: str) -> str:
    return re.sub(r"\b\d+(?:\s*[-–]\s*\d+)?\s*(?:р|разр\w*)?\b\.?|[()\-]", " ", fold(title))


def _same_work(one: VacancyRow, other: VacancyRow) -> bool:
    """Less similar titles need the same grade, rate and closing day as well."""
    return (one.minimum_grade, one.rate, one.closes_on) == (other.minimum_grade, other.rate, other.closes_on)
