"""One row of a file about vacancies → VacancyRow.

Here lives which column feeds which value, and the few facts that only the free cells of the state's vacancy bank hold. Must not touch
records, compare vacancies or resolve words to concepts.
"""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date

from matcher.types import DUTY_CODES, SHIFT_CODES
from services.importing.fields.dates import read_date
from services.importing.fields.money import PayValue, read_count, read_grade, read_pay, read_rate, read_years
from services.importing.fields.person import read_unp
from services.importing.fields.reading import error, fold, notice, parts, question, says_nothing, unique
from services.importing.fields.shifts import ScheduleValue, combine, read_schedule, read_shifts
from services.importing.fields.words import read_documents, read_education, read_employment, read_licences, read_yes_no
from services.importing.gathering import Gathering, check_width
from services.importing.locations import PROGRAMME_PROVINCES, locate
from services.importing.rows import Doubt, Severity, VacancyRow
from services.importing.sheets import Cell, SourceRow, Table
from services.places import Places
from services.vacancy_standing import FRESH_FOR

MINIMUM_WAGE_BYN = 858.0
"""Monthly minimum wage of a full post in Belarus in 2026, as the sample files state it; a part of a post has that part of it."""

_DESIRABLE = re.compile(r"приветств|вітаец|витаец|желатель|пажадан|будет плюсом|преимущество|перавага|desirable")
_HOUSING = re.compile(r"жиль[её] предост|жилье\b|общежит|інтэрнат|интэрнат|жылл|жыллё|дом, участок|дом, зямля|housing provided|хостел")
_TRACTOR = re.compile(r"трактор|трактар")
_CATEGORY = re.compile(r"\b(?:категори|катэгоры|кат\.)", re.IGNORECASE)
_NO_SKILL = re.compile(
    r"медкниж|мед\.? ?справ|санитарн\w+ книж|^(?:опыт|стаж|вопыт)\D{0,12}\d+\s*(?:лет|год|гад|г\b)|^(?:категори|катэгоры|кат\.)|"
    r"матери\w+ ответств|матэрыяльн\w+ адказн|(?:смен|змен)[ыа]\b"
)
_YEARS = re.compile(r"(?:опыт|стаж|вопыт)\D{0,12}(\d+)\s*(?:лет|год|гад|г\b)")


