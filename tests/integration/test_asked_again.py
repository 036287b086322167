"""The same question again gets the same run, each look an audit event of its asker, however many ask at once; and never a stale answer."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from models.audit import AuditEvent
from models.queries.versions import get_active_version
from models.version import ScorerVersion
from services.actors import COMMAND_LINE_ACTOR as ACTOR
from services.actors import Actor, Role
from services.candidates import close_candidate
from services.chain_check import verify_chain
from services.deciding import activate_scorer
from services.demo import DEMO_DAY
from services.ranking import RankingQuery, rank_candidates

DEMO = Path(__file__).parents[2] / "fixtures" / "demo"
QUERY = RankingQuery("VAC-021", DEMO_DAY, 5)
EXPERTS = [Actor(f"expert-{number}", "Expert", Role.EXPERT) for number in range(8)]


@pytest.fixture(scope="module")
def place(demo_world, tmp_path_factory):
    with demo_world.copy(tmp_path_factory.mktemp("asked_again") / "data") as place:
        yield place


def looks(place):
    told = AuditEvent.action == "ranking:read"
    with place.reading(ACTOR, "look") as unit:
        found = unit.session.execute(select(AuditEvent.actor_id, AuditEvent.details).where(told).order_by(AuditEvent.sequence)).all()
        return [(actor, details["run"]) for actor, details in found]


def test_many_who_ask_at_once_are_told_their_own_run_and_each_look_is_written_down(place):
    runs = {expert.id: rank_candidates(place, expert, QUERY).run for expert in EXPERTS}
    assert len(set(runs.values())) == len(EXPERTS)
    before = len(looks(place))
    asking = EXPERTS * 5
    with ThreadPoolExecutor(len(EXPERTS)) as threads:
        answers = list(threads.map(lambda expert: rank_candidates(place, expert, QUERY), asking))
    assert [answer.run for answer in answers] == [runs[expert.id] for expert in asking]
    assert sorted(looks(place)[before:]) == sorted((expert.id, runs[expert.id]) for expert in asking)
    with place.reading(ACTOR, "check the chain") as unit:
        assert verify_chain(unit.session).fault is None


def test_a_change_of_anybody_is_in_the_next_answer(place):
    answer = rank_candidates(place, ACTOR, QUERY)
    assert rank_candidates(place, ACTOR, QUERY).run == answer.run
    best = answer.ranking.ranked[0].reference
    close_candidate(place, ACTOR, best, "found_work_elsewhere")
    now = rank_candidates(place, ACTOR, QUERY)
    assert now.run != answer.run
    assert best not in {line.reference for line in now.ranking.ranked}


def test_another_scorer_is_in_the_next_answer_and_the_first_one_again(place):
    first = rank_candidates(place, ACTOR, QUERY)
    with place.writing(ACTOR, "store another scorer") as unit:
        active = get_active_version(unit.session, of=ScorerVersion)
        number, content = active.number, active.content | {"prior": active.content["prior"] - 1.0}
        other = ScorerVersion(number=number + 1, content=content, digest="0" * 64, created_by="test")
        unit.session.add(other)
        unit.audit("scorer:train", other)
    activate_scorer(place, ACTOR, number + 1)
    now = rank_candidates(place, ACTOR, QUERY)
    assert now.run != first.run
    assert now.ranking.ranked[0].score < first.ranking.ranked[0].score
    activate_scorer(place, ACTOR, number)
    assert rank_candidates(place, ACTOR, QUERY).ranking.ranked[0].score == first.ranking.ranked[0].score
