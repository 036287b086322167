"""How long the server takes for each page of each role, and how heavy the page is, in a simulated programme with work waiting.

    python -m benchmarks.pages --candidates 10000

Every page of the tables in tests/web/pages is read in process, again and again, by a client that has signed in. Measured is the time until
the answer is whole, without network and browser. The first reading, which fills what is kept between requests, is told apart.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np
from sqlalchemy import event

from services.actors import COMMAND_LINE_ACTOR
from services.demo_accounts import demo_accounts
from services.demo_story import tell_demo_story
from services.installation import Installation
from services.reference import upgrade_database
from services.settings import Settings
from services.simulation.world import Plan, simulate
from services.warming import warm_up
from tests.web.stage import Stage, StagedPage, stage_over, staged_pages

WANTED_P95, WANTED_BYTES = 200.0, 30_000
PACKED = {"Accept-Encoding": "gzip"}


def main() -> None:
    """Make the programme, read every page, print a line for each."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--candidates", type=int, default=10_000)
    arguments.add_argument("--vacancies", type=int, default=500)
    arguments.add_argument("--times", type=int, default=40, help="Readings of each page.")
    arguments.add_argument("--json", action="store_true", help="One JSON document.")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stage = _programme(Path(folder), asked.candidates, asked.vacancies)
        lines = [_measured(stage, page, asked.times) for page in staged_pages()]
        stage.installation.engine.dispose()
    if asked.json:
        print(json.dumps({"candidates": asked.candidates, "pages": lines}, ensure_ascii=False))
        return
    print(f"{'page':<72} {'first':>8} {'median':>8} {'p95':>8} {'kB':>6} {'queries':>8}")
    for line in lines:
        late = " *" if line["p95_ms"] > WANTED_P95 or line["bytes"] > WANTED_BYTES else ""
        print(
            f"{line['page']:<72} {line['first_ms']:8.0f} {line['median_ms']:8.1f} {line['p95_ms']:8.1f} {line['bytes'] / 1000:6.1f} "
            f"{line['queries']:8}{late}"
        )
    print(f"* above {WANTED_P95:g} ms or {WANTED_BYTES / 1000:g} kB")


def _programme(folder: Path, n_candidates: int, n_vacancies: int) -> Stage:
    settings = Settings(f"sqlite:///{folder / 'kladka.sqlite3'}", folder, rate_limit="off", second_factor_required=False)
    place = Installation(settings)
    upgrade_database(place, COMMAND_LINE_ACTOR)
    simulate(place, COMMAND_LINE_ACTOR, Plan(n_candidates, n_vacancies, 3))
    tell_demo_story(place, COMMAND_LINE_ACTOR, demo_accounts(place, COMMAND_LINE_ACTOR))
    warm_up(place, COMMAND_LINE_ACTOR)  # as a server does
    return stage_over(place)


def _measured(stage: Stage, page: StagedPage, times: int) -> dict[str, object]:
    client, address, queries = stage.client(page.role), stage.address(page), []

    def count(*_: object) -> None:
        queries.append(1)

    taken = []
    for n in range(times + 1):
        if n == times:
            event.listen(stage.installation.engine, "before_cursor_execute", count)
        began = time.perf_counter()
        answer = client.get(address, headers=PACKED)
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{page}: {address} answered {answer.status_code}")
    event.remove(stage.installation.engine, "before_cursor_execute", count)
    return {
        "page": str(page), "first_ms": taken[0], "median_ms": float(np.median(taken[1:])), "p95_ms": float(np.percentile(taken[1:], 95)),
        "bytes": len(answer.data), "queries": len(queries),
    }  # fmt: skip


if __name__ == "__main__":
    main()
