"""Stored scorers: list, show, keep, train, activate."""

import json
from dataclasses import asdict
from typing import Any

from flask import url_for

from api.i18n import words
from api.identity import current_actor, current_installation
from api.language import asked_language
from api.paging import cursor_of, number_of
from api.preconditions import expected_version, tag
from api.requests import LOCATION, ApiBlueprint
from api.schemas.base import Query
from api.schemas.scorer import KeepVersionSchema, ScorerSchema, ScorersSchema, TrainingSchema, TrainSchema, VersionPageQuery
from services import deciding as use_cases
from services.learning import stored_placements
from services.learning import train_scorer as train
from services.settings import FIXTURES_FOLDER

scorers = ApiBlueprint("scorers", "The learned scorers: weights, the reason for each, and how they were trained.", "/scorers")

KEEP_EXAMPLE = {
    "content": json.loads((FIXTURES_FOLDER / "rules" / "weights.json").read_text(encoding="utf-8")) | {"version": "trial"},
    "note": "Agreed on 22 November",
}
NUMBER = f"/<int(max={2**31 - 1}):number>"


@scorers.route("")
@scorers.arguments(VersionPageQuery, location="query")
@scorers.response(200, ScorersSchema)
def list_scorers(query: dict[str, Any]) -> dict[str, Any]:
    """List scorers

    Oldest first.
    """
    after, limit = number_of(query.get("after")) or 0, query["limit"]
    found = use_cases.list_scorers(current_installation(), current_actor(), after, limit + 1)
    return {"scorers": found[:limit], "next": cursor_of(found[limit - 1].number if len(found) > limit else None)}


@scorers.route("", methods=["POST"])
@scorers.arguments(Query, location="query")
@scorers.arguments(KeepVersionSchema, example=KEEP_EXAMPLE)
@scorers.response(201, ScorerSchema, headers=LOCATION)
def keep_scorer(_query: dict[str, Any], asked: dict[str, Any]) -> tuple[use_cases.ScorerSummary | None, int, dict[str, str]]:
    """Keep a scorer

    In the form of fixtures/rules. It decides nothing until somebody activates it; ask `/what-if` first. What is stored already is refused
    with its number.
    """
    command = use_cases.KeepVersions(asked["note"], weights=json.dumps(asked["content"]))
    kept = use_cases.keep_versions(current_installation(), current_actor(), command).scorer
    number = kept.number if kept else 0
    return kept, 201, {"Location": url_for("api-scorers.show_scorer", number=number)}


@scorers.route(NUMBER)
@scorers.arguments(Query, location="query")
@scorers.response(200, ScorerSchema)
def show_scorer(_query: dict[str, Any], number: int) -> use_cases.ScorerSummary:
    """Show a scorer

    Its ETag says which scorer was active meanwhile: who activates another presents it.
    """
    shown = use_cases.show_scorer(current_installation(), current_actor(), number)
    tag("scorer", shown.active_number)
    return shown


@scorers.route(f"{NUMBER}/activate", methods=["POST"])
@scorers.arguments(Query, location="query")
@scorers.response(200, ScorerSchema)
def activate_scorer(_query: dict[str, Any], number: int) -> use_cases.ScorerSummary:
    """Activate a scorer

    It decides from now on; past rankings keep theirs.
    """
    shown = use_cases.activate_scorer(current_installation(), current_actor(), number, expected_version())
    tag("scorer", shown.active_number)
    return shown


@scorers.route("/train", methods=["POST"])
@scorers.arguments(Query, location="query")
@scorers.arguments(TrainSchema, example={"note": "Outcomes of the third quarter"})
@scorers.response(200, TrainingSchema)
def train_scorer(_query: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    """Train a scorer

    From the stored outcomes. The new version is never active by itself. Where there are too few outcomes nothing is stored, and the answer
    says how many more it takes.
    """
    place, actor = current_installation(), current_actor()
    answer = train(place, actor, stored_placements(place, actor), asked.get("note") or "")
    told = {"number": answer.number, "report": answer.report, "unknown": answer.unknown, "needed": answer.needed, "sentence": None}
    if answer.needed is not None:
        told["sentence"] = words(asked_language()).of("training", "too_few", n=answer.report["n"], **asdict(answer.needed))
    return told
