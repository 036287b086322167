"""Trial agreements of pilot work activity as use cases: draw up, change while a draft, sign, look at, list, cancel.

A trial is signed by a named human and holds one of the post's places while it runs. Here must not live: what happens while it runs and
after it (services/trial_course.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from models.pilot import Pilot
from models.queries import pilots as pilot_queries
from models.queries import trials as queries
from models.queries.placements import find_taken_places, lock_vacancy
from models.trial import TrialAgreement
from models.vacancy import Vacancy
from services.actors import Actor
from services.calendar import minsk_day
from services.errors import InvalidValue, NotFound, Parameter, StateConflict, check_version
from services.installation import Installation
from services.notes import check_said
from services.pages import check_page
from services.permissions import authorise
from services.pilots import pilot_called
from services.placement_needs import check_eligible
from services.placement_steps import check_named
from services.places_taken import lowest_free_place
from services.relations import reached_candidate, reaches, visible_to
from services.trial_views import TrialView, told_trial, view_of
from services.unit_of_work import UnitOfWork
from services.vacancy_standing import check_open_to_people, vacancy_called


@dataclass(frozen=True, slots=True)
class DrawUpTrial:
    """An agreement to be drawn up, and signed at once unless `draft`. pay_byn, subsidy_byn: one or both, for each pay_per."""

    candidate: str
    pilot: str
    vacancy: str
    from_on: date
    until_on: date
    schedule: str
    tasks: str
    pay_per: str
    emergency_contact: str
    pay_byn: Decimal | None = None
    subsidy_byn: Decimal | None = None
    protective_equipment: str | None = None
    draft: bool = False


@dataclass(frozen=True, slots=True)
class ChangeTrial:
    """Other terms for a draft. changes: of TERMS, what is not named stays; version: as it was read, None: whatever is there."""

    number: int
    changes: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None


WORDS = ("schedule", "tasks", "protective_equipment", "emergency_contact")
TERMS = frozenset({"vacancy", "from_on", "until_on", "pay_byn", "subsidy_byn", "pay_per", *WORDS})
"""What a draft may be changed in: everything but with whom and in which pilot."""


def draw_up_trial(installation: Installation, actor: Actor, command: DrawUpTrial, language: str = "ru") -> TrialView:
    """Draw an agreement up, and sign it unless it is to stay a draft.

    Raises Forbidden, NotFound (`not_found.candidate`, `not_found.pilot`, `not_found.vacancy`), InvalidValue (`invalid_value.trial_dates`:
    not within the pilot; `invalid_value.trial_pay`), StateConflict (`state_conflict.not_a_post`, `state_conflict.no_organisation`, and
    what `sign_trial` says).
    """
    authorise(actor, "trial:change")
    check_named(actor)
    with installation.writing(actor, "draw up a trial agreement") as unit:
        agreement = _drawn_up(unit, command)
        if not command.draft:  # before it is a row: a row that names the vacancy holds it, and two that want to take a place would wait
            _sign(installation, unit, agreement)
        unit.session.add(agreement)
        unit.session.flush()
        return told_trial(installation, unit, "trial:create", agreement, language, state=agreement.state)


def change_trial(installation: Installation, actor: Actor, command: ChangeTrial, language: str = "ru") -> TrialView:
    """Give a draft other terms; what three parties have signed is never changed.

    Raises Forbidden (`forbidden.nameless`), NotFound (`not_found.trial`, `not_found.vacancy`), StaleVersion, StateConflict
    (`state_conflict.trial_signed`, `state_conflict.trial_state`, `state_conflict.not_a_post`), InvalidValue (`invalid_value.trial_dates`,
    `invalid_value.trial_pay`, `invalid_value.field`).
    """
    authorise(actor, "trial:change")
    check_named(actor)
    with installation.writing(actor, "change a draft of a trial agreement") as unit:
        agreement = found_trial(unit, "trial:change", command.number)  # not held: of two changes at once the second finds its version gone
        if agreement.signed_at is not None:
            raise StateConflict("state_conflict.trial_signed", remedy="draw_up_anew", parameters={"reference": command.number})
        _check_state(agreement, "draft")
        check_version(command.version, agreement.version)
        _set_terms(unit, agreement, command.changes)
        unit.session.flush()
        return told_trial(installation, unit, "trial:change", agreement, language)


def sign_trial(installation: Installation, actor: Actor, number: int, language: str = "ru", version: int | None = None) -> TrialView:
    """Sign a draft: from now on it runs and holds a place. version: of the draft as it was read; None signs whatever is there.

    Raises Forbidden (`forbidden.nameless`), NotFound (`not_found.trial`), StaleVersion, StateConflict (`state_conflict.trial_state`,
    `state_conflict.pilot_ended`, `state_conflict.not_in_intake`, `state_conflict.pair_barred`, `state_conflict.not_eligible`,
    `state_conflict.vacancy_not_open`, `state_conflict.on_trial`, `state_conflict.no_place`).
    """
    authorise(actor, "trial:change")
    check_named(actor)
    with installation.writing(actor, "sign a trial agreement") as unit:
        agreement = found_trial(unit, "trial:change", number, "draft")
        check_version(version, agreement.version)
        _sign(installation, unit, agreement)
        unit.session.flush()
        return told_trial(installation, unit, "trial:sign", agreement, language)


def list_trials(
    installation: Installation, actor: Actor, *, pilot: str | None = None, candidate: str | None = None, after: int = 0, limit: int = 50,
    language: str = "ru",
) -> tuple[tuple[TrialView, ...], int | None]:  # fmt: skip
    """A page of agreements in order of entry, without what is restricted, and the number to go on after. Raises Forbidden, InvalidValue."""
    authorise(actor, "trial:read")
    check_page(limit)
    with installation.writing(actor, "list trial agreements") as unit:
        reach = visible_to(actor, "trial:read")
        found = queries.list_trials(unit.session, after=after, limit=limit + 1, pilot=pilot, candidate=candidate, visible=reach)
        with unit.disclosing("trial:read", None, "trials", n_shown=len(found[:limit])):
            shown = tuple(view_of(installation, unit, agreement, language, restricted=False) for agreement in found[:limit])
        return shown, found[limit - 1].id if len(found) > limit else None


def read_trial(installation: Installation, actor: Actor, number: int, language: str = "ru") -> TrialView:
    """One agreement with its days and assessment; told in the trail. Raises Forbidden, NotFound (`not_found.trial`)."""
    authorise(actor, "trial:read")
    with installation.writing(actor, "read a trial agreement") as unit:
        return told_trial(installation, unit, "trial:read", found_trial(unit, "trial:read", number), language)


def cancel_trial(installation: Installation, actor: Actor, number: int, because: str, language: str = "ru") -> TrialView:
    """Cancel a draft or a running trial, with words why. Raises Forbidden, NotFound, StateConflict (`state_conflict.trial_state`),
    InvalidValue (`invalid_value.note_needed`)."""
    authorise(actor, "trial:change")
    check_named(actor)
    check_said(because, "because")
    with installation.writing(actor, "cancel a trial agreement") as unit:
        agreement = found_trial(unit, "trial:change", number, "draft", "running")
        agreement.cancelled_because = because.strip()
        close_trial(agreement, "cancelled", minsk_day(unit.now()))
        unit.session.flush()
        return told_trial(installation, unit, "trial:cancel", agreement, language)


def _drawn_up(unit: UnitOfWork, command: DrawUpTrial) -> TrialAgreement:
    person = reached_candidate(unit, "trial:change", command.candidate)
    pilot = pilot_called(unit.session, command.pilot)
    vacancy = _post_called(unit, pilot, command.vacancy)
    if person.organisation_id is None:
        raise StateConflict("state_conflict.no_organisation", parameters={"reference": command.candidate})
    agreement = TrialAgreement(
        candidate=person, candidate_id=person.id, pilot=pilot, pilot_id=pilot.id, vacancy=vacancy, vacancy_id=vacancy.id,
        organisation_id=person.organisation_id, from_on=command.from_on, until_on=command.until_on, schedule=command.schedule.strip(),
        tasks=command.tasks.strip(), pay_byn=command.pay_byn, subsidy_byn=command.subsidy_byn, pay_per=command.pay_per,
        protective_equipment=(command.protective_equipment or "").strip() or None, emergency_contact=command.emergency_contact.strip(),
        state="draft", created_at=unit.now(), updated_at=unit.now(),
    )  # fmt: skip
    _check_terms(agreement)
    return agreement


def _set_terms(unit: UnitOfWork, agreement: TrialAgreement, changes: Mapping[str, Any]) -> None:
    """Put other terms into a draft."""
    if unknown := changes.keys() - TERMS:
        raise InvalidValue("invalid_value.field", field=min(unknown))
    for name, value in changes.items():
        if name == "vacancy":
            agreement.vacancy = _post_called(unit, agreement.pilot, value)
            agreement.vacancy_id = agreement.vacancy.id
        else:
            setattr(agreement, name, (value or "").strip() or None if name in WORDS else value)
    _check_terms(agreement)


def _post_called(unit: UnitOfWork, pilot: Pilot, reference: str) -> Vacancy:
    vacancy = vacancy_called(unit.session, reference)
    post = pilot_queries.find_post(unit.session, vacancy_id=vacancy.id)
    if post is None or post.pilot_id != pilot.id:
        raise StateConflict("state_conflict.not_a_post", parameters={"reference": reference, "pilot": pilot.reference})
    return vacancy


def _check_terms(agreement: TrialAgreement) -> None:
    """The days lie within the pilot, and somebody pays."""
    pilot = agreement.pilot
    if not pilot.starts_on <= agreement.from_on <= agreement.until_on <= pilot.ends_on:
        told: Mapping[str, Parameter] = {"earliest": pilot.starts_on.isoformat(), "latest": pilot.ends_on.isoformat()}
        raise InvalidValue("invalid_value.trial_dates", field="from_on", parameters=told)
    if agreement.pay_byn is None and agreement.subsidy_byn is None:
        raise InvalidValue("invalid_value.trial_pay", field="pay_byn")


def _sign(installation: Installation, unit: UnitOfWork, agreement: TrialAgreement) -> None:
    """Let it run, where everything that it needs is there. The vacancy's row is held: places are counted and taken by one at a time."""
    session, person, pilot = unit.session, agreement.candidate, agreement.pilot
    vacancy = lock_vacancy(session, vacancy_id=agreement.vacancy_id)
    _check_pilot(unit, pilot, agreement)
    check_open_to_people(session, vacancy)
    check_eligible(installation, unit, person.case_reference, vacancy.reference, minsk_day(unit.now()))
    if queries.find_running_trial(session, candidate_id=person.id) is not None:
        raise StateConflict("state_conflict.on_trial", parameters={"reference": person.case_reference})
    on_trial = {held.place_number for held in queries.find_on_trial(session, vacancy_id=vacancy.id)}
    taken = on_trial | set(find_taken_places(session, vacancy_id=vacancy.id))
    agreement.place_number, agreement.vacancy_places = lowest_free_place(vacancy, taken), vacancy.places
    agreement.state = "running"
    agreement.signed_by, agreement.signed_by_name, agreement.signed_at = unit.actor.id, unit.actor.name, unit.now()


