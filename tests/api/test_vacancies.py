"""Vacancies through the API: posted, shown, changed, closed."""

import pytest
from flask.testing import FlaskClient

from services.actors import Actor, Role
from tests.api.conftest import SEWING, WELDING
from tests.api.reading import act_as, answer_of, problem_of

VACANCIES = "/api/v1/vacancies"


def test_a_posted_vacancy_is_understood_and_gets_a_number(client: FlaskClient) -> None:
    response = client.post(VACANCIES, json=WELDING)
    vacancy = answer_of(response, 201)
    assert vacancy["reference"] == "VAC-0001"
    assert response.headers["Location"] == f"{VACANCIES}/VAC-0001"
    assert vacancy["occupations"][0]["concept"] == "welder"
    assert vacancy["requirements"][0]["concepts"][0]["concept"] == "weld_mma"
    assert [requirement["essential"] for requirement in vacancy["requirements"]] == [True, True, True, False]
    assert (vacancy["shifts"], vacancy["hours"]) == (["day"], [{"from": "08:00", "until": "17:00"}])
    assert answer_of(client.get(f"{VACANCIES}/VAC-0001")) == vacancy


def test_a_requirement_nobody_understands_is_a_question_not_a_guess(client: FlaskClient) -> None:
    vacancy = answer_of(client.post(VACANCIES, json=WELDING | {"essential_skills": "умение варить"}), 201)
    requirement = vacancy["requirements"][0]
    if requirement["decision"] != "accepted":
        assert requirement["concepts"] == []
    unknown = answer_of(client.post(VACANCIES, json=WELDING | {"essential_skills": "зюзюка"}), 201)["requirements"][0]
    assert (unknown["text"], unknown["concepts"]) == ("зюзюка", [])
    assert unknown["decision"] in ("suggested", "unresolved")


def test_given_shifts_and_hours_count_before_the_words_of_the_schedule(client: FlaskClient) -> None:
    body = WELDING | {"shifts": ["night"], "hours": [{"from": "20:00", "until": "06:00"}]}
    vacancy = answer_of(client.post(VACANCIES, json=body), 201)
    assert (vacancy["shifts"], vacancy["hours"]) == (["night"], [{"from": "20:00", "until": "06:00"}])


def test_the_last_day_of_one_employer_two_spellings(client: FlaskClient) -> None:
    answer_of(client.post(VACANCIES, json=WELDING), 201)
    again = answer_of(client.post(VACANCIES, json=WELDING | {"employer": "Кропивстальмонтаж ООО"}), 201)
    assert again["employer"]["name"] == "ООО «Кропивстальмонтаж»"  # the taxpayer's number decides


def test_a_change_touches_only_what_it_names(client: FlaskClient) -> None:
    before = answer_of(client.post(VACANCIES, json=WELDING), 201)
    after = answer_of(client.patch(f"{VACANCIES}/VAC-0001", json={"pay_to_byn": 3000, "mentor_on_site": True}))
    assert {name for name in before if before[name] != after[name]} == {"pay_to_byn", "mentor_on_site", "version", "updated_at"}


def test_a_new_schedule_is_read_again(client: FlaskClient) -> None:
    answer_of(client.post(VACANCIES, json=WELDING), 201)
    after = answer_of(client.patch(f"{VACANCIES}/VAC-0001", json={"schedule": "2/2 20:00-06:00"}))
    assert (after["shifts"], after["hours"]) == (["night"], [{"from": "20:00", "until": "06:00"}])
    unread = answer_of(client.patch(f"{VACANCIES}/VAC-0001", json={"schedule": "по договорённости"}))
    assert (unread["shifts"], unread["hours"]) == ([], [])


def test_new_requirements_leave_the_title_and_the_other_list_as_they_were(client: FlaskClient) -> None:
    answer_of(client.post(VACANCIES, json=WELDING), 201)
    after = answer_of(client.patch(f"{VACANCIES}/VAC-0001", json={"essential_skills": "пошив спецодежды"}))
    assert [(r["text"], r["essential"]) for r in after["requirements"]] == [("пошив спецодежды", True), ("полуавтомат", False)]
    assert after["occupations"][0]["concept"] == "welder"


