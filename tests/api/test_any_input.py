"""Whatever is sent, the answer is what was asked for or a problem that says what to do: never a fault of the program."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.schemas.alias import AliasPageQuery, AliasProposalSchema
from api.schemas.candidate import CandidateChangeSchema, CandidateCloseSchema, CandidateCreateSchema, CandidatePageQuery
from api.schemas.matchrun import RunPageQuery
from api.schemas.ranking import RankingQuerySchema
from api.schemas.subject import SubjectRequestAnswerSchema, SubjectRequestCreateSchema, SubjectRequestsQuery
from api.schemas.taxonomy import ResolveSchema, SearchQuery
from api.schemas.vacancy import VacancyChangeSchema, VacancyCloseSchema, VacancyCreateSchema, VacancyPageQuery
from tests.api.conftest import SEAMSTRESS, WELDER, WELDING, Template, application_over, populate
from tests.api.reading import assert_is_problem

RUNS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

TEXT = (
    st.text(max_size=40)
    | st.text(st.characters(codec=None), max_size=20)
    | st.sampled_from(["", " ", "\x00", "\ud800", "a" * 6000, "’" * 50, "ﷺ" * 90])
)
NUMBER = st.integers() | st.sampled_from([2**63, -(2**63) - 1, 2**31, 10**400, 0, -1]) | st.floats()
SCALAR = (
    st.none()
    | st.booleans()
    | NUMBER
    | TEXT
    | st.sampled_from(["2026-11-22", "0001-01-01", "9999-12-31", "22:00", "24:00", "gomel", "day"])
)
ANYTHING = st.recursive(SCALAR, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=10)

BODIES = [
    ("post", "/api/v1/candidates", CandidateCreateSchema, WELDER),
    ("post", "/api/v1/candidates", CandidateCreateSchema, SEAMSTRESS),
    ("patch", "/api/v1/candidates/GOM-0001", CandidateChangeSchema, {}),
    ("post", "/api/v1/candidates/GOM-0001/close", CandidateCloseSchema, {}),
    ("post", "/api/v1/vacancies", VacancyCreateSchema, WELDING),
    ("patch", "/api/v1/vacancies/VAC-0001", VacancyChangeSchema, {}),
    ("post", "/api/v1/vacancies/VAC-0001/close", VacancyCloseSchema, {}),
    ("post", "/api/v1/resolve", ResolveSchema, {"texts": ["сварка"], "kind": "skill"}),
    ("post", "/api/v1/aliases", AliasProposalSchema, {"text": "варю дугой", "kind": "skill", "concept": "weld_mma"}),
    (
        "post",
        "/api/v1/subject-requests",
        SubjectRequestCreateSchema,
        {"candidate": "GOM-0001", "kind": "deletion", "received_on": "2026-11-02"},
    ),
    ("post", "/api/v1/subject-requests/1/answer", SubjectRequestAnswerSchema, {"decision": "granted", "answer": "да"}),
]
QUERIES = [
    ("/api/v1/candidates", CandidatePageQuery),
    ("/api/v1/vacancies", VacancyPageQuery),
    ("/api/v1/match-runs", RunPageQuery),
    ("/api/v1/taxonomy/search", SearchQuery),
    ("/api/v1/aliases", AliasPageQuery),
    ("/api/v1/subject-requests", SubjectRequestsQuery),
    ("/api/v1/vacancies/VAC-0002/candidates", RankingQuerySchema),
    ("/api/v1/candidates/GOM-0002/vacancies", RankingQuerySchema),
]
PATHS = [
    "/api/v1/candidates/{}",
    "/api/v1/vacancies/{}/candidates",
    "/api/v1/vacancies/VAC-0001/candidates/{}",
    "/api/v1/match-runs/{}",
    "/api/v1/scorers/{}",
]


@pytest.fixture(scope="module")
def client(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with template.copy(tmp_path_factory.mktemp("any_input")) as opened:
        client = application_over(opened).test_client()
        client.application.config["PROPAGATE_EXCEPTIONS"] = True
        populate(client)
        yield client


def check(response: Any) -> None:
    assert response.status_code < 500
    if response.status_code >= 400:
        assert_is_problem(response)


@pytest.mark.parametrize(("method", "address", "schema", "sound"), BODIES)
@given(draws=st.data())
@RUNS
def test_any_values_in_known_fields(client: FlaskClient, method: str, address: str, schema: Any, sound: Any, draws: st.DataObject) -> None:
    names = st.sampled_from(sorted(schema().fields))
    body = sound | draws.draw(st.dictionaries(names, ANYTHING, min_size=1, max_size=3))
    check(client.open(address, method=method.upper(), data=json.dumps(body), content_type="application/json"))


@pytest.mark.parametrize(("method", "address", "schema", "sound"), BODIES)
@given(body=ANYTHING | st.dictionaries(TEXT, ANYTHING, max_size=5))
@RUNS
def test_any_json(client: FlaskClient, method: str, address: str, schema: Any, sound: Any, body: Any) -> None:
    check(client.open(address, method=method.upper(), data=json.dumps(body), content_type="application/json"))


@pytest.mark.parametrize(("method", "address", "schema", "sound"), BODIES[:1] + BODIES[4:5])
@given(body=st.binary(max_size=200))
@RUNS
def test_any_bytes(client: FlaskClient, method: str, address: str, schema: Any, sound: Any, body: bytes) -> None:
    check(client.open(address, method=method.upper(), data=body, content_type="application/json"))


@pytest.mark.parametrize("text_field", ["desired_work", "skills", "qualifications", "work_history"])
@given(text=st.text(min_size=1, max_size=200))
@RUNS
def test_any_text_of_a_profile_is_kept_as_written(client: FlaskClient, text_field: str, text: str) -> None:
    response = client.post("/api/v1/candidates", data=json.dumps({text_field: text}), content_type="application/json")
    check(response)
    if response.status_code == 201:
        assert response.get_json()["restricted"][text_field] == text


@pytest.mark.parametrize(("address", "schema"), QUERIES)
@given(draws=st.data())
@RUNS
def test_any_query(client: FlaskClient, address: str, schema: Any, draws: st.DataObject) -> None:
    names = st.sampled_from(sorted(schema().fields)) | st.text(max_size=5)
    values = st.text(max_size=30) | NUMBER.map(str) | st.sampled_from(["true", "2026-11-22", "0001-01-01", "%", "_", "\x00", "a" * 5000])
    asked = draws.draw(st.lists(st.tuples(names, values), max_size=4))
    query = "&".join(f"{quote(name, errors='replace')}={quote(value, errors='replace')}" for name, value in asked)
    check(client.get(f"{address}?{query}"))


@pytest.mark.parametrize("path", PATHS)
@given(inside=st.text(max_size=70) | st.integers().map(str), extra=st.binary(max_size=3))
@RUNS
def test_any_address(client: FlaskClient, path: str, inside: str, extra: bytes) -> None:
    response = client.get(path.format(quote(inside, safe="", errors="replace") + quote(extra, safe="")))
    if response.status_code != 308:  # a slash at the end or twice is led to the right address
        check(response)
