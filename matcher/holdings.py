"""What one profile holds and what one vacancy asks, as concepts with values: the reading that the index and the explanations share.

Here live the small decisions about evidence (how much a trade without listed skills stands for, when practice counts as a grade).
Nothing here scores; what is asked of many people at once is in matcher.held, what runs here runs for the few people shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from numpy.typing import NDArray

from matcher.attitudes import ATTITUDES
from matcher.families import families_of
from matcher.types import CandidateProfile, EvidenceSource, Requirement, VacancySpec

IMPLIED_LEVEL = 0.75
"""Level at which a practised occupation stands for its essential skills when the profile does not list them (below "confirmed")."""
WISHED_SKILL = 0.7
"""A wish for one of the vacancy's essential skills counts this much of a wish for its occupation."""
OWN_TRADE_GRADE, OWN_TRADE_YEARS = 3, 10.0
"""From this grade or these years on somebody has a trade of their own (the rubric's wish rule)."""
NO_TRADE_YEARS = 3.0
"""Below these years in every occupation, and without a certificate, somebody has no trade (the rubric's pilot rule)."""
SAME_TRADE = 0.5
"""Concepts at least this similar count as the same trade when a wish is compared with what a person holds."""

PAPER_STRENGTH, UNKNOWN_YEARS_STRENGTH, LEAST_STRENGTH, FULL_YEARS = 0.5, 0.75, 0.55, 3.0
"""Strength of a held occupation: paper without practice 0.5; practice of unknown length 0.75; else 0.55 rising to 1 at three years."""

ANY_WORK, NAMED_WISH, UNREAD_WISH, OWN_TRADE, NO_TRADE, ASKS_OWN_TRADE = (1 << bit for bit in range(6))
"""Bits of a person's leanings."""


class ConceptView(Protocol):
    """What is read of a concept."""

    @property
    def isco(self) -> str | None:
        """ISCO-08 code of an occupation."""


class ConceptGraph(Protocol):
    """What the decisions need of a taxonomy (matcher.taxonomy.Taxonomy gives it)."""

    @property
    def keys(self) -> Sequence[str]:
        """Concept key of every row."""

    @property
    def row_of(self) -> Mapping[str, int]:
        """Row number of a concept key."""

    @property
    def version(self) -> str:
        """Hash of the content: rows mean the same only under the same version."""

    def neighbours(self, key: str) -> tuple[NDArray[Any], NDArray[Any]]:
        """Rows and similarities of the nearest concepts, itself first."""

    def similarity(self, required: str, held: str) -> float:
        """How far a held concept serves where another is required, in [0, 1]."""

    def similarities(self, required_rows: NDArray[Any], held_rows: NDArray[Any]) -> NDArray[Any]:
        """The similarity of many pairs of rows."""

    def essential_skills(self, occupation_key: str) -> tuple[str, ...]:
        """Skills that an occupation cannot do without."""

    def concept(self, key: str) -> ConceptView:
        """The concept itself."""


@dataclass(frozen=True, slots=True)
class HeldSkill:
    """A skill at a level in [0, 1] and the words that show it. named: said of a skill, and not in a work history or a paper."""

    level: float
    text: str
    named: bool = False


@dataclass(frozen=True, slots=True)
class HeldOccupation:
    """All evidence of one occupation taken together. years None: practised, length unknown; 0 with paper_only: a paper, no practice."""

    years: float | None
    last_year: int | None
    grade: int | None
    paper_only: bool
    weight: float
    text: str


def strength(years: float | None, paper_only: bool) -> float:
    """Return how much of an occupation somebody holds, in [0, 1]; years None means unknown."""
    if paper_only:
        return PAPER_STRENGTH
    if years is None:
        return UNKNOWN_YEARS_STRENGTH
    return LEAST_STRENGTH + (1 - LEAST_STRENGTH) * min(1.0, years / FULL_YEARS)


