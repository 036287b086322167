"""Rankings, explanations and match runs through the API."""

import pytest
from flask.testing import FlaskClient

from services.actors import Actor, Role
from tests.api.conftest import AS_OF, SEAMSTRESS, WELDER, WELDING, populate
from tests.api.reading import act_as, answer_of, problem_of

RANKING = f"/api/v1/vacancies/VAC-0001/candidates?as_of={AS_OF}"
LANGUAGES = ("ru", "be", "en")


def test_the_welder_stands_before_the_seamstress_for_the_welding_job(crowded: FlaskClient) -> None:
    ranking = answer_of(crowded.get(RANKING))
    assert [line["reference"] for line in ranking["ranked"]] == ["GOM-0001", "GOM-0002"]
    assert [line["name"] for line in ranking["ranked"]] == ["К. А.", "Ш. А."]
    assert (ranking["as_of"], ranking["subject"], ranking["n_eligible"]) == (AS_OF, "VAC-0001", 2)


def test_the_other_direction_ranks_vacancies(crowded: FlaskClient) -> None:
    ranking = answer_of(crowded.get(f"/api/v1/candidates/GOM-0002/vacancies?as_of={AS_OF}&limit=1"))
    assert [line["reference"] for line in ranking["ranked"]] == ["VAC-0002"]
    assert ranking["n_eligible"] == 2


def test_a_score_is_the_sum_of_what_is_shown(crowded: FlaskClient) -> None:
    for line in answer_of(crowded.get(RANKING))["ranked"]:
        explained = line["explanation"]
        total = explained["prior"] + sum(part["contribution"] for part in explained["contributions"])
        assert total == pytest.approx(line["score"], abs=1e-6)
        assert 0 < line["probability"] < 1


