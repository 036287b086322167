"""The API over each kind of database: what one accepts, counts and refuses, the other does too."""

import pytest
from flask.testing import FlaskClient

from models.candidate import Candidate
from models.queries.references import get_last_number
from services.installation import Installation
from tests.api.conftest import AS_OF, SEAMSTRESS, WELDER, WELDING, application_over, populate
from tests.api.reading import answer_of, problem_of


@pytest.fixture
def anywhere(either: Installation) -> FlaskClient:
    return application_over(either).test_client()


def test_the_next_number_follows_the_greatest_of_the_prefix(either: Installation, anywhere: FlaskClient) -> None:
    for reference in ("GOM-0009", "GOM-10", "GOM-9999999999", "GOM-12a", "gom-0100", "GOM_0500", "GOMX-0700", "XGOM-0800"):
        answer_of(anywhere.post("/api/v1/candidates", json={"reference": reference}), 201)
    with either.sessions() as session:
        assert get_last_number(session, of=Candidate.case_reference, prefix="GOM") == 10
        assert get_last_number(session, of=Candidate.case_reference, prefix="VIT") == 0
    assert answer_of(anywhere.post("/api/v1/candidates", json=WELDER), 201)["reference"] == "GOM-0011"


def test_a_story_from_registration_to_replay(anywhere: FlaskClient) -> None:
    populate(anywhere)
    ranking = answer_of(anywhere.get(f"/api/v1/vacancies/VAC-0001/candidates?as_of={AS_OF}&excluded=1"))
    assert [line["reference"] for line in ranking["ranked"]] == ["GOM-0001", "GOM-0002"]
    assert answer_of(anywhere.post(f"/api/v1/match-runs/{ranking['run']}/replay"))["identical"]
    answer_of(anywhere.patch("/api/v1/candidates/GOM-0002", json={"bans": [], "place": {"town": "Полоцк"}, "skills": "глажка"}))
    answer_of(anywhere.patch("/api/v1/vacancies/VAC-0001", json={"pay_to_byn": 2900.55, "rate": 0.5, "minimum_years": 1.5}))
    assert answer_of(anywhere.get("/api/v1/candidates?q=ШЕРШНЕВА&limit=1"))["total"] == 1
    answer_of(anywhere.post("/api/v1/vacancies/VAC-0001/close", json={"reason": "filled"}))
    assert answer_of(anywhere.get("/api/v1/vacancies?status=filled"))["vacancies"][0]["pay_to_byn"] == 2900.55


def test_what_is_taken_or_too_long_is_refused_alike(anywhere: FlaskClient) -> None:
    answer_of(anywhere.post("/api/v1/candidates", json=SEAMSTRESS | {"reference": "A-1"}), 201)
    problem_of(anywhere.post("/api/v1/candidates", json=SEAMSTRESS | {"reference": "A-1"}), 409, "conflict.reference_taken")
    problem_of(anywhere.get(f"/api/v1/match-runs/{2**63 - 1}"), 404, "not_found.match_run")
    problem_of(anywhere.get(f"/api/v1/scorers/{2**31 - 1}"), 404, "not_found.scorer_version")
    for awkward in ({"surname": "ﷺ" * 100}, {"phones": ["1" * 20] * 3}, {"organisation": "ﷺ" * 200}):
        assert anywhere.post("/api/v1/candidates", json=WELDER | awkward).status_code in (201, 422), awkward
    for awkward in ({"title": "ﷺ" * 300}, {"employer": "ﷺ" * 300}, {"rate": 0.001, "pay_from_byn": 0.01}):
        assert anywhere.post("/api/v1/vacancies", json=WELDING | awkward).status_code in (201, 422), awkward
