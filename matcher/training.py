"""Outcomes → scorer: logistic regression in which the expert scorer is the prior.

Catalytic prior (Huang, Stein, Rubin & Kou, PNAS 117(22), 2020): M synthetic rows, drawn feature by feature from what was observed, are
labelled by the expert scorer's probability (as fractions, both labels weighed) and together count as `tau` observations. With no outcomes
the fit would return the expert weights; ten outcomes move them little; a thousand decide. Weights may not become negative: scikit-learn
fits, and if a sign flips, the same convex loss is minimised within bounds (L-BFGS-B).

New weights change who comes first, so they need evidence: only if they foretell outcomes that they did not see better than the expert
weights do, beyond chance (EVIDENCE), are they taken. Otherwise the expert weights and so the order stay, and only the probabilities are
moved to what happened. Fifty outcomes can then hardly do harm, also where the experts are right.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize
from sklearn.linear_model import LogisticRegression

from matcher.calibration import Calibration, measure
from matcher.features import FEATURE_NAMES
from matcher.scorer import Scorer, Weight

Array = NDArray[Any]

TAU = 16.0 * (len(FEATURE_NAMES) + 1)
"""Observations that the expert counts for: sixteen per coefficient. In six simulated worlds, true weights about 60 % off the expert's,
50 outcomes cost at most 0.012 of AUC (0.034 with four per coefficient), 1,000 gain 0.017 of the 0.026 there is to gain, 20,000 nearly all.
"""
EVIDENCE = 2.0
"""Standard errors by which new weights must win in cross-validated log loss: nominally one chance in forty of moving weights that
were right. Predictions of the folds depend on each other, so with 50 outcomes it is more: 7 of 100 trainings in simulated countries where
the experts are right (benchmarks/learning.py). Where the true model is another, 50 outcomes move them in 9 of 100, 500 in about 5 of 6,
20,000 always.
"""
N_SYNTHETIC = 2000
N_FOLDS = 5
LEAST_OUTCOMES, FEW_OUTCOMES, LEAST_OF_EACH = 10, 100, 3
"""Below the first nothing is fitted; below the second the report says that figures are rough; each result must occur this often."""


@dataclass(frozen=True, slots=True)
class Needed:
    """How many more outcomes there must be before anything is fitted: in all, of people still employed after three months, of others."""

    n_more: int
    n_positive: int
    n_negative: int


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What training saw and how good it came out. fitted: predictions for outcomes that the fit had not seen (cross-validated).

    flags: "too_few" (nothing was fitted, the expert scorer came back), "few" (figures are rough), "weights_kept" (no evidence that other
    weights are better: the order stays the expert's, only probabilities moved), "not_better" (log loss no better than the expert's),
    "held_at_zero:<feature>" (the outcomes would have turned its sign).
    """

    n: int
    n_positive: int
    tau: float
    seed: int
    expert: Calibration | None
    fitted: Calibration | None
    flags: tuple[str, ...]

    @property
    def abstained(self) -> bool:
        """True if nothing was fitted."""
        return "too_few" in self.flags

    @property
    def needed(self) -> Needed | None:
        """What is missing; None if something was fitted."""
        return still_needed(self.n, self.n_positive) if self.abstained else None


def still_needed(n: int, n_positive: int) -> Needed | None:
    """How many more outcomes training needs that has n of them, n_positive of which are positive; None if they are enough."""
    positive, negative = max(0, LEAST_OF_EACH - n_positive), max(0, LEAST_OF_EACH - (n - n_positive))
    more = max(LEAST_OUTCOMES - n, positive + negative)
    return Needed(more, positive, negative) if more > 0 else None


def train(
    features: Array, outcomes: Array, expert: Scorer, version: str, *, tau: float = TAU, seed: int = 20261122
) -> tuple[Scorer, TrainingReport]:
    """Fit a scorer to outcomes; deterministic for a seed.

    features: (n, n_features) in [0, 1], NaN for unknown, columns in the order of FEATURES. outcomes: (n,), 1 if still employed after three
    months, else 0. Raises ValueError on other shapes or values.
    """
    features, outcomes = _checked(features, outcomes)
    n, n_positive = len(outcomes), int(outcomes.sum())
    seen = measure(expert.probability(expert.score(features.T)), outcomes) if n else None
    if still_needed(n, n_positive) is not None:
        return expert, TrainingReport(n, n_positive, tau, seed, seen, None, ("too_few",))
    foretold, foretold_by_expert = _cross_validated(features, outcomes, expert, tau, seed)
    if _evidence(foretold, foretold_by_expert, outcomes) >= EVIDENCE:
        scorer, held = _fit(features, outcomes, expert, version, tau, seed)
        flags, unseen = [f"held_at_zero:{name}" for name in held], measure(foretold, outcomes)
    else:
        scorer = _moved(features, outcomes, expert, version, tau, seed)
        flags, unseen = ["weights_kept"], measure(foretold_by_expert, outcomes)
    flags += ["few"] if n < FEW_OUTCOMES else []
    flags += ["not_better"] if seen is not None and unseen.log_loss >= seen.log_loss else []
    return scorer, TrainingReport(n, n_positive, tau, seed, seen, unseen, tuple(flags))


def _checked(features: Array, outcomes: Array) -> tuple[Array, Array]:
    features, outcomes = np.asarray(features, np.float64), np.asarray(outcomes, np.float64)
    if features.shape != (len(outcomes), len(FEATURE_NAMES)):
        raise ValueError(f"features have shape {features.shape}; expected ({len(outcomes)}, {len(FEATURE_NAMES)})")
    if not np.isin(outcomes, (0.0, 1.0)).all():
        raise ValueError("outcomes must be 0 or 1")
    if np.nanmin(features, initial=0.0) < 0 or np.nanmax(features, initial=1.0) > 1:
        raise ValueError("features must lie in [0, 1] or be NaN")
    return features, outcomes


