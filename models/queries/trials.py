"""Queries about trial agreements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, or_, select, union_all
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from models.candidate import Candidate
from models.pilot import Pilot, PilotIntake, PilotPost
from models.placement import Placement
from models.queries.candidates import Visible
from models.queries.words import Words
from models.trial import TrialAgreement
from models.vacancy import Vacancy

WAITING = "waiting"
"""Beside the states of an agreement: it runs though its last day is over, and waits for somebody to assess it."""
IN_TURN = ("running", "draft", "ended")
RUNS = 1
"""The last place in turn of agreements that run: before it are those that wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialFilter:
    """Which agreements. today: days before it are over; state: of TRIAL_STATES, or WAITING; organisation_id: of whose people.

    words: the number of the agreement, the person, the vacancy or the host.
    """

    today: date
    pilot: str | None = None
    candidate: str | None = None
    state: str | None = None
    organisation_id: int | None = None
    begun: bool = False
    visible: Visible | None = None
    words: Words | None = None

    def over(self) -> ColumnElement[bool]:
        """Whether an agreement runs past its last day."""
        return and_(TrialAgreement.state == "running", TrialAgreement.until_on < self.today)

    def conditions(self) -> list[ColumnElement[bool]]:
        """The WHERE of the filter. begun: only those whose first day has come."""
        wanted: list[ColumnElement[bool]] = []
        if self.pilot is not None:
            wanted.append(TrialAgreement.pilot.has(Pilot.reference == self.pilot))
        if self.candidate is not None:
            wanted.append(TrialAgreement.candidate.has(Candidate.case_reference == self.candidate))
        if self.state is not None:
            wanted.append(self.over() if self.state == WAITING else TrialAgreement.state == self.state)
        if self.organisation_id is not None:
            wanted.append(TrialAgreement.candidate.has(Candidate.organisation_id == self.organisation_id))
        if self.begun:
            wanted.append(TrialAgreement.from_on <= self.today)
        if self.visible is not None:
            wanted.append(TrialAgreement.candidate.has(self.visible.condition()))
        if self.words is not None:
            answers = [TrialAgreement.vacancy.has(self.words.vacancy()), TrialAgreement.candidate.has(self.words.person())]
            if (number := self.words.number()) and number[0] is None:
                answers.append(TrialAgreement.id == number[1])
            wanted.append(or_(*answers))
        return wanted


def get_trial(session: Session, *, trial_id: int, hold: bool = False) -> TrialAgreement | None:
    """One agreement as it is now, with its parties, days and assessment. hold: nobody else changes it until the commit."""
    wanted = select(TrialAgreement).where(TrialAgreement.id == trial_id).options(*_with_parts())
    if hold:
        wanted = wanted.with_for_update(of=TrialAgreement)
    return session.scalar(wanted.execution_options(populate_existing=True))


def find_trial_vacancy(session: Session, *, trial_id: int) -> int | None:
    """The number of the vacancy that an agreement is about."""
    return session.scalar(select(TrialAgreement.vacancy_id).where(TrialAgreement.id == trial_id))


def find_running_trial(session: Session, *, candidate_id: int) -> TrialAgreement | None:
    """The running trial of a person; there is at most one."""
    return session.scalar(select(TrialAgreement).where(TrialAgreement.candidate_id == candidate_id, TrialAgreement.state == "running"))


def find_on_trial(session: Session, *, vacancy_id: int) -> list[TrialAgreement]:
    """Running trials of a vacancy, by the number of their place."""
    held = select(TrialAgreement).where(TrialAgreement.vacancy_id == vacancy_id, TrialAgreement.place_number.is_not(None))
    return list(session.scalars(held.order_by(TrialAgreement.place_number).with_for_update()))


def list_trials(
    session: Session, *, after: int, limit: int, pilot: str | None, candidate: str | None, visible: Visible | None
) -> list[TrialAgreement]:
    """The next page in order of entry. visible: of whom, everybody when None."""
    wanted = select(TrialAgreement).where(TrialAgreement.id > after)
    if pilot is not None:
        wanted = wanted.where(TrialAgreement.pilot.has(Pilot.reference == pilot))
    if candidate is not None:
        wanted = wanted.where(TrialAgreement.candidate.has(Candidate.case_reference == candidate))
    if visible is not None:
        wanted = wanted.where(TrialAgreement.candidate.has(visible.condition()))
    return list(session.scalars(wanted.order_by(TrialAgreement.id).limit(limit).options(*_with_parts())))


