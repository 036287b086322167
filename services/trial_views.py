"""A trial agreement as it may be seen: whom to call and why it was cancelled only for those who may read restrictions of the person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from matcher.types import ConceptKind
from models.trial import AttendanceDay, TrialAgreement, TrialAssessment
from services.audited import AuditedView
from services.installation import Installation
from services.relations import reaches
from services.understanding import AlternativeView, find_alternatives, label_of
from services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class DayView:
    """One day of attendance."""

    day: date
    mark: str
    fault: str | None
    minutes_late: int | None
    marked_by: str


@dataclass(frozen=True, slots=True)
class ObservedView:
    """A skill that the host saw. said: the words; concept, label: of what was accepted or is suggested; alternatives: where it is unsure.

    on_profile: whether it is evidence; what is not accepted is never taken as evidence by itself.
    """

    said: str
    decision: str
    concept: str | None
    label: str | None
    on_profile: bool
    alternatives: tuple[AlternativeView, ...]


@dataclass(frozen=True, slots=True)
class AssessmentView(AuditedView):
    """How a trial ended. note: None for who may not read it."""

    result: str
    note: str | None
    assessed_by: str
    assessed_at: datetime
    observed: tuple[ObservedView, ...]


@dataclass(frozen=True, slots=True)
class TrialView(AuditedView):
    """An agreement. emergency_contact, cancelled_because: None for who may not read them; placement: what it led to.

    version: counts its changes; whoever changes or signs a draft says which one they saw.
    """

    id: int
    version: int
    candidate: str
    pilot: str
    vacancy: str
    title: str
    host: str
    organisation: str
    from_on: date
    until_on: date
    schedule: str
    tasks: str
    pay_byn: Decimal | None
    subsidy_byn: Decimal | None
    pay_per: str
    protective_equipment: str | None
    emergency_contact: str | None
    state: str
    place_number: int | None
    signed_by: str | None
    signed_at: datetime | None
    closed_on: date | None
    cancelled_because: str | None
    placement: int | None
    days: tuple[DayView, ...]
    assessment: AssessmentView | None


def told_trial(
    installation: Installation, unit: UnitOfWork, action: str, agreement: TrialAgreement, language: str, **details: Any
) -> TrialView:
    """The event and the view of one agreement, with what its unsure skills may mean."""
    restricted = reaches(unit.actor, "restriction:read", agreement.candidate)
    parts = ("emergency_contact", "note") if restricted else ()
    with unit.disclosing(action, agreement, *parts, **details):
        return view_of(installation, unit, agreement, language, restricted=restricted)


def view_of(installation: Installation, unit: UnitOfWork, agreement: TrialAgreement, language: str, *, restricted: bool) -> TrialView:
    """The view of one agreement, inside a disclosure."""
    vacancy, held = agreement.vacancy, agreement.assessment
    return TrialView(
        agreement.id, agreement.version, agreement.candidate.case_reference, agreement.pilot.reference, vacancy.reference, vacancy.title,
        vacancy.employer.name, agreement.organisation.name, agreement.from_on, agreement.until_on, agreement.schedule, agreement.tasks,
        agreement.pay_byn, agreement.subsidy_byn, agreement.pay_per, agreement.protective_equipment,
        agreement.emergency_contact if restricted else None, agreement.state, agreement.place_number, agreement.signed_by_name,
        agreement.signed_at, agreement.closed_on, agreement.cancelled_because if restricted else None, agreement.placement_id,
        tuple(_day(day) for day in sorted(agreement.days, key=lambda day: day.day)),
        None if held is None else _assessment(installation, unit, held, language, restricted=restricted),
    )  # fmt: skip


def _day(day: AttendanceDay) -> DayView:
    return DayView(day.day, day.mark, day.fault, day.minutes_late, day.marked_by_name)


def _assessment(installation: Installation, unit: UnitOfWork, held: TrialAssessment, language: str, *, restricted: bool) -> AssessmentView:
    knowledge = installation.knowledge(unit.session)
    unsure = [each["text"] for each in held.observed if each["decision"] != "accepted"]
    open_to = find_alternatives(knowledge, unsure, ConceptKind.SKILL, language)

    def seen(each: Mapping[str, Any]) -> ObservedView:
        label = label_of(knowledge.taxonomy, each["concept"], language)
        on_profile = each["decision"] == "accepted"
        return ObservedView(each["text"], each["decision"], each["concept"], label, on_profile, open_to.get(each["text"], ()))

    note = held.note if restricted else None
    return AssessmentView(held.result, note, held.assessed_by_name, held.assessed_at, tuple(seen(each) for each in held.observed))
