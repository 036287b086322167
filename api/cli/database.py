"""`kladka db …` and `kladka demo …`: the database and the invented world to try things with."""

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from api.cli.root import chosen_language, installation, language_option
from api.i18n import words
from services.actors import COMMAND_LINE_ACTOR
from services.demo import load_demo_world
from services.granting import grant_application_role, grant_statements
from services.moving import MoveReport, move_database
from services.reference import require_current_database, upgrade_database


@click.group()
def db() -> None:
    """The database: migrate it, move it."""


@db.command()
def upgrade() -> None:
    """Migrate to the newest revision and load the taxonomy, rules and weights of this release."""
    report = upgrade_database(installation(), COMMAND_LINE_ACTOR)
    click.echo(f"{report.before or 'empty'} → {report.after}" + (", taxonomy loaded" if report.taxonomy_loaded else ""))


@db.command()
@click.option("--to", "target", required=True, metavar="URL", help="The PostgreSQL database: postgresql://name:password@server/database")
@language_option
def move(target: str, language: str | None) -> None:
    """Copy everything from SQLite to an empty PostgreSQL database, with checksums.

    One transaction: the target gets everything or nothing, the source is only read. Doing it again changes nothing and checks again.
    Other directions are refused: copy a SQLite file as a file, move PostgreSQL with pg_dump.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, transient=True) as bar:
        task = bar.add_task("", total=None)
        report = move_database(
            installation(),
            COMMAND_LINE_ACTOR,
            target,
            lambda table, done, total: bar.update(task, description=table, completed=done, total=total),
        )
    _tell(report, chosen_language(language))


@db.command()
@click.option("--role", required=True, metavar="NAME", help="An existing role that the service will connect as.")
@click.option("--print", "only_print", is_flag=True, help="Print the SQL instead of running it.")
@language_option
def grant(role: str, only_print: bool, language: str | None) -> None:
    """Let a PostgreSQL role run the service: it may work with every record, and only add to the audit trail.

    Run it as the owner of the tables, again after every `kladka db upgrade`. The role itself is made by the server's administrator:
    CREATE ROLE kladka_app LOGIN PASSWORD '…'.
    """
    if only_print:
        click.echo(";\n".join(grant_statements(role)) + ";")
        return
    grant_application_role(installation(), COMMAND_LINE_ACTOR, role)
    click.echo(words(chosen_language(language)).of("audit", "granted", role=role))


def _tell(report: MoveReport, language: str) -> None:
    """Every table with its rows and checksum, then what was done."""
    say = words(language)
    table = Table()
    table.add_column(say.of("move", "table"), no_wrap=True)
    table.add_column(say.of("move", "rows"), justify="right", no_wrap=True)
    table.add_column(say.of("move", "checksum"), no_wrap=True)
    for name, checksum in report.checksums.items():
        table.add_row(name, str(checksum.n_rows), checksum.digest)
    Console(highlight=False, emoji=False).print(table)
    n_rows = sum(checksum.n_rows for checksum in report.checksums.values())
    done = "moved" if report.moved else "already"
    click.echo(say.of("move", done, target=report.target, n_tables=len(report.checksums), n_rows=n_rows))
    chain = "chain" if report.chain.fault is None else "chain_broken"
    click.echo(say.of("move", chain, n_events=report.chain.n_events, first_bad=report.chain.first_bad))
    click.echo(say.of("move", "next", target=report.target))


@click.group()
def demo() -> None:
    """The demo world: invented people and vacancies."""


@demo.command()
def load() -> None:
    """Load the demo world; loading it again changes nothing."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    report = load_demo_world(place, COMMAND_LINE_ACTOR)
    click.echo(f"{report.n_candidates} people, {report.n_vacancies} vacancies, {report.n_outcomes} outcomes")
