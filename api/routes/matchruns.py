"""Stored rankings: list, show, replay."""

from typing import Any

from api.identity import current_actor, current_installation
from api.paging import cursor_of, number_of
from api.requests import ApiBlueprint
from api.schemas.base import Query
from api.schemas.fields import LARGEST
from api.schemas.matchrun import ReplaySchema, RunPageQuery, RunPageSchema, RunViewSchema
from services.matchruns import Replay, RunView, get_run, list_runs, replay_run

match_runs = ApiBlueprint("match-runs", "Rankings as they were shown, with the versions of everything that decided.", "/match-runs")

NUMBER = f"/<int(max={LARGEST}):number>"


@match_runs.route("")
@match_runs.arguments(RunPageQuery, location="query")
@match_runs.response(200, RunPageSchema)
def list_match_runs(query: dict[str, Any]) -> dict[str, Any]:
    """List match runs

    Newest first, of one vacancy or one person or answering to the words `q` if asked. Go on with `after` = the `next` of the answer.
    """
    page = list_runs(
        current_installation(),
        current_actor(),
        vacancy=query.get("vacancy"),
        candidate=query.get("candidate"),
        words=query.get("q") or "",
        before=number_of(query.get("after")),
        limit=query["limit"],
    )
    return {"runs": page.runs, "total": page.total, "next": cursor_of(page.after)}


@match_runs.route(NUMBER)
@match_runs.arguments(Query, location="query")
@match_runs.response(200, RunViewSchema)
def show_match_run(_query: dict[str, Any], number: int) -> RunView:
    """Show a match run"""
    return get_run(current_installation(), current_actor(), number)


@match_runs.route(f"{NUMBER}/replay", methods=["POST"])
@match_runs.arguments(Query, location="query")
@match_runs.response(200, ReplaySchema)
def replay_match_run(_query: dict[str, Any], number: int) -> Replay:
    """Replay a match run

    Computes it again with its own scorer, rules and day over the people and vacancies of today, and says of every line whether it is
    the same, moved, gone or new.
    """
    return replay_run(current_installation(), current_actor(), number)
