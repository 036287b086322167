"""How well probabilities agree with what happened: Brier score, log loss, expected calibration error, AUC.

Here live only measures over given numbers; fitting is training.py.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

Array = NDArray[Any]

N_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions of similar height: how many, their mean, and the share of outcomes that were positive."""

    n: int
    predicted: float
    observed: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Measures of one set of predictions. brier, log_loss, ece: lower is better; auc: None unless both outcomes occur.

    ece: mean |predicted − observed| over bins of equal numbers of predictions, weighed by their size.
    """

    brier: float
    log_loss: float
    ece: float
    auc: float | None
    bins: tuple[Bin, ...]


def measure(probabilities: Array, outcomes: Array) -> Calibration:
    """Measure predictions in (0, 1) against outcomes 0/1, both of shape (n,), n at least 1."""
    safe = np.clip(probabilities, 1e-12, 1 - 1e-12)
    bins = _bins(probabilities, outcomes)
    both = 0 < outcomes.sum() < len(outcomes)
    return Calibration(
        brier=float(np.mean((probabilities - outcomes) ** 2)),
        log_loss=float(-np.mean(np.where(outcomes > 0, np.log(safe), np.log1p(-safe)))),
        ece=sum(one.n * abs(one.predicted - one.observed) for one in bins) / len(outcomes),
        auc=float(roc_auc_score(outcomes, probabilities)) if both else None,
        bins=bins,
    )


def _bins(probabilities: Array, outcomes: Array) -> tuple[Bin, ...]:
    order = np.argsort(probabilities, kind="stable")
    parts = np.array_split(order, min(N_BINS, max(1, len(order) // 10)))
    return tuple(Bin(len(part), float(probabilities[part].mean()), float(outcomes[part].mean())) for part in parts)
