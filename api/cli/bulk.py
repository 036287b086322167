"""`kladka rank --all --engine …`: every open vacancy against everybody, stored, with a bar of how far it is."""

import json
from dataclasses import asdict
from time import monotonic

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from api.i18n import words
from services.actors import COMMAND_LINE_ACTOR
from services.bulk_runs import BulkQuery, rank_everybody
from services.installation import Installation


def progress_bar() -> Progress:
    """A bar on standard error, so that standard output holds the answer alone."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    return Progress(*columns, transient=True, console=Console(stderr=True))


def store_rankings(place: Installation, query: BulkQuery, form: str, language: str) -> None:
    """Rank and store, then say what was stored."""
    say, start = words(language), monotonic()
    with progress_bar() as bar:
        task = bar.add_task(say.of("bulk", "ranking"), total=None)
        report = rank_everybody(place, COMMAND_LINE_ACTOR, query, lambda done, total: bar.update(task, completed=done, total=total))
    if form != "table":
        click.echo(json.dumps(asdict(report), indent=1 if form == "json" else None))
        return
    told = asdict(report) | {"seconds": f"{monotonic() - start:.1f}"}
    click.echo(say.of("bulk", "stored" if report.n_vacancies else "nothing", **told))
