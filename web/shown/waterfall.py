"""A score taken apart: from the starting point through every contribution to the total, as rows that add up and bars to look at."""

from dataclasses import dataclass
from math import isnan

from matcher.answers import Explanation

WIDTH = 240.0
"""Units of the drawing; the page scales it."""
NOTHING = 5e-4
"""Log-odds below which a contribution moved nothing."""


@dataclass(frozen=True, slots=True)
class Step:
    """One row. amount: log-odds as shown, so that the column adds up to the shown total; left, width: of the bar, in units of WIDTH."""

    feature: str
    value: float | None
    baseline: float
    amount: float
    after: float
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The whole. zero: where the starting point stands; idle: features that moved nothing."""

    prior: float
    steps: tuple[Step, ...]
    total: float
    start: float
    end: float
    idle: tuple[str, ...]


def waterfall(explanation: Explanation) -> Waterfall:
    """Arrange an explanation, the largest contributions first."""
    moving = sorted((c for c in explanation.contributions if abs(c.contribution) >= NOTHING), key=lambda c: -abs(c.contribution))
    sums = [explanation.prior]
    for one in moving:
        sums.append(sums[-1] + one.contribution)
    low, high = min(sums), max(sums)
    unit = WIDTH / (high - low) if high > low else 0.0
    steps = tuple(
        Step(
            feature=one.feature,
            value=None if isnan(one.value) else one.value,
            baseline=one.baseline,
            amount=round(after, 2) - round(before, 2),
            after=after,
            left=round((min(before, after) - low) * unit, 1),
            width=round(max(abs(after - before) * unit, 1.0), 1),
        )
        for one, before, after in zip(moving, sums[:-1], sums[1:], strict=True)
    )
    idle = tuple(c.feature for c in explanation.contributions if abs(c.contribution) < NOTHING)
    return Waterfall(explanation.prior, steps, sums[-1], (sums[0] - low) * unit, (sums[-1] - low) * unit, idle)
