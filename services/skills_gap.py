"""What to learn: for one person what would open the most vacancies, for a province which skills are asked and how many people have them.

A count of a province that stands for one to four people is not told to whoever may not see each of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.audience import Audience
from matcher.candidate_table import CandidateTable
from matcher.columns import UNKNOWN
from matcher.demand import Heads, SkillDemand, find_demand
from matcher.held import Held
from matcher.openers import Gain, Opener, find_openers
from matcher.small_cells import LEAST_PEOPLE, is_small
from matcher.types import PROVINCES, READINESS_CODES
from models.queries.candidates import find_candidate_ids
from models.queries.vacancies import find_open_places
from services.actors import Actor
from services.calendar import today
from services.candidate_tables import read_candidate_table
from services.errors import InvalidValue
from services.installation import Installation
from services.permissions import authorise, is_allowed
from services.ranking import profile_within_reach
from services.readings import note_readings
from services.relations import audience_of
from services.understanding import label_of
from services.versions import active_deciders

LONGEST_OPENERS = 50
_DECLINED = READINESS_CODES.index("declined")


@dataclass(frozen=True, slots=True)
class OpenedVacancy:
    """A vacancy that is opened. complete: nothing essential is missing then."""

    reference: str
    title: str
    complete: bool


@dataclass(frozen=True, slots=True)
class OpenerLine:
    """One or two gains with what they are called, and the vacancies that they open."""

    gains: tuple[tuple[Gain, str], ...]
    vacancies: tuple[OpenedVacancy, ...]

    @property
    def n_complete(self) -> int:
        """How many lack nothing essential then."""
        return sum(vacancy.complete for vacancy in self.vacancies)


@dataclass(frozen=True, slots=True)
class Openers:
    """What would open the most for one person: single gains, and pairs that open more than either alone. n_vacancies: open ones asked."""

    reference: str
    as_of: date
    n_vacancies: int
    one: tuple[OpenerLine, ...]
    two: tuple[OpenerLine, ...]


@dataclass(frozen=True, slots=True)
class DemandLine:
    """One skill of a province. n_have, n_near: people; None where the number is not told; short: places beyond n_near, likewise."""

    concept: str
    label: str
    places: int
    n_vacancies: int
    n_have: int | None
    n_near: int | None
    short: int | None


@dataclass(frozen=True, slots=True)
class ProvinceDemand:
    """Skills asked in a province, those that lack the most people first."""

    province: str
    as_of: date
    lines: tuple[DemandLine, ...]


def find_openers_for(installation: Installation, actor: Actor, reference: str, as_of: date, limit: int, language: str) -> Openers:
    """Which one or two licences, skills or papers would open the most vacancies for a person, and which; see matcher/openers.py.

    limit: lines of each list, 1 to 50. The reading is told in the audit trail. Raises Forbidden, NotFound (`not_found.candidate`),
    InvalidValue (`invalid_value.limit`).
    """
    authorise(actor, "opener:read")
    if not 1 <= limit <= LONGEST_OPENERS:
        raise InvalidValue("invalid_value.limit", field="limit", parameters={"minimum": 1, "maximum": LONGEST_OPENERS})
    with installation.writing(actor, "find what would open vacancies for a candidate") as unit:
        profile = profile_within_reach(installation, unit, "opener:read", reference)
        openings, taxonomy = installation.openings(unit.session), installation.knowledge(unit.session).taxonomy
        rules = active_deciders(unit.session).rules
        lacking = openings.lacking(profile, rules, as_of)
        found = find_openers(lacking, limit)
        note_readings(unit, find_candidate_ids(unit.session, references=[reference]).values())
        unit.audit("opener:read", reference=reference, as_of=as_of)

        def told(openers: Sequence[Opener]) -> tuple[OpenerLine, ...]:
            return tuple(
                OpenerLine(
                    tuple((gain, label_of(taxonomy, gain.code, language) or gain.code) for gain in one.gains),
                    tuple(OpenedVacancy(name, openings.spec(name).title, name in one.complete) for name in one.opened),
                )
                for one in openers
            )

        n_open = sum(spec.status == "open" for spec in openings.specs)
        return Openers(reference, as_of, n_open, told(found[0]), told(found[1]))


def find_province_demand(installation: Installation, actor: Actor, province: str, language: str) -> ProvinceDemand:
    """Skills that open vacancies of a province ask for, against the people there who look for work. Raises Forbidden, InvalidValue."""
    authorise(actor, "skill_demand:read")
    if province not in PROVINCES:
        raise InvalidValue("invalid_value.province", field="province", parameters={"value": province})
    with installation.reading(actor, "compare skills asked with skills there are") as unit:
        taxonomy = installation.knowledge(unit.session).taxonomy
        places = find_open_places(unit.session, province=province)
        table = read_candidate_table(unit.session, taxonomy.row_of).table
        openings = installation.openings(unit.session)
        asked = [(openings.spec(reference), n_places) for reference, n_places in places.items()]
        seen = _seen(table, audience_of(actor)) if is_allowed(actor, "candidate:read") else np.zeros(len(table), bool)
        demand = find_demand(asked, Held.of(table, taxonomy).skills, _looking(table, province), seen, taxonomy)
        lines = [_line(one, label_of(taxonomy, one.concept, language) or one.concept) for one in demand]
    lines.sort(key=lambda line: (-_least_short(line), -line.places, line.label))
    return ProvinceDemand(province, today(), tuple(lines))


def _seen(table: CandidateTable, audience: Audience) -> NDArray[Any]:
    sharing = table.sharing
    seen: NDArray[Any] = table.columns.seen_by(audience, lambda organisation: sharing.person_row[sharing.organisation == organisation])
    return seen


def _looking(table: CandidateTable, province: str) -> NDArray[Any]:
    """People of the province who have no work yet and do not decline it."""
    columns = table.columns
    here = columns.province == PROVINCES.index(province)
    looking: NDArray[Any] = here & ~columns.already_placed & ((columns.readiness == UNKNOWN) | (columns.readiness != _DECLINED))
    return looking


def _line(one: SkillDemand, label: str) -> DemandLine:
    near = _told(one.near)
    short = None if near is None else max(0, one.places - near)
    return DemandLine(one.concept, label, one.places, one.n_vacancies, _told(one.have), near, short)


def _told(heads: Heads) -> int | None:
    """The number, unless it stands for one to four people of whom the asker may not see each."""
    return None if is_small(heads.n_people) and heads.n_seen < heads.n_people else heads.n_people


def _least_short(line: DemandLine) -> int:
    """What is short at the least: a number that is not told must not be read off the order."""
    return max(0, line.places - (LEAST_PEOPLE - 1)) if line.short is None else line.short
