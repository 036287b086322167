"""How long one vacancy takes against many people, in process.

    python benchmarks/ranking.py [--candidates N] [--rounds R] [--json]

The people are the demo world's, repeated under new references; texts are read once. Prints the median and the slowest of R rounds, with
and without explanations, and the time to build the index.
"""

import argparse
import json
import statistics
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from matcher.index import CandidateIndex
from matcher.recommender import recommend_candidates
from matcher.ruleset import RuleSet
from matcher.scorer import Scorer
from services.actors import COMMAND_LINE_ACTOR
from services.demo import load_demo_world
from services.installation import Installation
from services.reference import upgrade_database
from services.settings import Settings

ROOT = Path(__file__).parents[1]
DAY = date(2026, 11, 22)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candidates", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    folder = ROOT / "var" / "benchmark"
    place = Installation(Settings(f"sqlite:///{folder / 'kladka.sqlite3'}", folder))
    upgrade_database(place, COMMAND_LINE_ACTOR)
    load_demo_world(place, COMMAND_LINE_ACTOR)
    with place.reading(COMMAND_LINE_ACTOR, "benchmark") as unit:
        live, taxonomy = place.index(unit.session), place.knowledge(unit.session).taxonomy
    people = live.candidates.profiles
    started = time.perf_counter()
    many = [replace(people[n % len(people)], reference=f"P-{n:07}") for n in range(asked.candidates)]
    index = CandidateIndex.build(many, taxonomy)
    figures: dict[str, float] = {"candidates": len(many), "index_s": time.perf_counter() - started}
    scorer = Scorer.from_json((ROOT / "fixtures/rules/weights.json").read_text(encoding="utf-8"))
    rules = RuleSet.from_json((ROOT / "fixtures/rules/rules.json").read_text(encoding="utf-8"))
    specs = live.vacancies.specs
    for name, explain in (("plain_ms", False), ("explained_ms", True)):
        times = []
        for round_number in range(asked.rounds):
            started = time.perf_counter()
            spec = specs[round_number % len(specs)]
            recommend_candidates(spec, index, scorer, rules, DAY, 20, explain=explain, with_excluded=False)
            times.append((time.perf_counter() - started) * 1e3)
        figures |= {f"{name}_median": statistics.median(times), f"{name}_slowest": max(times)}
    print(json.dumps(figures) if asked.json else "\n".join(f"{name:<22}{value:>12.1f}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
