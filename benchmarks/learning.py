"""How well the scorer learns, in simulated countries whose true model is known (docs/simulation.md).

    python benchmarks/learning.py [--seeds 20] [--outcomes 20000] [--few 50] [--repeats 5] [--json]

For each seed a country is written into a throw-away SQLite database; half of its people are referred to half of its vacancies to learn
from, the other halves give new pairs to judge by. Features come from the matcher over stored people, outcomes from the true model.

    many     trained on --outcomes: how far the area under the curve stays behind the true model's, and the calibration error
    few      trained on --few outcomes, --repeats times: what the area gains or loses against the expert weights
    right    the same where the experts are right (outcomes drawn from their own weights), so that there is nothing to gain

A loss counts as one when it is greater than twice its own standard error on the new pairs (paired; DeLong, DeLong & Clarke-Pearson 1988).
Exit status 1 when a figure misses its aim.
"""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

sys.path.insert(0, str(Path(__file__).parents[1]))

from matcher.calibration import measure
from matcher.pairs import PairBlock
from matcher.scorer import Scorer
from matcher.training import train
from services.actors import COMMAND_LINE_ACTOR
from services.installation import Installation
from services.reference import upgrade_database
from services.settings import Settings
from services.simulation.recipe import WORLD_DAY
from services.simulation.referrals import choose
from services.simulation.truth import true_model
from services.simulation.world import Plan, simulate
from services.versions import active_deciders

Array = NDArray[np.float64]
PEOPLE, VACANCIES = 3_000, 1_000
"""In each half of a country."""
EACH, AT_ONCE = 12, 250
GAP, CALIBRATION_ERROR = 0.01, 0.03


@dataclass
class Pairs:
    """Features and outcomes of referrals."""

    features: Array
    outcomes: Array

    def part(self, start: int, stop: int) -> "Pairs":
        """Some of them."""
        return Pairs(self.features[start:stop], self.outcomes[start:stop])


