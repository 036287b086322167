"""Handing a whole person over to another organisation, as use cases: offer, take back, accept, decline, list.

Which step is whose is a table in services/hand_over_rules.py. An offer may be made only while the person agrees to be seen by the other
organisation, and that is asked anew at every look; only a named human offers or answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from models.candidate import Candidate
from models.codes import HAND_OVER_REASONS, HAND_OVER_STATES
from models.handover import HandOver
from models.organisation import Organisation
from models.queries import handovers as queries
from models.queries.organisations import list_organisations
from services.actors import NOBODY, Actor
from services.calendar import minsk_day
from services.errors import InvalidValue, NotFound, Parameter, StateConflict
from services.hand_over_rules import ACCEPTED, DECLINED, LOOKS_AFTER_NOBODY, REFUSED_IN, WITHDRAWN, Who, find_step
from services.hand_over_steps import Closed, close, end_groundless, move_person, note_step, tell
from services.hand_over_views import DIRECTIONS, INCOMING, OUTGOING, HandOverView, view_of
from services.installation import Installation
from services.pages import check_page
from services.permissions import Reach, authorise, reach_of
from services.placement_steps import check_named
from services.readings import note_readings
from services.relations import agreed_to_be_seen, reached_candidate, reaches, visible_to
from services.searches import note_found, words_of
from services.unit_of_work import UnitOfWork

LONGEST_NOTE = 2_000
MOST_RECEIVERS = 1_000


@dataclass(frozen=True, slots=True)
class OfferHandOver:
    """Whom to hand over, and to which organisation (its number). note: what the next one needs to know before saying yes."""

    candidate: str
    organisation: int
    note: str


@dataclass(frozen=True, slots=True)
class ListHandOvers:
    """Which offers. direction: of DIRECTIONS as the actor sees it, None for both; state: of HAND_OVER_STATES; candidate: a reference.

    words: the person or one of the two organisations.
    """

    direction: str | None = None
    state: str | None = None
    candidate: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class HandOverGround:
    """What an offer can stand on today. receivers: number and name of each organisation that the person agreed to be seen by, by name;
    keeps_sight: whether a consent lets the organisation that gives them away see the case afterwards."""

    receivers: tuple[tuple[int, str], ...]
    keeps_sight: bool


def offer_hand_over(installation: Installation, actor: Actor, command: OfferHandOver) -> HandOverView:
    """Ask another organisation to look after somebody from now on. The person stays with the actor's own until it accepts.

    Raises Forbidden (`forbidden.nameless` among them), NotFound (candidate, organisation), InvalidValue, StateConflict
    (`state_conflict.candidate_closed`, `…no_organisation`: nobody looks after the person, `…no_consent`: the other one may not see them,
    `…hand_over_open`: an offer waits for an answer already).
    """
    authorise(actor, "hand_over:create")
    check_named(actor)
    note = _checked(command.note, "note")
    if note is None:
        raise InvalidValue("invalid_value.note_needed", field="note")
    with installation.writing(actor, "offer to hand a person over") as unit:
        person = reached_candidate(unit, "hand_over:create", command.candidate)
        queries.hold_person(unit.session, candidate_id=person.id)
        end_groundless(unit, [person])
        _check_may_leave(unit, person)
        receiver = _receiver(unit, person, command.organisation)
        offer = HandOver(
            candidate=person, from_organisation=person.organisation, to_organisation=receiver, note=note, offered_by=actor.id,
            offered_by_name=actor.name, offered_at=unit.now(),
        )  # fmt: skip
        unit.session.add(offer)
        unit.session.flush()
        note_step(unit, "hand_over:create", offer)
        return _told(unit, "hand_over:create", offer)


def accept_hand_over(installation: Installation, actor: Actor, number: int) -> HandOverView:
    """Look after the person from now on: they and everything that hangs on them are the actor's organisation's.

    Raises Forbidden, NotFound (`not_found.hand_over`: none to the actor's organisation that the person's consent lets it see),
    StateConflict (`state_conflict.hand_over_…`: accepted, declined, withdrawn or ended already), StaleVersion when the case changed at the
    same moment.
    """
    authorise(actor, "hand_over:answer")
    check_named(actor)
    with installation.writing(actor, "accept a person handed over") as unit:
        offer = _held(unit, "hand_over:answer", number, Who.RECEIVER)
        _check_step(offer, ACCEPTED, Who.RECEIVER)
        close(unit, offer, Closed(ACCEPTED))
        move_person(unit, offer)
        tell(unit, offer, "hand_over_accepted", offer.from_organisation_id)
        tell(unit, offer, "hand_over_taken", offer.to_organisation_id)
        note_step(unit, "hand_over:accept", offer)
        return _told(unit, "hand_over:accept", offer)


def decline_hand_over(installation: Installation, actor: Actor, number: int, reason: str, note: str | None = None) -> HandOverView:
    """Say no, with a reason of HAND_OVER_REASONS; the person stays where they are. Raises as `accept_hand_over`, and InvalidValue."""
    authorise(actor, "hand_over:answer")
    check_named(actor)
    if reason not in HAND_OVER_REASONS:
        raise InvalidValue("invalid_value.reason", field="reason", parameters={"reason": reason})
    said = _checked(note, "note")
    if reason == "other" and said is None:
        raise InvalidValue("invalid_value.reason_note", field="note")
    with installation.writing(actor, "decline a person handed over") as unit:
        offer = _held(unit, "hand_over:answer", number, Who.RECEIVER)
        _check_step(offer, DECLINED, Who.RECEIVER)
        close(unit, offer, Closed(DECLINED, reason, said))
        tell(unit, offer, "hand_over_declined", offer.from_organisation_id)
        note_step(unit, "hand_over:decline", offer)
        return _told(unit, "hand_over:decline", offer)


def withdraw_hand_over(installation: Installation, actor: Actor, number: int) -> HandOverView:
    """Take an offer back before it is answered: the other organisation sees nothing of it any more. Raises as `accept_hand_over`."""
    authorise(actor, "hand_over:withdraw")
    check_named(actor)
    with installation.writing(actor, "take an offer to hand a person over back") as unit:
        offer = _held(unit, "hand_over:withdraw", number, Who.GIVER)
        _check_step(offer, WITHDRAWN, Who.GIVER)
        close(unit, offer, Closed(WITHDRAWN))
        note_step(unit, "hand_over:withdraw", offer)
        return _told(unit, "hand_over:withdraw", offer)


def list_hand_overs(
    installation: Installation, actor: Actor, asked: ListHandOvers, after: int, limit: int
) -> tuple[tuple[HandOverView, ...], int | None]:
    """A page of offers to or from the actor's organisation, as far as each person lets it see them today; told in the audit trail.

    Raises Forbidden, InvalidValue (`invalid_value.limit`, `invalid_value.hand_over_state`, `invalid_value.hand_over_direction`).
    """
    reach = authorise(actor, "hand_over:read")
    check_page(limit)
    if asked.state is not None and asked.state not in HAND_OVER_STATES:
        raise InvalidValue("invalid_value.hand_over_state", field="state", parameters={"value": asked.state})
    if asked.direction is not None and asked.direction not in DIRECTIONS:
        raise InvalidValue("invalid_value.hand_over_direction", field="direction", parameters={"value": asked.direction})
    own = None if reach is Reach.ANY else actor.organisation_id or NOBODY
    with installation.writing(actor, "list people handed over") as unit:
        words = words_of(unit, asked.words)
        found = queries.list_hand_overs(
            unit.session, after=after, limit=limit + 1, incoming=own if asked.direction != OUTGOING else None,
            outgoing=own if asked.direction != INCOMING else None, state=asked.state, candidate=asked.candidate,
            visible=visible_to(actor, "hand_over:read"), words=words,
        )  # fmt: skip
        shown, day = found[:limit], minsk_day(unit.now())
        note_readings(unit, (offer.candidate_id for offer in shown))
        note_found(unit, words, (offer.candidate_id for offer in shown))
        cases = sorted({offer.candidate.case_reference for offer in shown})
        with unit.disclosing("hand_over:read", None, "offers", n_shown=len(shown), shown=cases):
            views = tuple(view_of(offer, actor, day) for offer in shown)
        return views, found[limit - 1].id if len(found) > limit else None


def read_hand_over(installation: Installation, actor: Actor, number: int) -> HandOverView:
    """One offer to or from the actor's organisation; told in the audit trail. Raises Forbidden, NotFound (`not_found.hand_over`)."""
    authorise(actor, "hand_over:read")
    with installation.writing(actor, "read an offer to hand a person over") as unit:
        offer = queries.get_hand_over(unit.session, number=number)
        if offer is None or not any(_reached(actor, "hand_over:read", offer, side) for side in (Who.GIVER, Who.RECEIVER)):
            raise NotFound.record("hand_over", number)
        note_readings(unit, [offer.candidate_id])
        note_step(unit, "hand_over:read", offer)
        return _told(unit, "hand_over:read", offer)