def test_an_explanation_of_a_pair_agrees_with_the_ranking(crowded: FlaskClient) -> None:
    line = answer_of(crowded.get(RANKING))["ranked"][0]
    pair = answer_of(crowded.get(f"/api/v1/vacancies/VAC-0001/candidates/GOM-0001?as_of={AS_OF}"))
    assert pair["eligible"]
    assert pair["explanation"]["score"] == pytest.approx(line["score"])
    assert pair["explanation"]["rules"] == line["explanation"]["rules"]
    assert pair["explanation"]["requirements"][0]["evidence"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_told_in_the_language_asked_for(client: FlaskClient, language: str) -> None:
    populate(client)
    barred = WELDING | {"duties": ["handles_cash"], "schedule": "2/2 20:00-06:00", "closes_on": "2026-12-20"}
    answer_of(client.post("/api/v1/vacancies", json=barred), 201)
    address = f"/api/v1/vacancies/VAC-0003/candidates?as_of={AS_OF}&excluded=true"
    by_query = answer_of(client.get(f"{address}&language={language}"))
    by_header = answer_of(client.get(address, headers={"Accept-Language": f"{language};q=0.9, de"}))
    assert by_query["excluded"] == by_header["excluded"]
    reasons = {r["code"]: r for out in by_query["excluded"] if out["reference"] == "GOM-0002" for r in out["reasons"]}
    assert "ban:handles_cash" in reasons
    for code, reason in reasons.items():
        assert reason["sentence"] not in ("", code.partition(":")[0]), f"no sentence for {code} in {language}"
        assert reason["outcome"] == "fail"


def test_without_a_day_the_ranking_is_of_today(crowded: FlaskClient) -> None:
    ranking = answer_of(crowded.get("/api/v1/vacancies/VAC-0001/candidates"))
    runs = answer_of(crowded.get("/api/v1/match-runs"))
    assert runs["runs"][0]["id"] == ranking["run"]
    assert runs["runs"][0]["as_of"] == ranking["as_of"]


def test_those_who_may_not_read_restrictions_do_not_learn_which_rule_spoke(client: FlaskClient) -> None:
    populate(client)
    answer_of(client.post("/api/v1/vacancies", json=WELDING | {"duties": ["handles_cash"]}), 201)
    act_as(client, Actor("e", "An expert", Role.EXPERT))
    response = client.get(f"/api/v1/vacancies/VAC-0003/candidates?as_of={AS_OF}&excluded=true")
    reasons = {r["code"]: r["sentence"] for out in answer_of(response)["excluded"] for r in out["reasons"]}
    assert "куратор" in reasons["restriction"]
    assert "2028-05-01" not in response.get_data(as_text=True)
    pair = client.get(f"/api/v1/vacancies/VAC-0003/candidates/GOM-0002?as_of={AS_OF}")
    assert not answer_of(pair)["eligible"]
    assert "ban:" not in pair.get_data(as_text=True)
    assert {evidence["evidence"] for evidence in pair.get_json()["explanation"]["requirements"]} == {None}


def test_a_closed_case_is_ranked_no_more_and_a_closed_vacancy_ranks_nobody(client: FlaskClient) -> None:
    populate(client)
    answer_of(client.post("/api/v1/candidates/GOM-0002/close", json={"reason": "withdrew"}))
    assert [line["reference"] for line in answer_of(client.get(RANKING))["ranked"]] == ["GOM-0001"]
    answer_of(client.post("/api/v1/vacancies/VAC-0001/close", json={"reason": "filled"}))
    assert answer_of(client.get(RANKING))["ranked"] == []


def test_a_ranking_of_nobody_known_is_not_found(crowded: FlaskClient) -> None:
    problem_of(crowded.get("/api/v1/vacancies/VAC-9999/candidates"), 404, "not_found.vacancy")
    problem_of(crowded.get("/api/v1/candidates/GOM-9999/vacancies"), 404, "not_found.candidate")
    problem_of(crowded.get("/api/v1/vacancies/VAC-0001/candidates/GOM-9999"), 404, "not_found.candidate")
    problem_of(crowded.get("/api/v1/vacancies/VAC-9999/candidates/GOM-0001"), 404, "not_found.vacancy")


def test_every_ranking_is_kept_as_it_was_shown(client: FlaskClient) -> None:
    populate(client)
    ranking = answer_of(client.get(RANKING))
    run = answer_of(client.get(f"/api/v1/match-runs/{ranking['run']}"))
    assert run["run"]["subject"] == "VAC-0001"
    assert [(line["reference"], line["score"]) for line in run["lines"]] == [(one["reference"], one["score"]) for one in ranking["ranked"]]


def test_replaying_at_once_gives_the_same(client: FlaskClient) -> None:
    populate(client)
    for address in (RANKING, f"/api/v1/candidates/GOM-0001/vacancies?as_of={AS_OF}"):
        run = answer_of(client.get(address))["run"]
        replay = answer_of(client.post(f"/api/v1/match-runs/{run}/replay"))
        assert replay["identical"]
        assert {line["outcome"] for line in replay["lines"]} == {"same"}


def test_a_replay_says_of_each_line_what_became_of_it(client: FlaskClient) -> None:
    populate(client)
    answer_of(client.post("/api/v1/candidates", json=WELDER | {"surname": "Третий"}), 201)
    run = answer_of(client.get(RANKING))["run"]
    answer_of(client.post("/api/v1/candidates/GOM-0001/close", json={"reason": "other"}))
    answer_of(client.patch("/api/v1/candidates/GOM-0003", json={"desired_work": "швея"}))
    answer_of(client.post("/api/v1/candidates", json=SEAMSTRESS), 201)
    replay = answer_of(client.post(f"/api/v1/match-runs/{run}/replay"))
    outcomes = {line["reference"]: line["outcome"] for line in replay["lines"]}
    assert not replay["identical"]
    assert outcomes["GOM-0001"] == "gone"
    assert outcomes["GOM-0004"] == "new"
    assert outcomes["GOM-0003"] == "moved"
    assert replay["index_now"] != replay["run"]["index_version"]


def test_runs_are_listed_newest_first_by_subject(client: FlaskClient) -> None:
    populate(client)
    runs = [answer_of(client.get(f"{RANKING}&limit={limit}"))["run"] for limit in (3, 4, 5)]
    answer_of(client.get(f"/api/v1/candidates/GOM-0001/vacancies?as_of={AS_OF}"))
    listed = answer_of(client.get("/api/v1/match-runs?vacancy=VAC-0001&limit=2"))
    assert ([run["id"] for run in listed["runs"]], listed["total"]) == (runs[:0:-1], 3)
    rest = answer_of(client.get(f"/api/v1/match-runs?vacancy=VAC-0001&limit=2&after={listed['next']}"))
    assert ([run["id"] for run in rest["runs"]], rest["next"]) == (runs[:1], None)
    assert answer_of(client.get("/api/v1/match-runs?candidate=GOM-0001"))["total"] == 1
    problem_of(client.get("/api/v1/match-runs?candidate=GOM-9"), 404, "not_found.candidate")


def test_the_same_question_over_the_same_facts_is_the_same_run(client: FlaskClient) -> None:
    populate(client)
    first = answer_of(client.get(RANKING))
    assert answer_of(client.get(RANKING)) == first
    answer_of(client.patch("/api/v1/candidates/GOM-0001", json={"desired_work": "швея"}))
    after = answer_of(client.get(RANKING))
    assert after["run"] > first["run"]
    assert after["index"] != first["index"]


def test_a_run_that_never_was_is_not_found(crowded: FlaskClient) -> None:
    problem_of(crowded.get("/api/v1/match-runs/999999"), 404, "not_found.match_run")
    problem_of(crowded.post("/api/v1/match-runs/999999/replay"), 404, "not_found.match_run")
    problem_of(crowded.get(f"/api/v1/match-runs/{2**63}"), 404, "not_found.route")


def test_scorers_are_listed_and_shown_with_their_reasons(crowded: FlaskClient) -> None:
    listed = answer_of(crowded.get("/api/v1/scorers"))["scorers"]
    assert [(scorer["number"], scorer["active"]) for scorer in listed] == [(1, True)]
    assert answer_of(crowded.get("/api/v1/scorers/1"))["content"]["features"][0]["reason"]
    problem_of(crowded.get("/api/v1/scorers/2"), 404, "not_found.scorer_version")
