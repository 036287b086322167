"""One vacancy under two sets of deciders: who is let in, who is kept out, and who stands elsewhere among the best."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.holdings import ConceptGraph
from matcher.index import VacancyIndex
from matcher.ruleset import RuleSet
from matcher.scorer import Scorer
from matcher.snapshot.contest import BestRows, find_best
from matcher.snapshot.layout import CandidateSnapshot
from matcher.snapshot.outcomes import Turned, failing, turned
from matcher.snapshot.tables import Judges
from matcher.types import VacancySpec

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Side:
    """What decides on one side of a comparison."""

    scorer: Scorer
    rules: RuleSet


@dataclass(frozen=True, slots=True)
class Move:
    """One person of the best lines of either side; ranks count from 1, None: not among the best."""

    row: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change does for one vacancy. moves: only who is at another rank, in the order of the ranks after and then before."""

    spec: VacancySpec
    before: BestRows
    after: BestRows
    let_in: Turned
    kept_out: Turned
    moves: tuple[Move, ...]


NOBODY = Turned(np.empty(0, np.int64), {})


def compare(
    snapshot: CandidateSnapshot, spec: VacancySpec, graph: ConceptGraph, before: Side, after: Side, as_of: date, limit: int
) -> Impact:
    """Compare both sides over everybody in a snapshot, the best `limit` of each."""
    first, second = (find_best(snapshot, spec, graph, side.scorer, side.rules, as_of, limit) for side in (before, after))
    let_in, kept_out = NOBODY, NOBODY
    if not says_the_same(before.rules, after.rules):
        index = VacancyIndex.build([spec], graph)
        sides = [failing(snapshot, Judges(index, side.scorer, side.rules, as_of)) for side in (before, after)]
        let_in, kept_out = turned(snapshot, *sides)
    return Impact(spec, first, second, let_in, kept_out, _moves(first.rows.tolist(), second.rows.tolist()))


def says_the_same(rules: RuleSet, others: RuleSet) -> bool:
    """Whether two sets of rules differ by their name alone."""
    return replace(rules, version="") == replace(others, version="")


def _moves(before: list[int], after: list[int]) -> tuple[Move, ...]:
    first, second = ({row: rank for rank, row in enumerate(rows, 1)} for rows in (before, after))
    everybody = dict.fromkeys([*after, *before])
    return tuple(Move(row, first.get(row), second.get(row)) for row in everybody if first.get(row) != second.get(row))
