"""Stored rule sets: list, show, keep, activate."""

import json
from typing import Any

from flask import url_for

from api.identity import current_actor, current_installation
from api.paging import cursor_of, number_of
from api.preconditions import expected_version, tag
from api.requests import LOCATION, ApiBlueprint
from api.schemas.base import Query
from api.schemas.scorer import KeepVersionSchema, RulesPageSchema, RulesSchema, VersionPageQuery
from services import deciding as use_cases
from services.settings import FIXTURES_FOLDER

rules = ApiBlueprint("rules", "The parameters of the eligibility rules, as reviewed.", "/rules")

KEEP_EXAMPLE = {
    "content": json.loads((FIXTURES_FOLDER / "rules" / "rules.json").read_text(encoding="utf-8")) | {"version": "trial"},
    "note": "Agreed on 22 November",
}
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


@rules.route("", methods=["POST"])
@rules.arguments(Query, location="query")
@rules.arguments(KeepVersionSchema, example=KEEP_EXAMPLE)
@rules.response(201, RulesSchema, headers=LOCATION)
def keep_rules(_query: dict[str, Any], asked: dict[str, Any]) -> tuple[use_cases.RulesSummary | None, int, dict[str, str]]:
    """Keep a rule set

    In the form of fixtures/rules. It decides nothing until somebody activates it; ask `/what-if` first. What is stored already is refused
    with its number.
    """
    command = use_cases.KeepVersions(asked["note"], rules=json.dumps(asked["content"]))
    kept = use_cases.keep_versions(current_installation(), current_actor(), command).rules
    number = kept.number if kept else 0
    return kept, 201, {"Location": url_for("api-rules.show_rules", number=number)}


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
