"""`simulate`: write an invented country into an empty database, in one transaction and in bulk.

Whoever kills it finds the database as it was; whoever runs it again over its own world is told that it stands. It never mixes invented
people with others: where anybody else is, it refuses.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from matcher.taxonomy import Taxonomy
from models.audit import AuditEvent
from models.base import Base, fold
from models.bulk import Rows, bulk_load, count_on, prepared, write
from models.candidate import Candidate
from models.codes import ORGANISATION_KINDS
from models.organisation import Employer, Organisation
from models.outcome import Outcome
from models.sealing import Keys
from models.vacancy import Vacancy
from services.actors import Actor
from services.errors import Conflict, InvalidValue, Unavailable
from services.installation import Installation
from services.permissions import authorise
from services.refusals import is_busy
from services.simulation import invented, recipe
from services.simulation.chance import Columns
from services.simulation.lore import Lore, Map
from services.simulation.population import N_ORGANISATIONS, Ground, people
from services.simulation.posts import vacancies
from services.simulation.referrals import Deciding, outcomes, refer
from services.simulation.sealed import stored_people
from services.unit_of_work import UnitOfWork
from services.versions import active_deciders

MOST = 1 << 31
"""Seeds and numbers below this fit every column and every generator."""
OUTCOME_SHARE, MOST_OUTCOMES = 0.02, 20_000
"""Outcomes when no number is asked for: two for every hundred people, at most as many as the learning's test bench uses."""
ACTION = "simulation:create"
NOUNS: tuple[tuple[str, type[Base]], ...] = (
    ("candidates", Candidate), ("vacancies", Vacancy), ("employers", Employer), ("organisations", Organisation), ("outcomes", Outcome),
)  # fmt: skip
PEOPLED = ("candidates", "vacancies")
"""What must be just as many as were simulated for the world to be an invented one throughout."""
OUTCOME = Base.metadata.tables["outcome"]
WRITTEN = [
    table for table in Base.metadata.sorted_tables
    if table.name in ("organisation", "employer", "vacancy", "candidate", "candidate_identity", "consent", "restriction", "health_limit")
    or table.name.startswith(("vacancy_", "candidate_")) or table.name in ("work_history", "qualification", "document", "unread_limit")
]  # fmt: skip
"""Tables that people and vacancies are written to in bulk, parents first."""
Progress = Callable[[str, int, int], None]
"""(what: candidates, vacancies, outcomes or checks; done; total)"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for. outcomes None: as many as usual for so many people. day: the one every date of the world is relative to."""

    candidates: int
    vacancies: int
    seed: int
    outcomes: int | None = None
    day: date = recipe.WORLD_DAY

    @property
    def n_outcomes(self) -> int:
        """The number of outcomes asked for, or the usual one."""
        usual = min(round(self.candidates * OUTCOME_SHARE), MOST_OUTCOMES) if self.vacancies else 0
        return usual if self.outcomes is None else self.outcomes


@dataclass(frozen=True, slots=True)
class WorldReport:
    """What stands in the database now. written: False when the same world stood there before."""

    n_candidates: int
    n_vacancies: int
    n_outcomes: int
    written: bool


def simulate(installation: Installation, actor: Actor, plan: Plan, progress: Progress = lambda *_: None) -> WorldReport:
    """Write the world of a plan. The same plan, taxonomy, rules and weights give the same rows in every database.

    A plan without people and without vacancies writes nothing. Raises InvalidValue (`invalid_value.seed`, `invalid_value.simulated_number`,
    `invalid_value.simulation_taxonomy`), and Conflict: `conflict.not_simulated` where somebody is who was not simulated,
    `conflict.other_world` where another plan was carried out.
    """
    authorise(actor, "simulation:create")
    _check(plan)
    with installation.reading(actor, "look whether anybody is here") as unit:
        standing = _standing(unit.session, plan)
    if standing is not None or not (plan.candidates or plan.vacancies):
        return standing or WorldReport(0, 0, 0, written=False)
    with installation.writing(actor, "simulate a country") as unit:
        taxonomy, deciders = installation.knowledge(unit.session).taxonomy, active_deciders(unit.session)
        ground = _ground(installation, taxonomy, plan)
        with bulk_load(unit.session.connection(), WRITTEN):
            if _standing(unit.session, plan) is not None:  # somebody else was faster; asked again because now nobody can be
                raise Conflict("conflict.busy", remedy="try_again")
            _write_blocks(unit.session.connection(), _jobs(ground, plan), unit.keys, progress)
            progress("checks", 0, 1)
        count_on(unit.session.connection(), WRITTEN)
        progress("checks", 1, 1)
        deciding = Deciding(taxonomy, deciders.rules, deciders.scorer, plan.day)
        n_outcomes = _write_outcomes(unit, deciding, plan, progress)
        _tell(unit, plan, n_outcomes, taxonomy.version)
    return WorldReport(plan.candidates, plan.vacancies, n_outcomes, written=True)


def _check(plan: Plan) -> None:
    if not 0 <= plan.seed < MOST:
        raise InvalidValue("invalid_value.seed", field="--seed", parameters={"seed": plan.seed, "most": MOST - 1})
    asked = {"--candidates": plan.candidates, "--vacancies": plan.vacancies, "--outcomes": plan.n_outcomes}
    for name, number in asked.items():
        if not 0 <= number < MOST:
            raise InvalidValue("invalid_value.simulated_number", field=name, parameters={"number": number, "most": MOST - 1})


