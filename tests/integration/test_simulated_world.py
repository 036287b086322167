"""`kladka simulate`: all or nothing, the same everywhere, never beside anybody else, and good to rank and to learn from."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, text

from api.cli import main
from matcher.eligibility import judge
from matcher.features import compute_features
from matcher.index import CandidateIndex, VacancyIndex
from matcher.pairs import PairBlock
from models.audit import AuditEvent, ChangeFeed
from models.base import Base
from models.candidate import Candidate
from models.outcome import Outcome
from models.queries.candidates import find_candidates
from models.queries.vacancies import find_vacancies
from models.restriction import Restriction
from models.vacancy import Vacancy
from services.actors import COMMAND_LINE_ACTOR as ACTOR
from services.actors import Actor, Role
from services.chain_check import verify_chain
from services.errors import Conflict, Forbidden, InvalidValue, Unavailable
from services.installation import Installation
from services.learning import stored_placements, train_scorer
from services.profiles import to_profile
from services.ranking import RankingQuery, rank_candidates, rank_vacancies
from services.reference import upgrade_database
from services.settings import Settings
from services.simulation.recipe import WORLD_DAY
from services.simulation.truth import true_model
from services.simulation.world import WRITTEN, Plan, simulate
from services.vacancy_records import to_spec
from services.versions import active_deciders
from tests import factories
from tests.databases import migrate, postgresql_database
from tests.integration.test_bulk import definitions

ROOT = Path(__file__).parents[2]
SMALL = Plan(60, 30, seed=11, outcomes=5)
PLANS = {"usual": SMALL, "nobody to place": Plan(0, 12, 3), "nothing to do": Plan(15, 0, 3), "one of each": Plan(1, 1, 3, outcomes=1)}


@pytest.fixture
def place(database_url, tmp_path):
    place = Installation(Settings(database_url, tmp_path))
    upgrade_database(place, ACTOR)
    yield place
    place.engine.dispose()


def contents(place):
    """Every row that a simulation writes, as the records read it: what is sealed is opened."""
    keys = place.keys()
    with place.engine.connect() as connection:
        tables = [*WRITTEN, Base.metadata.tables["outcome"]]
        found = {t.name: [tuple(row) for row in connection.execute(select(t).order_by(*t.primary_key.columns))] for t in tables}
    return {
        t.name: [
            tuple(
                keys.unseal(f"{t.name}.{column.name}", row[0], value) if isinstance(value, bytes) else value
                for column, value in zip(t.columns, row, strict=True)
            )
            for row in found[t.name]
        ]
        for t in tables
    }


def counts(place):
    with place.engine.connect() as connection:
        return {t.__tablename__: connection.scalar(select(func.count()).select_from(t)) for t in (Candidate, Vacancy, Outcome, AuditEvent)}


def test_the_same_seed_gives_the_same_rows_in_both_databases(postgresql_server, migrated_sqlite, tmp_path):
    written = []
    with postgresql_database(postgresql_server) as url:
        urls = [url.render_as_string(hide_password=False), f"sqlite:///{tmp_path / 'kladka.sqlite3'}"]
        for url in urls:
            migrate(url)
            place = Installation(Settings(url, tmp_path))
            upgrade_database(place, ACTOR)
            simulate(place, ACTOR, SMALL)
            written.append(contents(place))
            place.engine.dispose()
    assert all(written[0][name] for name in ("candidate_skill", "restriction", "outcome", "vacancy_requirement_concept"))
    for name, rows in written[0].items():
        assert rows == written[1][name], name


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_a_world_stands_whole_and_once(place, plan):
    before = definitions(place.engine)
    report = simulate(place, ACTOR, plan)
    assert (report.n_candidates, report.n_vacancies, report.written) == (plan.candidates, plan.vacancies, True)
    assert report.n_outcomes <= plan.n_outcomes
    assert definitions(place.engine) == before
    stands = counts(place)
    assert (stands["candidate"], stands["vacancy"], stands["outcome"]) == (plan.candidates, plan.vacancies, report.n_outcomes)
    if place.engine.dialect.name == "sqlite":
        with place.engine.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    again = simulate(place, ACTOR, plan)
    assert (again.written, again.n_outcomes) == (False, report.n_outcomes)
    assert counts(place) == stands
    with pytest.raises(Conflict) as refused:
        simulate(place, ACTOR, Plan(plan.candidates, plan.vacancies, plan.seed + 1))
    assert (refused.value.code, refused.value.remedy) == ("conflict.other_world", "use_other_database")


def test_a_plan_for_nobody_and_nothing_writes_nothing(place):
    before = counts(place)
    assert not simulate(place, ACTOR, Plan(0, 0, 3)).written
    assert counts(place) == before


@pytest.mark.parametrize("somebody", ["candidate", "vacancy", "organisation"])
def test_invented_people_never_stand_beside_others(place, session, somebody):
    session.add(getattr(factories, somebody)())
    session.commit()
    before = counts(place)
    with pytest.raises(Conflict) as refused:
        simulate(place, ACTOR, SMALL)
    assert (refused.value.code, refused.value.remedy) == ("conflict.not_simulated", "use_other_database")
    assert counts(place) == before


def test_somebody_who_came_after_is_somebody_else(place, session):
    simulate(place, ACTOR, Plan(5, 0, 1))
    newcomer = factories.candidate()
    newcomer.restrictions.append(Restriction(kind="travel_limit", travel_limit="province", entered_by="x"))
    session.add(newcomer)
    session.commit()
    assert newcomer.id == 6
    with pytest.raises(Conflict, match="not_simulated"):
        simulate(place, ACTOR, Plan(5, 0, 1))


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (Plan(5, 5, -1), "--seed"), (Plan(5, 5, 2**31), "--seed"), (Plan(-1, 5, 1), "--candidates"), (Plan(5, -1, 1), "--vacancies"),
        (Plan(5, 5, 1, outcomes=-1), "--outcomes"), (Plan(2**31, 5, 1), "--candidates"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_impossible_plans_are_refused(place, plan, field):
    with pytest.raises(InvalidValue) as refused:
        simulate(place, ACTOR, plan)
    assert refused.value.field == field


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_only_the_command_line_invents_a_country(place):
    with pytest.raises(Forbidden):
        simulate(place, Actor("k", "A coordinator", Role.COORDINATOR), SMALL)


KILLED = """
import os, sys
from pathlib import Path
from services.actors import COMMAND_LINE_ACTOR
from services.installation import Installation
from services.settings import Settings
from services.simulation.world import Plan, simulate
def die(what, done, total):
    if what == sys.argv[3]:
        os._exit(9)
