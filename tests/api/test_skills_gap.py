"""What to learn is told of people within reach, and of a province without telling of one person alone."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest

from matcher.gaps import SHOWN
from matcher.held import LEVELS
from matcher.holdings import held_skills, near_concepts
from matcher.index import quantised
from services.actors import COMMAND_LINE_ACTOR
from tests.api.conftest import SEAMSTRESS, WELDER, WELDING, Template
from tests.api.programme import NIVA, Programme, standing
from tests.api.reading import answer_of, problem_of

DRIVING = WELDING | {
    "employer": "ОАО «Нитка»", "unp": None, "title": "Водитель автомобиля категории D", "essential_skills": None, "desirable_skills": None,
    "minimum_grade": None, "licences": ["D"], "duties": [],
}  # fmt: skip


@pytest.fixture(scope="module")
def programme(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programme]:
    """Six welders, four of whom only their own organisation may see, a seamstress of the same organisation, and three vacancies."""
    people = [WELDER | {"surname": f"Кравцелин{n}", "consent": "granted" if n < 2 else "withheld"} for n in range(6)]
    sewing_too = WELDING | {"title": "Сварщик и швея", "essential_skills": "ручная дуговая сварка; оверлок", "places": 3}
    folders = [tmp_path_factory.mktemp(name) for name in ("gap", "gap_of_tests")]
    with (
        standing(template, folders[0], [*people, SEAMSTRESS | {"consent": "withheld"}]) as opened,
        opened(folders[1]) as programme,
    ):
        for vacancy in (DRIVING, sewing_too):
            answer_of(programme["expert"].post("/api/v1/vacancies", json=vacancy), 201)
        yield programme


def lines_of(programme: Programme, name: str) -> dict[str, Any]:
    found = answer_of(programme.get(name, "/provinces/gomel/skills"))
    assert [row["label"] for row in found["chart"]] == [line["label"] for line in found["lines"]][:20]
    return {line["concept"]: line for line in found["lines"]}


def test_a_licence_is_told_with_the_vacancies_it_opens(programme: Programme) -> None:
    found = answer_of(programme.get("most", "/candidates/GOM-0001/openers?language=en"))
    told = {one["gains"][0]["name"]: [vacancy["reference"] for vacancy in one["vacancies"]] for one in found["one"]}
    assert told["licence D"] == ["VAC-0002"]
    assert any("VAC-0003" in vacancies for name, vacancies in told.items() if name != "licence D"), told
    both = found["two"][0]
    assert (both["n_opened"], {vacancy["reference"] for vacancy in both["vacancies"]}) == (2, {"VAC-0002", "VAC-0003"})
    assert found["n_vacancies"] == 3


def test_openers_are_of_people_within_reach(programme: Programme) -> None:
    assert answer_of(programme.get("expert", "/candidates/GOM-0001/openers"))["candidate"] == "GOM-0001"
    for name in ("expert", "coordinator"):
        problem_of(programme.get(name, "/candidates/GOM-0003/openers"), 404, "not_found.candidate")
    problem_of(programme.get("auditor", "/candidates/GOM-0001/openers"), 403, "forbidden")


def test_a_province_counts_what_each_profile_shows(programme: Programme) -> None:
    lines = lines_of(programme, "system")
    with programme.installation.reading(COMMAND_LINE_ACTOR, "look") as unit:
        taxonomy = programme.installation.knowledge(unit.session).taxonomy
        profiles = programme.installation.everybody(unit.session).profiles
    assert len(lines) > 2
    for concept, line in lines.items():
        near = {taxonomy.keys[row]: similarity for row, similarity in near_concepts([concept], taxonomy).items()}
        levels = [{key: quantised(one.level) for key, one in held_skills(profile, taxonomy).items()} for profile in profiles]
        have = sum(held.get(concept, 0) / LEVELS >= SHOWN for held in levels)
        by_near = sum(any(round(near.get(key, 0.0) * level) / LEVELS >= SHOWN for key, level in held.items()) for held in levels)
        assert (line["n_have"], line["n_near"]) == (have, by_near), concept
        assert line["short"] == max(0, line["places"] - by_near)
    overlock = next(line for line in lines.values() if line["label"].startswith("оверлок") or "оверлок" in line["label"])
    assert (overlock["places"], overlock["n_vacancies"], overlock["n_near"]) == (3, 1, 1)


def test_a_number_that_stands_for_few_people_is_told_to_nobody_who_may_not_see_each(programme: Programme) -> None:
    exact = lines_of(programme, "system")
    few = {concept for concept, line in exact.items() if 0 < line["n_near"] < 5}
    many = {concept for concept, line in exact.items() if line["n_near"] >= 5}
    assert few
    assert many
    assert lines_of(programme, "most") == exact  # all seven are people of their own organisation
    for name in ("auditor", "expert"):
        told = lines_of(programme, name)
        assert {told[concept]["n_near"] for concept in few} == {None}
        assert {told[concept]["short"] for concept in few} == {None}
        assert all(told[concept]["n_near"] == exact[concept]["n_near"] for concept in many)


def test_the_table_of_a_province_comes_as_csv(programme: Programme) -> None:
    response = programme.get("auditor", "/provinces/gomel/skills?format=csv&language=en")
    assert (response.status_code, response.mimetype) == (200, "text/csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    told = answer_of(programme.get("auditor", "/provinces/gomel/skills?language=en"))["lines"]
    assert [row["concept"] for row in rows] == [line["concept"] for line in told]
    assert [row["n_near"] for row in rows] == ["<5" if line["n_near"] is None else str(line["n_near"]) for line in told]


def test_a_province_that_does_not_exist_is_refused(programme: Programme) -> None:
    problem_of(programme.get("most", "/provinces/atlantis/skills"), 422, "invalid_value.province")
    assert answer_of(programme.get("most", "/provinces/brest/skills"))["lines"] == []
    problem_of(programme.get("employer", "/provinces/gomel/skills"), 403, "forbidden")


def test_who_agreed_to_be_seen_by_an_organisation_counts_as_seen_by_it(programme: Programme) -> None:
    for number in range(3, 8):
        programme.consent(f"GOM-000{number}", organisation=programme.organisations[NIVA])
    assert lines_of(programme, "niva") == lines_of(programme, "system")
