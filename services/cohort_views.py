"""Plans as values to be shown: what of each line this actor may see, what to do next, and what changed since the plan before.

People out of an actor's reach are in no line and in no sum. Reasons that speak of a restriction are hidden from who may not read them.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from matcher.answers import Reason
from matcher.cohort import Minimum, Option
from matcher.cohort_pairs import Obstacle
from matcher.types import Outcome
from models.pilot import CohortPlan, CohortPlanPair
from services.audited import AuditedView
from services.cohort_question import Line
from services.disclosure import HIDDEN_RULE, is_restricted, shown_reasons
from services.initials import reached_initials
from services.relations import find_reached
from services.unit_of_work import UnitOfWork

REMEDY = "remedy"
"""The next step is what would change the first obstacle."""
STEPS: Mapping[str, str] = {
    "places_taken": "ask_for_places",
    "forbidden": "look_at_bars",
    "left_out": "decide_again",
    "at_work": "follow_placement",
    "case_closed": "take_out",
    "no_option": "ask_for_places",
}
"""Why somebody has no place → what to do next, where no obstacle says it."""


@dataclass(frozen=True, slots=True)
class OptionView:
    """A post somebody could have. cost: what it would cost the whole, in people still at work; None: not told, or not possible."""

    vacancy: str
    probability: float
    cost: float | None
    possible: bool = True


@dataclass(frozen=True, slots=True)
class PlanLineView(AuditedView):
    """What a plan says of one person. next_step: a code of STEPS, `remedy`, `clarify_first`, `agree_with_person` or `follow_placement`."""

    candidate: str
    name: str
    vacancy: str | None
    title: str | None
    host: str | None
    probability: float | None
    why: str
    review: bool
    n_options: int
    locked: bool
    accepted: bool
    best: OptionView | None
    next_best: OptionView | None
    obstacles: tuple[Obstacle, ...]
    reviews: tuple[Reason, ...]
    next_step: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody who stands elsewhere than in the plan before (None: without a place)."""

    candidate: str
    before: str | None
    after: str | None
    probability_before: float | None
    probability_after: float | None


@dataclass(frozen=True, slots=True)
class Compared:
    """What changed since another plan. gain: in people expected still at work after three months, below zero for a loss."""

    number: int
    gain: float
    moved: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class EarlierPlan:
    """A plan of the same pilot that this one may be compared with."""

    number: int
    as_of: date
    made_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class PlanView(AuditedView):
    """A plan as its reader may see it; the sums are of the people shown.

    compared: with the plan asked for, else the one before; None for the first. earlier: those it may be compared with, the newest first.
    """

    pilot: str
    number: int
    state: str
    as_of: date
    with_ordinary: bool
    minimums: tuple[Minimum, ...]
    expected: float
    n_people: int
    n_placed: int
    costs_exact: bool
    scorer: str
    rules: str
    made_by: str
    made_at: datetime
    accepted_by: str | None
    accepted_at: datetime | None
    lines: tuple[PlanLineView, ...]
    compared: Compared | None
    earlier: tuple[EarlierPlan, ...] = ()


def as_reasons(line: Line) -> dict[str, Any]:
    """What is kept of the reasons of a line, as plain JSON."""
    return {
        "best": _stored_option(line.assigned.best),
        "next_best": _stored_option(line.assigned.next_best),
        "obstacles": [asdict(one) | {"reason": _stored_reason(one.reason)} for one in line.obstacles],
        "reviews": [_stored_reason(reason) for reason in line.reviews],
    }


def _stored_option(option: Option | None) -> dict[str, Any] | None:
    if option is None:
        return None
    possible = option.cost is None or math.isfinite(option.cost)
    return {"vacancy": option.vacancy, "probability": option.probability, "cost": option.cost if possible else None, "possible": possible}


def _stored_reason(reason: Reason) -> dict[str, Any]:
    passes_from = reason.passes_from.isoformat() if reason.passes_from else None
    return asdict(reason) | {"outcome": reason.outcome.value, "parameters": dict(reason.parameters), "passes_from": passes_from}


def _read_reason(kept: Mapping[str, Any]) -> Reason:
    passes_from = date.fromisoformat(kept["passes_from"]) if kept["passes_from"] else None
    return Reason(kept["code"], Outcome(kept["outcome"]), kept["parameters"], passes_from, kept["remedy"])


