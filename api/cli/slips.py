"""`kladka slips …` and `kladka quota …`: referral slips that are late, printed slips, and the quota of employers."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.placements import by_option, json_option, named
from api.cli.root import Day, as_of_option, chosen_language, installation, language_option
from api.i18n import words
from api.schemas.slip import QuotaSchema, SlipSchema
from api.slip_docx import SLIP_LANGUAGES, slip_docx
from models.codes import SLIP_GROUNDS
from models.workflow import INTERVIEW, OFFERED
from services.actors import COMMAND_LINE_ACTOR
from services.pages import LONGEST_PAGE
from services.quotas import MOST_PLACES, EnterQuota, enter_quota, read_quota_ledger
from services.reference import require_current_database
from services.slip_prints import print_slip
from services.slip_views import SlipView
from services.slips import IssueSlip, MarkSlip, issue_slip, list_referral_slips, mark_slip


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


@slips.command()
@click.argument("placement", type=click.IntRange(1))
@click.option("--appear-by", type=Day(), required=True, help="The last day to appear at the employer's.")
@click.option("--return-by", type=Day(), required=True, help="The last day to have the slip back.")
@click.option("--quota/--no-quota", default=None, help="Whether it is for a quota place; left out: as the vacancy says.")
@by_option
@language_option
def issue(placement: int, appear_by: date, return_by: date, quota: bool | None, name: str, language: str | None) -> None:
    """Issue the slip of a placement that is referred."""
    place, say = installation(), words(chosen_language(language))
    require_current_database(place, COMMAND_LINE_ACTOR)
    made = issue_slip(place, named(name), IssueSlip(placement, appear_by, return_by, quota))
    click.echo(say.of("slip", "issued_as", number=made.number, id=made.id))


@slips.command()
@click.argument("number", type=click.IntRange(1))
@click.option("--came/--did-not-come", required=True)
@click.option("--accepted/--refused", default=None, help="Of whoever came.")
@click.option("--ground", type=click.Choice(SLIP_GROUNDS), help="The lawful ground of a refusal.")
@click.option("--to", type=click.Choice((INTERVIEW, OFFERED)), help="What follows for whoever is accepted.")
@click.option("--may-tell/--may-not-tell", default=None, help="Whether the person may be told of the ground.")
@click.option("--on", type=Day(), help="The day of the mark.")
@by_option
@language_option
def mark(number: int, name: str, language: str | None, **said: Any) -> None:
    """Enter the employer's mark of a slip (by the number of its record); it moves the placement."""
    place, say = installation(), words(chosen_language(language))
    require_current_database(place, COMMAND_LINE_ACTOR)
    marked = mark_slip(place, named(name), MarkSlip(number, **said))
    click.echo(say.of("slip", "issued_as", number=marked.number, id=marked.id))


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
