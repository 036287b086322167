"""`kladka rank …` and `kladka explain …`: rankings and single pairs as tables for people or JSON for programs."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import click

from api.calendar import today
from api.cli.bulk import store_rankings
from api.cli.output import Printer
from api.cli.root import Reference, as_of_option, chosen_language, installation, language_option
from api.records import explanation_record, ranking_record
from services.actors import COMMAND_LINE_ACTOR
from services.bulk_runs import BulkQuery
from services.engines import ENGINES, EngineOptions, default_workers
from services.ranking import RankingQuery, explain_pair, rank_all, rank_candidates, rank_vacancies
from services.reference import require_current_database


@click.command()
@click.option("--vacancy", type=Reference(), help="Rank people for this vacancy.")
@click.option("--candidate", type=Reference(), help="Rank vacancies for this person.")
@click.option("--all", "everything", is_flag=True, help="Rank people for every open vacancy.")
@as_of_option
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Lines per ranking.")
@click.option("--engine", type=click.Choice(list(ENGINES)), help="With --all: store match runs instead of printing, and who computes them.")
@click.option("--scheduler", metavar="ADDRESS", help="A running Dask scheduler; without it --engine dask starts workers on this machine.")
@click.option("--workers", type=click.IntRange(1, 256), help="Threads, or processes on this machine; as many as cores if not given.")
@click.option("--parts", type=click.IntRange(1, 10_000), help="With --engine dask: into how many parts everybody is cut.")
@click.option("--format", "form", type=click.Choice(["table", "json", "jsonl"]), default="table", show_default=True)
@language_option
def rank(
    vacancy: str | None,
    candidate: str | None,
    everything: bool,
    as_of: date | None,
    limit: int,
    form: str,
    language: str | None,
    **bulk: Any,
) -> None:
    """Rank people for a vacancy, vacancies for a person, or everything."""
    if sum((vacancy is not None, candidate is not None, everything)) != 1:
        raise click.UsageError("give one of --vacancy, --candidate, --all")
    _check_bulk(everything, bulk)
    place, day = installation(), as_of or today()
    require_current_database(place, COMMAND_LINE_ACTOR)
    if bulk["engine"]:
        store_rankings(place, BulkQuery(day, limit, bulk["engine"], _options(bulk)), form, chosen_language(language))
        return
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


def _check_bulk(everything: bool, bulk: Mapping[str, Any]) -> None:
    if bulk["engine"] and not everything:
        raise click.UsageError("--engine goes with --all")
    if bulk["engine"] != "dask" and (bulk["scheduler"] or bulk["parts"]):
        raise click.UsageError("--scheduler and --parts go with --engine dask")
    if bulk["workers"] and (bulk["scheduler"] or not bulk["engine"]):
        raise click.UsageError("--workers goes with --engine, and a running cluster has workers of its own")


def _options(bulk: Mapping[str, Any]) -> EngineOptions:
    return EngineOptions(bulk["scheduler"], bulk["workers"] or default_workers(), bulk["parts"])


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
