"""The pilots of the demo world's story: one in preparation with a plan, one that runs with trials."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from services.cohort_plans import MakePlan, make_plan
from services.demo_cast import MOST_VACANCIES, OPEN, Cast
from services.errors import StateConflict
from services.pilots import OpenPilot, add_post, enter_intake, open_pilot, set_pilot_status
from services.ranking import RankingQuery, rank_candidates
from services.trial_course import AssessTrial, MarkDay, assess_trial, mark_day
from services.trials import DrawUpTrial, draw_up_trial
from services.vacancies import ChangeVacancy, change_vacancy, list_vacancies
from services.working_days import SATURDAY

PILOT_POSTS, PILOT_PEOPLE = 2, 8


@dataclass(frozen=True, slots=True)
class TrialTold:
    """A trial of a pilot that runs. began: days ago, or days to come with a minus; days: how long it lasts; seen: what the host saw, where
    it is assessed; draft: nobody has signed yet."""

    began: int
    days: int
    seen: tuple[str, ...] = ()
    draft: bool = False


TRIALS_BEGAN = 40
TRIALS = (
    TrialTold(32, 12, ("уборка помещений", "работа с инструментом", "ладит с людьми в цехе")),
    TrialTold(6, 14),
    TrialTold(-8, 12, draft=True),
)
"""One that is assessed, one under way, one to be talked over and signed; of the caseworker's people, who was assessed comes again last."""


def prepare_pilot(cast: Cast) -> None:
    """A pilot of work activity in preparation, with a proposal of who goes where."""
    begins = cast.today + timedelta(days=9)
    opened = OpenPilot("Зимняя практика", begins, begins + timedelta(days=60), str(cast.coordinator.organisation))
    pilot = open_pilot(cast.installation, cast.coordinator, opened).reference
    posts = list_vacancies(cast.installation, cast.expert, OPEN, 0, MOST_VACANCIES).vacancies
    roomiest = [vacancy.reference for vacancy in sorted(posts, key=lambda vacancy: -vacancy.places)[:PILOT_POSTS]]
    for vacancy in roomiest:
        change_vacancy(cast.installation, cast.expert, ChangeVacancy(vacancy, {"pilot": True}))
        add_post(cast.installation, cast.coordinator, pilot, vacancy, "Мастер участка")
    fitting = dict.fromkeys(
        line.reference
        for vacancy in roomiest
        for line in rank_candidates(cast.installation, cast.coordinator, RankingQuery(vacancy, cast.today, PILOT_PEOPLE)).ranking.ranked
    )
    enter_intake(cast.installation, cast.coordinator, pilot, list(fitting)[:PILOT_PEOPLE])
    make_plan(cast.installation, cast.coordinator, MakePlan(pilot))


def run_pilot(cast: Cast) -> None:
    """A pilot that has run for some weeks, with trials of the caseworker's people who are on no way to work yet."""
    began, organisation = cast.day(TRIALS_BEGAN), str(cast.coordinator.organisation)
    opened = OpenPilot("Осенняя практика", began, cast.day(-TRIALS_BEGAN), organisation)
    pilot = open_pilot(cast.installation, cast.coordinator, opened).reference
    set_pilot_status(cast.installation, cast.coordinator, pilot, "running")
    if cast.waiting:
        enter_intake(cast.installation, cast.coordinator, pilot, cast.waiting)
    left, own = list(cast.waiting), cast.own_vacancies()
    for trial in TRIALS:
        for person in list(left):
            with suppress(StateConflict):
                vacancy = cast.fitting(person, trial.began)
                if vacancy in own:  # what the demo employer shows stays a vacancy like any other
                    continue
                change_vacancy(cast.installation, cast.expert, ChangeVacancy(vacancy, {"pilot": True}))
                add_post(cast.installation, cast.coordinator, pilot, vacancy, "Наставник цеха")
                _try_out(cast, pilot, person, vacancy, trial)
                left.remove(person)
                left += [person] * bool(trial.seen)
                break


def _try_out(cast: Cast, pilot: str, person: str, vacancy: str, trial: TrialTold) -> None:
    """Drawn up on the day before it began, or today; every working day marked but today's, one of them late."""
    first, last = cast.day(trial.began), cast.day(trial.began - trial.days + 1)
    terms = DrawUpTrial(
        person, pilot, vacancy, first, last, "Пн–пт, 8:00–17:00, обед 45 минут", "Работа в паре с наставником, уборка участка", "day",
        "Сестра, телефон в деле", Decimal("38.50"), Decimal(10), "Роба, перчатки, очки", trial.draft,
    )  # fmt: skip
    number = draw_up_trial(cast.on(trial.began + 1), cast.caseworker, terms).id
    for days_ago in range(trial.began, max(trial.began - trial.days, 0), -1):
        day = cast.day(days_ago)
        if day.weekday() < SATURDAY:
            late = days_ago == trial.began - 2
            mark = MarkDay(number, day, "late", "neither", 20) if late else MarkDay(number, day, "came")
            mark_day(cast.on(days_ago), cast.caseworker, mark)
    if trial.seen:
        told = AssessTrial(number, "completed", "Наставник доволен, просит оставить.", trial.seen)
        assess_trial(cast.on(trial.began - trial.days), cast.caseworker, told)
