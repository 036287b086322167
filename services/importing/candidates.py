"""One row of a file about people → CandidateRow.

Here lives which column feeds which value. Must not: read cells by itself (that is `fields`), compare people, or touch records.
"""

from dataclasses import dataclass
from datetime import date

from services.importing.fields.dates import BirthValue, read_available, read_birth, read_date
from services.importing.fields.limits import read_bans, read_health, read_home_hours
from services.importing.fields.money import read_km, read_pay
from services.importing.fields.person import NameValue, read_name, read_phones
from services.importing.fields.reading import Reading, fold, notice, question, says_nothing
from services.importing.fields.shifts import read_shifts
from services.importing.fields.words import (
    read_consent,
    read_documents,
    read_education,
    read_licences,
    read_readiness,
    read_sex,
    read_transport,
    read_travel,
    read_yes_no,
)
from services.importing.gathering import Gathering, check_width
from services.importing.locations import locate
from services.importing.rows import CandidateRow, Doubt, Severity
from services.importing.sheets import SourceRow, Table
from services.places import Places

BELARUSIAN_LETTERS = frozenset("іў")
BELARUSIAN_WORDS = frozenset({"адразу", "дзень", "так", "няма", "сярэдняя", "птв", "сярэдняе"})
RUSSIAN_LETTERS = frozenset("ищъ")
LANGUAGE_CODES = {
    "русский": "ru",
    "руская": "ru",
    "белорусский": "be",
    "беларуская": "be",
    "польский": "pl",
    "английский": "en",
    "украинский": "uk",
}


@dataclass(frozen=True, slots=True)
class People:
    """Reads rows of one table. as_of: the day the file is read, for "at once" and for centuries."""

    table: Table
    places: Places
    as_of: date

    def read(self, source: SourceRow) -> CandidateRow:
        """Read one row; what is not understood stays empty, with its text and a doubt."""
        gathering = Gathering(source)
        check_width(gathering, len(self.table.titles))
        _flag_signs(gathering)
        name = self._name(gathering)
        birth = gathering.take("birth_date", read_birth(gathering.cell("birth_date"), self.as_of)) or BirthValue()
        released = gathering.take("release_date", read_date(gathering.cell("release_date"), self.as_of))
        available = gathering.take("available_on", read_available(gathering.cell("available_on"), self.as_of, released))
        notes = gathering.text("notes")
        consent = gathering.take("consent", read_consent(gathering.cell("consent"), notes)) or "withheld"
        pay = gathering.take("minimum_pay", read_pay(gathering.cell("minimum_pay")))
        place = locate(gathering, self.places)
        health = self._health(gathering)
        shifts = gathering.take("shifts", read_shifts(gathering.cell("shifts")))
        return CandidateRow(
            row=source.number,
            reference=gathering.text("reference") or None,
            surname=name.surname,
            given_name=name.given_name,
            patronymic=name.patronymic,
            sex=gathering.take("sex", read_sex(gathering.cell("sex"))),
            birth_date=birth.day,
            birth_year=birth.year,
            phones=gathering.take("phone", read_phones(gathering.cell("phone"))) or (),
            languages=_languages(gathering),
            place=place,
            facility=gathering.text("facility"),
            release_date=released,
            profile_language=_profile_language(gathering),
            desired_work=gathering.text("desired_work"),
            skills=gathering.text("skills"),
            qualifications=gathering.text("qualifications"),
            work_history=gathering.text("work_history"),
            education=gathering.take("education", read_education(gathering.cell("education"))),
            licences=gathering.take("licences", read_licences(gathering.cell("licences"))) or (),
            bans=gathering.take("bans", read_bans(gathering.cell("bans"), self.as_of)) or (),
            home_hours=gathering.take("home_hours", read_home_hours(gathering.cell("home_hours"))),
            travel_limit=gathering.take("travel_limit", read_travel(gathering.cell("travel_limit"))),
            health_limits=health,
            available_on=available.day if available else None,
            available_derived=available.derived if available else False,
            shifts=shifts,
            minimum_pay_byn=pay.amount if pay and pay.period == "month" else None,
            max_commute_km=gathering.take("max_commute", read_km(gathering.cell("max_commute"))),
            transport=gathering.take("transport", read_transport(gathering.cell("transport"))),
            housing_needed=gathering.take("housing_needed", read_yes_no(gathering.cell("housing_needed"))),
            documents_missing=gathering.take("documents_missing", read_documents(gathering.cell("documents_missing"))) or (),
            consent=consent,
            consent_note=notes if consent == "limited" or _speaks_of_consent(notes) else "",
            readiness=gathering.take("readiness", read_readiness(gathering.cell("readiness"))),
            organisation=gathering.text("organisation"),
            notes=notes,
            raw=dict(gathering.raw),
            doubts=tuple(gathering.doubts),
        )

    def _name(self, gathering: Gathering) -> NameValue:
        surname, given, patronymic = (gathering.text(name) for name in ("surname", "given_name", "patronymic"))
        if surname or given:
            return NameValue(_one_line(surname), _one_line(given), _one_line(patronymic))
        full = gathering.cell("full_name")
        if full.blank and not gathering.cell("reference").blank:
            return NameValue()
        reading = read_name(full)
        if reading.value is None:
            gathering.doubts.append(Doubt("person_unnamed", Severity.ERROR, "", remedy="name_or_reference", column="full_name", fatal=True))
            return NameValue()
        gathering.add("full_name", reading.doubts)
        return reading.value

    def _health(self, gathering: Gathering) -> tuple[str, ...] | None:
        """Read health limits. Where the file has no such column they are unknown, not "none"."""
        if not self.table.has("health_limits"):
            return None
        reading: Reading[tuple[str, ...]] = read_health(gathering.cell("health_limits"))
        return gathering.take("health_limits", reading)


