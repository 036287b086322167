"""`kladka gap …`: what one person, or a province, should learn."""

import json
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.calendar import today
from api.cli.root import Reference, as_of_option, chosen_language, installation, language_option
from api.i18n import Words, words
from api.schemas.skills import DemandSchema, chart_rows
from api.told_skills import demand_csv, gain_name, told_openers
from matcher.small_cells import LEAST_PEOPLE
from matcher.types import PROVINCES
from services.actors import COMMAND_LINE_ACTOR
from services.reference import require_current_database
from services.skills_gap import LONGEST_OPENERS, DemandLine, OpenerLine, find_openers_for, find_province_demand

NAMED = 5
"""Vacancies named on a line of the screen; JSON names all."""


@click.group()
def gap() -> None:
    """What to learn: the skills, papers and licences that would open the most vacancies."""


@gap.command()
@click.argument("reference", metavar="CASE", type=Reference())
@as_of_option
@click.option("--limit", type=click.IntRange(1, LONGEST_OPENERS), default=5, show_default=True, help="Lines of each table.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with every vacancy named.")
@language_option
def person(reference: str, as_of: date | None, limit: int, as_json: bool, language: str | None) -> None:
    """Which one or two skills, papers or licences would open the most vacancies for one person, and which."""
    place, spoken = installation(), chosen_language(language)
    require_current_database(place, COMMAND_LINE_ACTOR)
    say, found = words(spoken), find_openers_for(place, COMMAND_LINE_ACTOR, reference, as_of or today(), limit, spoken)
    if as_json:
        click.echo(json.dumps(told_openers(found, say), ensure_ascii=False, indent=1))
        return
    click.echo(say.of("skills_gap", "of", n_vacancies=found.n_vacancies))
    if not found.one and not found.two:
        click.echo(say.of("skills_gap", "nothing"))
    for code, lines in (("one", found.one), ("two", found.two)):
        if lines:
            _show_openers(say.of("skills_gap", code), lines, say)


def _show_openers(title: str, lines: tuple[OpenerLine, ...], say: Words) -> None:
    table = Table(title=title, title_justify="left")
    for heading in ("gain", "opened", "complete", "which"):
        table.add_column(say.of("skills_gap", heading))
    for line in lines:
        names = " + ".join(gain_name(gain, label, say) for gain, label in line.gains)
        more = "" if len(line.vacancies) <= NAMED else " …"
        which = ", ".join(one.reference for one in line.vacancies[:NAMED]) + more
        table.add_row(escape(names), str(len(line.vacancies)), str(line.n_complete), escape(which))
    Console(highlight=False).print(table)


@gap.command()
@click.argument("name", metavar="PROVINCE", type=click.Choice(PROVINCES))
@click.option("--csv", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write the table to this file.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the rows of a chart.")
@language_option
def province(name: str, file: Path | None, as_json: bool, language: str | None) -> None:
    """Which skills the open vacancies of a province ask for, and how many people there have them."""
    if file is not None and as_json:
        raise click.UsageError("give one of --csv and --json")
    place, spoken = installation(), chosen_language(language)
    require_current_database(place, COMMAND_LINE_ACTOR)
    say, found = words(spoken), find_province_demand(place, COMMAND_LINE_ACTOR, name, spoken)
    if file is not None:
        file.write_text(demand_csv(found.lines), encoding="utf-8-sig")
        click.echo(say.of("skills_gap", "written", file=str(file)))
    elif as_json:
        record = {"province": name, "as_of": found.as_of, "lines": found.lines, "chart": chart_rows(found.lines)}
        click.echo(json.dumps(DemandSchema().dump(record), ensure_ascii=False, indent=1))
    else:
        _show_demand(found.lines, say)


def _show_demand(lines: tuple[DemandLine, ...], say: Words) -> None:
    if not lines:
        click.echo(say.of("skills_gap", "none"))
        return
    table = Table()
    for heading in ("skill", "places", "vacancies", "have", "near", "short"):
        table.add_column(say.of("skills_gap", heading))
    few = say.of("skills_gap", "few", n=LEAST_PEOPLE)
    for line in lines:
        people = [few if value is None else str(value) for value in (line.n_have, line.n_near)]
        table.add_row(escape(line.label), str(line.places), str(line.n_vacancies), *people, "" if line.short is None else str(line.short))
    Console(highlight=False).print(table)
