"""`kladka checkins …`, `kladka next-step …` and `kladka check lost`: who is to be asked, what they said, and who has no next date."""

import json
from dataclasses import asdict
from datetime import date

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.placements import by_option, json_option, named
from api.cli.root import Day, Reference, chosen_language, installation, language_option
from api.i18n import Words, words
from models import codes, workflow
from models.followup import CONTACT_REASONS
from services import check_ins, next_steps
from services.actors import COMMAND_LINE_ACTOR
from services.digests import send_digests
from services.pages import LONGEST_PAGE
from services.reference import require_current_database

reasons = [reason for reason in CONTACT_REASONS if reason not in workflow.BY_THEMSELVES]
number_argument = click.argument("number", type=click.IntRange(1, 2**63 - 1))


@click.group()
def checkins() -> None:
    """Check-ins after the first day at work: what is due, and what came of it."""


@checkins.command()
@click.option("--when", type=click.Choice(check_ins.WHEN), default="all", help="Overdue, of today, ahead; all is everything up to then.")
@click.option("--days", type=click.IntRange(0, check_ins.LONGEST_AHEAD), default=7, help="How many days ahead.")
@click.option("--escalated", is_flag=True, help="Only those where nobody was reached three times.")
@click.option("--candidate", type=Reference())
@json_option
@language_option
def due(when: str, days: int, escalated: bool, candidate: str | None, as_json: bool, language: str | None) -> None:
    """Open check-ins, the most urgent first."""
    place, asked = installation(), check_ins.WhatIsDue(when, days, escalated, candidate)
    require_current_database(place, COMMAND_LINE_ACTOR)
    found, after = list[check_ins.CheckInView](), None
    while True:
        page = check_ins.list_due_check_ins(place, COMMAND_LINE_ACTOR, asked, after, LONGEST_PAGE)
        found, after = [*found, *page.check_ins], page.after
        if after is None:
            break
    if as_json:
        for view in found:
            click.echo(json.dumps(_check_in_record(view), ensure_ascii=False))
        return
    say = words(chosen_language(language))
    table = Table("№", *(say.of("check_in_table", column) for column in ("person", "work", "day", "ask_on", "when", "missed")))
    for view in found:
        told = (view.candidate, f"{view.employer}: {view.title}", str(view.day_number), say.day(view.act_on))
        missed = f"{view.n_missed} ⚑" if view.escalated_at else str(view.n_missed or "")
        table.add_row(str(view.id), *map(escape, (*told, say.of("check_in_when", view.when), missed)))
    Console(highlight=False, emoji=False).print(table)


@checkins.command()
@number_argument
@click.argument("result", type=click.Choice(codes.CHECK_IN_RESULTS))
@click.option("--reason", type=click.Choice(reasons), help="Why the person left, or why nobody was reached.")
@click.option("--note", help="In words.")
@click.option("--may-tell/--may-not-tell", default=None, help="With `left`: whether the person may be told of the reason.")
@click.option("--on", type=Day(), help="With `left`: the last day at work.")
@by_option
@language_option
def record(
    number: int, result: str, reason: str | None, note: str | None, may_tell: bool | None, on: date | None, name: str, language: str | None
) -> None:
    """Write down what came of an attempt."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    view = check_ins.record_check_in(place, named(name), check_ins.Recorded(number, result, reason, note, may_tell, on))
    say = words(chosen_language(language))
    click.echo(
        f"№ {view.id}  {view.candidate}: {say.of('check_in_result', view.result)}, {say.of('placement_state', view.placement_state)}"
    )
    if view.state == "open":
        click.echo(say.of("check_in_table", "escalated" if view.escalated_at else "again", day=say.day(view.act_on)))


@click.group("next-step")
def next_step() -> None:
    """When a person is next to be seen to."""


@next_step.command("set")
@click.argument("candidate", type=Reference())
@click.option("--on", type=Day(), help="The day, within a year.")
@click.option("--reason", type=click.Choice(codes.NO_DATE_REASONS), help="Why there is no day.")
@click.option("--note", help="What it is about.")
@by_option
@language_option
def set_step(candidate: str, on: date | None, reason: str | None, note: str | None, name: str, language: str | None) -> None:
    """Say what is next: a day, or a reason why there is none."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    _say_step(next_steps.set_next_step(place, named(name), next_steps.SetNextStep(candidate, on, reason, note)), language)


@next_step.command()
@click.argument("candidate", type=Reference())
@language_option
def show(candidate: str, language: str | None) -> None:
    """The next date and what it is for."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    _say_step(next_steps.read_next_step(place, COMMAND_LINE_ACTOR, candidate), language)


@click.group()
def check() -> None:
    """Checks that end with status 1 where something is amiss, for a calendar of tasks."""


@check.command()
@json_option
@language_option
def lost(as_json: bool, language: str | None) -> None:
    """People without a next date that is not past, and without a reason. Status 1 when there are any."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    say, found, after = words(chosen_language(language)), list[next_steps.LostView](), 0
    while True:
        page = next_steps.list_lost(place, COMMAND_LINE_ACTOR, after=after, limit=LONGEST_PAGE)
        found += page.people
        if page.after is None:
            break
        after = page.after
    for view in found:
        click.echo(json.dumps(_lost_record(view), ensure_ascii=False) if as_json else _lost_line(view, say))
    if not as_json:
        click.echo(say.of("lost", "some" if found else "none", n=len(found)))
    if found:
        click.get_current_context().exit(1)


@click.group()
def digest() -> None:
    """Letters to those who look after people: how much waits for them, never for whom."""


@digest.command()
@language_option
def send(language: str | None) -> None:
    """Send the letter of the day to each caseworker and coordinator. For once a day; a second run sends nothing twice."""
    from api.reminders import compose  # letters alone pay for the import of calendars

    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    sent = send_digests(place, COMMAND_LINE_ACTOR, compose)
    click.echo(words(chosen_language(language)).of("reminder", "sent", **asdict(sent)))
    if sent.n_failed:
        click.get_current_context().exit(1)


def _say_step(view: next_steps.NextDateView, language: str | None) -> None:
    say = words(chosen_language(language))
    if view.due_on is not None:
        late = f" ({say.of('check_in_when', 'overdue')})" if view.past else ""
        click.echo(f"{view.candidate}: {say.day(view.due_on)}, {say.of('next_date', view.source)}{late}")
    elif view.own is not None and view.own.has_reason:
        click.echo(f"{view.candidate}: {say.of('next_date', 'reason', reason=say.of('no_date_reason', view.own.reason))}")
    else:
        click.echo(f"{view.candidate}: {say.of('next_date', 'none')}")


def _lost_line(view: next_steps.LostView, say: Words) -> str:
    told = say.of("lost", "past", day=say.day(view.due_on), source=say.of("next_date", view.source)) if view.due_on else None
    return f"{view.candidate}  {view.organisation or '—'}  {told or say.of('lost', 'no_date')}"


def _check_in_record(view: check_ins.CheckInView) -> dict[str, object]:
    days = {"due_on": view.due_on.isoformat(), "act_on": view.act_on.isoformat()}
    counted = {"when": view.when, "n_missed": view.n_missed, "escalated": view.escalated_at is not None}
    return {"id": view.id, "candidate": view.candidate, "placement": view.placement, "day_number": view.day_number, **days, **counted}


def _lost_record(view: next_steps.LostView) -> dict[str, object]:
    due_on = view.due_on.isoformat() if view.due_on else None
    return {"candidate": view.candidate, "status": view.status, "organisation": view.organisation, "due_on": due_on, "source": view.source}
