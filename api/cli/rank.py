"""`kladka rank …` and `kladka explain …`: rankings and single pairs as tables for people or JSON for programs."""

import json
from datetime import date
from typing import Any

import click

from api.calendar import today
from api.cli.output import Printer
from api.cli.root import Reference, as_of_option, chosen_language, installation, language_option
from api.records import explanation_record, ranking_record
from services.actors import COMMAND_LINE_ACTOR
from services.ranking import RankingQuery, explain_pair, rank_all, rank_candidates, rank_vacancies
from services.reference import require_current_database


@click.command()
@click.option("--vacancy", type=Reference(), help="Rank people for this vacancy.")
@click.option("--candidate", type=Reference(), help="Rank vacancies for this person.")
@click.option("--all", "everything", is_flag=True, help="Rank people for every open vacancy.")
@as_of_option
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Lines per ranking.")
@click.option("--format", "form", type=click.Choice(["table", "json", "jsonl"]), default="table", show_default=True)
@language_option
def rank(
    vacancy: str | None, candidate: str | None, everything: bool, as_of: date | None, limit: int, form: str, language: str | None
) -> None:
    """Rank people for a vacancy, vacancies for a person, or everything."""
    if sum((vacancy is not None, candidate is not None, everything)) != 1:
        raise click.UsageError("give one of --vacancy, --candidate, --all")
    place, day = installation(), as_of or today()
    require_current_database(place, COMMAND_LINE_ACTOR)
    if everything:
        _rank_everything(rank_all(place, COMMAND_LINE_ACTOR, day, limit), form, chosen_language(language))
        return
    query = RankingQuery(vacancy or candidate or "", day, limit, with_excluded=True)
    answer = (rank_candidates if vacancy else rank_vacancies)(place, COMMAND_LINE_ACTOR, query)
    if form == "table":
        printer = Printer(chosen_language(language))
        printer.ranking(answer)
    else:
        record = ranking_record(answer.ranking, subject="vacancy" if vacancy else "candidate")
        click.echo(json.dumps(record, ensure_ascii=False, indent=1 if form == "json" else None))


def _rank_everything(rankings: Any, form: str, language: str) -> None:
    if form == "table":
        printer = Printer(language)
        for ranking in rankings:
            printer.short_ranking(ranking)
    elif form == "jsonl":
        for ranking in rankings:
            click.echo(json.dumps(ranking_record(ranking, subject="vacancy"), ensure_ascii=False))
    else:
        click.echo(json.dumps([ranking_record(r, subject="vacancy") for r in rankings], ensure_ascii=False, indent=1))


@click.command()
@click.option("--vacancy", type=Reference(), required=True)
@click.option("--candidate", type=Reference(), required=True)
@as_of_option
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@language_option
def explain(vacancy: str, candidate: str, as_of: date | None, form: str, language: str | None) -> None:
    """Why one person stands where they stand for one vacancy: evidence, rules, contributions, and what would change it."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    answer = explain_pair(place, COMMAND_LINE_ACTOR, vacancy, candidate, as_of or today())
    if form == "json":
        click.echo(json.dumps(explanation_record(answer), ensure_ascii=False, indent=1))
    else:
        Printer(chosen_language(language)).explanation(answer)
