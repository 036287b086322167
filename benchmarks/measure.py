"""How the ranking benchmarks measure: times of single calls, the memory's speed, what the machine was doing meanwhile."""

import gc
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

BUSY = 1.5
"""Load average above which times are worthless on two cores."""
PACKAGES = ("numpy", "numba", "tantivy", "duckdb", "rapidfuzz")


@dataclass(frozen=True)
class Times:
    """Milliseconds of single calls: by the clock, and of processor time of this process (all its threads)."""

    wall: Array
    processor: Array

    @property
    def figures(self) -> dict[str, float]:
        middle, late = np.percentile(self.wall, 50), np.percentile(self.wall, 99)
        return {
            "median_ms": float(middle),
            "p99_ms": float(late),
            "processor_ms": float(np.median(self.processor)),
            "processor_p99_ms": float(np.percentile(self.processor, 99)),
            "rounds": len(self.wall),
        }


def timed(work: Callable[[int], object], rounds: int, warm: int = 3) -> Times:
    """Call work(number) for numbers from 0 on, the first `warm` of them once before without looking at the clock."""
    for number in range(min(warm, rounds)):
        work(number)
    gc.collect()
    wall, processor = np.zeros(rounds), np.zeros(rounds)
    for number in range(rounds):
        started, began = time.perf_counter(), time.process_time()
        work(number)
        wall[number], processor[number] = time.perf_counter() - started, time.process_time() - began
    return Times(wall * 1e3, processor * 1e3)


def seconds(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """What a long work returns, and how long it took once."""
    gc.collect()
    started, began = time.perf_counter(), time.process_time()
    found = work()
    return found, {"s": time.perf_counter() - started, "processor_s": time.process_time() - began}


def bytes_per_second() -> float:
    """How fast one thread of this machine reads memory: the best of NumPy's sum and copy over 256 MB."""
    there, here = np.ones(1 << 25), np.ones(1 << 25)
    summed = min(timed(lambda _: there.sum(), 7).wall) / 1e3
    copied = min(timed(lambda _: np.copyto(here, there), 7).wall) / 1e3
    return float(max(there.nbytes / summed, 2 * there.nbytes / copied))


def resident(path: Path) -> int:
    """How many bytes of a mapped file this process has in memory (Linux)."""
    found, inside = 0, False
    for line in Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines():
        head = line.split(None, 5)
        if "-" in head[0] and not head[0].endswith(":"):
            inside = len(head) == 6 and head[5] == str(path)
        elif inside and head[0] == "Rss:":
            found += int(head[1]) * 1024
    return found


def machine() -> dict[str, Any]:
    """What ran this: processor, cores, load average of the last minute, versions."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
    versions = {name: version(name) for name in PACKAGES}
    return {"processor": model, "cores": os.cpu_count(), "load": os.getloadavg()[0], "python": platform.python_version(), **versions}
