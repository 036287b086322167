"""Pilots of work activity as use cases: open one, give it posts, enter its intake, bar a pair. Plans are in services/cohort_plans.py.

Only coordinators run pilots. Everybody of an intake is a person like any other: whoever is out of a coordinator's reach is not in what
they are shown, and cannot be entered by them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from models.codes import PILOT_STATUSES
from models.pilot import Pilot, PilotBarredPair, PilotIntake, PilotPost
from models.queries import pilots as queries
from models.queries.candidates import find_candidate_ids
from models.queries.organisations import get_organisation
from services.actors import Actor
from services.audited import AuditedView
from services.errors import InvalidValue, NotFound, StateConflict
from services.installation import Installation
from services.pages import check_page
from services.permissions import authorise
from services.references import next_reference, storing
from services.relations import find_reached, reached_candidate
from services.unit_of_work import UnitOfWork
from services.vacancy_standing import vacancy_called

PILOT_PREFIX = "PIL"
MOST_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class OpenPilot:
    """A pilot to be opened. organisation: who runs it, by name; reference: the next free one if not given."""

    title: str
    starts_on: date
    ends_on: date
    organisation: str
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class PostView:
    """Places of a pilot. host: the employer of the vacancy; places: of the vacancy; tutor: the host's employee who guides."""

    vacancy: str
    title: str
    host: str
    province: str | None
    places: int
    status: str
    tutor: str | None


@dataclass(frozen=True, slots=True)
class PilotView:
    """A pilot with its posts. last_plan: number of the newest plan, 0 where there is none."""

    reference: str
    title: str
    starts_on: date
    ends_on: date
    organisation: str
    status: str
    posts: tuple[PostView, ...]
    last_plan: int


@dataclass(frozen=True, slots=True)
class BarredView(AuditedView):
    """A pair that a coordinator bars. reason: None for who may not read what is restricted of the person."""

    candidate: str
    vacancy: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class IntakeView(AuditedView):
    """Whom of an intake the actor may know of, in order of entry, and the pairs barred among them."""

    pilot: str
    candidates: tuple[str, ...]
    barred: tuple[BarredView, ...]


def open_pilot(installation: Installation, actor: Actor, command: OpenPilot) -> PilotView:
    """Open a pilot.

    Raises Forbidden, InvalidValue (`invalid_value.pilot_dates`, `invalid_value.unknown_organisation`), Conflict
    (`conflict.reference_taken`).
    """
    authorise(actor, "pilot:create")
    if command.ends_on < command.starts_on:
        raise InvalidValue("invalid_value.pilot_dates", field="ends_on")

    def store() -> PilotView:
        with installation.writing(actor, "open a pilot") as unit:
            organisation = get_organisation(unit.session, name=command.organisation)
            if organisation is None:
                told = {"name": command.organisation}
                raise InvalidValue("invalid_value.unknown_organisation", field="organisation", parameters=told)
            pilot = Pilot(
                reference=command.reference or next_reference(unit.session, Pilot.reference, PILOT_PREFIX), title=command.title.strip(),
                starts_on=command.starts_on, ends_on=command.ends_on, organisation=organisation,
            )  # fmt: skip
            unit.session.add(pilot)
            unit.session.flush()
            unit.audit("pilot:create", pilot)
            return _view(unit.session, pilot)

    return storing(store, "reference", command.reference)


def list_pilots(
    installation: Installation, actor: Actor, after: int = 0, limit: int = 50, where: queries.PilotFilter = queries.EVERY_PILOT
) -> tuple[tuple[PilotView, ...], int | None]:
    """A page of the pilots that the filter keeps, in order of entry, 1 to 200 of them, and the number to go on after.

    Raises Forbidden, InvalidValue.
    """
    authorise(actor, "pilot:read")
    check_page(limit)
    with installation.reading(actor, "list pilots") as unit:
        found = queries.list_pilots(unit.session, after=after, limit=limit + 1, where=where)
        last = queries.find_last_numbers(unit.session, pilot_ids=[pilot.id for pilot in found[:limit]])
        shown = tuple(_view_of(pilot, last.get(pilot.id, 0)) for pilot in found[:limit])
        return shown, found[limit - 1].id if len(found) > limit else None


