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
from matcher.reviewed_file import LONGEST_TEXT, FileError, Reader, read_object

Array = NDArray[Any]


MOST = 1_000.0
"""Log-odds beyond which a file is a slip of the pen: 20 already mean certainty."""


class ScorerError(FileError):
    """The weights file says something that cannot be a scorer; the message names the field and what is allowed."""

    noun = "weights"


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
        unknown = ", ".join(sorted(set(self.weights) - set(FEATURE_NAMES)))
        missing = ", ".join(name for name in FEATURE_NAMES if name not in self.weights)
        if unknown or missing:
            said = f"has unknown features {unknown or 'none'}, missing features {missing or 'none'}"
            raise ScorerError("wrong_features", "features", said, unknown=unknown[:200] or "—", missing=missing or "—")
        for name, one in self.weights.items():
            if not (math.isfinite(one.weight) and one.weight >= 0):
                raise ScorerError("not_number", name, f"has weight {one.weight}; a weight is a finite number from 0 up", low=0, high=MOST)
            if not 0 <= one.baseline <= 1:
                raise ScorerError("not_number", name, f"has baseline {one.baseline}; a baseline lies in [0, 1]", low=0, high=1)
        if not math.isfinite(self.prior):
            raise ScorerError("not_number", "prior", f"is {self.prior}; it must be finite", low=-MOST, high=MOST)
        if not (all(math.isfinite(one) for one in self.calibration) and self.calibration[0] > 0):
            raise ScorerError("slope", "calibration", f"is {self.calibration}; a finite (slope above 0, intercept)")

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
        read = Reader(read_object(text, ScorerError), ScorerError)
        weights: dict[str, Weight] = {}
        for line in read.objects("features"):
            name = line.text("name")
            if name in weights:
                raise ScorerError("repeated", name, "stands there twice")
            named = Reader(line.raw, ScorerError, ("features", name))
            weights[name] = Weight(named.number(0, MOST, "weight"), named.number(0, 1, "baseline"), _reason(named))
        slope, intercept = 1.0, 0.0
        if read.raw.get("calibration") is not None:
            slope, intercept = read.number(0, MOST, "calibration", "slope"), read.number(-MOST, MOST, "calibration", "intercept")
        return cls(read.text("version"), read.number(-MOST, MOST, "prior"), weights, (slope, intercept))

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


def _reason(line: Reader) -> str:
    """The reason of a weight; it may be left out or empty."""
    said = line.raw.get("reason", "")
    if not isinstance(said, str) or len(said) > LONGEST_TEXT:
        raise ScorerError("not_text", line.where("reason"), f"must be a text of 1 to {LONGEST_TEXT} characters", most=LONGEST_TEXT)
    return said
