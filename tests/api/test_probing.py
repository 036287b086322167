"""What an employer cannot find out by changing conditions, and how two people open one case in an emergency."""

import json
import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models import AuditEvent, Candidate, EmergencyAccess
from models.base import utc_now
from services.actors import COMMAND_LINE_ACTOR
from tests.api.conftest import WELDER, WELDING, Template
from tests.api.programme import Programme, many, standing
from tests.api.reading import answer_of, problem_of

BROWSE = "/employer/vacancies/VAC-0001/candidates"
CONDITIONS: dict[str, list[Any]] = {
    "duties": [[], ["heights"], ["drives_vehicle", "weapons"], ["night_work", "works_with_children"]],
    "shifts": [["night"], ["day"], ["rotating"]],
    "schedule": ["2/2 20:00-08:00", "Mon-Fri 08:00-17:00"],
    "hours": [[{"from": "22:00", "until": "06:00"}], [{"from": "08:00", "until": "17:00"}]],
    "pay_from_byn": [900, 2500],
    "place": [{"province": "gomel", "town": "Речица"}, {"province": "gomel", "town": "Гомель"}],
    "licences": [["D"], ["B", "C"], []],
    "minimum_grade": [1, 6, None],
    "minimum_years": [20, None],
    "essential_skills": ["пошив спецодежды", "ручная дуговая сварка"],
    "title": ["Швея", "Сварщик"],
    "starts_on": ["2027-01-10", "2026-12-01"],
    "documents": [["medical_certificate"], []],
    "places": [1, 9],
    "housing_provided": [True, False],
}
REASON = "Второй день не выходит на связь, есть угроза жизни"


