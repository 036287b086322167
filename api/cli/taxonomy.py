"""`kladka taxonomy …`: load ESCO on top of the pilot taxonomy."""

from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from api.cli.root import installation
from services.actors import COMMAND_LINE_ACTOR
from services.esco import import_esco
from services.reference import require_current_database


@click.group()
def taxonomy() -> None:
    """Occupations and skills."""


@taxonomy.command("import-esco")
@click.argument("files", type=click.Path(path_type=Path, exists=True, dir_okay=False), nargs=-1, required=True)
def import_esco_command(files: tuple[Path, ...]) -> None:
    """Load the published ESCO CSV files (the ZIPs as downloaded); loading them again changes nothing."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), transient=True) as bar:
        tasks = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done)

        report = import_esco(place, COMMAND_LINE_ACTOR, files, show)
    click.echo(
        f"{report.n_skills} skills, {report.n_occupations} occupations, {report.n_relations} relations "
        f"({report.n_dangling} of them name a concept that is in no file), {report.n_broader} broader; "
        + (f"{report.n_created} records new" if report.n_created else "nothing new")
    )
    click.echo("This service uses the ESCO classification of the European Commission.")