def _flag_signs(gathering: Gathering) -> None:
    """Tell of free texts that begin with a sign a spreadsheet would evaluate; they are text, here and in every export."""
    for column in ("desired_work", "skills", "qualifications", "work_history", "notes"):
        text = gathering.cell(column).text.lstrip()
        if text.startswith(("=", "@")) or (text[:1] in "+-" and len(text) > 1 and not text[1].isspace() and not text[1].isdigit()):
            gathering.add(column, [notice("text_with_sign", gathering.cell(column), sign=text[0])])


def _languages(gathering: Gathering) -> tuple[str, ...]:
    words = [fold(word) for word in gathering.text("languages").replace(",", ";").split(";") if word.strip()]
    codes = [LANGUAGE_CODES.get(word, word) for word in words]
    unknown = [code for code in codes if not (2 <= len(code) <= 3 and code.isascii() and code.isalpha())]
    if unknown:
        gathering.add("languages", [question("language_unknown", gathering.cell("languages"), words=", ".join(unknown))])
    return tuple(dict.fromkeys(code for code in codes if code not in unknown))


def _profile_language(gathering: Gathering) -> str:
    """Take the stated language, else tell Belarusian by its own letters or words in the person's texts."""
    stated = fold(gathering.text("profile_language"))
    stated = LANGUAGE_CODES.get(stated, stated)
    if stated in ("ru", "be", "en"):
        return stated
    texts = " ".join(gathering.text(name) for name in ("desired_work", "skills", "qualifications", "work_history", "notes")).casefold()
    coded = {fold(gathering.text(name)) for name in ("available_on", "shifts", "consent", "education")}
    belarusian = BELARUSIAN_LETTERS & set(texts) or coded & BELARUSIAN_WORDS
    return "be" if belarusian and not RUSSIAN_LETTERS & set(texts) else "ru"


def _speaks_of_consent(notes: str) -> bool:
    return any(stem in fold(notes) for stem in ("соглас", "згод", "consent"))


def _one_line(text: str) -> str:
    return " ".join(text.split()) if not says_nothing(text) else ""
