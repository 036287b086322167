"""`kladka need …`: help that people need beside work. Every step is taken by a named human: --by."""

import json
from collections.abc import Sequence
from datetime import date

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.placements import by_option, json_option, named
from api.cli.root import Day, Reference, chosen_language, installation, language_option
from api.i18n import words
from api.schemas.support import ReceivedNeedSchema, SupportNeedSchema
from models.codes import DOCUMENT_CODES, SUPPORT_KINDS, SUPPORT_REASONS, SUPPORT_STATES
from services import support
from services.actors import COMMAND_LINE_ACTOR
from services.pages import LONGEST_PAGE
from services.reference import require_current_database
from services.support_views import ReceivedNeedView, SupportNeedView

receiver_option = click.option("--organisation", type=click.IntRange(1), required=True, help="Number of the one that was asked.")


@click.group()
def need() -> None:
    """Help beside work: housing, papers, training and the like."""


@need.command("list")
@click.argument("reference", metavar="CASE", type=Reference())
@json_option
@language_option
def list_command(reference: str, as_json: bool, language: str | None) -> None:
    """Every need of one person."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    _show(support.list_needs_of(place, COMMAND_LINE_ACTOR, reference), as_json, chosen_language(language))


@need.command()
@click.option("--by-day", "due_by", type=Day(), help="Only those due by this day.")
@json_option
@language_option
def due(due_by: date | None, as_json: bool, language: str | None) -> None:
    """What is not done yet."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    found: list[SupportNeedView] = []
    after: int | None = 0
    while after is not None:
        page, after = support.list_needs_to_see_to(place, COMMAND_LINE_ACTOR, due_by, after, LONGEST_PAGE)
        found += page
    _show(found, as_json, chosen_language(language))


@need.command("open")
@click.argument("reference", metavar="CASE", type=Reference())
@click.argument("kind", type=click.Choice(SUPPORT_KINDS))
@click.argument("wanted")
@click.option("--due", "due_on", type=Day(), required=True, help="The day by which it should be there.")
@click.option("--paper", type=click.Choice(DOCUMENT_CODES), help="Where the need is such a paper.")
@by_option
@language_option
def open_command(reference: str, kind: str, wanted: str, due_on: date, paper: str | None, name: str, language: str | None) -> None:
    """Say that somebody needs something."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    command = support.OpenNeed(reference, kind, wanted, due_on, paper)
    _say(support.open_need(place, named(name), command), chosen_language(language))


@need.command()
@click.argument("number", type=click.IntRange(1))
@click.argument("to", type=click.Choice(SUPPORT_STATES))
@click.option("--organisation", type=click.IntRange(1), help="Number of the one it is handed to.")
@click.option("--reason", type=click.Choice(SUPPORT_REASONS))
@click.option("--note", help="Why, in words.")
@click.option("--success/--no-success", default=None, help="Whether it helped, of what is done.")
@click.option("--due", "due_on", type=Day(), help="A new day by which it should be there.")
@by_option
@language_option
def move(
    number: int,
    to: str,
    organisation: int | None,
    reason: str | None,
    note: str | None,
    success: bool | None,
    due_on: date | None,
    name: str,
    language: str | None,
) -> None:
    """Take a step for the organisation that looks after the person."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    command = support.MoveNeed(number, to, organisation, reason, note, success, due_on)
    _say(support.move_need(place, named(name), command), chosen_language(language))


@need.command()
@click.argument("number", type=click.IntRange(1))
@click.argument("to", type=click.Choice(("accepted", "rejected", "done")))
@receiver_option
@click.option("--reason", type=click.Choice(SUPPORT_REASONS), help="Of a refusal, or of help that did not help.")
@click.option("--note", help="Why, in words.")
@click.option("--success/--no-success", default=None, help="Whether it helped, of what is done.")
@by_option
@language_option
def answer(
    number: int, to: str, organisation: int, reason: str | None, note: str | None, success: bool | None, name: str, language: str | None
) -> None:
    """Answer for the organisation that was asked, while a consent of the person lets it know."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    command = support.MoveNeed(number, to, None, reason, note, success)
    _say(support.answer_need(place, named(name, organisation), command), chosen_language(language))


@need.command()
@receiver_option
@click.option(
    "--state", "states", type=click.Choice(SUPPORT_STATES), multiple=True, help="Only those in this state; may be said more than once."
)
@by_option
@json_option
@language_option
def received(organisation: int, states: tuple[str, ...], name: str, as_json: bool, language: str | None) -> None:
    """What other organisations handed to this one, as far as each person agrees today."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    actor, found, after = named(name, organisation), list[ReceivedNeedView](), 0
    while after is not None:
        page, after = support.list_received_needs(place, actor, states, after, LONGEST_PAGE)
        found += page
    _show_received(found, as_json, chosen_language(language))


def _say(moved: SupportNeedView | ReceivedNeedView, language: str) -> None:
    say = words(language)
    click.echo(say.of("need", "moved", number=moved.id, state=say.of("support_state", moved.state)))


def _show(found: Sequence[SupportNeedView], as_json: bool, language: str) -> None:
    if as_json:
        _json_lines(SupportNeedSchema(), found)
    else:
        _table(found, [one.organisation for one in found], "organisation", language)


def _show_received(found: Sequence[ReceivedNeedView], as_json: bool, language: str) -> None:
    if as_json:
        _json_lines(ReceivedNeedSchema(), found)
    else:
        _table(found, [one.handed_by for one in found], "handed_by", language)


def _json_lines(schema: SupportNeedSchema | ReceivedNeedSchema, found: Sequence[object]) -> None:
    for one in found:
        click.echo(json.dumps(schema.dump(one), ensure_ascii=False))


def _table(found: Sequence[SupportNeedView | ReceivedNeedView], organisations: Sequence[str | None], whose: str, language: str) -> None:
    """The lines of needs; whose: heading of the organisation at the other end."""
    say = words(language)
    if not found:
        click.echo(say.of("need", "none"))
        return
    table = Table()
    for heading in ("number", "case", "kind", "state", "due_on", whose):
        table.add_column(say.of("need", heading))
    for one, organisation in zip(found, organisations, strict=True):
        state = say.of("support_state", one.state) + (f" ({say.of('need', 'overdue')})" if one.overdue else "")
        kind = f"{say.of('support_kind', one.kind)}: {one.wanted}"
        table.add_row(str(one.id), one.candidate, escape(kind), state, say.day(one.due_on), escape(organisation or ""))
    Console(highlight=False).print(table)
