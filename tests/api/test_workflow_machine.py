"""Random people take random steps; a small model of the workflow, written by hand, says beforehand what each comes to.

Held after every step: the stored states are the model's, no transition is lost or out of the chain, places and full-time jobs are never
more than there are, and the trail has one event for every acknowledged change.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select

from models import AuditEvent, Candidate, Consent, Introduction, Organisation, Placement, Vacancy
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.calendar import today
from services.consents import withdraw_consent
from services.errors import DomainError
from services.installation import Installation
from services.placement_deadlines import expire_unanswered
from services.placements import Move, Propose, correct, move, propose
from tests import factories as make
from tests.api.conftest import Template

PREPARED, WAITING = ("proposed", "shortlisted", "consented"), ("referred", "interview", "offered")
AT_WORK = ("started", "retained_3m", "retained_6m")
OPEN = PREPARED + WAITING
STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    "shortlisted": (("proposed",), "eck"), "consented": (("shortlisted",), "ck"), "referred": (("consented",), "eck"),
    "interview": (("referred",), "eckm"), "offered": (("referred", "interview"), "eckm"), "started": (("offered",), "eckm"),
    "retained_3m": (("started",), "ck"), "retained_6m": (("retained_3m",), "ck"), "declined_by_candidate": (OPEN, "eck"),
    "refused_by_employer": (WAITING, "eckm"), "no_answer": (WAITING, "eck"), "withdrawn": (OPEN, "eck"), "hired_elsewhere": (OPEN, "eck"),
    "vacancy_filled": (OPEN, ""), "ended": (AT_WORK, "ckm"),
}  # fmt: skip
"""Where a step leads → from where, and who of e(xpert), c(aseworker), k (coordinator), m (employer) may take it: written from the issue."""
LETTERS = {"caseworker": "c", "coordinator": "k", "expert": "e", "employer": "m", "neighbour": "c", "rival": "m", "auditor": "a"}
DECIDED = ("declined_by_candidate", "refused_by_employer", "withdrawn", "ended")
WITHIN = {"referred": 14, "interview": 14, "offered": 7}


@dataclass
class Way:
    """A placement as the model knows it. path: states not taken back."""

    id: int
    person: int
    vacancy: int
    path: list[str]
    n_steps: int = 1
    known_to_employer: bool = False
    seen_by_employer: bool = False
    started: int | None = None
    answer_by: int | None = None
    closed_by: int | None = None

    @property
    def state(self) -> str:
        return self.path[-1]


@dataclass
class World:
    """Two people, two vacancies (one place, whole post; two places, half a post), and what stands between them."""

    people: list[str]
    vacancies: list[str]
    places: tuple[int, int] = (1, 2)
    full_time: tuple[bool, bool] = (True, False)
    consents: set[tuple[int, int]] = field(default_factory=set)
    introduced: set[tuple[int, int]] = field(default_factory=set)
    filled: set[int] = field(default_factory=set)
    ways: list[Way] = field(default_factory=list)
    day: int = 0
    n_changes: int = 0


class Workflow(RuleBasedStateMachine):
    """The machine; `place`, `actors` and `set_day` are given by the test."""

    place: Installation
    actors: dict[str, Actor]
    set_day: Callable[[int], None]

    def __init__(self) -> None:
        super().__init__()
        self.set_day(10_000)
        expire_unanswered(self.place)  # what the run before left behind
        self.set_day(0)
        with self.place.writing(COMMAND_LINE_ACTOR, "set up") as unit:
            home = unit.session.get_one(Organisation, self.actors["caseworker"].organisation_id)
            people = [make.candidate(organisation=home, shifts=[], wishes=[]) for _ in range(2)]
            firm = self.actors["employer"].employer_id
            open_end = {"starts_on": None, "closes_on": None}
            work = [make.vacancy(employer_id=firm, places=n, rate=rate, **open_end) for n, rate in ((1, 1), (2, 0.5))]
            unit.session.add_all(people + work)
            unit.session.flush()
            unit.audit("candidate:create")
            self.ids = [person.id for person in people], [each.id for each in work]
            self.world = World([person.case_reference for person in people], [each.reference for each in work])
        self.events_before = self.n_events()

    def n_events(self) -> int:
        with self.place.sessions() as session:
            told = AuditEvent.action.in_(("placement:move", "placement:correct"))
            return session.scalar(select(func.count()).select_from(AuditEvent).where(told)) or 0

    def attempt(self, expected: bool, do: Callable[[], Any]) -> Any:
        """What was done, None where it was refused; that it was is as the model said."""
        if expected:
            return do()
        with pytest.raises(DomainError):
            do()
        return None

    @initialize()
    def begin(self) -> None:
        """Everybody is proposed for everything: what follows is the interesting part."""
        for person, vacancy in ((0, 0), (0, 1), (1, 0), (1, 1)):
            self.propose(person, vacancy, "expert")

    @rule(person=st.integers(0, 1), vacancy=st.integers(0, 1), who=st.sampled_from(list(LETTERS)))
    def propose(self, person: int, vacancy: int, who: str) -> None:
        world = self.world
        again = any((way.person, way.vacancy) == (person, vacancy) and way.state in OPEN + AT_WORK for way in world.ways)
        placed = self.full_time_work(person) is not None
        allowed = LETTERS[who] in "eck" and not again and not placed and vacancy not in world.filled
        asked = Propose(world.people[person], world.vacancies[vacancy])
        view = self.attempt(allowed, lambda: propose(self.place, self.actors[who], asked))
        if view is not None:
            world.ways.append(Way(view.id, person, vacancy, ["proposed"]))
            world.n_changes += 1

    @rule(person=st.integers(0, 1), vacancy=st.integers(0, 1))
    def agree(self, person: int, vacancy: int) -> None:
        if (person, vacancy) not in self.world.consents:
            self.world.consents.add((person, vacancy))
            with self.place.writing(COMMAND_LINE_ACTOR, "agree") as unit:
                candidate = unit.session.get_one(Candidate, self.ids[0][person])
                consent = Consent(purpose="introduction", state="granted", vacancy_id=self.ids[1][vacancy], given_on=today())
                candidate.consents.append(consent)
                unit.audit("consent:give", candidate)

    @rule(person=st.integers(0, 1), vacancy=st.integers(0, 1))
    def introduce(self, person: int, vacancy: int) -> None:
        pair = (person, vacancy)
        if pair in self.world.consents and pair not in self.world.introduced:
            self.world.introduced.add(pair)
            with self.place.writing(COMMAND_LINE_ACTOR, "introduce") as unit:
                ids = {"candidate_id": self.ids[0][person], "vacancy_id": self.ids[1][vacancy]}
                consent = unit.session.scalars(select(Consent).filter_by(**ids, state="granted")).one()
                told = {"contact": "organisation", "profile": {}, "approved_on": today(), "introduced_by": "x", "introduced_by_name": "X"}
                unit.session.add(Introduction(**ids, **told, consent=consent))
                unit.audit("introduction:create")

    @rule(person=st.integers(0, 1), vacancy=st.integers(0, 1))
    def withdraw(self, person: int, vacancy: int) -> None:
        pair, world = (person, vacancy), self.world
        if pair not in world.consents:
            return
        with self.place.sessions() as session:
            ids = {"candidate_id": self.ids[0][person], "vacancy_id": self.ids[1][vacancy]}
            number = session.scalars(select(Consent.id).filter_by(**ids, state="granted")).one()
        withdraw_consent(self.place, self.actors["caseworker"], world.people[person], number)
        world.consents.remove(pair)
        world.introduced.discard(pair)
        for way in world.ways:
            way.seen_by_employer = way.seen_by_employer and (way.person, way.vacancy) != pair
            if (way.person, way.vacancy) == pair and way.state in ("consented", *WAITING):
                self.come_to(way, "withdrawn")

    @precondition(lambda self: self.world.ways)
    @rule(
        number=st.integers(0, 30), to=st.sampled_from(list(STEPS)), who=st.sampled_from(list(LETTERS)), note=st.booleans(),
        reason=st.sampled_from((None, "pay", "other")),
    )  # fmt: skip
    def step(self, number: int, to: str, who: str, note: bool, reason: str | None) -> None:
        self.take(self.world.ways[number % len(self.world.ways)], to, who, note, reason)

    @precondition(lambda self: self.world.ways)
    @rule(number=st.integers(0, 30), n_steps=st.integers(1, 7))
    def go_on(self, number: int, n_steps: int) -> None:
        """The usual way, with the person's consent and the introduction: by chance alone hardly anybody would get to work."""
        way = self.world.ways[number % len(self.world.ways)]
        for _ in range(n_steps):
            to = self.usual(way)
            if to in ("consented", "referred"):
                self.agree(way.person, way.vacancy)
            if to == "referred":
                self.introduce(way.person, way.vacancy)
            if to.startswith("retained"):
                self.days_pass(90)
            self.take(way, to, {"offered": "employer", "ended": "caseworker"}.get(to, "coordinator"), True, "pay")

    def take(self, way: Way, to: str, who: str, note: bool, reason: str | None) -> None:
        decided = to in DECIDED and reason is not None
        said = Move(way.id, to, reason if decided else None, "почему" if note else None, True if decided else None)
        allowed = self.may(way, to, who) and self.needs(way, to, note, reason)
        done = self.attempt(allowed, lambda: move(self.place, self.actors[who], said))
        if done is not None:
            left = way.state
            self.come_to(way, to)
            self.follow(way, left)

    def usual(self, way: Way) -> str:
        onwards = {"proposed": "shortlisted", "shortlisted": "consented", "consented": "referred", "referred": "offered"}
        onwards |= {"interview": "offered", "offered": "started", "started": "retained_3m", "retained_3m": "retained_6m"}
        return onwards.get(way.state, "ended")

    @precondition(lambda self: self.world.ways)
    @rule(number=st.integers(0, 30), who=st.sampled_from(("coordinator", "coordinator", "coordinator", *LETTERS)))
    def take_back(self, number: int, who: str) -> None:
        way = self.world.ways[number % len(self.world.ways)]
        allowed = LETTERS[who] in "eck" and who != "neighbour" and len(way.path) > 1
        back = way.path[-2] if len(way.path) > 1 else ""
        pair = (way.person, way.vacancy)
        if allowed and back in (*WAITING, *AT_WORK) and way.state not in OPEN + AT_WORK:
            allowed = pair in self.world.consents
        if allowed and way.state not in OPEN + AT_WORK and self.open_pair(pair):
            allowed = False
        if allowed and back in AT_WORK and way.state not in AT_WORK:
            allowed = self.has_place(way) and self.may_start(way)
        done = self.attempt(allowed, lambda: correct(self.place, self.actors[who], way.id, "отмечено по ошибке"))
        if done is not None:
            left = way.state
            self.go_back(way)
            self.follow(way, left)
            for other in self.world.ways if left == "started" else ():
                pair = (other.person, other.vacancy)
                consented = pair in self.world.consents or other.path[-2:-1] in (["proposed"], ["shortlisted"])
                if other.closed_by == way.id and consented and not self.open_pair(pair):
                    self.go_back(other)

    @rule(days=st.sampled_from((1, 6, 7, 8, 15, 90)))
    def days_pass(self, days: int) -> None:
        self.world.day += days
        self.set_day(self.world.day)

    @rule()
    def expire(self) -> None:
        late = [w for w in self.world.ways if w.state in WAITING and w.answer_by is not None and w.answer_by < self.world.day]
        assert expire_unanswered(self.place) == len(late)
        for way in late:
            self.come_to(way, "no_answer")

    def may(self, way: Way, to: str, who: str) -> bool:
        leaves, letters = STEPS[to]
        known = who not in ("auditor", "neighbour", "rival")
        if who == "employer":
            known = way.seen_by_employer and way.state in WAITING + AT_WORK
        return known and LETTERS[who] in letters and way.state in leaves

    def needs(self, way: Way, to: str, note: bool, reason: str | None) -> bool:
        pair, world = (way.person, way.vacancy), self.world
        if to in ("shortlisted", "consented", "referred", "started") and way.vacancy in world.filled:
            return False
        if to == "shortlisted":
            return note
        if to in ("consented", "referred"):
            placed = to == "referred" and self.full_time_work(way.person) is not None
            return pair in world.consents and not placed and (to == "consented" or pair in world.introduced)
        if to == "started":
            return self.has_place(way) and self.may_start(way)
        if to in DECIDED:
            return reason is not None and (note or reason != "other")
        if to == "no_answer":
            return way.answer_by is not None and way.answer_by < world.day
        if to in ("retained_3m", "retained_6m"):
            return way.started is not None and world.day >= way.started + {"retained_3m": 90, "retained_6m": 180}[to]
        return True

    def open_pair(self, pair: tuple[int, int]) -> bool:
        return any((way.person, way.vacancy) == pair and way.state in OPEN + AT_WORK for way in self.world.ways)

    def full_time_work(self, person: int) -> Way | None:
        held = [w for w in self.world.ways if w.person == person and w.state in AT_WORK and self.world.full_time[w.vacancy]]
        return held[0] if held else None

    def has_place(self, way: Way) -> bool:
        held = [other for other in self.world.ways if other.vacancy == way.vacancy and other.state in AT_WORK]
        return len(held) < self.world.places[way.vacancy]

    def may_start(self, way: Way) -> bool:
        return not self.world.full_time[way.vacancy] or self.full_time_work(way.person) is None

    def come_to(self, way: Way, to: str, closed_by: int | None = None) -> None:
        way.path.append(to)
        way.closed_by = closed_by
        if to == "referred":
            way.known_to_employer = way.seen_by_employer = True
        if to == "started":
            way.started = self.world.day
        self.count(way)

    def go_back(self, way: Way) -> None:
        left = way.path.pop()
        way.closed_by = None
        if way.state in PREPARED:
            way.known_to_employer = way.seen_by_employer = False
        if left == "started":
            way.started = None
            if way.vacancy in self.world.filled:
                self.world.filled.discard(way.vacancy)
        if way.state in WAITING + AT_WORK and left not in OPEN + AT_WORK:
            self.world.introduced.add((way.person, way.vacancy))
            way.seen_by_employer = True
        self.count(way)

    def count(self, way: Way) -> None:
        way.n_steps += 1
        self.world.n_changes += 1
        way.answer_by = self.world.day + WITHIN[way.state] if way.state in WAITING else None
        if way.state not in OPEN + AT_WORK and way.seen_by_employer:
            self.world.introduced.discard((way.person, way.vacancy))
            way.seen_by_employer = False

    def follow(self, way: Way, left: str) -> None:
        """Somebody is at work who was not before: what closes with it."""
        if way.state not in AT_WORK or left in AT_WORK:
            return
        if not self.has_place(way):
            self.world.filled.add(way.vacancy)
        for other in self.world.ways:
            if other.state in OPEN and other.person == way.person:
                self.come_to(other, "hired_elsewhere", way.id)
            elif other.state in OPEN and other.vacancy == way.vacancy and way.vacancy in self.world.filled:
                self.come_to(other, "vacancy_filled", way.id)

    @invariant()
    def the_records_say_what_the_model_says(self) -> None:
        world = self.world
        with self.place.sessions() as session:
            stored = {each.id: each for each in session.scalars(select(Placement).where(Placement.candidate_id.in_(self.ids[0])))}
            assert {number: each.state for number, each in stored.items()} == {way.id: way.state for way in world.ways}
            for way in world.ways:
                chain = stored[way.id].transitions
                assert len(chain) == way.n_steps
                assert [step.position for step in chain] == list(range(len(chain)))
                assert [step.from_state for step in chain] == [None, *(step.to_state for step in chain[:-1])]
                assert chain[-1].to_state == way.state
            for row, number in enumerate(self.ids[0]):
                placed = session.get_one(Candidate, number).status == "placed"
                assert placed == (self.full_time_work(row) is not None)
            for row, number in enumerate(self.ids[1]):
                vacancy = session.get_one(Vacancy, number)
                assert sum(each.vacancy_id == number and each.is_active for each in stored.values()) <= vacancy.places
                assert (vacancy.status == "filled") == (row in world.filled)
        assert self.n_events() - self.events_before == world.n_changes


