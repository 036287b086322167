"""A POST that is sent again has one effect and one answer; a batch tells of each line."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from models import Candidate
from models.base import utc_now
from models.limits import KeptAnswer
from services.installation import Installation
from services.kept_answers import KEEPER
from tests.api.conftest import SEAMSTRESS, WELDER, WELDING, application_over
from tests.api.reading import answer_of, problem_of

CANDIDATES = "/api/v1/candidates"
KEY = {"Idempotency-Key": "a0c1"}


@pytest.fixture
def client(installation: Installation) -> FlaskClient:
    return application_over(installation).test_client()


def count_people(installation: Installation) -> int:
    with installation.sessions() as session:
        return session.scalar(select(func.count()).select_from(Candidate)) or 0


def test_the_same_request_has_one_effect_and_the_same_answer(client: FlaskClient, installation: Installation) -> None:
    first, again = (client.post(CANDIDATES, json=WELDER, headers=KEY) for _ in range(2))
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["ETag"] == first.headers["ETag"]
    assert (first.headers.get("Idempotent-Replayed"), again.headers["Idempotent-Replayed"]) == (None, "true")
    assert count_people(installation) == 1


def test_another_request_under_the_same_key_is_refused(client: FlaskClient, installation: Installation) -> None:
    answer_of(client.post(CANDIDATES, json=WELDER, headers=KEY), 201)
    problem_of(client.post(CANDIDATES, json=SEAMSTRESS, headers=KEY), 422, "invalid_value.idempotency_key_reused")
    problem_of(client.post("/api/v1/vacancies", json=WELDING, headers=KEY), 422, "invalid_value.idempotency_key_reused")
    assert count_people(installation) == 1


def test_a_refusal_is_not_kept(client: FlaskClient, installation: Installation) -> None:
    problem_of(client.post(CANDIDATES, json={"surname": 1}, headers=KEY), 422, "invalid_request")
    problem_of(client.post(CANDIDATES, json=WELDER | {"place": {"town": "Нигдейск"}}, headers=KEY), 422, "invalid_value.place_unknown")
    answer_of(client.post(CANDIDATES, json=WELDER, headers=KEY), 201)
    assert count_people(installation) == 1
    assert KEEPER.get() is None


@pytest.mark.parametrize("key", ["", "a b", "ключ", "k" * 256])
def test_a_key_that_is_none_is_refused(client: FlaskClient, key: str) -> None:
    problem_of(client.post(CANDIDATES, json=WELDER, headers={"Idempotency-Key": key.encode().decode("latin-1")}), 422,
               "invalid_value.idempotency_key")  # fmt: skip


def test_an_answer_is_kept_for_a_day_and_unreadable_without_its_key(client: FlaskClient, installation: Installation) -> None:
    answer_of(client.post(CANDIDATES, json=WELDER | {"surname": "Канарейкин"}, headers=KEY), 201)
    with installation.sessions() as session:
        kept = session.scalars(select(KeptAnswer)).one()
        assert "Канарейкин" not in f"{kept.sealed_answer}{kept.key_digest}"
        assert timedelta(hours=23) < kept.expires_at - utc_now() <= timedelta(hours=24)
        session.execute(update(KeptAnswer).values(expires_at=utc_now() - timedelta(seconds=1)))
        session.commit()
    answer_of(client.post(CANDIDATES, json=WELDER, headers=KEY), 201)
    assert count_people(installation) == 2
    with installation.sessions() as session:
        assert session.scalar(select(func.count()).select_from(KeptAnswer)) == 1


def test_a_question_that_changes_nothing_keeps_its_answer_too(client: FlaskClient) -> None:
    asked = {"texts": ["ручная дуговая сварка"], "kind": "skill"}
    first, again = (client.post("/api/v1/resolve", json=asked, headers=KEY) for _ in range(2))
    assert first.data == again.data
    assert again.headers["Idempotent-Replayed"] == "true"
    problem_of(client.post("/api/v1/resolve", json=asked | {"texts": ["швея"]}, headers=KEY), 422, "invalid_value.idempotency_key_reused")


def test_a_batch_stores_the_good_lines_and_tells_of_each(client: FlaskClient, installation: Installation) -> None:
    lines = [
        WELDER | {"reference": "B-1"},
        {"surname": 5},
        WELDER | {"reference": "B-1"},
        SEAMSTRESS,
        WELDER | {"place": {"town": "Нигдейск"}},
    ]
    answer = answer_of(client.post(f"{CANDIDATES}/batch", json={"candidates": lines}, headers=KEY))
    assert [line["status"] for line in answer["lines"]] == [201, 422, 409, 201, 422]
    assert [line["candidate"] and line["candidate"]["reference"] for line in answer["lines"]] == ["B-1", None, None, "GOM-0001", None]
    assert [line["problem"] and line["problem"]["code"] for line in answer["lines"]] == [
        None, "invalid_request", "conflict.reference_taken", None, "invalid_value.place_unknown",
    ]  # fmt: skip
    assert (answer["n_created"], count_people(installation)) == (2, 2)
    assert client.post(f"{CANDIDATES}/batch", json={"candidates": lines}, headers=KEY).headers["Idempotent-Replayed"] == "true"
    assert count_people(installation) == 2


def test_a_batch_of_nothing_good_stores_nothing(client: FlaskClient, installation: Installation) -> None:
    answer = answer_of(client.post("/api/v1/vacancies/batch", json={"vacancies": [{}, {"title": 7}, 5]}))
    assert [line["status"] for line in answer["lines"]] == [422, 422, 422]
    for bad in ([], [WELDING] * 101, "x", None):
        problem_of(client.post("/api/v1/vacancies/batch", json={"vacancies": bad}), 422, "invalid_request")
    taken = [WELDING | {"reference": "V-1"}]
    answer_of(client.post("/api/v1/vacancies/batch", json={"vacancies": taken}))
    assert answer_of(client.post("/api/v1/vacancies/batch", json={"vacancies": taken}))["lines"][0]["status"] == 409
