"""`kladka retention …`: the clock that ends the keeping of cases."""

from collections.abc import Sequence
from datetime import date

import click
from rich.console import Console
from rich.table import Table

from api.calendar import today
from api.cli.root import Reference, as_of_option, chosen_language, installation, language_option
from api.i18n import Words, words
from services.actors import COMMAND_LINE_ACTOR
from services.reference import require_current_database
from services.retention import DueCase, due_cases, erase_on_request, run_retention


@click.group()
def retention() -> None:
    """How long cases are kept: notice, anonymising, erasing (fixtures/retention/periods.json)."""


@retention.command()
@as_of_option
@language_option
def due(as_of: date | None, language: str | None) -> None:
    """Cases with a step that is due."""
    place, say = installation(), words(chosen_language(language))
    require_current_database(place, COMMAND_LINE_ACTOR)
    _show(due_cases(place, COMMAND_LINE_ACTOR, as_of or today()), say)


@retention.command()
@as_of_option
@click.option("--actor-name", default="", help="The human who answers for it.")
@click.option("--actor-note", default="", help="Why it is done now.")
@click.option("--apply", is_flag=True, help="Do it; without this, only say what would be done.")
@language_option
def run(as_of: date | None, actor_name: str, actor_note: str, apply: bool, language: str | None) -> None:
    """Do what is due. Without --apply nothing is changed; with it a human must be named, and nothing can be taken back."""
    place, say = installation(), words(chosen_language(language))
    require_current_database(place, COMMAND_LINE_ACTOR)
    report = run_retention(place, COMMAND_LINE_ACTOR, as_of or today(), named=actor_name, note=actor_note, apply=apply)
    _show(report.cases, say)
    click.echo(say.of("retention", "applied" if report.applied else "dry_run", n_cases=len(report.cases)))
    if report.n_waiting:
        click.echo(say.of("retention", "waiting", n_cases=report.n_waiting))


@retention.command()
@click.argument("reference", metavar="CASE", type=Reference())
@click.option("--actor-name", required=True, help="The human who answers for it.")
@click.option("--actor-note", required=True, help="Why it is done.")
@language_option
def erase(reference: str, actor_name: str, actor_note: str, language: str | None) -> None:
    """Erase one case at once because its person asked; the request must stand in the register as granted. Cannot be taken back."""
    place, say = installation(), words(chosen_language(language))
    require_current_database(place, COMMAND_LINE_ACTOR)
    erase_on_request(place, COMMAND_LINE_ACTOR, reference, today(), named=actor_name, note=actor_note)
    click.echo(say.of("retention", "applied", n_cases=1))


def _show(cases: Sequence[DueCase], say: Words) -> None:
    if not cases:
        click.echo(say.of("retention", "nothing"))
        return
    table = Table()
    for heading in ("case", "step", "on", "counted_from", "period"):
        table.add_column(say.of("retention", heading))
    for case in cases:
        period = say.of("retention_period", case.period)
        table.add_row(case.reference, say.of("retention_step", case.step), say.day(case.on), say.day(case.counted_from), period)
    Console(highlight=False).print(table)
