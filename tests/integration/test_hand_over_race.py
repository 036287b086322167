"""Two who act on one offer at the same moment, on either database: one of them does it, the other is told how it stands."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models import AuditEvent, Candidate, HandOver, Notice, Organisation
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.chain_check import verify_chain
from services.errors import DomainError
from services.hand_overs import OfferHandOver, accept_hand_over, decline_hand_over, offer_hand_over, withdraw_hand_over
from services.installation import Installation
from services.settings import Settings
from tests import factories as make

AT_ONCE = 6
OPEN = "state_conflict.hand_over_open"


class Stage:
    """An installation with somebody who agreed to be seen by all, looked after by the first of two organisations."""

    def __init__(self, place: Installation) -> None:
        self.place = place
        with place.writing(COMMAND_LINE_ACTOR, "set up") as unit:
            first, second = make.organisation(), make.organisation()
            person = make.candidate(organisation=first)
            unit.session.add_all([first, second, person])
            unit.session.flush()
            unit.audit("candidate:create", person)
            self.person = person.case_reference
            self.giver = Actor("g", "Giver", Role.CASEWORKER, first.name, first.id)
            self.receivers = [Actor(f"r{n}", f"Receiver {n}", Role.CASEWORKER, second.name, second.id) for n in range(AT_ONCE)]

    def offer(self) -> int:
        return offer_hand_over(self.place, self.giver, OfferHandOver(self.person, self.receivers[0].organisation_id or 0, "о главном")).id

    def at_once(self, deeds: list[Callable[[], object]]) -> Counter[str]:
        """Everybody begins together; what came of it, counted."""
        together = threading.Barrier(len(deeds))

        def do(deed: Callable[[], object]) -> str:
            together.wait()
            try:
                deed()
            except DomainError as refused:
                return refused.code
            return "done"

        with ThreadPoolExecutor(len(deeds)) as pool:
            return Counter(pool.map(do, deeds))


@pytest.fixture
def stage(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    place = Installation(Settings(database_url, tmp_path))
    yield Stage(place)
    place.engine.dispose()


def test_of_many_who_accept_at_once_one_does(stage: Stage) -> None:
    number = stage.offer()
    came = stage.at_once([lambda actor=actor: accept_hand_over(stage.place, actor, number) for actor in stage.receivers])
    assert came == {"done": 1, "state_conflict.hand_over_accepted": AT_ONCE - 1}
    with stage.place.reading(COMMAND_LINE_ACTOR, "look") as unit:
        person, offer = unit.session.scalars(select(Candidate)).one(), unit.session.scalars(select(HandOver)).one()
        assert person.organisation_id == stage.receivers[0].organisation_id
        assert (offer.state, person.version) == ("accepted", 2)
        told = Counter(unit.session.scalars(select(Notice.code)))
        assert told == {"hand_over_accepted": 1, "hand_over_taken": 1}
        assert unit.session.scalar(select(func.count()).where(AuditEvent.action == "hand_over:accept")) == 1
        assert unit.session.scalar(select(func.count()).select_from(Organisation)) == 2
        assert verify_chain(unit.session).fault is None


def test_of_many_who_offer_at_once_one_does(stage: Stage) -> None:
    assert stage.at_once([stage.offer] * AT_ONCE) == {"done": 1, OPEN: AT_ONCE - 1}


def test_taking_back_declining_and_accepting_at_once_end_in_one_of_them(stage: Stage) -> None:
    number, place, receiver = stage.offer(), stage.place, stage.receivers[0]
    deeds = [
        lambda: withdraw_hand_over(place, stage.giver, number),
        lambda: decline_hand_over(place, receiver, number, "no_places"),
        lambda: accept_hand_over(place, receiver, number),
    ]
    came = stage.at_once(deeds)
    with place.reading(COMMAND_LINE_ACTOR, "look") as unit:
        state = unit.session.scalars(select(HandOver.state)).one()
    assert came == {"done": 1, f"state_conflict.hand_over_{state}": 2}