def list_trials_by_need(session: Session, *, after: int, limit: int, where: TrialFilter) -> list[TrialAgreement]:
    """The next page: whatever waits for an assessment, what runs, drafts, what has ended, what was cancelled; of what runs the first to end
    first, of the others the newest. after: number of the last agreement of the page before, 0 for the first page."""
    rank = case(
        (where.over(), 0), *((TrialAgreement.state == state, place) for place, state in enumerate(IN_TURN, 1)), else_=len(IN_TURN) + 1
    )
    wanted = select(TrialAgreement).where(*where.conditions())
    last = (
        session.execute(select(rank, TrialAgreement.until_on, TrialAgreement.id).where(TrialAgreement.id == after)).first()
        if after
        else None
    )
    if last is not None:
        place, day, number = last
        newer = TrialAgreement.id < number
        if place <= RUNS:
            newer = or_(TrialAgreement.until_on > day, and_(TrialAgreement.until_on == day, newer))
        wanted = wanted.where(or_(rank > place, and_(rank == place, newer)))
    in_order = wanted.order_by(rank, case((rank <= RUNS, TrialAgreement.until_on)), TrialAgreement.id.desc()).limit(limit)
    parts = (
        joinedload(TrialAgreement.candidate), joinedload(TrialAgreement.vacancy).joinedload(Vacancy.employer),
        joinedload(TrialAgreement.pilot), joinedload(TrialAgreement.assessment), selectinload(TrialAgreement.days),
    )  # fmt: skip
    return list(session.scalars(in_order.options(*parts)))


def list_pilots_of(session: Session, *, visible: Visible | None, candidate: str | None, limit: int) -> list[tuple[Pilot, int]]:
    """The newest pilots with somebody within reach in their intake or on trial there, each with how many of the intake are within reach.

    candidate: only pilots in whose intake this person is.
    """
    reached = [] if visible is None else [visible.condition()]
    counted = select(func.count()).select_from(PilotIntake).join(PilotIntake.candidate).where(PilotIntake.pilot_id == Pilot.id, *reached)
    entered = select(PilotIntake.pilot_id).join(PilotIntake.candidate).where(*reached)
    signed = select(TrialAgreement.pilot_id).join(TrialAgreement.candidate).where(*reached)
    if candidate is None:
        known = or_(Pilot.id.in_(entered), Pilot.id.in_(signed))
    else:
        known = Pilot.id.in_(entered.where(Candidate.case_reference == candidate))
    wanted = select(Pilot, counted.scalar_subquery()).where(known).order_by(Pilot.id.desc()).limit(limit)
    return [(pilot, n_people) for pilot, n_people in session.execute(wanted)]


def list_intake_within(session: Session, *, pilot_id: int, visible: Visible | None) -> list[tuple[str, bool]]:
    """(case reference, whether on trial now) of everybody in the intake within reach, in order of entry."""
    on_trial = select(TrialAgreement.id).where(TrialAgreement.candidate_id == Candidate.id, TrialAgreement.state == "running").exists()
    wanted = select(Candidate.case_reference, on_trial).join(PilotIntake, PilotIntake.candidate_id == Candidate.id)
    wanted = wanted.where(PilotIntake.pilot_id == pilot_id, *([] if visible is None else [visible.condition()]))
    return [(reference, bool(busy)) for reference, busy in session.execute(wanted.order_by(PilotIntake.entered_at, Candidate.id))]


def find_held_places(session: Session, *, vacancy_ids: Sequence[int]) -> dict[int, set[int]]:
    """Number of a vacancy → the numbers of its places that somebody at work or on trial holds."""
    both = union_all(
        *(
            select(record.vacancy_id, record.place_number).where(record.vacancy_id.in_(vacancy_ids), record.place_number.is_not(None))
            for record in (Placement, TrialAgreement)
        )
    )
    held: dict[int, set[int]] = {}
    for vacancy_id, number in session.execute(both):
        if number is not None:
            held.setdefault(vacancy_id, set()).add(number)
    return held


def find_tutor(session: Session, *, vacancy_id: int) -> str | None:
    """Who guides people at a post, where that was said."""
    return session.scalar(select(PilotPost.tutor).where(PilotPost.vacancy_id == vacancy_id))


def _with_parts() -> list[ORMOption]:
    return [
        selectinload(TrialAgreement.candidate).selectinload(Candidate.consents),
        selectinload(TrialAgreement.candidate).joinedload(Candidate.organisation),
        selectinload(TrialAgreement.vacancy).joinedload(Vacancy.employer),
        selectinload(TrialAgreement.pilot),
        selectinload(TrialAgreement.organisation),
        selectinload(TrialAgreement.days),
        selectinload(TrialAgreement.assessment),
    ]
