"""The snapshot on disk: shared by processes, true to its database, renewed beside the work, and never a reason to answer wrongly."""

import logging
import shutil
from datetime import date
from pathlib import Path

import pytest

from services.actors import COMMAND_LINE_ACTOR as ACTOR
from services.candidates import close_candidate
from services.errors import NotFound
from services.installation import Installation
from services.ranking import RankingQuery, rank_candidates
from services.reference import upgrade_database
from services.settings import Settings

DAY = date(2026, 11, 22)


def installed(folder: Path, database: str = "kladka") -> Installation:
    return Installation(Settings(f"sqlite:///{folder / database}.sqlite3", folder))


@pytest.fixture
def demo(demo_folder, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(demo_folder, folder)
    place = installed(folder)
    yield place
    place.engine.dispose()


def ranked(place, vacancy="VAC-001", **asked):
    answer = rank_candidates(place, ACTOR, RankingQuery(vacancy, DAY, 50, **asked))
    return [(line.reference, line.score) for line in answer.ranking.ranked]


def snapshot_file(place):
    return place.settings.data_folder / "index" / "people.snapshot"


def test_a_snapshot_says_the_same_as_everybody_read_anew(demo):
    for number in range(1, 40):
        try:
            assert ranked(demo, f"VAC-{number:03}") == ranked(demo, f"VAC-{number:03}", with_excluded=True)
        except NotFound:
            continue


def test_the_next_process_opens_what_the_first_one_wrote(demo, caplog):
    expected = ranked(demo)
    written = snapshot_file(demo).stat().st_mtime_ns
    other = installed(demo.settings.data_folder)
    with caplog.at_level(logging.WARNING):
        assert ranked(other) == expected
    assert snapshot_file(demo).stat().st_mtime_ns == written
    assert not caplog.records
    other.engine.dispose()


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_snapshot_is_built_anew_with_a_line_in_the_log(demo, caplog, damage):
    expected = ranked(demo)
    whole = bytearray(snapshot_file(demo).read_bytes())
    whole[len(whole) // 2] ^= 255
    snapshot_file(demo).write_bytes(bytes(whole) if damage is None else damage)
    other = installed(demo.settings.data_folder)
    with caplog.at_level(logging.WARNING):
        assert ranked(other) == expected
    assert caplog.text.count("the snapshot of people is built anew") == 1
    other.engine.dispose()


def test_a_snapshot_of_another_database_is_not_served(demo, caplog):
    ranked(demo)
    other = installed(demo.settings.data_folder, "second")
    upgrade_database(other, ACTOR)
    with caplog.at_level(logging.WARNING), other.reading(ACTOR, "look") as unit:
        assert len(other.crowd(unit.session)) == 0
    assert "belongs to another database" in caplog.text
    other.engine.dispose()


def test_a_disk_that_refuses_costs_a_log_line_and_no_answer(demo, caplog, monkeypatch):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("services.snapshots.save_snapshot", refuse)
    with caplog.at_level(logging.WARNING):
        assert ranked(demo)
    assert "could not be kept on disk" in caplog.text


def test_a_renewed_snapshot_is_taken_up_by_every_process(demo):
    other = installed(demo.settings.data_folder)
    first = ranked(other)[0][0]
    close = ranked(demo)
    close_candidate(demo, ACTOR, first, "found_work_elsewhere")
    assert first not in dict(ranked(other))
    demo.renew_snapshot(ACTOR)
    for place in (demo, other):
        with place.reading(ACTOR, "look") as unit:
            assert place.crowd(unit.session).n_changes == 0
        assert ranked(place) == [line for line in close if line[0] != first]
    other.engine.dispose()


def test_of_many_people_the_nearest_are_named_and_whoever_is_asked_about(demo, monkeypatch):
    everybody = rank_candidates(demo, ACTOR, RankingQuery("VAC-021", DAY, 5, with_excluded=True)).ranking
    monkeypatch.setattr("services.ranking.LISTED", 0)
    monkeypatch.setattr("services.ranking.NEAREST", 3)
    farthest = max(everybody.excluded, key=lambda out: len(out.reasons))
    query = RankingQuery("VAC-021", DAY, 5, with_excluded=True, about=(farthest.reference, everybody.ranked[0].reference))
    few = rank_candidates(demo, ACTOR, query).ranking
    assert few.ranked == everybody.ranked
    assert (few.n_eligible, few.n_review, few.n_excluded) == (everybody.n_eligible, everybody.n_review, everybody.n_excluded)
    assert len(few.excluded) == 4
    assert all(out in everybody.excluded for out in few.excluded)
    assert farthest in few.excluded