def plan_view(unit: UnitOfWork, plan: CohortPlan, before: CohortPlan | None, earlier: tuple[EarlierPlan, ...]) -> PlanView:
    """The plan before this actor's eyes, compared with another. Inside `unit.disclosing` only."""
    seen = visible_pairs(unit, plan)
    references = [pair.candidate.case_reference for pair in seen]
    names = reached_initials(unit, references)
    open_to = set(find_reached(unit.session, unit.actor, "restriction:read", references))
    lines = tuple(_line(pair, names, open_to) for pair in seen)
    return PlanView(
        pilot=plan.pilot.reference,
        number=plan.number,
        state=plan.state,
        as_of=plan.as_of,
        with_ordinary=bool(plan.settings.get("with_ordinary")),
        minimums=tuple(Minimum(**one) for one in plan.settings.get("minimums", ())),
        expected=expected_of(seen),
        n_people=len(lines),
        n_placed=sum(line.vacancy is not None for line in lines),
        costs_exact=plan.costs_exact,
        scorer=plan.scorer_version,
        rules=plan.rules_version,
        made_by=plan.made_by_name,
        made_at=plan.made_at,
        accepted_by=plan.accepted_by_name,
        accepted_at=plan.accepted_at,
        lines=lines,
        compared=None if before is None else compared(before.number, visible_pairs(unit, before), standing_of(seen)),
        earlier=earlier,
    )


def visible_pairs(unit: UnitOfWork, plan: CohortPlan) -> list[CohortPlanPair]:
    """The lines of people whom the actor may know of."""
    reached = set(find_reached(unit.session, unit.actor, "cohort_plan:read", [pair.candidate.case_reference for pair in plan.pairs]))
    return [pair for pair in plan.pairs if pair.candidate.case_reference in reached]


Standing = Mapping[str, tuple[str | None, float | None]]
"""Person → (vacancy, probability), both None where there is no place."""


def standing_of(pairs: Sequence[CohortPlanPair]) -> Standing:
    """Where everybody stands in a stored plan."""
    return {pair.candidate.case_reference: (pair.vacancy.reference if pair.vacancy else None, pair.probability) for pair in pairs}


def expected_of(pairs: Sequence[CohortPlanPair]) -> float:
    """How many of these people are expected to be still at work."""
    return math.fsum(pair.probability for pair in pairs if pair.probability is not None)


def compared(number: int, before: Sequence[CohortPlanPair], after: Standing) -> Compared:
    """What changed between a stored plan and where people stand now; who is in one of them alone counts as without a place."""
    stood: Standing = standing_of(before)
    nowhere = (None, None)
    moved = []
    for candidate in dict.fromkeys((*stood, *after)):
        (left, p_left), (got, p_got) = stood.get(candidate, nowhere), after.get(candidate, nowhere)
        if left != got:
            moved.append(Moved(candidate, left, got, p_left, p_got))
    gain = math.fsum(p for _, p in after.values() if p is not None) - expected_of(before)
    return Compared(number, gain, tuple(moved))


def _line(pair: CohortPlanPair, names: Mapping[str, str], open_to: Collection[str]) -> PlanLineView:
    reference, kept = pair.candidate.case_reference, pair.reasons
    restricted = reference in open_to
    obstacles = _obstacles(kept.get("obstacles", ()), restricted=restricted)
    reviews = shown_reasons(tuple(map(_read_reason, kept.get("reviews", ()))), restricted=restricted)
    vacancy = pair.vacancy
    return PlanLineView(
        candidate=reference,
        name=names.get(reference, ""),
        vacancy=vacancy.reference if vacancy else None,
        title=vacancy.title if vacancy else None,
        host=vacancy.employer.name if vacancy else None,
        probability=pair.probability,
        why=pair.why,
        review=pair.review,
        n_options=pair.n_options,
        locked=pair.locked,
        accepted=pair.accepted,
        best=_read_option(kept.get("best")),
        next_best=_read_option(kept.get("next_best")),
        obstacles=obstacles,
        reviews=reviews,
        next_step=_next_step(pair, obstacles),
    )


def _read_option(kept: Mapping[str, Any] | None) -> OptionView | None:
    return None if kept is None else OptionView(kept["vacancy"], kept["probability"], kept["cost"], kept["possible"])


def _obstacles(kept: Sequence[Mapping[str, Any]], *, restricted: bool) -> tuple[Obstacle, ...]:
    """Obstacles as somebody may see them who may (not) read restrictions. Of what is hidden only the worst is told, not how many."""
    whole = [Obstacle(one["code"], one["n_posts"], one["n_alone"], _read_reason(one["reason"])) for one in kept]
    if restricted:
        return tuple(whole)
    hidden = Reason(HIDDEN_RULE, Outcome.FAIL, remedy="ask_person")
    shown = [replace(one, code=HIDDEN_RULE, reason=hidden) if is_restricted(one.code) else one for one in whole]
    first: dict[str, Obstacle] = {}
    for one in shown:
        first.setdefault(one.code, one)
    return tuple(first.values())


def _next_step(pair: CohortPlanPair, obstacles: Sequence[Obstacle]) -> str:
    if pair.vacancy_id is not None:
        return "follow_placement" if pair.accepted else "clarify_first" if pair.review else "agree_with_person"
    return REMEDY if obstacles and obstacles[0].reason.remedy not in (None, "none") else STEPS.get(pair.why, "ask_for_places")
