"""What the demo world's people have been doing: placements at every stage, check-ins, a pilot with a plan. A newcomer's first look at the
pages finds work waiting.

Told through the use cases, as the demo accounts would have done it, each step on its day; nothing is written past the rules. Whoever no
vacancy fits on the day of their journey stays where they are.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from matcher.types import ConceptKind
from models import workflow
from models.candidate import Candidate
from models.queries.accounts import get_account_by_email
from services.accounts import actor_of
from services.actors import Actor, Role
from services.aliases import propose_alias
from services.check_ins import Recorded, WhatIsDue, list_due_check_ins, record_check_in
from services.consents import GiveConsent, give_consent, read_consent_text
from services.demo_accounts import DemoAccount
from services.demo_cast import MOST_VACANCIES, OPEN, Cast
from services.demo_pilots import prepare_pilot, run_pilot
from services.drafts import begin_draft
from services.errors import DomainError, StateConflict
from services.hand_overs import OfferHandOver, offer_hand_over
from services.installation import Installation
from services.introductions import Introduce, draft_profile, introduce
from services.next_steps import SetNextStep, set_next_step
from services.permissions import authorise
from services.placements import Move, Propose, move, propose
from services.quotas import EnterQuota, enter_quota
from services.slips import IssueSlip, issue_slip
from services.support import OpenNeed, open_need
from services.vacancies import ChangeVacancy, change_vacancy, get_vacancy_view, list_vacancies

OPEN_FOR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Journey:
    """How far somebody came. began: days ago; to: the state they are in now; slip: days until the paper should be back, counted from
    the referral; asked: whether the check-ins that are due by now were held, but for the last; own: at a vacancy of the demo employer."""

    began: int
    to: str
    slip: int | None = None
    asked: bool = False
    own: bool = False


JOURNEYS = (
    Journey(12, workflow.OFFERED, own=True),
    Journey(6, workflow.REFERRED, own=True),
    Journey(46, workflow.STARTED, asked=True),
    Journey(16, workflow.REFERRED, slip=7),
    Journey(16, workflow.STARTED),
    Journey(3, workflow.CONSENTED),
    Journey(2, workflow.SHORTLISTED),
    Journey(0, workflow.PROPOSED),
)
"""One person each, of those whom the demo caseworker looks after; who fits best comes furthest."""
STEPS = (workflow.SHORTLISTED, workflow.CONSENTED, workflow.REFERRED, workflow.INTERVIEW, workflow.OFFERED, workflow.STARTED)


def tell_demo_story(installation: Installation, actor: Actor, accounts: Sequence[DemoAccount]) -> None:
    """Let the demo accounts do their work of the last weeks. Meant for once, after the demo world was loaded. Raises Forbidden."""
    authorise(actor, "demo_world:load")
    with installation.reading(actor, "who tells the demo story") as unit:
        found = {told.role: get_account_by_email(unit.session, email=told.email) for told in accounts}
        actors = {Role(role): actor_of(account) for role, account in found.items() if account is not None}
    story = _Story(installation, actors)
    story.keep_vacancies_open()
    story.placements()
    prepare_pilot(story)
    run_pilot(story)
    story.other_work()
    story.hand_over()


class _Story(Cast):
    """The work of the last weeks, told one after the other."""

    def keep_vacancies_open(self) -> None:
        """The demo world was written for one autumn; whoever starts it later finds its vacancies open too."""
        for vacancy in list_vacancies(self.installation, self.expert, OPEN, 0, MOST_VACANCIES).vacancies:
            change_vacancy(self.installation, self.expert, ChangeVacancy(vacancy.reference, {"closes_on": self.today + OPEN_FOR}))

    def placements(self) -> None:
        """Each journey is made by whom the ranking says a vacancy fits best, of those who have not travelled yet."""
        people, own = self.own_people(), self.own_vacancies()
        left = self.pairs(people)
        for journey in JOURNEYS:
            at_own = [pair for pair in left if pair[1] in own] or self.ranked_for(own, people) if journey.own else []
            for person, vacancy in at_own or list(left):
                left = [pair for pair in left if pair[0] != person]
                people.remove(person)
                with suppress(StateConflict):
                    self._travel(person, vacancy, journey)
                    break
        self.waiting = people

    def _travel(self, person: str, vacancy: str, journey: Journey) -> None:
        """One step a day, each by whoever takes it in life, until the state of today is reached."""
        begun = propose(self.on(journey.began), self.expert, Propose(person, vacancy))
        last = STEPS.index(journey.to) if journey.to in STEPS else -1
        for days, step in enumerate(STEPS[: last + 1], 1):
            self._step(begun.id, person, vacancy, step, max(journey.began - days, 0), journey)
        if journey.asked:
            self._ask_how_it_goes(person)

    def _step(self, number: int, person: str, vacancy: str, step: str, days_ago: int, journey: Journey) -> None:
        place = self.on(days_ago)
        if step == workflow.CONSENTED:
            self._agree_to_meet(place, person, vacancy, self.day(days_ago))
        if step == workflow.REFERRED:
            draft = draft_profile(place, self.caseworker, person, vacancy)
            introduce(place, self.caseworker, Introduce(person, vacancy, "organisation", draft.digest, self.day(days_ago)))
        who = self.caseworker if step == workflow.CONSENTED else self.expert
        note = "Опыт и навыки подходят, добираться недалеко." if step == workflow.SHORTLISTED else None
        move(place, who, Move(number, step, note=note))
        if step == workflow.REFERRED and journey.slip is not None:
            back_by = self.day(days_ago - journey.slip)
            issue_slip(place, self.expert, IssueSlip(number, min(back_by, self.day(days_ago - 3)), back_by))

    def _agree_to_meet(self, place: Installation, person: str, vacancy: str, day: date) -> None:
        words = read_consent_text(place, self.caseworker, "introduction", "ru")
        agreed = GiveConsent(
            person,
            "introduction",
            words.digest,
            "ru",
            "signed",
            day,
            fields=("first_name", "contact", "profile", "education"),
            vacancy=vacancy,
        )
        give_consent(place, self.caseworker, agreed)

    def _ask_how_it_goes(self, person: str) -> None:
        """Everything that is due but the last call, which waits for whoever looks at the pages."""
        asked = WhatIsDue("all", candidate=person)
        due = [one for one in list_due_check_ins(self.installation, self.caseworker, asked).check_ins if one.due_on <= self.today]
        for check_in in due[:-1]:
            late = (self.today - check_in.due_on).days
            record_check_in(self.on(late), self.caseworker, Recorded(check_in.id, "working"))

    def other_work(self) -> None:
        """What else waits: help, a date that is due, a word to be reviewed, a vacancy half posted, places that an employer keeps."""
        people = self.own_people()
        if people:
            open_need(self.installation, self.caseworker, OpenNeed(people[0], "housing", "Комната на первое время", self.day(-14)))
            set_next_step(self.installation, self.caseworker, SetNextStep(people[0], self.today, note="Позвонить: как прошла встреча"))
        left = {"surname": "Ясень", "given_name": "Тарас", "skills": "клал плитку, немного электрика, cdfhobr, печник"}
        begin_draft(self.installation, self.caseworker, "registration", left)
        with suppress(DomainError):  # a later taxonomy may know these words already
            propose_alias(self.installation, self.caseworker, "сварной шов вручную клал", ConceptKind.SKILL, "weld_mma")
        begin_draft(self.installation, self.employer, "vacancy", {"title": "Слесарь-ремонтник", "town": "Гомель", "places": "1"})
        own = list_vacancies(self.installation, self.employer, OPEN, 0, 1).vacancies
        if own:
            host = get_vacancy_view(self.installation, self.employer, own[0].reference).employer
            first, last = date(self.today.year, 1, 1), date(self.today.year, 12, 31)
            enter_quota(self.installation, self.expert, EnterQuota(host.name, first, last, 2, "Решение исполкома о брони", host.unp))

    def hand_over(self) -> None:
        """Another organisation asks the demo caseworker's own to go on with somebody who moves; nobody has answered yet."""
        with self.installation.reading(self.caseworker, "whom others look after in the demo world") as unit:
            others = Candidate.organisation_id != self.caseworker.organisation_id
            agreed = Candidate.status == "active", Candidate.consent == "granted"
            person = unit.session.scalars(select(Candidate).where(others, *agreed).order_by(Candidate.id)).first()
            if person is None or person.organisation is None:
                return
            reference, house = person.case_reference, person.organisation
            neighbour = Actor("demo-neighbour", "Ольга Чайка", Role.CASEWORKER, house.name, house.id)
        note = "Переезжает к сестре в Гомель, живёт у неё с понедельника. Договорились созвониться в среду утром; паспорт на руках."
        offer_hand_over(self.on(2), neighbour, OfferHandOver(reference, self.caseworker.organisation_id or 0, note))
