"""A ranking of people held as values, as small installations do it: the demo world's, repeated under new references."""

import statistics
import time
from dataclasses import replace
from pathlib import Path

from crowd import DAY

from matcher.index import CandidateIndex
from matcher.recommender import recommend_candidates
from matcher.ruleset import RuleSet
from matcher.scorer import Scorer
from services.actors import COMMAND_LINE_ACTOR
from services.demo import load_demo_world
from services.installation import Installation
from services.reference import upgrade_database
from services.settings import FIXTURES_FOLDER, Settings

ROOT = Path(__file__).parents[1]
ROUNDS = 20


def measure_demo(n: int) -> dict[str, float]:
    """Milliseconds of the best 20 of n people, with explanations and without."""
    folder = ROOT / "var" / "benchmark"
    place = Installation(Settings(f"sqlite:///{folder / 'kladka.sqlite3'}", folder))
    upgrade_database(place, COMMAND_LINE_ACTOR)
    load_demo_world(place, COMMAND_LINE_ACTOR)
    with place.reading(COMMAND_LINE_ACTOR, "benchmark") as unit:
        people, specs = place.everybody(unit.session).profiles, place.openings(unit.session).index.specs
        taxonomy = place.knowledge(unit.session).taxonomy
    started = time.perf_counter()
    many = [replace(people[number % len(people)], reference=f"P-{number:07}") for number in range(n)]
    index = CandidateIndex.build(many, taxonomy)
    figures: dict[str, float] = {"candidates": n, "index_s": time.perf_counter() - started}
    scorer = Scorer.from_json((FIXTURES_FOLDER / "rules/weights.json").read_text(encoding="utf-8"))
    rules = RuleSet.from_json((FIXTURES_FOLDER / "rules/rules.json").read_text(encoding="utf-8"))
    for name, explain in (("plain_ms", False), ("explained_ms", True)):
        times = []
        for number in range(ROUNDS):
            started = time.perf_counter()
            recommend_candidates(specs[number % len(specs)], index, scorer, rules, DAY, 20, explain=explain, with_excluded=False)
            times.append((time.perf_counter() - started) * 1e3)
        figures |= {f"{name}_median": statistics.median(times), f"{name}_slowest": max(times)}
    return figures
