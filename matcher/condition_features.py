"""Features about the conditions: the way to work, pay, shifts, papers in time and readiness.

Form as in trade_features.py. Home hours enter in one place only, `move_permission`: somebody under home hours who would move into the
employer's housing needs a permission first. That is a step to arrange, like a missing paper, not a judgment of the person; the restriction
itself is never a feature.
"""

import numpy as np

from matcher.columns import UNKNOWN, UNKNOWN_DAY, UNKNOWN_SHIFTS, mask_of
from matcher.pairs import MAYBE, YES, PairBlock
from matcher.rules_work import commute_limit_m, moves_under_home_hours
from matcher.types import DOCUMENT_CODES, READINESS_CODES, SHIFT_CODES
from matcher.verdicts import Array

_NOT_STARTED = READINESS_CODES.index("not_started")
_SUPPORT_NEEDED = READINESS_CODES.index("support_needed")


def commute(block: PairBlock) -> Array:
    """1 at the door, 0 at the person's own limit; NaN if unknown or if the person moves."""
    limit = np.maximum(block.once(commute_limit_m), 1)
    value = 1.0 - np.clip(block.km * 1000 / limit, 0.0, 1.0)
    return np.where((block.moves != YES) & (block.once(commute_limit_m) != UNKNOWN), value, np.nan)


def pay(block: PairBlock) -> Array:
    """0 at the person's minimum, 1 at twice the minimum and above; NaN if either is unknown."""
    least = block.candidate.minimum_pay_kopecks.astype(np.float64)
    top, bottom = block.vacancy.pay_to_kopecks, block.vacancy.pay_from_kopecks
    offered = np.where(top != UNKNOWN, top, bottom).astype(np.float64)
    value = np.clip(offered / np.maximum(least, 1.0) - 1.0, 0.0, 1.0)
    return np.where((least != UNKNOWN) & (offered != UNKNOWN), value, np.nan)


def shift_preference(block: PairBlock) -> Array:
    """Share of the vacancy's shift codes that the person accepts; NaN if either is unknown."""
    asked, accepted = block.vacancy.shifts, block.candidate.shifts
    n_asked = sum(((asked >> bit) & 1).astype(np.float64) for bit in range(len(SHIFT_CODES)))
    n_accepted = sum((((asked & accepted) >> bit) & 1).astype(np.float64) for bit in range(len(SHIFT_CODES)))
    return np.where((asked != 0) & (accepted != UNKNOWN_SHIFTS), n_accepted / np.maximum(n_asked, 1.0), np.nan)


def late_documents(block: PairBlock) -> Array:
    """Mask of the required documents that are missing and cannot be ready by the start, int64 of the block's shape."""
    counted_from = np.maximum(block.candidate.documents_from, block.as_of.toordinal())
    required = block.vacancy.documents | mask_of(block.rules.always_required, DOCUMENT_CODES)
    missing = (required & block.candidate.documents_missing).astype(np.int64)
    late = np.zeros(block.shape, np.int64)
    for bit, document in enumerate(DOCUMENT_CODES):
        too_late = counted_from + block.rules.lead_days[document] > block.vacancy.starts_on
        late |= np.where(too_late, missing & (1 << bit), 0)
    return late


def documents_ready(block: PairBlock) -> Array:
    """1 if every required document can be ready by the start, 0 if one cannot; NaN if one is missing and the start is unknown."""
    late = block.once(late_documents)
    return np.where((late != 0) & (block.vacancy.starts_on == UNKNOWN_DAY), np.nan, np.where(late != 0, 0.0, 1.0))


def readiness(block: PairBlock) -> Array:
    """0 if work with the person has not started, or support is needed where no mentor is on site; else 1; NaN if unknown."""
    state = block.candidate.readiness
    alone = (state == _SUPPORT_NEEDED) & ~block.vacancy.mentor_on_site
    return np.where(state == UNKNOWN, np.nan, np.where((state == _NOT_STARTED) | alone, 0.0, 1.0))


def move_permission(block: PairBlock) -> Array:
    """0 if moving into the employer's housing needs a permission; else 1; NaN if it is unknown whether the person moves."""
    perhaps = (block.moves == MAYBE) & (block.candidate.home_start != UNKNOWN)
    return np.where(perhaps, np.nan, np.where(moves_under_home_hours(block), 0.0, 1.0))