@dataclass(frozen=True, slots=True)
class Vacancies:
    """Reads rows of one table. as_of: the day the file is read, for what is past."""

    table: Table
    places: Places
    as_of: date

    def read(self, source: SourceRow) -> VacancyRow:
        """Read one row; what is not understood stays empty, with its text and a doubt."""
        gathering = Gathering(source)
        check_width(gathering, len(self.table.titles))
        row = self._dates(gathering, self._terms(gathering, self._post(gathering)))
        return replace(row, raw=dict(gathering.raw), doubts=tuple(gathering.doubts))

    def _post(self, gathering: Gathering) -> VacancyRow:
        """Who asks for what, and where."""
        title, employer = gathering.text("title"), gathering.text("employer")
        if not title:
            gathering.doubts.append(Doubt("title_missing", Severity.ERROR, "", remedy="fill_in", column="title", fatal=True))
        place = locate(gathering, self.places, "town" if not gathering.cell("town").blank else "address")
        essential, desirable = _requirements(gathering)
        years = gathering.read("minimum_years", read_years)
        return VacancyRow(
            row=gathering.source.number,
            reference=gathering.text("reference") or made_reference(employer, title, place.text),
            employer=" ".join(employer.split()),
            unp=gathering.read("unp", read_unp),
            sector=gathering.text("sector"),
            title=" ".join(title.split()),
            places=gathering.take("places", read_count(gathering.cell("places"), "places_unreadable")),
            place=place,
            address=gathering.text("address"),
            description=_description(gathering),
            essential_skills=essential,
            desirable_skills=desirable,
            minimum_grade=gathering.read("minimum_grade", read_grade),
            licences=_licences(gathering, title),
            minimum_education=gathering.read("education", read_education),
            minimum_years=years if years is not None else _years(gathering),
            duties=_duties(gathering),
            contact=gathering.text("contact"),
        )

    def _terms(self, gathering: Gathering, row: VacancyRow) -> VacancyRow:
        """Hours, pay and what comes with the post."""
        schedule = self._schedule(gathering)
        rate = gathering.read("rate", read_rate) or 1.0
        pay_from, pay_to, hourly = _pay(gathering, rate)
        return replace(
            row,
            schedule=gathering.text("schedule"),
            shifts=schedule.shifts,
            hours=schedule.hours,
            pay_from_byn=pay_from,
            pay_to_byn=pay_to,
            pay_hourly_byn=hourly,
            rate=rate,
            employment_type=gathering.read("employment_type", read_employment),
            housing_provided=_housing(gathering),
            transport_provided=gathering.read("transport_provided", read_yes_no),
            mentor_on_site=gathering.read("mentor_on_site", read_yes_no),
            quota=gathering.read("quota", read_yes_no),
            pilot=gathering.read("pilot", read_yes_no),
            documents=_documents(gathering),
        )

    def _dates(self, gathering: Gathering, row: VacancyRow) -> VacancyRow:
        """From when until when, and whether it is open."""
        closes = gathering.take("closes_on", read_date(gathering.cell("closes_on"), self.as_of))
        updated = gathering.take("updated_on", read_date(gathering.cell("updated_on"), self.as_of))
        return replace(
            row,
            starts_on=gathering.take("starts_on", read_date(gathering.cell("starts_on"), self.as_of)),
            closes_on=closes,
            updated_on=updated,
            status=self._status(gathering, row.place.province, closes, updated),
        )

    def _schedule(self, gathering: Gathering) -> ScheduleValue:
        """Join the schedule column with the conditions (and, where they name nights, the requirements); coded shifts count first."""
        column, conditions = gathering.cell("schedule"), gathering.cell("conditions")
        reading = read_schedule(column)
        if not conditions.blank:
            beside = read_schedule(conditions)
            night = re.search(r"ноч", fold(gathering.cell("requirements").text)) is not None
            known = beside.value is not None and (beside.value.shifts is not None or bool(beside.value.hours))
            if known:
                reading = combine(reading, beside, Cell(f"{column.text} / {conditions.text}", f"{column.text} / {conditions.text}"))
            elif night and reading.value is not None:
                reading = combine(reading, read_schedule(Cell("ночь", "ночь")), column)
        value = gathering.take("schedule", reading) or ScheduleValue()
        coded = gathering.take("shifts", read_shifts(gathering.cell("shifts")))
        if coded is None:
            return value
        unknown = [code for code in coded if code not in SHIFT_CODES]
        return ScheduleValue(value.shifts if unknown else coded, value.hours)

    def _status(self, gathering: Gathering, province: str | None, closes: date | None, updated: date | None) -> str:
        if updated is not None and self.as_of - updated > FRESH_FOR:
            gathering.add("updated_on", [question("vacancy_not_confirmed", gathering.cell("updated_on"), days=(self.as_of - updated).days)])
        if closes is not None and closes < self.as_of:
            gathering.add("closes_on", [notice("vacancy_past", gathering.cell("closes_on"), closed=closes.isoformat())])
            return "expired"
        if province is not None and province not in PROGRAMME_PROVINCES:
            gathering.add("province", [notice("vacancy_outside_area", gathering.cell("province"), province=province)])
            return "outside_area"
        return "open"


def made_reference(employer: str, title: str, place: str) -> str:
    """Make a stable reference for a vacancy that has no number: the same words give the same one."""
    seed = "|".join(fold(text) for text in (employer, title, place))
    return f"IMP-{hashlib.sha256(seed.encode()).hexdigest()[:8].upper()}"


def _pay(gathering: Gathering, rate: float) -> tuple[float | None, float | None, float | None]:
    lower = gathering.take("pay_from", read_pay(gathering.cell("pay_from")))
    upper = gathering.take("pay_to", read_pay(gathering.cell("pay_to")))
    stated = [pay for pay in (lower, upper) if pay is not None]
    if any(pay.period != "month" for pay in stated):
        hourly = next((pay.amount for pay in stated if pay.period == "hour"), None)
        return None, None, hourly
    least = lower.amount if lower else None
    most = upper.amount if upper else _range_end(lower)
    if least is not None and most is not None and least > most:
        gathering.add("pay_from", [error("pay_upper_below_lower", gathering.cell("pay_from"), lower=least, upper=most)])
        gathering.raw.setdefault("pay_to", gathering.cell("pay_to").text)
        return None, None, None
    known = most if most is not None else least
    if known is not None and known < MINIMUM_WAGE_BYN * rate:
        minimum = round(MINIMUM_WAGE_BYN * rate, 2)
        gathering.add("pay_from", [question("pay_below_minimum_wage", gathering.cell("pay_from"), pay=known, minimum=minimum, rate=rate)])
    return least, most, None


