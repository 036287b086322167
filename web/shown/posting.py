"""A vacancy as the screens of posting hold it: what was typed, field by field, and the same as the schemas of the API take it.

Typed values are texts and lists of texts, as forms send them; what cannot be read stays as it is, so that the schema can say what is wrong.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.vacancy_views import VacancyView
from web.forms import Form

WEEK_HOURS = {"1": 40, "0.75": 30, "0.5": 20, "0.25": 10}
"""Part of a full post → hours a week."""
AS_TEXT = "-"
"""Instead of an occupation: the title stays what it is."""
WINDOWS = (1, 2)
"""Working windows that the schedule may have."""
WHOLE, AMOUNTS = ("places", "minimum_grade"), ("minimum_years", "pay_from_byn", "pay_to_byn", "pay_hourly_byn", "rate")
FLAGS = ("housing_provided", "transport_provided", "mentor_on_site", "quota")
LISTS = ("duties", "shifts", "licences", "documents")
TEXTS = ("title", "employer", "unp", "employment_type", "starts_on", "closes_on", "minimum_education", "contact", "description")
PLACE_PARTS = ("province", "district", "town")
EDITED, EDITED_VERSION = "of", "of_version"
"""In a draft that changes a vacancy which is there already: its reference, and its version as it was read."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen of posting. fields: what it keeps, as forms call it; lists: those of them that are groups of ticks."""

    name: str
    fields: tuple[str, ...]
    lists: tuple[str, ...] = ()


HOURS = tuple(f"{end}{window}" for window in WINDOWS for end in ("from", "until"))
SCREENS = (
    Screen("title", ("title", "employer", "unp")),
    Screen("trade", ("occupation",)),
    Screen("needs", ("own", "desirable", "minimum_grade", "minimum_years", "minimum_education"), ("suggested", "licences", "documents")),
    Screen("duties", ("duties_asked",), ("duties",)),
    Screen("schedule", (*HOURS, "employment_type", "rate", "starts_on", "closes_on"), ("shifts",)),
    Screen("pay", ("pay_period", "pay_from_byn", "pay_to_byn", *FLAGS)),
    Screen("place", ("town", "place", "places", "contact", "description")),
)
BY_NAME = {screen.name: screen for screen in SCREENS}
SCREEN_OF = {field: screen.name for screen in SCREENS for field in (*screen.fields, *screen.lists)}
"""Field → the screen where it can be mended."""


def screens_for(typed: Mapping[str, Any]) -> tuple[Screen, ...]:
    """The screens of a draft: a vacancy that is there already keeps its occupation and its employer."""
    return tuple(screen for screen in SCREENS if not (typed.get(EDITED) and screen.name == "trade"))


def typed_on(screen: Screen, form: Form) -> dict[str, Any]:
    """What a form says of the fields of a screen; None where it says nothing, so that it is taken out of the draft."""
    said: dict[str, Any] = {name: form.get(name) or None for name in screen.fields}
    said |= {name: list(form.ticked(name)) or None for name in screen.lists}
    return said


def as_form(typed: Mapping[str, Any]) -> Form:
    """What was typed, to be shown again."""
    texts = {name: value for name, value in typed.items() if isinstance(value, str)}
    return Form(texts, {name: tuple(value) for name, value in typed.items() if isinstance(value, list)})


def phrases(text: str | None) -> list[str]:
    """Requirements typed freely: one a line, or with semicolons between."""
    return [phrase.strip() for phrase in re.split(r"[\n;]", text or "") if phrase.strip()]


def needed(typed: Mapping[str, Any]) -> list[str]:
    """Everything that is essential: the ticked suggestions, then what was typed, each once."""
    return list(dict.fromkeys([*typed.get("suggested", ()), *phrases(typed.get("own"))]))


def asked_of(typed: Mapping[str, Any], only: Sequence[str] | None = None) -> dict[str, Any]:
    """The vacancy as the API's schema takes it. only: fields of one screen, else all of them; what was not said is left out."""
    typed = typed if only is None else {name: value for name, value in typed.items() if name in only}
    said: dict[str, Any] = {name: typed[name] for name in (*TEXTS, *LISTS) if typed.get(name)}
    said |= {name: _number(typed[name], int) for name in WHOLE if typed.get(name)}
    said |= {name: _number(typed[name], float) for name in AMOUNTS if typed.get(name)}
    said |= {name: True for name in FLAGS if typed.get(name)}
    if typed.get("duties_asked"):
        said.setdefault("duties", [])
    if typed.get("occupation") not in (None, AS_TEXT):
        said["occupation"] = typed["occupation"]
    if essential := needed(typed):
        said["essential_skills"] = "\n".join(essential)
    if desirable := phrases(typed.get("desirable")):
        said["desirable_skills"] = "\n".join(desirable)
    if hours := _hours(typed):
        said["hours"] = hours
    if typed.get("place"):
        said["place"] = {part: word for part, word in zip(PLACE_PARTS, typed["place"].split("|"), strict=False) if word}
    return _hourly(said) if typed.get("pay_period") == "hour" else said


