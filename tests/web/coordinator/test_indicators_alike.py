"""Page, sheet, API and command line tell the same figures and hide the same; who has all of them works out no number of one to four."""

import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from api.cli import main
from matcher.small_cells import is_small
from matcher.types import PROVINCES
from services.installation import Installation
from tests.oracles import left_by_subtraction
from tests.web.coordinator.conftest import signed_in
from tests.web.signing_in import Browser
from tests.web.stage import Stage

WAY = ("registered", "profiled", "referred", "placed")
DAYS = (30, 90, 180)
STAGES = (*WAY, *(f"{name}_{day}" for day in DAYS for name in ("due", "kept")))
SHEETS = {"By province": "province", "By sex": "sex", "By age at the end of the year": "age"}
LABELS = {
    "Brest province": "brest", "Vitebsk province": "vitebsk", "Gomel province": "gomel", "Grodno province": "grodno",
    "Minsk province": "minsk", "Mogilev province": "mogilev", "women": "f", "men": "m", "up to 24": "to_24", "25 to 34": "25_34",
    "35 to 44": "35_44", "45 to 54": "45_54", "55 and older": "from_55", "not stated": None,
}  # fmt: skip
ALTOGETHER = "Altogether"
Counts = dict[str, int | None]
Told = dict[str, dict[Any, Counts]]
"""Breakdown → group → stage → number, None for what is not told; ALTOGETHER is a group."""


def number(cell: str) -> int | None:
    return int(cell.replace("\u202f", "")) if cell[:1].isdigit() else None


def counts_of(cells: list[str]) -> Counts:
    """A row as it is written: four stages, then "kept of due" for each of DAYS; one cell over all of them where nothing is told."""
    if len(cells) == 1:
        assert cells == ["not told"]
        cells = cells * (len(WAY) + len(DAYS))
    told: Counts = {stage: number(cell) for stage, cell in zip(WAY, cells, strict=False)}
    for day, cell in zip(DAYS, cells[len(WAY) :], strict=True):
        if cell == "—":
            told |= {f"due_{day}": 0, f"kept_{day}": 0}
            continue
        kept, _, due = cell.partition(" of ")
        told |= {f"kept_{day}": number(kept), f"due_{day}": number(due) if due else None}
    return told


def of_page(text: str) -> Told:
    found: Told = {}
    for by in SHEETS.values():
        section = re.search(rf'<section aria-labelledby="{by}-title">.*?</section>', text, re.DOTALL)
        assert section is not None
        rows = re.findall(r'<th scope="row"><span class="title">(.*?)</span></th>(.*?)</tr>', section[0], re.DOTALL)
        cells = {label: re.findall(r"<td[^>]*>(.*?)</td>", row) for label, row in rows}
        found[by] = {LABELS.get(label, label): counts_of(row) for label, row in cells.items()}
    return found


def of_sheet(content: bytes) -> Told:
    book, found = load_workbook(io.BytesIO(content)), Told()
    for title, by in SHEETS.items():
        rows = [[str(cell) for cell in row] for row in book[title].iter_rows(min_row=2, values_only=True)]
        found[by] = {LABELS.get(row[0], row[0]): counts_of(row[1:]) for row in rows}
    return found


def of_answer(told: Mapping[str, Any]) -> Told:
    """Of groups without anybody the page tells by leaving them out."""
    return {
        one["by"]: {line["group"]: line["counts"] for line in one["groups"] if line["counts"]["registered"] != 0}
        | {ALTOGETHER: told["counts"]}
        for one in told["breakdowns"]
    }


def ask(browser: Browser, question: str = "") -> dict[str, Any]:
    answer = browser.get(f"/api/v1/indicators{question}")
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


@pytest.fixture
def questions(coordinator: Browser) -> list[str]:
    return [f"?period={year}" for year in ask(coordinator)["years"]]


def cells(told: Told) -> Iterator[tuple[str, Any, str, int | None]]:
    for by, groups in told.items():
        for group, counts in groups.items():
            for stage in STAGES:
                yield by, group, stage, counts[stage]