def find_ground(installation: Installation, actor: Actor, reference: str) -> HandOverGround:
    """To whom somebody may be offered today, and what is left to see afterwards. Raises Forbidden, NotFound (`not_found.candidate`)."""
    authorise(actor, "hand_over:create")
    with installation.reading(actor, "who may be asked to look after a person") as unit:
        person, day = reached_candidate(unit, "hand_over:create", reference), minsk_day(unit.now())
        others = [
            (each.name, each.id)
            for each in list_organisations(unit.session, after=0, limit=MOST_RECEIVERS)
            if each.id != person.organisation_id and each.kind not in LOOKS_AFTER_NOBODY and agreed_to_be_seen(person, each.id, day)
        ]
        receivers = tuple((number, name) for name, number in sorted(others))
        return HandOverGround(receivers, agreed_to_be_seen(person, person.organisation_id, day))


def _checked(words: str | None, field: str) -> str | None:
    """What was said; None for nothing. InvalidValue for what nobody reads to its end."""
    said = (words or "").strip() or None
    if len(said or "") > LONGEST_NOTE:
        raise InvalidValue("invalid_value.note", field=field, parameters={"maximum": LONGEST_NOTE})
    return said


def _check_may_leave(unit: UnitOfWork, person: Candidate) -> None:
    told: Mapping[str, Parameter] = {"reference": person.case_reference}
    if person.status == "closed":
        raise StateConflict("state_conflict.candidate_closed", parameters=told)
    if person.organisation_id is None:
        raise StateConflict("state_conflict.no_organisation", parameters=told)
    if queries.find_open_hand_overs(unit.session, candidate_ids=[person.id]):
        raise StateConflict("state_conflict.hand_over_open", parameters=told)


