"""Placements from the proposal to six months at work, and notices of what closed without anybody's doing."""

from typing import Any

from flask import url_for

from api.identity import current_actor, current_installation
from api.paging import cursor_of, number_of
from api.preconditions import expected_version, tag
from api.requests import ApiBlueprint
from api.schemas.base import Query
from api.schemas.fields import LARGEST
from api.schemas.placement import (
    CorrectSchema,
    HistorySchema,
    MoveSchema,
    NoticePageSchema,
    NoticeQuery,
    NoticeSchema,
    PlacementPageSchema,
    PlacementQuery,
    PlacementSchema,
    ProposeSchema,
)
from models.queries.placements import PlacementFilter
from services import notices
from services import placements as use_cases

placements = ApiBlueprint("placements", "Placements: who is on the way to which work, step by step, and who took each step.", "")

NUMBER = f"<int(max={LARGEST}):number>"
LOCATION = {"Location": {"schema": {"type": "string"}, "description": "Address of the placement."}}


@placements.route("/placements", methods=["POST"])
@placements.arguments(Query, location="query")
@placements.arguments(ProposeSchema, example={"candidate": "GOM-0001", "vacancy": "VAC-0001", "note": "Пять лет варил трубы"})
@placements.response(201, PlacementSchema, headers=LOCATION)
def propose(_query: dict[str, Any], command: use_cases.Propose) -> tuple[use_cases.PlacementView, int, dict[str, str]]:
    """Propose a person for a vacancy

    A named human thinks that they fit. Whom a rule keeps from the work cannot be proposed.
    """
    view = use_cases.propose(current_installation(), current_actor(), command)
    tag("placement", view.version)
    return view, 201, {"Location": url_for("api-placements.show_placement", number=view.id)}


@placements.route("/placements")
@placements.arguments(PlacementQuery, location="query")
@placements.response(200, PlacementPageSchema)
def list_placements(query: dict[str, Any]) -> dict[str, Any]:
    """List placements

    In order of entry. Employers see those of their own vacancies from the introduction on.
    """
    states = (query["state"],) if query.get("state") else ()
    where = PlacementFilter(
        candidate=query.get("candidate"), vacancy=query.get("vacancy"), states=states, open_only=query.get("open_only") or False
    )
    after = number_of(query.get("after")) or 0
    page = use_cases.list_placements(current_installation(), current_actor(), where, after, query["limit"])
    return {"placements": page.placements, "next": cursor_of(page.after)}


@placements.route(f"/placements/{NUMBER}")
@placements.arguments(Query, location="query")
@placements.response(200, PlacementSchema)
def show_placement(_query: dict[str, Any], number: int) -> use_cases.PlacementView:
    """Show a placement"""
    view = use_cases.get_placement_view(current_installation(), current_actor(), number)
    tag("placement", view.version)
    return view


@placements.route(f"/placements/{NUMBER}/history")
@placements.arguments(Query, location="query")
@placements.response(200, HistorySchema)
def show_history(_query: dict[str, Any], number: int) -> dict[str, Any]:
    """Show the history of a placement

    Every step with who took it. That you read it becomes an event of the audit trail.
    """
    return {"transitions": use_cases.read_history(current_installation(), current_actor(), number)}


@placements.route(f"/placements/{NUMBER}/move", methods=["POST"])
@placements.arguments(Query, location="query")
@placements.arguments(MoveSchema, example={"to": "shortlisted", "note": "Разряд и опыт подходят"})
@placements.response(200, PlacementSchema)
def move(_query: dict[str, Any], asked: dict[str, Any], number: int) -> use_cases.PlacementView:
    """Take a step of a placement

    `next_steps` of the placement names those that your role may take. Starting takes one of the vacancy's places: when none is left,
    409 says so. The person's other placements close with it, and with the last place everybody else's for this vacancy.
    """
    command = use_cases.Move(number, version=expected_version(), **asked)
    view = use_cases.move(current_installation(), current_actor(), command)
    tag("placement", view.version)
    return view


@placements.route(f"/placements/{NUMBER}/correct", methods=["POST"])
@placements.arguments(Query, location="query")
@placements.arguments(CorrectSchema, example={"note": "Отмечено по ошибке"})
@placements.response(200, PlacementSchema)
def correct(_query: dict[str, Any], asked: dict[str, str], number: int) -> use_cases.PlacementView:
    """Take the last step back

    With a note. The step stays in the history; what it had closed is open again.
    """
    view = use_cases.correct(current_installation(), current_actor(), number, asked["note"], expected_version())
    tag("placement", view.version)
    return view


@placements.route("/notices")
@placements.arguments(NoticeQuery, location="query")
@placements.response(200, NoticePageSchema)
def list_notices(query: dict[str, Any]) -> dict[str, Any]:
    """List notices

    What closed by itself, and other things that those who look after people have to know.
    """
    after = number_of(query.get("after")) or 0
    asked = {"unseen": not query["seen"], "after": after, "limit": query["limit"]}
    found, more = notices.list_my_notices(current_installation(), current_actor(), **asked)
    return {"notices": found, "next": cursor_of(more)}


@placements.route(f"/notices/{NUMBER}/seen", methods=["POST"])
@placements.arguments(Query, location="query")
@placements.response(200, NoticeSchema)
def mark_seen(_query: dict[str, Any], number: int) -> notices.NoticeView:
    """Mark a notice as seen

    For everybody to whom it was.
    """
    return notices.mark_seen(current_installation(), current_actor(), number)