def test_page_sheet_api_and_command_tell_the_same(coordinator: Browser, place: Installation, questions: list[str]) -> None:
    hidden = 0
    for question in questions:
        answer = ask(coordinator, question)
        told = of_answer(answer)
        assert of_page(coordinator.get(f"/indicators{question}").text) == told
        assert of_page(coordinator.get(f"/indicators/print{question}").text) == told
        assert of_sheet(coordinator.get(f"/indicators/sheet{question}").data) == told
        environment = {"KLADKA_DATA_DIR": str(place.settings.data_folder), "KLADKA_DATABASE_URL": place.settings.database_url}
        done = CliRunner().invoke(main, ["indicators", "--period", str(answer["year"])], env=environment)
        assert done.exit_code == 0, done.output
        assert json.loads(done.stdout) | {"at": answer["at"]} == answer
        hidden += sum(count is None for *_, count in cells(told))
    assert hidden, "some number is hidden, else nothing is shown by this"


def test_nobody_works_out_a_small_number_of_all_three_together(coordinator: Browser, questions: list[str]) -> None:
    for question in questions:
        sources = [
            of_answer(ask(coordinator, question)),
            of_page(coordinator.get(f"/indicators{question}").text),
            of_sheet(coordinator.get(f"/indicators/sheet{question}").data),
        ]
        known: dict[tuple[str, Any, str], int] = {}
        for told in sources:
            known |= {(by, group, stage): count for by, group, stage, count in cells(told) if count is not None}
        for province in PROVINCES:  # what is told of a province alone is known too
            alone = ask(coordinator, f"{question}&province={province}")
            known |= {("province", province, stage): count for stage, count in alone["counts"].items() if count is not None}
        assert not [where for where, count in known.items() if is_small(count)]
        for by in SHEETS.values():
            for stage in STAGES:
                total = known.get((by, ALTOGETHER, stage))
                shown = [count for (one, group, at), count in known.items() if (one, at) == (by, stage) and group != ALTOGETHER]
                assert total is None or not is_small(left_by_subtraction(total, shown)), (by, stage)


def test_a_province_alone_is_told_as_in_the_table_and_hidden_as_there(coordinator: Browser) -> None:
    rows = of_answer(ask(coordinator))["province"]
    for province in PROVINCES:
        alone = ask(coordinator, f"?province={province}")
        assert alone["counts"] == rows.get(province, dict.fromkeys(STAGES, 0))
        assert alone["breakdowns"] == []
        assert alone["province_hidden"] == (alone["counts"]["registered"] is None)
        assert alone["days_to_work"] is None
        assert not [town for town in alone["towns"] if is_small(town["n_people"])]
        assert alone["elsewhere"] is None or not is_small(alone["elsewhere"])
        assert not alone["province_hidden"] or (alone["towns"], alone["elsewhere"]) == ([], None)


def test_towns_and_kinds_of_work_are_those_of_the_page(coordinator: Browser) -> None:
    told, text = ask(coordinator), coordinator.get("/indicators").text
    towns = re.search(r'<section aria-labelledby="towns-title">.*?</section>', text, re.DOTALL)
    assert towns is not None
    shown = dict(re.findall(r'<th scope="row">([^<]+)</th><td class="number">([^<]+)</td>', towns[0]))
    left = shown.pop("Elsewhere, or in towns with fewer than 5")
    assert shown == {town["name"]: str(town["n_people"]) for town in told["towns"]}
    assert number(left) == told["elsewhere"]
    demand = text.partition('id="demand-title"')[2]
    people = re.findall(r'data-label="People who ask for it">([^<]+)<', demand)
    assert [number(cell) for cell in people] == [row["n_people"] for row in told["demand"]]


def test_the_same_permission_and_the_same_filters(office: Stage, coordinator: Browser) -> None:
    assert signed_in(office, "auditor").get("/api/v1/indicators").status_code == 200
    for role in ("expert", "caseworker", "employer"):
        assert signed_in(office, role).get("/api/v1/indicators").status_code == 403
    for wrong in ("?period=1999", "?period=x", "?province=mars", "?sex=f", "?age=to_24"):
        assert coordinator.get(f"/api/v1/indicators{wrong}").status_code == 422, "there is no table by two"
    nobody = ask(coordinator, "?period=2001")
    assert nobody["counts"] == dict.fromkeys(STAGES, 0)
