"""Rules read aloud, what others would change, letting a version decide in one's own name; the ledger of quotas; words."""

import io
import json

import pytest
from sqlalchemy import select

from models.audit import AuditEvent
from services.installation import Installation
from services.versions import RULES_FILE
from tests.web.coordinator.conftest import signed_in
from tests.web.markup import Page
from tests.web.signing_in import Browser
from tests.web.stage import Stage


def send_file(browser: Browser, name: str, content: bytes):
    page = Page(browser.get("/rules/what-if").text)
    token = page.all("input", name="csrf_token")[0]["value"]
    sent = {"csrf_token": token, name: (io.BytesIO(content), f"{name}.json")}
    return browser.client.post("/rules/what-if", data=sent, content_type="multipart/form-data")


def test_rules_and_weights_are_read_aloud(coordinator: Browser) -> None:
    text = Page(coordinator.get("/rules").text).text
    for words in ("a way of up to 30 km is no obstacle", "medical certificate 14", "Skills needed 1.40", "outcomes are known"):
        assert words in text


def test_a_file_is_compared_before_anybody_activates_it(coordinator: Browser) -> None:
    rules = json.loads(RULES_FILE.read_text(encoding="utf-8"))
    rules["version"], rules["commute"]["transport_provided_km"] = "tried", 300
    answer = send_file(coordinator, "rules", json.dumps(rules).encode())
    text = Page(answer.text).text
    assert answer.status_code == 200
    assert "tried" in text
    assert "By rule" in text
    assert "By province of the vacancies" in text
    assert "Let version" not in text, "a file is not stored and cannot decide"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"{}", b"not json", b""])
def test_a_file_that_is_none_is_refused_beside_its_field(coordinator: Browser, content: bytes) -> None:
    answer = send_file(coordinator, "rules", content)
    assert answer.status_code == 422
    assert Page(answer.text).all("div", role="alert")


def test_learned_weights_decide_once_somebody_looked_and_said_why(coordinator: Browser, place: Installation) -> None:
    learned = coordinator.post("/rules/train", form_on="/rules")
    assert "Stored as weights 2" in coordinator.get(learned.location).text
    looked = "/rules/what-if?weights=2"
    page = Page(coordinator.get(looked).text)
    assert "Let version 2 decide" in page.text
    said = {field["name"]: field["value"] for field in page.all("input", type="hidden") if field["name"] in ("kind", "number", "seen")}
    silent = coordinator.post("/rules/activation", form_on=looked, **said)
    assert silent.status_code == 422
    assert Page(silent.text).all("span", id="fault-reason")
    done = coordinator.post("/rules/activation", form_on=looked, reason="лучше предсказывают", **said)
    assert "Weights 2 decide from now on." in coordinator.get(done.location).text
    stale = coordinator.post("/rules/activation", form_on="/rules/what-if", reason="ещё раз", **said | {"number": "1"})
    assert stale.status_code in (409, 412), "somebody let another one decide meanwhile"
    with place.sessions() as session:
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "scorer:activate").order_by(AuditEvent.sequence.desc())
        ).first()
        assert event is not None
        assert event.details["reason"] == "лучше предсказывают"


def test_an_auditor_reads_and_looks_but_changes_nothing(office: Stage) -> None:
    auditor = signed_in(office, "auditor")
    auditor.get("/account?language=en")
    assert auditor.get("/rules").status_code == auditor.get("/rules/what-if").status_code == 200
    assert "Learn new weights" not in auditor.get("/rules").text
    assert auditor.post("/rules/train", form_on="/account").status_code == 403
    said = {"kind": "rules", "number": "1", "seen": "1", "reason": "x"}
    assert auditor.post("/rules/activation", form_on="/account", **said).status_code == 403
    assert signed_in(office, "employer").get("/rules").status_code == 403


def test_a_quota_is_entered_and_a_fault_loses_nothing(coordinator: Browser) -> None:
    typed = {"employer": "ОАО «Бронь»", "starts_on": "2026-12-01", "until": "2026-11-01", "places": "3", "basis": "Решение № 7"}
    refused = coordinator.post("/quota", **typed)
    page = Page(refused.text)
    assert refused.status_code == 422
    assert page.all("input", name="employer")[0]["value"] == "ОАО «Бронь»"
    assert page.all("span", id="fault-until")
    assert coordinator.post("/quota", **typed | {"places": "много"}).status_code == 422
    entered = coordinator.post("/quota", **typed | {"until": "2027-11-30"})
    assert entered.status_code == 303
    assert "ОАО «Бронь»" in Page(coordinator.get("/quota").text).text


def test_who_may_not_enter_a_quota_reads_no_form(office: Stage) -> None:
    auditor = signed_in(office, "auditor")
    assert not Page(auditor.get("/quota").text).all("input", name="places")
    assert auditor.post("/quota", form_on="/account", employer="x").status_code in (403, 422)
    assert signed_in(office, "caseworker").get("/quota").status_code == 403


def test_words_are_listed_by_what_was_decided(coordinator: Browser) -> None:
    page = Page(coordinator.get("/words?state=proposed").text)
    assert page.all("q", **{"class": "written"})
    assert "/reviews" in page.links()
    assert not Page(coordinator.get("/words?state=rejected").text).all("q", **{"class": "written"})
    assert coordinator.get("/words?state=sung").status_code == 400


def test_pages_about_organisations_share_their_way_round(coordinator: Browser, office: Stage) -> None:
    for address in ("/organisations", "/accounts", "/quota", "/words"):
        assert {"/organisations", "/accounts", "/quota", "/words"} <= set(Page(coordinator.get(address).text).links())
    assert "/quota" not in Page(signed_in(office, "administrator").get("/accounts").text).links()
