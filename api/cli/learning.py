"""`kladka train` and `kladka scorer …`."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.root import chosen_language, installation, language_option
from api.i18n import Words, words
from services.actors import COMMAND_LINE_ACTOR
from services.deciding import activate_scorer, list_scorers, show_scorer
from services.learning import PastPlacement, stored_placements, train_scorer
from services.reference import require_current_database

number_argument = click.argument("number", type=click.IntRange(1, 2**31 - 1))


@click.command()
@click.option("--outcomes", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="CSV of past placements.")
@click.option("--from-database", is_flag=True, help="Use the outcomes stored in the database.")
@click.option("--note", default="", help="Why this version was made.")
@language_option
def train(outcomes: Path | None, from_database: bool, note: str, language: str | None) -> None:
    """Fit the scorer to past placements and store it as a new version; it never becomes active by itself."""
    if (outcomes is None) == (not from_database):
        raise click.UsageError("give either --outcomes FILE or --from-database")
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    placements = _from_file(outcomes) if outcomes else stored_placements(place, COMMAND_LINE_ACTOR)
    answer = train_scorer(place, COMMAND_LINE_ACTOR, placements, note or (f"from {outcomes.name}" if outcomes else "from the database"))
    console, say = Console(highlight=False), words(chosen_language(language))
    if answer.unknown:
        console.print(f"[yellow]{say.of('training', 'unknown', n=len(answer.unknown))}[/]")
    _print_report(console, answer.report, say)
    if answer.needed is not None:
        told = {"n": answer.report["n"]} | asdict(answer.needed)
        console.print(f"[yellow]{say.of('training', 'too_few', **told)}[/]", soft_wrap=True)
    else:
        console.print(say.of("training", "stored", number=answer.number), soft_wrap=True)


def _from_file(path: Path) -> list[PastPlacement]:
    from services.importing.outcomes import read_outcomes

    rows = read_outcomes(path)
    return [PastPlacement(r.candidate, r.vacancy, r.referred_on, r.result) for r in rows if r.referred_on and r.result]


def _print_report(console: Console, report: dict[str, object], say: Words) -> None:
    flags = ", ".join(map(str, flags)) if isinstance(flags := report.get("flags"), tuple) else ""
    told = {"n": report.get("n"), "n_positive": report.get("n_positive"), "flags": flags or "—"}
    console.print(say.of("training", "seen", **told), markup=False, soft_wrap=True)
    table = Table("", "AUC", "Brier", "log loss", "ECE")
    for name in ("expert", "fitted"):
        figures = report.get(name)
        if isinstance(figures, dict):
            table.add_row(name, *(_figure(figures.get(key)) for key in ("auc", "brier", "log_loss", "ece")))
    if table.row_count:
        console.print(table)


def _figure(value: object) -> str:
    return f"{value:.4f}" if isinstance(value, float) else "—"


@click.group()
def scorer() -> None:
    """Stored scorers: list, show, activate."""


@scorer.command("list")
def list_command() -> None:
    """All versions, oldest first; the active one is marked."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    table = Table("", "No.", "version", "made by", "at", "note")
    for s in list_scorers(place, COMMAND_LINE_ACTOR):
        table.add_row("●" if s.active else "", str(s.number), s.version, s.created_by, s.created_at[:16], escape(s.note or ""))
    Console().print(table)


@scorer.command()
@number_argument
def show(number: int) -> None:
    """One version as JSON: its weights with their reasons, and the report of its training."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    s = show_scorer(place, COMMAND_LINE_ACTOR, number)
    click.echo(json.dumps({"number": s.number, "active": s.active, "scorer": s.content, "report": s.report}, ensure_ascii=False, indent=1))


@scorer.command()
@number_argument
def activate(number: int) -> None:
    """Let a version decide from now on; past rankings keep theirs."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    s = activate_scorer(place, COMMAND_LINE_ACTOR, number)
    click.echo(f"Scorer {s.number} ({s.version}) is active.")
