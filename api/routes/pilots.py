"""Pilots of work activity: posts, intake, and the plans of who goes where. Plans are proposals."""

from typing import Any

from flask import url_for

from api.identity import current_actor, current_installation
from api.language import asked_language
from api.paging import cursor_of, number_of
from api.problems import problem_words
from api.requests import LOCATION, ApiBlueprint
from api.schemas import pilot as schemas
from api.schemas.base import Query
from api.schemas.fields import LARGEST
from api.told_plan import told_plan
from models.queries.pilots import PilotFilter
from services import cohort_acceptance, cohort_plans
from services import pilots as use_cases
from services.cohort_question import PlanSettings
from services.cohort_views import PlanView

pilots = ApiBlueprint(
    "pilots", "Pilots of work activity, their intake, and the best plan of who goes where. A plan is a proposal.", "/pilots"
)

PILOT = "/<reference:pilot>"
PLAN = f"{PILOT}/plans/<int(max={LARGEST}):number>"
OPEN_EXAMPLE = {"title": "Пилот: Гомель, зима", "starts_on": "2026-12-01", "ends_on": "2027-03-01", "organisation": "Фонд «Мост»"}
MOVE_EXAMPLE = {"candidate": "GOM-0001", "vacancy": "VAC-0001"}


@pilots.route("", methods=["POST"])
@pilots.arguments(Query, location="query")
@pilots.arguments(schemas.OpenPilotSchema, example=OPEN_EXAMPLE)
@pilots.response(201, schemas.PilotSchema, headers=LOCATION)
def open_pilot(_query: dict[str, Any], command: use_cases.OpenPilot) -> tuple[use_cases.PilotView, int, dict[str, str]]:
    """Open a pilot"""
    view = use_cases.open_pilot(current_installation(), current_actor(), command)
    return view, 201, {"Location": url_for("api-pilots.show_pilot", pilot=view.reference)}


@pilots.route("")
@pilots.arguments(schemas.PilotPageQuery, location="query")
@pilots.response(200, schemas.PilotPageSchema)
def list_pilots(query: dict[str, Any]) -> dict[str, Any]:
    """List pilots"""
    after = number_of(query.get("after")) or 0
    where = PilotFilter(query.get("q", ""), query.get("status"))
    found, more = use_cases.list_pilots(current_installation(), current_actor(), after, query["limit"], where)
    return {"pilots": found, "next": cursor_of(more)}


@pilots.route(PILOT)
@pilots.arguments(Query, location="query")
@pilots.response(200, schemas.PilotSchema)
def show_pilot(_query: dict[str, Any], pilot: str) -> use_cases.PilotView:
    """Show a pilot"""
    return use_cases.read_pilot(current_installation(), current_actor(), pilot)


@pilots.route(f"{PILOT}/status", methods=["POST"])
@pilots.arguments(Query, location="query")
@pilots.arguments(schemas.PilotStatusSchema, example={"status": "running"})
@pilots.response(200, schemas.PilotSchema)
def set_pilot_status(_query: dict[str, Any], asked: dict[str, str], pilot: str) -> use_cases.PilotView:
    """Say how far a pilot is"""
    return use_cases.set_pilot_status(current_installation(), current_actor(), pilot, asked["status"])


@pilots.route(f"{PILOT}/posts", methods=["POST"])
@pilots.arguments(Query, location="query")
@pilots.arguments(schemas.AddPostSchema, example={"vacancy": "VAC-0001", "tutor": "Мастер участка"})
@pilots.response(200, schemas.PilotSchema)
def add_post(_query: dict[str, Any], asked: dict[str, Any], pilot: str) -> use_cases.PilotView:
    """Give a pilot a post

    The vacancy must be marked as one of pilot work, and belongs to one pilot. Again for the same vacancy: names another tutor.
    """
    return use_cases.add_post(current_installation(), current_actor(), pilot, asked["vacancy"], asked.get("tutor"))


@pilots.route(f"{PILOT}/intake")
@pilots.arguments(Query, location="query")
@pilots.response(200, schemas.IntakeSchema)
def show_intake(_query: dict[str, Any], pilot: str) -> use_cases.IntakeView:
    """Show the intake"""
    return use_cases.read_intake(current_installation(), current_actor(), pilot)


@pilots.route(f"{PILOT}/intake", methods=["POST"])
@pilots.arguments(Query, location="query")
@pilots.arguments(schemas.EnterIntakeSchema, example={"candidates": ["GOM-0001"]})
@pilots.response(200, schemas.IntakeSchema)
def enter_intake(_query: dict[str, Any], asked: dict[str, Any], pilot: str) -> use_cases.IntakeView:
    """Enter people into the intake"""
    return use_cases.enter_intake(current_installation(), current_actor(), pilot, asked["candidates"])


@pilots.route(f"{PILOT}/intake/leave", methods=["POST"])
@pilots.arguments(Query, location="query")
@pilots.arguments(schemas.LeaveIntakeSchema, example={"candidate": "GOM-0001"})
@pilots.response(200, schemas.IntakeSchema)
def leave_intake(_query: dict[str, Any], asked: dict[str, str], pilot: str) -> use_cases.IntakeView:
    """Take somebody out of the intake"""
    return use_cases.leave_intake(current_installation(), current_actor(), pilot, asked["candidate"])


