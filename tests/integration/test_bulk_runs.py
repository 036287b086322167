"""Rankings in bulk: what is stored is what each ranking says by itself, whoever computes it and whatever dies meanwhile."""

import contextlib
import os
import shutil
import signal
import time
from datetime import date

import distributed
import psutil
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from api.cli import main
from models.audit import AuditEvent
from models.matchrun import MatchRun
from services.actors import COMMAND_LINE_ACTOR as ACTOR
from services.actors import Actor, Role
from services.bulk_runs import BulkQuery, rank_everybody
from services.candidates import close_candidate
from services.chain_check import verify_chain
from services.engines import EngineOptions
from services.errors import DomainError, Forbidden, InvalidValue, Unavailable
from services.installation import Installation
from services.matchruns import replay_run
from services.ranking import RankingQuery, rank_candidates
from services.settings import Settings

DAY = date(2026, 11, 22)


@pytest.fixture
def place(demo_folder, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(demo_folder, folder)
    place = Installation(Settings(f"sqlite:///{folder / 'kladka.sqlite3'}", folder))
    yield place
    place.engine.dispose()


def stored(place, report):
    """vacancy → (limit, counts, [(person, score, probability)])."""
    with place.sessions() as session:
        runs = session.scalars(select(MatchRun).where(MatchRun.id.between(report.first_run or 0, report.last_run or 0))).all()
        return {
            run.vacancy.reference: (
                (run.n_eligible, run.n_review, run.n_excluded),
                [(entry.rank, entry.candidate.case_reference, entry.score, entry.probability) for entry in run.entries],
            )
            for run in runs
        }


def one_by_one(place, limit):
    found = {}
    with place.reading(ACTOR, "look") as unit:
        references = [spec.reference for spec in place.openings(unit.session).specs if spec.status == "open"]
    for reference in references:
        ranking = rank_candidates(place, ACTOR, RankingQuery(reference, DAY, limit)).ranking
        lines = [(rank, line.reference, line.score, line.probability) for rank, line in enumerate(ranking.ranked, 1)]
        found[reference] = ((ranking.n_eligible, ranking.n_review, ranking.n_excluded), lines)
    return found


def test_what_is_stored_is_what_each_ranking_says_by_itself(demo_world, tmp_path):
    with demo_world.copy(tmp_path / "world") as place:
        assert_stored_as_said(place)


def assert_stored_as_said(place):
    with place.reading(ACTOR, "look") as unit:  # a snapshot first, so that the change stands beside it
        place.crowd(unit.session)
    close_candidate(place, ACTOR, "GOM-0001", "found_work_elsewhere")
    report = rank_everybody(place, ACTOR, BulkQuery(DAY, 7, batch=4))
    expected = one_by_one(place, 7)
    assert stored(place, report) == expected
    assert (report.n_vacancies, report.n_people) == (len(expected), 95)
    assert report.n_entries == sum(len(lines) for _, lines in expected.values())
    with place.sessions() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "match_run:store").order_by(AuditEvent.sequence)).all()
        assert sum(event.details["n_runs"] for event in events) == report.n_vacancies
        assert len(events) == -(-report.n_vacancies // 4)
        assert verify_chain(session).fault is None
    assert report.last_run is not None
    assert replay_run(place, ACTOR, report.last_run).identical


@pytest.fixture(scope="module")
def cluster():
    """Two worker processes on this machine, reached like a cluster that somebody else started."""
    options = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "scheduler_kwargs": {"dashboard": False}, "memory_limit": 0}
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, **options) as running:
        yield running


def test_a_cluster_gives_the_same_bit_for_bit_though_a_worker_is_killed(place, cluster):
    expected = stored(place, rank_everybody(place, ACTOR, BulkQuery(DAY, 9)))
    killed = []

    def kill_one(n_done, _n_all):
        if not killed:
            with distributed.Client(cluster, set_as_default=False) as client:
                killed.append(min(client.run(os.getpid).values()))
            os.kill(killed[0], signal.SIGKILL)

    options = EngineOptions(cluster.scheduler_address, parts=3)
    report = rank_everybody(place, ACTOR, BulkQuery(DAY, 9, "dask", options, batch=1), kill_one)
    assert killed
    assert not psutil.pid_exists(killed[0]) or psutil.Process(killed[0]).status() == psutil.STATUS_ZOMBIE
    assert stored(place, report) == expected
    assert list((place.settings.data_folder / "index").glob("run-*")) == []


def test_a_person_changed_since_the_snapshot_is_ranked_as_they_are_by_a_cluster_too(place, cluster):
    with place.reading(ACTOR, "look") as unit:
        place.crowd(unit.session)
    close_candidate(place, ACTOR, "GOM-0002", "found_work_elsewhere")
    report = rank_everybody(place, ACTOR, BulkQuery(DAY, 9, "dask", EngineOptions(cluster.scheduler_address)))
    assert stored(place, report) == one_by_one(place, 9)


def test_our_own_workers_listen_on_this_machine_alone(place):
    seen = set()

    def look(_n_done, _n_all):
        for process in (psutil.Process(), *psutil.Process().children(recursive=True)):
            seen.update(found.laddr.ip for found in process.net_connections("inet") if found.status == psutil.CONN_LISTEN)

    report = rank_everybody(place, ACTOR, BulkQuery(DAY, 3, "dask", EngineOptions(workers=1)), look)
    assert seen == {"127.0.0.1"}
    assert report.n_vacancies


