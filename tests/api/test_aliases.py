"""Picks through the API: proposed by one, decided by another, listed in pages."""

from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from matcher.types import ConceptKind
from services.actors import Actor, Role
from services.aliases import propose_alias
from services.installation import Installation
from tests.api.reading import answer_of, problem_of

ALIASES = "/api/v1/aliases"
PICK = {"text": "хрумобрызгаю швы", "kind": "skill", "concept": "weld_mma"}
COLLEAGUE = Actor("olga", "Olga", Role.COORDINATOR)


@pytest.fixture
def proposal(installation: Installation) -> int:
    """A colleague's proposal, for the demo actor to decide."""
    return propose_alias(installation, COLLEAGUE, PICK["text"], ConceptKind.SKILL, PICK["concept"]).id


def reading(client: FlaskClient, text: str = PICK["text"]) -> dict[str, Any]:
    body = {"texts": [text], "kind": "skill"}
    found: dict[str, Any] = answer_of(client.post("/api/v1/resolve", json=body))["resolutions"][0]
    return found


def test_a_pick_is_stored_with_who_and_when_and_changes_nothing(client: FlaskClient) -> None:
    before = reading(client)
    made = answer_of(client.post(f"{ALIASES}?language=en", json=PICK), 201)
    assert made == PICK | {
        "id": 1, "label": "manual metal arc welding", "state": "proposed", "proposed_by": "system", "proposed_at": made["proposed_at"],
        "decided_by": None, "decided_at": None,
    }  # fmt: skip
    assert datetime.fromisoformat(made["proposed_at"]).tzinfo
    assert answer_of(client.post(f"{ALIASES}?language=en", json=PICK | {"text": " ХРУМОБРЫЗГАЮ  швы"}), 201) == made
    assert reading(client) == before


def test_nobody_decides_on_a_proposal_of_their_own(client: FlaskClient) -> None:
    number = answer_of(client.post(ALIASES, json=PICK), 201)["id"]
    for verb in ("accept", "reject"):
        body = problem_of(client.post(f"{ALIASES}/{number}/{verb}"), 403, "forbidden.own_proposal")
        assert body["remedy"] == "ask_second_person"


def test_an_accepted_alias_is_read_with_certainty_at_once(client: FlaskClient, proposal: int) -> None:
    accepted = answer_of(client.post(f"{ALIASES}/{proposal}/accept"))
    assert (accepted["state"], accepted["proposed_by"], accepted["decided_by"]) == ("accepted", "olga", "system")
    for spelling in (PICK["text"], "Хрумобрызгаю  ШВЫ!"):
        found = reading(client, spelling)
        assert (found["decision"], found["concept"], found["probability"]) == ("accepted", "weld_mma", 1.0)


def test_a_rejected_alias_is_read_as_before(client: FlaskClient, proposal: int) -> None:
    before = reading(client)
    assert answer_of(client.post(f"{ALIASES}/{proposal}/reject"))["state"] == "rejected"
    assert reading(client) == before
    answer_of(client.post(f"{ALIASES}/{proposal}/accept"))
    assert answer_of(client.post(f"{ALIASES}/{proposal}/reject"))["state"] == "rejected"
    assert reading(client) == before


@pytest.mark.parametrize(("verb", "state"), [("accept", "accepted"), ("reject", "rejected")])
def test_the_same_decision_twice_is_refused(client: FlaskClient, proposal: int, verb: str, state: str) -> None:
    answer_of(client.post(f"{ALIASES}/{proposal}/{verb}"))
    problem_of(client.post(f"{ALIASES}/{proposal}/{verb}"), 409, f"state_conflict.alias_{state}")


def test_a_text_means_one_thing(client: FlaskClient, installation: Installation, proposal: int) -> None:
    answer_of(client.post(f"{ALIASES}/{proposal}/accept"))
    other = propose_alias(installation, COLLEAGUE, "«Хрумобрызгаю» швы", ConceptKind.SKILL, "weld_tig").id
    for language in ("ru", "be", "en"):
        body = problem_of(client.post(f"{ALIASES}/{other}/accept?language={language}"), 409, "conflict.alias_meaning")
        assert "weld_mma" in body["detail"]
        assert body["remedy"] == "reject_the_other"
    answer_of(client.post(f"{ALIASES}/{proposal}/reject"))
    answer_of(client.post(f"{ALIASES}/{other}/accept"))
    assert reading(client)["concept"] == "weld_tig"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"concept": "nothing"}, "invalid_value.concept"),
        ({"kind": "occupation"}, "invalid_value.concept"),
        ({"text": "—!—"}, "invalid_value.alias_text"),
        ({"text": "ﷺ" * 160}, "invalid_value.alias_text"),
        ({"text": "а" * 161}, "invalid_request"),
        ({"text": ""}, "invalid_request"),
        ({"kind": "person"}, "invalid_request"),
        ({"state": "accepted"}, "invalid_request"),
    ],
)
def test_a_pick_of_nothing_is_refused(client: FlaskClient, change: dict[str, str], code: str) -> None:
    problem_of(client.post(ALIASES, json=PICK | change), 422, code)


@pytest.mark.parametrize("verb", ["accept", "reject"])
def test_a_decision_on_nothing_is_refused(client: FlaskClient, verb: str) -> None:
    for number in (1, 0, 2**63 - 1):
        problem_of(client.post(f"{ALIASES}/{number}/{verb}"), 404, "not_found.alias")


def test_a_list_shows_one_state_in_pages(client: FlaskClient, installation: Installation) -> None:
    numbers = [propose_alias(installation, COLLEAGUE, f"брызг {n}", ConceptKind.SKILL, "weld_mma").id for n in range(3)]
    answer_of(client.post(f"{ALIASES}/{numbers[1]}/accept"))
    waiting = answer_of(client.get(f"{ALIASES}?state=proposed&limit=1"))
    assert ([a["id"] for a in waiting["aliases"]], waiting["total"]) == ([numbers[0]], 2)
    rest = answer_of(client.get(f"{ALIASES}?state=proposed&limit=1&after={waiting['next']}"))
    assert ([a["id"] for a in rest["aliases"]], rest["next"]) == ([numbers[2]], None)
    assert answer_of(client.get(ALIASES))["total"] == 3
    problem_of(client.get(f"{ALIASES}?state=doubted"), 422, "invalid_request")


def test_a_list_is_searched_by_the_text_and_by_what_it_means(client: FlaskClient, proposal: int) -> None:
    for words, ids in (
        ("ХРУМОБРЫЗГАЮ", [proposal]),
        ("manual METAL arc", [proposal]),
        ("РУЧНАЯ дуговая", [proposal]),
        ("хрумо_", []),
        ("%", []),
    ):
        page = answer_of(client.get(ALIASES, query_string={"q": words}))
        assert ([one["id"] for one in page["aliases"]], page["total"]) == (ids, len(ids)), words
    assert answer_of(client.get(f"{ALIASES}?q=хрумо&state=accepted"))["total"] == 0
    problem_of(client.get(f"{ALIASES}?q={'а' * 101}"), 422, "invalid_request")