def _ground(installation: Installation, taxonomy: Taxonomy, plan: Plan) -> Ground:
    try:
        lore = Lore.build(taxonomy, plan.seed)
    except ValueError as error:
        raise InvalidValue("invalid_value.simulation_taxonomy", remedy="upgrade_database") from error
    return Ground(lore, Map.build(installation.places), plan.seed, plan.day)


def _standing(session: Session, plan: Plan) -> WorldReport | None:
    """The world that stands already if it is this plan's, None if the database is empty; anything else is refused."""
    counts = {name: session.scalar(select(func.count()).select_from(table)) or 0 for name, table in NOUNS}
    if not any(counts.values()):
        return None
    told = session.scalar(select(AuditEvent.details).where(AuditEvent.action == ACTION).order_by(AuditEvent.sequence.desc()).limit(1))
    if told is None or any(counts[name] != told["counts"][name] for name in PEOPLED):
        raise Conflict("conflict.not_simulated", remedy="use_other_database")
    if told["plan"] != _remembered(plan):
        parameters = {name: told["plan"][name] for name in ("candidates", "vacancies", "seed")}
        raise Conflict("conflict.other_world", remedy="use_other_database", parameters=parameters)
    return WorldReport(counts["candidates"], counts["vacancies"], told["counts"]["outcomes"], written=False)


def _remembered(plan: Plan) -> dict[str, Any]:
    return asdict(plan) | {"outcomes": plan.n_outcomes, "day": plan.day.isoformat(), "recipe": recipe.VERSION}


def _tell(unit: UnitOfWork, plan: Plan, n_outcomes: int, taxonomy_version: str) -> None:
    """The audit event that the world is known by, and the word to every index to read everything again."""
    counts = {"candidates": plan.candidates, "vacancies": plan.vacancies, "outcomes": n_outcomes}
    unit.audit(ACTION, plan=_remembered(plan), counts=counts, taxonomy=taxonomy_version)
    unit.everything_changed("candidate")
    unit.everything_changed("vacancy")


Job = tuple[str, int, int, Callable[[], dict[str, Columns]]]
"""(what, done when it is written, total, its rows)"""


def _jobs(ground: Ground, plan: Plan) -> Iterator[Job]:
    yield "candidates", 0, plan.candidates, lambda: {"organisation": _organisations()}
    for what, total, size, draw in (
        ("vacancies", plan.vacancies, recipe.POST_BLOCK, vacancies),
        ("candidates", plan.candidates, recipe.BLOCK, people),
    ):
        for block in range(-(-total // size)):
            yield what, min((block + 1) * size, total), total, partial(draw, ground, block, total)


def _organisations() -> Columns:
    numbers = np.arange(1, N_ORGANISATIONS + 1)
    kinds = [ORGANISATION_KINDS[number % len(ORGANISATION_KINDS)] for number in range(N_ORGANISATIONS)]
    names = [invented.ORGANISATION.format(number) for number in numbers.tolist()]
    return {"id": numbers, "name": names, "name_folded": [fold(name) for name in names], "kind": kinds}


def _write_blocks(connection: Connection, jobs: Iterator[Job], keys: Keys, progress: Progress) -> None:
    """Write block after block; the next one is drawn in a second thread while the database works."""
    dialect = connection.dialect.name

    def rows_of(job: Job) -> list[Rows]:
        return [prepared(Base.metadata.tables[name], columns, dialect) for name, columns in stored_people(job[3](), keys).items()]

    with ThreadPoolExecutor(1, thread_name_prefix="simulate") as workshop:
        job = next(jobs)
        ahead = workshop.submit(rows_of, job)
        while True:
            rows, following = ahead.result(), next(jobs, None)
            if following is not None:
                ahead = workshop.submit(rows_of, following)
            for one in rows:
                _write(connection, one)
            progress(*job[:3])
            if following is None:
                return
            job = following


def _write(connection: Connection, rows: Rows) -> None:
    """COPY goes past the engine's own watch for a lost server or a full disk, so that they are told here."""
    try:
        write(connection, rows)
    except OperationalError as error:
        if is_busy(error):
            raise
        reason = str(error.orig).strip().partition("\n")[0].rstrip(".")
        raise Unavailable(remedy="check_database", parameters={"reason": reason}) from error


def _write_outcomes(unit: UnitOfWork, deciding: Deciding, plan: Plan, progress: Progress) -> int:
    """Refer people and write what came of it; fewer than asked where no more pairs are eligible."""
    written = 0
    size = (plan.candidates, plan.vacancies)
    for referrals in refer(unit.session, deciding, size, plan.seed, plan.n_outcomes):
        columns = outcomes(referrals, written + 1, plan.day, plan.seed)
        connection = unit.session.connection()
        _write(connection, prepared(OUTCOME, columns, connection.dialect.name))
        written += len(referrals)
        progress("outcomes", written, plan.n_outcomes)
    count_on(unit.session.connection(), [OUTCOME])
    return written