def _receiver(unit: UnitOfWork, person: Candidate, number: int) -> Organisation:
    """The organisation asked: another one, of a kind that looks after people, that the person agreed to be seen by."""
    receiver = unit.session.get(Organisation, number)
    if receiver is None:
        raise NotFound.record("organisation", number)
    if receiver.id == person.organisation_id or receiver.kind in LOOKS_AFTER_NOBODY:
        raise InvalidValue("invalid_value.hand_over_receiver", field="organisation")
    if not agreed_to_be_seen(person, receiver.id, minsk_day(unit.now())):
        told: Mapping[str, Parameter] = {"reference": person.case_reference, "organisation": receiver.id}
        raise StateConflict("state_conflict.no_consent", field="organisation", remedy="give_consent", parameters=told)
    return receiver


def _held(unit: UnitOfWork, permission: str, number: int, side: Who) -> HandOver:
    """The offer as it is now, nobody else's to answer until the commit, if the actor's organisation is this side of it. Else NotFound."""
    offer = queries.get_hand_over(unit.session, number=number, hold=True)
    if offer is None or not _reached(unit.actor, permission, offer, side):
        raise NotFound.record("hand_over", number)
    return offer


def _reached(actor: Actor, permission: str, offer: HandOver, side: Who) -> bool:
    """Whether the actor's organisation is this side of the offer, and the person lets it see them."""
    own = offer.to_organisation_id if side is Who.RECEIVER else offer.from_organisation_id
    return (reach_of(actor, permission) is Reach.ANY or own == actor.organisation_id) and reaches(actor, permission, offer.candidate)


def _check_step(offer: HandOver, to: str, side: Who) -> None:
    if find_step(offer.state, to, side) is None:
        raise StateConflict(REFUSED_IN[offer.state], parameters={"reference": offer.candidate.case_reference})


def _told(unit: UnitOfWork, action: str, offer: HandOver) -> HandOverView:
    with unit.disclosing(action, offer, "offer"):
        return view_of(offer, unit.actor, minsk_day(unit.now()))
