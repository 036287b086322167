"""A pilot from its first post to accepted placements, as coordinators do it; what each of them may see of it; what is refused."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from api.cli import main
from models import CohortPlan, CohortPlanPair, Placement, PlacementTransition
from tests import factories
from tests.api.conftest import AS_OF, SEAMSTRESS, SEWING, WELDER, WELDING, Template
from tests.api.programme import Programme, standing
from tests.api.reading import answer_of, problem_of

PEOPLE = [
    WELDER | {"surname": "Первый", "consent": "granted"},
    WELDER | {"surname": "Второй", "consent": "granted", "qualifications": None, "work_history": "2024 помощник сварщика"},
    WELDER | {"surname": "Третий", "consent": "granted", "skills": "дуговая сварка", "qualifications": None, "work_history": None},
    WELDER | {"surname": "Скрытый", "consent": "limited"},
    SEAMSTRESS | {"surname": "Пятая", "consent": "granted", "health_limits": ["no_dust"]},
]
HIDDEN, SEAMER = "GOM-0004", "GOM-0005"
"""One whom only her own organisation knows of, and one whom a ban keeps from the till and her health from dust."""
Open = Callable[[Path], AbstractContextManager[Programme]]


@pytest.fixture(scope="module")
def stood(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    with standing(template, tmp_path_factory.mktemp("pilots"), PEOPLE) as opened:
        yield opened


class Run:
    """A pilot run by a coordinator of the office; `second` is one of the foundation that looks after everybody here."""

    def __init__(self, programme: Programme, *people: str, places: int = 1) -> None:
        self.programme = programme
        self.welding = self.post_vacancy(WELDING | {"places": places, "pilot": True})
        self.sewing = self.post_vacancy(SEWING | {"places": 1, "pilot": True, "duties": ["handles_cash"]})
        asked = {"title": "Пилот", "starts_on": "2026-12-01", "ends_on": "2027-03-01", "organisation": "Фонд «Мост»"}
        self.pilot = self.ask("", status=201, **asked)["reference"]
        for vacancy in (self.welding, self.sewing):
            self.ask("/posts", vacancy=vacancy, tutor="Мастер участка")
        if people:
            self.ask("/intake", by="second", candidates=list(people))

    def post_vacancy(self, said: dict[str, Any]) -> str:
        return str(answer_of(self.programme.post("expert", "/vacancies", **said), 201)["reference"])

    def ask(self, what: str, *, by: str = "coordinator", status: int = 200, **body: Any) -> Any:
        return answer_of(self.send(what, by=by, **body), status)

    def send(self, what: str, *, by: str = "coordinator", **body: Any) -> Any:
        address = f"/pilots/{self.pilot}{what}" if what else "/pilots"
        return self.programme.post(by, address, **body)

    def plan(self, *, by: str = "coordinator", **body: Any) -> Any:
        return self.ask("/plans", by=by, status=201, as_of=AS_OF, **body)

    def show(self, number: int, by: str = "coordinator") -> Any:
        return answer_of(self.programme.get(by, f"/pilots/{self.pilot}/plans/{number}"))


def places_of(plan: Any) -> dict[str, str | None]:
    return {line["candidate"]: line["vacancy"] for line in plan["lines"]}


def line_of(plan: Any, candidate: str) -> Any:
    return next(line for line in plan["lines"] if line["candidate"] == candidate)


def test_from_an_intake_to_placements(programme: Programme) -> None:
    run = Run(programme, "GOM-0001", "GOM-0002", "GOM-0003", places=2)
    first = run.plan()
    assert (first["number"], first["state"], first["n_people"], first["n_placed"], first["compared"]) == (1, "proposed", 3, 2, None)
    assert places_of(first) == {"GOM-0001": run.welding, "GOM-0002": run.welding, "GOM-0003": None}
    assert first["expected"] == pytest.approx(sum(line["probability"] or 0 for line in first["lines"]))
    left = line_of(first, "GOM-0003")
    assert (left["why"], left["next_step"], left["next_best"]["vacancy"]) == ("places_taken", "ask_for_places", run.welding)
    assert left["why_sentence"]
    assert left["next_step_sentence"]

    change = {"candidate": "GOM-0003", "vacancy": run.welding}
    looked = run.ask("/plans/1/look", **change)
    assert looked["cost"] == pytest.approx(left["next_best"]["cost"], abs=2e-6)
    assert {(move["candidate"], move["after"]) for move in looked["compared"]["moved"]} == {("GOM-0002", None), ("GOM-0003", run.welding)}
    assert run.show(1)["state"] == "proposed", "looking changes nothing"

    second = run.ask("/plans/1/move", status=201, **change)
    assert (second["number"], second["compared"]["number"]) == (2, 1)
    assert second["compared"]["gain"] == pytest.approx(-looked["cost"])
    assert [one["number"] for one in second["earlier"]] == [1]
    for wrong in (2, 3):
        problem_of(programme.get("coordinator", f"/pilots/{run.pilot}/plans/2?with={wrong}"), 422, "invalid_value.earlier_plan")
    problem_of(programme.get("coordinator", f"/pilots/{run.pilot}/plans/2?with=x"), 422, "invalid_request")
    assert (line_of(second, "GOM-0003")["locked"], line_of(second, "GOM-0003")["why"]) == (True, "locked")
    assert run.show(1)["state"] == "replaced"
    assert places_of(run.plan()) == places_of(second), "what is locked stays"
    problem_of(run.send("/plans/2/move", **change), 409, "state_conflict.plan_replaced")

    let_go = run.ask("/plans/3/lock", candidates=["GOM-0003"], locked=False)
    assert not line_of(let_go, "GOM-0003")["locked"]
    assert places_of(run.plan()) == places_of(first)
    beside = {number: answer_of(programme.get("coordinator", f"/pilots/{run.pilot}/plans/4?with={number}")) for number in (1, 2)}
    assert beside[1]["compared"] == {"number": 1, "gain": pytest.approx(0), "moved": []}
    assert beside[2]["compared"]["number"] == 2
    assert {one["candidate"] for one in beside[2]["compared"]["moved"]} == {"GOM-0002", "GOM-0003"}

    problem_of(run.send("/plans/4/acceptance", note=" "), 422, "invalid_request")
    accepted = run.ask("/plans/4/acceptance", note="обсудили", candidates=["GOM-0001"])
    assert (accepted["state"], accepted["accepted_by"]) == ("accepted", "Coordinator")
    assert [line["candidate"] for line in accepted["lines"] if line["accepted"]] == ["GOM-0001"]
    with programme.installation.sessions() as session:
        steps = session.execute(
            select(PlacementTransition.to_state, PlacementTransition.actor_name, PlacementTransition.note).order_by(
                PlacementTransition.position
            )
        ).all()
    assert [tuple(step) for step in steps] == [("proposed", "Coordinator", "обсудили"), ("shortlisted", "Coordinator", "обсудили")]
    for what in ({"candidate": "GOM-0001", "vacancy": None}, {"candidate": "GOM-0001", "vacancy": run.sewing}):
        problem_of(run.send("/plans/4/move", **what), 409, "state_conflict.pair_accepted")
    problem_of(run.send("/plans/4/lock", candidates=["GOM-0001"], locked=False), 409, "state_conflict.pair_accepted")
    problem_of(run.send("/plans/4/acceptance", note="x", candidates=["GOM-0003"]), 409, "state_conflict.no_place_to_accept")

    again = run.plan(fresh=True)
    assert line_of(again, "GOM-0001")["accepted"], "what was accepted stays, whatever is forgotten"
    rest = run.ask("/plans/5/acceptance", note="остальные")
    assert rest["n_placed"] == sum(line["accepted"] for line in rest["lines"]) == 2
    problem_of(run.send("/plans/5/acceptance", note="ещё раз"), 409, "state_conflict.nothing_to_accept")
    with programme.installation.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Placement)) == 2


def test_whoever_is_left_out_stays_out_until_let_go(programme: Programme) -> None:
    run = Run(programme, "GOM-0001", "GOM-0002")
    run.plan()
    second = run.ask("/plans/1/move", status=201, candidate="GOM-0001", vacancy=None)
    assert (line_of(second, "GOM-0001")["why"], line_of(second, "GOM-0001")["locked"]) == ("left_out", True)
    assert line_of(second, "GOM-0002")["vacancy"] == run.welding
    assert line_of(run.plan(), "GOM-0001")["why"] == "left_out"
    assert line_of(run.plan(fresh=True), "GOM-0001")["vacancy"] == run.welding


def test_a_barred_pair_is_in_no_plan(programme: Programme) -> None:
    run = Run(programme, "GOM-0001")
    barred = {"candidate": "GOM-0001", "vacancy": run.welding}
    assert run.ask("/barred", reason="поссорились", **barred)["barred"] == [barred | {"reason": None}], "not of their own organisation"
    read = answer_of(programme.get("second", f"/pilots/{run.pilot}/intake"))
    assert read["barred"] == [barred | {"reason": "поссорились"}]
    line = line_of(run.plan(), "GOM-0001")
    assert (line["vacancy"], line["why"], line["next_step"]) == (None, "forbidden", "look_at_bars")
    problem_of(run.send("/plans/1/move", **barred), 409, "state_conflict.lock_forbidden")
    assert run.ask("/barred", **barred)["barred"] == []
    assert line_of(run.plan(), "GOM-0001")["vacancy"] == run.welding


def test_people_out_of_reach_are_in_no_line_and_no_sum_and_keep_their_places(programme: Programme) -> None:
    run = Run(programme, HIDDEN, "GOM-0002", "GOM-0003")
    problem_of(run.send("/intake", candidates=[HIDDEN]), 404, "not_found.candidate")
    assert answer_of(programme.get("coordinator", f"/pilots/{run.pilot}/intake"))["candidates"] == ["GOM-0002", "GOM-0003"]
    whole = run.plan(by="second")
    assert places_of(whole) == {HIDDEN: run.welding, "GOM-0002": None, "GOM-0003": None}
    seen = run.show(1)
    assert (seen["n_people"], seen["n_placed"], seen["expected"]) == (2, 0, 0.0)
    assert HIDDEN not in json.dumps(seen)
    for what in ("look", "move"):
        problem_of(run.send(f"/plans/1/{what}", candidate=HIDDEN, vacancy=None), 404, "not_found.candidate")
    problem_of(run.send("/plans/1/lock", candidates=[HIDDEN]), 404, "not_found.candidate")
    problem_of(run.send("/plans/1/acceptance", note="x", candidates=[HIDDEN]), 404, "not_found.candidate")
    problem_of(run.send("/barred", candidate=HIDDEN, vacancy=run.welding, reason="x"), 404, "not_found.candidate")
    problem_of(run.send("/intake/leave", candidate=HIDDEN), 404, "not_found.candidate")
    mine = run.plan()
    assert places_of(mine) == {"GOM-0002": None, "GOM-0003": None}, "the one place is held for whom the coordinator does not know"
    assert HIDDEN not in json.dumps(mine)
    assert places_of(run.show(2, "second"))[HIDDEN] == run.welding


def test_a_restriction_is_named_to_those_alone_who_may_read_it(programme: Programme) -> None:
    run = Run(programme, SEAMER)
    run.plan(by="second")
    shown, hidden = (line_of(run.show(1, by), SEAMER) for by in ("second", "coordinator"))
    assert (shown["why"], shown["next_step"]) == ("no_option", "remedy")
    assert {"ban:handles_cash", "health:no_dust"} <= {obstacle["code"] for obstacle in shown["obstacles"]}
    codes = [obstacle["code"] for obstacle in hidden["obstacles"]]
    assert codes.count("restriction") == 1, "how many there are is hidden too"
    for word in ("ban", "health", "handles_cash", "dust"):
        assert word not in json.dumps(hidden)


def test_minimums_are_kept_or_refused_with_the_most_that_can_be(programme: Programme) -> None:
    run = Run(programme, "GOM-0001", "GOM-0002", places=2)
    host = {"kind": "host", "key": WELDING["employer"].upper(), "least": 2}
    assert run.plan(minimums=[host, {"kind": "province", "key": "gomel", "least": 1}])["n_placed"] == 2
    refused = problem_of(run.send("/plans", as_of=AS_OF, minimums=[host | {"least": 3}]), 409, "state_conflict.minimum_unmet")
    assert refused["detail"].count("3") == refused["detail"].count("2") == 1, "what was asked for, and the most that can be"
    for wrong in ([host | {"key": "никто"}], [host | {"kind": "province", "key": "warsaw"}]):
        problem_of(run.send("/plans", as_of=AS_OF, minimums=wrong), 422, "invalid_value.minimum_key")
    problem_of(run.send("/plans", as_of=AS_OF, minimums=[host, host]), 422, "invalid_value.minimum")


def test_ordinary_vacancies_are_used_where_asked(programme: Programme) -> None:
    run = Run(programme, "GOM-0001", "GOM-0002")
    assert run.plan()["n_placed"] == 1
    wide = run.plan(with_ordinary=True)
    assert wide["n_placed"] == 2
    assert set(places_of(wide).values()) == {run.welding, "VAC-0001"} or set(places_of(wide).values()) == {"VAC-0001"}
    assert wide["compared"]["gain"] > 0
    moved = run.ask("/plans/2/move", status=201, candidate="GOM-0002", vacancy="VAC-0001")
    assert line_of(moved, "GOM-0002")["vacancy"] == "VAC-0001"
    narrow = run.plan()
    assert places_of(narrow) == {"GOM-0001": run.welding, "GOM-0002": "VAC-0001"}, "a lock brings its vacancy along, for that person alone"


def test_what_makes_no_sense_is_refused(programme: Programme) -> None:
    run = Run(programme)
    problem_of(run.send("/plans", as_of=AS_OF), 409, "state_conflict.nobody_to_plan")
    problem_of(run.send("/posts", vacancy="VAC-0001"), 409, "state_conflict.not_a_pilot_vacancy")
    problem_of(run.send("/posts", vacancy="VAC-9999"), 404, "not_found.vacancy")
    other = {"title": "x", "starts_on": "2026-12-01", "ends_on": "2027-03-01", "organisation": "Фонд «Мост»", "reference": "P-2"}
    answer_of(programme.post("coordinator", "/pilots", **other), 201)
    problem_of(programme.post("coordinator", "/pilots", **other), 409, "conflict.reference_taken")
    problem_of(programme.post("coordinator", "/pilots/P-2/posts", vacancy=run.welding), 409, "state_conflict.post_of_another_pilot")
    wrong = (({"ends_on": "2026-11-01"}, "invalid_value.pilot_dates"), ({"organisation": "никто"}, "invalid_value.unknown_organisation"))
    for change, code in wrong:
        problem_of(programme.post("coordinator", "/pilots", **other | change), 422, code)
    problem_of(programme.get("coordinator", "/pilots/P-3"), 404, "not_found.pilot")
    problem_of(programme.get("coordinator", "/pilots/P-2/plans/1"), 404, "not_found.cohort_plan")
    run.ask("/intake", candidates=["GOM-0001", "GOM-0005"])
    run.plan()
    problem_of(run.send("/plans/1/move", candidate=SEAMER, vacancy=run.welding), 409, "state_conflict.lock_rules")
    problem_of(run.send("/plans/1/move", candidate="GOM-0001", vacancy="VAC-9999"), 409, "state_conflict.lock_unknown")
    problem_of(run.send("/plans/1/move", candidate="GOM-0002", vacancy=None), 404, "not_found.candidate")
    assert run.ask("/intake/leave", candidate="GOM-0005")["candidates"] == ["GOM-0001"]
    problem_of(run.send("/intake/leave", candidate="GOM-0005"), 404, "not_found.candidate")
    answer_of(programme.post("coordinator", f"/pilots/{run.pilot}/status", status="ended"))
    problem_of(run.send("/intake", candidates=["GOM-0002"]), 409, "state_conflict.pilot_ended")
    listed = answer_of(programme.get("coordinator", "/pilots"))["pilots"]
    assert [(one["reference"], one["status"], len(one["posts"])) for one in listed] == [(run.pilot, "ended", 2), ("P-2", "planned", 0)]
    title = f"q={listed[0]['title'].upper()[1:]}&status=ended"
    every = {"q=МОСТ": [run.pilot, "P-2"], "q=p-2": ["P-2"], "q=p-2&status=ended": [], "q=P_2": [], "q=%25": [], title: [run.pilot]}
    for where, references in every.items():
        assert [one["reference"] for one in answer_of(programme.get("coordinator", f"/pilots?{where}"))["pilots"]] == references, where


def test_the_database_holds_one_proposal_and_no_acceptance_without_a_place(programme: Programme) -> None:
    with programme.installation.sessions() as session:
        pilot = factories.pilot()
        person = factories.candidate()
        session.add_all([pilot, person, factories.cohort_plan(pilot=pilot)])
        session.commit()
        for wrong in (
            factories.cohort_plan(pilot_id=pilot.id, number=2),
            factories.cohort_plan(pilot_id=pilot.id, number=2, state="accepted"),
            CohortPlanPair(plan_id=1, candidate_id=person.id, position=0, why="no_option", accepted=True, locked=True),
            CohortPlanPair(plan_id=1, candidate_id=person.id, position=0, why="best_option", probability=0.5),
        ):
            session.add(wrong)
            with pytest.raises(IntegrityError):
                session.commit()
            session.rollback()
        assert session.scalar(select(func.count()).select_from(CohortPlan)) == 1


def test_the_command_line_plans_and_accepts(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(programme)
    settings = programme.installation.settings
    monkeypatch.setenv("KLADKA_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("KLADKA_DATA_DIR", str(settings.data_folder))
    monkeypatch.setattr("api.cli.cohort.installation", lambda: programme.installation)

    def say(*words: str) -> str:
        done = CliRunner().invoke(main, ["--language", "en", "cohort", *words], env={"COLUMNS": "160"}, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    people = ("--candidate", "GOM-0001", "--candidate", SEAMER)
    assert "2 places at 2 vacancies, 2 people" in say("add", "--pilot", run.pilot, *people)
    told = say("plan", "--pilot", run.pilot, "--as-of", AS_OF, "--minimum", "province=gomel:1")
    assert "1 of 2 get a place" in told
    assert "The only place" in told
    assert "This is a proposal" in told
    assert json.loads(say("show", "--pilot", run.pilot, "--plan", "1", "--json"))["minimums"] == [
        {"kind": "province", "key": "gomel", "least": 1}
    ]
    leave = ("move", "--pilot", run.pilot, "--candidate", "GOM-0001", "--plan")
    refused = CliRunner().invoke(main, ["cohort", *leave, "1"])
    assert refused.exit_code == 1, "the plan before has a minimum that this would break"
    say("plan", "--pilot", run.pilot, "--as-of", AS_OF)
    assert "1 moved" in say(*leave, "2")
    say("plan", "--pilot", run.pilot, "--as-of", AS_OF, "--fresh")
    assert "(accepted)" in say("accept", "--pilot", run.pilot, "--plan", "4", "--note", "agreed", "--by", "Coordinator N")
    assert CliRunner().invoke(main, ["cohort", "plan", "--pilot", run.pilot, "--minimum", "gomel"]).exit_code == 2
    assert CliRunner().invoke(main, ["cohort", "add", "--pilot", run.pilot]).exit_code == 2
    assert "PIL-" in say("open", "--title", "Next", "--from", "2027-01-01", "--until", "2027-02-01", "--organisation", "Фонд «Мост»")
