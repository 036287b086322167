"""`kladka rules …` and `kladka scorer …`: stored versions of what decides: list them, take one as a file, keep a file, let one decide."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.placements import named
from api.cli.root import chosen_language, installation, language_option
from api.i18n import words
from services import deciding
from services.actors import COMMAND_LINE_ACTOR, Actor
from services.deciding import KeepVersions, RulesSummary, ScorerSummary
from services.installation import Installation
from services.reference import require_current_database
from services.version_files import decoded

number_argument = click.argument("number", type=click.IntRange(1, 2**31 - 1))
file_argument = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
by_option = click.option("--by", "name", default="", envvar="KLADKA_BY", help="Your name, for the audit trail.")


@dataclass(frozen=True, slots=True)
class Kind:
    """What is done with versions of one kind. command: what it is called here; noun: what files, words and KeepVersions call it."""

    command: str
    noun: str
    about: str
    read_all: Callable[..., Sequence[RulesSummary | ScorerSummary]]
    read_one: Callable[..., RulesSummary | ScorerSummary]
    let_decide: Callable[..., RulesSummary | ScorerSummary]


RULES = Kind(
    "rules", "rules", "Stored rules: list, show, keep a file, activate.",
    deciding.list_rules, deciding.show_rules, deciding.activate_rules,
)  # fmt: skip
SCORER = Kind(
    "scorer", "weights", "Stored scorers: list, show, keep a file of weights, activate.",
    deciding.list_scorers, deciding.show_scorer, deciding.activate_scorer,
)  # fmt: skip


def _commands(kind: Kind) -> click.Group:
    """The same four for either kind."""

    @click.group(kind.command, help=kind.about)
    def group() -> None:
        pass

    @group.command("list")
    def list_command() -> None:
        """All versions, oldest first; the active one is marked."""
        _print_all(kind.read_all(_ready(), COMMAND_LINE_ACTOR))

    @group.command()
    @number_argument
    @click.option("--file", "as_file", is_flag=True, help="Its content alone: a file to be changed, tried and kept.")
    def show(number: int, as_file: bool) -> None:
        """One version as JSON, with the report of its training where there is one."""
        one = kind.read_one(_ready(), COMMAND_LINE_ACTOR, number)
        told = {"number": one.number, "active": one.active, "note": one.note, kind.command: one.content}
        report = {"report": one.report} if isinstance(one, ScorerSummary) else {}
        click.echo(json.dumps(one.content if as_file else told | report, ensure_ascii=False, indent=1))

    @group.command()
    @file_argument
    @click.option("--note", required=True, help="Why it exists; stands beside it in the list.")
    @by_option
    @language_option
    def keep(file: Path, note: str, name: str, language: str | None) -> None:
        """Keep a file as a new version. It decides nothing until it is activated: look with `kladka what-if` first."""
        command = KeepVersions(note, **{kind.noun: decoded(kind.noun, file.read_bytes())})
        kept = deciding.keep_versions(_ready(), _who(name), command)
        _say(language, f"kept_{kind.noun}", kept.rules or kept.scorer)

    @group.command()
    @number_argument
    @click.option("--reason", default="", help="Why; kept in the audit trail.")
    @by_option
    @language_option
    def activate(number: int, reason: str, name: str, language: str | None) -> None:
        """Let a version decide from now on; past rankings keep theirs."""
        _say(language, f"decides_{kind.noun}", kind.let_decide(_ready(), _who(name), number, reason=reason))

    return group


def _ready() -> Installation:
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    return place


def _who(name: str) -> Actor:
    return named(name) if name.strip() else COMMAND_LINE_ACTOR


def _print_all(stored: Sequence[RulesSummary | ScorerSummary]) -> None:
    table = Table("", "No.", "version", "made by", "at", "note")
    for one in stored:
        called, by = str(one.content.get("version", "")), one.created_by_name or one.created_by
        table.add_row("●" if one.active else "", str(one.number), escape(called), escape(by), one.created_at[:16], escape(one.note or ""))
    Console().print(table)


def _say(language: str | None, sentence: str, version: RulesSummary | ScorerSummary | None) -> None:
    click.echo(words(chosen_language(language)).of("version", sentence, number=version and version.number))


rules, scorer = _commands(RULES), _commands(SCORER)
