"""The use cases of rankings before somebody's eyes: whom they may not see does not exist, whatever the other answers remember."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.candidate import Candidate
from services.actors import COMMAND_LINE_ACTOR as ACTOR
from services.actors import Actor, Role
from services.demo import DEMO_DAY
from services.errors import NotFound
from services.matchruns import replay_run
from services.ranking import RankingQuery, explain_pair, rank_candidates, rank_vacancies

DEMO = Path(__file__).parents[2] / "fixtures" / "demo"
EXPERT = Actor("e", "An expert", Role.EXPERT)
OWN, STRANGE = replace(EXPERT, organisation_id=1), replace(EXPERT, organisation_id=999_999)
EVERYBODY = ACTOR
NOT_SHARED = (Candidate.consent != "granted") & (Candidate.status != "closed")


@pytest.fixture(scope="module")
def place(demo_world, tmp_path_factory):
    with demo_world.copy(tmp_path_factory.mktemp("audiences") / "data") as place:
        yield place


@pytest.fixture
def asks(place):
    """Ask before some eyes."""

    def asks(actor, **asked):
        return rank_candidates(place, actor, RankingQuery("VAC-021", DEMO_DAY, 1_000, **asked))

    return asks


def counted(answer):
    return answer.ranking.n_eligible + answer.ranking.n_excluded


def number_of(place, *conditions):
    with place.reading(ACTOR, "count") as unit:
        return unit.session.scalar(select(func.count()).select_from(Candidate).where(*conditions))


@pytest.mark.parametrize("listed", [0, 5_000], ids=["from the snapshot", "with everybody who is kept out"])
def test_who_is_not_shared_is_counted_for_their_own_organisation_alone(place, asks, monkeypatch, listed):
    monkeypatch.setattr("services.ranking.LISTED", listed)
    monkeypatch.setattr("services.ranking.NEAREST", 5_000)
    hidden = number_of(place, NOT_SHARED)
    theirs = number_of(place, NOT_SHARED, Candidate.organisation_id == OWN.organisation_id)
    assert hidden > theirs > 0
    everybody, own, strange = (asks(actor, with_excluded=True) for actor in (EVERYBODY, OWN, STRANGE))
    assert (counted(own), counted(strange)) == (counted(everybody) - hidden + theirs, counted(everybody) - hidden)
    for answer in (everybody, own, strange):
        assert len(answer.ranking.ranked) + len(answer.ranking.excluded) == counted(answer)


def test_what_is_remembered_for_one_audience_is_not_told_to_another(asks):
    first = asks(EVERYBODY)
    assert asks(STRANGE).run != first.run
    assert counted(asks(STRANGE)) < counted(first)
    assert asks(EVERYBODY).run == first.run


def test_a_run_is_replayed_before_the_eyes_it_was_made_for(place, asks):
    narrow = asks(STRANGE).run
    asks(EVERYBODY)
    assert replay_run(place, ACTOR, narrow).identical


def test_whoever_may_not_be_seen_does_not_exist_when_asked_about(place, asks):
    with place.reading(ACTOR, "look") as unit:
        hidden = unit.session.scalar(
            select(Candidate.case_reference).where(NOT_SHARED, Candidate.organisation_id == OWN.organisation_id).limit(1)
        )
    assert rank_vacancies(place, OWN, RankingQuery(hidden, DEMO_DAY)).ranking.subject == hidden
    assert explain_pair(place, OWN, "VAC-021", hidden, DEMO_DAY).profile.reference == hidden
    assert hidden not in {out.reference for out in asks(STRANGE, with_excluded=True, about=(hidden,)).ranking.excluded}
    for ask in (
        lambda: rank_vacancies(place, STRANGE, RankingQuery(hidden, DEMO_DAY)),
        lambda: explain_pair(place, STRANGE, "VAC-021", hidden, DEMO_DAY),
    ):
        with pytest.raises(NotFound):
            ask()
