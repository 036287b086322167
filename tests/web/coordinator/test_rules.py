"""Rules read aloud, what others would change, letting a version decide in one's own name."""

import io
import json

import pytest
from sqlalchemy import event, func, select

from models.audit import AuditEvent
from models.version import RuleSetVersion, ScorerVersion
from services.actors import COMMAND_LINE_ACTOR
from services.deciding import KeepVersions, keep_versions
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
    assert "Where the employer brings people: no obstacle up to, km 30 300" in text
    assert "Let version" not in text, "a file is not stored and cannot decide"


def newest(place: Installation, of: type[RuleSetVersion] | type[ScorerVersion] = RuleSetVersion) -> int:
    with place.sessions() as session:
        return session.scalar(select(func.max(of.number))) or 0


def active(place: Installation, of: type[RuleSetVersion] | type[ScorerVersion] = RuleSetVersion) -> int:
    with place.sessions() as session:
        return session.scalars(select(of.number).where(of.active)).one()


def tried_rules(**changed: float) -> bytes:
    rules = json.loads(RULES_FILE.read_text(encoding="utf-8"))
    rules["travel"] |= changed
    rules["source"] = 'Совет, "весна" & <b>\r\nвторая строка'
    return json.dumps(rules | {"version": "tried"}, indent=2).encode()


def hidden(text: str) -> dict[str, str]:
    """What a browser sends again of the hidden fields of a page."""
    return {field["name"]: field["value"] for field in Page(text).all("input", type="hidden") if field["name"] in ("rules", "weights")}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00", {"en": "is no text in UTF-8", "ru": "не текст в кодировке UTF-8", "be": "не тэкст у кадзіроўцы UTF-8"}),
        (b"{}", {"en": "field \u201cversion\u201d is missing", "ru": "нет поля «version»", "be": "няма поля «version»"}),
        (b'{\n"version" 1}', {"en": "line 2, character 11", "ru": "строка 2, знак 11", "be": "радок 2, знак 11"}),
        (b"", {"en": "line 1", "ru": "строка 1", "be": "радок 1"}),
        (b" " * 400_001, {"en": "longer than", "ru": "длиннее", "be": "даўжэйшы"}),
        (tried_rules(least_km=-3), {"en": "travel.least_km", "ru": "нужно число от 0 до 10000", "be": "патрэбны лік ад 0 да 10000"}),
    ],
)
def test_a_file_that_is_none_is_refused_beside_its_field_with_what_to_do(
    coordinator: Browser, content: bytes, said: dict[str, str]
) -> None:
    for language in ("ru", "be", "en"):
        coordinator.get(f"/account?language={language}")
        answer = send_file(coordinator, "rules", content)
        page = Page(answer.text)
        assert answer.status_code == 422
        assert page.all("div", role="alert")
        assert page.all("span", id="fault-rules")
        assert page.all("input", id="field-rules")[0]["aria-describedby"] == "fault-rules"
        assert said[language] in page.text


def test_a_file_is_compared_kept_with_a_word_why_and_then_let_decide(coordinator: Browser, place: Installation) -> None:
    number, deciding = newest(place) + 1, active(place)
    compared = send_file(coordinator, "rules", tried_rules(least_km=5.5))
    text = Page(compared.text).text
    assert compared.mimetype == "text/html"
    assert "What Now Would be Way to work: reckoned as at least, km 3 5.5" in text
    sent = hidden(compared.text)
    assert json.loads(sent["rules"]) == json.loads(tried_rules(least_km=5.5)), "the whole file goes on, in the page alone"

    silent = coordinator.post("/rules/versions", form_on="/rules/what-if", **sent)
    page = Page(silent.text)
    assert silent.status_code == 422
    assert page.all("span", id="fault-note")
    assert hidden(silent.text) == sent, "nothing is lost"
    assert "Way to work: reckoned as at least, km 3 5.5" in page.text
    assert newest(place) == number - 1, "nothing is stored in between"
    kept = coordinator.post("/rules/versions", form_on="/rules/what-if", note="зимние дороги", **sent)
    assert kept.status_code == 303
    assert kept.location.endswith(f"/rules/what-if?rules={number}")
    page = Page(coordinator.get(kept.location).text)
    assert f"Kept as rules {number}." in page.text
    assert f"Let version {number} decide" in page.text
    assert "зимние дороги" in Page(coordinator.get("/rules").text).text
    assert (newest(place), active(place)) == (number, deciding)

    again = send_file(coordinator, "rules", tried_rules(least_km=5.5))
    assert f"These are rules {number}: the same is stored already." in Page(again.text).text
    assert hidden(again.text) == {}, "nothing to keep twice"
    twice = coordinator.post("/rules/versions", form_on="/rules/what-if", note="ещё раз", **sent)
    assert twice.status_code == 409
    assert f"These are rules {number}: the same is stored already." in Page(twice.text).text
    assert newest(place) == number

    said = {"kind": "rules", "number": str(number), "seen": str(deciding), "reason": "согласовано"}
    done = coordinator.post("/rules/activation", form_on=kept.location, **said)
    assert f"Rules {number} decide from now on." in coordinator.get(done.location).text
    assert "of at least 5.5 km" in Page(coordinator.get("/rules").text).text
    with place.sessions() as session:
        wanted = select(AuditEvent.action, AuditEvent.actor_role).where(AuditEvent.action.in_(("rules:store", "rules:activate")))
        told = session.execute(wanted.order_by(AuditEvent.sequence.desc()).limit(2)).all()
    assert [tuple(row) for row in told] == [("rules:activate", "coordinator"), ("rules:store", "coordinator")]
    back = coordinator.post(
        "/rules/activation", form_on="/rules/what-if", **said | {"number": str(deciding), "seen": str(number), "reason": "обратно"}
    )
    assert back.status_code == 303