simulate(Installation(Settings(sys.argv[1], Path(sys.argv[2]))), COMMAND_LINE_ACTOR, Plan(60, 30, 11, 5), die)
"""


@pytest.mark.parametrize("when", ["vacancies", "checks", "outcomes"])
def test_a_killed_simulation_leaves_nothing_and_can_be_run_again(place, tmp_path, when):
    before, defined = counts(place), definitions(place.engine)
    url = place.settings.database_url
    done = subprocess.run(
        [sys.executable, "-c", KILLED, url, str(tmp_path), when], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False
    )
    assert done.returncode == 9
    assert counts(place) == before
    assert definitions(place.engine) == defined
    assert simulate(place, ACTOR, SMALL).written


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_server_that_goes_away_is_told_in_words_and_leaves_nothing(place):
    def end_all_sessions(what, done, total):
        if what == "vacancies":
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            with place.engine.connect() as connection:
                connection.execute(text(others))

    with pytest.raises(Unavailable) as told:
        simulate(place, ACTOR, SMALL, end_all_sessions)
    assert told.value.remedy == "check_database"
    place.engine.dispose()
    assert counts(place)["candidate"] == 0
    assert simulate(place, ACTOR, SMALL).written


def test_everybody_can_be_ranked_and_a_running_index_hears_of_it(place):
    with place.reading(ACTOR, "test") as unit:
        assert len(place.crowd(unit.session)) == 0
    simulate(place, ACTOR, Plan(400, 60, 2, outcomes=0))
    answers = [rank_candidates(place, ACTOR, RankingQuery(f"SIM-V-{n:07d}", WORLD_DAY, 10)).ranking for n in range(1, 21)]
    assert any(ranking.ranked for ranking in answers)
    person = next(ranking.ranked[0].reference for ranking in answers if ranking.ranked)
    assert rank_vacancies(place, ACTOR, RankingQuery(person, WORLD_DAY, 10)).ranking.ranked
    with place.reading(ACTOR, "test") as unit:
        told = unit.session.scalars(select(ChangeFeed.noun).where(ChangeFeed.record_id.is_(None))).all()
        assert {"candidate", "vacancy"} <= set(told)
        assert unit.session.scalars(select(AuditEvent.action).where(AuditEvent.action == "simulation:create")).all() == [
            "simulation:create"
        ]
        assert verify_chain(unit.session).fault is None


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_outcomes_agree_with_the_stated_model(place):
    """Pair by pair, the slow way: nobody was referred against a rule, and as many stayed as the model says."""
    report = simulate(place, ACTOR, Plan(600, 150, 4, outcomes=300))
    assert report.n_outcomes == 300
    placements = stored_placements(place, ACTOR)
    probabilities, stayed = [], []
    with place.reading(ACTOR, "test") as unit:
        taxonomy, rules, session = place.knowledge(unit.session).taxonomy, active_deciders(unit.session).rules, unit.session
        cases = find_candidates(session, references=[p.candidate for p in placements])
        posts = find_vacancies(session, references=[p.vacancy for p in placements])
        for one in placements:
            sides = (
                VacancyIndex.build([to_spec(posts[one.vacancy])], taxonomy),
                CandidateIndex.build([to_profile(cases[one.candidate])], taxonomy),
            )
            block = PairBlock(*sides, rules, one.referred_on)
            assert judge(block).eligible.all()
            probabilities.append(float(true_model().probability(true_model().score(compute_features(block)))[0, 0]))
            stayed.append(one.result.startswith("retained"))
    p, y = np.array(probabilities), np.array(stayed, float)
    assert abs(y.sum() - p.sum()) < 4 * np.sqrt((p * (1 - p)).sum())
    lower, upper = p < np.median(p), p >= np.median(p)
    for half in (lower, upper):
        assert abs((y - p)[half].sum()) < 4 * np.sqrt((p * (1 - p))[half].sum())
    answer = train_scorer(place, ACTOR, placements)
    assert answer.report["n"] == 300


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_world_too_small_for_its_outcomes_says_so(place):
    report = simulate(place, ACTOR, Plan(8, 3, 5, outcomes=500))
    assert report.n_outcomes < 24


@pytest.mark.parametrize(
    ("language", "said"), [("ru", "Никого из них нет на свете"), ("be", "Нікога з іх няма"), ("en", "None of them exist")]
)
def test_the_command_speaks_three_languages(tmp_path, language, said):
    def run(*arguments):
        asked = ["simulate", "--candidates", "8", "--vacancies", "3", "--outcomes", "50", "--language", language, *arguments]
        return CliRunner().invoke(main, asked, env={"KLADKA_DATA_DIR": str(tmp_path), "KLADKA_DATABASE_URL": ""})

    done = run("--seed", "5")
    assert done.exit_code == 0, done.output
    assert said in done.stdout
    assert len(done.stdout.splitlines()) == 2  # the second says that there are fewer outcomes than asked for
    assert said not in run("--seed", "5").stdout
    other = run("--seed", "6")
    assert other.exit_code == 1
    assert "KLADKA_DATABASE_URL" in other.stderr
    assert run("--seed", "-6").exit_code == 1
    assert run("--seed", "many").exit_code == 2


def test_dates_are_relative_to_the_day_asked_for(place):
    simulate(place, ACTOR, Plan(3, 20, 1, day=date(2031, 5, 1)))
    with place.reading(ACTOR, "test") as unit:
        starts = [day for day in unit.session.scalars(select(Vacancy.starts_on)) if day]
    assert date(2031, 5, 1) < min(starts) <= max(starts) < date(2031, 9, 1)
