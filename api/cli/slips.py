"""`kladka slips …` and `kladka quota …`: referral slips that are late, printed slips, and the quota of employers."""

import json
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.root import Day, as_of_option, chosen_language, installation, language_option
from api.i18n import words
from api.schemas.slip import QuotaSchema, SlipSchema
from api.slip_docx import SLIP_LANGUAGES, slip_docx
from services.actors import COMMAND_LINE_ACTOR
from services.pages import LONGEST_PAGE
from services.quotas import MOST_PLACES, EnterQuota, enter_quota, read_quota_ledger
from services.reference import require_current_database
from services.slip_prints import print_slip
from services.slips import SlipView, list_referral_slips

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


@click.group()
def slips() -> None:
    """Referral slips."""


@slips.command()
@as_of_option
@json_option
@language_option
def overdue(as_of: date | None, as_json: bool, language: str | None) -> None:
    """Slips of which the employer's mark or the return is late."""
    place, say = installation(), words(chosen_language(language))
    require_current_database(place, COMMAND_LINE_ACTOR)
    found: list[SlipView] = []
    after: int | None = 0
    while after is not None:
        page, after = list_referral_slips(place, COMMAND_LINE_ACTOR, after, LONGEST_PAGE, overdue=True, as_of=as_of)
        found += page
    if as_json:
        for slip in found:
            click.echo(json.dumps(SlipSchema().dump(slip), ensure_ascii=False))
        return
    if not found:
        click.echo(say.of("slip", "none_late"))
        return
    table = Table()
    for heading in ("number", "case", "employer", "appear_by", "return_by", "late"):
        table.add_column(say.of("slip", heading))
    for slip in found:
        days = (say.day(slip.appear_by), say.day(slip.return_by))
        table.add_row(slip.number, slip.candidate, escape(slip.employer), *days, say.of("slip", f"late_{slip.overdue}"))
    Console(highlight=False).print(table)


@slips.command("print")
@click.argument("number", type=click.IntRange(1))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--language", type=click.Choice(SLIP_LANGUAGES), default="ru", show_default=True)
def print_command(number: int, file: Path, language: str) -> None:
    """Write a slip (by the number of its record) to a DOCX file."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    file.write_bytes(slip_docx(print_slip(place, COMMAND_LINE_ACTOR, number), words(language)))
    click.echo(str(file))


@click.group()
def quota() -> None:
    """Places that employers keep for people who are sent."""


@quota.command()
@click.argument("employer")
@click.option("--unp", help="The nine digits of the taxpayer's number.")
@click.option("--from", "starts_on", type=Day(), required=True)
@click.option("--until", type=Day(), required=True, help="The last day included.")
@click.option("--places", type=click.IntRange(1, MOST_PLACES), required=True)
@click.option("--basis", required=True, help="The decision, in words.")
@language_option
def add(employer: str, unp: str | None, starts_on: date, until: date, places: int, basis: str, language: str | None) -> None:
    """Enter a quota."""
    place, say = installation(), words(chosen_language(language))
    require_current_database(place, COMMAND_LINE_ACTOR)
    made = enter_quota(place, COMMAND_LINE_ACTOR, EnterQuota(employer, starts_on, until, places, basis, unp))
    click.echo(say.of("slip", "quota_entered", employer=made.employer, places=made.places))


@quota.command()
@json_option
@language_option
def ledger(as_json: bool, language: str | None) -> None:
    """Every quota: places, people sent, accepted, refused with the grounds, places and days left."""
    place, say = installation(), words(chosen_language(language))
    require_current_database(place, COMMAND_LINE_ACTOR)
    lines = read_quota_ledger(place, COMMAND_LINE_ACTOR)
    if as_json:
        for line in lines:
            click.echo(json.dumps(QuotaSchema().dump(line), ensure_ascii=False))
        return
    table = Table()
    for heading in ("employer", "until", "places", "sent", "accepted", "refused", "grounds", "left", "days_left"):
        table.add_column(say.of("slip", heading))
    for line in lines:
        grounds = ", ".join(f"{say.of('slip_ground', code)}: {n}" for code, n in (line.grounds or {}).items())
        numbers = (str(line.places), str(line.n_sent), str(line.n_accepted), str(line.n_refused))
        table.add_row(escape(line.employer), say.day(line.until), *numbers, grounds, str(line.n_left), str(line.days_left))
    Console(highlight=False).print(table)
