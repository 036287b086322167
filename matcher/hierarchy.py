"""How far concepts of one kind serve for each other by their place in the hierarchy alone: above, below, beside.

Here lives the walk along broader relations; codes, skills and words are other evidence (`matcher.nearness`).
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from scipy import sparse

NARROWER = (0.95, 0.9, 0.85)
"""Held one, two, three steps narrower than required: a MIG welder serves where a welder is asked."""
BROADER = (0.65, 0.45, 0.3)
"""Held one, two, three steps broader: a welder may or may not do TIG."""
SIBLING = 0.5
LARGEST_FAMILY = 80
"""Children of larger groups say too little about each other to be called siblings."""


def served_by_hierarchy(n: int, broader: Sequence[tuple[int, int]]) -> sparse.csr_matrix:
    """Return (required, held) → value of the nearest way, from (narrower row, broader row) pairs; shape (n, n), empty diagonal."""
    best: dict[tuple[int, int], float] = {}
    parents: dict[int, list[int]] = defaultdict(list)
    children: dict[int, list[int]] = defaultdict(list)
    for below, above in broader:
        parents[below].append(above)
        children[above].append(below)
    for family in children.values():
        if len(family) <= LARGEST_FAMILY:
            best.update(((one, other), SIBLING) for one in family for other in family)
    for row in list(parents):
        frontier = [row]
        for narrower, wider in zip(NARROWER, BROADER, strict=True):
            frontier = [above for at in frontier for above in parents.get(at, ())]
            for above in frontier:
                best[above, row] = max(narrower, best.get((above, row), 0.0))
                best[row, above] = max(wider, best.get((row, above), 0.0))
    told = [(one, other, value) for (one, other), value in best.items() if one != other]
    rows, columns, values = zip(*told, strict=True) if told else ((), (), ())
    return sparse.csr_matrix((np.array(values, np.float32), (rows, columns)), shape=(n, n))
