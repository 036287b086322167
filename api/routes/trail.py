"""The audit trail, for auditors."""

from typing import Any

from api.identity import current_actor, current_installation
from api.paging import cursor_of, number_of
from api.requests import ApiBlueprint
from api.schemas.base import Query
from api.schemas.trail import TrailPageSchema, TrailQuerySchema, VerificationSchema
from services.chain_check import ChainReport
from services.trail import TrailQuery, list_trail, verify_trail

trail = ApiBlueprint("audit", "Who did and read what. Reading it is told in it too.", "/audit")


@trail.route("")
@trail.arguments(TrailQuerySchema, location="query")
@trail.response(200, TrailPageSchema)
def list_events(query: dict[str, Any]) -> dict[str, Any]:
    """List audit events

    Oldest first, by actor, subject, action or days.
    """
    asked = TrailQuery(query.get("actor"), query.get("subject"), query.get("action"), query.get("since"), query.get("until"))
    page = list_trail(current_installation(), current_actor(), asked, number_of(query.get("after")) or 0, query["limit"])
    return {"events": page.events, "next": cursor_of(page.after)}


@trail.route("/verification")
@trail.arguments(Query, location="query")
@trail.response(200, VerificationSchema)
def verify(_query: dict[str, Any]) -> ChainReport:
    """Check the audit trail

    Every event, the head and the seals; `first_bad` names the first row that was changed.
    """
    return verify_trail(current_installation(), current_actor())