def worker_processes():
    """Numbers of the worker processes that this process started and that live."""
    found = set()
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):  # it has just ended
            if "spawn_main" in " ".join(process.cmdline()):
                found.add(process.pid)
    return found


@pytest.mark.deep
def test_a_killed_worker_of_our_own_is_replaced(place):
    """Starting a process takes seconds, and longer on a busy machine; what counts is that there are two again before the work ends."""
    seen, others = [], worker_processes()  # an earlier test's may still be on their way out

    def kill_one(_n_done, _n_all):
        if seen:
            return
        seen.append(worker_processes() - others)
        killed = min(seen[0])
        os.kill(killed, signal.SIGKILL)
        until = time.monotonic() + 180
        while time.monotonic() < until and (killed in (now := worker_processes() - others) or len(now) < len(seen[0])):
            time.sleep(0.2)
        seen.append(now)

    report = rank_everybody(place, ACTOR, BulkQuery(DAY, 3, "dask", EngineOptions(workers=2), batch=1), kill_one)
    assert [len(one) for one in seen] == [2, 2]
    assert seen[0] != seen[1]
    assert report.n_vacancies


def test_without_the_extra_packages_it_is_said_what_to_install(place, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    environment = {"KLADKA_DATA_DIR": str(place.settings.data_folder)}
    for language, said in (("ru", "Установите"), ("be", "Усталюйце"), ("en", "Install them")):
        done = CliRunner().invoke(main, ["--language", language, "rank", "--all", "--engine", "dask"], env=environment)
        assert done.exit_code == 1
        assert said in done.stderr
        assert "kladka[cluster]" in done.stderr
    with place.sessions() as session:
        assert session.scalar(select(MatchRun.id)) is None


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("tcp://192.168.0.7:8786", "invalid_value.scheduler_open"),
        ("example.org:8786", "invalid_value.scheduler_open"),
        ("tcp://127.0.0.1.example.org:8786", "invalid_value.scheduler_open"),
        ("http://127.0.0.1:8786", "invalid_value.scheduler"),
        ("127.0.0.1", "invalid_value.scheduler"),
        ("tcp://127.0.0.1:port", "invalid_value.scheduler"),
        ("", "invalid_value.scheduler"),
    ],
)
def test_an_open_address_beyond_this_machine_is_refused(place, address, code):
    with pytest.raises(InvalidValue) as refused:
        rank_everybody(place, ACTOR, BulkQuery(DAY, 3, "dask", EngineOptions(address)))
    assert refused.value.code == code


def test_a_scheduler_that_does_not_answer_is_said(place, monkeypatch):
    monkeypatch.setattr("services.engines.CONNECT_SECONDS", 0.5)
    with pytest.raises(Unavailable) as refused:
        rank_everybody(place, ACTOR, BulkQuery(DAY, 3, "dask", EngineOptions("tcp://127.0.0.1:9")))
    assert refused.value.code == "unavailable.scheduler"


def test_a_disk_that_keeps_no_snapshot_is_said(place, monkeypatch):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("services.snapshots.save_snapshot", refuse)
    with pytest.raises(Unavailable) as refused:
        rank_everybody(place, ACTOR, BulkQuery(DAY, 3, "dask"))
    assert refused.value.code == "unavailable.snapshot"


def test_only_who_may_stores_in_bulk(place):
    with pytest.raises(Forbidden):
        rank_everybody(place, Actor("k", "A coordinator", Role.COORDINATOR), BulkQuery(DAY))


@pytest.mark.parametrize("limit", [0, 1001])
def test_a_number_of_lines_that_no_run_has_is_refused(place, limit):
    with pytest.raises(DomainError, match=r"invalid_value\.limit"):
        rank_everybody(place, ACTOR, BulkQuery(DAY, limit))


@pytest.mark.parametrize(
    "arguments",
    [
        ("--vacancy", "VAC-001", "--engine", "local"),
        ("--all", "--scheduler", "tcp://127.0.0.1:1"),
        ("--all", "--engine", "local", "--parts", "2"),
        ("--all", "--workers", "2"),
        ("--all", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:1", "--workers", "2"),
        ("--all", "--engine", "spark"),
    ],
)
def test_options_that_do_not_go_together_are_refused(place, arguments):
    done = CliRunner().invoke(main, ["rank", *arguments], env={"KLADKA_DATA_DIR": str(place.settings.data_folder)})
    assert done.exit_code == 2


def test_more_changes_than_are_read_singly_are_in_the_next_ranking(place, monkeypatch):
    monkeypatch.setattr("services.liveindex.REBUILD_FROM", 1)
    before = one_by_one(place, 50)
    for reference in ("GOM-0002", "GOM-0003", "GOM-0004"):
        close_candidate(place, ACTOR, reference, "found_work_elsewhere")
    other = Installation(place.settings)
    now = one_by_one(other, 50)
    other.engine.dispose()
    shown = {line[1] for _, lines in now.values() for line in lines}
    assert {"GOM-0002", "GOM-0003", "GOM-0004"} & {line[1] for _, lines in before.values() for line in lines}
    assert not {"GOM-0002", "GOM-0003", "GOM-0004"} & shown
