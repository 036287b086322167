"""Referral slips as use cases: issue one, enter the employer's mark, take it back in, list those that are late.

The mark moves the placement in the same transaction, by the named human who enters it: accepted leads to an interview or an offer, as they
say, refused to refused_by_employer with the reason that belongs to the ground. Whoever did not come is left where they are: a human asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

from models import workflow
from models.codes import SLIP_GROUNDS
from models.placement import Placement
from models.queries.candidates import Visible
from models.queries.placements import get_placement
from models.queries.slips import (
    SlipFilter,
    count_slips,
    find_slip_out,
    get_slip,
    list_slips,
    list_slips_late_first,
    next_slip_number,
)
from models.queries.words import Words
from models.referral import ReferralSlip
from services.actors import NOBODY, Actor, Role
from services.calendar import minsk_day
from services.errors import InvalidValue, NotFound, Parameter, StateConflict
from services.installation import Installation
from services.pages import check_page
from services.permissions import authorise
from services.placement_needs import StepAsked
from services.placement_steps import check_named, locked_placement, take_step
from services.relations import reaches, visible_to
from services.searches import note_found, words_of
from services.slip_views import SlipView, slip_reached, told_slip, view_of_slip
from services.unit_of_work import UnitOfWork

REASON_OF_GROUND: Mapping[str, str] = MappingProxyType(
    {
        "qualification": "lacking_skill",
        "place_taken": "position_closed",
        "medical_conclusion": "health",
        "paper_missing": "documents_missing",
        "legal_bar": "incompatible_limit",
        "hours": "schedule",
    }
)
"""Lawful ground of a refusal, as the employer marks it → the reason of the placement's step (models/workflow.py)."""
SHOWN_SLIPS = ("late", "out", "back")
"""late: out, and the mark or the return is over its day; out: not back yet; back: returned, marked or not."""
MOST_OF_A_PLACEMENT = 50
LONGEST_WAY = timedelta(days=60)
"""Nobody is sent somewhere with a longer time to appear or to bring the slip back."""


@dataclass(frozen=True, slots=True)
class IssueSlip:
    """For which placement; the last days to appear there and to have the slip back. quota: None takes what the vacancy says."""

    placement: int
    appear_by: date
    return_by: date
    quota: bool | None = None


@dataclass(frozen=True, slots=True)
class MarkSlip:
    """The employer's mark. accepted: of who came; ground: of SLIP_GROUNDS, of a refusal; to: interview or offered, of who is accepted.

    may_tell: whether the person may be told of the ground; on: the day of the mark, None for today; returned: the slip is back with it.
    """

    slip: int
    came: bool
    accepted: bool | None = None
    ground: str | None = None
    to: str | None = None
    may_tell: bool | None = None
    on: date | None = None
    note: str | None = None
    returned: bool = True


@dataclass(frozen=True, slots=True)
class SlipWatch:
    """Some slips, how many there are of each of SHOWN_SLIPS, and how many to skip for the next ones (None: no more)."""

    slips: tuple[SlipView, ...]
    counts: Mapping[str, int]
    skip: int | None


def issue_slip(installation: Installation, actor: Actor, command: IssueSlip) -> SlipView:
    """Issue the slip of a placement that is referred; the named actor signs it.

    Raises Forbidden, NotFound (`not_found.placement`), StateConflict (`state_conflict.not_referred`, `state_conflict.slip_out`: one is out
    already), InvalidValue (`invalid_value.slip_days`).
    """
    authorise(actor, "referral_slip:create")
    check_named(actor)
    with installation.writing(actor, "issue a referral slip") as unit:
        placement, day = _placement(unit, "referral_slip:create", command.placement), minsk_day(unit.now())
        if placement.state != workflow.REFERRED:
            told: Mapping[str, Parameter] = {"reference": placement.id, "state": placement.state}
            raise StateConflict("state_conflict.not_referred", parameters=told)
        if find_slip_out(unit.session, placement_id=placement.id) is not None:
            raise StateConflict("state_conflict.slip_out", parameters={"reference": placement.id})
        if not day <= command.appear_by <= command.return_by <= day + LONGEST_WAY:
            raise InvalidValue("invalid_value.slip_days", field="appear_by", parameters={"maximum": LONGEST_WAY.days})
        vacancy = placement.vacancy
        slip = ReferralSlip(
            year=day.year, sequence=next_slip_number(unit.session, year=day.year), placement=placement, employer=vacancy.employer,
            vacancy=vacancy, quota=vacancy.quota if command.quota is None else command.quota, issued_on=day, issued_by=actor.id,
            issued_by_name=actor.name, issued_at=unit.now(), appear_by=command.appear_by, return_by=command.return_by,
        )  # fmt: skip
        unit.session.add(slip)
        unit.session.flush()
        return told_slip(unit, "referral_slip:create", slip, day)


