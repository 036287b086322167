"""`kladka cohort …`: pilots of work activity from the terminal: open one, fill it, find the best plan, change it, accept it."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.placements import by_option, named
from api.cli.root import Day, Reference, as_of_option, chosen_language, installation, language_option
from api.i18n import Words, words
from api.schemas.pilot import PlanSchema
from api.told_plan import next_step_sentence, told_plan, why_sentence
from matcher.cohort import Minimum
from services import cohort_plans, pilots
from services.actors import COMMAND_LINE_ACTOR
from services.cohort_acceptance import accept_plan
from services.cohort_question import PlanSettings
from services.cohort_views import PlanLineView, PlanView
from services.installation import Installation
from services.reference import require_current_database

pilot_option = click.option("--pilot", type=Reference(), required=True, help="Number of the pilot.")
json_option = click.option("--json", "as_json", is_flag=True, help="The whole plan as JSON.")


class LeastInGroup(click.ParamType):
    """A minimum like province=gomel:5 or "host=ООО «Завод»:2"."""

    name = "kind=key:number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Minimum:
        """Read it, or say what one looks like."""
        if isinstance(value, Minimum):
            return value
        kind, equals, rest = value.partition("=")
        key, colon, least = rest.rpartition(":")
        if not (equals and colon and key.strip() and least.strip().isdecimal()) or kind not in cohort_plans.MINIMUM_KINDS:
            self.fail(f"{value!r} is not like province=gomel:5 or host=NAME:2", param, ctx)
        return Minimum(kind, key.strip(), int(least))


@click.group()
def cohort() -> None:
    """Pilots of work activity, and the best plan of who goes where."""


@cohort.command("open")
@click.option("--title", required=True)
@click.option("--from", "starts_on", type=Day(), required=True, help="First day.")
@click.option("--until", "ends_on", type=Day(), required=True, help="Last day.")
@click.option("--organisation", required=True, help="Who runs it, by name.")
@click.option("--number", "reference", type=Reference(), help="The next free one if not given.")
@language_option
def open_command(title: str, starts_on: date, ends_on: date, organisation: str, reference: str | None, language: str | None) -> None:
    """Open a pilot."""
    command = pilots.OpenPilot(title, starts_on, ends_on, organisation, reference)
    _say_pilot(_ready(), lambda place: pilots.open_pilot(place, COMMAND_LINE_ACTOR, command).reference, language)


@cohort.command()
@pilot_option
@click.option(
    "--vacancy", "vacancies", type=Reference(), multiple=True, help="A vacancy of pilot work that becomes a post; may be repeated."
)
@click.option("--candidate", "candidates", type=Reference(), multiple=True, help="Somebody for the intake; may be repeated.")
@click.option("--tutor", help="Who guides people at these posts.")
@language_option
def add(pilot: str, vacancies: Sequence[str], candidates: Sequence[str], tutor: str | None, language: str | None) -> None:
    """Give a pilot posts and people."""
    if not vacancies and not candidates:
        raise click.UsageError("give --vacancy, --candidate or both")
    place = _ready()
    for vacancy in vacancies:
        pilots.add_post(place, COMMAND_LINE_ACTOR, pilot, vacancy, tutor)
    if candidates:
        pilots.enter_intake(place, COMMAND_LINE_ACTOR, pilot, candidates)
    _say_pilot(place, lambda _: pilot, language)


@cohort.command()
@pilot_option
@click.option("--with-ordinary", is_flag=True, help="Use every open vacancy, not only the pilot's posts.")
@click.option("--minimum", "minimums", type=LeastInGroup(), multiple=True, help="province=gomel:5 or host=NAME:2; may be repeated.")
@click.option("--fresh", is_flag=True, help="Forget what was locked before.")
@as_of_option
@json_option
@language_option
def plan(
    pilot: str, with_ordinary: bool, minimums: Sequence[Minimum], fresh: bool, as_of: date | None, as_json: bool, language: str | None
) -> None:
    """Find the best plan for a pilot's intake and store it as a proposal."""
    command = cohort_plans.MakePlan(pilot, PlanSettings(with_ordinary, tuple(minimums)), as_of, fresh)
    _show(cohort_plans.make_plan(_ready(), COMMAND_LINE_ACTOR, command), language, as_json=as_json)


@cohort.command()
@pilot_option
@click.option("--plan", "number", type=click.IntRange(1), required=True, help="Number of the plan.")
@click.option("--with", "against", type=click.IntRange(1), help="Compare with this earlier plan; without it, with the one before.")
@json_option
@language_option
def show(pilot: str, number: int, against: int | None, as_json: bool, language: str | None) -> None:
    """Show a plan, with what changed since an earlier one."""
    _show(cohort_plans.read_plan(_ready(), COMMAND_LINE_ACTOR, pilot, number, against), language, as_json=as_json)