@pytest.fixture(scope="module")
def opened(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    people = [*many(3), WELDER | {"consent": "withheld"}, *many(1, bans=[{"duty": "heights", "until": None}])]
    with standing(template, tmp_path_factory.mktemp("probing"), people) as opened:
        yield opened


@pytest.fixture
def programme(opened: Any, tmp_path: Path) -> Iterator[Programme]:
    with opened(tmp_path) as programme:
        yield programme


def test_an_employer_who_edits_conditions_two_hundred_times_sees_the_same_list(programme: Programme) -> None:
    draw, before = random.Random(5), answer_of(programme.get("employer", BROWSE))
    vacancy = answer_of(programme.get("employer", "/vacancies/VAC-0001"))
    for turn in range(200):
        named = draw.sample(sorted(CONDITIONS), draw.randint(1, 3))
        change = {name: draw.choice(CONDITIONS[name]) for name in named}
        answer_of(programme["employer"].patch("/api/v1/vacancies/VAC-0001", json=change))
        if turn % 20 == 0:
            assert answer_of(programme.get("employer", BROWSE)) == before
    assert answer_of(programme.get("employer", BROWSE)) == before
    assert answer_of(programme.get("employer", "/vacancies/VAC-0001")) == vacancy
    proposed = answer_of(programme.get("employer", "/vacancy-changes?state=proposed"))["changes"]
    assert len(proposed) == 1
    assert proposed[0]["changes"].keys() == CONDITIONS.keys()


def test_words_that_rank_nobody_change_at_once_and_conditions_when_an_expert_accepts(programme: Programme) -> None:
    change = {"description": "Тёплый цех", "minimum_grade": 5, "hours": [{"from": "07:00", "until": "15:00"}], "starts_on": "2026-12-14"}
    change["place"] = {"province": "gomel", "town": "Речица"}
    said = answer_of(programme["employer"].patch("/api/v1/vacancies/VAC-0001", json=change))
    assert (said["description"], said["minimum_grade"], said["place"]["town"]) == ("Тёплый цех", 4, "Гомель")
    for name in ("employer", "rival", "most", "auditor"):
        problem_of(programme.post(name, "/vacancy-changes/1/adopt"), 403, "forbidden")
    assert answer_of(programme.get("rival", "/vacancy-changes"))["changes"] == []
    assert answer_of(programme.post("expert", "/vacancy-changes/1/adopt"))["state"] == "accepted"
    said = answer_of(programme.get("employer", "/vacancies/VAC-0001"))
    assert (said["minimum_grade"], said["place"]["town"], said["starts_on"]) == (5, "Речица", "2026-12-14")
    assert said["hours"] == [{"from": "07:00", "until": "15:00"}]
    problem_of(programme.post("expert", "/vacancy-changes/1/adopt"), 409, "state_conflict.change_decided")


def test_a_rejected_change_leaves_the_vacancy_as_it_is(programme: Programme) -> None:
    answer_of(programme["employer"].patch("/api/v1/vacancies/VAC-0001", json={"minimum_grade": 1}))
    assert answer_of(programme.post("coordinator", "/vacancy-changes/1/decline"))["state"] == "rejected"
    assert answer_of(programme.get("employer", "/vacancies/VAC-0001"))["minimum_grade"] == 4
    problem_of(programme.post("expert", "/vacancy-changes/77/decline"), 404, "not_found.vacancy_change")
    response = programme["employer"].patch("/api/v1/vacancies/VAC-0001", json={"pay_to_byn": 1})
    problem_of(response, 422, "invalid_value.pay_in_order")


def test_what_an_employer_posts_shows_nobody_until_an_expert_confirms_it(programme: Programme) -> None:
    posted = answer_of(programme["employer"].post("/api/v1/vacancies", json=WELDING | {"minimum_grade": 3}), 201)["reference"]
    address = f"/employer/vacancies/{posted}/candidates"
    problem_of(programme.get("employer", address), 409, "state_conflict.vacancy_not_confirmed")
    assert answer_of(programme["employer"].patch(f"/api/v1/vacancies/{posted}", json={"minimum_grade": 4}))["minimum_grade"] == 4
    assert posted in {each["reference"] for each in answer_of(programme.get("expert", "/vacancies"))["vacancies"]}
    for name in ("employer", "most", "auditor"):
        problem_of(programme.post(name, f"/vacancies/{posted}/confirm"), 403, "forbidden")
    answer_of(programme.post("expert", f"/vacancies/{posted}/confirm"))
    assert len(answer_of(programme.get("employer", address))["candidates"]) == 4
    assert answer_of(programme["employer"].patch(f"/api/v1/vacancies/{posted}", json={"minimum_grade": 1}))["minimum_grade"] == 4
    problem_of(programme.post("expert", "/vacancies/VAC-9999/confirm"), 404, "not_found.vacancy")
    answer_of(programme["employer"].post(f"/api/v1/vacancies/{posted}/close", json={"reason": "filled"}))
    problem_of(programme.get("employer", address), 409, "state_conflict.vacancy_not_open")


def hidden_case(programme: Programme) -> str:
    """The person of the foundation who agreed to nothing."""
    with programme.installation.reading(COMMAND_LINE_ACTOR, "look") as unit:
        return str(unit.session.query(Candidate.case_reference).filter_by(consent="withheld").scalar())


def test_two_people_open_one_case_to_one_actor_for_a_day(programme: Programme) -> None:
    case = hidden_case(programme)
    assert not programme.may_read("expert", case)
    asked = answer_of(programme.post("expert", "/emergency-accesses", candidate=case, reason=REASON), 201)
    assert (asked["state"], asked["case_exists"]) == ("requested", None)
    assert not programme.may_read("expert", case)
    (waiting,) = answer_of(programme.get("auditor", "/emergency-accesses?state=requested"))["requests"]
    assert waiting["case_exists"] is True
    answer_of(programme.post("auditor", f"/emergency-accesses/{asked['id']}/grant"))
    seen = answer_of(programme.get("expert", f"/candidates/{case}"))
    assert seen["identity"]["surname"] == "Кравцелин"
    assert seen["restricted"] is None
    assert case not in json.dumps(answer_of(programme.get("expert", "/candidates")))
    problem_of(programme["expert"].patch(f"/api/v1/candidates/{case}", json={"minimum_pay_byn": 1}), 403, "forbidden")
    problem_of(programme.get("expert", f"/candidates/{case}/vacancies"), 404, "not_found.candidate")
    assert not programme.may_read("niva", case)
    with programme.installation.writing(COMMAND_LINE_ACTOR, "a day later") as unit:
        access = unit.session.get_one(EmergencyAccess, asked["id"])
        assert timedelta(hours=23) < access.expires_at - utc_now() <= timedelta(hours=24)
        access.expires_at = utc_now() - timedelta(seconds=1)
        unit.audit("emergency_access:read")
    assert not programme.may_read("expert", case)


def test_nobody_opens_a_case_to_themselves_or_without_a_reason_or_learns_by_asking(programme: Programme) -> None:
    case = hidden_case(programme)
    problem_of(programme.post("expert", "/emergency-accesses", candidate=case, reason="надо"), 422, "invalid_value.emergency_reason")
    own = answer_of(programme.post("coordinator", "/emergency-accesses", candidate=case, reason=REASON), 201)
    problem_of(programme.post("coordinator", f"/emergency-accesses/{own['id']}/grant"), 403, "forbidden.own_request")
    nobody = answer_of(programme.post("coordinator", "/emergency-accesses", candidate="GOM-0999", reason=REASON), 201)
    told = {"id", "reference", "requested_at"}
    assert {k: v for k, v in own.items() if k not in told} == {k: v for k, v in nobody.items() if k not in told}
    problem_of(programme.post("auditor", f"/emergency-accesses/{nobody['id']}/grant"), 404, "not_found.candidate")
    answer_of(programme.post("second", f"/emergency-accesses/{own['id']}/refuse"))
    problem_of(programme.post("auditor", f"/emergency-accesses/{own['id']}/grant"), 409, "state_conflict.emergency_decided")
    for name in ("employer", "auditor"):
        problem_of(programme.post(name, "/emergency-accesses", candidate=case, reason=REASON), 403, "forbidden")
    for name in ("expert", "most", "employer"):
        problem_of(programme.get(name, "/emergency-accesses"), 403, "forbidden")
        problem_of(programme.post(name, f"/emergency-accesses/{own['id']}/grant"), 403, "forbidden")


def test_an_emergency_is_told_on_both_ends(programme: Programme) -> None:
    case = hidden_case(programme)
    number = answer_of(programme.post("expert", "/emergency-accesses", candidate=case, reason=REASON), 201)["id"]
    answer_of(programme.post("auditor", f"/emergency-accesses/{number}/grant"))
    with programme.installation.reading(COMMAND_LINE_ACTOR, "look") as unit:
        told = [(e.action, e.actor_id, e.reference) for e in unit.session.query(AuditEvent).order_by(AuditEvent.sequence)][-3:]
    assert told == [
        ("emergency_access:request", "a-expert", case),
        ("candidate:open", "a-auditor", case),
        ("emergency_access:grant", "a-auditor", case),
    ]
