"""What became of introductions."""

from typing import Any

from api.identity import current_actor, current_installation
from api.paging import cursor_of, number_of
from api.requests import ApiBlueprint
from api.schemas.base import Query
from api.schemas.outcome import OutcomeCreateSchema, OutcomePageQuery, OutcomePageSchema, OutcomeSchema
from services import outcomes as use_cases

outcomes = ApiBlueprint("outcomes", "What became of introductions: what training learns from.", "/outcomes")

CREATE_EXAMPLE = {"candidate": "GOM-0001", "vacancy": "VAC-0001", "referred_on": "2026-05-04", "result": "retained_3m", "reason": "stayed"}


@outcomes.route("")
@outcomes.arguments(OutcomePageQuery, location="query")
@outcomes.response(200, OutcomePageSchema)
def list_outcomes(query: dict[str, Any]) -> dict[str, Any]:
    """List outcomes

    In order of entry, of one person or one vacancy if asked.
    """
    page = use_cases.list_outcomes(
        current_installation(), current_actor(), candidate=query.get("candidate"), vacancy=query.get("vacancy"),
        after=number_of(query.get("after")) or 0, limit=query["limit"],
    )  # fmt: skip
    return {"outcomes": page.outcomes, "next": cursor_of(page.after)}


@outcomes.route("", methods=["POST"])
@outcomes.arguments(Query, location="query")
@outcomes.arguments(OutcomeCreateSchema, example=CREATE_EXAMPLE)
@outcomes.response(201, OutcomeSchema)
def record_outcome(_query: dict[str, Any], command: use_cases.RecordOutcome) -> use_cases.OutcomeView:
    """Record an outcome

    One introduction of a person to a vacancy on a day has one outcome.
    """
    return use_cases.record_outcome(current_installation(), current_actor(), command)
