"""People as arrays → a snapshot: facts become classes, rows take the order of the way to work, holdings lie by person.

A million people take some seconds and no Python object each. The result depends on the people alone, not on how they were read.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.candidate_table import CandidateTable
from matcher.columns import UNKNOWN_SHIFTS, CandidateColumns
from matcher.held import Held
from matcher.holdings import ConceptGraph
from matcher.index import ban_relation
from matcher.relations import Relation
from matcher.snapshot.aspects import BANS, PER_ROW, PLACE, REACH, STANDING, WAY, Aspect
from matcher.snapshot.circles import CIRCLE, circles_of, distinct_sets
from matcher.snapshot.classes import classes, starts_of
from matcher.snapshot.layout import PRACTICE, CandidateSnapshot, Practice
from matcher.snapshot.loop import Entries
from matcher.snapshot.nearby import along_the_map
from matcher.types import SHIFT_CODES

Array = NDArray[Any]

ALONG = "along the map"
_ROTATION = 1 << SHIFT_CODES.index("rotation_away")


def build_snapshot(table: CandidateTable, graph: ConceptGraph) -> CandidateSnapshot:
    """Build the snapshot of all people of a table that was made for this taxonomy."""
    held, n_rows, n_concepts = Held.of(table, graph), len(table), len(graph.keys)
    way, way_facts = classes(_along(_facts(table.columns, WAY)))
    n_ways = len(way_facts.pop(ALONG))
    reach, reach_facts = classes(_along({name: way_facts[name] for name in REACH.columns}))
    reach_starts = np.searchsorted(reach, np.arange(len(reach_facts[ALONG]) + 1)).astype(np.int64)
    order = np.argsort(way, kind="stable")
    rows = np.empty(n_rows, np.int64)
    rows[order] = np.arange(n_rows)  # person → row
    circles, circle = circles_of(table)
    codes, facts, first = _codes(table.columns, {CIRCLE: circle}, order)
    bans, n_ban_sets, ban_set = _ban_sets(ban_relation(table.bans), n_rows)
    place_of_reach, places = classes({name: way_facts[name][reach_starts[:-1]] for name in PLACE})
    leaning, leanings = classes({name: held.leanings[:, n] for n, name in enumerate(("bits", "history", "wishes"))})
    practice, practice_facts = classes({name: getattr(held.trades, name) for name in PRACTICE})
    practised = practice << 8 | held.trades.weight
    hashes = table.columns.tie_hash[order]
    return CandidateSnapshot(
        taxonomy=graph.version,
        n_concepts=n_concepts,
        way_starts=np.searchsorted(way[order], np.arange(n_ways + 1)).astype(np.int64),
        reach_starts=reach_starts,
        codes=codes | {BANS.name: ban_set[order] + np.uint32(first)},
        leaning=leaning[order],
        leanings=np.stack(list(leanings.values()), axis=1).astype(np.uint8),
        facts=facts | {f"{WAY.name}.{name}": column for name, column in way_facts.items()},
        place_of_reach=place_of_reach,
        places=places,
        standing_starts=starts_of({name: facts[f"{STANDING.name}.{name}"] for name in STANDING.columns}),
        circles=circles,
        bans=bans,
        n_ban_sets=n_ban_sets,
        skills=_by_person(held.skills.person_row, held.skills.concept, held.skills.worth, order, n_concepts),
        wishes=_by_person(held.wishes.person_row, held.wishes.concept, held.wishes.worth, order, n_concepts),
        practice=Practice(**practice_facts),
        trades=_by_person(held.trades.person_row, held.trades.concept, practised, order, n_concepts),
        references=table.references.take(order),
        tie_hash=hashes,
        hash_order=np.argsort(hashes, kind="stable").astype(np.uint32),
    )


def _facts(columns: CandidateColumns, aspect: Aspect) -> dict[str, Array]:
    facts = {name: getattr(columns, name) for name in aspect.columns}
    if aspect is WAY:
        facts["shifts"] = rotation_only(columns.shifts)
    return facts


def _along(facts: dict[str, Array]) -> dict[str, Array]:
    """The same facts, so that their classes lie along the map."""
    return {ALONG: along_the_map(facts)} | facts


def rotation_only(shifts: Array) -> Array:
    """Of the shifts somebody accepts, what the way to work asks: rotation away, or nothing known."""
    return np.where(shifts == UNKNOWN_SHIFTS, shifts, shifts & _ROTATION).astype(shifts.dtype)


def _codes(columns: CandidateColumns, circles: dict[str, Array], order: Array) -> tuple[dict[str, Array], dict[str, Array], int]:
    """Per aspect of PER_ROW but the bans: the place of every row in the packed table, and the facts of the classes; and their number."""
    codes: dict[str, Array] = {}
    facts: dict[str, Array] = {}
    first = 0
    for aspect in PER_ROW[:-1]:
        code, found = classes(_facts(columns, aspect) | (circles if aspect is STANDING else {}))
        codes[aspect.name] = code[order] + np.uint32(first)
        facts |= {f"{aspect.name}.{name}": column for name, column in found.items()}
        first += len(found[aspect.columns[0]])
    return codes, facts, first


def _ban_sets(bans: Relation, n_people: int) -> tuple[Relation, int, Array]:
    """(the bans of every distinct set, how many sets there are, the set of every person); set 0 is empty."""
    order = np.lexsort((bans.concepts, bans.rows))
    found, sets = distinct_sets(bans.rows[order], n_people, bans.concepts[order], bans.values["until"][order])
    entries = [(duty, number, until) for number, one in enumerate(sets) for duty, until in one]
    return Relation.build(entries, {"until": np.int32}), len(sets), found


def _by_person(person_row: Array, concept: Array, values: Array, order: Array, n_concepts: int) -> Entries:
    """Entries ordered by person and concept → the same in the order of the rows; order: the person of every row."""
    counts = np.bincount(person_row, minlength=len(order))
    begins = (np.cumsum(counts) - counts)[order]
    starts = np.concatenate([[0], np.cumsum(counts[order])])
    entries = np.arange(starts[-1]) + np.repeat(begins - starts[:-1], counts[order])
    narrow = np.uint16 if n_concepts <= 1 << 16 else np.uint32
    return Entries(starts.astype(np.uint32), concept[entries].astype(narrow), values[entries])
