"""What the programme reaches, in numbers: people of a year from registration to six months at work, employers, places, days to work.

The people of one year are those who were registered in it (days in Minsk), whatever happened to them since. Years share nobody, each
breakdown divides everybody of the year by one property, and there is no table by two: so what matcher/small_cells.py hides stays hidden.
A province is a row of the table by province, not a table of its own. What is told of a year when it is over no longer changes but by what
happens to its people; a running year is told as of today.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from types import MappingProxyType
from typing import Any

from matcher.small_cells import LEAST_PEOPLE, is_small, shown_rows, told
from matcher.types import PROVINCES
from models.candidate import CandidateIdentity
from models.queries import indicators as queries
from services.actors import Actor
from services.calendar import MINSK, minsk_day
from services.errors import InvalidValue
from services.installation import Installation
from services.permissions import authorise
from services.places import Place
from services.unit_of_work import UnitOfWork

DAYS = (30, 90, 180)
"""Days after the first day at work at which somebody is still there or not: one, three and six months, as check-ins count them."""
STAGES = ("registered", "profiled", "referred", "placed", *(f"{name}_{day}" for day in DAYS for name in ("due", "kept")))
"""due_…: started so long ago, kept_…: of these, those who worked at least so long. Each of the first four is part of the one before."""
LATE = STAGES.index(f"due_{DAYS[0]}")
"""From here on a group may be too small to be told of while it is told of the stages before."""
UNKNOWN = ""
"""The group of those of whom it is not known."""
AGES: tuple[tuple[str, int], ...] = (("to_24", 25), ("25_34", 35), ("35_44", 45), ("45_54", 55), ("from_55", 200))
"""Age band → the age it ends before. Ages are of the end of the year asked about, by the year of birth."""
SEXES = ("f", "m")
GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"province": (*PROVINCES, UNKNOWN), "sex": (*SEXES, UNKNOWN), "age": (*(name for name, _ in AGES), UNKNOWN)}
)
POPULATION_OF_LANDMARK = 10_000
STEP_OF_DAYS = 5
"""Days to work are told in whole fives: the middle value is one person's."""

Counts = Mapping[str, int | None]
"""Stage → how many people; None: one to four, or not told because a small number could be worked out of it."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Everybody of the year by one property. rows: group → numbers; UNKNOWN is a group; groups without anybody are left out."""

    by: str
    rows: Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class Town:
    """People registered in one town. name: in Russian, as in the gazetteer."""

    province: str
    district: str | None
    name: str
    latitude: float
    longitude: float
    n_people: int


@dataclass(frozen=True, slots=True)
class DaysToWork:
    """The middle value of the days until the first day at work. since: `release`, or `registered` where no day of release is known."""

    since: str
    median_days: int
    n_people: int


@dataclass(frozen=True, slots=True)
class DemandRow:
    """One major group of ISCO-08 (its first digit; UNKNOWN: the title was not understood). n_people: who look for work and ask for it."""

    group: str
    places: int
    n_people: int | None


@dataclass(frozen=True, slots=True)
class Indicators:
    """All of it. years: those in which anybody was registered, the latest first; counts: of everybody, or of the province asked about.

    province_hidden: that its numbers are not told; elsewhere: people of the year in towns that are not told apart, or of no known town;
    landmarks: towns to find one's way by, whether anybody is there or not; n_employers: with open vacancies or somebody of the programme
    at work; demand: as of now, everywhere, whatever the year.
    """

    at: datetime
    year: int
    years: tuple[int, ...]
    province: str | None
    province_hidden: bool
    counts: Counts
    breakdowns: tuple[Breakdown, ...]
    towns: tuple[Town, ...]
    landmarks: tuple[Place, ...]
    elsewhere: int | None
    n_organisations: int
    n_employers: int
    days_to_work: DaysToWork | None
    demand: tuple[DemandRow, ...]


def read_indicators(installation: Installation, actor: Actor, year: int | None = None, province: str | None = None) -> Indicators:
    """The indicators of a year, the latest one if not asked, of everywhere or of a province.

    Raises Forbidden, InvalidValue (`invalid_value.province`).
    """
    authorise(actor, "indicator:read")
    if province is not None and province not in PROVINCES:
        raise InvalidValue("invalid_value.province", field="province", parameters={"value": province})
    with installation.reading(actor, "read the indicators") as unit:
        now = unit.now()
        years = _years(unit, now)
        asked = years[0] if year is None else year
        span = {"since": datetime(asked, 1, 1, tzinfo=MINSK), "before": datetime(asked + 1, 1, 1, tzinfo=MINSK)}
        rows = queries.count_cohort(unit.session, **span, today=minsk_day(now), days=DAYS)
        by_province = _breakdown("province", rows, asked)
        counts = _totals(rows) if province is None else by_province.rows.get(province, dict.fromkeys(STAGES, 0))
        towns, elsewhere = _towns(queries.count_towns(unit.session, **span), by_province, province)
        return Indicators(
            at=now, year=asked, years=years, province=province, province_hidden=counts["registered"] is None and province is not None,
            counts=counts,
            breakdowns=() if province else (by_province, _breakdown("sex", rows, asked), _breakdown("age", rows, asked)),
            towns=towns, landmarks=_landmarks(installation), elsewhere=elsewhere,
            n_organisations=queries.count_organisations(unit.session, **span),
            n_employers=queries.count_employers(unit.session, province=province),
            days_to_work=None if province else _days_to_work(unit, queries.list_first_days(unit.session, **span)), demand=_demand(unit),
        )  # fmt: skip


