"""One row of a file about people → CandidateRow.

Here lives which column feeds which value. Must not: read cells by itself (that is `fields`), compare people, or touch records.
"""

from dataclasses import dataclass, replace
from datetime import date

from services.importing.fields.dates import BirthValue, read_available, read_birth, read_date
from services.importing.fields.limits import read_bans, read_health, read_home_hours
from services.importing.fields.money import read_km, read_pay
from services.importing.fields.person import NameValue, read_name, read_phones
from services.importing.fields.reading import fold, notice, question, says_nothing
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
        row = self._terms(gathering, self._limits(gathering, self._person(gathering)))
        return replace(row, raw=dict(gathering.raw), doubts=tuple(gathering.doubts))

    def _person(self, gathering: Gathering) -> CandidateRow:
        """Who it is, and the person's own words."""
        name = self._name(gathering)
        birth = gathering.take("birth_date", read_birth(gathering.cell("birth_date"), self.as_of)) or BirthValue()
        return CandidateRow(
            row=gathering.source.number,
            reference=gathering.text("reference") or None,
            surname=name.surname,
            given_name=name.given_name,
            patronymic=name.patronymic,
            sex=gathering.read("sex", read_sex),
            birth_date=birth.day,
            birth_year=birth.year,
            phones=gathering.read("phone", read_phones) or (),
            languages=_languages(gathering),
            place=locate(gathering, self.places),
            facility=gathering.text("facility"),
            profile_language=_profile_language(gathering),
            desired_work=gathering.text("desired_work"),
            skills=gathering.text("skills"),
            qualifications=gathering.text("qualifications"),
            work_history=gathering.text("work_history"),
            education=gathering.read("education", read_education),
            licences=gathering.read("licences", read_licences) or (),
            organisation=gathering.text("organisation"),
            notes=gathering.text("notes"),
        )

    def _limits(self, gathering: Gathering, row: CandidateRow) -> CandidateRow:
        """What the person may not do, and what they agreed to."""
        consent = gathering.take("consent", read_consent(gathering.cell("consent"), row.notes)) or "withheld"
        return replace(
            row,
            bans=gathering.take("bans", read_bans(gathering.cell("bans"), self.as_of)) or (),
            home_hours=gathering.read("home_hours", read_home_hours),
            travel_limit=gathering.read("travel_limit", read_travel),
            # Where the file has no such column the limits are unknown, not "none".
            health_limits=gathering.read("health_limits", read_health) if self.table.has("health_limits") else None,
            consent=consent,
            consent_note=row.notes if consent == "limited" or _speaks_of_consent(row.notes) else "",
        )

    def _terms(self, gathering: Gathering, row: CandidateRow) -> CandidateRow:
        """From when, at what hours and pay, from how far, and with which papers missing."""
        released = gathering.take("release_date", read_date(gathering.cell("release_date"), self.as_of))
        available = gathering.take("available_on", read_available(gathering.cell("available_on"), self.as_of, released))
        pay = gathering.read("minimum_pay", read_pay)
        return replace(
            row,
            release_date=released,
            available_on=available.day if available else None,
            available_derived=available.derived if available else False,
            shifts=gathering.read("shifts", read_shifts),
            minimum_pay_byn=pay.amount if pay and pay.period == "month" else None,
            max_commute_km=gathering.read("max_commute", read_km),
            transport=gathering.read("transport", read_transport),
            housing_needed=gathering.read("housing_needed", read_yes_no),
            documents_missing=gathering.read("documents_missing", read_documents) or (),
            readiness=gathering.read("readiness", read_readiness),
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
