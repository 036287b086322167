"""A trial arranged for its page: day by day, what comes next, and the typed forms as the schemas of the API want them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from services.trial_choices import TrialChoices
from services.trial_lists import TrialLine
from services.trial_views import DayView, TrialView
from services.working_days import WorkingCalendar
from web.forms import BLANK, Form
from web.names import name_of, short_day
from web.sent import said
from web.shown.posting import amount_of

WRITTEN = (
    "candidate", "pilot", "vacancy", "from_on", "until_on", "schedule", "tasks", "pay_per", "protective_equipment", "emergency_contact",
)  # fmt: skip
SUMS = ("pay_byn", "subsidy_byn")
TERMS = tuple(name for name in (*WRITTEN, *SUMS) if name not in ("candidate", "pilot"))
"""What of an agreement may be changed while it is a draft."""
CONTACT = "emergency_contact"


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day that has come. held: how it was marked; day_off: a Saturday, a Sunday or a public holiday, when many do not work."""

    day: date
    held: DayView | None
    day_off: bool
    is_today: bool


def day_rows(trial: TrialView, today: date) -> tuple[DayRow, ...]:
    """Every day of the trial that has come, the latest first; once it has ended, without the days off on which nobody worked."""
    marked = {day.day: day for day in trial.days}
    last = min(trial.until_on, today)
    days = (last - timedelta(days=past) for past in range((last - trial.from_on).days + 1))
    rows = (DayRow(day, marked.get(day), _is_off(day), day == today) for day in days)
    return tuple(row for row in rows if trial.state == "running" or row.held or not row.day_off)


def step_of_trial(trial: TrialView, today: date) -> str:
    """What comes next: sign, begin, go_on, assess (the last day has come), lead_on, or nothing more (led, unworked, cancelled)."""
    if trial.state == "draft":
        return "sign"
    if trial.state == "running":
        return "assess" if trial.until_on <= today else "begin" if trial.from_on > today else "go_on"
    if trial.state == "cancelled":
        return "cancelled"
    if trial.placement is not None:
        return "led"
    return "unworked" if trial.assessment is None or trial.assessment.result == "did_not_show" else "lead_on"


def to_see_to(trials: Iterable[TrialLine], today: date) -> list[TrialLine]:
    """Those of the running ones that wait for a mark of today or for an assessment."""
    return [trial for trial in trials if trial.until_on <= today or not (trial.today_marked or _is_off(today))]


def agreement_said(form: Form) -> dict[str, Any]:
    """A sent agreement; a sum that is none stays as it was typed, to be refused beside its field."""
    told = said(form, WRITTEN)
    for name in SUMS:
        if typed := form.get(name):
            amount = amount_of(typed)
            told[name] = typed if amount is None else amount
    return told | {"draft": bool(form.get("draft"))}


def changes_said(form: Form) -> dict[str, Any]:
    """The terms of a draft, sent whole: an emptied field says "none", and what must be there is missed. Whom to call stays where whoever
    wrote the form could not read it and wrote nothing."""
    told = dict.fromkeys(TERMS) | {name: value for name, value in agreement_said(form).items() if name in TERMS}
    if form.get("contact_unread") and told[CONTACT] is None:
        del told[CONTACT]
    return told


def changed_meanwhile(trial: TrialView, choices: TrialChoices, form: Form) -> dict[str, str]:
    """Field → what stands in it now, in words, of those where somebody typed something else; whom to call only where it can be read."""
    now = form_of_agreement(trial)
    words = {name: now.get(name) for name in TERMS} | {
        "from_on": short_day(trial.from_on), "until_on": short_day(trial.until_on), "pay_per": name_of("trial_pay_per", trial.pay_per),
        "vacancy": next((f"{post.title} · {post.host}" for post in choices.posts if post.vacancy == trial.vacancy), trial.vacancy),
    }  # fmt: skip
    alike = {name for name in SUMS if amount_of(now.get(name)) == amount_of(form.get(name))}  # 12,5 is 12,50
    if trial.emergency_contact is None:
        alike.add(CONTACT)
    different = (name for name in TERMS if name not in alike and now.get(name) != form.get(name))
    return {name: words[name] for name in different}


def form_of_agreement(trial: TrialView) -> Form:
    """An agreement as it stands: to be changed, or the pattern for another one; what the reader may not read is left empty."""
    facts = {name: getattr(trial, name) for name in (*WRITTEN, *SUMS)}
    return Form(
        {name: f"{value:f}".replace(".", ",") if name in SUMS else str(value) for name, value in facts.items() if value is not None}
    )


def day_said(form: Form) -> dict[str, Any]:
    """A marked day; whoever came has no fault, and minutes are of who was late."""
    mark = form.get("mark")
    return said(form, ("day", "mark") if mark == "came" else ("day", "mark", "fault"), numbers=("minutes_late",) if mark == "late" else ())


def form_of_day(rows: Sequence[DayRow], day: date | None) -> Form:
    """The day that is to be marked, as it was marked before; nothing where it is no day of the trial that has come."""
    row = next((row for row in rows if row.day == day), None)
    if row is None:
        return BLANK
    held = {} if row.held is None else {"mark": row.held.mark, "fault": row.held.fault, "minutes_late": row.held.minutes_late}
    return Form({name: str(value) for name, value in ({"day": row.day} | held).items() if value is not None})


def skills_of(form: Form) -> list[str]:
    """What the host saw, divided by lines, commas and semicolons."""
    return [part.strip() for part in re.split(r"[\n,;]", form.get("skills")) if part.strip()]


def _is_off(day: date) -> bool:
    return not _calendar().is_working(day)


@cache
def _calendar() -> WorkingCalendar:
    return WorkingCalendar.load()
