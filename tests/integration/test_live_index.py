"""A change through one installation is in the next ranking of every other."""

from datetime import date
from pathlib import Path

import pytest

from services.actors import COMMAND_LINE_ACTOR as ACTOR
from services.demo import DEMO_DAY
from services.importing.files import import_file
from services.installation import Installation
from services.ranking import RankingQuery, rank_candidates

DEMO = Path(__file__).parents[2] / "fixtures" / "demo"


@pytest.fixture(scope="module")
def two_installations(demo_world, tmp_path_factory):
    with demo_world.copy(tmp_path_factory.mktemp("live") / "data") as one:
        other = Installation(one.settings)
        yield one, other
        other.engine.dispose()


def ranked(installation, vacancy="VAC-001"):
    query = RankingQuery(vacancy, date(2026, 11, 22), 50)
    return [line.reference for line in rank_candidates(installation, ACTOR, query).ranking.ranked]


def test_a_change_elsewhere_is_in_the_next_ranking_here(two_installations, tmp_path):
    one, other = two_installations
    assert "GOM-0001" in ranked(other)
    text = (DEMO / "candidates.csv").read_text(encoding="utf-8")
    head, _, rest = text.partition("\n")
    first = rest.split('"GOM-0002"')[0].replace('"granted"', '"withheld"')
    changed = tmp_path / "changed.csv"
    changed.write_text(f"{head}\n{first}", encoding="utf-8")
    assert import_file(one, ACTOR, changed, "candidates", as_of=DEMO_DAY).n_changed == 1
    assert "GOM-0001" not in ranked(other)


def test_what_was_handed_out_is_never_changed(two_installations, tmp_path):
    one, other = two_installations
    with one.reading(ACTOR, "look") as unit:
        crowd, openings = one.crowd(unit.session), one.openings(unit.session)
        assert one.crowd(unit.session) is crowd
        assert one.openings(unit.session) is openings
    n_people, n_changes = len(crowd), crowd.n_changes
    text = (DEMO / "candidates.csv").read_text(encoding="utf-8").split('"GOM-0012"')[0].replace('"granted"', '"limited"')
    (tmp_path / "changed.csv").write_text(text, encoding="utf-8")
    assert import_file(other, ACTOR, tmp_path / "changed.csv", "candidates", as_of=DEMO_DAY).n_changed
    with one.reading(ACTOR, "look") as unit:
        assert one.crowd(unit.session) is not crowd
    assert (len(crowd), crowd.n_changes) == (n_people, n_changes)