def _years(unit: UnitOfWork, now: datetime) -> tuple[int, ...]:
    """Every year from the first registration to the last; this one where there is nobody."""
    found = queries.find_registration_span(unit.session)
    first, last = (minsk_day(each).year for each in found or (now, now))
    return tuple(range(last, first - 1, -1))


def _groups(row: Any, year: int) -> dict[str, str]:
    """Which group of each breakdown a row belongs to."""
    age = None if row.birth_year is None else year - row.birth_year
    band = UNKNOWN if age is None else next(name for name, before in AGES if age < before)
    return {"province": row.province or UNKNOWN, "sex": row.sex or UNKNOWN, "age": band}


def _added(rows: Iterable[Any]) -> list[int]:
    return [sum(column) for column in zip(*(row[3:] for row in rows), strict=True)] or [0] * len(STAGES)


def _totals(rows: Sequence[Any]) -> Counts:
    return dict(zip(STAGES, map(told, _added(rows)), strict=True))


def _breakdown(by: str, rows: Sequence[Any], year: int) -> Breakdown:
    found: dict[str, list[Any]] = {group: [] for group in GROUPS[by]}
    for row in rows:
        found[_groups(row, year)[by]].append(row)
    whole = {group: _added(some) for group, some in found.items()}
    if not any(whole[UNKNOWN]):
        del whole[UNKNOWN]
    return Breakdown(by, {group: dict(zip(STAGES, shown, strict=True)) for group, shown in shown_rows(whole, LATE).items()})


def _towns(rows: Sequence[Any], by_province: Breakdown, province: str | None) -> tuple[tuple[Town, ...], int | None]:
    """Towns that may be told, the largest first, and how many people are elsewhere; of provinces that are told alone."""
    shown: list[Town] = []
    told_in = {name for name, counts in by_province.rows.items() if counts["registered"] and province in (None, name)}
    for name in sorted(told_in):
        here = {f"{row.district or ''}\0{row.town or ''}": row for row in rows if (row.province or UNKNOWN) == name}
        counts = shown_rows({key: (row.n_people,) for key, row in here.items()})
        shown += [_town(here[key]) for key, (n,) in counts.items() if n and here[key].town and here[key].latitude is not None]
    people = by_province.rows[province]["registered"] if province in told_in else None if province else sum(row.n_people for row in rows)
    left = None if people is None else people - sum(town.n_people for town in shown)
    return tuple(sorted(shown, key=lambda town: (-town.n_people, town.name))), None if left is None or is_small(left) else left


def _landmarks(installation: Installation) -> tuple[Place, ...]:
    return tuple(place for place in installation.places.places if (place.population or 0) >= POPULATION_OF_LANDMARK)


def _town(row: Any) -> Town:
    return Town(row.province or UNKNOWN, row.district, row.town, row.latitude, row.longitude, row.n_people)


def _days_to_work(unit: UnitOfWork, rows: Sequence[Any]) -> DaysToWork | None:
    """From release where that day is known of at least LEAST_PEOPLE people, else from registration; None where there are fewer."""
    place, keys = f"{CandidateIdentity.__tablename__}.released_on", unit.keys
    since_release, since_registration = [], []
    for number, sealed, registered_at, first_day in rows:
        since_registration.append((first_day - minsk_day(registered_at)).days)
        if sealed is not None:
            since_release.append((first_day - date.fromisoformat(keys.unseal(place, number, sealed))).days)
    for since, days in (("release", since_release), ("registered", since_registration)):
        after = [each for each in days if each >= 0]
        if len(after) >= LEAST_PEOPLE:
            return DaysToWork(since, round(median(after) / STEP_OF_DAYS) * STEP_OF_DAYS, len(after))
    return None


def _demand(unit: UnitOfWork) -> tuple[DemandRow, ...]:
    """Groups overlap on the side of people, who may ask for several: nothing adds up, so nothing can be subtracted."""
    places = _by_group(queries.count_demand(unit.session))
    people = _by_group(queries.count_supply(unit.session))
    groups = sorted(places.keys() | people.keys(), key=lambda group: (group == UNKNOWN, group))
    return tuple(DemandRow(group, places.get(group, 0), told(people.get(group, 0))) for group in groups)


def _by_group(rows: Iterable[Any]) -> dict[str, int]:
    return {group or UNKNOWN: n for group, n in rows}