@cohort.command()
@pilot_option
@click.option("--plan", "number", type=click.IntRange(1), required=True, help="Number of the newest plan.")
@click.option("--candidate", type=Reference(), required=True)
@click.option("--vacancy", type=Reference(), help="Where they shall go; without it they get no place by this plan.")
@json_option
@language_option
def move(pilot: str, number: int, candidate: str, vacancy: str | None, as_json: bool, language: str | None) -> None:
    """Lock a person to a post and find the best plan around it: a new plan, compared with this one."""
    command = cohort_plans.MovePerson(pilot, number, candidate, vacancy)
    _show(cohort_plans.move_person(_ready(), COMMAND_LINE_ACTOR, command), language, as_json=as_json)


@cohort.command()
@pilot_option
@click.option("--plan", "number", type=click.IntRange(1), required=True, help="Number of the newest plan.")
@click.option("--candidate", "candidates", type=Reference(), multiple=True, help="Accept only these; may be repeated.")
@click.option("--note", required=True, help="Why, in words; it is kept with each placement.")
@by_option
@json_option
@language_option
def accept(pilot: str, number: int, candidates: Sequence[str], note: str, name: str, as_json: bool, language: str | None) -> None:
    """Accept a plan: its pairs become placements, proposed and shortlisted by you."""
    _show(accept_plan(_ready(), named(name), pilot, number, note, candidates or None), language, as_json=as_json)


def _ready() -> Installation:
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    return place


def _say_pilot(place: Installation, which: Callable[[Installation], str], language: str | None) -> None:
    say, pilot = words(chosen_language(language)), pilots.read_pilot(place, COMMAND_LINE_ACTOR, which(place))
    people = pilots.read_intake(place, COMMAND_LINE_ACTOR, pilot.reference).candidates
    counts = {"places": sum(post.places for post in pilot.posts), "posts": len(pilot.posts), "people": len(people)}
    click.echo(say.of("plan", "pilot", reference=pilot.reference, **counts))


def _show(view: PlanView, language: str | None, *, as_json: bool) -> None:
    say = words(chosen_language(language))
    if as_json:
        click.echo(json.dumps(PlanSchema().dump(told_plan(view, say)), ensure_ascii=False, indent=1))
        return
    console = Console(highlight=False, emoji=False)
    told = {"number": view.number, "pilot": view.pilot, "n_placed": view.n_placed, "n_people": view.n_people}
    console.print(f"\n[bold]{escape(say.of('plan', 'head', day=say.day(view.as_of), **told))}[/]")
    console.print(say.of("plan", "expected", expected=_number(view.expected, say)))
    console.print(_placed([line for line in view.lines if line.vacancy is not None], say))
    console.print(_without([line for line in view.lines if line.vacancy is None], say))
    if view.compared is not None:
        gain = ("+" if view.compared.gain >= 0 else "−") + _number(abs(view.compared.gain), say)
        console.print(say.of("plan", "compared", number=view.compared.number, gain=gain, n_moved=len(view.compared.moved)))
    console.print(say.of("plan", "proposal"), style="bold")


def _placed(lines: Sequence[PlanLineView], say: Words) -> Table:
    table = Table(show_lines=True, expand=True)
    table.add_column(say.of("plan", "person"), no_wrap=True)
    for column, ratio in (("place", 3), ("chance", 2), ("why", 4)):
        table.add_column(say.of("plan", column), ratio=ratio)
    for line in lines:
        mark = "accepted" if line.accepted else "locked" if line.locked else None
        place = f"{line.vacancy} {line.title}\n{line.host}" + (f"\n({say.of('plan', mark)})" if mark else "")
        chance = say.fit(line.probability) if line.probability is not None else ""
        table.add_row(*map(escape, (f"{line.name} {line.candidate}".strip(), place, chance, _told(line, say))))
    return table


def _without(lines: Sequence[PlanLineView], say: Words) -> Table:
    table = Table(show_lines=True, expand=True, title=say.of("plan", "without"), title_justify="left", title_style="bold")
    table.add_column(say.of("plan", "person"), no_wrap=True)
    table.add_column(say.of("plan", "why"), ratio=1)
    for line in lines:
        table.add_row(*map(escape, (f"{line.name} {line.candidate}".strip(), _told(line, say))))
    return table


def _told(line: PlanLineView, say: Words) -> str:
    """Why, what is to be clarified, and what to do next."""
    questions = [f"? {say.reason(reason)}" for reason in line.reviews]
    return "\n".join([why_sentence(line, say), *questions, f"→ {next_step_sentence(line, say)}"])


def _number(value: float, say: Words) -> str:
    return f"{value:.2f}" if say.language == "en" else f"{value:.2f}".replace(".", ",")
