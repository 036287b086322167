"""What people hold, for many at once: entries of a CandidateTable merged per person and concept, and the leanings that follow from them.

The measures (what practice is worth, from when a trade is one's own) stand in matcher.holdings, whose dictionaries say the same of one
person and are what this is held against.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.candidate_table import NO_CONCEPT, CandidateTable, OccupationEntries, WishEntries
from matcher.families import families_of
from matcher.holdings import (
    ANY_WORK,
    ASKS_OWN_TRADE,
    FULL_YEARS,
    IMPLIED_LEVEL,
    LEAST_STRENGTH,
    NAMED_WISH,
    NO_TRADE,
    NO_TRADE_YEARS,
    OWN_TRADE,
    OWN_TRADE_GRADE,
    OWN_TRADE_YEARS,
    PAPER_STRENGTH,
    SAME_TRADE,
    UNKNOWN_YEARS_STRENGTH,
    UNREAD_WISH,
    ConceptGraph,
)

Array = NDArray[Any]

LEVELS = 255
"""Levels, weights and probabilities are kept as bytes: value = byte / 255."""


@dataclass(frozen=True, slots=True)
class HeldConcepts:
    """One entry per person and concept, ordered by person, then concept. worth: uint8, a level or a weight in 255ths."""

    person_row: Array
    concept: Array
    worth: Array


@dataclass(frozen=True, slots=True)
class HeldTrades:
    """One entry per person and occupation, ordered by person, then concept.

    years float32: NaN practised for an unknown time, 0 for a paper alone; last_year int16 and grade int8: −1 unknown; paper bool: no
    practice; weight uint8: probability in 255ths; probability float64: the same before rounding.
    """

    person_row: Array
    concept: Array
    years: Array
    last_year: Array
    grade: Array
    paper: Array
    weight: Array
    probability: Array


@dataclass(frozen=True, slots=True)
class Held:
    """Everything held by the people of a table. leanings: uint8 (n, 3): bits, families of the history, families of the wishes."""

    skills: HeldConcepts
    trades: HeldTrades
    wishes: HeldConcepts
    leanings: Array

    @classmethod
    def of(cls, table: CandidateTable, graph: ConceptGraph) -> "Held":
        """Merge the entries of a table made for this taxonomy."""
        trades = merge_trades(table.occupations)
        wishes = _merge_wishes(table.wishes, len(graph.keys))
        return cls(_merge_skills(table, trades, graph), trades, wishes, _leanings(table, trades, graph))


def strengths(years: Array, paper: Array) -> Array:
    """Return how much of an occupation somebody holds, in [0, 1]: `matcher.holdings.strength` for arrays, years NaN for unknown."""
    grown = LEAST_STRENGTH + (1 - LEAST_STRENGTH) * np.minimum(years / FULL_YEARS, 1.0)
    power: Array = np.where(paper, PAPER_STRENGTH, np.where(np.isnan(years), UNKNOWN_YEARS_STRENGTH, grown))
    return power


def merge_trades(entries: OccupationEntries) -> HeldTrades:
    """Take all evidence of one occupation together: years added up, latest year, highest grade, greatest probability."""
    known = np.flatnonzero(entries.concept != NO_CONCEPT)
    person, concept = entries.person_row[known], entries.concept[known]
    order = np.lexsort((concept, person))  # stable: within one trade the order of the profile stays
    known, person, concept = known[order], person[order], concept[order]
    starts = _starts(person, concept)
    if not len(starts):
        empty = np.empty(0)
        return HeldTrades(*(empty.astype(t) for t in (np.int32, np.int32, np.float32, np.int16, np.int8, np.bool_, np.uint8, np.float64)))
    years = entries.years[known]
    practised = ~(entries.is_qualification[known] & ~(np.nan_to_num(years, nan=0.0) > 0))
    told = practised & ~np.isnan(years)
    any_practised, any_told = np.logical_or.reduceat(practised, starts), np.logical_or.reduceat(told, starts)
    total = np.add.reduceat(np.where(told, years, 0.0), starts)
    probability = np.maximum.reduceat(entries.probability[known], starts)
    return HeldTrades(
        person_row=person[starts],
        concept=concept[starts],
        years=np.where(any_told, total, np.where(any_practised, np.nan, 0.0)).astype(np.float32),
        last_year=np.maximum.reduceat(entries.last_year[known], starts),
        grade=np.maximum.reduceat(entries.grade[known], starts),
        paper=~any_practised,
        weight=in_255ths(probability),
        probability=probability,
    )


def in_255ths(values: Array) -> Array:
    """Return levels as bytes; what lies outside [0, 1] counts as its nearer end, NaN as nothing."""
    rounded: Array = np.rint(np.clip(np.nan_to_num(values, nan=0.0), 0.0, 1.0) * LEVELS).astype(np.uint8)
    return rounded


def _starts(person: Array, concept: Array) -> Array:
    """Where a new (person, concept) begins, in entries ordered by both."""
    new = np.ones(len(person), bool)
    new[1:] = (person[1:] != person[:-1]) | (concept[1:] != concept[:-1])
    return np.flatnonzero(new)


def _merge_skills(table: CandidateTable, trades: HeldTrades, graph: ConceptGraph) -> HeldConcepts:
    """The best level per concept: skills shown, occupations held, and the essential skills that those occupations stand for."""
    power = strengths(trades.years.astype(np.float64), trades.paper) * trades.probability
    entry, skill = _implied(trades.concept, graph)
    person = np.concatenate([table.skills.person_row, trades.person_row, trades.person_row[entry]])
    concept = np.concatenate([table.skills.concept, trades.concept, skill])
    level = np.concatenate([table.skills.level, power, IMPLIED_LEVEL * power[entry]])
    return _greatest(person, concept, in_255ths(level), len(graph.keys))


def _implied(concepts: Array, graph: ConceptGraph) -> tuple[Array, Array]:
    """(entry, skill row) for every essential skill of every occupation entry."""
    distinct, which = np.unique(concepts, return_inverse=True)
    needed = [[graph.row_of[skill] for skill in graph.essential_skills(graph.keys[row])] for row in distinct.tolist()]
    counts = np.array([len(skills) for skills in needed], np.int64)
    flat = np.array([skill for skills in needed for skill in skills], np.int32)
    begins = np.cumsum(counts) - counts
    sizes = counts[which] if len(which) else np.empty(0, np.int64)
    entry = np.repeat(np.arange(len(concepts)), sizes)
    within = np.arange(len(entry)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return entry, flat[begins[which][entry] + within] if len(entry) else np.empty(0, np.int32)


def _greatest(person: Array, concept: Array, worth: Array, n_concepts: int) -> HeldConcepts:
    """The greatest worth per (person, concept); what rounds to nothing is left out. One sort of plain integers, whatever their number."""
    keys = np.sort((person.astype(np.int64) * n_concepts + concept) << 8 | worth)
    last = np.ones(len(keys), bool)
    last[:-1] = keys[1:] >> 8 != keys[:-1] >> 8
    keys = keys[last & ((keys & LEVELS) > 0)]
    place = keys >> 8
    return HeldConcepts((place // n_concepts).astype(np.int32), (place % n_concepts).astype(np.int32), (keys & LEVELS).astype(np.uint8))


def _named(entries: WishEntries) -> Array:
    named: Array = (entries.concept != NO_CONCEPT) & ~entries.any_work
    return named


def _merge_wishes(entries: WishEntries, n_concepts: int) -> HeldConcepts:
    named = _named(entries)
    return _greatest(entries.person_row[named], entries.concept[named], in_255ths(entries.probability[named]), max(n_concepts, 1))


def _leanings(table: CandidateTable, trades: HeldTrades, graph: ConceptGraph) -> Array:
    bits = np.zeros(len(table), np.uint8)

    def mark(bit: int, people: Array) -> None:
        bits[people] |= np.uint8(bit)

    own = (trades.grade >= OWN_TRADE_GRADE) | (np.nan_to_num(trades.years, nan=0.0) >= OWN_TRADE_YEARS)
    entries = table.wishes
    named = _named(entries)
    wisher, wish = entries.person_row[named], entries.concept[named]
    mark(OWN_TRADE, trades.person_row[own])
    mark(ANY_WORK, entries.person_row[entries.any_work])
    mark(NAMED_WISH, wisher)
    mark(UNREAD_WISH, entries.person_row[~entries.blank & ~entries.any_work & ~named])
    mark(ASKS_OWN_TRADE, _asking_own_trade(wisher, wish, trades.person_row[own], trades.concept[own], graph))
    without = np.ones(len(table), bool)
    without[table.occupations.person_row[table.occupations.is_qualification]] = False
    without[trades.person_row[~((trades.years < NO_TRADE_YEARS) & (trades.grade < 0))]] = False
    mark(NO_TRADE, np.flatnonzero(without))
    history = _families(len(table), trades.person_row, trades.concept, graph)
    return np.stack([bits, history, _families(len(table), wisher, wish, graph)], axis=1)


def _asking_own_trade(wisher: Array, wish: Array, person: Array, trade: Array, graph: ConceptGraph) -> Array:
    """People of whom some wish is near a trade of their own (`person` holds `trade` as their own)."""
    order = np.argsort(person, kind="stable")
    person, trade = person[order], trade[order]
    first, last = np.searchsorted(person, wisher, "left"), np.searchsorted(person, wisher, "right")
    counts = last - first
    which_wish = np.repeat(np.arange(len(counts)), counts)
    own = np.arange(len(which_wish)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
    n = max(len(graph.keys), 1)
    pairs, which = np.unique(wish[which_wish].astype(np.int64) * n + trade[own], return_inverse=True)
    near = graph.similarities(pairs // n, pairs % n) >= SAME_TRADE if len(pairs) else np.empty(0, bool)
    asking: Array = wisher[which_wish[near[which]]]
    return asking


def _families(n_people: int, person: Array, concept: Array, graph: ConceptGraph) -> Array:
    distinct, which = np.unique(concept, return_inverse=True)
    masks = np.array([families_of(graph.concept(graph.keys[row]).isco) for row in distinct.tolist()], np.uint8)
    families: Array = np.zeros(n_people, np.uint8)
    np.bitwise_or.at(families, person, masks[which] if len(which) else np.empty(0, np.uint8))
    return families
