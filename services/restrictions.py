"""Dated restrictions as use cases: read them, enter one with its legal basis, lift one. No offence is stored, and none is asked for.

A reading is an event of the audit trail of its own; what somebody may not do for their health goes with it. Here must not live: which
restriction bars which work (the rules).
"""

from dataclasses import dataclass
from datetime import date, datetime

from models.candidate import Candidate
from models.codes import DUTY_CODES, RESTRICTION_KINDS, TRAVEL_LIMITS
from models.restriction import Restriction
from services.actors import Actor
from services.audited import AuditedView
from services.calendar import minsk_day
from services.errors import InvalidValue, NotFound, StateConflict
from services.installation import Installation
from services.permissions import authorise
from services.relations import reached_candidate
from services.unit_of_work import UnitOfWork

MINUTES = 24 * 60
LONGEST_BASIS = 500
SCOPES = tuple(limit for limit in TRAVEL_LIMITS if limit != "none")


@dataclass(frozen=True, slots=True)
class EnterRestriction:
    """What somebody may not do. duty: of a ban; home_from, home_until: minutes after midnight; travel_limit: of SCOPES.

    legal_basis: the decision it follows from, by number and day, without the offence; until_on: the last day included, None without end.
    """

    candidate: str
    kind: str
    legal_basis: str
    duty: str | None = None
    home_from: int | None = None
    home_until: int | None = None
    travel_limit: str | None = None
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class RestrictionView(AuditedView):
    """One restriction. over: whether its last day is past."""

    id: int
    kind: str
    duty: str | None
    home_from_minute: int | None
    home_until_minute: int | None
    travel_limit: str | None
    legal_basis: str | None
    from_on: date | None
    until_on: date | None
    over: bool
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class LimitsView(AuditedView):
    """Every limit of one person. health: None where it is not known; unread: kind → words that nobody has understood yet."""

    candidate: str
    restrictions: tuple[RestrictionView, ...]
    health: tuple[str, ...] | None
    unread: tuple[tuple[str, str], ...]
    version: int


def read_limits(installation: Installation, actor: Actor, reference: str) -> LimitsView:
    """What a person may not do; told in the audit trail each time. Raises Forbidden, NotFound (`not_found.candidate`)."""
    authorise(actor, "restriction:read")
    with installation.writing(actor, "read the restrictions of a person") as unit:
        person = reached_candidate(unit, "restriction:read", reference)
        return _limits(unit, "restriction:read", person)


def enter_restriction(installation: Installation, actor: Actor, command: EnterRestriction) -> LimitsView:
    """Write a restriction down; one on the same matter takes the place of the one before, and answers what was written and not understood.

    Raises Forbidden, NotFound (`not_found.candidate`), StateConflict (`state_conflict.candidate_closed`), InvalidValue
    (`invalid_value.restriction`, `….ban`, `….home_hours`, `….travel_limit`: not whole;
    `invalid_value.legal_basis`, `invalid_value.restriction_days`).
    """
    authorise(actor, "candidate:change")
    _check(command)
    with installation.writing(actor, "enter a restriction") as unit:
        person = _open_case(unit, command.candidate)
        matter = (command.kind, command.duty)
        person.restrictions = [held for held in person.restrictions if (held.kind, held.duty) != matter]
        person.unread_limits = [unread for unread in person.unread_limits if unread.kind != command.kind]
        entered = Restriction(
            kind=command.kind, duty=command.duty, home_from_minute=command.home_from, home_until_minute=command.home_until,
            travel_limit=command.travel_limit, legal_basis=command.legal_basis.strip(), from_on=command.from_on, until_on=command.until_on,
            entered_by=actor.id, entered_at=unit.now(),
        )  # fmt: skip
        person.restrictions.append(entered)
        unit.session.flush()
        return _limits(unit, "restriction:create", person)


def lift_restriction(installation: Installation, actor: Actor, reference: str, number: int) -> LimitsView:
    """Take a restriction away: it ended earlier, or was entered by mistake. The trail keeps that it was there.

    Raises Forbidden, NotFound (`not_found.candidate`, `not_found.restriction`), StateConflict (`state_conflict.candidate_closed`).
    """
    authorise(actor, "candidate:change")
    with installation.writing(actor, "lift a restriction") as unit:
        person = _open_case(unit, reference)
        held = next((each for each in person.restrictions if each.id == number), None)
        if held is None:
            raise NotFound.record("restriction", number)
        person.restrictions.remove(held)
        unit.session.flush()
        return _limits(unit, "restriction:lift", person)


def _open_case(unit: UnitOfWork, reference: str) -> Candidate:
    person = reached_candidate(unit, "candidate:change", reference)
    if person.status == "closed":
        raise StateConflict("state_conflict.candidate_closed", parameters={"reference": reference})
    return person


def _check(command: EnterRestriction) -> None:
    """Each kind says its own things and no others, as the table's constraints have it."""
    hours = (command.home_from, command.home_until)
    known_hours = all(minute is not None and 0 <= minute < MINUTES for minute in hours) and hours[0] != hours[1]
    whole = {
        "ban": command.duty in DUTY_CODES and hours == (None, None) and command.travel_limit is None,
        "home_hours": known_hours and command.duty is None and command.travel_limit is None,
        "travel_limit": command.travel_limit in SCOPES and command.duty is None and hours == (None, None),
    }
    if command.kind not in RESTRICTION_KINDS or not whole[command.kind]:
        field = {"ban": "duty", "home_hours": "home_from", "travel_limit": "travel_limit"}.get(command.kind, "kind")
        code = f"invalid_value.restriction.{command.kind}" if command.kind in RESTRICTION_KINDS else "invalid_value.restriction"
        raise InvalidValue(code, field=field)
    if not 0 < len(command.legal_basis.strip()) <= LONGEST_BASIS:
        raise InvalidValue("invalid_value.legal_basis", field="legal_basis", parameters={"maximum": LONGEST_BASIS})
    if command.from_on is not None and command.until_on is not None and command.until_on < command.from_on:
        raise InvalidValue("invalid_value.restriction_days", field="until_on")


def _limits(unit: UnitOfWork, action: str, person: Candidate) -> LimitsView:
    day = minsk_day(unit.now())
    with unit.disclosing(action, person, "restricted"):
        held = tuple(
            RestrictionView(
                each.id, each.kind, each.duty, each.home_from_minute, each.home_until_minute, each.travel_limit, each.legal_basis,
                each.from_on, each.until_on, each.until_on is not None and each.until_on < day, each.entered_at,
            )
            for each in person.restrictions
        )  # fmt: skip
        health = tuple(sorted(limit.code for limit in person.health_limits)) if person.health_limits_known else None
        unread = tuple((limit.kind, limit.text) for limit in person.unread_limits)
        return LimitsView(person.case_reference, held, health, unread, person.version)
