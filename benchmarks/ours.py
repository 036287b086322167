"""Our side of the ranking benchmark: building, saving, opening and changing a snapshot, and the best 50 of everybody in it."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from crowd import DAY, N_CONCEPTS, N_OCCUPATIONS, InventedTaxonomy, Spots, crowd, post
from measure import Times, resident, seconds, timed

from matcher.candidate_table import CandidateTable
from matcher.index import VacancyIndex
from matcher.ruleset import RuleSet
from matcher.scorer import Scorer
from matcher.snapshot import plain
from matcher.snapshot.aspects import PER_ROW
from matcher.snapshot.build import build_snapshot
from matcher.snapshot.contest import COMPILED_FROM, exact_scores, find_best
from matcher.snapshot.crowd import Crowd
from matcher.snapshot.files import StoredSnapshot, open_snapshot, save_snapshot
from matcher.snapshot.layout import CandidateSnapshot
from matcher.snapshot.loop import FAIL_FLAG, Array, Question
from matcher.snapshot.tables import Judges, question_of
from matcher.types import CandidateProfile, SkillEvidence, VacancySpec
from services.settings import FIXTURES_FOLDER

LIMIT, SPARE = 50, 64
CHANGES = (0, 100, 900)


@dataclass(frozen=True)
class World:
    """What is the same for every size: the invented taxonomy and places, the shipped rules and weights, the vacancies asked about."""

    n_vacancies: int
    graph: InventedTaxonomy
    spots: Spots
    scorer: Scorer
    rules: RuleSet

    @classmethod
    def invent(cls, n_vacancies: int, *, popular: bool = True) -> "World":
        folder = FIXTURES_FOLDER / "rules"
        scorer = Scorer.from_json((folder / "weights.json").read_text(encoding="utf-8"))
        rules = RuleSet.from_json((folder / "rules.json").read_text(encoding="utf-8"))
        return cls(n_vacancies, InventedTaxonomy(popular=popular), Spots.load(), scorer, rules)

    @cached_property
    def vacancies(self) -> list[VacancySpec]:
        return [post(number, self.spots) for number in range(self.n_vacancies)]

    def people(self, n: int, *, roaming: bool) -> CandidateTable:
        return crowd(n, self.spots, roaming=roaming)

    def judges(self, spec: VacancySpec) -> Judges:
        return Judges(VacancyIndex.build([spec], self.graph), self.scorer, self.rules, DAY)

    def best(self, snapshot: CandidateSnapshot, number: int) -> Any:
        return find_best(snapshot, self.vacancies[number], self.graph, self.scorer, self.rules, DAY, LIMIT)


def rank(world: World, snapshot: CandidateSnapshot, rounds: int | None = None) -> dict[str, Any]:
    """Times of the best 50 over different vacancies, each asked once and nothing remembered at first; the same with nothing ever remembered
    ("cold"), and asked a second time ("again", of the ranking itself: no answer is remembered here); and how many people were eligible.
    """
    rounds = rounds or world.n_vacancies
    for number in range(min(10, rounds)):
        world.best(snapshot, number)
    snapshot.memory.forget()
    times = timed(lambda number: world.best(snapshot, number), rounds, warm=0)
    again = timed(lambda number: world.best(snapshot, number), rounds, warm=0)
    cold = timed(lambda number: _unprepared(world, snapshot, number), rounds, warm=0)
    more = {f"{name}_{key}": value for name, one in (("cold", cold), ("again", again)) for key, value in one.figures.items()}
    eligible = [world.best(snapshot, number).n_eligible for number in range(min(40, len(times.wall)))]
    return times.figures | more | {"eligible_median": float(np.median(eligible))}


def _unprepared(world: World, snapshot: CandidateSnapshot, number: int) -> Any:
    snapshot.memory.forget()
    return world.best(snapshot, number)


def rank_plainly(world: World, snapshot: CandidateSnapshot, rounds: int) -> Times:
    """The same answer with the loop written in NumPy."""
    whole = [_in_steps(world, snapshot, number, plain.scan)[-1] for number in range(rounds)]
    return timed(lambda number: whole[number](), rounds)


def shares(world: World, snapshot: CandidateSnapshot, rounds: int) -> dict[str, float]:
    """Median milliseconds of the three steps of a ranking: preparing tables (with nothing remembered), the loop, exact scores."""
    scan = _scan(snapshot)
    prepared = [_in_steps(world, snapshot, number, scan) for number in range(rounds)]
    names = ("tables_ms", "loop_ms", "exact_ms")
    return {
        name: float(np.median(timed(lambda number, step=step: prepared[number][step](), rounds).wall)) for step, name in enumerate(names)
    }


def _scan(snapshot: CandidateSnapshot) -> Callable[..., Any]:
    if len(snapshot) < COMPILED_FROM:
        return plain.scan
    from matcher.snapshot import kernel

    return kernel.scan


def _in_steps(world: World, snapshot: CandidateSnapshot, number: int, scan: Callable[..., Any]) -> list[Callable[[], Any]]:
    """One ranking as its three steps, and as a whole."""
    spec, nobody = world.vacancies[number], np.empty(0, np.int64)
    holdings = snapshot.holdings
    judges = world.judges(spec)
    question = question_of(snapshot, judges)
    found = scan(snapshot.people, holdings, question, nobody, LIMIT + SPARE)

    def whole() -> Array:
        own = world.judges(spec)
        asked = question_of(snapshot, own)
        return exact_scores(snapshot, scan(snapshot.people, holdings, asked, nobody, LIMIT + SPARE), own, asked)

    def prepared() -> Question:
        snapshot.memory.forget()
        return question_of(snapshot, world.judges(spec))

    return [
        prepared,
        lambda: scan(snapshot.people, holdings, question, nobody, LIMIT + SPARE),
        lambda: exact_scores(snapshot, found, judges, question),
        whole,
    ]


def keep_and_change(world: World, table: CandidateTable, changes: tuple[int, ...] = CHANGES) -> tuple[CandidateSnapshot, dict[str, float]]:
    """Build, save, open again and change: (the snapshot as opened from its file, figures)."""
    built, building = seconds(lambda: build_snapshot(table, world.graph))
    figures = {"build_s": building["s"], "build_processor_s": building["processor_s"], "bytes_per_person": built.n_bytes / len(built)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.snapshot"
        _, saving = seconds(lambda: save_snapshot(StoredSnapshot(built, 0), path))
        opening = timed(lambda _: open_snapshot(path, world.graph.version), 5, warm=1)
        stored, _ = seconds(lambda: open_snapshot(path, world.graph.version))
        figures |= {
            "save_s": saving["s"],
            "open_s": float(np.median(opening.wall)) / 1e3,
            "open_processor_s": float(np.median(opening.processor)) / 1e3,
        }
        figures["resident_bytes_per_person"] = resident(path) / len(stored.snapshot)
    return stored.snapshot, figures | _changes(world, stored.snapshot, changes)


def _changes(world: World, snapshot: CandidateSnapshot, counts: tuple[int, ...]) -> dict[str, float]:
    """What one more changed person costs after so many, and what the changed ones cost the ranking."""
    figures: dict[str, float] = {}
    for count in counts:
        everybody = Crowd.of(snapshot, world.graph).with_changes([_newcomer(world, number) for number in range(count)])
        people = [replace(_newcomer(world, number), reference=f"P-{number:08}") for number in range(count, count + 200)]
        changing = timed(lambda number, crowd=everybody, news=people: crowd.with_changes([news[number]]), 200)
        figures[f"change_after_{count}_ms"] = float(np.median(changing.wall))
        figures[f"change_after_{count}_processor_ms"] = float(np.median(changing.processor))
        ranking = timed(
            lambda number, crowd=everybody: crowd.find_best(world.vacancies[number], world.scorer, world.rules, DAY, LIMIT),
            min(60, world.n_vacancies),
        )
        figures[f"ranking_after_{count}_ms"] = float(np.median(ranking.wall))
    return figures


def _newcomer(world: World, number: int) -> CandidateProfile:
    """Somebody with ten skills, under the reference of somebody in the snapshot."""
    draw = np.random.default_rng(number)
    skills = [SkillEvidence(f"c{skill}", "skill") for skill in draw.integers(N_OCCUPATIONS, N_CONCEPTS, 10).tolist()]
    place = world.spots.places[number % len(world.spots.places)]
    return CandidateProfile(f"P-{number:08}", place, tuple(skills), consent="granted", readiness="ready", shifts=frozenset({"day"}))


def bytes_touched(world: World, snapshot: CandidateSnapshot, rounds: int) -> float:
    """Median bytes that the loop cannot do without: codes and occupations of people within reach."""
    return float(np.median([_touched(snapshot, question_of(snapshot, world.judges(world.vacancies[n]))) for n in range(rounds)]))


def _touched(snapshot: CandidateSnapshot, question: Question) -> float:
    people = snapshot.people
    counts = np.diff(people.way_starts)
    within = np.flatnonzero((question.tables.way & FAIL_FLAG) == 0)
    rows = int(counts[within].sum())
    total = question.tables.way.nbytes + people.way_starts.nbytes + rows * len(PER_ROW) * people.body.itemsize
    trades = snapshot.trades
    held = np.diff(trades.starts[people.way_starts].astype(np.int64))[within].sum()
    return float(total + held * trades.concepts.itemsize + rows * trades.starts.itemsize)