def mark_slip(installation: Installation, actor: Actor, command: MarkSlip) -> SlipView:
    """Enter the employer's mark and move the placement as it says, in one transaction.

    Raises Forbidden, NotFound (`not_found.referral_slip`), StateConflict (`state_conflict.slip_marked`, and what the placement's step
    says), InvalidValue (`invalid_value.slip_mark`, `invalid_value.slip_ground`, `invalid_value.step_day`).
    """
    authorise(actor, "referral_slip:mark")
    check_named(actor)
    with installation.writing(actor, "enter the mark of a referral slip") as unit:
        slip, day = _slip(unit, "referral_slip:mark", command.slip), minsk_day(unit.now())
        on = command.on or day
        if slip.marked_on is not None or slip.returned_on is not None:
            raise StateConflict("state_conflict.slip_marked", parameters={"reference": slip.number})
        if not slip.issued_on <= on <= day:
            told: Mapping[str, Parameter] = {"earliest": slip.issued_on.isoformat(), "latest": day.isoformat()}
            raise InvalidValue("invalid_value.step_day", field="on", parameters=told)
        step = _step_of(command)
        slip.came, slip.accepted, slip.ground = command.came, command.accepted, command.ground
        slip.marked_on, slip.marked_by, slip.marked_by_name = on, actor.id, actor.name
        slip.returned_on = day if command.returned else None
        if step is not None:
            take_step(installation, unit, locked_placement(unit, slip.placement_id), step)
        unit.session.flush()
        return told_slip(unit, "referral_slip:mark", slip, day)


def return_slip(installation: Installation, actor: Actor, number: int, on: date | None = None) -> SlipView:
    """Write down that a slip is back, marked or not. Raises Forbidden, NotFound, StateConflict (`state_conflict.slip_back`)."""
    authorise(actor, "referral_slip:return")
    check_named(actor)
    with installation.writing(actor, "take a referral slip back in") as unit:
        slip, day = _slip(unit, "referral_slip:return", number), minsk_day(unit.now())
        if slip.returned_on is not None:
            raise StateConflict("state_conflict.slip_back", parameters={"reference": slip.number})
        if not slip.issued_on <= (on or day) <= day:
            told: Mapping[str, Parameter] = {"earliest": slip.issued_on.isoformat(), "latest": day.isoformat()}
            raise InvalidValue("invalid_value.step_day", field="on", parameters=told)
        slip.returned_on = on or day
        unit.session.flush()
        return told_slip(unit, "referral_slip:return", slip, day)


def list_referral_slips(
    installation: Installation,
    actor: Actor,
    after: int,
    limit: int,
    *,
    overdue: bool = False,
    as_of: date | None = None,
    mine: bool = False,
    words: str = "",
) -> tuple[tuple[SlipView, ...], int | None]:
    """A page of slips within reach in order of entry, only the late ones if asked, and the number to go on after; told in the trail.

    mine: only of people of the actor's own organisation; words: as in `watch_slips`.
    """
    authorise(actor, "referral_slip:read")
    check_page(limit)
    with installation.writing(actor, "list referral slips") as unit:
        day = as_of or minsk_day(unit.now())
        within = SlipFilter(visible=Visible(actor.organisation_id or NOBODY, consented=False, on=day)) if mine else _within(actor)
        where = replace(within, overdue_on=day if overdue else None, words=_words(unit, words))
        found = list_slips(unit.session, after=after, limit=limit + 1, where=where)
        note_found(unit, where.words, (slip.placement.candidate_id for slip in found[:limit]))
        with unit.disclosing("referral_slip:read", None, "slips", n_shown=len(found[:limit])):
            shown = tuple(view_of_slip(unit, slip, day) for slip in found[:limit])
        return shown, found[limit - 1].id if len(found) > limit else None


