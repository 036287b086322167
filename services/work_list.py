"""What waits for an employment expert today, together for their first page: the first lines of each list, and how long each is."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from models.placement import Placement
from models.queries.slips import SlipFilter, count_slips
from models.queries.work import (
    Ageing,
    ShortVacancy,
    count_ageing_vacancies,
    count_short_vacancies,
    count_unanswered,
    list_ageing_vacancies,
    list_short_vacancies,
    list_unanswered,
)
from models.vacancy import Vacancy
from services.actors import Actor
from services.calendar import MINSK, minsk_day
from services.installation import Installation
from services.pages import check_page
from services.permissions import authorise
from services.relations import visible_to
from services.vacancy_standing import FRESH_FOR, heard_on

CLOSES_SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ShortLine:
    """An open vacancy with places for which nobody is at the employer's yet. n_prepared: on the way, the employer not told."""

    vacancy: str
    title: str
    employer: str
    starts_on: date | None
    places: int
    n_with_employer: int
    n_at_work: int
    n_prepared: int


@dataclass(frozen=True, slots=True)
class AgeingLine:
    """An open vacancy that closes soon, or of which the employer has not been heard for long. heard_on: the last word, or the entry."""

    vacancy: str
    title: str
    employer: str
    closes_on: date | None
    heard_on: date
    is_old: bool


@dataclass(frozen=True, slots=True)
class UnansweredLine:
    """Somebody whom an employer knows and has not answered. late: the last day for the answer is over."""

    placement: int
    candidate: str
    vacancy: str
    title: str
    employer: str
    state: str
    answer_by: date
    late: bool


@dataclass(frozen=True, slots=True)
class WorkList:
    """The first lines of each list; n_*: how many there are in all."""

    short: tuple[ShortLine, ...]
    n_short: int
    ageing: tuple[AgeingLine, ...]
    n_ageing: int
    unanswered: tuple[UnansweredLine, ...]
    n_unanswered: int
    n_late_slips: int


def read_work_list(installation: Installation, actor: Actor, limit: int = 10) -> WorkList:
    """The lists, 1 to 200 lines of each; a constant number of queries. Of whom the actor may not know is in no line and no count.

    Raises Forbidden.
    """
    authorise(actor, "vacancy:confirm")
    authorise(actor, "placement_history:read")
    check_page(limit)
    with installation.reading(actor, "read the work list") as unit:
        session, day, visible = unit.session, minsk_day(unit.now()), visible_to(actor, "placement:read")
        old = day - FRESH_FOR
        ageing = Ageing(day + CLOSES_SOON, old, datetime.combine(old, time(), MINSK))
        late = SlipFilter(overdue_on=day, visible=visible_to(actor, "referral_slip:read"))
        return WorkList(
            tuple(_short(each) for each in list_short_vacancies(session, limit=limit, visible=visible)),
            count_short_vacancies(session, visible=visible),
            tuple(_ageing(each, old) for each in list_ageing_vacancies(session, ageing=ageing, limit=limit)),
            count_ageing_vacancies(session, ageing=ageing),
            tuple(_unanswered(each, day) for each in list_unanswered(session, limit=limit, visible=visible)),
            count_unanswered(session, visible=visible),
            count_slips(session, where=late),
        )


def _short(line: ShortVacancy) -> ShortLine:
    vacancy = line.vacancy
    return ShortLine(
        vacancy.reference, vacancy.title, vacancy.employer.name, vacancy.starts_on, vacancy.places, line.n_with_employer, line.n_at_work,
        line.n_prepared,
    )  # fmt: skip


def _ageing(vacancy: Vacancy, old: date) -> AgeingLine:
    heard = heard_on(vacancy)
    return AgeingLine(vacancy.reference, vacancy.title, vacancy.employer.name, vacancy.closes_on, heard, heard < old)


def _unanswered(placement: Placement, day: date) -> UnansweredLine:
    vacancy, answer_by = placement.vacancy, placement.answer_by or day  # the database keeps a day while the employer owes an answer
    return UnansweredLine(
        placement.id, placement.candidate.case_reference, vacancy.reference, vacancy.title, vacancy.employer.name, placement.state,
        answer_by, answer_by < day,
    )  # fmt: skip
