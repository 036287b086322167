"""`kladka simulate`: an invented country in an empty database."""

from datetime import date

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from api.cli.root import Day, chosen_language, installation, language_option
from api.i18n import words
from services.actors import COMMAND_LINE_ACTOR
from services.reference import require_current_database
from services.simulation.recipe import WORLD_DAY
from services.simulation.world import Plan, simulate


@click.command("simulate")
@click.option("--candidates", type=int, required=True, metavar="N", help="How many people to invent.")
@click.option("--vacancies", type=int, required=True, metavar="M", help="How many vacancies.")
@click.option("--seed", type=int, required=True, metavar="S", help="The same seed gives the same country.")
@click.option("--outcomes", type=int, default=None, metavar="K", help="How many outcomes (two for every hundred people, at most 20 000).")
@click.option("--as-of", "day", type=Day(), default=WORLD_DAY, show_default=str(WORLD_DAY), help="The day every date is relative to.")
@language_option
def simulate_command(candidates: int, vacancies: int, seed: int, outcomes: int | None, day: date, language: str | None) -> None:
    """Invent a country: people, employers, vacancies and outcomes, written in bulk. Needs a database where nobody is.

    All or nothing: if it is interrupted, the database stays as it was. The same command again changes nothing.
    """
    place, say = installation(), words(chosen_language(language))
    require_current_database(place, COMMAND_LINE_ACTOR)
    plan = Plan(candidates, vacancies, seed, outcomes, day)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True, console=Console(stderr=True)) as bar:
        tasks: dict[str, TaskID] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(say.of("simulation", what))
            bar.update(tasks[what], completed=done, total=total)

        report = simulate(place, COMMAND_LINE_ACTOR, plan, show)
    counts = {"candidates": report.n_candidates, "vacancies": report.n_vacancies, "outcomes": report.n_outcomes}
    click.echo(say.of("simulation", "written" if report.written else "standing", **counts))
    if report.n_outcomes < plan.n_outcomes:
        click.echo(say.of("simulation", "fewer", asked=plan.n_outcomes))