def list_slips_of(installation: Installation, actor: Actor, number: int) -> tuple[SlipView, ...]:
    """Every slip of one placement, oldest first; told in the trail. Raises Forbidden, NotFound (`not_found.placement`)."""
    authorise(actor, "referral_slip:read")
    with installation.writing(actor, "list the slips of a placement") as unit:
        placement, day = get_placement(unit.session, placement_id=number), minsk_day(unit.now())
        if placement is None or not reaches(actor, "referral_slip:read", placement.candidate):
            raise NotFound.record("placement", number)
        found = list_slips(unit.session, after=0, limit=MOST_OF_A_PLACEMENT, where=replace(_within(actor), placement_id=number))
        with unit.disclosing("referral_slip:read", placement, "slips", n_shown=len(found)):
            return tuple(view_of_slip(unit, slip, day) for slip in found)


def watch_slips(installation: Installation, actor: Actor, show: str, skip: int = 0, limit: int = 50, *, words: str = "") -> SlipWatch:
    """Some slips of one of SHOWN_SLIPS, the late ones first, and how many there are of each kind; told in the trail.

    words: only those of which the number, the person, the vacancy or the employer answers to them; a name, to whoever may know it.
    """
    authorise(actor, "referral_slip:read")
    check_page(limit)
    with installation.writing(actor, "watch referral slips") as unit:
        day, within = minsk_day(unit.now()), replace(_within(actor), words=_words(unit, words))
        kinds = {"late": replace(within, overdue_on=day), "out": replace(within, out=True), "back": replace(within, out=False)}
        counts = {kind: count_slips(unit.session, where=where) for kind, where in kinds.items()}
        found = list_slips_late_first(unit.session, day=day, skip=skip, limit=limit, where=kinds[show])
        note_found(unit, within.words, (slip.placement.candidate_id for slip in found))
        with unit.disclosing("referral_slip:read", None, "slips", n_shown=len(found)):
            shown = tuple(view_of_slip(unit, slip, day) for slip in found)
        return SlipWatch(shown, counts, skip + limit if skip + limit < counts[show] else None)


def get_slip_view(installation: Installation, actor: Actor, number: int) -> SlipView:
    """One slip; told in the trail. Raises Forbidden, NotFound (`not_found.referral_slip`)."""
    authorise(actor, "referral_slip:read")
    with installation.writing(actor, "read a referral slip") as unit:
        return told_slip(unit, "referral_slip:read", _slip(unit, "referral_slip:read", number), minsk_day(unit.now()))


def _within(actor: Actor) -> SlipFilter:
    """The slips that the actor may know of."""
    if actor.role is Role.EMPLOYER:
        return SlipFilter(employer_id=actor.employer_id or NOBODY)
    return SlipFilter(visible=visible_to(actor, "referral_slip:read"))


def _words(unit: UnitOfWork, words: str) -> Words | None:
    return words_of(unit, words, people=unit.actor.role is not Role.EMPLOYER)  # a slip tells an employer of nobody, so no word may


def _step_of(command: MarkSlip) -> StepAsked | None:
    """The step of the placement that a mark means; None where nobody came. InvalidValue for a mark that contradicts itself."""
    if command.came != (command.accepted is not None):
        raise InvalidValue("invalid_value.slip_mark", field="accepted")
    if (command.accepted is False) != (command.ground is not None) or (command.ground or SLIP_GROUNDS[0]) not in SLIP_GROUNDS:
        raise InvalidValue("invalid_value.slip_ground", field="ground")
    if (command.accepted is True) != (command.to in (workflow.INTERVIEW, workflow.OFFERED)) or (command.to and not command.accepted):
        raise InvalidValue("invalid_value.slip_mark", field="to")
    if command.accepted:
        return StepAsked(command.to or "", note=command.note)
    if command.ground is not None:
        return StepAsked(workflow.REFUSED_BY_EMPLOYER, REASON_OF_GROUND[command.ground], command.note, command.may_tell)
    return None


def _placement(unit: UnitOfWork, permission: str, number: int) -> Placement:
    placement = locked_placement(unit, number)
    if not reaches(unit.actor, permission, placement.candidate):
        raise NotFound.record("placement", number)
    return placement


def _slip(unit: UnitOfWork, permission: str, number: int) -> ReferralSlip:
    slip = get_slip(unit.session, slip_id=number)
    if slip is None or not slip_reached(unit.actor, permission, slip):
        raise NotFound.record("referral_slip", number)
    return slip
