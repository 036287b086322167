"""Cohort plans as use cases: make one, read it, ask what a change would cost, make the change, lock what stands.

A plan is a proposal: it sends nobody anywhere. What a coordinator locks stays in every later plan of the pilot; each change makes a new
plan with the next number, so that one can see what it changed. People out of the coordinator's reach stay as the last plan has them.
Accepting is services/cohort_acceptance.py.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from matcher.cohort import Minimum
from models.pilot import CohortPlan, CohortPlanPair, Pilot
from models.queries import pilots as queries
from models.queries.candidates import find_candidate_ids
from models.queries.placements import find_open_pair
from services.actors import Actor
from services.audited import AuditedView
from services.calendar import today
from services.cohort_question import LARGEST_MINIMUM, MOST_MINIMUMS, Decided, PlanSettings, Solved, solve
from services.cohort_views import Compared, EarlierPlan, PlanView, as_reasons, compared, plan_view, visible_pairs
from services.errors import InvalidValue, NotFound, StateConflict
from services.installation import Installation
from services.permissions import authorise
from services.pilots import pilot_called
from services.relations import find_reached
from services.under_way import Tell, tell_nobody
from services.unit_of_work import UnitOfWork

MINIMUM_KINDS = ("province", "host")
Changes = Mapping[str, str | None]
"""Person → vacancy to lock them to, None: leave them out."""


@dataclass(frozen=True, slots=True)
class MakePlan:
    """What plan to make. as_of: the day to judge by, today if not given; fresh: forget what was locked before."""

    pilot: str
    settings: PlanSettings = field(default_factory=PlanSettings)
    as_of: date | None = None
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class MovePerson:
    """A change of the newest plan. vacancy: where the person shall go; None: they get no place by this plan."""

    pilot: str
    number: int
    candidate: str
    vacancy: str | None


@dataclass(frozen=True, slots=True)
class MoveAnswer(AuditedView):
    """What a change would do to the whole. cost: fewer people expected still at work (below zero: more)."""

    candidate: str
    vacancy: str | None
    cost: float
    compared: Compared


def make_plan(installation: Installation, actor: Actor, command: MakePlan, tell: Tell = tell_nobody) -> PlanView:
    """Find the best plan for the intake of a pilot and store it as a proposal in place of the one before. tell: hears how far it is.

    Raises Forbidden, NotFound (`not_found.pilot`), InvalidValue (`invalid_value.minimum`, `invalid_value.minimum_key`), StateConflict
    (`state_conflict.minimum_unmet` with the most that can be, `state_conflict.lock_…`, `state_conflict.nobody_to_plan`).
    """
    authorise(actor, "cohort_plan:create")
    check_minimums(command.settings.minimums)
    day = command.as_of or today()
    with installation.reading(actor, "find a cohort plan") as unit:
        pilot = pilot_called(unit.session, command.pilot)
        asked = _Asked.of(unit, pilot, fresh=command.fresh)
        solved = solve(installation, unit.session, pilot, asked.people, command.settings, asked.decided, day, tell)
    tell("store")
    return _store(installation, actor, command.pilot, asked, command.settings, day, solved)


def read_plan(installation: Installation, actor: Actor, reference: str, number: int, against: int | None = None) -> PlanView:
    """One plan, as far as the actor may know its people; told in the audit trail. against: an earlier plan to compare it with.

    Raises Forbidden, NotFound, InvalidValue (`invalid_value.earlier_plan`: no plan of this pilot before this one has the number).
    """
    authorise(actor, "cohort_plan:read")
    with installation.writing(actor, "read a cohort plan") as unit:
        return shown_plan(unit, "cohort_plan:read", plan_called(unit.session, reference, number), against)


def look_at_move(installation: Installation, actor: Actor, command: MovePerson, tell: Tell = tell_nobody) -> MoveAnswer:
    """What a change of the newest plan would cost, and who else would move. Changes nothing. Raises as `move_person`."""
    authorise(actor, "cohort_plan:read")
    with installation.reading(actor, "look at a change of a cohort plan") as unit:
        plan, _, solved = _changed(installation, unit, command, tell)
        now = {line.assigned.candidate: _place(line.assigned.given) for line in solved.lines}
        told = compared(plan.number, [pair for pair in visible_pairs(unit, plan) if pair.candidate.case_reference in now], now)
    with installation.writing(actor, "look at a change of a cohort plan") as unit:  # nobody waits for the search
        plan = plan_called(unit.session, command.pilot, command.number)
        with unit.disclosing("cohort_plan:read", plan, "pairs", candidate=command.candidate, vacancy=command.vacancy):
            return MoveAnswer(command.candidate, command.vacancy, -told.gain, told)


def move_person(installation: Installation, actor: Actor, command: MovePerson, tell: Tell = tell_nobody) -> PlanView:
    """Lock a person to another post, or leave them out, and find the best plan around it: a new proposal.

    Raises Forbidden, NotFound (`not_found.pilot`, `not_found.cohort_plan`, `not_found.candidate`: not in the plan), StateConflict (what
    `make_plan` says, and `state_conflict.plan_replaced`: not the newest).
    """
    authorise(actor, "cohort_plan:change")
    with installation.reading(actor, "change a cohort plan") as unit:
        plan, asked, solved = _changed(installation, unit, command, tell)
        settings, day = _settings(plan), plan.as_of
    tell("store")
    return _store(installation, actor, command.pilot, asked, settings, day, solved)


def lock_people(
    installation: Installation, actor: Actor, reference: str, number: int, candidates: Sequence[str], *, locked: bool
) -> PlanView:
    """Lock people where the newest plan has them (also without a place), or let them go again.

    Raises Forbidden, NotFound, StateConflict (`state_conflict.plan_replaced`, `state_conflict.pair_accepted`).
    """
    authorise(actor, "cohort_plan:change")
    with installation.writing(actor, "lock places of a cohort plan") as unit:
        plan = newest(unit.session, reference, number)
        lines = {pair.candidate.case_reference: pair for pair in visible_pairs(unit, plan)}
        for candidate in candidates:
            if candidate not in lines:
                raise NotFound.record("candidate", candidate)
            if not locked:
                refuse_accepted(unit.session, lines[candidate])
                lines[candidate].accepted = False
            lines[candidate].locked = locked
        unit.session.flush()
        unit.audit("cohort_plan:change", plan, n_locked=len(candidates) if locked else 0, n_let_go=0 if locked else len(candidates))
        return shown_plan(unit, "cohort_plan:change", plan)


def refuse_accepted(session: Session, pair: CohortPlanPair) -> None:
    """Raise StateConflict (`state_conflict.pair_accepted`) where a placement came of a pair and still stands."""
    if not pair.accepted or pair.vacancy_id is None:
        return
    if find_open_pair(session, candidate_id=pair.candidate_id, vacancy_id=pair.vacancy_id) is not None:
        where = {"reference": pair.candidate.case_reference, "vacancy": pair.vacancy.reference if pair.vacancy else None}
        raise StateConflict("state_conflict.pair_accepted", remedy="withdraw_placement", parameters=where)


def check_minimums(minimums: Sequence[Minimum]) -> None:
    """Refuse what no plan can read: InvalidValue (`invalid_value.minimum`)."""
    named = [(one.kind, one.key) for one in minimums]
    known = all(one.kind in MINIMUM_KINDS and 0 <= one.least <= LARGEST_MINIMUM for one in minimums)
    if not known or len(named) != len(set(named)) or len(named) > MOST_MINIMUMS:
        raise InvalidValue("invalid_value.minimum", field="minimums", parameters={"maximum": LARGEST_MINIMUM})


def plan_called(session: Session, reference: str, number: int) -> CohortPlan:
    """A plan of a pilot. Raises NotFound (`not_found.pilot`, `not_found.cohort_plan`)."""
    plan = queries.get_plan(session, pilot_id=pilot_called(session, reference).id, number=number)
    if plan is None:
        raise NotFound.record("cohort_plan", number)
    return plan


def newest(session: Session, reference: str, number: int) -> CohortPlan:
    """The same; only the newest plan is changed or accepted. Raises StateConflict (`state_conflict.plan_replaced`)."""
    plan = plan_called(session, reference, number)
    last = queries.get_last_number(session, pilot_id=plan.pilot_id)
    if plan.number != last:
        raise StateConflict("state_conflict.plan_replaced", remedy="read_again", parameters={"reference": number, "last": last})
    return plan


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whom a plan is asked for, what was decided before, and the lines of others that stay.

    accepted: person → vacancy, of accepted pairs; last: number of the plan it stands on.
    """

    people: tuple[str, ...]
    decided: Decided
    others: tuple[Mapping[str, Any], ...]
    accepted: Mapping[str, str]
    last: int

    @classmethod
    def of(cls, unit: UnitOfWork, pilot: Pilot, *, fresh: bool = False, changes: Changes | None = None) -> "_Asked":
        everybody = list(queries.list_intake(unit.session, pilot_id=pilot.id))
        reached = set(find_reached(unit.session, unit.actor, "cohort_plan:create", everybody))
        people = tuple(one for one in everybody if one in reached)
        if not people:
            raise StateConflict("state_conflict.nobody_to_plan", remedy="enter_intake", parameters={"reference": pilot.reference})
        last = queries.get_last_number(unit.session, pilot_id=pilot.id)
        plan = queries.get_plan(unit.session, pilot_id=pilot.id, number=last) if last else None
        pairs = plan.pairs if plan else []
        # Who left the intake has no line any more; whoever the actor may not know of keeps theirs.
        others = [pair for pair in pairs if pair.candidate.case_reference not in reached and pair.candidate.case_reference in everybody]
        own = [pair for pair in pairs if pair.candidate.case_reference in reached and pair.locked and (pair.accepted or not fresh)]
        wanted: dict[str, str | None] = {pair.candidate.case_reference: pair.vacancy.reference if pair.vacancy else None for pair in own}
        wanted |= changes or {}
        decided = Decided(
            locked={one: vacancy for one, vacancy in wanted.items() if vacancy is not None},
            left_out=frozenset(one for one, vacancy in wanted.items() if vacancy is None),
            held=Counter(pair.vacancy.reference for pair in others if pair.vacancy is not None),
        )
        accepted = {pair.candidate.case_reference: pair.vacancy.reference for pair in own if pair.accepted and pair.vacancy is not None}
        return cls(people, decided, tuple(_columns(pair) for pair in others), accepted, last)