def _range_end(pay: PayValue | None) -> float | None:
    return pay.upper if pay else None


def _requirements(gathering: Gathering) -> tuple[str, str]:
    """Essential and desirable skills. Phrases that say "welcome" are desirable; papers, years and shifts are no skills.

    What is left out here stands in the description and, where understood, in a field of its own.
    """
    essential, desirable = gathering.text("essential_skills"), gathering.text("desirable_skills")
    phrases = [part for part in parts(gathering.cell("requirements").text, r"[;\n]") if not says_nothing(part)]
    wished = [part for part in phrases if _DESIRABLE.search(fold(part))]
    needed = [part for part in phrases if part not in wished and not _NO_SKILL.search(fold(part))]
    return "; ".join(filter(None, [essential, *needed])), "; ".join(filter(None, [desirable, *wished]))


def _description(gathering: Gathering) -> str:
    return "\n".join(text for text in (gathering.text("description"), gathering.text("requirements"), gathering.text("conditions")) if text)


def _licences(gathering: Gathering, title: str) -> tuple[str, ...]:
    stated = gathering.take("licences", read_licences(gathering.cell("licences"))) or ()
    requirements = gathering.cell("requirements")
    if stated or not _CATEGORY.search(requirements.text):
        return stated
    if _TRACTOR.search(fold(title)):
        # Tractor certificates have categories A–F of their own; the letters are not those of a driving licence.
        gathering.add("requirements", [question("licence_from_text", requirements, "confirm", read="TM")])
        return ("TM",)
    phrase = next(part for part in parts(requirements.text, r"[;\n]") if _CATEGORY.search(part))
    read = read_licences(Cell(phrase, phrase)).value or ()
    gathering.add("requirements", [question("licence_from_text", requirements, "confirm", read=";".join(read))])
    return read


def _years(gathering: Gathering) -> float | None:
    match = _YEARS.search(fold(gathering.cell("requirements").text))
    if match is None:
        return None
    gathering.add("requirements", [notice("years_from_text", gathering.cell("requirements"), "confirm", read=int(match.group(1)))])
    return float(match.group(1))


def _duties(gathering: Gathering) -> tuple[str, ...] | None:
    cell = gathering.cell("duties")
    if "duties" in gathering.source.cells:
        found = [fold(part).replace(" ", "_") for part in parts(cell.text, r"[;,\n]")] if not says_nothing(cell.text) else []
        unknown = [code for code in found if code not in DUTY_CODES]
        if unknown:
            gathering.add("duties", [question("duty_unknown", cell, words=", ".join(unknown))])
        return unique(code for code in found if code in DUTY_CODES)
    liable = re.search(r"матери\w+ ответств|матэрыяльн\w+ адказн", fold(gathering.cell("requirements").text))
    if liable is None:
        return None
    gathering.add("requirements", [notice("duty_from_text", gathering.cell("requirements"), "confirm", read="material_liability")])
    return ("material_liability",)


def _housing(gathering: Gathering) -> bool | None:
    stated = gathering.take("housing_provided", read_yes_no(gathering.cell("housing_provided")))
    conditions = gathering.cell("conditions")
    if stated is None and _HOUSING.search(fold(conditions.text)):
        gathering.add("conditions", [notice("housing_from_conditions", conditions, "confirm")])
        return True
    return stated


def _documents(gathering: Gathering) -> tuple[str, ...]:
    stated = gathering.take("documents", read_documents(gathering.cell("documents"))) or ()
    requirements = gathering.cell("requirements")
    if not stated and re.search(r"медкниж|мед\.? ?справ|санитарн\w+ книж", fold(requirements.text)):
        gathering.add("requirements", [notice("document_from_text", requirements, "confirm", read="medical_certificate")])
        return ("medical_certificate",)
    return stated