def test_a_text_that_was_changed_on_the_way_is_judged_whole_again(coordinator: Browser, place: Installation) -> None:
    before = newest(place)
    for text in ("{", "[]", tried_rules(least_km=-1).decode(), '{"version": "x"}', "x" * 100_001):
        refused = coordinator.post("/rules/versions", form_on="/rules/what-if", rules=text, note="x")
        assert refused.status_code == 422, text[:40]
        assert Page(refused.text).all("span", id="fault-rules"), text[:40]
    assert coordinator.post("/rules/versions", form_on="/rules/what-if", note="x").status_code == 422
    assert newest(place) == before


def test_a_version_is_taken_as_a_file_changed_and_given_back(coordinator: Browser, place: Installation) -> None:
    number = active(place, ScorerVersion)
    assert f"/rules/file?weights={number}" in Page(coordinator.get("/rules").text).links()
    taken = coordinator.get(f"/rules/file?weights={number}")
    assert taken.headers["Content-Disposition"] == f"attachment; filename=weights-{number}.json"
    told = f"These are weights {number}: the same is stored already. They decide now."
    assert told in Page(send_file(coordinator, "weights", taken.data).text).text
    weights = json.loads(taken.data)
    before = weights["features"][0]["weight"]
    weights["features"][0]["weight"] = before + 0.25
    text = Page(send_file(coordinator, "weights", json.dumps(weights).encode()).text).text
    assert f"Skills needed: weight {before:.6g} {before + 0.25:.6g}" in text
    assert f"A stored version calls itself {weights['version']} too." in text
    for address in ("/rules/file", "/rules/file?rules=99", "/rules/file?rules=x"):
        assert coordinator.get(address).status_code == 404


def test_many_versions_cost_no_more_statements(coordinator: Browser, place: Installation) -> None:
    def statements() -> int:
        sent: list[str] = []

        def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            sent.append(statement)

        coordinator.get("/rules")
        event.listen(place.engine, "before_cursor_execute", count)
        coordinator.get("/rules")
        event.remove(place.engine, "before_cursor_execute", count)
        return len(sent)

    before = statements()
    for least in range(20, 28):
        keep_versions(place, COMMAND_LINE_ACTOR, KeepVersions("x", tried_rules(least_km=least).decode()))
    assert statements() == before


def test_both_files_are_kept_at_once(coordinator: Browser, place: Installation) -> None:
    numbers = {"rules": newest(place) + 1, "weights": newest(place, ScorerVersion) + 1}
    weights = json.loads(coordinator.get("/rules/file?weights=1").data) | {"prior": -2.0}
    sent = {"rules": tried_rules(least_km=7).decode(), "weights": json.dumps(weights)}
    kept = coordinator.post("/rules/versions", form_on="/rules/what-if", note="вместе", **sent)
    told = f"Kept as rules {numbers['rules']} and weights {numbers['weights']}."
    assert told in Page(coordinator.get(kept.location).text).text


def test_learned_weights_decide_once_somebody_looked_and_said_why(coordinator: Browser, place: Installation) -> None:
    number = newest(place, ScorerVersion) + 1
    learned = coordinator.post("/rules/train", form_on="/rules")
    assert f"Stored as weights {number}" in coordinator.get(learned.location).text
    looked = f"/rules/what-if?weights={number}"
    page = Page(coordinator.get(looked).text)
    assert f"Let version {number} decide" in page.text
    said = {field["name"]: field["value"] for field in page.all("input", type="hidden") if field["name"] in ("kind", "number", "seen")}
    silent = coordinator.post("/rules/activation", form_on=looked, **said)
    assert silent.status_code == 422
    assert Page(silent.text).all("span", id="fault-reason")
    done = coordinator.post("/rules/activation", form_on=looked, reason="лучше предсказывают", **said)
    assert f"Weights {number} decide from now on." in coordinator.get(done.location).text
    stale = coordinator.post("/rules/activation", form_on="/rules/what-if", reason="ещё раз", **said | {"number": "1"})
    assert stale.status_code in (409, 412), "somebody let another one decide meanwhile"
    with place.sessions() as session:
        told = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "scorer:activate").order_by(AuditEvent.sequence.desc())
        ).first()
        assert told is not None
        assert told.details["reason"] == "лучше предсказывают"


def test_an_auditor_reads_and_looks_but_changes_nothing(office: Stage) -> None:
    auditor = signed_in(office, "auditor")
    auditor.get("/account?language=en")
    assert auditor.get("/rules").status_code == auditor.get("/rules/what-if").status_code == 200
    assert "Learn new weights" not in auditor.get("/rules").text
    assert auditor.post("/rules/train", form_on="/account").status_code == 403
    said = {"kind": "rules", "number": "1", "seen": "1", "reason": "x"}
    assert auditor.post("/rules/activation", form_on="/account", **said).status_code == 403
    looked = send_file(auditor, "rules", tried_rules(least_km=9))
    assert "What is different in it" in Page(looked.text).text
    assert "Keep this as a new version" not in looked.text
    assert auditor.post("/rules/versions", form_on="/account", note="x", rules=tried_rules(least_km=9).decode()).status_code == 403
    assert signed_in(office, "employer").get("/rules").status_code == 403


def test_pages_about_organisations_share_their_way_round(coordinator: Browser, office: Stage) -> None:
    for address in ("/organisations", "/accounts", "/quota", "/words"):
        assert {"/organisations", "/accounts", "/quota", "/words"} <= set(Page(coordinator.get(address).text).links())
    assert "/quota" not in Page(signed_in(office, "administrator").get("/accounts").text).links()
