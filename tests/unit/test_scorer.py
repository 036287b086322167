"""The scorer: a sum that can be shown, and a JSON form that says what is wrong with it."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.features import FEATURE_NAMES
from matcher.scorer import Scorer, ScorerError, Weight
from tests.matcher_world import FIXTURES, SCORER

VALUES = st.lists(st.none() | st.floats(0, 1), min_size=len(FEATURE_NAMES), max_size=len(FEATURE_NAMES))


def array(values):
    return np.array([math.nan if value is None else value for value in values])


@given(VALUES)
def test_prior_plus_contributions_is_the_score(values):
    features = array(values)
    score = SCORER.prior
    for name, value in zip(FEATURE_NAMES, values, strict=True):
        one = SCORER.weights[name]
        score += 0.0 if value is None else one.weight * (value - one.baseline)
    contributions = SCORER.contributions(features)
    assert float(SCORER.score(features)) == pytest.approx(score, abs=1e-9)
    assert SCORER.prior + sum(one.contribution for one in contributions) == pytest.approx(score, abs=1e-9)
    assert all(one.contribution == pytest.approx(one.weight * (one.value - one.baseline), abs=1e-12) for one in contributions)


@given(VALUES, st.sampled_from(range(len(FEATURE_NAMES))), st.floats(0, 1))
def test_a_better_feature_never_lowers_a_score(values, place, better):
    features = array(values)
    features[place] = min(better, 0.5)
    raised = features.copy()
    raised[place] = max(better, 0.5)
    assert SCORER.score(raised) >= SCORER.score(features)


def test_probability_is_the_logistic_function_of_the_calibrated_score():
    assert SCORER.probability(np.array([0.0])) == pytest.approx(0.5)
    assert replace(SCORER, calibration=(2.0, 1.0)).probability(np.array([-0.5])) == pytest.approx(0.5)
    assert 0 < SCORER.probability(np.array([-1e9, 1e9]))[0] < 1e-100


def test_json_comes_back_the_same():
    assert Scorer.from_json(SCORER.to_json()) == SCORER


def test_every_expert_weight_has_a_reason():
    assert all(len(one.reason) > 20 for one in SCORER.weights.values())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda raw: raw.pop("prior"), "prior"),
        (lambda raw: raw["features"].pop(), "missing features"),
        (lambda raw: raw["features"].append({"name": "sex", "weight": 1, "baseline": 0}), "unknown features"),
        (lambda raw: raw["features"][0].update(weight=-1), "features.essential_coverage.weight must be a number from 0"),
        (lambda raw: raw["features"][0].update(weight="much"), "weight must be a number from 0 to 1000, got 'much'"),
        (lambda raw: raw["features"][0].update(baseline=2), "features.essential_coverage.baseline must be a number from 0 to 1"),
        (lambda raw: raw.update(features=3), "must be a list of objects"),
        (lambda raw: raw.update(calibration={"slope": 0, "intercept": 0}), "slope above 0"),
        (lambda raw: raw.update(calibration={"intercept": 0}), "calibration.slope is missing"),
        (lambda raw: raw["features"].append(raw["features"][0]), "essential_coverage stands there twice"),
        (lambda raw: raw["features"][0].update(reason=["x"]), "reason must be a text"),
        (lambda raw: raw.update(prior=10**400), "prior must be a number from -1000 to 1000, got a very large number"),
    ],
)
def test_a_wrong_weights_file_says_what_is_wrong(change, said):
    raw = json.loads((FIXTURES / "weights.json").read_text(encoding="utf8"))
    change(raw)
    with pytest.raises(ScorerError, match=said):
        Scorer.from_json(json.dumps(raw))


def test_text_that_is_not_json_is_refused():
    with pytest.raises(ScorerError, match="not JSON"):
        Scorer.from_json("{")
    weights = {name: Weight(1.0, 0.5) for name in FEATURE_NAMES}
    for wrong in (weights | {FEATURE_NAMES[0]: Weight(-1.0, 0.5)}, weights | {FEATURE_NAMES[0]: Weight(1.0, 2.0)}):
        with pytest.raises(ScorerError, match=FEATURE_NAMES[0]):
            Scorer("x", 0.0, wrong)
    with pytest.raises(ScorerError):
        Scorer("x", math.inf, weights)
