"""Who holds which concept, and which concepts a vacancy's wish stands for: sorted tables and their join.

Here lives only the join. A Relation lists (concept, row, values) sorted by concept, so that a requirement touches only the rows that hold
a near concept; joining the smaller side's concepts against the other side works the same in both directions of a search.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[Any]
Entry = tuple[float, ...]
"""(concept row, owner row, value of each named column…)."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Entries sorted by concept. keys: the distinct concept rows, ascending; offsets: where each key's entries begin (one more than
    keys); rows: the owner of each entry; values: further columns, one value per entry.
    """

    keys: Array
    offsets: Array
    rows: Array
    values: Mapping[str, Array]

    @classmethod
    def build(cls, entries: Sequence[Entry], dtypes: Mapping[str, DTypeLike]) -> "Relation":
        """Sort the entries; each is (concept row, owner row, one value per name of `dtypes`)."""
        table = np.array(entries, np.float64).reshape(len(entries), 2 + len(dtypes))
        values = {name: table[:, 2 + place].astype(dtype) for place, (name, dtype) in enumerate(dtypes.items())}
        return cls.sorted(table[:, 0].astype(np.int32), table[:, 1].astype(np.int32), values)

    @classmethod
    def sorted(cls, concepts: Array, rows: Array, values: Mapping[str, Array]) -> "Relation":
        """Sort entries given as columns by concept, then owner."""
        order = np.lexsort((rows, concepts))
        keys, starts = np.unique(concepts[order], return_index=True)
        offsets = np.append(starts, len(rows)).astype(np.int32)
        return cls(keys.astype(np.int32), offsets, rows[order], {name: column[order] for name, column in values.items()})

    @property
    def concepts(self) -> Array:
        """Concept row of every entry."""
        return np.repeat(self.keys, np.diff(self.offsets))

    def owners(self, key: int) -> Array:
        """Return the owner of each entry of one key."""
        at = int(np.searchsorted(self.keys, key))
        if at == len(self.keys) or self.keys[at] != key:
            return self.rows[:0]
        return self.rows[self.offsets[at] : self.offsets[at + 1]]

    def take(self, renumbered: Array) -> "Relation":
        """Keep the entries of some owners: renumbered[old row] is the new row, or −1 to drop it."""
        rows = renumbered[self.rows]
        kept = rows >= 0
        values = {name: column[kept] for name, column in self.values.items()}
        if not _is_ascending(renumbered[renumbered >= 0]):
            return Relation.sorted(self.concepts[kept], rows[kept], values)
        ends = np.concatenate([np.zeros(1, np.int32), np.cumsum(kept, dtype=np.int32)])[self.offsets]
        held = ends[1:] > ends[:-1]
        return Relation(self.keys[held], np.append(ends[:-1][held], ends[-1]).astype(np.int32), rows[kept], values)

    def joined(self, other: "Relation", shift: int) -> "Relation":
        """Add the other's entries, their owners moved up by `shift`, which is more than any owner here: what is sorted stays so."""
        at = np.searchsorted(self.keys, other.keys)
        known = at < len(self.keys)
        known[known] = self.keys[at[known]] == other.keys[known]
        counts = np.diff(other.offsets)
        places = np.repeat(self.offsets[at + known], counts)  # after the entries of the same concept, or where the concept would begin
        keys = np.insert(self.keys, at[~known], other.keys[~known])
        sizes = np.insert(np.diff(self.offsets), at[~known], 0)
        sizes[np.searchsorted(keys, other.keys)] += counts
        new = places + np.arange(len(places))
        old = np.ones(len(self.rows) + len(new), bool)
        old[new] = False

        def merged(first: Array, second: Array) -> Array:
            both = np.empty(len(old), first.dtype)
            both[old], both[new] = first, second
            return both

        values = {name: merged(column, other.values[name]) for name, column in self.values.items()}
        return Relation(keys, np.append(0, np.cumsum(sizes)).astype(np.int32), merged(self.rows, other.rows + shift), values)


def _is_ascending(numbers: Array) -> bool:
    return bool((numbers[1:] > numbers[:-1]).all())


@dataclass(frozen=True, slots=True)
class Needs:
    """What vacancies ask, widened to near concepts. One group is one requirement (any of its concepts serves it).

    relation.rows are group numbers, relation.values["similarity"] is in (0, 1]; owner[group] is the vacancy's row. Only requirements that
    were understood make a group.
    """

    relation: Relation
    owner: Array

    @classmethod
    def build(cls, groups: Sequence[tuple[int, Mapping[int, float]]]) -> "Needs":
        """Each group is (vacancy row, {concept row: similarity})."""
        entries = [(concept, group, similarity) for group, (_, near) in enumerate(groups) for concept, similarity in near.items()]
        relation = Relation.build(entries, {"similarity": np.float32})
        return cls(relation, np.array([row for row, _ in groups], np.int32))

    def counts(self, n_vacancies: int) -> Array:
        """Return the number of groups of each vacancy, shape (n_vacancies,)."""
        return np.bincount(self.owner, minlength=n_vacancies)

    def take(self, renumbered: Array) -> "Needs":
        """Keep the groups of some vacancies: renumbered[old row] is the new row, or −1."""
        owner = renumbered[self.owner]
        order = np.argsort(np.where(owner < 0, len(renumbered), owner), kind="stable")[: int((owner >= 0).sum())]
        groups = np.full(len(owner), -1, np.int32)
        groups[order] = np.arange(len(order), dtype=np.int32)
        return Needs(self.relation.take(groups), owner[order].astype(np.int32))

    def joined(self, other: "Needs", shift: int) -> "Needs":
        """Add the other's groups, their vacancies moved up by `shift`."""
        owner = np.concatenate([self.owner, (other.owner + shift).astype(np.int32)])
        return Needs(self.relation.joined(other.relation, len(self.owner)), owner)


@dataclass(frozen=True, slots=True)
class NearEntries:
    """The join: pairs of a need and a holding whose concepts are near. slot = group × n_candidates + candidate row.

    is_identity: entry i stands in slot i.
    """

    slots: Array
    similarity: Array
    holding: Array
    n_slots: int
    is_identity: bool = False

    def best(self, values: Array) -> Array:
        """Return the greatest value per slot (0 where nothing is near), float64 of shape (n_slots,)."""
        best = np.zeros(self.n_slots)
        np.maximum.at(best, self.slots, values)
        return best


def join(needs: Needs, holdings: Relation, n_candidates: int) -> NearEntries:
    """Join needs with holdings over their concepts. Meant for one vacancy × many people or one person × many vacancies."""
    wanted = needs.relation
    _, at_need, at_holding = np.intersect1d(wanted.keys, holdings.keys, assume_unique=True, return_indices=True)
    need_start, need_count = _ranges(wanted.offsets, at_need)
    hold_start, hold_count = _ranges(holdings.offsets, at_holding)
    sizes = need_count * hold_count
    first = np.cumsum(sizes) - sizes
    within = np.arange(int(sizes.sum())) - np.repeat(first, sizes)
    width = np.repeat(hold_count, sizes)
    need = np.repeat(need_start, sizes) + within // np.maximum(width, 1)
    holding = np.repeat(hold_start, sizes) + within % np.maximum(width, 1)
    slots = wanted.rows[need].astype(np.int64) * n_candidates + holdings.rows[holding]
    return NearEntries(slots, wanted.values["similarity"][need].astype(np.float64), holding, len(needs.owner) * n_candidates)


def _ranges(offsets: Array, at: Array) -> tuple[Array, Array]:
    starts = offsets[at].astype(np.int64)
    return starts, offsets[at + 1].astype(np.int64) - starts