def _check_pilot(unit: UnitOfWork, pilot: Pilot, agreement: TrialAgreement) -> None:
    """The pilot goes on, the person is in its intake, and no coordinator bars the pair."""
    person, pair = agreement.candidate, {"candidate_id": agreement.candidate_id, "vacancy_id": agreement.vacancy_id}
    if pilot.status == "ended":
        raise StateConflict("state_conflict.pilot_ended", parameters={"reference": pilot.reference})
    if pilot_queries.find_intake(unit.session, pilot_id=pilot.id, candidate_id=agreement.candidate_id) is None:
        told: Mapping[str, Parameter] = {"reference": person.case_reference, "pilot": pilot.reference}
        raise StateConflict("state_conflict.not_in_intake", remedy="enter_intake", parameters=told)
    if pilot_queries.get_barred_pair(unit.session, pilot_id=pilot.id, **pair) is not None:
        told = {"reference": person.case_reference, "vacancy": agreement.vacancy.reference}
        raise StateConflict("state_conflict.pair_barred", parameters=told)


def close_trial(agreement: TrialAgreement, state: str, day: date) -> None:
    """Let go of the place: ended or cancelled."""
    agreement.state, agreement.closed_on, agreement.place_number, agreement.vacancy_places = state, day, None, None


def found_trial(unit: UnitOfWork, permission: str, number: int, *states: str) -> TrialAgreement:
    """The agreement, or NotFound for who may not know of the person. states: in which it must be; it is held until the commit then."""
    if states and (vacancy_id := queries.find_trial_vacancy(unit.session, trial_id=number)) is not None:
        lock_vacancy(unit.session, vacancy_id=vacancy_id)
    agreement = queries.get_trial(unit.session, trial_id=number, hold=bool(states))
    if agreement is None:
        raise NotFound.record("trial", number)
    if not reaches(unit.actor, permission, agreement.candidate):
        raise NotFound.record("trial", number)
    if states:
        _check_state(agreement, *states)
    return agreement


def _check_state(agreement: TrialAgreement, *states: str) -> None:
    if agreement.state not in states:
        told: Mapping[str, Parameter] = {"reference": agreement.id, "state": agreement.state}
        raise StateConflict("state_conflict.trial_state", remedy="read_again", parameters=told)
