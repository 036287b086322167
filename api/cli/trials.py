"""`kladka trial …`: trial agreements of pilot work activity. Every change is made by a named human: --by."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.placements import by_option, json_option, named
from api.cli.root import Day, Reference, chosen_language, installation, language_option
from api.i18n import words
from api.schemas.trial import TrialSchema
from models import codes
from services.actors import COMMAND_LINE_ACTOR
from services.pages import LONGEST_PAGE
from services.reference import require_current_database
from services.trial_course import AssessTrial, MarkDay, assess_trial, mark_day
from services.trial_views import TrialView
from services.trials import DrawUpTrial, draw_up_trial, list_trials


class Money(click.ParamType):
    """A sum above nothing, in roubles with kopecks."""

    name = "BYN"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """The sum, exact."""
        try:
            amount = Decimal(str(value)).quantize(Decimal("0.01"))
        except ArithmeticError:
            self.fail(f"{value!r} is no sum", param, ctx)
        if not 0 < amount <= 1_000_000:
            self.fail(f"{value!r} is no sum", param, ctx)
        return amount


@click.group()
def trial() -> None:
    """Trial agreements: signed, attended, assessed."""


@trial.command()
@click.argument("candidate", type=Reference())
@click.option("--pilot", type=Reference(), required=True)
@click.option("--vacancy", type=Reference(), required=True, help="A post of the pilot.")
@click.option("--from", "from_on", type=Day(), required=True)
@click.option("--until", "until_on", type=Day(), required=True, help="The last day included.")
@click.option("--schedule", required=True, help="Days and hours, in words.")
@click.option("--tasks", required=True)
@click.option("--pay", "pay_byn", type=Money(), help="From the host.")
@click.option("--subsidy", "subsidy_byn", type=Money(), help="From the programme.")
@click.option("--per", "pay_per", type=click.Choice(codes.TRIAL_PAY_PERS), default="month", show_default=True)
@click.option("--equipment", "protective_equipment", help="Protective equipment.")
@click.option("--emergency-contact", required=True, help="Whom to call.")
@by_option
@language_option
def sign(name: str, language: str | None, **said: Any) -> None:
    """Sign a trial agreement of somebody in the intake of a pilot."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    _say(draw_up_trial(place, named(name), DrawUpTrial(**said)), language)


@trial.command()
@click.argument("number", type=click.IntRange(1))
@click.argument("day", type=Day())
@click.argument("mark", type=click.Choice(codes.TRIAL_MARKS))
@click.option("--fault", type=click.Choice(codes.TRIAL_FAULTS), help="Whose it is; needed unless the person came in time.")
@click.option("--minutes-late", type=click.IntRange(1, 1440))
@by_option
@language_option
def day(number: int, day: date, mark: str, fault: str | None, minutes_late: int | None, name: str, language: str | None) -> None:
    """Mark a day; again for the same day corrects it."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    _say(mark_day(place, named(name), MarkDay(number, day, mark, fault, minutes_late)), language)


@trial.command()
@click.argument("number", type=click.IntRange(1))
@click.argument("result", type=click.Choice(codes.TRIAL_RESULTS))
@click.option("--note")
@click.option("--skill", "skills", multiple=True, help="What the host saw, in a few words; as often as needed.")
@by_option
@language_option
def assess(number: int, result: str, note: str | None, skills: tuple[str, ...], name: str, language: str | None) -> None:
    """End a trial with an assessment."""
    place, say = installation(), words(chosen_language(language))
    require_current_database(place, COMMAND_LINE_ACTOR)
    view = assess_trial(place, named(name), AssessTrial(number, result, note, skills), chosen_language(language))
    _say(view, language)
    for seen in view.assessment.observed if view.assessment else ():
        others = ", ".join(dict.fromkeys([*([seen.label] if seen.label else []), *(each.label for each in seen.alternatives)]))
        key = "on_profile" if seen.on_profile else "suggested" if others else "not_understood"
        click.echo(say.of("trial", key, said=seen.said, label=seen.label or "", others=others))


@trial.command("list")
@click.option("--pilot", type=Reference())
@click.option("--candidate", type=Reference())
@json_option
@language_option
def list_them(pilot: str | None, candidate: str | None, as_json: bool, language: str | None) -> None:
    """Trial agreements in order of entry."""
    place, say = installation(), words(chosen_language(language))
    require_current_database(place, COMMAND_LINE_ACTOR)
    found: list[TrialView] = []
    after: int | None = 0
    while after is not None:
        page, after = list_trials(place, COMMAND_LINE_ACTOR, pilot=pilot, candidate=candidate, after=after, limit=LONGEST_PAGE)
        found += page
    if as_json:
        for view in found:
            click.echo(json.dumps(TrialSchema().dump(view), ensure_ascii=False))
        return
    table = Table("№", *(say.of("trial", column) for column in ("person", "post", "host", "days", "state", "attended")))
    for view in found:
        came = sum(each.mark != "absent" for each in view.days)
        days = f"{say.day(view.from_on)} – {say.day(view.until_on)}"
        told = (view.candidate, view.vacancy, view.host, days, say.of("trial_state", view.state), f"{came} / {len(view.days)}")
        table.add_row(str(view.id), *map(escape, told))
    Console(highlight=False, emoji=False).print(table)


def _say(view: TrialView, language: str | None) -> None:
    say = words(chosen_language(language))
    click.echo(f"№ {view.id}  {view.candidate} → {view.vacancy}: {say.of('trial_state', view.state)}")
