"""The register of requests and the report of everything held, over HTTP."""

from datetime import timedelta

from flask.testing import FlaskClient

from api.calendar import today
from tests.api.conftest import SEAMSTRESS
from tests.api.reading import answer_of, problem_of

REQUESTS = "/api/v1/subject-requests"


def test_a_request_from_entry_to_answer(client: FlaskClient) -> None:
    reference = answer_of(client.post("/api/v1/candidates", json=SEAMSTRESS), 201)["reference"]
    received = (today() - timedelta(days=40)).isoformat()
    asked = answer_of(client.post(REQUESTS, json={"candidate": reference, "kind": "deletion", "received_on": received}), 201)
    assert (asked["state"], asked["article"], asked["days_left"] < 0) == ("open", 13, True)
    assert answer_of(client.get(REQUESTS), 200)["requests"] == [asked]
    address = f"{REQUESTS}/{asked['number']}/answer"
    answered = answer_of(client.post(address, json={"decision": "refused", "answer": "Срок хранения не вышел."}), 200)
    assert (answered["state"], answered["days_left"]) == ("refused", None)
    problem_of(client.post(address, json={"decision": "granted", "answer": "да"}), 409, "state_conflict.request_answered")
    assert answer_of(client.get(REQUESTS), 200)["requests"] == []
    assert answer_of(client.get(f"{REQUESTS}?state=any"), 200)["requests"] == [answered]


def test_requests_are_refused_with_a_reason(client: FlaskClient) -> None:
    sound = {"candidate": "GOM-0001", "kind": "deletion", "received_on": today().isoformat()}
    problem_of(client.post(REQUESTS, json=sound), 404, "not_found.candidate")
    later = (today() + timedelta(days=1)).isoformat()
    problem_of(client.post(REQUESTS, json=sound | {"received_on": later}), 422, "invalid_value.received_later")
    problem_of(client.post(REQUESTS, json=sound | {"kind": "oblivion"}), 422, "invalid_request")
    problem_of(client.post(f"{REQUESTS}/1/answer", json={"decision": "granted", "answer": "да"}), 404, "not_found.subject_request")


def test_everything_held_is_told_in_words(client: FlaskClient) -> None:
    reference = answer_of(client.post("/api/v1/candidates", json=SEAMSTRESS), 201)["reference"]
    report = answer_of(client.get(f"/api/v1/candidates/{reference}/subject-report?language=be"), 200)
    assert report["reference"] == reference
    sections = {section["code"]: section for section in report["sections"]}
    identity = sections["candidate_identity"]
    assert identity["title"] == "Асоба і кантакты"
    told = dict(zip((column["code"] for column in identity["columns"]), identity["rows"][0], strict=True))
    assert told["surname"] == SEAMSTRESS["surname"]
    problem_of(client.get("/api/v1/candidates/GOM-9999/subject-report"), 404, "not_found.candidate")
