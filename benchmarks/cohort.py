"""How long the best assignment of an intake takes, and how many more people it keeps at work than giving places out one by one.

    python benchmarks/cohort.py [--people N] [--vacancies V] [--places K] [--roaming] [--json]

People, vacancies and taxonomy are invented (crowd.py); K is the number of places of each vacancy. --roaming: everybody would go anywhere,
so that distance keeps nobody out. Each part runs once, in a process of one thread; the memory is the highest of the whole process.

The alternatives: first come (people in the order of entry, each takes their best free place), vacancy by vacancy (each takes the best
people still free, as rankings are used), and the most probable pair first.
"""

import argparse
import json
import os
import resource
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from crowd import DAY, InventedTaxonomy, Spots, crowd, post
from measure import machine, seconds

from matcher.cohort import Minimum, MinimumUnmet, Post, Terms, plan_cohort
from matcher.cohort_pairs import Pairs, find_obstacles, find_pairs
from matcher.columns import NO_END
from matcher.index import CandidateIndex, VacancyIndex
from matcher.ruleset import RuleSet
from matcher.scorer import Scorer
from matcher.types import DUTY_CODES, Ban, CandidateProfile
from services.settings import FIXTURES_FOLDER

HOSTS, LEAST = 150, 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--vacancies", type=int, default=2_000)
    parser.add_argument("--places", type=int, default=1)
    parser.add_argument("--roaming", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    figures = measure(asked.people, asked.vacancies, asked.places, roaming=asked.roaming)
    if asked.json:
        print(json.dumps(figures, indent=1))
        return
    for name, told in figures.items():
        print(f"{name:<34} {told}")


def measure(n_people: int, n_vacancies: int, places: int, *, roaming: bool) -> dict[str, Any]:
    people, vacancies, posts = world(n_people, n_vacancies, places, roaming)
    scorer = Scorer.from_json((FIXTURES_FOLDER / "rules/weights.json").read_text(encoding="utf-8"))
    rules = RuleSet.from_json((FIXTURES_FOLDER / "rules/rules.json").read_text(encoding="utf-8"))
    pairs, judging = seconds(lambda: find_pairs(vacancies, people, scorer, rules, DAY))
    plan, solving = seconds(lambda: plan_cohort(pairs, posts))
    without = [row for row, one in enumerate(plan.people) if one.why == "no_option"]
    _, telling = seconds(lambda: [find_obstacles(vacancies, people.take(np.array([row])), rules, DAY) for row in without])
    figures = {
        "people × places": f"{n_people} × {n_vacancies * places} ({n_vacancies} vacancies)",
        "pairs that no rule forbids": len(pairs.person),
        "judging and scoring, s": round(judging["s"], 1),
        "assigning, with every cost, s": round(solving["s"], 1),
        f"obstacles of {len(without)} people, s": round(telling["s"], 1),
        "in all, s": round(judging["s"] + solving["s"] + telling["s"], 1),
    }
    # A minimum has something to say only where places are left: three times as many.
    roomy = [replace(one, places=one.places * 3) for one in posts]
    taken = plan_cohort(pairs, roomy).taken
    for name, minimums in (("provinces", _provinces(taken, roomy)), ("provinces and hosts", _both(taken, roomy))):
        found, solved = seconds(lambda asked=minimums: _kept(pairs, roomy, asked))
        figures[f"with minimums of {name}, s"] = f"{solved['s']:.1f} ({found})"
    figures["highest memory, MB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    figures["expected still at work"] = round(plan.expected, 1)
    for name, expected in alternatives(pairs, np.array([one.places for one in posts])).items():
        figures[name] = f"{expected:.1f}  (the plan: {plan.expected - expected:+.1f}, {plan.expected / expected - 1:+.1%})"
    return figures | {"machine": machine()}


def world(n_people: int, n_vacancies: int, places: int, roaming: bool) -> tuple[CandidateIndex, VacancyIndex, list[Post]]:
    taxonomy, spots = InventedTaxonomy(popular=False), Spots.load()
    table = crowd(n_people, spots, roaming=roaming)
    bans: dict[int, list[Ban]] = {}
    for row, duty, until in zip(table.bans.person_row.tolist(), table.bans.duty.tolist(), table.bans.until.tolist(), strict=True):
        bans.setdefault(row, []).append(Ban(DUTY_CODES[duty], None if until == NO_END else date.fromordinal(until)))
    # Of the values only what explains is read; what decides are the columns.
    people = [CandidateProfile(table.references[row], spots.places[0], bans=tuple(bans.get(row, ()))) for row in range(n_people)]
    specs = [post(number, spots) for number in range(n_vacancies)]
    posts = [Post(spec.reference, places, spec.place.province, f"host {row % HOSTS}") for row, spec in enumerate(specs)]
    return CandidateIndex.of(table, people, taxonomy), VacancyIndex.build(specs, taxonomy), posts


def _provinces(taken: Mapping[str, int], posts: Sequence[Post]) -> tuple[Minimum, ...]:
    """The two provinces that get fewest people shall get a twentieth more."""
    counts: dict[str, int] = {}
    for one in posts:
        counts[one.province or ""] = counts.get(one.province or "", 0) + taken.get(one.reference, 0)
    fewest = sorted(counts, key=lambda province: counts[province])[:2]
    return tuple(Minimum("province", province, counts[province] + counts[province] // 20) for province in fewest)


def _both(taken: Mapping[str, int], posts: Sequence[Post]) -> tuple[Minimum, ...]:
    return (*_provinces(taken, posts), *(Minimum("host", f"host {number}", LEAST) for number in range(10)))


def _kept(pairs: Pairs, posts: list[Post], minimums: tuple[Minimum, ...]) -> str:
    try:
        return f"{plan_cohort(pairs, posts, Terms(minimums)).expected:.1f} expected"
    except MinimumUnmet as unmet:
        return str(unmet)


def alternatives(pairs: Pairs, places: Any) -> dict[str, float]:
    """What is expected when places are given out one by one."""
    by_hash = pairs.tie
    orders = {
        "first come": np.lexsort((by_hash, -pairs.probability, pairs.person)),
        "vacancy by vacancy": np.lexsort((by_hash, -pairs.probability, pairs.post)),
        "most probable pair first": np.lexsort((by_hash, -pairs.probability)),
    }
    return {name: _one_by_one(pairs, places.copy(), order.tolist()) for name, order in orders.items()}


def _one_by_one(pairs: Pairs, free: Any, order: Iterable[int]) -> float:
    placed, expected = np.zeros(len(pairs.people), bool), 0.0
    for pair in order:
        person, where = pairs.person[pair], pairs.post[pair]
        if free[where] and not placed[person]:
            placed[person], free[where], expected = True, free[where] - 1, expected + float(pairs.probability[pair])
    return expected


if __name__ == "__main__":
    main()
