"""The steps of registering a person: which fields stand in which, and the typed form put together as the schema of the API wants it."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from babel import Locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError

from api.i18n import words
from api.schemas.fields import Whole
from services.candidate_views import CandidateView
from services.papers import LONGEST_LEAD
from web.forms import Form
from web.names import name_of

STEPS = ("who", "skills", "papers", "consent")
WRITTEN: Mapping[str, tuple[str, ...]] = {
    "who": (
        "surname", "given_name", "patronymic", "birth_date", "birth_year", "sex", "phones", "place.province", "place.district",
        "place.town", "not_double",
    ),
    "skills": ("profile_language", "desired_work", "skills", "qualifications", "work_history"),
    "papers": (
        "education", "available_on", "release_date", "minimum_pay_byn", "max_commute_km", "transport", "housing_needed", "readiness",
        "lead.passport", "lead.military_record", "lead.education_proof", "lead.medical_certificate", "lead.work_book",
    ),
    "consent": ("agreed", "text_digest", "text_language", "expires_on", "notes"),
}  # fmt: skip
"""Step → fields with one value each."""
TICKED: Mapping[str, tuple[str, ...]] = {
    "who": ("languages",), "skills": (), "papers": ("licences", "shifts", "documents_missing"), "consent": (),
}  # fmt: skip
"""Step → groups of ticks."""
PLAIN = (
    "surname", "given_name", "patronymic", "birth_date", "sex", "profile_language", "desired_work", "skills", "qualifications",
    "work_history", "education", "available_on", "release_date", "transport", "readiness", "notes",
)  # fmt: skip
LEAD = "lead."
DAYS = Whole(0, LONGEST_LEAD, from_text=True)
FILLED_BY_US = ("profile_language", "text_digest", "text_language")
"""What stands in a step before anybody types."""
EMPTIED = (
    *(name for name in PLAIN if name != "profile_language"), "birth_year", "phones", "minimum_pay_byn", "max_commute_km", "housing_needed",
)  # fmt: skip
"""Fields that a change may empty."""


def typed_in(step: str, form: Form) -> dict[str, Any]:
    """What a draft keeps of a sent step: an emptied field is taken out of it."""
    written = {name: form.get(name) or None for name in WRITTEN[step]}
    return written | {name: list(form.ticked(name)) or None for name in TICKED[step]}


def form_of(typed: Mapping[str, Any]) -> Form:
    """A draft as the form it was typed in."""
    written = {name: value for name, value in typed.items() if isinstance(value, str)}
    return Form(written, {name: tuple(value) for name, value in typed.items() if isinstance(value, list)})


def person_said(form: Form) -> dict[str, Any]:
    """Everything typed so far as the schema that registers a person takes it; what is not a number stays as it was typed."""
    said: dict[str, Any] = {name: form.get(name) for name in PLAIN if form.get(name)}
    said |= {name: list(form.ticked(name)) for names in TICKED.values() for name in names if form.ticked(name)}
    if form.get("birth_year"):
        said["birth_year"] = _number(form.get("birth_year"), int)
    for name in ("minimum_pay_byn", "max_commute_km"):
        if form.get(name):
            said[name] = _number(form.get(name).replace(",", ".").replace(" ", ""), float)
    if form.get("housing_needed") in ("yes", "no"):
        said["housing_needed"] = form.get("housing_needed") == "yes"
    if phones := [part.strip() for part in form.get("phones").replace(";", ",").split(",") if part.strip()]:
        said["phones"] = phones
    if place := {name: form.get(f"place.{name}") for name in ("province", "district", "town") if form.get(f"place.{name}")}:
        said["place"] = place
    return said


def lead_days_of(form: Form) -> dict[str, int]:
    """Kind of a missing paper → days it takes this person, where they were typed. Raises ValidationError for what is no number of days."""
    said, faults = {}, {}
    for name in WRITTEN["papers"]:
        code = name.removeprefix(LEAD)
        if not name.startswith(LEAD) or not form.get(name) or code not in form.ticked("documents_missing"):
            continue
        try:
            said[code] = DAYS.deserialize(form.get(name))
        except ValidationError as error:
            faults[name] = error.messages
    if faults:
        raise ValidationError(faults)
    return said


def left_at(form: Form) -> str:
    """The step to go on with: the last one in which something was typed."""
    touched = [step for step in STEPS if any(form.get(name) or form.ticked(name) for name in _asked_in(step))]
    return touched[-1] if touched else STEPS[0]


def _asked_in(step: str) -> list[str]:
    return [name for name in (*WRITTEN[step], *TICKED[step]) if name not in FILLED_BY_US]


def _number(text: str, kind: type[int] | type[float]) -> Any:
    try:
        return kind(text)
    except ValueError:
        return text


def form_of_case(view: CandidateView) -> Form:
    """A stored case as a form to be changed."""
    who, kept, place = view.identity, view.restricted, view.place
    facts = {
        "surname": who and who.surname, "given_name": who and who.given_name, "patronymic": who and who.patronymic,
        "birth_date": who and who.birth_date, "birth_year": who and who.birth_year, "sex": who and who.sex,
        "phones": ", ".join(who.phones) if who else "", "place.province": place.province, "place.district": place.district,
        "place.town": place.town, "profile_language": view.profile_language, "education": view.education,
        "available_on": view.available_on, "release_date": kept and kept.documents_counted_from,
        "minimum_pay_byn": _plain(view.minimum_pay_byn), "max_commute_km": _plain(view.max_commute_km), "transport": view.transport,
        "housing_needed": None if view.housing_needed is None else "yes" if view.housing_needed else "no", "readiness": view.readiness,
        "desired_work": kept and kept.desired_work, "skills": kept and kept.skills, "qualifications": kept and kept.qualifications,
        "work_history": kept and kept.work_history, "notes": kept and kept.notes, "version": view.version,
    }  # fmt: skip
    written = {name: str(value) for name, value in facts.items() if value not in (None, "")}
    return Form(written, {"languages": view.languages, "licences": view.licences, "shifts": view.shifts})


def changes_said(form: Form) -> dict[str, Any]:
    """The whole form as a change: an emptied field says "not stated"."""
    empty = dict.fromkeys((*EMPTIED, *TICKED["who"], "licences", "shifts"))
    said = {name: value for name, value in person_said(form).items() if name != "documents_missing"}
    return empty | {"place": {}} | said


def _plain(number: float | None) -> str | None:
    return None if number is None else f"{number:g}"


LABELS: Mapping[str, object] = MappingProxyType(
    {
        "surname": _l("Surname"), "given_name": _l("Given name"), "patronymic": _l("Patronymic"), "birth_date": _l("Date of birth"),
        "birth_year": _l("Or only the year"), "sex": _l("Sex (only for figures of the programme)"), "phones": _l("Telephone"),
        "place.province": _l("Province"), "place.district": _l("District"), "place.town": _l("Town or village"), "languages": _l("Speaks"),
        "skills": _l("What can the person do?"), "work_history": _l("Where and what did they work?"),
        "qualifications": _l("Papers about a trade"), "desired_work": _l("What work do they look for?"),
        "profile_language": _l("Written in"),
        "readiness": _l("Ready for work?"), "available_on": _l("Can start on"), "release_date": _l("Day of return, if it is still ahead"),
        "education": _l("Education"), "licences": _l("Driving categories"), "shifts": _l("Which shifts?"),
        "minimum_pay_byn": _l("Least pay a month, roubles"), "max_commute_km": _l("How far to work, km"),
        "transport": _l("How do they get there?"), "housing_needed": _l("Is housing needed with the work?"),
        "notes": _l("Notes for your organisation"),
    }
)  # fmt: skip
"""Field of the form of a case → what it is called there."""
GROUPS = ("languages", "licences", "shifts")


def changed_meanwhile(now: Form, sent: Form, language: str) -> dict[str, str]:
    """Field → what stands in the case now, in words, of the fields where the sent form says something else; "" for nothing."""
    say = words(language)
    spoken = Locale(language).languages
    told = {
        "readiness": lambda code: name_of("readiness", code), "education": lambda code: name_of("education", code),
        "transport": lambda code: name_of("transport", code), "place.province": lambda code: say.of("province", code),
        "sex": lambda code: str({"f": _("female"), "m": _("male")}.get(code, code)),
        "profile_language": lambda code: spoken.get(code, code),
        "housing_needed": lambda code: _("yes") if code == "yes" else _("no"), "shifts": lambda code: say.of("shift", code),
        "languages": lambda code: spoken.get(code, code), "birth_date": lambda day: say.day(date.fromisoformat(day)),
        "available_on": lambda day: say.day(date.fromisoformat(day)), "release_date": lambda day: say.day(date.fromisoformat(day)),
    }  # fmt: skip
    differing = [name for name in LABELS if _standing(now, name) != _standing(sent, name)]
    return {name: ", ".join(told.get(name, str)(value) for value in _standing(now, name)) for name in differing}


def _standing(form: Form, name: str) -> tuple[str, ...]:
    """What stands in a field or a group, whatever the line ends of the browser and the order of the ticks."""
    if name in GROUPS:
        return tuple(sorted(form.ticked(name)))
    written = form.get(name).replace("\r\n", "\n")
    return (written,) if written else ()
