"""One story from files to a learned scorer, through the command line, as its user would do it."""

import json
import math
import re
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli import main

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "fixtures" / "demo"
SAMPLES = ROOT / "tests" / "data" / "samples"
DAY = "2026-11-22"


def discounted(grades):
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def ndcg_at_10(ranked, grades):
    ideal = discounted(sorted(grades.values(), reverse=True)[:10])
    return discounted([grades.get(reference, 0) for reference in ranked[:10]]) / ideal if ideal else 1.0


@pytest.fixture(scope="module")
def kladka(databases, tmp_path_factory):
    """Run a command on an installation of its own, on each kind of database; answers standard output."""
    folder, urls = tmp_path_factory.mktemp("story"), {}

    def run(*arguments, stdin=None, data=folder / "demo", exit_code=0):
        if data not in urls:
            data.mkdir()
            urls[data] = worlds.enter_context(databases.empty(data))
        environment = {"KLADKA_DATA_DIR": str(data), "KLADKA_DATABASE_URL": urls[data]}
        done = CliRunner().invoke(main, [str(a) for a in arguments], input=stdin, env=environment)
        assert done.exit_code == exit_code, f"{arguments}: {done.output}\n{done.exception!r}"
        return done.stdout

    run.folder = folder
    with ExitStack() as worlds:
        yield run


@pytest.fixture(scope="module")
def imported(kladka):
    """The sample people, vacancies and outcomes in a database."""
    kladka("db", "upgrade")
    for kind in ("candidates", "vacancies"):
        kladka("import", kind, DEMO / f"{kind}.csv", "--as-of", DAY)
    kladka("import", "outcomes", DEMO / "outcomes.csv")
    return kladka


@pytest.fixture(scope="module")
def rankings(imported):
    """Every vacancy's ranking record."""
    lines = imported("rank", "--all", "--as-of", DAY, "--limit", 100, "--format", "jsonl").splitlines()
    return {record["vacancy"]: record for record in map(json.loads, lines)}


@pytest.fixture(scope="module")
def judged():
    """The experts' judgments."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((SAMPLES / "judgments").glob("*.json"))}


def test_the_order_agrees_with_the_experts(rankings, judged):
    scores = [
        ndcg_at_10([line["candidate"] for line in rankings[vacancy]["ranked"]], judgment["grades"]) for vacancy, judgment in judged.items()
    ]
    assert sum(scores) / len(scores) >= 0.98


def test_every_judged_exclusion_is_made_for_every_judged_reason(rankings, judged):
    for vacancy, judgment in judged.items():
        excluded = {out["candidate"]: set(out["reasons"]) for out in rankings[vacancy]["excluded"]}
        assert excluded == {candidate: set(reasons) for candidate, reasons in judgment["excluded"].items()}


@pytest.mark.parametrize(("folder", "least"), [(SAMPLES / "near_trades", 0.9), (ROOT / "tests" / "data" / "near_trades_own", 0.9)])
def test_near_trades_are_told_apart_by_what_people_do(kladka, folder, least):
    data = kladka.folder / folder.name
    for kind in ("candidates", "vacancies"):
        kladka("import", kind, folder / f"{kind}.csv", "--as-of", DAY, data=data)
    lines = kladka("rank", "--all", "--as-of", DAY, "--limit", 100, "--format", "jsonl", data=data).splitlines()
    scores = []
    for record in map(json.loads, lines):
        judgment = json.loads((folder / "judgments" / f"{record['vacancy']}.json").read_text(encoding="utf-8"))
        scores.append(ndcg_at_10([line["candidate"] for line in record["ranked"]], judgment["grades"]))
    assert sum(scores) / len(scores) >= least


def test_importing_the_same_file_again_changes_nothing(imported):
    told = imported("import", "candidates", DEMO / "candidates.csv", "--as-of", DAY, "--language", "en")
    assert "0 new, 0 changed, 96 unchanged" in told
    before = imported("rank", "--vacancy", "VAC-001", "--as-of", DAY, "--format", "json")
    imported("import", "vacancies", DEMO / "vacancies.csv", "--as-of", DAY)
    assert imported("rank", "--vacancy", "VAC-001", "--as-of", DAY, "--format", "json") == before


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_one_pair_is_explained_in_every_language(imported, language):
    told = imported("explain", "--vacancy", "VAC-001", "--candidate", "GOM-0010", "--as-of", DAY, "--language", language)
    assert {"ru": "пыли", "be": "пыле", "en": "dust"}[language] in told


def test_an_explanation_adds_up(imported):
    record = json.loads(imported("explain", "--vacancy", "VAC-001", "--candidate", "GOM-0001", "--as-of", DAY, "--format", "json"))
    assert record["prior"] + sum(c["contribution"] for c in record["contributions"]) == pytest.approx(record["score"], abs=1e-9)


def test_both_directions_give_a_pair_the_same_score(imported):
    people = json.loads(imported("rank", "--vacancy", "VAC-001", "--as-of", DAY, "--format", "json"))
    posts = json.loads(imported("rank", "--candidate", "GOM-0001", "--as-of", DAY, "--format", "json"))
    score = {line["candidate"]: line["score"] for line in people["ranked"]}["GOM-0001"]
    assert {line["vacancy"]: line["score"] for line in posts["ranked"]}["VAC-001"] == score


def test_a_trained_scorer_waits_for_a_person(imported):
    told = imported("train", "--outcomes", DEMO / "outcomes.csv")
    assert "пока не действуют" in told
    imported("scorer", "activate", "2")
    assert json.loads(imported("scorer", "show", "2"))["active"] is True
    assert json.loads(imported("scorer", "show", "1"))["active"] is False
    imported("scorer", "activate", "1")


@pytest.mark.parametrize(("command", "noun"), [("rules", "правила"), ("scorer", "веса")])
def test_a_version_is_taken_as_a_file_changed_kept_and_let_decide(imported, tmp_path, command, noun):
    before = json.loads(imported(command, "show", "1"))
    content = json.loads(imported(command, "show", "1", "--file"))
    assert content == before[command]
    (content["travel"] if command == "rules" else content)[{"rules": "least_km", "scorer": "prior"}[command]] = 1.5
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(content), encoding="utf-8-sig")
    told = imported(command, "keep", path, "--note", "как решил совет", "--by", "Анна Верас")
    number = re.search(rf"{noun} № (\d+).*kladka {command} activate \1$", told.strip())[1]
    kept = json.loads(imported(command, "show", number))
    assert (kept["active"], kept["note"], kept[command]) == (False, "как решил совет", content)
    assert f"решают {noun} № {number}" in imported(command, "activate", number, "--reason", "проверено", "--by", "Анна Верас")
    assert json.loads(imported(command, "show", number))["active"] is True
    imported(command, "activate", "1")
    assert "как решил совет" in imported(command, "list")


def test_texts_are_resolved_line_by_line(imported):
    lines = imported("resolve", "--kind", "occupation", "--format", "jsonl", stdin="зваршчык 4 разр.\n\ncdfhobr\nасдфгх\n").splitlines()
    records = [json.loads(line) for line in lines]
    assert [r["decision"] for r in records] == ["accepted", "unresolved", "accepted", "unresolved"]
    assert records[0]["grade"] == 4
    assert records[0]["isco"] == records[2]["isco"] == "7212"
    said = "text decision concept uri isco label_en label_ru label_be probability alternatives grade licences"
    assert set(records[0]) == set(said.split())


def test_an_unknown_number_is_told_in_words(imported):
    imported("rank", "--vacancy", "VAC-999", exit_code=1)