def referred(seed: int) -> tuple[Array, Array, Scorer]:
    """Features of the pairs to learn from and of the new pairs, and the expert scorer."""
    with tempfile.TemporaryDirectory() as folder:
        place = Installation(Settings(f"sqlite:///{folder}/kladka.sqlite3", Path(folder)))
        upgrade_database(place, COMMAND_LINE_ACTOR)
        simulate(place, COMMAND_LINE_ACTOR, Plan(2 * PEOPLE, 2 * VACANCIES, seed, outcomes=0))
        with place.reading(COMMAND_LINE_ACTOR, "benchmark") as unit:
            live, deciders = place.index(unit.session), active_deciders(unit.session)
        halves = []
        draw = np.random.default_rng(seed)
        for half in range(2):
            posts = live.vacancies.take(np.arange(half * VACANCIES, (half + 1) * VACANCIES))
            middle = len(live.candidates) // 2
            found = []
            for people in np.array_split(np.arange(middle) + half * middle, -(-middle // AT_ONCE)):
                block = PairBlock(posts, live.candidates.take(people), deciders.rules, WORLD_DAY)
                found.append(choose(block, deciders.scorer, draw, EACH)[2])
            halves.append(draw.permutation(np.concatenate(found)))
        place.engine.dispose()
    return halves[0], halves[1], deciders.scorer


def with_outcomes(features: Array, truth: Scorer, draw: np.random.Generator) -> Pairs:
    probability = truth.probability(truth.score(features.T))
    return Pairs(features, (draw.random(len(features)) < probability).astype(float))


def placements(scores: Array, outcomes: Array) -> tuple[Array, Array]:
    """For every positive the share of negatives below it, for every negative the share of positives above it."""
    stayed = outcomes > 0
    ranks = rankdata(scores)
    n, m = int(stayed.sum()), int((~stayed).sum())
    return (ranks[stayed] - rankdata(scores[stayed])) / m, 1 - (ranks[~stayed] - rankdata(scores[~stayed])) / n


def area_difference(scorer: Scorer, other: Scorer, pairs: Pairs) -> tuple[float, float]:
    """Area under the curve of one scorer less the other's, and its standard error."""
    parts = [placements(one.score(pairs.features.T), pairs.outcomes) for one in (scorer, other)]
    higher, lower = (parts[0][side] - parts[1][side] for side in (0, 1))
    return float(higher.mean()), float(np.sqrt(higher.var(ddof=1) / len(higher) + lower.var(ddof=1) / len(lower)))


def area(scorer: Scorer, pairs: Pairs) -> float:
    return float(placements(scorer.score(pairs.features.T), pairs.outcomes)[0].mean())


def trained_on_few(learning: Pairs, new: Pairs, expert: Scorer, few: int, repeats: int) -> list[dict[str, float]]:
    """Gain over the expert, its standard error, and whether the weights moved, for each of `repeats` small samples."""
    told = []
    for number in range(repeats):
        sample = learning.part(number * few, (number + 1) * few)
        scorer, report = train(sample.features, sample.outcomes, expert, "few")
        gain, error = area_difference(scorer, expert, new)
        told.append({"gain": gain, "error": error, "moved": float(scorer is not expert and "weights_kept" not in report.flags)})
    return told


def country(seed: int, outcomes: int, few: int, repeats: int) -> dict[str, object]:
    """All figures of one seed."""
    started = time.process_time()
    known, unknown, expert = referred(seed)
    truth, draw = true_model(), np.random.default_rng([seed, 1])
    learning, new = with_outcomes(known, truth, draw), with_outcomes(unknown, truth, draw)
    many = learning.part(0, outcomes)
    scorer, _ = train(many.features, many.outcomes, expert, "many")
    gap, gap_error = area_difference(truth, scorer, new)
    right_learning, right_new = with_outcomes(known, expert, draw), with_outcomes(unknown, expert, draw)
    return {
        "seed": seed, "n_outcomes": len(many.outcomes), "n_new": len(new.outcomes), "stayed": float(new.outcomes.mean()),
        "auc_expert": area(expert, new), "auc_true": area(truth, new), "auc_many": area(scorer, new), "gap": gap, "gap_error": gap_error,
        "ece_many": measure(scorer.probability(scorer.score(new.features.T)), new.outcomes).ece,
        "ece_expert": measure(expert.probability(expert.score(new.features.T)), new.outcomes).ece,
        "few": trained_on_few(learning, new, expert, few, repeats),
        "right": trained_on_few(right_learning, right_new, expert, few, repeats),
        "cpu_s": time.process_time() - started,
    }  # fmt: skip


def summary(rows: list[dict[str, object]]) -> dict[str, float]:
    """Worst and mean figures over the seeds."""
    told: dict[str, float] = {
        "worst_gap": max(r["gap"] for r in rows),
        "worst_ece": max(r["ece_many"] for r in rows),
        "countries_short_of_outcomes": sum(r["n_outcomes"] < max(q["n_outcomes"] for q in rows) for r in rows),
    }
    for name in ("few", "right"):
        trainings = [one for r in rows for one in r[name]]
        told |= {
            f"{name}_trainings": len(trainings),
            f"{name}_moved": sum(one["moved"] for one in trainings),
            f"{name}_lower": sum(one["gain"] < 0 for one in trainings),
            f"{name}_losses": sum(one["gain"] < -2 * one["error"] for one in trainings),
            f"{name}_worst_gain": min(one["gain"] for one in trainings),
            f"{name}_mean_gain": float(np.mean([one["gain"] for one in trainings])),
        }
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--outcomes", type=int, default=20_000)
    parser.add_argument("--few", type=int, default=50)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    rows = []
    line = "{:>4} {:>8} {:>7} {:>10} {:>8} {:>8} {:>8} {:>7} {:>12} {:>12}"
    head = ("seed", "learned", "new", "AUC expert", "true", "learned", "gap", "ECE", "few: worst", "right: worst")
    print(line.format(*head), file=sys.stderr if asked.json else sys.stdout, flush=True)
    for seed in range(asked.seeds):
        r = country(seed, asked.outcomes, asked.few, asked.repeats)
        rows.append(r)
        worst = [f"{min(one['gain'] for one in r[name]):+.4f}" for name in ("few", "right")]
        shown = (f"{r[name]:.4f}" for name in ("auc_expert", "auc_true", "auc_many", "gap", "ece_many"))
        print(line.format(seed, r["n_outcomes"], r["n_new"], *shown, *worst), file=sys.stderr if asked.json else sys.stdout, flush=True)
    figures = summary(rows)
    if asked.json:
        print(json.dumps({"seeds": rows, "summary": figures}, indent=1))
    else:
        print("\n".join(f"{name:<30}{value:>10.4f}" for name, value in figures.items()))
    reached = figures["worst_gap"] <= GAP and figures["worst_ece"] <= CALIBRATION_ERROR and figures["few_losses"] == 0
    sys.exit(0 if reached else 1)


if __name__ == "__main__":
    main()