def read_pilot(installation: Installation, actor: Actor, reference: str) -> PilotView:
    """One pilot with its posts. Raises Forbidden, NotFound (`not_found.pilot`)."""
    authorise(actor, "pilot:read")
    with installation.reading(actor, "read a pilot") as unit:
        return _view(unit.session, pilot_called(unit.session, reference))


def set_pilot_status(installation: Installation, actor: Actor, reference: str, status: str) -> PilotView:
    """Say whether a pilot is planned, running or ended. Raises Forbidden, NotFound, InvalidValue (`invalid_value.pilot_status`)."""
    authorise(actor, "pilot:change")
    if status not in PILOT_STATUSES:
        raise InvalidValue("invalid_value.pilot_status", field="status", parameters={"status": status})
    with installation.writing(actor, "change a pilot") as unit:
        pilot = pilot_called(unit.session, reference)
        pilot.status = status
        unit.audit("pilot:change", pilot)
        return _view(unit.session, pilot)


def add_post(installation: Installation, actor: Actor, reference: str, vacancy: str, tutor: str | None = None) -> PilotView:
    """Make a vacancy a post of a pilot, or name another tutor of a post that it has.

    Raises Forbidden, NotFound (`not_found.pilot`, `not_found.vacancy`), StateConflict (`state_conflict.not_a_pilot_vacancy`: the vacancy is
    not marked as one of pilot work; `state_conflict.post_of_another_pilot`; `state_conflict.pilot_ended`).
    """
    authorise(actor, "pilot:change")
    with installation.writing(actor, "give a pilot a post") as unit:
        pilot, found = _standing(unit.session, reference), vacancy_called(unit.session, vacancy)
        if not found.pilot:
            raise StateConflict("state_conflict.not_a_pilot_vacancy", remedy="mark_as_pilot", parameters={"reference": vacancy})
        post = queries.find_post(unit.session, vacancy_id=found.id)
        if post is None:
            post = PilotPost(vacancy=found)
            pilot.posts.append(post)
        if post.pilot is not pilot:
            told = {"reference": vacancy, "pilot": post.pilot.reference}
            raise StateConflict("state_conflict.post_of_another_pilot", parameters=told)
        post.tutor = (tutor or "").strip() or None
        unit.session.flush()
        unit.audit("pilot:change", pilot, vacancy=vacancy)
        return _view(unit.session, pilot)


def enter_intake(installation: Installation, actor: Actor, reference: str, candidates: Sequence[str]) -> IntakeView:
    """Enter people into the intake of a pilot, 1 to 1,000 at once; who is in it already stays.

    Raises Forbidden, NotFound (`not_found.pilot`, `not_found.candidate`: the first whom the actor may not know of), InvalidValue
    (`invalid_value.intake`), StateConflict (`state_conflict.pilot_ended`).
    """
    authorise(actor, "intake:change")
    if not 1 <= len(candidates) <= MOST_AT_ONCE:
        raise InvalidValue("invalid_value.intake", field="candidates", parameters={"maximum": MOST_AT_ONCE})
    with installation.writing(actor, "enter people into an intake") as unit:
        pilot, numbers = _standing(unit.session, reference), find_candidate_ids(unit.session, references=candidates)
        reached = set(find_reached(unit.session, actor, "intake:change", candidates))
        standing = queries.list_intake(unit.session, pilot_id=pilot.id)
        for candidate in dict.fromkeys(candidates):
            if candidate not in numbers or candidate not in reached:
                raise NotFound.record("candidate", candidate)
            if candidate not in standing:
                entry = {"candidate_id": numbers[candidate], "entered_by": actor.id, "entered_at": unit.now()}
                unit.session.add(PilotIntake(pilot=pilot, **entry))
        unit.session.flush()
        unit.audit("intake:change", pilot, n_entered=len(set(candidates) - standing.keys()))
        return _intake(unit, pilot, "intake:change")


