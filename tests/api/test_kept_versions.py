"""Files of rules and weights are kept as versions that decide nothing; what is stored already, or cannot decide, is refused."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from models.audit import AuditEvent
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.deciding import KeepVersions, keep_versions, list_rules
from services.errors import Conflict, Forbidden, InvalidValue
from services.installation import Installation
from services.versions import RULES_FILE, WEIGHTS_FILE, active_deciders
from tests.api.conftest import application_over
from tests.api.reading import answer_of, problem_of

COORDINATOR = Actor("k", "K", Role.COORDINATOR)


def rules(**travel: float) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(RULES_FILE.read_text(encoding="utf-8"))
    content["travel"] |= travel
    return content | {"version": "trial"}


def weights(prior: float) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    return content | {"version": "trial", "prior": prior}


@pytest.fixture
def anywhere(either: Installation) -> FlaskClient:
    return application_over(either).test_client()


@pytest.mark.parametrize(("noun", "content"), [("rules", rules(least_km=4)), ("scorers", weights(-1.5))])
def test_what_is_kept_decides_nothing_until_it_is_activated(
    either: Installation, anywhere: FlaskClient, noun: str, content: dict[str, Any]
) -> None:
    made = anywhere.post(f"/api/v1/{noun}", json={"content": content, "note": "как решил совет"})
    kept = answer_of(made, 201)
    assert (kept["number"], kept["active"], kept["note"], kept["content"]) == (2, False, "как решил совет", content)
    assert answer_of(anywhere.get(made.headers["Location"])) == kept
    with either.sessions() as session:
        before = active_deciders(session)
        told = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence.desc())).first()
        assert told is not None
        assert (told.action, told.reference) == ("rules:store" if noun == "rules" else "scorer:store", "2")
    assert (before.rules_number, before.scorer_number) == (1, 1)
    assert answer_of(anywhere.post(f"/api/v1/{noun}/2/activate", headers={"If-Match": "*"}))["active"]
    with either.sessions() as session:
        after = active_deciders(session)
    assert (after.rules_number, after.scorer_number) == ((2, 1) if noun == "rules" else (1, 2))
    assert (after.rules.travel_least_km, after.scorer.prior) == ((4, before.scorer.prior) if noun == "rules" else (3, -1.5))


def test_the_same_under_another_name_is_told_by_its_number_and_not_kept_twice(anywhere: FlaskClient) -> None:
    for noun, content, code in (("rules", rules(), "conflict.same_rules"), ("scorers", weights(-0.67), "conflict.same_weights")):
        shuffled = dict(reversed(content.items()))
        told = problem_of(anywhere.post(f"/api/v1/{noun}?language=en", json={"content": shuffled, "note": "x"}), 409, code)
        assert "1: the same is stored already" in told["detail"]
        looked = answer_of(anywhere.post("/api/v1/what-if", json={"rules": rules(), "weights": weights(-0.67)}))
        assert looked["same"] == {"rules": 1, "weights": 1}
        assert looked["changed_rules"] == looked["changed_weights"] == []


def test_a_look_ahead_tells_what_is_different_in_the_file(anywhere: FlaskClient) -> None:
    content = rules(least_km=4)
    content["home_hours"]["closed_shifts"] = []
    told = answer_of(anywhere.post("/api/v1/what-if", json={"rules": content, "weights": weights(-1)}))
    assert told["changed_rules"] == [
        {"path": "travel.least_km", "before": 3.0, "after": 4.0},
        {"path": "home_hours.closed_shifts", "before": ["night", "rotating", "rotation_away"], "after": []},
    ]
    assert told["changed_weights"] == [{"path": "prior", "before": -0.67, "after": -1.0}]
    assert told["same"] == {"rules": None, "weights": None}


@pytest.mark.parametrize(
    ("noun", "body", "code"),
    [
        ("rules", {"content": rules(least_km=-1), "note": "x"}, "invalid_value.version_file.not_number"),
        ("rules", {"content": {}, "note": "x"}, "invalid_value.version_file.missing"),
        ("rules", {"content": rules(least_km=4) | {"version": "\x00"}, "note": "x"}, "invalid_value.version_file.unstorable"),
        ("rules", {"content": weights(-1), "note": "x"}, "invalid_value.version_file.missing"),
        ("scorers", {"content": weights(5000), "note": "x"}, "invalid_value.version_file.not_number"),
        ("scorers", {"content": weights(-1)}, "invalid_request"),
        ("scorers", {"content": weights(-1), "note": " "}, "invalid_request"),
        ("scorers", {"content": [], "note": "x"}, "invalid_request"),
    ],
)
def test_what_cannot_decide_is_not_kept(anywhere: FlaskClient, noun: str, body: dict[str, Any], code: str) -> None:
    problem_of(anywhere.post(f"/api/v1/{noun}", json=body), 422, code)
    assert len(answer_of(anywhere.get(f"/api/v1/{noun}"))[noun]) == 1


def test_both_are_kept_or_none(either: Installation) -> None:
    with pytest.raises(Conflict, match="same_weights"):
        keep_versions(either, COORDINATOR, KeepVersions("x", json.dumps(rules(least_km=4)), json.dumps(weights(-0.67))))
    assert len(list_rules(either, COORDINATOR)) == 1
    kept = keep_versions(either, COORDINATOR, KeepVersions("x", json.dumps(rules(least_km=4)), json.dumps(weights(-1))))
    assert kept.rules is not None
    assert kept.scorer is not None
    assert (kept.rules.number, kept.scorer.number) == (2, 2)


def test_who_may_not_let_versions_decide_keeps_none(either: Installation) -> None:
    for role in (Role.EXPERT, Role.CASEWORKER, Role.EMPLOYER, Role.AUDITOR, Role.ADMINISTRATOR):
        for command in (KeepVersions("x"), KeepVersions("x", json.dumps(rules())), KeepVersions("x", None, json.dumps(weights(-1)))):
            with pytest.raises(Forbidden):
                keep_versions(either, Actor("a", "A", role), command)
    with pytest.raises(InvalidValue, match="what_if_nothing"):
        keep_versions(either, COORDINATOR, KeepVersions("x"))
    with pytest.raises(InvalidValue, match="note_needed"):
        keep_versions(either, COORDINATOR, KeepVersions(" ", json.dumps(rules(least_km=4))))


def test_several_who_keep_at_once_get_a_number_each_and_the_same_file_is_kept_once(either: Installation) -> None:
    texts = [json.dumps(rules(least_km=4 + place // 2)) for place in range(6)]  # each of three files twice

    def keep(text: str) -> int | None:
        try:
            kept = keep_versions(either, COMMAND_LINE_ACTOR, KeepVersions("at once", text)).rules
        except Conflict as refused:
            return {"conflict.same_rules": None}[refused.code]
        return kept.number if kept else None

    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(keep, texts))
    assert sorted(number for number in numbers if number) == [2, 3, 4]
    assert all((numbers[2 * file] is None) != (numbers[2 * file + 1] is None) for file in range(3))
