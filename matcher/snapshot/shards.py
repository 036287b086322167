"""A snapshot in parts: each a view of some rows, ranked by the same function as the whole, and the best of the parts brought together.

No array of holdings is copied, so that every process of a machine maps the same file. A person's score does not depend on the part, and the
order of the best (score, then the hash of the tie) is the order of the whole: any number of parts gives the same ranking, bit for bit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.audience import EVERYBODY, Audience
from matcher.holdings import ConceptGraph
from matcher.ranking import tie_keys, top_rows
from matcher.ruleset import RuleSet
from matcher.scorer import Scorer
from matcher.snapshot.contest import BestRows, find_best
from matcher.snapshot.layout import CandidateSnapshot
from matcher.snapshot.loop import BLOCK, Entries
from matcher.text_column import TextColumn
from matcher.types import VacancySpec

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Span:
    """Rows start to end of a snapshot."""

    start: int
    end: int

    def inside(self, rows: Array) -> Array:
        """Those of ascending rows that lie in the span, counted from its start."""
        first, last = np.searchsorted(rows, [self.start, self.end])
        found: Array = rows[first:last] - self.start
        return found


def spans(n_rows: int, n_parts: int) -> tuple[Span, ...]:
    """Whole blocks shared out as evenly as they go over at most `n_parts` parts; one part at least, none of them empty but of nobody."""
    n_blocks = -(-n_rows // BLOCK)
    n_parts = max(1, min(n_parts, n_blocks))
    bounds = [n_blocks * part // n_parts * BLOCK for part in range(n_parts)]
    return tuple(Span(start, end) for start, end in zip(bounds, [*bounds[1:], n_rows], strict=True))


def part_of(snapshot: CandidateSnapshot, span: Span) -> CandidateSnapshot:
    """View the rows of a span as a snapshot of its own."""
    if span == Span(0, len(snapshot)):
        return snapshot
    rows = slice(span.start, span.end)

    def entries(whole: Entries) -> Entries:
        return whole._replace(starts=whole.starts[span.start : span.end + 1])

    order = snapshot.hash_order
    here = (order >= span.start) & (order < span.end)
    return replace(
        snapshot,
        way_starts=_like(snapshot.way_starts, np.clip(snapshot.way_starts, span.start, span.end) - span.start),
        codes={name: codes[rows] for name, codes in snapshot.codes.items()},
        leaning=snapshot.leaning[rows],
        skills=entries(snapshot.skills),
        wishes=entries(snapshot.wishes),
        trades=entries(snapshot.trades),
        references=TextColumn(snapshot.references.blob, snapshot.references.offsets[span.start : span.end + 1]),
        tie_hash=snapshot.tie_hash[rows],
        hash_order=(order[here] - np.uint32(span.start)).astype(np.uint32),
    )


def _like(model: Array, array: Array) -> Array:
    """The array, writable only where the model is: numba compiles anew for another kind, which takes longer than the ranking."""
    array.setflags(write=model.flags.writeable)
    return array


@dataclass(frozen=True, slots=True)
class Contest:
    """What is the same for every vacancy and every part. gone: rows of the whole snapshot to leave out, ascending."""

    scorer: Scorer
    rules: RuleSet
    as_of: date
    limit: int
    gone: Array
    audience: Audience = EVERYBODY


def best_of_part(
    part: CandidateSnapshot, span: Span, specs: Sequence[VacancySpec], graph: ConceptGraph, contest: Contest
) -> list[BestRows]:
    """Rank one part of everybody for several vacancies."""
    gone = span.inside(contest.gone)
    deciders = (contest.scorer, contest.rules, contest.as_of)
    return [find_best(part, spec, graph, *deciders, contest.limit, gone, contest.audience) for spec in specs]


def gather(parts: Sequence[tuple[Span, BestRows]], tie_hash: Array, subject: str, as_of: date, limit: int) -> BestRows:
    """Bring the best of every part together; rows are those of the whole snapshot, whose `tie_hash` decides among equals."""
    if len(parts) == 1 and parts[0][0].start == 0:
        return parts[0][1]
    rows = np.concatenate([best.rows.astype(np.int64) + span.start for span, best in parts])
    scores = np.concatenate([best.scores for _, best in parts])
    best = top_rows(scores, tie_keys(subject, as_of, tie_hash[rows]), limit)
    counts = [sum(getattr(part, name) for _, part in parts) for name in ("n_eligible", "n_review", "n_excluded")]
    return BestRows(rows[best], scores[best], *counts)
