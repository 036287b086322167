"""`kladka what-if`: what other rules or weights would change, as tables for people or JSON for programs."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.calendar import today
from api.cli.bulk import progress_bar
from api.cli.root import as_of_option, chosen_language, installation, language_option
from api.i18n import Words, words
from api.told_parameters import told_parameters
from services.actors import COMMAND_LINE_ACTOR
from services.reference import require_current_database
from services.whatif import what_if
from services.whatif_answers import VacancyChange, WhatIfAnswer, WhatIfQuery

SHOWN = 10
"""Lines of a table and names of a list on the screen; JSON holds more."""

file_type = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("what-if")
@click.option("--rules", type=file_type, help="A rules file, in the form of fixtures/rules/rules.json.")
@click.option("--weights", type=file_type, help="A weights file, in the form of fixtures/rules/weights.json.")
@as_of_option
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many best lines of a vacancy are compared.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@language_option
def what_if_command(rules: Path | None, weights: Path | None, as_of: date | None, limit: int, form: str, language: str | None) -> None:
    """Who would gain and lose under other rules or weights, over every open vacancy. Nothing is changed."""
    place, say = installation(), words(chosen_language(language))
    require_current_database(place, COMMAND_LINE_ACTOR)
    query = WhatIfQuery(as_of or today(), rules, weights, limit)
    with progress_bar() as bar:
        task = bar.add_task(say.of("what_if", "comparing"), total=None)
        answer = what_if(place, COMMAND_LINE_ACTOR, query, lambda done, total: bar.update(task, completed=done, total=total))
    if form == "json":
        click.echo(json.dumps(asdict(answer) | {"as_of": answer.as_of.isoformat()}, ensure_ascii=False, indent=1))
    else:
        _print(Console(highlight=False, emoji=False), say, answer)


def _print(console: Console, say: Words, answer: WhatIfAnswer) -> None:
    told = asdict(answer.summary) | {"limit": answer.limit, "day": say.day(answer.as_of)}
    versions = {"rules": answer.rules[0], "new_rules": answer.rules[1], "weights": answer.weights[0], "new_weights": answer.weights[1]}
    console.print(say.of("what_if", "compared", **versions), style="dim", markup=False)
    _print_parameters(console, say, answer)
    if not answer.vacancies:
        console.print(say.of("what_if", "nothing", **told), markup=False)
        return
    for line in ("vacancies", "people", "best"):
        console.print(say.of("what_if", line, **told), markup=False)
    _print_rules(console, say, answer)
    _print_vacancies(console, say, answer)
    _print_people(console, say, answer)
    console.print(say.of("what_if", "nothing_stored"), style="bold", markup=False)


def _print_parameters(console: Console, say: Words, answer: WhatIfAnswer) -> None:
    changed = told_parameters((*answer.changed_rules, *answer.changed_weights), say)
    if changed:
        table = Table(*(say.of("parameter", column) for column in ("name", "before", "after")))
        for one in changed:
            table.add_row(escape(one.name), escape(one.before), escape(one.after))
        console.print(table)


def _table(say: Words, *columns: str) -> Table:
    table = Table()
    for place, column in enumerate(columns):
        table.add_column(say.of("what_if", column), justify="right" if place else "left", min_width=5)
    return table


def _print_rules(console: Console, say: Words, answer: WhatIfAnswer) -> None:
    let_in, kept_out = answer.summary.rules_let_in, answer.summary.rules_kept_out
    if let_in or kept_out:
        table = _table(say, "rule", "let_in", "kept_out")
        for rule in dict.fromkeys([*kept_out, *let_in]):
            table.add_row(escape(say.rule_name(rule)), str(let_in.get(rule, 0)), str(kept_out.get(rule, 0)))
        console.print(table)


def _print_vacancies(console: Console, say: Words, answer: WhatIfAnswer) -> None:
    table = _table(say, "vacancy", "eligible", "let_in", "kept_out", "entered", "left", "moved")
    for change in answer.vacancies[:SHOWN]:
        counts = (change.n_let_in, change.n_kept_out, change.n_entered, change.n_left, change.n_moved)
        eligible = f"{change.n_eligible_before} → {change.n_eligible_after}"
        table.add_row(escape(f"{change.reference} {change.title}"), eligible, *(str(n) for n in counts))
    console.print(table)
    for change in answer.vacancies[:SHOWN]:
        _print_names(console, say, change)
    _print_more(console, len(answer.vacancies))


def _print_names(console: Console, say: Words, change: VacancyChange) -> None:
    for kind, found, count in (("let_in", change.let_in, change.n_let_in), ("kept_out", change.kept_out, change.n_kept_out)):
        if found:
            named = [f"{one.reference} ({', '.join(say.rule_name(rule) for rule in one.rules)})" for one in found[:SHOWN]]
            more = f" … +{count - len(named)}" if count > len(named) else ""
            console.print(f"{change.reference}, {say.of('what_if', kind).lower()}: {'; '.join(named)}{more}", markup=False)


def _print_people(console: Console, say: Words, answer: WhatIfAnswer) -> None:
    table = _table(say, "person", "let_in", "kept_out", "entered", "left")
    for one in answer.people[:SHOWN]:
        table.add_row(escape(one.reference), *(str(n) for n in (one.n_let_in, one.n_kept_out, one.n_entered, one.n_left)))
    console.print(table)
    _print_more(console, len(answer.people))


def _print_more(console: Console, n_lines: int) -> None:
    if n_lines > SHOWN:
        console.print(f"  … +{n_lines - SHOWN}", style="dim")
