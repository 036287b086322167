"""Trial agreements of pilot work activity: signed, attended, assessed, led on to a contract."""

from dataclasses import replace
from typing import Any

from flask import url_for

from api.identity import current_actor, current_installation
from api.language import asked_language
from api.paging import cursor_of, number_of
from api.preconditions import expected_version, tag
from api.requests import LOCATION, ApiBlueprint
from api.schemas import trial as schemas
from api.schemas.base import Query
from api.schemas.fields import LARGEST
from services import trial_course
from services import trials as use_cases
from services.trial_views import TrialView

trials = ApiBlueprint("trials", "Trial agreements of pilot work activity: attendance by day, assessment, contract.", "/trials")

TRIAL = f"/<int(max={LARGEST}):number>"
TRIAL_EXAMPLE = {
    "candidate": "GOM-0001", "pilot": "PIL-0001", "vacancy": "VAC-0001", "from_on": "2026-12-01", "until_on": "2026-12-14",
    "schedule": "Пн–пт, 8:00–17:00", "tasks": "Сварка рам, уборка участка", "pay_byn": 45.5, "pay_per": "day",
    "protective_equipment": "Маска, краги", "emergency_contact": "Сестра, +375 29 000-00-00",
}  # fmt: skip
CHANGE_EXAMPLE = {"until_on": "2026-12-11", "pay_byn": 48, "subsidy_byn": None, "tasks": "Сварка рам"}


@trials.route("", methods=["POST"])
@trials.arguments(Query, location="query")
@trials.arguments(schemas.DrawUpTrialSchema, example=TRIAL_EXAMPLE)
@trials.response(201, schemas.TrialSchema, headers=LOCATION)
def draw_up_trial(_query: dict[str, Any], command: use_cases.DrawUpTrial) -> tuple[TrialView, int, dict[str, str]]:
    """Sign a trial agreement

    For somebody of the pilot's intake, at one of its posts, while a place is free. `draft` draws it up without signing it.
    """
    view = use_cases.draw_up_trial(current_installation(), current_actor(), command, asked_language())
    tag("trial", view.version)
    return view, 201, {"Location": url_for("api-trials.show_trial", number=view.id)}


@trials.route("")
@trials.arguments(schemas.TrialQuery, location="query")
@trials.response(200, schemas.TrialPageSchema)
def list_trials(query: dict[str, Any]) -> dict[str, Any]:
    """List trial agreements"""
    asked = {"pilot": query.get("pilot"), "candidate": query.get("candidate"), "limit": query["limit"], "language": asked_language()}
    after = number_of(query.get("after")) or 0
    found, more = use_cases.list_trials(current_installation(), current_actor(), after=after, **asked)
    return {"trials": found, "next": cursor_of(more)}


@trials.route(TRIAL)
@trials.arguments(Query, location="query")
@trials.response(200, schemas.TrialSchema)
def show_trial(_query: dict[str, Any], number: int) -> TrialView:
    """Show a trial agreement"""
    view = use_cases.read_trial(current_installation(), current_actor(), number, asked_language())
    tag("trial", view.version)
    return view


@trials.route(TRIAL, methods=["PATCH"])
@trials.arguments(Query, location="query")
@trials.arguments(schemas.ChangeTrialSchema, example=CHANGE_EXAMPLE)
@trials.response(200, schemas.TrialSchema)
def change_trial(_query: dict[str, Any], command: use_cases.ChangeTrial, number: int) -> TrialView:
    """Change a draft

    What is not named stays. What is signed is never changed: cancel it and draw up another.
    """
    named = replace(command, number=number, version=expected_version())
    view = use_cases.change_trial(current_installation(), current_actor(), named, asked_language())
    tag("trial", view.version)
    return view


@trials.route(f"{TRIAL}/signature", methods=["POST"])
@trials.arguments(Query, location="query")
@trials.response(200, schemas.TrialSchema)
def sign_trial(_query: dict[str, Any], number: int) -> TrialView:
    """Sign a draft

    As it was read: a draft that somebody changed meanwhile is not signed unseen.
    """
    view = use_cases.sign_trial(current_installation(), current_actor(), number, asked_language(), expected_version())
    tag("trial", view.version)
    return view


@trials.route(f"{TRIAL}/days", methods=["POST"])
@trials.arguments(Query, location="query")
@trials.arguments(schemas.MarkDaySchema, example={"day": "2026-12-01", "mark": "late", "fault": "neither", "minutes_late": 20})
@trials.response(200, schemas.TrialSchema)
def mark_day(_query: dict[str, Any], asked: dict[str, Any], number: int) -> TrialView:
    """Mark a day

    Of a running trial, not of the future. Again for the same day corrects it; the audit trail keeps what it was.
    """
    command = trial_course.MarkDay(number, **asked)
    return trial_course.mark_day(current_installation(), current_actor(), command, asked_language())


@trials.route(f"{TRIAL}/assessment", methods=["POST"])
@trials.arguments(Query, location="query")
@trials.arguments(schemas.AssessTrialSchema, example={"result": "completed", "note": "Справился", "skills": ["дуговая сварка"]})
@trials.response(200, schemas.TrialSchema)
def assess_trial(_query: dict[str, Any], asked: dict[str, Any], number: int) -> TrialView:
    """End a trial with an assessment

    Skills understood for sure become evidence on the profile; the others come back as suggestions with alternatives.
    """
    command = trial_course.AssessTrial(number, **asked)
    return trial_course.assess_trial(current_installation(), current_actor(), command, asked_language())


@trials.route(f"{TRIAL}/cancel", methods=["POST"])
@trials.arguments(Query, location="query")
@trials.arguments(schemas.CancelTrialSchema, example={"because": "Цех закрыт на ремонт"})
@trials.response(200, schemas.TrialSchema)
def cancel_trial(_query: dict[str, Any], asked: dict[str, str], number: int) -> TrialView:
    """Cancel a trial agreement"""
    return use_cases.cancel_trial(current_installation(), current_actor(), number, asked["because"], asked_language())


@trials.route(f"{TRIAL}/contract", methods=["POST"])
@trials.arguments(Query, location="query")
@trials.arguments(schemas.ConvertTrialSchema, example={"note": "Наниматель готов взять"})
@trials.response(200, schemas.TrialSchema)
def convert_trial(_query: dict[str, Any], asked: dict[str, str], number: int) -> TrialView:
    """Lead a trial on to a contract

    Makes a placement for the same vacancy, proposed and shortlisted by you; consent and referral go their ordinary way.
    """
    return trial_course.convert_trial(current_installation(), current_actor(), number, asked["note"], asked_language())