def typed_of(view: VacancyView) -> dict[str, Any]:
    """A stored vacancy as it would have been typed."""
    hourly = view.pay_period == "hour"
    typed: dict[str, Any] = {
        "title": view.title, "employer": view.employer.name, "unp": view.employer.unp,
        "occupation": view.occupations[0].concept if len(view.occupations) == 1 else None,
        "own": "\n".join(need.text for need in view.requirements if need.essential),
        "desirable": "\n".join(need.text for need in view.requirements if not need.essential),
        "minimum_grade": _written(view.minimum_grade), "minimum_years": _written(view.minimum_years),
        "minimum_education": view.minimum_education, "licences": list(view.licences), "documents": list(view.documents),
        "duties": list(view.duties), "duties_asked": "yes", "shifts": list(view.shifts), "employment_type": view.employment_type,
        "rate": _written(view.rate), "starts_on": view.starts_on and view.starts_on.isoformat(),
        "closes_on": view.closes_on and view.closes_on.isoformat(), "pay_period": "hour" if hourly else "month",
        "pay_from_byn": _written(view.pay_from_byn), "pay_to_byn": None if hourly else _written(view.pay_to_byn),
        "place": "|".join(getattr(view.place, part) or "" for part in PLACE_PARTS) if view.place.province else None,
        "town": view.place.town, "places": _written(view.places), "contact": view.contact, "description": view.description,
    }  # fmt: skip
    for window, hours in zip(WINDOWS, view.hours, strict=False):
        typed |= {f"from{window}": _clock(hours.start_minute), f"until{window}": _clock(hours.end_minute)}
    typed |= {flag: "yes" for flag in FLAGS if getattr(view, flag)}
    return {name: value for name, value in typed.items() if value}


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What a changed vacancy says anew, as the API's schema takes it; null for what it no longer says.

    Shifts and hours go together, and take the place of a schedule in words. A part of a full post cannot be unsaid.
    """
    old, new = asked_of(before), asked_of(after)
    fixed = ("occupation", "employer", "unp", "sector")
    changed = {name: new.get(name) for name in (*new, *old) if new.get(name) != old.get(name) and name not in fixed}
    if changed.keys() & {"shifts", "hours"}:
        changed |= {"shifts": new.get("shifts"), "hours": new.get("hours"), "schedule": None}
    return {name: value for name, value in changed.items() if not (value is None and name in ("rate", "title"))}


def field_of(fault: str) -> str:
    """The field of a screen that a fault of the schema belongs to."""
    window = re.match(r"hours\[(\d)\]\.(from|until|start_minute|end_minute)", fault)
    if window:
        return f"{'from' if window[2] in ('from', 'start_minute') else 'until'}{int(window[1]) + 1}"
    top = re.split(r"[.\[]", fault)[0]
    if top == "place":
        return "town"
    return {"essential_skills": "own", "desirable_skills": "desirable", "pay_hourly_byn": "pay_from_byn"}.get(top, top)


def _hourly(said: dict[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in said.items() if name not in ("pay_from_byn", "pay_to_byn")}
    return rest | ({"pay_hourly_byn": said["pay_from_byn"]} if "pay_from_byn" in said else {})


def _hours(typed: Mapping[str, Any]) -> list[dict[str, str]]:
    """The windows of which at least one end was said."""
    told = ({"from": typed.get(f"from{window}"), "until": typed.get(f"until{window}")} for window in WINDOWS)
    return [{end: word for end, word in window.items() if word} for window in told if any(window.values())]


def amount_of(text: str | None) -> float | None:
    """A sum or a part as people write it; None where it is none."""
    value = _number(text or "", float)
    return value if isinstance(value, float) else None


def _number(text: str, kind: type[int | float]) -> Any:
    """A number as people write it; the text itself where it is none."""
    plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".")
    return kind(plain) if re.fullmatch(r"\d{1,9}" if kind is int else r"\d{1,9}(\.\d{1,4})?", plain, re.ASCII) else text


def _written(value: float | None) -> str | None:
    return None if value is None else f"{value:g}" if value < 100_000 else f"{value:.2f}"


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"
