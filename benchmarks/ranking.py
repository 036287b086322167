"""How long the best 50 of N people take, beside what one would use instead, and beside what the memory allows.

    python benchmarks/ranking.py [--candidates N] [--vacancies R] [--near popular|any] [--large] [--ours] [--json]
    python benchmarks/ranking.py --demo [--candidates N]

People and taxonomy are invented (crowd.py). --near says which concepts are near one another: those that many hold (as likely as people hold
them), or any (each as likely); with the former there is ten times as much to read. --ours leaves the peers out; --large goes on to ten
million people, read from the mapped file (about 12 GB of memory while building). --demo instead ranks people of the demo world held as
values, with and without explanations.
Times are of warm calls, by the clock; the time of the processor stands beside them, and tells the difference on a busy machine.
"""

import argparse
import json
import os
import sys
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

from measure import BUSY, bytes_per_second, machine
from ours import CHANGES, World, bytes_touched, keep_and_change, rank, rank_plainly, shares

NEAR = ("popular", "any")
REALISTIC, ROAMING = "realistic", "roaming"
LARGE = 10_000_000
SLOW_ROUNDS = 7

Figures = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--candidates", type=int, default=1_000_000)
    parser.add_argument("--vacancies", type=int, default=200)
    parser.add_argument("--near", choices=NEAR, default=NEAR[0])
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--ours", action="store_true")
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.demo:
        from demo_ranking import measure_demo

        found = measure_demo(min(asked.candidates, 10_000))
        print(json.dumps(found) if asked.json else ", ".join(f"{name} {value:.1f}" for name, value in found.items()))
        return
    world = World.invent(asked.vacancies, popular=asked.near == NEAR[0])
    found = {"near": asked.near} | measure(world, asked.candidates, peers=not asked.ours, large=asked.large)
    print(json.dumps(found, indent=1) if asked.json else "\n".join(report(found)))


def measure(world: World, n: int, *, peers: bool, large: bool) -> Figures:
    n_vacancies, bandwidth = world.n_vacancies, bytes_per_second()
    found: Figures = {"candidates": n, "vacancies": n_vacancies, "machine": machine()}
    found["bandwidth_gb_per_s"] = bandwidth / 1e9
    sizes = [size for size in (10_000, 100_000, 1_000_000) if size < n]
    found["growth"] = [_grown(world, size) for size in sizes]
    for kind in (ROAMING, REALISTIC):
        say(f"{n:,} people, {kind}")
        table = world.people(n, roaming=kind == ROAMING)
        snapshot, kept = keep_and_change(world, table)
        steps, touched = shares(world, snapshot, min(40, n_vacancies)), bytes_touched(world, snapshot, min(40, n_vacancies))
        floor = {"bytes_touched": touched, "floor_ms": touched / bandwidth * 1e3}
        found[kind] = {**rank(world, snapshot), **steps, **floor, **kept}
        found[f"plain_{kind}"] = rank_plainly(world, snapshot, min(SLOW_ROUNDS, n_vacancies)).figures
    found["load_between"] = os.getloadavg()[0]
    found["growth"].append(_line(n, found[REALISTIC], found[ROAMING]))
    found["peers"] = _peers(world, snapshot, table) if peers else []
    del snapshot, table
    if large:
        found["growth"].append(_grown(world, LARGE))
    return found


def _grown(world: World, n: int) -> Figures:
    say(f"{n:,} people, for the growth")
    found = []
    for kind in (REALISTIC, ROAMING):
        snapshot, kept = keep_and_change(world, world.people(n, roaming=kind == ROAMING), changes=())
        found.append(kept | rank(world, snapshot, min(60, world.n_vacancies)))
    return _line(n, *found)


def _line(n: int, realistic: Figures, roaming: Figures) -> Figures:
    names = ("bytes_per_person", "build_s", "open_s")
    times = {
        f"{kind}_{name}": one[name] for kind, one in ((REALISTIC, realistic), (ROAMING, roaming)) for name in ("median_ms", "processor_ms")
    }
    return {"candidates": n, **{name: realistic[name] for name in names}, **times}


def _peers(world: World, snapshot: Any, table: Any) -> list[Figures]:
    from peers import Market, duck_db, fuzzy, postgresql, search_engine

    market, rows = Market.of(world, snapshot), []
    for run, rounds in ((search_engine, 50), (duck_db, 2 * SLOW_ROUNDS), (postgresql, SLOW_ROUNDS)):
        say(f"beside {run.__name__}")
        rows += list(run(market, rounds))
    return rows + list(fuzzy(market, table, 5))


def say(what: str) -> None:
    """Progress, apart from the answer."""
    print(f"{what} (load {os.getloadavg()[0]:.1f}) …", file=sys.stderr, flush=True)


