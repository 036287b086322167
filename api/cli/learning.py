"""`kladka train`: learn from what became of people."""

from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from api.cli.root import chosen_language, installation, language_option
from api.i18n import Words, words
from services.actors import COMMAND_LINE_ACTOR
from services.learning import PastPlacement, stored_placements, train_scorer
from services.reference import require_current_database


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
