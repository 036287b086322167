"""Stored rule sets: list, show, activate."""

from typing import Any

from api.identity import current_actor, current_installation
from api.paging import cursor_of, number_of
from api.preconditions import expected_version, tag
from api.requests import ApiBlueprint
from api.schemas.base import Query
from api.schemas.scorer import RulesPageSchema, RulesSchema, VersionPageQuery
from services import deciding as use_cases

rules = ApiBlueprint("rules", "The parameters of the eligibility rules, as reviewed.", "/rules")

NUMBER = f"/<int(max={2**31 - 1}):number>"


@rules.route("")
@rules.arguments(VersionPageQuery, location="query")
@rules.response(200, RulesPageSchema)
def list_rules(query: dict[str, Any]) -> dict[str, Any]:
    """List rule sets

    Oldest first.
    """
    after, limit = number_of(query.get("after")) or 0, query["limit"]
    found = use_cases.list_rules(current_installation(), current_actor(), after, limit + 1)
    return {"rules": found[:limit], "next": cursor_of(found[limit - 1].number if len(found) > limit else None)}


@rules.route(NUMBER)
@rules.arguments(Query, location="query")
@rules.response(200, RulesSchema)
def show_rules(_query: dict[str, Any], number: int) -> use_cases.RulesSummary:
    """Show a rule set

    Its ETag says which set was active meanwhile: who activates another presents it.
    """
    shown = use_cases.show_rules(current_installation(), current_actor(), number)
    tag("rules", shown.active_number)
    return shown


@rules.route(f"{NUMBER}/activate", methods=["POST"])
@rules.arguments(Query, location="query")
@rules.response(200, RulesSchema)
def activate_rules(_query: dict[str, Any], number: int) -> use_cases.RulesSummary:
    """Activate a rule set

    It decides from now on; past rankings keep theirs.
    """
    shown = use_cases.activate_rules(current_installation(), current_actor(), number, expected_version())
    tag("rules", shown.active_number)
    return shown
