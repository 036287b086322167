"""What texts mean: pick a concept for one that was not understood for sure; a second person decides."""

from typing import Any

from flask import Response

from api.identity import current_actor, current_installation
from api.language import asked_language
from api.paging import cursor_of, number_of
from api.preconditions import expected_version, tag
from api.requests import ApiBlueprint
from api.schemas.alias import AliasPageQuery, AliasPageSchema, AliasProposalSchema, AliasSchema
from api.schemas.base import Query
from api.schemas.fields import LARGEST
from services import aliases as use_cases
from services.aliases import AliasView

aliases = ApiBlueprint("aliases", "What people say a text means. It holds for everybody once a second person accepts it.", "/aliases")

NUMBER = f"/<int(max={LARGEST}):number>"
PROPOSE_EXAMPLE = {"text": "варю дугой", "kind": "skill", "concept": "weld_mma"}


@aliases.route("")
@aliases.arguments(AliasPageQuery, location="query")
@aliases.response(200, AliasPageSchema)
def list_aliases(query: dict[str, Any]) -> dict[str, Any]:
    """List aliases

    In order of proposal, of one state if asked. Go on with `after` = the `next` of the answer.
    """
    page = use_cases.list_aliases(
        current_installation(),
        current_actor(),
        state=query.get("state"),
        words=query.get("q", ""),
        after=number_of(query.get("after")) or 0,
        limit=query["limit"],
        language=asked_language(),
    )
    return {"aliases": page.aliases, "total": page.total, "next": cursor_of(page.after)}


@aliases.route("", methods=["POST"])
@aliases.arguments(Query, location="query")
@aliases.arguments(AliasProposalSchema, example=PROPOSE_EXAMPLE)
@aliases.response(201, AliasSchema)
def propose_alias(_query: dict[str, Any], said: dict[str, Any]) -> AliasView:
    """Propose an alias

    A pick on a text that was suggested or unresolved. Changes nothing until a second person accepts it; the same proposal twice is one.
    """
    actor = current_actor()
    view = use_cases.propose_alias(current_installation(), actor, said["text"], said["kind"], said["concept"], asked_language())
    tag("alias", view.version)
    return view


@aliases.route("/export")
@aliases.arguments(Query, location="query")
@aliases.response(200, {"type": "string"}, content_type="text/csv")
def export_aliases(_query: dict[str, Any]) -> Response:
    """Export accepted aliases

    As CSV in the form of the taxonomy's labels, to grow the taxonomy by.
    """
    written = use_cases.export_aliases(current_installation(), current_actor())
    return Response(written, mimetype="text/csv", headers={"Content-Disposition": "attachment; filename=aliases.csv"})


@aliases.route(NUMBER)
@aliases.arguments(Query, location="query")
@aliases.response(200, AliasSchema)
def show_alias(_query: dict[str, Any], number: int) -> AliasView:
    """Show an alias"""
    view = use_cases.get_alias(current_installation(), current_actor(), number, asked_language())
    tag("alias", view.version)
    return view


@aliases.route(f"{NUMBER}/accept", methods=["POST"])
@aliases.arguments(Query, location="query")
@aliases.response(200, AliasSchema)
def accept_alias(_query: dict[str, Any], number: int) -> AliasView:
    """Accept an alias

    Refused to who proposed it (403) and where the text already has another accepted meaning (409). No past ranking changes.
    """
    view = use_cases.accept_alias(current_installation(), current_actor(), number, asked_language(), expected_version())
    tag("alias", view.version)
    return view


@aliases.route(f"{NUMBER}/reject", methods=["POST"])
@aliases.arguments(Query, location="query")
@aliases.response(200, AliasSchema)
def reject_alias(_query: dict[str, Any], number: int) -> AliasView:
    """Reject an alias

    Refuses a proposal, or takes an accepted one back. Refused to who proposed it.
    """
    view = use_cases.reject_alias(current_installation(), current_actor(), number, asked_language(), expected_version())
    tag("alias", view.version)
    return view
