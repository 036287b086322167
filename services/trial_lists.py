"""Trial agreements as a list to work through: what waits for an assessment first, then what runs, then the rest.

Here must not live: one agreement as a whole (services/trial_views.py).
"""

from dataclasses import dataclass
from datetime import date

from models.queries import trials as queries
from models.trial import TrialAgreement
from services.actors import NOBODY, Actor
from services.calendar import minsk_day
from services.installation import Installation
from services.pages import check_page
from services.permissions import authorise
from services.relations import visible_to
from services.searches import note_found, searching, words_of

MOST_PILOTS = 100


@dataclass(frozen=True, slots=True)
class TrialsAsked:
    """Which agreements. state: of TRIAL_STATES, or `waiting` (it runs past its last day); mine: of people of the actor's own organisation;
    begun: whose first day has come; words: number of the agreement, person, vacancy or host. Nothing said: all within reach."""

    pilot: str | None = None
    candidate: str | None = None
    state: str | None = None
    mine: bool = False
    begun: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One agreement in a list. waits: its last day is over and nobody has assessed it; n_came counts late days too; n_marked: all marks."""

    id: int
    candidate: str
    pilot: str
    vacancy: str
    title: str
    host: str
    from_on: date
    until_on: date
    state: str
    waits: bool
    n_came: int
    n_marked: int
    today_marked: bool
    result: str | None
    placement: int | None


@dataclass(frozen=True, slots=True)
class TrialPage:
    """Some of them, and the number to go on after (None: no more)."""

    trials: tuple[TrialLine, ...]
    after: int | None


@dataclass(frozen=True, slots=True)
class TrialPilot:
    """A pilot with people of the actor's. n_people: of its intake, as far as the actor may know them; ended: nobody is signed any more."""

    reference: str
    title: str
    starts_on: date
    ends_on: date
    ended: bool
    n_people: int


def list_trials_by_need(installation: Installation, actor: Actor, asked: TrialsAsked, after: int = 0, limit: int = 50) -> TrialPage:
    """A page of agreements within reach, 1 to 200, in the order in which they need somebody. Nothing restricted is in it.

    Raises Forbidden, InvalidValue (`invalid_value.limit`).
    """
    authorise(actor, "trial:read")
    check_page(limit)
    with searching(installation, actor, asked.words, "list trial agreements by need") as unit:
        day = minsk_day(unit.now())
        where = queries.TrialFilter(
            today=day, pilot=asked.pilot, candidate=asked.candidate, state=asked.state, begun=asked.begun,
            organisation_id=(actor.organisation_id or NOBODY) if asked.mine else None, visible=visible_to(actor, "trial:read"),
            words=words_of(unit, asked.words),
        )  # fmt: skip
        found = queries.list_trials_by_need(unit.session, after=after, limit=limit + 1, where=where)
        note_found(unit, where.words, (agreement.candidate_id for agreement in found[:limit]))
        lines = tuple(_line(agreement, day) for agreement in found[:limit])
        return TrialPage(lines, found[limit - 1].id if len(found) > limit else None)


def list_trial_pilots(installation: Installation, actor: Actor, candidate: str | None = None) -> tuple[TrialPilot, ...]:
    """The newest pilots with people within reach entered or on trial, at most MOST_PILOTS. candidate: with this person in the intake.

    Raises Forbidden.
    """
    authorise(actor, "trial:read")
    with installation.reading(actor, "list pilots with people on trial") as unit:
        reach = visible_to(actor, "trial:read")
        found = queries.list_pilots_of(unit.session, visible=reach, candidate=candidate, limit=MOST_PILOTS)
        return tuple(
            TrialPilot(pilot.reference, pilot.title, pilot.starts_on, pilot.ends_on, pilot.status == "ended", n_people)
            for pilot, n_people in found
        )


def _line(agreement: TrialAgreement, day: date) -> TrialLine:
    vacancy, days = agreement.vacancy, agreement.days
    return TrialLine(
        agreement.id, agreement.candidate.case_reference, agreement.pilot.reference, vacancy.reference, vacancy.title,
        vacancy.employer.name, agreement.from_on, agreement.until_on, agreement.state,
        agreement.state == "running" and agreement.until_on < day, sum(one.mark != "absent" for one in days), len(days),
        any(one.day == day for one in days), None if agreement.assessment is None else agreement.assessment.result,
        agreement.placement_id,
    )  # fmt: skip