def _columns(pair: CohortPlanPair) -> dict[str, Any]:
    names = ("candidate_id", "vacancy_id", "probability", "why", "review", "n_options", "locked", "accepted", "reasons")
    return {name: getattr(pair, name) for name in names}


def _changed(installation: Installation, unit: UnitOfWork, command: MovePerson, tell: Tell) -> tuple[CohortPlan, _Asked, Solved]:
    plan = newest(unit.session, command.pilot, command.number)
    pair = next((each for each in visible_pairs(unit, plan) if each.candidate.case_reference == command.candidate), None)
    if pair is None:
        raise NotFound.record("candidate", command.candidate)
    refuse_accepted(unit.session, pair)
    asked = _Asked.of(unit, plan.pilot, changes={command.candidate: command.vacancy})
    return plan, asked, solve(installation, unit.session, plan.pilot, asked.people, _settings(plan), asked.decided, plan.as_of, tell)


def _settings(plan: CohortPlan) -> PlanSettings:
    minimums = tuple(Minimum(**one) for one in plan.settings.get("minimums", ()))
    return PlanSettings(bool(plan.settings.get("with_ordinary")), minimums)


def _place(given: Any) -> tuple[str | None, float | None]:
    return (None, None) if given is None else (given.vacancy, given.probability)


