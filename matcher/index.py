"""CandidateIndex and VacancyIndex: everybody, and every vacancy, as immutable columns and concept tables.

Here the Python loop over people ends: an index is built once from values and then only read. What it means that a column has some value
is for the rules and the features to say. The values themselves stay beside the columns for the few rows that are explained.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.audience import Audience
from matcher.candidate_table import BanEntries, CandidateTable
from matcher.columns import CandidateColumns, Columns, VacancyColumns
from matcher.held import LEVELS, Held
from matcher.holdings import ConceptGraph, asked_concepts, families, is_entry_level, near_concepts, wished_concepts
from matcher.relations import Needs, Relation
from matcher.types import CandidateProfile, VacancySpec

Array = NDArray[Any]

TRADE_VALUES = ("years", "last_year", "grade", "paper", "weight")
"""What an index keeps of every occupation held; see matcher.held.HeldTrades."""


@dataclass(frozen=True)
class Leanings(Columns):
    """Per person: bits of matcher.holdings, and the work families of history and wishes as masks."""

    bits: Array
    history_families: Array
    wish_families: Array


@dataclass(frozen=True)
class Callings(Columns):
    """Per vacancy: whether it asks for no trade, whether its occupation is known, and its work families as a mask."""

    entry_level: Array
    has_occupation: Array
    families: Array


@dataclass(frozen=True)
class CandidateIndex:
    """People as columns. skills: (concept, row, level byte); occupations: (concept, row, years, last_year, grade, paper, weight byte), NaN
    and −1 where unknown; wishes: (concept, row, weight byte); bans: (duty, row, until as an ordinal); shared_with: (organisation, row).
    """

    graph: ConceptGraph = field(repr=False)
    profiles: tuple[CandidateProfile, ...] = field(repr=False)
    columns: CandidateColumns = field(repr=False)
    leanings: Leanings = field(repr=False)
    skills: Relation = field(repr=False)
    occupations: Relation = field(repr=False)
    wishes: Relation = field(repr=False)
    bans: Relation = field(repr=False)
    shared_with: Relation = field(repr=False)

    @classmethod
    def build(cls, profiles: Sequence[CandidateProfile], taxonomy: ConceptGraph) -> "CandidateIndex":
        """Build from values, in their order. Raises ValueError on an unknown code or a reference that comes twice."""
        _refuse_repeats(profile.reference for profile in profiles)
        return cls.of(CandidateTable.of(profiles, taxonomy.row_of), profiles, taxonomy)

    @classmethod
    def of(cls, table: CandidateTable, profiles: Sequence[CandidateProfile], taxonomy: ConceptGraph) -> "CandidateIndex":
        """Build from a table of the same people; the values themselves are only kept beside it."""
        held = Held.of(table, taxonomy)
        trades = {name: getattr(held.trades, name) for name in TRADE_VALUES}
        return cls(
            graph=taxonomy,
            profiles=tuple(profiles),
            columns=table.columns,
            leanings=Leanings(*held.leanings.T),
            skills=Relation.sorted(held.skills.concept, held.skills.person_row, {"level": held.skills.worth}),
            occupations=Relation.sorted(held.trades.concept, held.trades.person_row, trades),
            wishes=Relation.sorted(held.wishes.concept, held.wishes.person_row, {"weight": held.wishes.worth}),
            bans=ban_relation(table.bans),
            shared_with=Relation.sorted(table.sharing.organisation, table.sharing.person_row, {}),
        )

    def __len__(self) -> int:
        return len(self.profiles)

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """Row of a reference."""
        return {profile.reference: row for row, profile in enumerate(self.profiles)}

    def unseen_by(self, audience: Audience) -> Array | None:
        """Return the rows of people of whom an audience may not know; None where it sees all."""
        return None if audience.sees_all else np.flatnonzero(~self.columns.seen_by(audience, self.shared_with.owners))

    def take(self, rows: Array) -> "CandidateIndex":
        """Return an index of these rows, in this order; each row at most once."""
        renumbered = _renumbered(len(self), rows)
        return CandidateIndex(
            graph=self.graph,
            profiles=tuple(self.profiles[row] for row in rows),
            columns=self.columns.take(rows),
            leanings=self.leanings.take(rows),
            skills=self.skills.take(renumbered),
            occupations=self.occupations.take(renumbered),
            wishes=self.wishes.take(renumbered),
            bans=self.bans.take(renumbered),
            shared_with=self.shared_with.take(renumbered),
        )

    def joined(self, other: "CandidateIndex") -> "CandidateIndex":
        """Return these people followed by the other's (same taxonomy). Raises ValueError otherwise or when a reference comes twice."""
        _refuse_other_taxonomy(self.graph, other.graph)
        _refuse_repeats(profile.reference for profile in self.profiles + other.profiles)
        return CandidateIndex(
            graph=self.graph,
            profiles=self.profiles + other.profiles,
            columns=self.columns.joined(other.columns),
            leanings=self.leanings.joined(other.leanings),
            skills=self.skills.joined(other.skills, len(self)),
            occupations=self.occupations.joined(other.occupations, len(self)),
            wishes=self.wishes.joined(other.wishes, len(self)),
            bans=self.bans.joined(other.bans, len(self)),
            shared_with=self.shared_with.joined(other.shared_with, len(self)),
        )

    def with_changes(self, profiles: Sequence[CandidateProfile], removed: Iterable[str] = ()) -> "CandidateIndex":
        """Return a new index in which these people replace those of the same reference, or are added, and `removed` are gone."""
        gone = {profile.reference for profile in profiles} | set(removed)
        kept = np.array([row for row, profile in enumerate(self.profiles) if profile.reference not in gone], np.int64)
        staying = self if len(kept) == len(self) else self.take(kept)
        return staying.joined(CandidateIndex.build(profiles, self.graph)) if profiles else staying