def report(found: Figures) -> list[str]:
    """The answer as Markdown."""
    one = found["machine"]
    versions = ", ".join(f"{name} {value}" for name, value in one.items() if name not in ("processor", "cores", "load"))
    load = f"load {one['load']:.1f} at the start and {found['load_between']:.1f} after our part, of which 1 is ours"
    lines = [f"{one['processor']}, {one['cores']} cores, {load}, memory {found['bandwidth_gb_per_s']:.1f} GB/s on one thread; {versions}."]
    if max(one["load"], found["load_between"] - 1) > BUSY:
        lines.append(f"WARNING: others used the machine (load above {BUSY}); times by the clock are worth little.")
    lines.append(f"Near concepts: {'as likely as people hold them' if found['near'] == NEAR[0] else 'any, each as likely'}.")
    return [*lines, "", *_beside(found), "", *_steps(found), "", *_keeping(found[REALISTIC]), "", *_growth(found["growth"])]


_RATIOS = ("× ours, realistic", "× ours, nobody kept out", "× ours, realistic, processor time")


def _beside(found: Figures) -> list[str]:
    """Everybody's times, and how many times ours they are."""
    ours = (found[REALISTIC], found[ROAMING])
    rows = [
        {"what": "**ours**, all rules and features, realistic reach", **ours[0]},
        {"what": "**ours**, all rules and features, nobody kept out by place", **ours[1]},
        {"what": "ours with the loop in NumPy, realistic reach", **found["plain_realistic"]},
        {"what": "ours with the loop in NumPy, nobody kept out by place", **found["plain_roaming"]},
        {"what": "ours, realistic reach, nothing remembered between vacancies", **_named(ours[0], "cold")},
        {"what": "ours, realistic reach, each vacancy a second time (tables remembered, no answer)", **_named(ours[0], "again")},
        *found["peers"],
        {"what": "memory-bandwidth floor of our loop, realistic reach", "median_ms": ours[0]["floor_ms"]},
        {"what": "memory-bandwidth floor of our loop, nobody kept out by place", "median_ms": ours[1]["floor_ms"]},
    ]
    lines = [
        f"| Best 50 of {found['candidates']:,} | median ms | p99 ms | processor ms | {' | '.join(_RATIOS)} |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        cells = [_number(row.get(name)) for name in ("median_ms", "p99_ms", "processor_ms")]
        times = [_number(row["median_ms"] / one["median_ms"]) if "median_ms" in row else "" for one in ours]
        processor = _number(row["processor_ms"] / ours[0]["processor_ms"]) if "processor_ms" in row else ""
        lines.append(f"| {' | '.join([row['what'], *cells, *times, processor])} |")
    return lines


def _named(figures: Figures, name: str) -> Figures:
    return {key.removeprefix(f"{name}_"): value for key, value in figures.items() if key.startswith(f"{name}_")}


def _steps(found: Figures) -> list[str]:
    lines = ["| Where the time goes | people eligible, median | tables ms | loop ms | exact scores ms |", "|---|---:|---:|---:|---:|"]
    for kind in (REALISTIC, ROAMING):
        cells = [_number(found[kind][name]) for name in ("tables_ms", "loop_ms", "exact_ms")]
        lines.append(f"| {kind} | {found[kind]['eligible_median']:,.0f} | {' | '.join(cells)} |")
    return lines


def _keeping(kept: Figures) -> list[str]:
    rows = [
        ("building from arrays", f"{kept['build_s']:.1f} s ({kept['build_processor_s']:.1f} s of the processor)"),
        ("bytes per person: arrays, resident", f"{kept['bytes_per_person']:.0f}, {kept['resident_bytes_per_person']:.0f}"),
        ("saving with checksums, on the disk for good", f"{kept['save_s']:.2f} s"),
        ("opening, every byte checked", f"{kept['open_s']:.2f} s"),
        *((f"one person changed, {n} changed before", f"{kept[f'change_after_{n}_ms']:.2f} ms") for n in CHANGES),
        *((f"a ranking with {n} changed", f"{kept[f'ranking_after_{n}_ms']:.1f} ms") for n in CHANGES),
    ]
    return ["| Keeping | |", "|---|---:|", *(f"| {name} | {value} |" for name, value in rows)]


def _growth(rows: list[Figures]) -> list[str]:
    lines = [
        "| People | bytes each | building s | opening s | ms, realistic | processor ms | ms, nobody kept out | processor ms | × above |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    times = (f"{kind}_{name}" for kind in (REALISTIC, ROAMING) for name in ("median_ms", "processor_ms"))
    names = ("bytes_per_person", "build_s", "open_s", *times)
    for before, row in zip([None, *rows[:-1]], rows, strict=True):
        more = ""
        if before:
            slower, larger = (row[name] / before[name] for name in ("roaming_processor_ms", "candidates"))
            more = f"{slower:.1f} for {larger:.0f}"
        lines.append(f"| {row['candidates']:,} | {' | '.join(_number(row[name]) for name in names)} | {more} |")
    return lines


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


if __name__ == "__main__":
    main()
