"""Relations that are cut and joined are what sorting all their entries anew gives."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.relations import Relation

N_OWNERS = 6
ENTRIES = st.lists(st.tuples(st.integers(0, 5), st.integers(0, N_OWNERS - 1), st.integers(0, 255)), max_size=30)
OWNERS = st.permutations(range(N_OWNERS)).flatmap(lambda owners: st.integers(0, N_OWNERS).map(lambda n: owners[:n]))


def relation(entries):
    concepts, rows, values = np.array(entries, np.int64).reshape(-1, 3).T
    return Relation.sorted(concepts.astype(np.int32), rows.astype(np.int32), {"level": values.astype(np.uint8)})


def told(found):
    arrays = {"keys": found.keys, "offsets": found.offsets, "rows": found.rows, **found.values}
    return {name: (array.dtype.str, array.tolist()) for name, array in arrays.items()}


@given(ENTRIES, OWNERS | OWNERS.map(sorted))
def test_taking_owners_is_sorting_their_entries(entries, owners):
    renumbered = np.full(N_OWNERS, -1, np.int32)
    renumbered[owners] = np.arange(len(owners))
    # What is equal in concept and owner keeps its order; which of them came first is the order of the relation.
    ordered = sorted(enumerate(entries), key=lambda one: (one[1][0], one[1][1], one[0]))
    kept = [(concept, int(renumbered[row]), value) for _, (concept, row, value) in ordered if renumbered[row] >= 0]
    assert told(relation(entries).take(renumbered)) == told(relation(kept))


@given(ENTRIES, ENTRIES)
def test_joining_is_sorting_all_entries(entries, others):
    moved = [(concept, row + N_OWNERS, value) for concept, row, value in others]
    assert told(relation(entries).joined(relation(others), N_OWNERS)) == told(relation(entries + moved))


@given(ENTRIES, st.integers(-1, 7))
def test_the_owners_of_a_concept_are_those_of_its_entries(entries, concept):
    assert sorted(relation(entries).owners(concept).tolist()) == sorted(row for key, row, _ in entries if key == concept)
