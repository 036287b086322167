"""Places are finite: however many start at once, on either database, as many win as there are places and the others are told why."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from models import AuditEvent, Candidate, Consent, Introduction, Placement, PlacementTransition, Vacancy, workflow
from models.base import utc_now
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.calendar import today
from services.chain_check import verify_chain
from services.errors import StateConflict
from services.installation import Installation
from services.placements import Move, move
from services.settings import Settings
from tests import factories as make

N_PEOPLE = 200
SOMEBODY = Actor("k", "Somebody at the desk", Role.SYSTEM)
Stage = tuple[Installation, list[int]]


@pytest.fixture
def stage(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    """An installation with two hundred people, and their numbers."""
    place = Installation(Settings(database_url, tmp_path))
    with place.writing(COMMAND_LINE_ACTOR, "set up") as unit:
        unit.session.add(make.employer())
        people = [make.candidate(shifts=[], wishes=[]) for _ in range(N_PEOPLE)]
        unit.session.add_all(people)
        unit.session.flush()
        unit.audit("candidate:create")
        numbers = [person.id for person in people]
    yield place, numbers
    place.engine.dispose()


@dataclass
class Round:
    """A vacancy to which everybody has an offer: the numbers of the placements."""

    vacancy: int
    placements: list[int]


def offered(stage: Stage, places: int) -> Round:
    place, people = stage
    now, day = utc_now(), today()
    with place.writing(COMMAND_LINE_ACTOR, "offer the work to everybody") as unit:
        vacancy = make.vacancy(places=places)
        unit.session.add(vacancy)
        unit.session.flush()
        for_all = {"vacancy_id": vacancy.id}
        consents = [for_all | {"candidate_id": person, "purpose": "introduction", "state": "granted"} for person in people]
        stands = unit.session.scalars(insert(Consent).returning(Consent.id, sort_by_parameter_order=True), consents).all()
        told = {"contact": "organisation", "profile": {}, "approved_on": day, "introduced_by": "x", "introduced_by_name": "X"}
        met = [
            for_all | told | {"candidate_id": person, "consent_id": consent, "introduced_at": now}
            for person, consent in zip(people, stands, strict=True)
        ]
        knows = unit.session.scalars(insert(Introduction).returning(Introduction.id, sort_by_parameter_order=True), met).all()
        state = {"state": workflow.OFFERED, "full_time": True, "referred_on": day, "answer_by": day, "created_at": now, "updated_at": now}
        rows = [
            for_all | state | {"candidate_id": person, "consent_id": consent, "introduction_id": introduction, "version": 1}
            for person, consent, introduction in zip(people, stands, knows, strict=True)
        ]
        numbers = list(unit.session.scalars(insert(Placement).returning(Placement.id, sort_by_parameter_order=True), rows))
        step = {"actor_id": "x", "actor_name": "X", "actor_role": "expert", "on_day": day, "at": now, "kind": workflow.STEP}
        unit.session.execute(
            insert(PlacementTransition),
            [step | {"placement_id": number, "position": 0, "to_state": workflow.PROPOSED} for number in numbers],
        )
        unit.audit("vacancy:create", vacancy)
        return Round(vacancy.id, numbers)


def n_at_work(place: Installation, vacancy: int) -> int:
    with place.sessions() as session:
        held = select(func.count()).select_from(Placement).where(Placement.vacancy_id == vacancy, Placement.state.in_(workflow.ACTIVE))
        return session.scalar(held) or 0


def start_all(place: Installation, made: Round) -> Counter[str]:
    """Everybody starts at the same moment: how each attempt ended."""
    together = threading.Barrier(len(made.placements))

    def start(number: int) -> str:
        together.wait()
        try:
            move(place, SOMEBODY, Move(number, workflow.STARTED))
        except StateConflict as refused:
            return f"{refused.code} {refused.parameters.get('from_state', '')}".strip()
        return "started"

    with ThreadPoolExecutor(len(made.placements)) as pool:
        return Counter(pool.map(start, made.placements))


def race(stage: Stage, places: int) -> None:
    place, people = stage
    made = offered(stage, places)
    seen, over = [0], threading.Event()

    def watch() -> None:
        while not over.wait(0.002):
            seen.append(n_at_work(place, made.vacancy))

    watcher = threading.Thread(target=watch)
    watcher.start()
    ended = start_all(place, made)
    over.set()
    watcher.join()
    assert ended == {"started": places, "state_conflict.placement_step vacancy_filled": len(people) - places}
    assert max(seen) <= places
    assert n_at_work(place, made.vacancy) == places
    with place.sessions() as session:
        of = Placement.vacancy_id == made.vacancy
        assert session.scalars(select(Vacancy.status).where(Vacancy.id == made.vacancy)).one() == "filled"
        held = session.scalars(select(Placement.place_number).where(of, Placement.place_number.is_not(None))).all()
        assert sorted(filter(None, held)) == list(range(1, places + 1))
        n_told = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "placement:move")
        n_steps = select(func.count()).select_from(PlacementTransition).where(PlacementTransition.position > 0)
        assert session.scalar(n_told) == session.scalar(n_steps), "every step is told, none twice"
        assert session.scalar(select(func.count()).select_from(Candidate).where(Candidate.status == "placed")) == n_placed(place)
        verify_chain(session)


def n_placed(place: Installation) -> int:
    with place.sessions() as session:
        return session.scalar(select(func.count(Placement.candidate_id.distinct())).where(Placement.state.in_(workflow.ACTIVE))) or 0


def test_two_hundred_start_at_once_and_one_wins(stage: Stage) -> None:
    race(stage, 1)


@pytest.mark.deep
@pytest.mark.parametrize("places", [1, 7])
def test_a_hundred_rounds(stage: Stage, places: int) -> None:
    place, people = stage
    for _ in range(100):
        race((place, people), places)
        with place.writing(COMMAND_LINE_ACTOR, "everybody is free again") as unit:
            for held in unit.session.scalars(select(Placement).where(Placement.state.in_(workflow.ACTIVE))):
                held.state, held.place_number, held.vacancy_places = workflow.ENDED, None, None
                held.closed_on, held.reason_code, held.may_tell, held.candidate.status = today(), "contract_ended", True, "active"
            unit.audit("placement:move_all")
        with place.sessions() as session:  # what a round leaves behind is not counted again
            assert session.scalar(select(func.count()).select_from(Placement).where(Placement.state.in_(workflow.ACTIVE))) == 0


def test_the_database_itself_refuses_a_place_too_many_and_a_second_full_time_job(stage: Stage) -> None:
    place, people = stage
    made, other = offered(stage, 1), offered(stage, 1)
    move(place, SOMEBODY, Move(made.placements[0], workflow.STARTED, on=today()))
    day = today() - timedelta(days=1)

    def forced(number: int, place_number: int, places: int) -> None:
        with place.sessions() as session:
            held = session.get_one(Placement, number)
            held.state, held.answer_by, held.started_on, held.referred_on = workflow.STARTED, None, date.today(), day  # noqa: DTZ011
            held.closed_on = None
            held.place_number, held.vacancy_places = place_number, places
            session.commit()

    for number, place_number, places in (
        (made.placements[1], 1, 1),  # the place is held
        (made.placements[1], 2, 1),  # there is no such place
        (made.placements[1], 2, 2),  # there are not so many
        (other.placements[0], 1, 1),  # the person is at work
    ):
        with pytest.raises(IntegrityError):
            forced(number, place_number, places)
    forced(other.placements[1], 1, 1)
    assert people