def _fit(features: Array, outcomes: Array, expert: Scorer, version: str, tau: float, seed: int) -> tuple[Scorer, list[str]]:
    baselines = np.array([expert.weights[name].baseline for name in FEATURE_NAMES])
    synthetic = _synthetic(features, seed)
    probability = expert.probability(expert.score(synthetic.T))
    share = tau / len(synthetic)
    rows = np.concatenate([features, synthetic, synthetic])
    design = np.nan_to_num(rows - baselines, nan=0.0)
    labels = np.concatenate([outcomes, np.ones(len(synthetic)), np.zeros(len(synthetic))])
    counts = np.concatenate([np.ones(len(outcomes)), share * probability, share * (1 - probability)])
    model = LogisticRegression(C=np.inf, tol=1e-8, max_iter=2000).fit(design, labels, sample_weight=counts)
    intercept, weights = float(model.intercept_[0]), model.coef_[0]
    held = [name for name, weight in zip(FEATURE_NAMES, weights, strict=True) if weight < 0]
    if held:
        intercept, weights = _bounded(design, labels, counts, intercept, weights)
    fitted = {
        name: Weight(max(float(weight), 0.0), expert.weights[name].baseline, expert.weights[name].reason)
        for name, weight in zip(FEATURE_NAMES, weights, strict=True)
    }
    return replace(expert, version=version, prior=intercept, weights=fitted, calibration=(1.0, 0.0)), held


def _synthetic(features: Array, seed: int) -> Array:
    """Draw each feature by itself: half from what was observed, half evenly over [0, 1], so that a constant feature keeps its weight."""
    draw = np.random.default_rng(seed)
    rows = draw.random((N_SYNTHETIC, features.shape[1]))
    for place in range(features.shape[1]):
        known = features[~np.isnan(features[:, place]), place]
        if len(known):
            observed = draw.choice(known, N_SYNTHETIC)
            rows[:, place] = np.where(draw.random(N_SYNTHETIC) < 0.5, observed, rows[:, place])
    return rows


def _bounded(design: Array, labels: Array, counts: Array, intercept: float, weights: Array) -> tuple[float, Array]:
    """Minimise the weighted log loss with weights from 0 up; convex, so the start does not matter."""
    signs, total = 2 * labels - 1, counts.sum()

    def loss(point: Array) -> tuple[float, Array]:
        margin = signs * (point[0] + design @ point[1:])
        slope = -signs * counts / (1 + np.exp(np.clip(margin, -500, 500))) / total
        return float(np.sum(counts * np.logaddexp(0, -margin)) / total), np.append(slope.sum(), slope @ design)

    start = np.append(intercept, np.maximum(weights, 0.0))
    bounds = [(None, None)] + [(0.0, None)] * design.shape[1]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 5000, "ftol": 1e-14, "gtol": 1e-9})
    return float(found.x[0]), found.x[1:]


def _moved(features: Array, outcomes: Array, expert: Scorer, version: str, tau: float, seed: int) -> Scorer:
    """Return the expert scorer with its probabilities moved to the outcomes; scores and so the order stay. Same prior as in `_fit`."""
    slope, intercept = expert.calibration
    seen = slope * expert.score(features.T) + intercept
    synthetic = slope * expert.score(_synthetic(features, seed).T) + intercept
    expected = outcomes.sum() + tau * _logistic(synthetic).mean()

    def surplus(move: float) -> float:
        return float(_logistic(seen + move).sum() + tau * _logistic(synthetic + move).mean() - expected)

    return replace(expert, version=version, calibration=(slope, intercept + brentq(surplus, -50.0, 50.0)))


def _logistic(log_odds: Array) -> Array:
    probability: Array = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -500, 500)))
    return probability


def _evidence(foretold: Array, foretold_by_expert: Array, outcomes: Array) -> float:
    """By how many standard errors the fitted weights foretell unseen outcomes better than the expert's; paired, in log loss."""
    sign = np.where(outcomes > 0, 1.0, -1.0)
    won = [np.log(np.clip((1 - sign) / 2 + sign * told, 1e-12, 1.0)) for told in (foretold, foretold_by_expert)]
    difference = won[0] - won[1]
    spread = difference.std(ddof=1) / np.sqrt(len(outcomes))
    return float(difference.mean() / spread) if spread > 0 else 0.0


def _cross_validated(features: Array, outcomes: Array, expert: Scorer, tau: float, seed: int) -> tuple[Array, Array]:
    """Predict every outcome by a fitted and by a moved expert scorer that did not see it; folds keep the share of positive outcomes."""
    shuffled = np.random.default_rng(seed).permutation(len(outcomes))
    folds = np.empty(len(outcomes), np.int64)
    folds[shuffled[np.argsort(outcomes[shuffled], kind="stable")]] = np.arange(len(outcomes)) % N_FOLDS
    predicted, by_expert = np.empty(len(outcomes)), np.empty(len(outcomes))
    for fold in range(N_FOLDS):
        held_out = folds == fold
        known = features[~held_out], outcomes[~held_out]
        fitted, _ = _fit(*known, expert, expert.version, tau, seed + 1 + fold)
        moved = _moved(*known, expert, expert.version, tau, seed + 1 + fold)
        for told, scorer in ((predicted, fitted), (by_expert, moved)):
            told[held_out] = scorer.probability(scorer.score(features[held_out].T))
    return predicted, by_expert