@pilots.route(f"{PILOT}/barred", methods=["POST"])
@pilots.arguments(Query, location="query")
@pilots.arguments(schemas.BarSchema, example=MOVE_EXAMPLE | {"reason": "Работали вместе, поссорились"})
@pilots.response(200, schemas.IntakeSchema)
def bar_pair(_query: dict[str, Any], asked: dict[str, Any], pilot: str) -> use_cases.IntakeView:
    """Bar a pair

    No plan of this pilot brings them together. Without a reason the bar is taken away.
    """
    told = (asked["candidate"], asked["vacancy"], asked.get("reason") or "")
    return use_cases.bar_pair(current_installation(), current_actor(), pilot, *told)


@pilots.route(f"{PILOT}/plans", methods=["POST"])
@pilots.arguments(Query, location="query")
@pilots.arguments(schemas.MakePlanSchema, example={"with_ordinary": False, "minimums": [{"kind": "province", "key": "gomel", "least": 0}]})
@pilots.response(201, schemas.PlanSchema, headers=LOCATION)
def make_plan(_query: dict[str, Any], asked: dict[str, Any], pilot: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Find the best plan

    The assignment with the most people expected still at work after three months. Locked people stay where they are. The plan before,
    if nobody accepted it, is replaced. Minimums that cannot be kept are refused with the most that can be.
    """
    settings = PlanSettings(asked["with_ordinary"], tuple(asked["minimums"]))
    command = cohort_plans.MakePlan(pilot, settings, asked.get("as_of"), asked["fresh"])
    return _made(cohort_plans.make_plan(current_installation(), current_actor(), command))


@pilots.route(PLAN)
@pilots.arguments(schemas.PlanQuery, location="query")
@pilots.response(200, schemas.PlanSchema)
def show_plan(query: dict[str, Any], pilot: str, number: int) -> dict[str, Any]:
    """Show a plan

    With what changed since an earlier one.
    """
    return _told(cohort_plans.read_plan(current_installation(), current_actor(), pilot, number, query.get("against")))


@pilots.route(f"{PLAN}/look", methods=["POST"])
@pilots.arguments(Query, location="query")
@pilots.arguments(schemas.MovePersonSchema, example=MOVE_EXAMPLE)
@pilots.response(200, schemas.MoveAnswerSchema)
def look_at_move(_query: dict[str, Any], asked: dict[str, Any], pilot: str, number: int) -> cohort_plans.MoveAnswer:
    """Ask what a change would cost

    And who else would move. Changes nothing.
    """
    command = cohort_plans.MovePerson(pilot, number, asked["candidate"], asked["vacancy"])
    return cohort_plans.look_at_move(current_installation(), current_actor(), command)


@pilots.route(f"{PLAN}/move", methods=["POST"])
@pilots.arguments(Query, location="query")
@pilots.arguments(schemas.MovePersonSchema, example=MOVE_EXAMPLE)
@pilots.response(201, schemas.PlanSchema, headers=LOCATION)
def move_person(_query: dict[str, Any], asked: dict[str, Any], pilot: str, number: int) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Move a person

    Locks them there and finds the best plan around it: a new plan with the next number, compared with this one.
    """
    command = cohort_plans.MovePerson(pilot, number, asked["candidate"], asked["vacancy"])
    return _made(cohort_plans.move_person(current_installation(), current_actor(), command))


@pilots.route(f"{PLAN}/lock", methods=["POST"])
@pilots.arguments(Query, location="query")
@pilots.arguments(schemas.LockSchema, example={"candidates": ["GOM-0001"], "locked": True})
@pilots.response(200, schemas.PlanSchema)
def lock_people(_query: dict[str, Any], asked: dict[str, Any], pilot: str, number: int) -> dict[str, Any]:
    """Lock people where the plan has them

    Later plans of this pilot keep them there. Finds nothing anew.
    """
    told = (pilot, number, asked["candidates"])
    return _told(cohort_plans.lock_people(current_installation(), current_actor(), *told, locked=asked["locked"]))


@pilots.route(f"{PLAN}/acceptance", methods=["POST"])
@pilots.arguments(Query, location="query")
@pilots.arguments(schemas.AcceptPlanSchema, example={"note": "Обсудили на планёрке", "candidates": ["GOM-0001"]})
@pilots.response(200, schemas.PlanSchema)
def accept_plan(_query: dict[str, Any], asked: dict[str, Any], pilot: str, number: int) -> dict[str, Any]:
    """Accept a plan

    Its pairs become placements, proposed and shortlisted by you; consent and referral go their ordinary way. All or none.
    """
    told = (pilot, number, asked["note"], asked.get("candidates"))
    return _told(cohort_acceptance.accept_plan(current_installation(), current_actor(), *told))


def _told(view: PlanView) -> dict[str, Any]:
    return told_plan(view, problem_words(asked_language()))


def _made(view: PlanView) -> tuple[dict[str, Any], int, dict[str, str]]:
    return _told(view), 201, {"Location": url_for("api-pilots.show_plan", pilot=view.pilot, number=view.number)}
