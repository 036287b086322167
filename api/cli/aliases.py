"""`kladka aliases …`: what people picked for texts that were not understood for sure, reviewed by a second person."""

from pathlib import Path

import click

from api.calendar import today
from api.cli.root import chosen_language, installation, language_option
from matcher.types import ConceptKind
from models.codes import ALIAS_STATES
from services.actors import COMMAND_LINE_ACTOR, Actor
from services.aliases import (
    AliasView,
    accept_alias,
    export_aliases,
    list_aliases,
    propose_alias,
    reject_alias,
)
from services.installation import Installation
from services.reference import require_current_database
from services.rereading import reread_candidates

PAGE = 200
LONGEST_NAME = 64


class Person(click.ParamType):
    """A person's name, which the record keeps. Two spellings that differ in capitals or blanks are one person."""

    name = "name"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Actor:
        """The command line's actor under this name."""
        named = " ".join(value.split())
        if not named or len(named) > LONGEST_NAME or not named.isprintable():
            self.fail(f"a name of 1 to {LONGEST_NAME} characters", param, ctx)
        if named.casefold() == COMMAND_LINE_ACTOR.id:
            self.fail(f"{named!r} is no person", param, ctx)
        return Actor(named, named, COMMAND_LINE_ACTOR.role)


as_option = click.option("--as", "actor", type=Person(), default=None, help="Who says so: the name that is recorded.")
number_argument = click.argument("number", type=click.IntRange(1, 2**63 - 1))


@click.group()
def aliases() -> None:
    """What texts mean, as people picked and a second person confirmed."""


@aliases.command("list")
@click.option("--state", type=click.Choice(ALIAS_STATES), default=None, help="Only these.")
@language_option
def list_command(state: str | None, language: str | None) -> None:
    """Proposed, accepted and rejected aliases in order of proposal, one a line."""
    place, after = _place(), 0
    while True:
        page = list_aliases(place, COMMAND_LINE_ACTOR, state=state, after=after, limit=PAGE, language=chosen_language(language))
        for alias in page.aliases:
            click.echo(_line(alias))
        if page.after is None:
            return
        after = page.after


@aliases.command()
@click.argument("text")
@click.argument("concept")
@click.option("--kind", type=click.Choice([k.value for k in ConceptKind]), required=True, help="What the text names.")
@as_option
@language_option
def propose(text: str, concept: str, kind: str, actor: Actor | None, language: str | None) -> None:
    """Say that TEXT means CONCEPT (its key). Nothing changes until a second person accepts."""
    alias = propose_alias(_place(), actor or COMMAND_LINE_ACTOR, text, ConceptKind(kind), concept, chosen_language(language))
    click.echo(_line(alias))


@aliases.command()
@number_argument
@as_option
@language_option
def accept(number: int, actor: Actor | None, language: str | None) -> None:
    """Let proposal NUMBER hold for everybody; not for who proposed it."""
    click.echo(_line(accept_alias(_place(), actor or COMMAND_LINE_ACTOR, number, chosen_language(language))))


@aliases.command()
@number_argument
@as_option
@language_option
def reject(number: int, actor: Actor | None, language: str | None) -> None:
    """Refuse proposal NUMBER, or take an accepted one back; not for who proposed it."""
    click.echo(_line(reject_alias(_place(), actor or COMMAND_LINE_ACTOR, number, chosen_language(language))))


@aliases.command()
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead of standard output.")
def export(output: Path | None) -> None:
    """Accepted aliases as CSV, to grow the taxonomy by: key, language, label, who proposed, who decided."""
    written = export_aliases(_place(), COMMAND_LINE_ACTOR)
    if output is None:
        click.echo(written, nl=False)
    else:
        output.write_text(written, encoding="utf-8", newline="")


@aliases.command()
def apply() -> None:
    """Read again the profiles in which an accepted alias may explain what was not understood. Past rankings stay."""
    report = reread_candidates(_place(), COMMAND_LINE_ACTOR, today().year)
    click.echo(f"{report.n_read} profiles read again, {len(report.changed)} changed")
    for reference in report.changed:
        click.echo(reference)


def _place() -> Installation:
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    return place


def _line(alias: AliasView) -> str:
    decided = f", {alias.decided_by} {alias.decided_at:%Y-%m-%d}" if alias.decided_by and alias.decided_at else ""
    meaning = f"{alias.label} ({alias.kind} {alias.concept})"
    return f"{alias.id:>4}  {alias.state:<8}  {alias.text}  →  {meaning}  ·  {alias.proposed_by} {alias.proposed_at:%Y-%m-%d}{decided}"
