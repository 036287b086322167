"""Many people's records at once."""

from typing import Any

from flask import url_for

from api.identity import current_actor, current_installation
from api.language import asked_language
from api.paging import cursor_of, number_of
from api.preconditions import expected_version, tag
from api.requests import ApiBlueprint
from api.schemas.base import Query
from api.schemas.export import ExportCreateSchema, ExportPageQuery, ExportPageSchema, ExportSchema, TakenExportSchema
from api.schemas.fields import LARGEST
from models.queries.candidates import CandidateFilter
from services import exports as use_cases

exports = ApiBlueprint("exports", "Many people at once. For more than 100 a second person has to agree.", "/exports")

NUMBER = f"/<int(max={LARGEST}):number>"
CREATE_EXAMPLE = {"reason": "Monthly report to the funder", "province": "gomel", "status": "active"}


@exports.route("")
@exports.arguments(ExportPageQuery, location="query")
@exports.response(200, ExportPageSchema)
def list_exports(query: dict[str, Any]) -> dict[str, Any]:
    """List export requests

    Newest first.
    """
    page = use_cases.list_exports(current_installation(), current_actor(), number_of(query.get("after")), query["limit"])
    return {"exports": page.exports, "next": cursor_of(page.after)}


@exports.route("", methods=["POST"])
@exports.arguments(Query, location="query")
@exports.arguments(ExportCreateSchema, example=CREATE_EXAMPLE)
@exports.response(201, ExportSchema, headers={"Location": {"schema": {"type": "string"}, "description": "Address of the request."}})
def ask_export(_query: dict[str, Any], asked: tuple[CandidateFilter, str]) -> tuple[use_cases.ExportView, int, dict[str, str]]:
    """Ask for an export

    `ready` for up to 100 people, else `waiting` for a second person. Valid for 24 hours.
    """
    view = use_cases.ask_export(current_installation(), current_actor(), *asked)
    tag("export", view.version)
    return view, 201, {"Location": url_for("api-exports.show_export", number=view.id)}


@exports.route(NUMBER)
@exports.arguments(Query, location="query")
@exports.response(200, ExportSchema)
def show_export(_query: dict[str, Any], number: int) -> use_cases.ExportView:
    """Show an export request"""
    view = use_cases.show_export(current_installation(), current_actor(), number)
    tag("export", view.version)
    return view


@exports.route(f"{NUMBER}/approve", methods=["POST"])
@exports.arguments(Query, location="query")
@exports.response(200, ExportSchema)
def approve_export(_query: dict[str, Any], number: int) -> use_cases.ExportView:
    """Approve an export

    Refused to who asked for it.
    """
    view = use_cases.approve_export(current_installation(), current_actor(), number, expected_version())
    tag("export", view.version)
    return view


@exports.route(f"{NUMBER}/take", methods=["POST"])
@exports.arguments(Query, location="query")
@exports.response(200, TakenExportSchema)
def take_export(_query: dict[str, Any], number: int) -> use_cases.Export:
    """Take an export

    Once, by who asked for it.
    """
    taken = use_cases.take_export(current_installation(), current_actor(), number, asked_language(), expected_version())
    tag("export", taken.request.version)
    return taken
