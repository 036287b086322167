"""Circles: the organisations that may know of a person who is not shared with all, as classes; matcher.audience says the same of a value.

Whoever shares with all is in no circle. A class of the standing is of one circle, so that an audience costs a mark per class of people and
nothing per person.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.audience import SHARING, Audience
from matcher.candidate_table import CandidateTable
from matcher.columns import UNKNOWN
from matcher.relations import Relation
from matcher.snapshot.aspects import STANDING
from matcher.snapshot.layout import CandidateSnapshot
from matcher.types import CONSENT_CODES

Array = NDArray[Any]

CIRCLE = "circle"
"""Name of the fact among those of STANDING's classes. 0: shared with all, or known to no organisation."""


def circles_of(table: CandidateTable) -> tuple[Relation, Array]:
    """Return (which organisations belong to which circle, the circle of every person as uint32)."""
    columns, sharing = table.columns, table.sharing
    own = np.flatnonzero(columns.organisation != UNKNOWN)
    people = np.concatenate([own.astype(np.int64), sharing.person_row])
    organisations = np.concatenate([columns.organisation[own], sharing.organisation]).astype(np.int64)
    kept = ~columns.shared[people]
    pairs = np.unique(np.stack([people[kept], organisations[kept]], axis=1), axis=0)
    found, members = distinct_sets(pairs[:, 0], len(columns.shared), pairs[:, 1])
    entries = [(organisation, circle) for circle, one in enumerate(members) for (organisation,) in one]
    return Relation.build(entries, {}), found


def distinct_sets(owners: Array, n_owners: int, *values: Array) -> tuple[Array, list[tuple[tuple[int, ...], ...]]]:
    """Return (the number of every owner's set as uint32, the distinct sets); set 0 is empty. Entries come ordered by owner."""
    people, starts = np.unique(owners, return_index=True)
    entries = list(zip(*(column.tolist() for column in values), strict=True))
    numbers: dict[tuple[tuple[int, ...], ...], int] = {(): 0}
    found = np.zeros(n_owners, np.uint32)
    for person, start, end in zip(people.tolist(), starts.tolist(), np.append(starts, len(entries))[1:].tolist(), strict=True):
        found[person] = numbers.setdefault(tuple(entries[start:end]), len(numbers))
    return found, list(numbers)


def seen_classes(snapshot: CandidateSnapshot, audience: Audience) -> Array | None:
    """Return which classes of the standing the audience may know of (bool); None where it sees all."""
    if audience.sees_all:
        return None
    facts = snapshot.columns_of(STANDING)
    seen: Array = facts["consent"] == CONSENT_CODES.index(SHARING)
    if audience.organisation is not None:
        seen |= np.isin(snapshot.facts[f"{STANDING.name}.{CIRCLE}"], snapshot.circles.owners(audience.organisation))
    return seen


def count_seen(snapshot: CandidateSnapshot, seen: Array | None, gone: Array) -> int:
    """Return how many people of these classes there are but for the rows gone."""
    if seen is None:
        return len(snapshot) - len(gone)
    return int(snapshot.standing_sizes[seen].sum()) - int(seen[snapshot.standing_of(gone)].sum())
