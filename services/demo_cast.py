"""Who does something in the demo world's story, on which day, and what they look at to decide it."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from matcher.answers import RankedCandidate
from models.candidate import Candidate
from models.queries.vacancies import VacancyFilter
from services.actors import Actor, Role
from services.calendar import MINSK, today
from services.errors import StateConflict
from services.installation import Installation
from services.ranking import RankingQuery, rank_candidates, rank_vacancies
from services.vacancies import list_vacancies

MOST_VACANCIES = 100
OPEN = VacancyFilter(status="open")


class Cast:
    """The demo accounts. waiting: the caseworker's people who are on no way to work."""

    def __init__(self, installation: Installation, actors: dict[Role, Actor]) -> None:
        self.installation = installation
        self.expert, self.caseworker = actors[Role.EXPERT], actors[Role.CASEWORKER]
        self.coordinator, self.employer = actors[Role.COORDINATOR], actors[Role.EMPLOYER]
        self.today = today()
        self.waiting: Sequence[str] = ()

    def on(self, days_ago: int) -> Installation:
        """The installation at noon of a day gone by; today, as it is now."""
        if days_ago <= 0:
            return self.installation
        return self.installation.at(datetime.combine(self.day(days_ago), time(12), MINSK))

    def day(self, days_ago: int) -> date:
        """The day so many days ago; a negative number is still to come."""
        return self.today - timedelta(days=days_ago)

    def own_vacancies(self) -> list[str]:
        """The open vacancies of the demo employer."""
        return [found.reference for found in list_vacancies(self.installation, self.employer, OPEN, 0, MOST_VACANCIES).vacancies]

    def own_people(self) -> list[str]:
        """Whom the demo caseworker looks after and who may be proposed, in order of entry."""
        with self.installation.reading(self.caseworker, "whom the demo caseworker looks after") as unit:
            mine = Candidate.organisation_id == self.caseworker.organisation_id
            free = Candidate.status == "active", Candidate.consent == "granted"
            return list(unit.session.scalars(select(Candidate.case_reference).where(mine, *free).order_by(Candidate.id)))

    def fitting(self, person: str, days_ago: int) -> str:
        """The vacancy that fitted the person best on that day. Raises StateConflict when none did."""
        best = self._best(person, days_ago)
        if best is None:
            raise StateConflict("state_conflict.not_eligible", parameters={"reference": person})
        return best.reference

    def pairs(self, people: Sequence[str]) -> list[tuple[str, str]]:
        """Each with the vacancy that fits them best, those who fit well before those who hardly fit; whoever fits none is left out."""
        found = [(person, best) for person in people if (best := self._best(person, 0)) is not None]
        return [(person, best.reference) for person, best in sorted(found, key=lambda pair: -pair[1].score)]

    def ranked_for(self, vacancies: Sequence[str], people: Sequence[str]) -> list[tuple[str, str]]:
        """Those of the people who fit one of the vacancies, each with it: for where nobody fits one of them better than all others."""
        found: dict[str, str] = {}
        for vacancy in vacancies:
            question = RankingQuery(vacancy, self.today, MOST_VACANCIES)
            ranked = rank_candidates(self.installation, self.expert, question).ranking.ranked
            found |= {line.reference: vacancy for line in ranked if line.reference in people and line.reference not in found}
        return list(found.items())

    def _best(self, person: str, days_ago: int) -> RankedCandidate | None:
        question = RankingQuery(person, self.day(days_ago), MOST_VACANCIES)
        return next(iter(rank_vacancies(self.installation, self.expert, question).ranking.ranked), None)
