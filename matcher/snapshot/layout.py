"""The arrays of a snapshot of people. Built once, never changed; all of them can lie in one memory-mapped file.

Rows are people, in the order of their way class (people of one place lie together, so that a vacancy leaves whole stretches unread).
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.columns import hash_text
from matcher.relations import Relation
from matcher.snapshot.aspects import BANS, PER_ROW, PRACTISED, REACH, STANDING, WAY, Aspect
from matcher.snapshot.classes import classes
from matcher.snapshot.loop import Entries, Holdings, People
from matcher.snapshot.memory import Memory
from matcher.text_column import TextColumn

Array = NDArray[Any]

PRACTICE = ("years", "last_year", "grade", "paper")


@dataclass(frozen=True, slots=True)
class Practice:
    """Classes of occupation entries: different trades held equally long, equally recently and at the same grade share one.

    How sure the words are (`weight`) is not part of it: an entry's value is `class << 8 | weight` (practice_values).
    """

    years: Array
    last_year: Array
    grade: Array
    paper: Array

    def __len__(self) -> int:
        return len(self.years)

    @property
    def facts(self) -> dict[str, Array]:
        """The columns by name."""
        return {name: getattr(self, name) for name in PRACTICE}

    def of(self, values: Array) -> dict[str, Array]:
        """Return entries' facts as the values of a relation of occupations (matcher.index.TRADE_VALUES)."""
        found = {name: column[values >> 8] for name, column in self.facts.items()}
        return found | {"weight": (values & 255).astype(np.uint8)}


@dataclass(frozen=True)
class CandidateSnapshot:
    """Everybody, as arrays.

    taxonomy: version of the taxonomy that concept rows belong to; n_concepts: its size. way_starts int64: class w of the way holds the rows
    from way_starts[w] on; reach_starts int64: class r of the reach holds the way classes from reach_starts[r] on; place_of_reach, places:
    where it lives. codes: per aspect of PER_ROW the place of every row in the packed table (uint32); leaning uint32: class of leanings.
    facts["aspect.column"]: the facts of an aspect's classes; standing_starts int64: classes of the standing from standing_starts[s] on
    differ in their circle alone; circles: organisation → circle; bans: duty → set of bans, with its last day. tie_hash uint64;
    hash_order uint32: rows in the order of it.
    """

    taxonomy: str
    n_concepts: int
    way_starts: Array
    reach_starts: Array
    codes: Mapping[str, Array]
    leaning: Array
    leanings: Array
    facts: Mapping[str, Array]
    place_of_reach: Array
    places: Mapping[str, Array]
    standing_starts: Array
    circles: Relation
    bans: Relation
    n_ban_sets: int
    skills: Entries
    wishes: Entries
    trades: Entries
    practice: Practice
    references: TextColumn
    tie_hash: Array
    hash_order: Array

    def __len__(self) -> int:
        return len(self.leaning)

    def n_classes(self, aspect: Aspect) -> int:
        """How many classes an aspect has."""
        if aspect is REACH:
            return len(self.reach_starts) - 1
        if aspect is BANS:
            return self.n_ban_sets
        return len(self.facts[f"{aspect.name}.{aspect.columns[0]}"])

    def columns_of(self, aspect: Aspect) -> dict[str, Array]:
        """The facts of an aspect's classes by the names of their columns."""
        if aspect is REACH:
            return {name: self.facts[f"{WAY.name}.{name}"][self.reach_starts[:-1]] for name in aspect.columns}
        return {name: self.facts[f"{aspect.name}.{name}"] for name in aspect.columns}

    def standing_of(self, rows: Array) -> Array:
        """Return the class of the standing of rows."""
        found: Array = self.codes[STANDING.name][rows] - np.uint32(self.first_codes[STANDING.name])
        return found

    @cached_property
    def standing_sizes(self) -> Array:
        """How many people every class of the standing has."""
        first, n_classes = self.first_codes[STANDING.name], self.n_classes(STANDING)
        return np.bincount(self.codes[STANDING.name], minlength=first + n_classes)[first:]

    @cached_property
    def memory(self) -> Memory:
        """What its classes got from rules and features lately."""
        return Memory()

    @cached_property
    def practised_alike(self) -> Mapping[tuple[str, ...], tuple[Array, dict[str, Array]]]:
        """Facts of PRACTISED → (which of their classes every class of practice is, the facts of these classes)."""
        return {facts: classes({name: self.practice.facts[name] for name in facts}) for facts in set(PRACTISED.values())}

    @cached_property
    def first_codes(self) -> Mapping[str, int]:
        """Where each aspect of PER_ROW begins in the packed table."""
        sizes = np.cumsum([0] + [self.n_classes(aspect) for aspect in PER_ROW])
        return {aspect.name: int(start) for aspect, start in zip(PER_ROW, sizes, strict=False)}

    @cached_property
    def people(self) -> People:
        """What the loop reads of the rows."""
        body, terms, papers, standing, bans = (self.codes[aspect.name] for aspect in PER_ROW)
        return People(len(self), self.way_starts, body, terms, papers, standing, bans, self.leaning)

    @cached_property
    def holdings(self) -> Holdings:
        """What the loop reads of what they hold."""
        return Holdings(self.skills, self.wishes, self.trades)

    def way_of(self, rows: Array) -> Array:
        """Return the way class of rows."""
        return np.searchsorted(self.way_starts, rows, "right") - 1

    def columns_for(self, rows: Array) -> dict[str, Array]:
        """Return every fact of these rows, as their own columns (the aspects' classes written out)."""
        way = self.way_of(rows)
        found = {name: column[way] for name, column in self.columns_of(WAY).items()}
        for aspect in PER_ROW:
            at = self.codes[aspect.name][rows] - self.first_codes[aspect.name]
            found |= {name: column[at] for name, column in self.columns_of(aspect).items()}
        return found

    def find_row(self, reference: str) -> int | None:
        """Return the row of a reference, None if it is not here."""
        wanted = np.uint64(hash_text(reference))
        at = bisect_left(self.hash_order, wanted, key=self.tie_hash.__getitem__)  # NumPy's own search would copy the whole order first
        while at < len(self) and self.tie_hash[self.hash_order[at]] == wanted:
            row = int(self.hash_order[at])
            if self.references[row] == reference:
                return row
            at += 1
        return None

    @property
    def n_bytes(self) -> int:
        """Bytes of all arrays."""
        return sum(array.nbytes for array in arrays_of(self).values())