@pytest.fixture
def machine(template: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Workflow]]:
    """The machine over a database of its own, with somebody of every role."""
    with template.copy(tmp_path) as place:
        with place.writing(COMMAND_LINE_ACTOR, "set up") as unit:
            organisations = [make.organisation() for _ in range(3)]
            firms = [make.employer() for _ in range(2)]
            unit.session.add_all(organisations + firms)
            unit.session.flush()
            unit.audit("organisation:create")
            own, near, office = (each.id for each in organisations)
            first, second = (each.id for each in firms)
        roles = {
            "expert": (Role.EXPERT, office), "caseworker": (Role.CASEWORKER, own), "neighbour": (Role.CASEWORKER, near),
            "coordinator": (Role.COORDINATOR, office), "auditor": (Role.AUDITOR, None),
        }  # fmt: skip
        actors = {name: Actor(name, name.capitalize(), role, None, home) for name, (role, home) in roles.items()}
        actors |= {name: Actor(name, name, Role.EMPLOYER, employer_id=firm) for name, firm in (("employer", first), ("rival", second))}

        def set_day(passed: int) -> None:
            day: date = today() + timedelta(days=passed)
            for module in ("placement_steps", "placement_deadlines"):
                monkeypatch.setattr(f"services.{module}.minsk_day", lambda _now: day)

        yield type("OverOne", (Workflow,), {"place": place, "actors": actors, "set_day": staticmethod(set_day)})


def run(machine: type[Workflow], n_runs: int) -> None:
    many = settings(max_examples=n_runs, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    run_state_machine_as_test(machine, settings=many)


def test_random_people_take_random_steps(machine: type[Workflow]) -> None:
    run(machine, 8)


@pytest.mark.deep
def test_two_thousand_runs(machine: type[Workflow]) -> None:
    run(machine, 1_000)  # on each of the two databases
