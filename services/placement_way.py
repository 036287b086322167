"""What a pair stands on while it is on its way to an employer: the consent to meet, the introduction, free places. For a page to show.

Here must not live: whether a step is allowed (services/placement_needs.py asks again when it is taken).
"""

from dataclasses import dataclass
from datetime import date

from models.candidate import Candidate
from models.placement import Placement
from models.queries.consents import find_live_introduction_consent
from models.queries.introductions import find_open_introductions
from models.queries.placements import PlacementFilter, find_taken_places, list_placements
from models.vacancy import Vacancy
from services.actors import Actor
from services.calendar import minsk_day
from services.installation import Installation
from services.permissions import authorise
from services.placements import PlacementView, view_of, within
from services.relations import reached_candidate, reaches
from services.unit_of_work import UnitOfWork
from services.vacancy_standing import is_shown, vacancy_called

MOST_OF_A_PAIR = 20
"""Placements of one pair that are looked through; somebody who began anew more often is asked about in person."""
MOST_ON_THE_WAY = 500
"""Open placements of one vacancy that are looked through beside a list of at most a hundred people."""


@dataclass(frozen=True, slots=True)
class WayView:
    """consented: whether the person agreed to meet this employer about this vacancy today; None where the actor may not know.

    consent_until: the last day of that consent, None without one; introduction: number of the open one; introduced_on, introduced_by: of
    it; vacancy_shown: whether an expert confirmed the vacancy; places, places_free: of the vacancy.
    """

    consented: bool | None
    consent_until: date | None
    introduction: int | None
    introduced_on: date | None
    introduced_by: str | None
    vacancy_open: bool
    vacancy_shown: bool
    places: int
    places_free: int
    placements: tuple[PlacementView, ...]
    may_move: bool
    may_correct: bool
    may_introduce: bool

    @property
    def on_the_way(self) -> PlacementView | None:
        """The placement of the pair that has not closed."""
        return next((each for each in self.placements if each.closed_on is None), None)


def find_way(installation: Installation, actor: Actor, candidate: str, vacancy: str) -> WayView:
    """How far a pair has come. Raises Forbidden, NotFound (candidate, vacancy)."""
    authorise(actor, "placement_history:read")
    with installation.reading(actor, "look how far a pair has come") as unit:
        person, work = reached_candidate(unit, "placement_history:read", candidate), vacancy_called(unit.session, vacancy)
        where = within(PlacementFilter(candidate=candidate, vacancy=vacancy), actor)
        found = list_placements(unit.session, after=0, limit=MOST_OF_A_PAIR, where=where)
        return _way(unit, person, work, found)


def find_on_the_way(installation: Installation, actor: Actor, vacancy: str) -> dict[str, PlacementView]:
    """Case reference → the open placement of that person for a vacancy, of everybody within reach. Raises Forbidden."""
    authorise(actor, "placement_history:read")
    with installation.reading(actor, "look who is on the way") as unit:
        where = within(PlacementFilter(vacancy=vacancy, open_only=True), actor)
        found = list_placements(unit.session, after=0, limit=MOST_ON_THE_WAY, where=where)
        return {each.candidate.case_reference: view_of(each, actor) for each in found}


def _way(unit: UnitOfWork, person: Candidate, work: Vacancy, found: list[Placement]) -> WayView:
    actor, session, day = unit.actor, unit.session, minsk_day(unit.now())
    may_know = reaches(actor, "introduction:read", person)
    consent = find_live_introduction_consent(session, candidate_id=person.id, vacancy_id=work.id, day=day) if may_know else None
    introduced = find_open_introductions(session, candidate_id=person.id, vacancy_id=work.id) if may_know else []
    introduction = introduced[0] if introduced else None
    taken = find_taken_places(session, vacancy_id=work.id)
    return WayView(
        consented=consent is not None if may_know else None,
        consent_until=consent.expires_on if consent else None,
        introduction=introduction.id if introduction else None,
        introduced_on=minsk_day(introduction.introduced_at) if introduction else None,
        introduced_by=introduction.introduced_by_name if introduction else None,
        vacancy_open=work.status == "open",
        vacancy_shown=is_shown(session, work),
        places=work.places,
        places_free=max(work.places - len(taken), 0),
        placements=tuple(view_of(each, actor) for each in found),
        may_move=reaches(actor, "placement:move", person),
        may_correct=reaches(actor, "placement:correct", person),
        may_introduce=reaches(actor, "introduction:create", person),
    )