def test_hourly_pay_takes_the_place_of_monthly_pay(client: FlaskClient) -> None:
    answer_of(client.post(VACANCIES, json=WELDING), 201)
    after = answer_of(client.patch(f"{VACANCIES}/VAC-0001", json={"pay_hourly_byn": 12.5}))
    assert (after["pay_period"], after["pay_from_byn"], after["pay_to_byn"]) == ("hour", 12.5, 12.5)
    back = answer_of(client.patch(f"{VACANCIES}/VAC-0001", json={"pay_from_byn": 1500}))
    assert (back["pay_period"], back["pay_from_byn"], back["pay_to_byn"]) == ("month", 1500, None)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"pay_from_byn": 3000, "pay_to_byn": 2000}, "pay_to_byn"),
        ({"pay_from_byn": 3000, "pay_hourly_byn": 20}, "pay_hourly_byn"),
        ({"unp": "12345678"}, "unp"),
        ({"places": 0}, "places"),
        ({"minimum_grade": 9}, "minimum_grade"),
        ({"hours": [{"from": "8", "until": "17:00"}]}, "hours[0].from"),
        ({"employer": "  "}, "employer"),
    ],
)
def test_nonsense_is_refused_at_its_field(client: FlaskClient, wrong: dict[str, object], field: str) -> None:
    body = problem_of(client.post(VACANCIES, json={k: v for k, v in WELDING.items() if k != "pay_to_byn"} | wrong), 422, "invalid_request")
    assert body["errors"][0]["field"] == field


def test_a_change_that_contradicts_what_is_stored_is_refused(client: FlaskClient) -> None:
    answer_of(client.post(VACANCIES, json=WELDING), 201)
    problem_of(client.patch(f"{VACANCIES}/VAC-0001", json={"pay_to_byn": 100}), 422, "invalid_value.pay_in_order")
    assert answer_of(client.get(f"{VACANCIES}/VAC-0001"))["version"] == 1


def test_closing_says_why_and_happens_once(client: FlaskClient) -> None:
    answer_of(client.post(VACANCIES, json=WELDING), 201)
    answer_of(client.post(VACANCIES, json=SEWING), 201)
    assert answer_of(client.post(f"{VACANCIES}/VAC-0001/close", json={"reason": "filled"}))["status"] == "filled"
    assert answer_of(client.post(f"{VACANCIES}/VAC-0002/close", json={"reason": "withdrawn"}))["status"] == "closed"
    problem_of(client.post(f"{VACANCIES}/VAC-0001/close", json={"reason": "other"}), 409, "state_conflict.vacancy_not_open")
    problem_of(client.patch(f"{VACANCIES}/VAC-0001", json={"places": 3}), 409, "state_conflict.vacancy_not_open")


def test_the_list_filters(crowded: FlaskClient) -> None:
    def references(query: str) -> list[str]:
        return [line["reference"] for line in answer_of(crowded.get(f"{VACANCIES}?{query}"))["vacancies"]]

    assert references("q=нитка") == references("q=ШВЕЯ") == ["VAC-0002"]
    assert references("open_on=2026-12-31&province=gomel&status=open&pilot=false") == ["VAC-0001", "VAC-0002"]
    assert references("open_on=2027-01-01") == references("pilot=true") == []


def test_an_employer_may_post_and_read_but_rank_nobody(client: FlaskClient) -> None:
    answer_of(client.post(VACANCIES, json=WELDING), 201)
    answer_of(client.post(VACANCIES, json=SEWING), 201)
    act_as(client, Actor("m", "An employer", Role.EMPLOYER, employer_id=1))
    posted = answer_of(client.post(VACANCIES, json=SEWING | {"employer": "Somebody else"}), 201)
    assert posted["employer"]["name"] == WELDING["employer"]
    assert [line["reference"] for line in answer_of(client.get(VACANCIES))["vacancies"]] == ["VAC-0001", "VAC-0003"]
    problem_of(client.get(f"{VACANCIES}/VAC-0002"), 404, "not_found.vacancy")
    problem_of(client.patch(f"{VACANCIES}/VAC-0002", json={"places": 3}), 404, "not_found.vacancy")
    problem_of(client.get(f"{VACANCIES}/VAC-0001/candidates"), 403, "forbidden")
    problem_of(client.get(f"{VACANCIES}/VAC-0001/candidates/GOM-0001"), 403, "forbidden")
