"""What a plan is asked over, read from the records as values, and the answer of the matcher with its reasons.

Here must not live: storing a plan (services/cohort_plans.py), or what of it somebody may see (services/cohort_views.py).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

import numpy as np
from sqlalchemy.orm import Session

from matcher.answers import Reason
from matcher.cohort import Assigned, CohortPlan, LockRefused, Minimum, MinimumUnmet, Post, Terms, plan_cohort
from matcher.cohort_pairs import Obstacle, find_obstacles, find_pairs, find_reviews
from matcher.index import CandidateIndex, VacancyIndex
from matcher.ruleset import RuleSet
from matcher.types import PROVINCES
from models.base import fold
from models.pilot import Pilot
from models.queries import pilots as queries
from models.vacancy import Vacancy
from services.errors import InvalidValue, Parameter, StateConflict
from services.installation import Installation
from services.under_way import Tell, tell_nobody
from services.versions import Deciders, active_deciders

MOST_MINIMUMS, LARGEST_MINIMUM = 50, 100_000


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """What a plan shall do beside the best. with_ordinary: every open vacancy may be used, not only the pilot's posts.

    minimums: of provinces by code, and of hosts by name.
    """

    with_ordinary: bool = False
    minimums: tuple[Minimum, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """What humans decided before. locked: person → vacancy; left_out: people without a place; held: places kept for people who are not
    asked about here, per vacancy.
    """

    locked: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    held: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """What is found of one person, with what keeps out who may go nowhere and what must be clarified before they go."""

    assigned: Assigned
    obstacles: tuple[Obstacle, ...] = ()
    reviews: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan over everybody asked about, in their order, and what it stands on. vacancy_ids: reference → number."""

    lines: tuple[Line, ...]
    plan: CohortPlan
    deciders: Deciders
    taxonomy_version: str
    vacancy_ids: Mapping[str, int]


def solve(
    installation: Installation,
    session: Session,
    pilot: Pilot,
    people: Sequence[str],
    settings: PlanSettings,
    decided: Decided,
    as_of: date,
    tell: Tell = tell_nobody,
) -> Solved:
    """Find the best plan for these people. tell: hears how far it is.

    Raises StateConflict (`state_conflict.minimum_unmet`, `state_conflict.lock_…`), InvalidValue (`invalid_value.minimum_key`).
    """
    tell("read")
    taxonomy, deciders = installation.knowledge(session).taxonomy, active_deciders(session)
    profiles = installation.values.profiles(session, people)
    asked = [profiles[one] for one in people if one in profiles and not profiles[one].already_placed]
    index = CandidateIndex.build(asked, taxonomy)
    locked = {one: vacancy for one, vacancy in decided.locked.items() if one in index.row_of}
    records = queries.find_posts(session, references=None if settings.with_ordinary else [post.vacancy.reference for post in pilot.posts])
    # Who was locked elsewhere brings that vacancy along, for themselves alone: an accepted pair stands whatever a later plan looks at.
    looked_at = {record.reference for record in records}
    own = Counter(vacancy for vacancy in locked.values() if vacancy not in looked_at)
    records += queries.find_posts(session, references=sorted(own)) if own else []
    specs = {spec.reference: spec for spec in installation.openings(session).specs}
    records = [record for record in records if record.reference in specs]
    terms = Terms(_known_minimums(settings.minimums, records), locked, decided.left_out, _barred(session, pilot))
    vacancies = VacancyIndex.build([specs[record.reference] for record in records], taxonomy)
    pairs = find_pairs(vacancies, index, deciders.scorer, deciders.rules, as_of, partial(tell, "pairs"))
    posts = _posts(records, queries.count_places_taken(session), decided.held, own)
    tell("plan")
    plan = _planned(lambda: plan_cohort(pairs, posts, terms, partial(tell, "costs")))
    found = {one.candidate: one for one in plan.people}
    lines = []
    for n_done, one in enumerate(people):
        tell("explain", n_done, len(people))
        assigned = found.get(one) or Assigned(one, None, "at_work" if one in profiles else "case_closed", False, 0, None, None)
        person = index.take(np.array([index.row_of[one]])) if one in index.row_of else index
        lines.append(_line(assigned, person, vacancies, deciders.rules, as_of))
    return Solved(tuple(lines), plan, deciders, taxonomy.version, {record.reference: record.id for record in records})


def _line(assigned: Assigned, person: CandidateIndex, vacancies: VacancyIndex, rules: RuleSet, as_of: date) -> Line:
    told = find_obstacles(vacancies, person, rules, as_of) if assigned.why == "no_option" else ()
    reviews: tuple[Reason, ...] = ()
    if assigned.given is not None and assigned.review:
        reviews = find_reviews(vacancies.specs[vacancies.row_of[assigned.given.vacancy]], person, rules, as_of)
    return Line(assigned, told, reviews)


def _barred(session: Session, pilot: Pilot) -> frozenset[tuple[str, str]]:
    """Pairs (person, vacancy) that a coordinator bars."""
    barred = queries.list_barred_pairs(session, pilot_id=pilot.id)
    return frozenset((pair.candidate.case_reference, pair.vacancy.reference) for pair in barred)


def _posts(records: Sequence[Vacancy], taken: Mapping[int, int], held: Mapping[str, int], own: Mapping[str, int]) -> list[Post]:
    """Vacancies with their free places: those of people at work, and those kept, are not free. own: places for the locked alone."""
    posts = []
    for record in records:
        free = max(record.places - taken.get(record.id, 0) - held.get(record.reference, 0), 0)
        places = min(free, own.get(record.reference, free))
        posts.append(Post(record.reference, places, record.province, fold(record.employer.name)))
    return posts


def _known_minimums(minimums: Sequence[Minimum], records: Sequence[Vacancy]) -> tuple[Minimum, ...]:
    """Minimums with keys as the posts have them; one that names nothing here would otherwise be unmet for a reason nobody sees."""
    hosts = {fold(record.employer.name) for record in records}
    found = []
    for minimum in minimums:
        key = fold(minimum.key) if minimum.kind == "host" else minimum.key
        if key not in (hosts if minimum.kind == "host" else PROVINCES):
            raise InvalidValue("invalid_value.minimum_key", field="minimums", parameters={"kind": minimum.kind, "key": minimum.key})
        found.append(replace(minimum, key=key))
    return tuple(found)


def _planned(plan: Callable[[], CohortPlan]) -> CohortPlan:
    """A plan, or why there is none."""
    try:
        return plan()
    except MinimumUnmet as unmet:
        asked = unmet.minimum
        told: dict[str, Parameter] = {"kind": asked.kind, "key": asked.key, "least": asked.least, "most": unmet.most}
        raise StateConflict("state_conflict.minimum_unmet", field="minimums", remedy="lower_minimum", parameters=told) from unmet
    except LockRefused as refused:
        where: dict[str, Parameter] = {"reference": refused.candidate, "vacancy": refused.vacancy}
        raise StateConflict(f"state_conflict.lock_{refused.why}", remedy="change_locks", parameters=where) from refused
