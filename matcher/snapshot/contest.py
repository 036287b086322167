"""The exact best rows of a snapshot for a vacancy: bounds first, then the features themselves for those who can still be among the best.

Exact: a row is left aside only when its bound lies below the score of the last one shown. Scores come from the very functions that score a
pair anywhere else, so they are the same numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.audience import EVERYBODY, Audience
from matcher.features import compute_features
from matcher.holdings import ConceptGraph
from matcher.index import VacancyIndex
from matcher.ranking import tie_keys, top_rows
from matcher.relations import NearEntries
from matcher.ruleset import RuleSet
from matcher.scorer import Scorer
from matcher.snapshot import plain
from matcher.snapshot.circles import count_seen, seen_classes
from matcher.snapshot.layout import CandidateSnapshot
from matcher.snapshot.loop import FAIL_FLAG, LOWEST, UNIT, Found, Question, entries_of
from matcher.snapshot.tables import Judges, question_of
from matcher.types import VacancySpec

Array = NDArray[Any]

COMPILED_FROM = 50_000
"""Rows from which the compiled loop is used: below, plain NumPy takes a few milliseconds and starts without a compiler."""
SPARE, WIDER = 64, 8
"""How many more than asked for are scored at first, and how much wider each further look is."""


@dataclass(frozen=True, slots=True)
class BestRows:
    """rows: best first; scores: their log-odds; the counts are of everybody whom the audience may know, but those left out."""

    rows: Array
    scores: Array
    n_eligible: int
    n_review: int
    n_excluded: int


def find_best(
    snapshot: CandidateSnapshot,
    spec: VacancySpec,
    graph: ConceptGraph,
    scorer: Scorer,
    rules: RuleSet,
    as_of: date,
    limit: int,
    gone: Array | None = None,
    audience: Audience = EVERYBODY,
) -> BestRows:
    """Rank everybody in a snapshot for a vacancy, the best `limit` rows returned.

    gone: rows to leave out, ascending (people changed since). audience: of whom it may not know is in no count either. Raises ValueError
    when the snapshot knows another taxonomy.
    """
    if graph.version != snapshot.taxonomy:
        raise ValueError(f"the snapshot was built on another taxonomy ({snapshot.taxonomy}, not {graph.version})")
    left_out = np.empty(0, np.int64) if gone is None else gone.astype(np.int64)
    judges = Judges(VacancyIndex.build([spec], graph), scorer, rules, as_of, audience)
    question = question_of(snapshot, judges)
    keep = max(limit, 1) + SPARE
    while True:
        found = _scan(len(snapshot))(snapshot.people, snapshot.holdings, question, left_out, keep)
        scores = exact_scores(snapshot, found, judges, question)
        best = _ordered(snapshot, found, scores, spec.reference, as_of, limit)
        if found.floor == LOWEST or limit < 1 or (len(best) == limit and np.floor(scores[best[-1]] * UNIT) > found.floor):
            break
        keep *= WIDER
    n_seen = count_seen(snapshot, seen_classes(snapshot, audience), left_out)
    return BestRows(found.best[0, best], scores[best], found.n_eligible, found.n_review, n_seen - found.n_eligible)


def find_excluded(snapshot: CandidateSnapshot, judges: Judges, limit: int, gone: Array) -> Array:
    """Return rows that some rule keeps out, those kept out in fewest respects first (aspects, not rules), at most `limit`."""
    question = question_of(snapshot, judges)
    tables, people = question.tables, snapshot.people
    failing = np.repeat((tables.way & FAIL_FLAG) >> 1, np.diff(people.way_starts)).astype(np.int8)
    for codes in people[2:7]:
        failing += ((tables.packed & FAIL_FLAG) >> 1).astype(np.int8)[codes]
    failing[gone] = 0
    seen = seen_classes(snapshot, judges.audience)
    if seen is not None:
        failing[~seen[snapshot.standing_of(np.arange(len(snapshot)))]] = 0
    rows = np.flatnonzero(failing)
    order = np.argsort(failing[rows], kind="stable")[:limit]
    kept_out: Array = rows[order]
    return kept_out


def _scan(n_rows: int) -> Callable[..., Found]:
    if n_rows < COMPILED_FROM:
        return plain.scan
    from matcher.snapshot import kernel  # numba is imported only where it pays

    return kernel.scan


def _ordered(snapshot: CandidateSnapshot, found: Found, scores: Array, subject: str, as_of: date, limit: int) -> Array:
    """Places in `found` of the best, best first."""
    return top_rows(scores, tie_keys(subject, as_of, snapshot.tie_hash[found.best[0]]), limit)


def exact_scores(snapshot: CandidateSnapshot, found: Found, judges: Judges, question: Question) -> Array:
    """Return the scores of the rows found, by the features themselves."""
    rows, shown, desired, wished = (found.best[line].astype(np.int64) for line in (0, 2, 3, 4))
    near, practised = _near_occupations(snapshot, rows, question)
    leanings = dict(zip(("bits", "history_families", "wish_families"), snapshot.leanings[snapshot.leaning[rows]].T, strict=True))
    block = judges.imagine(
        len(rows),
        columns=snapshot.columns_for(rows),
        leanings=leanings,
        practice=snapshot.practice.of(practised),
        near=near,
        covered={"essential": shown, "desirable": desired},
        wished=wished,
    )
    scores: Array = judges.scorer.score(compute_features(block))[0]
    return scores


def _near_occupations(snapshot: CandidateSnapshot, rows: Array, question: Question) -> tuple[NearEntries, Array]:
    """The rows' occupations that are near what is asked, and their values; slots are places in `rows`."""
    trades = snapshot.trades
    slots, entries = entries_of(trades, rows)
    near = question.near[trades.concepts[entries]]
    slots, entries, near = slots[near > 0], entries[near > 0], near[near > 0]
    return NearEntries(slots, near, np.arange(len(slots)), len(rows)), trades.values[entries]
