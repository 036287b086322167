"""`kladka db …` and `kladka demo …`: the database and the invented world to try things with."""

import click

from api.cli.root import installation
from services.actors import COMMAND_LINE_ACTOR
from services.demo import load_demo_world
from services.reference import require_current_database, upgrade_database


@click.group()
def db() -> None:
    """The database: migrate it."""


@db.command()
def upgrade() -> None:
    """Migrate to the newest revision and load the taxonomy, rules and weights of this release."""
    report = upgrade_database(installation(), COMMAND_LINE_ACTOR)
    click.echo(f"{report.before or 'empty'} → {report.after}" + (", taxonomy loaded" if report.taxonomy_loaded else ""))


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
