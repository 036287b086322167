"""What decides in the simulated country whether somebody is still employed after three months: the true model, as a table.

It has the form of a scorer over the same features, with weights that differ from the expert's: the world rewards conditions (the way, the
pay, papers in time, readiness) and the person's own wish more than the experts think, and skills and trade less. A learner that sees
enough outcomes must find this; nothing follows from it about real people.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.features import FEATURE_NAMES
from matcher.scorer import Scorer, Weight
from services.simulation.chance import codes
from services.simulation.recipe import Shares

Array = NDArray[Any]

PRIOR = -0.35
TRUE_WEIGHTS: tuple[tuple[str, float, float, str], ...] = (
    ("essential_coverage", 0.8, 0.5, "Skills count, but less than the experts' 1.4: much is learnt at the place."),
    ("desirable_coverage", 0.1, 0.3, "Hardly anything."),
    ("occupation_nearness", 0.6, 0.5, "A trade of one's own helps to stay; less than the experts' 1.0."),
    ("wish_nearness", 1.3, 0.5, "Who wanted this work stays in it: three times the experts' 0.4."),
    ("grade_fit", 0.3, 0.7, "A little."),
    ("experience", 0.5, 0.7, "Practice shorter than asked shows."),
    ("recency", 0.8, 0.6, "Twice the experts' 0.4: a stale trade is a new one."),
    ("education", 0.1, 1.0, "Hardly anything."),
    ("entry_level", 0.7, 0.4, "Less than the experts' 1.2."),
    ("commute", 1.0, 0.5, "The experts give 0.06: here a long way is the first reason to leave."),
    ("pay", 1.2, 0.3, "The experts give 0.1: here pay above the least accepted keeps people."),
    ("shift_preference", 0.4, 1.0, "Counts only for pairs under review."),
    ("documents_ready", 0.9, 1.0, "Three times the experts' 0.3: who begins without papers often never begins."),
    ("readiness", 1.2, 1.0, "Four times the experts' 0.3."),
    ("move_permission", 0.5, 1.0, "Somewhat more than the experts' 0.3."),
)
"""Feature, weight in log-odds from 0 to 1, baseline, meaning. An unknown feature adds nothing, as in every scorer."""

IF_STAYED: Shares = (("retained_3m", 0.4), ("retained_6m", 0.6))
IF_NOT: Shares = (("not_hired", 0.45), ("hired_left_before_1m", 0.3), ("hired_left_before_3m", 0.25))
REASON_IF_NOT: Shares = (
    ("skills", 0.12), ("pay", 0.14), ("commute", 0.12), ("documents", 0.1), ("housing", 0.07), ("schedule", 0.1), ("health", 0.04),
    ("position_filled", 0.08), ("season_end", 0.04), ("conflict", 0.07), ("other_offer", 0.05), (None, 0.07),
)  # fmt: skip
"""Reasons are drawn by themselves: they do not depend on the pair, and must not be learnt from."""


def true_model() -> Scorer:
    """The table as a scorer. Its probabilities are true by construction: outcomes are drawn from them."""
    told = {name: Weight(weight, baseline, reason) for name, weight, baseline, reason in TRUE_WEIGHTS}
    return Scorer("simulated-truth-1", PRIOR, {name: told[name] for name in FEATURE_NAMES})


def draw_results(probability: Array, draw: np.random.Generator) -> tuple[Array, Array]:
    """Results and reason codes, as objects, of referrals with these probabilities of staying for three months."""
    n = len(probability)
    stayed = draw.random(n) < probability
    result = np.where(stayed, codes(draw, IF_STAYED, n), codes(draw, IF_NOT, n))
    reason = np.where(stayed, "stayed", codes(draw, REASON_IF_NOT, n))
    return result, reason
