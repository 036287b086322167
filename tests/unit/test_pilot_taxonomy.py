"""The pilot taxonomy's files keep their word: labels in three languages, honest ESCO links, references that resolve.

The last tests compare with ESCO v1.1.1 itself, which lies beside the checkout and never in it; without it they are skipped loudly.
"""

import csv
import io
import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from matcher.types import ConceptKind
from services.pilot_taxonomy import read_pilot_taxonomy, split_cell

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "fixtures" / "taxonomy"
ESCO = Path(__file__).resolve().parents[3] / "shared" / "eval" / "esco"
LANGUAGES = ("ru", "be", "en")
MATCHES = {"exact", "close", "broad"}
KINDS = {"skills.csv": ConceptKind.SKILL, "occupations.csv": ConceptKind.OCCUPATION}
ESCO_TABLES = {ConceptKind.SKILL: "skills_en.csv", ConceptKind.OCCUPATION: "occupations_en.csv"}
REFERENCES = {"broader": None, "essential": ConceptKind.SKILL, "optional": ConceptKind.SKILL}
WORD = re.compile(r"[^\W\d_]+")

Line = tuple[str, ConceptKind, dict[str, str]]


def _lines() -> list[Line]:
    lines: list[Line] = []
    for path in sorted(FOLDER.glob("*/*.csv")):
        with path.open(encoding="utf-8", newline="") as text:
            rows = list(csv.DictReader(text))
        lines += [(f"{path.parent.name}/{row['key']}", KINDS[path.name], row) for row in rows]
    return lines


LINES = _lines()
OCCUPATIONS = [(where, row) for where, kind, row in LINES if kind is ConceptKind.OCCUPATION]


def _labels(row: dict[str, str], language: str) -> list[str]:
    return [row[language], *split_cell(row[f"{language}_alt"])]


def _is_cyrillic(letter: str) -> bool:
    return "\u0400" <= letter <= "\u04ff"


def test_the_reader_takes_every_line_and_the_taxonomy_is_large_enough() -> None:
    rows = read_pilot_taxonomy(FOLDER)
    kinds = Counter(concept.kind for concept in rows.concepts)
    assert len(rows.concepts) == len(LINES)
    assert kinds[ConceptKind.OCCUPATION] >= 150
    assert kinds[ConceptKind.SKILL] >= 600
    assert len(rows.taxonomy().keys) == len(LINES)


def test_every_concept_has_its_own_key_and_a_preferred_label_in_three_languages() -> None:
    keys = Counter(row["key"] for _, _, row in LINES)
    assert [key for key, times in keys.items() if times > 1] == []
    assert [where for where, _, row in LINES for language in LANGUAGES if not row[language].strip()] == []


def test_every_concept_says_how_near_its_esco_link_is_and_only_one_is_exact() -> None:
    assert [where for where, _, row in LINES if row["esco_match"] not in MATCHES] == []
    exact = Counter(row["esco_uri"] for _, _, row in LINES if row["esco_match"] == "exact")
    assert [uri for uri, times in exact.items() if times > 1] == []


def test_the_match_stands_directly_after_the_uri() -> None:
    for path in FOLDER.glob("*/*.csv"):
        with path.open(encoding="utf-8", newline="") as text:
            columns = next(csv.reader(text))
        assert columns.index("esco_match") == columns.index("esco_uri") + 1, path


@pytest.mark.parametrize("column", REFERENCES)
def test_every_reference_names_a_concept_of_the_right_kind(column: str) -> None:
    kind_of = {row["key"]: kind for _, kind, row in LINES}
    lost = [
        f"{where}: {key}"
        for where, kind, row in LINES
        for key in split_cell(row.get(column) or "")
        if kind_of.get(key) is not (REFERENCES[column] or kind)
    ]
    assert lost == []


def test_no_concept_is_broader_than_itself_by_any_way() -> None:
    above = {row["key"]: set(split_cell(row["broader"])) for _, _, row in LINES}
    reached = {key: set(keys) for key, keys in above.items()}
    for _ in range(len(above)):
        grown = {key: keys.union(*(above[other] for other in keys)) for key, keys in reached.items()}
        if grown == reached:
            break
        reached = grown
    assert [key for key, keys in reached.items() if key in keys] == []


def test_essential_skills_are_a_trade_s_own_few_and_never_optional_as_well() -> None:
    for where, row in OCCUPATIONS:
        essential, optional = split_cell(row["essential"]), split_cell(row["optional"])
        assert essential, where
        assert len(essential) == len(set(essential)), where
        assert set(essential).isdisjoint(optional), where


@pytest.mark.parametrize(("language", "foreign"), [("ru", "іўІЎ"), ("be", "ищъИЩЪ")])
def test_labels_use_the_letters_of_their_language(language: str, foreign: str) -> None:
    wrong = [
        f"{where}: {label}" for where, _, row in LINES for label in _labels(row, language) if any(letter in foreign for letter in label)
    ]
    assert wrong == []


def test_no_word_mixes_latin_and_cyrillic_letters_that_look_alike() -> None:
    mixed = [
        f"{where}: {word}"
        for where, _, row in LINES
        for language in LANGUAGES
        for label in _labels(row, language)
        for word in WORD.findall(label)
        if len({_is_cyrillic(letter) for letter in word}) > 1
    ]
    assert mixed == []


def test_no_concept_repeats_a_label_within_a_language() -> None:
    twice = [
        f"{where}: {label}"
        for where, _, row in LINES
        for language in LANGUAGES
        for label, times in Counter(label.casefold() for label in _labels(row, language)).items()
        if times > 1
    ]
    assert twice == []


def test_every_occupation_has_an_isco_unit_group_of_four_digits() -> None:
    assert [where for where, row in OCCUPATIONS if not re.fullmatch(r"[0-9]{4}", row["isco"])] == []


@pytest.fixture(scope="module")
def esco() -> dict[ConceptKind, dict[str, dict[str, str]]]:
    """ESCO's own occupations and skills by URI, from the archives or the unpacked files beside the checkout."""
    found: dict[str, str] = {}
    archives = sorted(ESCO.glob("*.zip")) if ESCO.is_dir() else []
    for archive in archives:
        with zipfile.ZipFile(archive) as opened:
            for name in opened.namelist():
                if Path(name).name in ESCO_TABLES.values():
                    found[Path(name).name] = opened.read(name).decode("utf-8-sig")
    for name in ESCO_TABLES.values():
        if (ESCO / name).is_file():
            found[name] = (ESCO / name).read_text(encoding="utf-8-sig")
    if missing := sorted(set(ESCO_TABLES.values()) - set(found)):
        pytest.skip(f"NOT CHECKED against ESCO: {', '.join(missing)} not found in {ESCO}; put ESCO v1.1.1 there to check the links")
    return {
        kind: {row["conceptUri"]: row for row in csv.DictReader(io.StringIO(found[name], newline=""))} for kind, name in ESCO_TABLES.items()
    }


def test_every_uri_exists_in_its_pillar_of_esco(esco: dict[ConceptKind, dict[str, dict[str, str]]]) -> None:
    assert [f"{where}: {row['esco_uri']}" for where, kind, row in LINES if row["esco_uri"] not in esco[kind]] == []


def test_every_isco_group_is_the_one_esco_gives_its_occupation(esco: dict[ConceptKind, dict[str, dict[str, str]]]) -> None:
    occupations = esco[ConceptKind.OCCUPATION]
    assert [where for where, row in OCCUPATIONS if row["isco"] != occupations.get(row["esco_uri"], {}).get("iscoGroup")] == []
