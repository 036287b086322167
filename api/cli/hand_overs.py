"""`kladka hand-over …`: a person moves from the care of one organisation to another's. Every step is taken by a named human: --by."""

import json

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.placements import by_option, json_option, named
from api.cli.root import Reference, chosen_language, installation, language_option
from api.i18n import words
from api.schemas.handover import HandOverSchema
from models.codes import HAND_OVER_REASONS, HAND_OVER_STATES
from services import hand_overs as use_cases
from services.actors import COMMAND_LINE_ACTOR
from services.hand_over_views import HandOverView
from services.pages import LONGEST_PAGE
from services.reference import require_current_database

NUMBER = click.IntRange(1)


@click.group("hand-over")
def hand_over() -> None:
    """Handing people over to another organisation: offered, accepted, declined, taken back."""


@hand_over.command()
@click.argument("reference", metavar="CASE", type=Reference())
@click.argument("organisation", type=NUMBER)
@click.argument("note")
@by_option
@language_option
def offer(reference: str, organisation: int, note: str, name: str, language: str | None) -> None:
    """Offer somebody to the organisation of this number, with what it needs to know."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    command = use_cases.OfferHandOver(reference, organisation, note)
    _say(use_cases.offer_hand_over(place, named(name), command), language)


@hand_over.command()
@click.argument("number", type=NUMBER)
@by_option
@language_option
def accept(number: int, name: str, language: str | None) -> None:
    """Accept for the organisation asked: it looks after the person from now on."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    _say(use_cases.accept_hand_over(place, named(name), number), language)


@hand_over.command()
@click.argument("number", type=NUMBER)
@click.argument("reason", type=click.Choice(HAND_OVER_REASONS))
@click.option("--note", help="Needed for the reason `other`.")
@by_option
@language_option
def decline(number: int, reason: str, note: str | None, name: str, language: str | None) -> None:
    """Decline for the organisation asked, with a reason."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    _say(use_cases.decline_hand_over(place, named(name), number, reason, note), language)


@hand_over.command()
@click.argument("number", type=NUMBER)
@by_option
@language_option
def withdraw(number: int, name: str, language: str | None) -> None:
    """Take an offer back before it is answered."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    _say(use_cases.withdraw_hand_over(place, named(name), number), language)


@hand_over.command("list")
@click.option("--state", type=click.Choice(HAND_OVER_STATES))
@click.option("--candidate", type=Reference())
@json_option
@language_option
def list_command(state: str | None, candidate: str | None, as_json: bool, language: str | None) -> None:
    """Offers in order of entry."""
    place, say = installation(), words(chosen_language(language))
    require_current_database(place, COMMAND_LINE_ACTOR)
    asked, found, after = use_cases.ListHandOvers(None, state, candidate), list[HandOverView](), 0
    while after is not None:
        page, after = use_cases.list_hand_overs(place, COMMAND_LINE_ACTOR, asked, after, LONGEST_PAGE)
        found += page
    if as_json:
        for view in found:
            click.echo(json.dumps(HandOverSchema().dump(view), ensure_ascii=False))
        return
    if not found:
        click.echo(say.of("hand_over", "none"))
        return
    table = Table(*(say.of("hand_over", column) for column in ("number", "case", "from", "to", "offered", "state")))
    for view in found:
        state_told = say.of("hand_over_state", view.state) + (f": {say.of('hand_over_reason', view.reason)}" if view.reason else "")
        told = (view.candidate, view.from_organisation, view.to_organisation, say.day(view.offered_at.date()), state_told)
        table.add_row(str(view.id), *map(escape, told))
    Console(highlight=False, emoji=False).print(table)


def _say(view: HandOverView, language: str | None) -> None:
    say = words(chosen_language(language))
    click.echo(say.of("hand_over", "moved", number=view.id, candidate=view.candidate, state=say.of("hand_over_state", view.state)))
