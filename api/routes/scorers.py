"""Stored scorers. Activating one is done on the command line, by a person."""

from typing import Any

from api.identity import current_actor, current_installation
from api.requests import ApiBlueprint
from api.schemas.base import Query
from api.schemas.scorer import ScorerSchema, ScorersSchema
from services.versions import ScorerSummary
from services.versions import list_scorers as list_stored
from services.versions import show_scorer as show_stored

scorers = ApiBlueprint("scorers", "The learned scorers: weights, the reason for each, and how they were trained.", "/scorers")

LARGEST_NUMBER = 2**31 - 1


@scorers.route("")
@scorers.arguments(Query, location="query")
@scorers.response(200, ScorersSchema)
def list_scorers(_query: dict[str, Any]) -> dict[str, Any]:
    """List scorers"""
    return {"scorers": list_stored(current_installation(), current_actor())}


@scorers.route(f"/<int(max={LARGEST_NUMBER}):number>")
@scorers.arguments(Query, location="query")
@scorers.response(200, ScorerSchema)
def show_scorer(_query: dict[str, Any], number: int) -> ScorerSummary:
    """Show a scorer"""
    return show_stored(current_installation(), current_actor(), number)
