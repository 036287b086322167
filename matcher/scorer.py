"""Scorer: features → log-odds of still being employed after three months, as a sum that can be shown to the person it concerns.

score = prior + Σ weight × (feature − baseline). Here live the sum, its parts and the JSON form; where weights come from is training.py and
fixtures/rules/weights.json. Never pickled: a stored scorer is text that a person can read.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.answers import Contribution
from matcher.features import FEATURE_NAMES

Array = NDArray[Any]


class ScorerError(ValueError):
    """The weights file says something that cannot be a scorer; the message names the field and what is allowed."""


@dataclass(frozen=True, slots=True)
class Weight:
    """Log-odds that a feature adds from 0 to 1 (never negative: features are oriented), and the value at which it adds nothing."""

    weight: float
    baseline: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Scorer:
    """Additive scorer over the table of features. calibration: (slope, intercept) applied to the score before the logistic function."""

    version: str
    prior: float
    weights: Mapping[str, Weight]
    calibration: tuple[float, float] = (1.0, 0.0)

    def __post_init__(self) -> None:
        unknown = sorted(set(self.weights) - set(FEATURE_NAMES))
        missing = [name for name in FEATURE_NAMES if name not in self.weights]
        if unknown or missing:
            raise ScorerError(f"weights: unknown features {unknown}, missing features {missing}")
        for name, one in self.weights.items():
            if not (math.isfinite(one.weight) and one.weight >= 0):
                raise ScorerError(f"weights: {name} has weight {one.weight}; a weight is a finite number from 0 up")
            if not 0 <= one.baseline <= 1:
                raise ScorerError(f"weights: {name} has baseline {one.baseline}; a baseline lies in [0, 1]")
        if not math.isfinite(self.prior):
            raise ScorerError(f"weights: prior is {self.prior}; it must be finite")
        if not (all(math.isfinite(one) for one in self.calibration) and self.calibration[0] > 0):
            raise ScorerError(f"weights: calibration is {self.calibration}; a finite (slope above 0, intercept)")

    def part(self, feature: str, values: Array) -> Array:
        """Return the contribution of one feature: values in [0, 1], NaN for unknown → log-odds, same shape, no NaN."""
        one = self.weights[feature]
        parts = one.weight * (values - one.baseline)
        return np.where(np.isnan(parts), 0.0, parts)

    def parts(self, features: Array) -> Array:
        """Return the contribution of every feature: features (n_features, …) in the table's order → log-odds, same shape."""
        return np.stack([self.part(name, values) for name, values in zip(FEATURE_NAMES, features, strict=True)])

    def score(self, features: Array) -> Array:
        """Return log-odds of shape features.shape[1:]; added up in the table's order, so that a score is the same in every direction."""
        total = np.full(features.shape[1:], self.prior)
        for part in self.parts(features):
            total += part
        return total

    def probability(self, scores: Array) -> Array:
        """Return the probability in (0, 1) of scores in log-odds."""
        slope, intercept = self.calibration
        return 1.0 / (1.0 + np.exp(-np.clip(slope * scores + intercept, -500, 500)))

    def contributions(self, features: Array) -> tuple[Contribution, ...]:
        """Return the parts of one pair's score; features has shape (n_features,). An unknown feature stands at its baseline."""
        parts = self.parts(features)
        found = []
        for name, value, part in zip(FEATURE_NAMES, features.tolist(), parts.tolist(), strict=True):
            one = self.weights[name]
            found.append(Contribution(name, one.baseline if math.isnan(value) else value, one.baseline, one.weight, part))
        return tuple(found)

    @classmethod
    def from_json(cls, text: str) -> "Scorer":
        """Read a scorer. Raises ScorerError with the field at fault."""
        try:
            raw = json.loads(text)
            weights = {
                line["name"]: Weight(float(line["weight"]), float(line["baseline"]), str(line.get("reason", "")))
                for line in raw["features"]
            }
            slope, intercept = (raw.get("calibration") or {"slope": 1.0, "intercept": 0.0}).values()
            return cls(str(raw["version"]), float(raw["prior"]), weights, (float(slope), float(intercept)))
        except json.JSONDecodeError as error:
            raise ScorerError(f"the weights file is not JSON: {error}") from error
        except ScorerError:
            raise
        except KeyError as error:
            raise ScorerError(f"the weights file lacks {error}") from error
        except (TypeError, ValueError, AttributeError, OverflowError) as error:
            raise ScorerError(f"the weights file has the wrong form: {error}") from error

    def to_json(self) -> str:
        """Write the form that `from_json` reads, features in the table's order."""
        lines = [
            {
                "name": name,
                "weight": self.weights[name].weight,
                "baseline": self.weights[name].baseline,
                "reason": self.weights[name].reason,
            }
            for name in FEATURE_NAMES
        ]
        slope, intercept = self.calibration
        form = {"version": self.version, "prior": self.prior, "calibration": {"slope": slope, "intercept": intercept}, "features": lines}
        return json.dumps(form, ensure_ascii=False, indent=1)
