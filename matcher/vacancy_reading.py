"""Reading a vacancy: which occupation the title means, and what each requirement asks for, in the light of that occupation."""

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.affinity import TradeAffinity
from matcher.context import Context, decide_title, speaking, spoken_trades
from matcher.kinship import Kinship
from matcher.phrases import N_READINGS
from matcher.resolve import Resolution, Resolver
from matcher.taxonomy import Taxonomy
from matcher.text import split_conjunctions, split_list
from matcher.types import ConceptKind, Decision, Requirement
from matcher.wishes import sides_of_or


@dataclass(frozen=True, slots=True)
class RawVacancy:
    """The free-text cells of a vacancy as written; requirements are lists inside a cell."""

    title: str
    essential: str = ""
    desirable: str = ""


@dataclass(frozen=True, slots=True)
class ReadRequirement:
    """One requirement as written; `concepts`: any of them satisfies it; empty unless the decision is accepted."""

    text: str
    essential: bool
    decision: Decision
    concepts: tuple[str, ...]
    resolutions: tuple[Resolution, ...]

    def as_requirement(self) -> Requirement:
        """The value the matcher ranks by."""
        return Requirement(self.text, self.concepts, self.essential)


@dataclass(frozen=True, slots=True)
class ReadVacancy:
    """A vacancy understood. occupations: accepted readings of the title, surest first; title: every reading of it."""

    occupations: tuple[str, ...]
    title: tuple[Resolution, ...]
    requirements: tuple[ReadRequirement, ...]


class VacancyReader:
    """Reads vacancies; batches are resolved together."""

    def __init__(self, resolver: Resolver, taxonomy: Taxonomy, affinity: TradeAffinity | None = None) -> None:
        self.resolver = resolver
        self.taxonomy = taxonomy
        self.affinity = affinity or TradeAffinity.build(taxonomy)
        self.kinship = Kinship(taxonomy)

    def read(self, raw: RawVacancy) -> ReadVacancy:
        """Understand one vacancy."""
        return self.read_many([raw])[0]

    def read_many(self, raws: Sequence[RawVacancy]) -> list[ReadVacancy]:
        """Understand many vacancies; every distinct phrase is resolved once."""
        titles = list(dict.fromkeys(part for raw in raws for part in _title_parts(raw.title)))
        asked = list(
            dict.fromkeys(p for raw in raws for cell in (raw.essential, raw.desirable) for r in split_list(cell) for p in _parts(r))
        )
        occupations = dict(zip(titles, self.resolver.resolve_many(titles, ConceptKind.OCCUPATION), strict=True))
        skills = dict(zip(asked, self.resolver.resolve_many(asked, ConceptKind.SKILL, N_READINGS), strict=True))
        texts = [f"{raw.title}; {raw.essential}; {raw.desirable}" for raw in raws]
        spoken = [spoken_trades(self.affinity, row) for row in self.affinity.nearness(texts)]
        return [self._read(raw, occupations, skills, trades) for raw, trades in zip(raws, spoken, strict=True)]

    def _read(
        self, raw: RawVacancy, occupations: dict[str, Resolution], skills: dict[str, Resolution], spoken: dict[str, float]
    ) -> ReadVacancy:
        title = tuple(occupations[part] for part in _title_parts(raw.title))
        accepted = {concept: p for r in title for concept, p in [decide_title(self.kinship, r, speaking({}, spoken))] if concept}
        context = Context(self.kinship, speaking(accepted, spoken))
        requirements = [
            _requirement(text, essential, [skills[p] for p in _parts(text)], context)
            for cell, essential in ((raw.essential, True), (raw.desirable, False))
            for text in split_list(cell)
        ]
        return ReadVacancy(tuple(sorted(accepted, key=lambda c: -accepted[c])), title, tuple(requirements))


def _title_parts(title: str) -> list[str]:
    """The whole title first; the sides of a slash each for themselves ("подсобный рабочий / укладчик")."""
    sides = [side.strip() for side in title.split("/") if side.strip()]
    return list(dict.fromkeys([title, *sides])) if len(sides) > 1 else [title]


def _parts(text: str) -> list[str]:
    """The sides of an "или", and of an "и": which of them an employer means by one requirement, any of them shows a part of."""
    return list(dict.fromkeys(part for side in sides_of_or(text) for part in (side, *split_conjunctions(side))))


def _requirement(text: str, essential: bool, readings: list[Resolution], context: Context) -> ReadRequirement:
    decided = [context.decide_skill(r, supported=False) for r in readings]
    concepts = tuple(dict.fromkeys(concept for _, concept, _ in decided if concept))
    if concepts:
        return ReadRequirement(text, essential, Decision.ACCEPTED, concepts, tuple(readings))
    suggested = any(decision is Decision.SUGGESTED for decision, _, _ in decided)
    return ReadRequirement(text, essential, Decision.SUGGESTED if suggested else Decision.UNRESOLVED, (), tuple(readings))
