"""What is asked of changed rules or weights and what is answered, and of whom in the answer an actor may read.

Everybody is counted; only people within reach are named.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from matcher.changed_parameters import ChangedParameter
from services.actors import Actor
from services.installation import Installation
from services.permissions import Reach, reach_of
from services.relations import find_reached
from services.version_files import SameVersions


@dataclass(frozen=True, slots=True)
class WhatIfQuery:
    """What is asked. rules, weights: in the form of fixtures/rules, as a file or as the text of one; None for those that are active.

    limit: how many best lines.
    """

    as_of: date
    rules: Path | str | None = None
    weights: Path | str | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Judged:
    """Somebody whom the rules judge otherwise, and which rules keep them out on the side where they are out."""

    reference: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody at another rank; None: not among the best."""

    reference: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class VacancyChange:
    """One vacancy that something changes for. Lists hold the first LISTED names; `n_…` count everybody. rules_…: rule → how many people."""

    reference: str
    title: str
    n_eligible_before: int
    n_eligible_after: int
    n_let_in: int
    n_kept_out: int
    rules_let_in: Mapping[str, int]
    rules_kept_out: Mapping[str, int]
    let_in: tuple[Judged, ...]
    kept_out: tuple[Judged, ...]
    n_entered: int
    n_left: int
    n_moved: int
    moves: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class PersonChange:
    """How many vacancies somebody gains and loses by the rules, and among the best of how many they come and go."""

    reference: str
    n_let_in: int
    n_kept_out: int
    n_entered: int
    n_left: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole in numbers. pairs are of a person and a vacancy; provinces: of the vacancies; nothing here tells of any one person."""

    n_vacancies: int
    n_vacancies_changed: int
    n_people: int
    n_people_gaining: int
    n_people_losing: int
    pairs_let_in: int
    pairs_kept_out: int
    rules_let_in: Mapping[str, int]
    rules_kept_out: Mapping[str, int]
    n_entered: int
    n_left: int
    n_moved: int
    provinces: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class WhatIfAnswer:
    """rules, weights: the versions compared, as (active, other). vacancies: those that something changes for, most changed first.

    changed_rules, changed_weights: the parameters that differ; same: stored versions that say the same as what was given.
    """

    as_of: date
    limit: int
    rules: tuple[str, str]
    weights: tuple[str, str]
    changed_rules: tuple[ChangedParameter, ...]
    changed_weights: tuple[ChangedParameter, ...]
    same: SameVersions
    summary: Summary
    vacancies: tuple[VacancyChange, ...]
    people: tuple[PersonChange, ...]


def shown_what_if(installation: Installation, actor: Actor, answer: WhatIfAnswer) -> WhatIfAnswer:
    """The answer as this actor may see it."""
    if reach_of(actor, "candidate:read") is Reach.ANY:
        return answer
    named = {person.reference for person in answer.people}
    for vacancy in answer.vacancies:
        named |= {one.reference for one in (*vacancy.let_in, *vacancy.kept_out)} | {one.reference for one in vacancy.moves}
    with installation.reading(actor, "see whom a change of rules may be told of") as unit:
        seen = frozenset(find_reached(unit.session, actor, "candidate:read", sorted(named)))
    people = tuple(person for person in answer.people if person.reference in seen)
    return replace(answer, people=people, vacancies=tuple(_shown(vacancy, seen) for vacancy in answer.vacancies))


def _shown(vacancy: VacancyChange, seen: Collection[str]) -> VacancyChange:
    return replace(
        vacancy,
        let_in=tuple(one for one in vacancy.let_in if one.reference in seen),
        kept_out=tuple(one for one in vacancy.kept_out if one.reference in seen),
        moves=tuple(one for one in vacancy.moves if one.reference in seen),
    )
