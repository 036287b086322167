"""The sample files as values of the matcher, without text reading: enough for the eligibility rules and the soft gaps.

Only columns that hold codes, dates and numbers are read; skills, trades and wishes stay empty.
"""

import csv
import json
import re
from datetime import date
from pathlib import Path

from matcher.types import Ban, CandidateProfile, HomeHours, Point, VacancySpec, WorkHours

ROOT = Path(__file__).parent.parent
DEMO = ROOT / "fixtures" / "demo"
JUDGMENTS = ROOT / "tests" / "data" / "samples" / "judgments"
JUDGED_ON = date(2026, 11, 22)


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def codes(cell: str) -> frozenset[str]:
    return frozenset(code for code in cell.split(";") if code)


def number(cell: str) -> float | None:
    return float(cell) if cell else None


def day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def minutes(clock: str) -> int:
    hours, _, rest = clock.partition(":")
    return int(hours) * 60 + int(rest)


class Places:
    """Town names, Russian or Belarusian, of one province → Point with the district's Russian name."""

    def __init__(self) -> None:
        self.rows = read_rows(ROOT / "fixtures" / "places" / "places.csv")

    def find(self, province: str, town: str) -> Point:
        named = [row for row in self.rows if row["province"] == province and self._is(row, town)]
        best = max(named, key=lambda row: int(row["population"] or 0), default=None)
        if best is None:
            raise LookupError(f"no place {town!r} in {province}")
        return Point(province, best["district"], float(best["latitude"]), float(best["longitude"]))

    @staticmethod
    def _is(row: dict[str, str], town: str) -> bool:
        names = [row["name_ru"], row["name_be"], *row["names"].split(" | ")]
        return town.replace("ё", "е").casefold() in {name.replace("ё", "е").casefold() for name in names}


def candidate(row: dict[str, str], places: Places) -> CandidateProfile:
    start, _, end = row["home_hours"].partition("-")
    bans = (ban.split(":") for ban in row["ban_codes"].split(";") if ban)
    return CandidateProfile(
        reference=row["reference"],
        place=places.find(row["province"], row["town"]),
        education=row["education_level"] or None,
        licences=codes(row["driving_licences"]),
        bans=tuple(Ban(duty, date.fromisoformat(until)) for duty, until in bans),
        home_hours=HomeHours(minutes(start), minutes(end)) if start else None,
        travel_limit=row["travel_limit"],
        health_limits=codes(row["health_limits"]),
        available_on=day(row["available_from"]),
        shifts=codes(row["shifts_ok"]),
        minimum_pay_byn=number(row["min_pay_byn"]),
        max_commute_km=number(row["max_commute_km"]),
        housing_needed=row["housing_needed"] == "yes",
        documents_missing=codes(row["documents_missing"]),
        documents_counted_from=day(row["release_date"]),
        consent=row["consent"],
        readiness=row["readiness"],
    )


def working_hours(schedule: str) -> tuple[WorkHours, ...]:
    windows = [(minutes(start), minutes(end)) for start, end in re.findall(r"(\d\d:\d\d)-(\d\d:\d\d)", schedule)]
    return tuple(WorkHours(start, end if end > start else end + 1440) for start, end in windows)


def vacancy(row: dict[str, str], places: Places) -> VacancySpec:
    return VacancySpec(
        reference=row["reference"],
        title=row["title"],
        place=places.find(row["province"], row["town"]),
        minimum_grade=int(row["min_grade"]) if row["min_grade"] else None,
        licences=codes(row["licences_required"]),
        minimum_education=row["education_min"] or None,
        minimum_years=number(row["experience_min_years"]),
        duties=codes(row["duty_codes"]),
        shifts=codes(row["shift_codes"]),
        hours=working_hours(row["schedule"]),
        pay_from_byn=number(row["pay_from_byn"]),
        pay_to_byn=number(row["pay_to_byn"]),
        starts_on=day(row["start_date"]),
        closes_on=day(row["closes_on"]),
        housing_provided=row["housing_provided"] == "yes",
        transport_provided=row["transport_provided"] == "yes",
        mentor_on_site=row["mentor_on_site"] == "yes",
        pilot=row["pilot_activity"] == "yes",
        documents=codes(row["documents_required"]),
    )


def sample_candidates() -> list[CandidateProfile]:
    places = Places()
    return [candidate(row, places) for row in read_rows(DEMO / "candidates.csv")]


def sample_vacancies() -> list[VacancySpec]:
    places = Places()
    return [vacancy(row, places) for row in read_rows(DEMO / "vacancies.csv")]


def judgment(reference: str) -> dict[str, dict]:
    return json.loads((JUDGMENTS / f"{reference}.json").read_text(encoding="utf8"))
