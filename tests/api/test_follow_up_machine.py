"""The random people of the workflow's machine also ask how it goes: check-ins and outcomes agree with the placements after every step.

What is expected of check-ins is kept by a model written by hand; what is expected of outcomes is read off the stored placements, simply.
"""

from datetime import date

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from sqlalchemy import select

import services.placement_steps
from models import CheckIn, CheckInContact, Outcome, Placement
from services.check_ins import Recorded, record_check_in
from tests.api import test_workflow_machine as workflow
from tests.api.test_workflow_machine import AT_WORK, OPEN, Way, Workflow, run

DAYS = (7, 30, 90, 180)
REACHED = {"retained_3m": 90, "retained_6m": 180}
machine = workflow.machine
"""The fixture: the workflow's machine over a database of its own."""


class FollowedUp(Workflow):
    """answers: placement → day of a check-in → working or left, as far as it has not been taken back; begun: the day they were for."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[int, dict[int, str]] = {}
        self.begun: dict[int, int | None] = {}
        self.n_contacts = 0

    def open_days(self, way: Way) -> set[int]:
        return {day for day in DAYS if day not in self.answers.get(way.id, {})} if way.state in AT_WORK else set()

    @precondition(lambda self: any(way.state in AT_WORK for way in self.world.ways))
    @rule(
        number=st.integers(0, 30), day=st.sampled_from(DAYS), who=st.sampled_from(("caseworker", "coordinator", "neighbour", "employer")),
        result=st.sampled_from(("working", "working", "left", "unreachable")),
    )  # fmt: skip
    def ask(self, number: int, day: int, who: str, result: str) -> None:
        ways = [way for way in self.world.ways if way.state in AT_WORK]
        self.ask_about(ways[number % len(ways)], day, who, result)

    @precondition(lambda self: self.world.ways)
    @rule(number=st.integers(0, 30), day=st.sampled_from(DAYS), result=st.sampled_from(("working", "left")), n_back=st.integers(0, 2))
    def get_to_work_and_answer(self, number: int, day: int, result: str, n_back: int) -> None:
        """The usual way to an answer, which is then taken back: by chance alone that hardly ever happens."""
        way = self.world.ways[number % len(self.world.ways)]
        for _ in range(5):
            if way.state in OPEN:
                self.go_on(number, 1)
        if way.state in AT_WORK:
            self.days_pass(day)
            self.ask_about(way, day, "caseworker", result)
            for _ in range(n_back):
                self.take_back(number, "coordinator")

    def ask_about(self, way: Way, day: int, who: str, result: str) -> None:
        assert way.started is not None
        early = result != "left" and self.world.day < way.started + day
        expected = who in ("caseworker", "coordinator") and day in self.open_days(way) and not early
        with self.place.sessions() as session:
            asked = session.scalars(select(CheckIn.id).where(CheckIn.placement_id == way.id, CheckIn.day_number == day)).one()
        reason = {"working": None, "left": "pay", "unreachable": "no_reply"}[result]
        said = Recorded(asked, result, reason, may_tell=True if result == "left" else None)
        done = self.attempt(expected, lambda: record_check_in(self.place, self.actors[who], said))
        if done is not None:
            self.n_contacts += 1
            self.come_to_answer(way, day, result)

    def come_to_answer(self, way: Way, day: int, result: str) -> None:
        if result == "left":
            self.come_to(way, "ended")
            self.answers.setdefault(way.id, {})[day] = "left"
        if result == "working":
            for to, least in REACHED.items():
                if day >= least and to not in way.path:
                    self.come_to(way, to)
            self.answer(way, day)

    def answer(self, way: Way, up_to: int) -> None:
        for day in self.open_days(way):
            if day <= up_to:
                self.answers.setdefault(way.id, {})[day] = "working"

    def come_to(self, way: Way, to: str, closed_by: int | None = None) -> None:
        super().come_to(way, to, closed_by)
        if to == "started" and self.begun.get(way.id) != way.started:
            self.answers[way.id], self.begun[way.id] = {}, way.started
        self.answer(way, REACHED.get(to, 0))

    def go_back(self, way: Way) -> None:
        super().go_back(way)
        if way.state in AT_WORK:
            least = {"started": 90, "retained_3m": 180}.get(way.state, 1000)
            kept = self.answers.get(way.id, {})
            self.answers[way.id] = {day: told for day, told in kept.items() if told != "left" and day < least}
            self.answer(way, REACHED.get(way.state, 0))

    @invariant()
    def check_ins_are_those_of_the_model(self) -> None:
        with self.place.sessions() as session:
            of_way = CheckIn.placement_id.in_([way.id for way in self.world.ways])
            stored = session.scalars(select(CheckIn).where(of_way)).all()
            found: dict[int, set[int]] = {way.id: set() for way in self.world.ways}
            for each in stored:
                if each.state == "open":
                    found[each.placement_id].add(each.day_number)
                assert (each.state == "done") == (each.result in ("working", "left"))
            assert found == {way.id: self.open_days(way) for way in self.world.ways}
            contacts = session.scalars(select(CheckInContact).join(CheckInContact.check_in).where(of_way)).all()
            assert len(contacts) == self.n_contacts, "no attempt is lost"

    @invariant()
    def outcomes_say_what_the_placements_say(self) -> None:
        with self.place.sessions() as session:
            expected: dict[tuple[int, int, date], str] = {}
            for each in session.scalars(select(Placement).where(Placement.candidate_id.in_(self.ids[0])).order_by(Placement.id)):
                result = result_of(each)
                if result is not None and each.referred_on is not None:
                    expected[each.candidate_id, each.vacancy_id, each.referred_on] = result
            stored = session.scalars(select(Outcome).where(Outcome.candidate_id.in_(self.ids[0]))).all()
            assert {(each.candidate_id, each.vacancy_id, each.referred_on): each.result for each in stored} == expected


def result_of(placement: Placement) -> str | None:
    """The outcome as the issue tells it."""
    state = placement.state
    if state in REACHED:
        return state
    if state == "ended":
        assert placement.closed_on is not None
        assert placement.started_on is not None
        days = (placement.closed_on - placement.started_on).days
        told = ("hired_left_before_1m", "hired_left_before_3m", "retained_3m", "retained_6m")
        return told[sum(days >= least for least in (30, 90, 180))]
    return "not_hired" if state in ("declined_by_candidate", "refused_by_employer", "no_answer") else None


@pytest.fixture
def followed(machine: type[Workflow], monkeypatch: pytest.MonkeyPatch) -> type[Workflow]:
    """The same machine, whose people ask after each other on its days."""
    monkeypatch.setattr("services.check_ins.minsk_day", lambda now: services.placement_steps.minsk_day(now))
    return type("Followed", (FollowedUp, machine), {})


def test_check_ins_and_outcomes_agree_with_random_steps(followed: type[Workflow]) -> None:
    run(followed, 5)


@pytest.mark.deep
def test_they_agree_in_a_thousand_runs(followed: type[Workflow]) -> None:
    run(followed, 500)  # on each of the two databases