def _store(
    installation: Installation, actor: Actor, reference: str, asked: _Asked, settings: PlanSettings, day: date, solved: Solved
) -> PlanView:
    """Store a plan in place of the one it stands on. Raises StateConflict when somebody made another meanwhile."""
    with installation.writing(actor, "store a cohort plan") as unit:
        pilot = pilot_called(unit.session, reference)
        if queries.get_last_number(unit.session, pilot_id=pilot.id) != asked.last:
            raise StateConflict("state_conflict.plan_replaced", remedy="read_again", parameters={"reference": asked.last})
        former = queries.find_proposed_plan(unit.session, pilot_id=pilot.id)
        if former is not None:
            former.state = "replaced"
            unit.session.flush()
        numbers = find_candidate_ids(unit.session, references=asked.people)
        lines = [_stored(line, numbers, solved.vacancy_ids, asked.accepted) for line in solved.lines]
        rows = [*asked.others, *(line for line in lines if line["candidate_id"] is not None)]
        plan = CohortPlan(
            pilot=pilot, number=asked.last + 1, as_of=day, expected=sum(row["probability"] or 0.0 for row in rows),
            settings={"with_ordinary": settings.with_ordinary, "minimums": [asdict(one) for one in settings.minimums]},
            costs_exact=solved.plan.costs_exact, scorer_version=str(solved.deciders.scorer_number),
            rules_version=str(solved.deciders.rules_number), taxonomy_version=solved.taxonomy_version,
            made_by=actor.id, made_by_name=actor.name, made_at=unit.now(),
            pairs=[CohortPlanPair(position=position, **row) for position, row in enumerate(rows)],
        )  # fmt: skip
        unit.session.add(plan)
        unit.session.flush()
        unit.audit("cohort_plan:create", plan, pilot=reference, n_people=len(rows), n_placed=sum(solved.plan.taken.values()))
        return shown_plan(unit, "cohort_plan:create", plan)


