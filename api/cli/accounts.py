"""`kladka account …` and `kladka organisation …`: the first administrator, and everything a coordinator can do, from the machine itself."""

import click
from rich.console import Console
from rich.table import Table

from api.cli.root import chosen_language, installation, language_option
from api.i18n import words
from models.codes import ACCOUNT_ROLES, ORGANISATION_KINDS, PROVINCES
from services import accounts as use_cases
from services.actors import COMMAND_LINE_ACTOR
from services.organisations import enter_organisation, list_organisations

ALL = 200


@click.group()
def account() -> None:
    """Who may sign in."""


@account.command("invite")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", type=click.Choice(ACCOUNT_ROLES), required=True)
@click.option("--organisation", type=int, help="Number of the organisation (kladka organisation list).")
@click.option("--employer", type=int, help="Number of the employer, for employers.")
def invite(email: str, name: str, role: str, organisation: int | None, employer: int | None) -> None:
    """Make an account and print the link that opens it. The link is shown once and lasts a week."""
    place = installation()
    command = use_cases.Invite(email, name, role, organisation, employer)
    _tell_link(place.settings.address, use_cases.invite(place, COMMAND_LINE_ACTOR, command))


@account.command("invite-again")
@click.argument("number", type=click.IntRange(1))
def invite_again(number: int) -> None:
    """A new link for somebody who lost theirs, or their password."""
    place = installation()
    _tell_link(place.settings.address, use_cases.invite_again(place, COMMAND_LINE_ACTOR, number))


@account.command("close")
@click.argument("number", type=click.IntRange(1))
def close(number: int) -> None:
    """End an account: its sessions and tokens are refused from now on."""
    view = use_cases.close_account(installation(), COMMAND_LINE_ACTOR, number)
    click.echo(f"{view.email}: {view.state}")


@account.command("list")
@language_option
def list_command(language: str | None) -> None:
    """Everybody who may sign in, or could."""
    say, place, after = words(chosen_language(language)), installation(), 0
    table = Table(box=None)
    while True:
        found, more = use_cases.list_accounts(place, COMMAND_LINE_ACTOR, after, ALL)
        for view in found:
            table.add_row(str(view.id), view.state, say.of("role", view.role), view.name, view.email, view.organisation or view.employer)
        if more is None:
            break
        after = more
    Console(highlight=False).print(table)


@click.group()
def organisation() -> None:
    """Who works with people: offices, NGOs, churches, centres."""


@organisation.command("add")
@click.argument("name")
@click.option("--kind", type=click.Choice(ORGANISATION_KINDS), required=True)
@click.option("--province", type=click.Choice(PROVINCES))
def add(name: str, kind: str, province: str | None) -> None:
    """Enter an organisation."""
    click.echo(str(enter_organisation(installation(), COMMAND_LINE_ACTOR, name, kind, province).id))


@organisation.command("list")
def list_organisations_command() -> None:
    """Every organisation with its number."""
    place, after = installation(), 0
    while True:
        found, more = list_organisations(place, COMMAND_LINE_ACTOR, after, ALL)
        for view in found:
            click.echo(f"{view.id}\t{view.kind}\t{view.name}")
        if more is None:
            return
        after = more


def _tell_link(address: str, invited: use_cases.Invited) -> None:
    click.echo(f"{address}/invitations/{invited.token}")
