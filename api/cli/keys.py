"""`kladka keys …`: the keys of names and contacts."""

import click
from rich.console import Console
from rich.table import Table

from api.cli.bulk import progress_bar
from api.cli.root import chosen_language, installation, language_option
from api.i18n import words
from services.actors import COMMAND_LINE_ACTOR
from services.key_rotation import KeyStatus, key_statuses, rotate_keys
from services.reference import require_current_database


@click.group()
def keys() -> None:
    """The keys that names and contacts are encrypted with."""


@keys.command()
@language_option
def status(language: str | None) -> None:
    """Every key with the number of values it encrypts."""
    place, say = installation(), words(chosen_language(language))
    require_current_database(place, COMMAND_LINE_ACTOR)
    table = Table()
    for heading in ("number", "made_at", "state", "n_values"):
        table.add_column(say.of("keys", heading), justify="right" if heading == "n_values" else "left")
    for key in key_statuses(place, COMMAND_LINE_ACTOR):
        table.add_row(str(key.number), key.made_at or "—", say.of("keys", _state(key)), str(key.n_values))
    Console(highlight=False).print(table)


def _state(key: KeyStatus) -> str:
    return "lost" if key.made_at is None else "active" if key.active else "old"


@keys.command()
@language_option
def rotate(language: str | None) -> None:
    """Make a new key and encrypt everything with it; the old key goes when nothing uses it.

    May be stopped at any moment: the same command goes on. Keep a copy of the key file afterwards.
    """
    place, say = installation(), words(chosen_language(language))
    require_current_database(place, COMMAND_LINE_ACTOR)
    with progress_bar() as bar:
        task = bar.add_task(say.of("keys", "sealing"), total=None)
        report = rotate_keys(place, COMMAND_LINE_ACTOR, lambda done, total: bar.update(task, completed=done, total=total))
    if report.resumed:
        click.echo(say.of("keys", "resumed"))
    click.echo(say.of("keys", "rotated", key=report.key, n_rows=report.n_rows, file=place.keys.path))