def _stored(line: Any, numbers: Mapping[str, int], vacancies: Mapping[str, int], accepted: Mapping[str, str]) -> dict[str, Any]:
    """A line as columns; somebody erased meanwhile has no number."""
    said = line.assigned
    return {
        "candidate_id": numbers.get(said.candidate),
        "vacancy_id": said.given and vacancies[said.given.vacancy],
        "probability": said.given and said.given.probability,
        "why": said.why,
        "review": said.review,
        "n_options": said.n_options,
        "locked": said.why in ("locked", "left_out"),
        "accepted": said.given is not None and accepted.get(said.candidate) == said.given.vacancy,
        "reasons": as_reasons(line),
    }


def shown_plan(unit: UnitOfWork, action: str, plan: CohortPlan, against: int | None = None) -> PlanView:
    """The plan as it stands in the database, with an earlier one: the one before where none is asked for."""
    unit.session.flush()
    unit.session.expire(plan)
    read = queries.get_plan(unit.session, pilot_id=plan.pilot_id, number=plan.number) or plan
    heads = queries.list_plan_heads(unit.session, pilot_id=plan.pilot_id, before=plan.number)
    earlier = tuple(EarlierPlan(row.number, row.as_of, row.made_at, row.state) for row in heads)
    if against is not None and against not in {one.number for one in earlier}:
        raise InvalidValue("invalid_value.earlier_plan", field="with", remedy="choose_earlier_plan", parameters={"number": against})
    other = against or (earlier[0].number if earlier else 0)
    before = queries.get_plan(unit.session, pilot_id=plan.pilot_id, number=other) if other else None
    with unit.disclosing(action, read, "reasons", compared_with=other or None):
        return plan_view(unit, read, before, earlier)