def held_occupations(profile: CandidateProfile, graph: ConceptGraph) -> dict[str, HeldOccupation]:
    """Return one entry per known occupation concept: years added up, latest year, highest grade."""
    held: dict[str, HeldOccupation] = {}
    for evidence in profile.occupations:
        if evidence.concept not in graph.row_of:
            continue
        paper = evidence.source is EvidenceSource.QUALIFICATION and not evidence.years
        years = 0.0 if paper else evidence.years
        new = HeldOccupation(years, evidence.last_year, evidence.grade, paper, evidence.probability, evidence.text)
        old = held.get(evidence.concept)
        held[evidence.concept] = new if old is None else _merged(old, new)
    return held


def _merged(old: HeldOccupation, new: HeldOccupation) -> HeldOccupation:
    practised = [one for one in (old, new) if not one.paper_only]
    years = [one.years for one in practised if one.years is not None]
    return HeldOccupation(
        years=sum(years) if years else (None if practised else 0.0),
        last_year=max((one.last_year for one in (old, new) if one.last_year is not None), default=None),
        grade=max((one.grade for one in (old, new) if one.grade is not None), default=None),
        paper_only=not practised,
        weight=max(old.weight, new.weight),
        text=(practised or [old])[0].text,
    )


def held_skills(profile: CandidateProfile, graph: ConceptGraph) -> dict[str, HeldSkill]:
    """Return the best level per concept: skills shown, occupations held, and the essential skills those occupations stand for."""
    best: dict[str, HeldSkill] = {}

    def offer(concept: str, level: float, text: str, *, named: bool = False) -> None:
        if concept in graph.row_of and level > 0 and (concept not in best or level > best[concept].level):
            best[concept] = HeldSkill(min(level, 1.0), text, named)

    for evidence in profile.skills:
        offer(evidence.concept, evidence.level * evidence.probability, evidence.text, named=True)
    for concept, held in held_occupations(profile, graph).items():
        power = strength(held.years, held.paper_only) * held.weight
        offer(concept, power, held.text)
        for skill in graph.essential_skills(concept):
            offer(skill, IMPLIED_LEVEL * power, held.text)
    return best


def families(keys: Iterable[str], graph: ConceptGraph) -> int:
    """Return the bit mask of the work families of these concepts."""
    mask = 0
    for key in keys:
        mask |= families_of(graph.concept(key).isco)
    return mask


def near_concepts(concepts: Iterable[str], graph: ConceptGraph) -> dict[int, float]:
    """Return {concept row: similarity} of these concepts and their neighbours, the best similarity where they overlap."""
    near: dict[int, float] = {}
    for key in concepts:
        if key in graph.row_of:
            rows, similarities = graph.neighbours(key)
            for row, similarity in zip(rows.tolist(), similarities.tolist(), strict=True):
                near[row] = max(near.get(row, 0.0), similarity)
    return {row: similarity for row, similarity in near.items() if similarity > 0}


def asked_concepts(requirement: Requirement, graph: ConceptGraph) -> dict[int, float]:
    """Return what serves a requirement: {concept row: similarity}; empty if it was not understood or names only attitudes."""
    return near_concepts((key for key in requirement.concepts if key not in ATTITUDES), graph)


def wished_concepts(spec: VacancySpec, graph: ConceptGraph) -> dict[int, float]:
    """Return what a wish may name to mean this vacancy: its occupations and, a little less, its essential skills."""
    near = near_concepts(spec.occupations, graph)
    for requirement in spec.requirements:
        for row, similarity in asked_concepts(requirement, graph).items() if requirement.essential else ():
            near[row] = max(near.get(row, 0.0), WISHED_SKILL * similarity)
    return near


def is_entry_level(spec: VacancySpec, graph: ConceptGraph) -> bool:
    """Say whether a vacancy asks for no trade: no grade, years or licence, and elementary work (ISCO major group 9).

    Where the title stands for no known occupation, the essential requirements decide: nothing but attitudes asked means no trade.
    """
    if spec.minimum_grade is not None or (spec.minimum_years or 0) > 0 or spec.licences:
        return False
    codes = [graph.concept(key).isco for key in spec.occupations if key in graph.row_of]
    if codes:
        return codes[0] is not None and codes[0].startswith("9")
    return not any(asked_concepts(requirement, graph) for requirement in spec.requirements if requirement.essential)
