"""`kladka import …`: files of people, vacancies and past placements."""

from datetime import date
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from api.calendar import today
from api.cli.root import as_of_option, chosen_language, installation, language_option
from api.messages_import import report_lines, wording_in
from services.actors import COMMAND_LINE_ACTOR
from services.importing.files import import_file
from services.importing.outcome_files import import_outcomes
from services.importing.report import ImportRefused
from services.reference import require_current_database

EXIT_REFUSED = 1
file_argument = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
skip_option = click.option("--skip-bad-rows", is_flag=True, help="Store the good rows and write the others to a file with reasons.")


@click.group("import")
def import_group() -> None:
    """Import people, vacancies or past placements from CSV or XLSX files as people send them."""


@import_group.command()
@file_argument
@skip_option
@as_of_option
@language_option
def candidates(file: Path, skip_bad_rows: bool, as_of: date | None, language: str | None) -> None:
    """Import people. One file is one transaction; importing it again changes nothing."""
    _import(file, "candidates", skip_bad_rows=skip_bad_rows, as_of=as_of, language=chosen_language(language))


@import_group.command()
@file_argument
@skip_option
@as_of_option
@language_option
def vacancies(file: Path, skip_bad_rows: bool, as_of: date | None, language: str | None) -> None:
    """Import vacancies. One file is one transaction; importing it again changes nothing."""
    _import(file, "vacancies", skip_bad_rows=skip_bad_rows, as_of=as_of, language=chosen_language(language))


@import_group.command()
@file_argument
@skip_option
@language_option
def outcomes(file: Path, skip_bad_rows: bool, language: str | None) -> None:  # noqa: ARG001  (errors are said in it)
    """Import past placements, to learn from."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    report = import_outcomes(place, COMMAND_LINE_ACTOR, file, skip_bad_rows=skip_bad_rows)
    click.echo(f"{report.n_read} read, {report.n_created} new, {report.n_unchanged} unchanged, {len(report.rejected)} rejected")
    for row, code, value in report.rejected:
        click.echo(f"  row {row}: {code} {value}", err=True)


def _import(file: Path, kind: str, *, skip_bad_rows: bool, as_of: date | None, language: str) -> None:
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, transient=True) as bar:
            task = bar.add_task(file.name, total=None)
            report = import_file(
                place,
                COMMAND_LINE_ACTOR,
                file,
                kind,
                as_of=as_of or today(),
                skip_bad_rows=skip_bad_rows,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
                wording=wording_in(language),
            )
    except ImportRefused as refused:
        for line in report_lines(refused.report, language):
            click.echo(line, err=True)
        click.get_current_context().exit(EXIT_REFUSED)
    else:
        for line in report_lines(report, language):
            click.echo(line)
