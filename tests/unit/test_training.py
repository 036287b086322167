"""Learning: ten outcomes change little, a thousand decide, signs hold, and the report tells how good it is."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.calibration import measure
from matcher.features import FEATURE_NAMES
from matcher.scorer import Weight
from matcher.training import train
from tests.matcher_world import SCORER

WISH = FEATURE_NAMES.index("wish_nearness")
TRUE = replace(SCORER, weights={**SCORER.weights, "wish_nearness": Weight(6.0, 0.5), "recency": Weight(3.0, 0.6)}, prior=0.3)


def outcomes_of(scorer, n, seed):
    draw = np.random.default_rng(seed)
    features = draw.random((n, len(FEATURE_NAMES)))
    features[draw.random(features.shape) < 0.1] = np.nan
    probability = scorer.probability(scorer.score(features.T))
    return features, (draw.random(n) < probability).astype(float)


def weights_of(scorer):
    return np.array([scorer.weights[name].weight for name in FEATURE_NAMES])


def test_ten_outcomes_change_little():
    scorer, report = train(*outcomes_of(TRUE, 12, 1), SCORER, "v2")
    assert report.n == 12
    assert "few" in report.flags
    assert np.abs(weights_of(scorer) - weights_of(SCORER)).max() < 0.7


def test_a_thousand_outcomes_decide():
    features, outcomes = outcomes_of(TRUE, 1500, 2)
    scorer, report = train(features, outcomes, SCORER, "v2")
    assert scorer.version == "v2"
    assert scorer.weights["wish_nearness"].weight > (SCORER.weights["wish_nearness"].weight + 6.0) / 2
    assert report.fitted.log_loss < report.expert.log_loss
    assert report.fitted.auc > report.expert.auc
    assert report.fitted.ece < 0.06
    assert not {"few", "not_better", "too_few"} & set(report.flags)
    new, results = outcomes_of(TRUE, 5000, 3)
    assert measure(scorer.probability(scorer.score(new.T)), results).auc > measure(SCORER.probability(SCORER.score(new.T)), results).auc


def test_outcomes_against_a_features_meaning_hold_its_weight_at_zero():
    features, outcomes = outcomes_of(SCORER, 800, 4)
    features[:, WISH] = np.where(outcomes > 0, 0.1, 0.9)
    scorer, report = train(features, outcomes, SCORER, "v2")
    assert scorer.weights["wish_nearness"].weight == 0.0
    assert "held_at_zero:wish_nearness" in report.flags
    assert (weights_of(scorer) >= 0).all()


def test_outcomes_that_agree_with_the_expert_leave_the_scorer_about_as_it_was():
    scorer, _ = train(*outcomes_of(SCORER, 300, 5), SCORER, "v2")
    assert np.abs(weights_of(scorer) - weights_of(SCORER)).max() < 1.2


@pytest.mark.parametrize("outcomes", [[], [1.0] * 5, [1.0] * 40, [0.0] * 39 + [1.0]])
def test_too_few_outcomes_of_a_kind_return_the_expert(outcomes):
    features = np.full((len(outcomes), len(FEATURE_NAMES)), 0.5)
    scorer, report = train(features, np.array(outcomes), SCORER, "v2")
    assert scorer is SCORER
    assert report.abstained
    assert report.fitted is None


def test_the_same_seed_gives_the_same_scorer():
    features, outcomes = outcomes_of(TRUE, 60, 6)
    assert train(features, outcomes, SCORER, "v2", seed=1) == train(features, outcomes, SCORER, "v2", seed=1)


def test_a_column_nobody_knows_keeps_its_expert_weight():
    features, outcomes = outcomes_of(SCORER, 60, 7)
    features[:, WISH] = np.nan
    scorer, _ = train(features, outcomes, SCORER, "v2")
    assert scorer.weights["wish_nearness"].weight == pytest.approx(SCORER.weights["wish_nearness"].weight, abs=0.3)


@pytest.mark.parametrize(
    ("features", "outcomes", "said"),
    [
        (np.zeros((3, 2)), np.zeros(3), "shape"),
        (np.zeros((3, len(FEATURE_NAMES))), np.array([0.0, 1.0, 2.0]), "0 or 1"),
        (np.full((3, len(FEATURE_NAMES)), 1.5), np.zeros(3), "lie in"),
    ],
)
def test_wrong_input_is_named(features, outcomes, said):
    with pytest.raises(ValueError, match=said):
        train(features, outcomes, SCORER, "v2")


def test_measures_of_a_perfectly_calibrated_forecast():
    found = measure(np.full(40, 0.25), np.array([1.0, 0.0, 0.0, 0.0] * 10))
    assert found.brier == pytest.approx(0.1875)
    assert found.ece == pytest.approx(0.0, abs=0.16)
    assert found.auc == pytest.approx(0.5)
    assert sum(one.n for one in found.bins) == 40
    assert measure(np.array([0.5]), np.array([1.0])).auc is None


def order_of(scorer, features):
    return np.argsort(scorer.score(features.T), kind="stable").tolist()


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_without_evidence_the_order_stays_and_probabilities_move_to_what_happened(seed):
    features, _ = outcomes_of(SCORER, 50, seed)
    outcomes = (np.random.default_rng(seed).random(50) < 0.75).astype(float)  # nothing but chance, and better than the expert thinks
    scorer, report = train(features, outcomes, SCORER, "v2")
    assert "weights_kept" in report.flags
    new, _ = outcomes_of(SCORER, 400, seed + 100)
    assert order_of(scorer, new) == order_of(SCORER, new)
    assert (weights_of(scorer) == weights_of(SCORER)).all()
    assert scorer.version == "v2"
    before, after = (one.probability(one.score(features.T)).mean() for one in (SCORER, scorer))
    assert before < after < outcomes.mean()
    assert type(scorer).from_json(scorer.to_json()) == scorer


@pytest.mark.deep
def test_fifty_outcomes_of_a_right_expert_hardly_ever_change_the_order():
    moved = [k for k in range(40) if "weights_kept" not in train(*outcomes_of(SCORER, 50, 200 + k), SCORER, "v2")[1].flags]
    assert len(moved) <= 4  # one in forty by design; five or more of forty would have a chance of four in a thousand


def test_evidence_moves_the_weights():
    features, outcomes = outcomes_of(TRUE, 400, 9)
    _, report = train(features, outcomes, SCORER, "v2")
    assert "weights_kept" not in report.flags
    assert report.fitted.log_loss < report.expert.log_loss


def test_a_recalibrated_scorer_can_be_trained_again():
    features, outcomes = outcomes_of(SCORER, 50, 11)
    once, _ = train(features, np.random.default_rng(11).permutation(outcomes), SCORER, "v2")
    twice, report = train(*outcomes_of(TRUE, 800, 3), once, "v3")
    assert "weights_kept" not in report.flags
    assert twice.calibration == (1.0, 0.0)
