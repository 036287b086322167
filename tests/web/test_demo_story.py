"""The demo world tells a story that can be believed: whoever was introduced fitted, as the recommender itself says of that day."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from api.i18n import FIT_PHRASES
from services.actors import COMMAND_LINE_ACTOR
from services.installation import Installation
from services.ranking import RankingQuery, rank_candidates
from services.settings import Settings
from tests.web.stage import Stage
from tests.worlds import DATABASE

INTRODUCED = """SELECT case_reference, vacancy.reference, approved_on FROM introduction
    JOIN candidate ON candidate.id = candidate_id JOIN vacancy ON vacancy.id = vacancy_id ORDER BY introduction.id"""
OWN = """SELECT DISTINCT vacancy_id FROM introduction JOIN vacancy ON vacancy.id = vacancy_id
    WHERE employer_id = (SELECT min(id) FROM employer)"""
DRAFTS = "SELECT count(*) FROM trial_agreement WHERE state = 'draft'"
HARDLY = next(least for least, phrase in FIT_PHRASES if phrase == "possible")
"""Below this a page says that somebody hardly fits."""


@pytest.fixture(scope="module")
def before(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The demo world before anything happened in it: nobody is on a way to work yet, so everybody may be ranked."""
    folder = tmp_path_factory.mktemp("before") / "data"
    shutil.copytree(demo_folder, folder)
    place = Installation(Settings(f"sqlite:///{folder / DATABASE}", folder))
    yield place
    place.engine.dispose()


def test_nobody_was_introduced_whom_a_rule_keeps_out_or_who_hardly_fits(stage: Stage, before: Installation) -> None:
    with stage.installation.engine.connect() as connection:
        introduced = connection.execute(text(INTRODUCED)).all()
    assert len(introduced) >= 5
    for person, vacancy, day in introduced:
        question = RankingQuery(vacancy, date.fromisoformat(str(day)), 100)
        ranking = rank_candidates(before, COMMAND_LINE_ACTOR, question).ranking
        line = next((line for line in ranking.ranked if line.reference == person), None)
        assert line is not None, (person, vacancy, day, [one for one in ranking.excluded if one.reference == person])
        assert not line.reviews, (person, vacancy, "introduced while something was to be clarified")
        assert line.probability is not None
        assert line.probability >= HARDLY, (person, vacancy, line.probability)


def test_the_demo_employer_meets_people_at_more_than_one_vacancy_and_a_draft_waits(stage: Stage) -> None:
    with stage.installation.engine.connect() as connection:
        assert len(connection.execute(text(OWN)).all()) > 1
        assert connection.execute(text(DRAFTS)).scalar_one() == 1
