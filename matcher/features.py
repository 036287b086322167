"""FEATURES: what a score may look at, as a table; each a column in [0, 1] with its meaning.

What is not in this table cannot move anybody up or down. Never a feature: sex, age, name, nationality, family status, facility, custody
dates, gaps in a life, offence, health, restriction. Unknown is NaN: the feature then contributes nothing, as if it stood at its baseline.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher import condition_features as conditions
from matcher import trade_features as trade
from matcher.pairs import PairBlock

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Feature:
    """One line of the table. meaning: the code of its sentence in the translations; greater values never lower a score."""

    name: str
    meaning: str
    compute: Callable[[PairBlock], Array]


FEATURES: tuple[Feature, ...] = (
    Feature("essential_coverage", "feature.essential_coverage", trade.essential_coverage),
    Feature("desirable_coverage", "feature.desirable_coverage", trade.desirable_coverage),
    Feature("occupation_nearness", "feature.occupation_nearness", trade.occupation_nearness),
    Feature("wish_nearness", "feature.wish_nearness", trade.wish_nearness),
    Feature("grade_fit", "feature.grade_fit", trade.grade_fit),
    Feature("experience", "feature.experience", trade.experience),
    Feature("recency", "feature.recency", trade.recency),
    Feature("education", "feature.education", trade.education),
    Feature("entry_level", "feature.entry_level", trade.entry_level),
    Feature("commute", "feature.commute", conditions.commute),
    Feature("pay", "feature.pay", conditions.pay),
    Feature("shift_preference", "feature.shift_preference", conditions.shift_preference),
    Feature("documents_ready", "feature.documents_ready", conditions.documents_ready),
    Feature("readiness", "feature.readiness", conditions.readiness),
    Feature("move_permission", "feature.move_permission", conditions.move_permission),
)
FEATURE_NAMES = tuple(feature.name for feature in FEATURES)


def compute_features(block: PairBlock) -> Array:
    """Return float64 of shape (n_features, n_vacancies, n_candidates) in [0, 1], NaN where unknown, in the table's order."""
    values = np.empty((len(FEATURES), *block.shape))
    for place, feature in enumerate(FEATURES):
        values[place] = feature.compute(block)
    return values
