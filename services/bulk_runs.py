"""Every open vacancy against everybody, stored as match runs in bulk: ids and scores without explanations, which anybody can ask for later.

One state of the people and one set of deciders for the whole work; batches of vacancies are stored whole, each in its own transaction with
one audit event, so that work that is stopped leaves whole runs and nothing half.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import numpy as np
import psycopg
from sqlalchemy import insert
from sqlalchemy.orm import Session

from matcher.snapshot.contest import BestRows
from matcher.snapshot.crowd import Best, Crowd
from matcher.snapshot.shards import Contest
from matcher.types import VacancySpec
from models.matchrun import MatchRun, MatchRunEntry
from models.queries.candidates import find_candidate_ids
from models.queries.vacancies import find_vacancy_ids, stream_vacancies_for_index
from services.actors import Actor
from services.engines import ENGINES, EngineOptions, Ranker
from services.errors import Conflict
from services.installation import Installation
from services.permissions import authorise
from services.ranking import CANDIDATES_FOR_VACANCY, check_limit
from services.relations import audience_of
from services.unit_of_work import UnitOfWork
from services.vacancy_records import to_spec
from services.versions import Deciders, active_deciders

BATCH = 100
"""Vacancies of one task and of one transaction: a second or two of work on a million people, which is what a lost worker costs."""

Progress = Callable[[int, int], None]
"""Called with vacancies done and vacancies in all."""


@dataclass(frozen=True, slots=True)
class BulkQuery:
    """What is asked. limit: lines per run, 1 to 1,000; batch: vacancies per task and transaction."""

    as_of: date
    limit: int = 20
    engine: str = "local"
    options: EngineOptions = field(default_factory=EngineOptions)
    batch: int = BATCH


@dataclass(frozen=True, slots=True)
class BulkReport:
    """first_run, last_run: numbers of the runs stored, None when there was no open vacancy."""

    n_vacancies: int
    n_people: int
    n_entries: int
    first_run: int | None
    last_run: int | None


@dataclass(frozen=True, slots=True)
class _Standing:
    """What every run of the work stands on."""

    query: BulkQuery
    deciders: Deciders
    index_version: str
    taxonomy_version: str
    vacancy_ids: Mapping[str, int]


def rank_everybody(installation: Installation, actor: Actor, query: BulkQuery, progress: Progress = lambda *_: None) -> BulkReport:
    """Rank everybody for every open vacancy, in the order of the vacancies' references, and store the runs.

    Raises Forbidden, InvalidValue (`invalid_value.limit`, `invalid_value.scheduler`, `invalid_value.scheduler_open`) and Unavailable
    (`unavailable.cluster_extra`, `unavailable.scheduler`, `unavailable.snapshot`). What was stored before stays.
    """
    authorise(actor, "match_run:store")
    check_limit(query.limit)
    with ExitStack() as stack:
        with installation.reading(actor, "read what is ranked in bulk") as unit:
            deciders = active_deciders(unit.session)
            ranker: Ranker = stack.enter_context(ENGINES[query.engine](installation, unit.session, query.options))
            specs = open_vacancies(unit.session)
            standing = _Standing(
                query, deciders, installation.index_version, ranker.crowd.graph.version,
                find_vacancy_ids(unit.session, references=[spec.reference for spec in specs]),
            )  # fmt: skip
        numbers, n_entries = _rank_and_store(installation, actor, standing, ranker, specs, progress)
    return BulkReport(len(specs), len(ranker.crowd), n_entries, min(numbers, default=None), max(numbers, default=None))


def _rank_and_store(
    installation: Installation, actor: Actor, standing: _Standing, ranker: Ranker, specs: Sequence[VacancySpec], progress: Progress
) -> tuple[list[int], int]:
    """The numbers of the runs, and how many entries they have."""
    query, deciders = standing.query, standing.deciders
    contest = Contest(deciders.scorer, deciders.rules, query.as_of, query.limit, ranker.crowd.gone, audience_of(actor))
    batches = batches_of(specs, query.batch)
    numbers, n_entries, n_done = list[int](), 0, 0
    for batch, found in zip(batches, ranker.rank(batches, contest), strict=True):
        best = [_with_news(ranker.crowd, spec, rows, contest) for spec, rows in zip(batch, found, strict=True)]
        with installation.writing(actor, "store rankings made in bulk") as unit:
            stored, n_lines = _store(unit, standing, batch, best)
        numbers, n_entries, n_done = numbers + stored, n_entries + n_lines, n_done + len(batch)
        progress(n_done, len(specs))
    return numbers, n_entries


def batches_of(specs: Sequence[VacancySpec], size: int) -> list[Sequence[VacancySpec]]:
    """The vacancies, `size` at a time."""
    return [specs[start : start + size] for start in range(0, len(specs), size)]


def open_vacancies(session: Session) -> list[VacancySpec]:
    """Every open vacancy, in the order of their references."""
    return sorted((to_spec(found) for found in stream_vacancies_for_index(session, only_open=True)), key=lambda spec: spec.reference)


def _with_news(crowd: Crowd, spec: VacancySpec, rows: BestRows, contest: Contest) -> Best:
    """People instead of rows, with those changed since the snapshot among them."""
    return crowd.with_news(rows, spec, contest.scorer, contest.rules, contest.as_of, contest.limit, contest.audience)


def _store(unit: UnitOfWork, standing: _Standing, batch: Sequence[VacancySpec], best: Sequence[Best]) -> tuple[list[int], int]:
    """Store the runs of a batch: (their numbers, how many entries). Whoever was erased meanwhile is left out; the other ranks stay."""
    known = [(spec, one) for spec, one in zip(batch, best, strict=True) if spec.reference in standing.vacancy_ids]
    runs = [_run(unit.actor, standing, spec, one) for spec, one in known]
    numbers = list(unit.session.scalars(insert(MatchRun).returning(MatchRun.id, sort_by_parameter_order=True), runs)) if runs else []
    shown = [reference for _, one in known for reference in one.references]
    people = find_candidate_ids(unit.session, references=shown)
    entries = [
        (number, rank, people[reference], score, probability)
        for number, (_, one) in zip(numbers, known, strict=True)
        for rank, (reference, score, probability) in enumerate(_lines(standing.deciders, one), 1)
        if reference in people
    ]
    _insert_entries(unit.session, entries)
    first, last = min(numbers, default=None), max(numbers, default=None)
    engine, n_runs, n_entries = standing.query.engine, len(numbers), len(entries)
    unit.audit("match_run:store", engine=engine, n_runs=n_runs, n_entries=n_entries, first_run=first, last_run=last)
    return numbers, len(entries)


def _lines(deciders: Deciders, best: Best) -> Iterator[tuple[str, float, float]]:
    probabilities = deciders.scorer.probability(np.array(best.scores, np.float64)).tolist()
    return zip(best.references, best.scores, probabilities, strict=True)


def _run(actor: Actor, standing: _Standing, spec: VacancySpec, best: Best) -> dict[str, Any]:
    query, deciders = standing.query, standing.deciders
    told = {"reference": spec.reference, "as_of": query.as_of.isoformat(), "limit": query.limit, "bulk": query.engine}
    request = told | {"audience": asdict(audience_of(actor))}
    return {
        "direction": CANDIDATES_FOR_VACANCY,
        "vacancy_id": standing.vacancy_ids[spec.reference],
        "actor_id": actor.id,
        "actor_role": actor.role.value,
        "as_of": query.as_of,
        "row_limit": query.limit,
        "index_version": standing.index_version,
        "scorer_version": str(deciders.scorer_number),
        "rules_version": str(deciders.rules_number),
        "taxonomy_version": standing.taxonomy_version,
        "request": request,
        "n_eligible": best.n_eligible,
        "n_review": best.n_review,
        "n_excluded": best.n_excluded,
    }


_ENTRY = ("match_run_id", "rank", "candidate_id", "score", "probability", "reasons")


def _insert_entries(session: Session, entries: Sequence[tuple[Any, ...]]) -> None:
    """By COPY on PostgreSQL, where it takes a third of the time of INSERT."""
    if not entries:
        return
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        session.execute(insert(MatchRunEntry), [dict(zip(_ENTRY, (*entry, {}), strict=True)) for entry in entries])
        return
    driver: Any = connection.connection.driver_connection
    empty = json.dumps({})
    try:
        with driver.cursor() as cursor, cursor.copy(f"COPY {MatchRunEntry.__tablename__} ({', '.join(_ENTRY)}) FROM STDIN") as copy:
            for entry in entries:
                copy.write_row((*entry, empty))
    except psycopg.IntegrityError as error:  # somebody was erased in this very moment
        raise Conflict("conflict.busy", remedy="try_again") from error