def arrays_of(snapshot: CandidateSnapshot) -> dict[str, Array]:
    """Every array of a snapshot under a name of its own; `from_arrays` reads them back."""
    found: dict[str, Array] = {}
    for name, value in vars(snapshot).items():
        if isinstance(value, np.ndarray):
            found[name] = value
        elif isinstance(value, Mapping) and name in ("codes", "facts", "places"):
            found |= {f"{name}/{key}": array for key, array in value.items()}
        elif isinstance(value, Entries):
            found |= {f"{name}/{field}": array for field, array in value._asdict().items()}
        elif isinstance(value, Practice):
            found |= {f"{name}/{key}": array for key, array in value.facts.items()}
        elif isinstance(value, Relation):
            found |= {f"{name}/keys": value.keys, f"{name}/offsets": value.offsets, f"{name}/rows": value.rows}
            found |= {f"{name}/values/{key}": array for key, array in value.values.items()}
        elif isinstance(value, TextColumn):
            found |= {f"{name}/blob": value.blob, f"{name}/offsets": value.offsets}
    return found


def from_arrays(arrays: Mapping[str, Array], numbers: Mapping[str, Any]) -> CandidateSnapshot:
    """Put a snapshot together from named arrays and `numbers` (taxonomy, n_concepts, n_ban_sets). Raises KeyError for a missing one."""

    def group(name: str) -> dict[str, Array]:
        return {key.removeprefix(f"{name}/"): array for key, array in arrays.items() if key.startswith(f"{name}/")}

    def relation(name: str) -> Relation:
        return Relation(**{key: array for key, array in group(name).items() if "/" not in key}, values=group(f"{name}/values"))

    plain = {name: array for name, array in arrays.items() if "/" not in name}
    return CandidateSnapshot(
        taxonomy=str(numbers["taxonomy"]),
        n_concepts=int(numbers["n_concepts"]),
        n_ban_sets=int(numbers["n_ban_sets"]),
        codes=group("codes"),
        facts=group("facts"),
        places=group("places"),
        circles=relation("circles"),
        bans=relation("bans"),
        skills=Entries(**group("skills")),
        wishes=Entries(**group("wishes")),
        trades=Entries(**group("trades")),
        practice=Practice(**group("practice")),
        references=TextColumn(**group("references")),
        **plain,
    )
