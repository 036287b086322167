"""`kladka placement …` and `kladka notices`: the way to work, step by step. Every step is taken by a named human: --by."""

import json
from datetime import date
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.root import Day, Reference, chosen_language, installation, language_option
from api.i18n import Words, words
from models.queries.placements import PlacementFilter
from models.workflow import BY_THEMSELVES, CORRECTION, REASONS, STATES
from services import placements
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.notices import list_my_notices
from services.pages import LONGEST_PAGE
from services.placement_deadlines import expire_unanswered
from services.reference import require_current_database

by_option = click.option("--by", "name", required=True, envvar="KLADKA_BY", help="Your name: a named human takes each step.")
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


@click.group()
def placement() -> None:
    """Placements: who is on the way to which work."""


@placement.command()
@click.argument("candidate", type=Reference())
@click.argument("vacancy", type=Reference())
@click.option("--note", help="Why you think that they fit.")
@by_option
@language_option
def propose(candidate: str, vacancy: str, note: str | None, name: str, language: str | None) -> None:
    """Propose a person for a vacancy."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    _say(placements.propose(place, named(name), placements.Propose(candidate, vacancy, note)), language)


@placement.command()
@click.argument("number", type=click.IntRange(1))
@click.argument("to", type=click.Choice(STATES))
@click.option("--reason", type=click.Choice([reason for reason in REASONS if reason not in BY_THEMSELVES]), help="Of a refusal or an end.")
@click.option("--note", help="Why, in words.")
@click.option("--may-tell/--may-not-tell", default=None, help="Whether the person may be told of the reason.")
@click.option("--on", type=Day(), help="The day it happened (the first and the last day at work).")
@by_option
@language_option
def move(
    number: int,
    to: str,
    reason: str | None,
    note: str | None,
    may_tell: bool | None,
    on: date | None,
    name: str,
    language: str | None,
) -> None:
    """Take a step."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    _say(placements.move(place, named(name), placements.Move(number, to, reason, note, may_tell, on)), language)


@placement.command()
@click.argument("number", type=click.IntRange(1))
@click.option("--note", required=True, help="Why the last step was wrong.")
@by_option
@language_option
def correct(number: int, note: str, name: str, language: str | None) -> None:
    """Take the last step back; it stays in the history."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    _say(placements.correct(place, named(name), number, note), language)


@placement.command("list")
@click.option("--candidate", type=Reference())
@click.option("--vacancy", type=Reference())
@click.option("--state", "states", type=click.Choice(STATES), multiple=True)
@click.option("--open", "open_only", is_flag=True, help="Only those that have not closed.")
@json_option
@language_option
def list_them(
    candidate: str | None, vacancy: str | None, states: tuple[str, ...], open_only: bool, as_json: bool, language: str | None
) -> None:
    """Placements in order of entry."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    where = PlacementFilter(candidate=candidate, vacancy=vacancy, states=states, open_only=open_only)
    found, after = list[placements.PlacementView](), 0
    while True:
        page = placements.list_placements(place, COMMAND_LINE_ACTOR, where, after, LONGEST_PAGE)
        found += page.placements
        if page.after is None:
            break
        after = page.after
    if as_json:
        for view in found:
            click.echo(json.dumps(_record(view), ensure_ascii=False))
        return
    say = words(chosen_language(language))
    table = Table("№", *(say.of("placement_table", column) for column in ("person", "vacancy", "state", "since", "answer_by")))
    for view in found:
        vacancy_told = f"{view.vacancy} {view.title}"
        days = (say.day(view.since), say.day(view.answer_by) if view.answer_by else "")
        table.add_row(str(view.id), *map(escape, (view.candidate or "", vacancy_told, say.of("placement_state", view.state), *days)))
    Console(highlight=False, emoji=False).print(table)


@placement.command()
@click.argument("number", type=click.IntRange(1))
@language_option
def history(number: int, language: str | None) -> None:
    """Every step of one placement, who took it, and why. That you read it becomes an event."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    say = words(chosen_language(language))
    for step in placements.read_history(place, COMMAND_LINE_ACTOR, number):
        reason = f" — {say.of('placement_reason', step.reason)}" if step.reason else ""
        note = f" «{step.note}»" if step.note else ""
        back = "↩ " if step.kind == CORRECTION else ""
        click.echo(f"{say.day(step.on_day)}  {back}{say.of('placement_state', step.to_state)}{reason}{note}  ({step.actor})")


@placement.command()
@language_option
def expire(language: str | None) -> None:
    """Close placements whose last day for an answer is over. For once a day; a second run finds nothing."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    click.echo(words(chosen_language(language)).of("placement_table", "expired", n=expire_unanswered(place, COMMAND_LINE_ACTOR)))


@click.command()
@click.option("--all", "seen_too", is_flag=True, help="Also those that somebody has seen.")
@language_option
def notices(seen_too: bool, language: str | None) -> None:
    """What those who look after people have to know, oldest first."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    say, after = words(chosen_language(language)), 0
    while True:
        found, more = list_my_notices(place, COMMAND_LINE_ACTOR, unseen=not seen_too, after=after, limit=LONGEST_PAGE)
        for notice in found:
            other = notice.details.get("organisation", "")
            told = say.of("notice", notice.code, candidate=notice.candidate, vacancy=notice.vacancy or "", organisation=other)
            click.echo(f"{notice.id:>5}  {told}")
        if more is None:
            break
        after = more


def named(name: str, organisation: int | None = None) -> Actor:
    """Whoever sits at the machine, by their name; organisation: number of the one that they speak for, where a step is one's own."""
    return Actor(COMMAND_LINE_ACTOR.id, name.strip(), Role.SYSTEM, organisation_id=organisation)


def _say(view: placements.PlacementView, language: str | None) -> None:
    _line(view, words(chosen_language(language)))


def _line(view: placements.PlacementView, say: Words) -> None:
    click.echo(f"№ {view.id}  {view.candidate} → {view.vacancy}: {say.of('placement_state', view.state)}")


def _record(view: placements.PlacementView) -> dict[str, Any]:
    days = ("since", "referred_on", "answer_by", "started_on", "closed_on")
    told = {day: value.isoformat() if (value := getattr(view, day)) else None for day in days}
    return {"id": view.id, "candidate": view.candidate, "vacancy": view.vacancy, "state": view.state, **told}
