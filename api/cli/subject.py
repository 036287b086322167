"""`kladka subject …`: what a person may ask about their own data."""

import os
import re
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from api.calendar import today
from api.cli.root import Reference, as_of_option, chosen_language, installation, language_option
from api.i18n import Words, words
from api.subject_report_files import REPORT_LANGUAGES, as_json_text, as_workbook
from services.actors import COMMAND_LINE_ACTOR
from services.reference import require_current_database
from services.subject_report import subject_report
from services.subject_requests import list_requests


@click.group()
def subject() -> None:
    """What a person may ask about their own data."""


@subject.command()
@click.argument("reference", metavar="CASE", type=Reference())
@click.option("--language", type=click.Choice(REPORT_LANGUAGES), default="ru", show_default=True, help="Language of the headings.")
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder for the two files.")
def report(reference: str, language: str, folder: Path) -> None:
    """Write everything held on a person as XLSX and JSON, readable by you alone."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    found = subject_report(place, COMMAND_LINE_ACTOR, reference, today())
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w.-]+", "_", reference).lstrip(".") or "case"
    for ending, content in (("xlsx", as_workbook(found, language)), ("json", as_json_text(found, language).encode())):
        path = folder / f"{name}.{ending}"
        _write_closed(path, content)
        click.echo(path)


def _write_closed(path: Path, content: bytes) -> None:
    """Write a file that its owner alone can read, from its first byte on."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


@subject.command()
@as_of_option
@click.option("--all", "answered_too", is_flag=True, help="Answered requests too.")
@language_option
def requests(as_of: date | None, answered_too: bool, language: str | None) -> None:
    """Open requests with the days that are left, overdue ones first."""
    place, say = installation(), words(chosen_language(language))
    require_current_database(place, COMMAND_LINE_ACTOR)
    found = list_requests(place, COMMAND_LINE_ACTOR, as_of or today(), None if answered_too else "open")
    if not found:
        click.echo(say.of("subject", "nothing"))
        return
    table = Table()
    for heading in ("number", "case", "kind", "received_on", "due_on", "left"):
        table.add_column(say.of("subject", heading))
    for asked in found:
        left = say.of("request_state", asked.state) if asked.days_left is None else _left(asked.days_left, say)
        days = (say.day(asked.received_on), say.day(asked.due_on))
        table.add_row(str(asked.number), asked.candidate, say.of("request_kind", asked.kind), *days, left)
    Console(highlight=False).print(table)


def _left(n_days: int, say: Words) -> str:
    return str(n_days) if n_days >= 0 else f"[red]{say.of('subject', 'overdue', n_days=-n_days)}[/]"