@dataclass(frozen=True)
class VacancyIndex:
    """Vacancies as columns. essential, desirable: one group per requirement understood; occupations, wishes: one group per vacancy."""

    graph: ConceptGraph = field(repr=False)
    specs: tuple[VacancySpec, ...] = field(repr=False)
    columns: VacancyColumns = field(repr=False)
    callings: Callings = field(repr=False)
    essential: Needs = field(repr=False)
    desirable: Needs = field(repr=False)
    occupations: Needs = field(repr=False)
    wishes: Needs = field(repr=False)

    @classmethod
    def build(cls, specs: Sequence[VacancySpec], taxonomy: ConceptGraph) -> "VacancyIndex":
        """Build from values, in their order. Raises ValueError on an unknown code or a reference that comes twice."""
        _refuse_repeats(spec.reference for spec in specs)
        callings = np.array([_calling(spec, taxonomy) for spec in specs], np.uint8).reshape(len(specs), 3)
        return cls(
            graph=taxonomy,
            specs=tuple(specs),
            columns=VacancyColumns.build(specs),
            callings=Callings(callings[:, 0].astype(bool), callings[:, 1].astype(bool), callings[:, 2]),
            essential=_requirement_needs(specs, taxonomy, essential=True),
            desirable=_requirement_needs(specs, taxonomy, essential=False),
            occupations=Needs.build([(row, near_concepts(spec.occupations, taxonomy)) for row, spec in enumerate(specs)]),
            wishes=Needs.build([(row, wished_concepts(spec, taxonomy)) for row, spec in enumerate(specs)]),
        )

    def __len__(self) -> int:
        return len(self.specs)

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """Row of a reference."""
        return {spec.reference: row for row, spec in enumerate(self.specs)}

    def take(self, rows: Array) -> "VacancyIndex":
        """Return an index of these rows, in this order; each row at most once."""
        renumbered = _renumbered(len(self), rows)
        return VacancyIndex(
            graph=self.graph,
            specs=tuple(self.specs[row] for row in rows),
            columns=self.columns.take(rows),
            callings=self.callings.take(rows),
            essential=self.essential.take(renumbered),
            desirable=self.desirable.take(renumbered),
            occupations=self.occupations.take(renumbered),
            wishes=self.wishes.take(renumbered),
        )

    def joined(self, other: "VacancyIndex") -> "VacancyIndex":
        """Return these vacancies followed by the other's (same taxonomy). Raises ValueError otherwise or when a reference comes twice."""
        _refuse_other_taxonomy(self.graph, other.graph)
        _refuse_repeats(spec.reference for spec in self.specs + other.specs)
        return VacancyIndex(
            graph=self.graph,
            specs=self.specs + other.specs,
            columns=self.columns.joined(other.columns),
            callings=self.callings.joined(other.callings),
            essential=self.essential.joined(other.essential, len(self)),
            desirable=self.desirable.joined(other.desirable, len(self)),
            occupations=self.occupations.joined(other.occupations, len(self)),
            wishes=self.wishes.joined(other.wishes, len(self)),
        )

    def with_changes(self, specs: Sequence[VacancySpec], removed: Iterable[str] = ()) -> "VacancyIndex":
        """Return a new index in which these vacancies replace those of the same reference, or are added, and `removed` are gone."""
        gone = {spec.reference for spec in specs} | set(removed)
        kept = np.array([row for row, spec in enumerate(self.specs) if spec.reference not in gone], np.int64)
        staying = self if len(kept) == len(self) else self.take(kept)
        return staying.joined(VacancyIndex.build(specs, self.graph)) if specs else staying


def quantised(level: float) -> int:
    """Return a level in [0, 1] as a byte: `matcher.held.in_255ths` for one number."""
    return round(min(max(level, 0.0), 1.0) * LEVELS) if level == level else 0  # NaN counts as nothing


def ban_relation(entries: BanEntries) -> Relation:
    """Return who is banned from which duty, as a relation over duties; of several bans on one duty the last day counts."""
    order = np.lexsort((entries.until, entries.duty, entries.person_row))
    person, duty, until = entries.person_row[order], entries.duty[order], entries.until[order]
    last = np.ones(len(order), bool)
    last[:-1] = (person[1:] != person[:-1]) | (duty[1:] != duty[:-1])
    return Relation.sorted(duty[last].astype(np.int32), person[last], {"until": until[last]})


def _calling(spec: VacancySpec, graph: ConceptGraph) -> tuple[bool, bool, int]:
    known = [key for key in spec.occupations if key in graph.row_of]
    return is_entry_level(spec, graph), bool(known), families(known, graph)


def _requirement_needs(specs: Sequence[VacancySpec], graph: ConceptGraph, *, essential: bool) -> Needs:
    asked = ((row, requirement) for row, spec in enumerate(specs) for requirement in spec.requirements)
    groups = ((row, asked_concepts(one, graph)) for row, one in asked if one.essential is essential)
    return Needs.build([group for group in groups if group[1]])


def _renumbered(n_rows: int, rows: Array) -> Array:
    renumbered = np.full(n_rows, -1, np.int32)
    renumbered[rows] = np.arange(len(rows), dtype=np.int32)
    return renumbered


def _refuse_repeats(references: Iterable[str]) -> None:
    every = list(references)
    if len(set(every)) < len(every):
        raise ValueError(f"reference {Counter(every).most_common(1)[0][0]!r} comes twice")


def _refuse_other_taxonomy(first: ConceptGraph, second: ConceptGraph) -> None:
    if first.version != second.version:
        raise ValueError(f"the indexes were built on different taxonomies ({first.version}, {second.version})")
