"""Conditions of a vacancy as they are and as an employer asks for them, in words."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from api.i18n import Words, words
from services.reviews import ChangedField
from services.vacancy_changes import DAYS
from web.names import name_of

FIELDS: Mapping[str, object] = MappingProxyType(
    {
        "title": _l("Title"), "places": _l("Places"), "place": _l("Place"), "address": _l("Address"), "description": _l("Description"),
        "essential_skills": _l("Needed"), "desirable_skills": _l("Desirable"), "minimum_grade": _l("Lowest grade"),
        "licences": _l("Licences"), "minimum_education": _l("Education"), "minimum_years": _l("Years of practice"),
        "duties": _l("What the work makes one do"), "schedule": _l("Schedule"), "shifts": _l("Shifts"), "hours": _l("Hours"),
        "pay_from_byn": _l("Pay from"), "pay_to_byn": _l("Pay to"), "pay_hourly_byn": _l("Pay an hour"), "rate": _l("Part of a full post"),
        "employment_type": _l("Kind of employment"), "starts_on": _l("Starts"), "closes_on": _l("Closes"), "updated_on": _l("Confirmed"),
        "housing_provided": _l("housing given"), "transport_provided": _l("transport given"), "mentor_on_site": _l("mentor on site"),
        "quota": _l("quota"), "pilot": _l("Pilot"), "documents": _l("Documents"), "contact": _l("Contact"),
    }
)  # fmt: skip
CODES: Mapping[str, str] = MappingProxyType({"duties": "duty", "shifts": "shift", "documents": "document"})
NAMED: Mapping[str, str] = MappingProxyType({"minimum_education": "education", "employment_type": "employment"})
NOTHING = "—"


def change_lines(fields: Iterable[ChangedField], language: str) -> tuple[tuple[object, str, str], ...]:
    """Name, what it says now, what it shall say; of each field that changes."""
    say = words(language)
    return tuple((FIELDS.get(one.field, one.field), _said(one.field, one.now, say), _said(one.field, one.then, say)) for one in fields)


def _said(field: str, value: Any, say: Words) -> str:
    if value is None or value == "" or value == []:
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field in DAYS:
        return say.day(date.fromisoformat(value))
    if field.endswith("_byn"):
        return say.money(float(value))
    if field in CODES:
        return say.codes(CODES[field], value)
    if field in NAMED:
        return name_of(NAMED[field], value)
    if field == "place":
        return ", ".join(str(value[part]) for part in ("town", "district") if value.get(part)) or NOTHING
    if field == "hours":
        return ", ".join(f"{_clock(start)}–{_clock(end)}" for start, end in value)
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24}:{minute % 60:02d}"