def leave_intake(installation: Installation, actor: Actor, reference: str, candidate: str) -> IntakeView:
    """Take somebody out of an intake; what plans said of them stays. Raises Forbidden, NotFound (also when they are not in it)."""
    authorise(actor, "intake:change")
    with installation.writing(actor, "take somebody out of an intake") as unit:
        pilot, person = pilot_called(unit.session, reference), reached_candidate(unit, "intake:change", candidate)
        entry = queries.find_intake(unit.session, pilot_id=pilot.id, candidate_id=person.id)
        if entry is None:
            raise NotFound.record("candidate", candidate)
        unit.session.delete(entry)
        unit.session.flush()
        unit.audit("intake:change", pilot, n_left=1)
        return _intake(unit, pilot, "intake:change")


def read_intake(installation: Installation, actor: Actor, reference: str) -> IntakeView:
    """The intake of a pilot, as far as the actor may know it; told in the audit trail. Raises Forbidden, NotFound (`not_found.pilot`)."""
    authorise(actor, "intake:read")
    with installation.writing(actor, "read an intake") as unit:
        return _intake(unit, pilot_called(unit.session, reference), "intake:read")


def bar_pair(installation: Installation, actor: Actor, reference: str, candidate: str, vacancy: str, reason: str) -> IntakeView:
    """Say that a person and a vacancy shall not come together in this pilot, and why; an empty reason takes the bar away.

    Raises Forbidden, NotFound (`not_found.pilot`, `not_found.candidate`, `not_found.vacancy`).
    """
    authorise(actor, "intake:change")
    with installation.writing(actor, "bar a pair") as unit:
        pilot, person = pilot_called(unit.session, reference), reached_candidate(unit, "intake:change", candidate)
        place = vacancy_called(unit.session, vacancy)
        known = queries.get_barred_pair(unit.session, pilot_id=pilot.id, candidate_id=person.id, vacancy_id=place.id)
        if known is not None:
            unit.session.delete(known)
            unit.session.flush()
        if reason.strip():
            told = {"reason": reason.strip(), "decided_by": actor.id, "decided_at": unit.now()}
            unit.session.add(PilotBarredPair(pilot=pilot, candidate=person, vacancy=place, **told))
            unit.session.flush()
        unit.audit("intake:change", pilot, candidate=candidate, vacancy=vacancy, barred=bool(reason.strip()))
        return _intake(unit, pilot, "intake:change")


def pilot_called(session: Session, reference: str) -> Pilot:
    """The pilot of this reference. Raises NotFound (`not_found.pilot`)."""
    pilot = queries.get_pilot(session, reference=reference)
    if pilot is None:
        raise NotFound.record("pilot", reference)
    return pilot


def _standing(session: Session, reference: str) -> Pilot:
    pilot = pilot_called(session, reference)
    if pilot.status == "ended":
        raise StateConflict("state_conflict.pilot_ended", parameters={"reference": reference})
    return pilot


def _view(session: Session, pilot: Pilot) -> PilotView:
    return _view_of(pilot, queries.get_last_number(session, pilot_id=pilot.id))


def _view_of(pilot: Pilot, last_plan: int) -> PilotView:
    posts = tuple(_post(post) for post in sorted(pilot.posts, key=lambda post: post.vacancy_id))
    return PilotView(
        pilot.reference, pilot.title, pilot.starts_on, pilot.ends_on, pilot.organisation.name, pilot.status, posts, last_plan
    )  # fmt: skip


def _post(post: PilotPost) -> PostView:
    vacancy = post.vacancy
    return PostView(vacancy.reference, vacancy.title, vacancy.employer.name, vacancy.province, vacancy.places, vacancy.status, post.tutor)


def _intake(unit: UnitOfWork, pilot: Pilot, action: str) -> IntakeView:
    everybody = list(queries.list_intake(unit.session, pilot_id=pilot.id))
    reached = set(find_reached(unit.session, unit.actor, "intake:read", everybody))
    barred = queries.list_barred_pairs(unit.session, pilot_id=pilot.id)
    named = [pair.candidate.case_reference for pair in barred]
    known, open_to = (set(find_reached(unit.session, unit.actor, one, named)) for one in ("intake:read", "restriction:read"))
    with unit.disclosing(action, pilot, "reason"):
        pairs = tuple(
            BarredView(reference, pair.vacancy.reference, pair.reason if reference in open_to else None)
            for reference, pair in zip(named, barred, strict=True)
            if reference in known
        )
        return IntakeView(pilot.reference, tuple(one for one in everybody if one in reached), pairs)
