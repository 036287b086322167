"""The search fields of the expert's lists: what is found by which words, by whom, and that nothing tells of people beyond reach."""

from urllib.parse import urlencode

import pytest

from services.trail import TrailQuery, list_trail
from tests.api.conftest import SEWING, WELDING
from tests.api.reading import answer_of
from tests.web.expert.conftest import Office
from tests.web.markup import asked


def test_slips_are_found_by_what_somebody_would_type(office: Office) -> None:
    slips = {person: office.slip_out(person) for person in ("GOM-0003", "GOM-0004")}
    third, fourth = (slip.number for slip in slips.values())

    def found(words: str, reader: str = "expert", **more: str) -> set[str]:
        text = office.page(reader, "/referrals?" + urlencode({"q": words} | more)).text
        return {number for number in (third, fourth) if f"№ {number}" in text}

    for words in (third, f"№ {third}", third[5:], "gom-0003", "КРАВЦЕЛИН2", "кравцелин2 андрей"):
        assert found(words) == {third}, words
    for words in ("vac-0001", "СВАРЩИК", "кропивстальМОНТАЖ", "кравце"):
        assert found(words) == {third, fourth}, words
    for words in ("%", "_", "GOM_0003", "нитка", "2025-000001"):
        assert found(words) == set(), words
    assert found("кравцелин2", show="back") == set()
    assert found("кравцелин2", "coordinator") == set(), "they know whose slip it is and not the name"
    assert found("GOM-0003", "coordinator") == {third}
    page = office.page("expert", "/referrals?q=космонавт&show=out")
    assert "По запросу «космонавт» ничего не нашлось." in page.text
    assert "/referrals?show=out" in page.links()
    assert page.all("input", name="q", value="космонавт")
    assert page.all("input", name="show", value="out")
    assert "/referrals?q=%D0%BA%D0%BE%D1%81%D0%BC%D0%BE%D0%BD%D0%B0%D0%B2%D1%82&show=back" in page.links()
    assert office["expert"].get("/referrals?q=" + "я" * 101).status_code == 400


def test_a_search_of_slips_tells_nobody_of_people_beyond_reach(office: Office) -> None:
    hidden = "GOM-0005"
    slip = office.slip_out(hidden)
    office.agreed_to_their_own_alone(hidden)
    for words in ("кравцелин4", hidden, slip.number):
        address = "/referrals?" + urlencode({"q": words})
        assert slip.number in office.page("most", address).text, words
        for reader in ("expert", "niva", "coordinator"):
            text = office.page(reader, address).text
            assert f"По запросу «{words}» ничего не нашлось." in text, (words, reader)
            assert f"№ {slip.number}" not in text
    for words, n_found in ((hidden, 0), ("кравцелин4", 0), (slip.number, 1)):
        answer = answer_of(office.programme.get("employer", "/referral-slips?" + urlencode({"q": words})))
        assert len(answer["slips"]) == n_found, "a slip tells an employer of nobody, so no word may"


def test_a_search_of_slips_goes_on_over_pages_and_asks_no_more_for_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for person in ("GOM-0006", "GOM-0007"):
        office.slip_out(person)
    monkeypatch.setattr("web.routes.expert.referrals.PAGE_LENGTH", 1)
    page = office.page("expert", "/referrals?q=кравце&show=out")
    (following,) = [link["href"] for link in page.all("a", rel="next")]
    assert asked(following) | {"after": ""} == {"q": "кравце", "show": "out", "after": ""}
    assert "№ " in office.page("expert", following).text
    few = office.statements_of("/referrals?q=кравце")
    monkeypatch.setattr("web.routes.expert.referrals.PAGE_LENGTH", 30)
    assert office.statements_of("/referrals?q=кравце") == few


def test_what_waits_for_a_decision_is_found_by_its_own_words(office: Office) -> None:
    made = office.programme
    said = {"text": "Варю ёмкости дугой", "kind": "skill", "concept": "weld_mma"}
    answer_of(made["most"].post("/api/v1/aliases", json=said), 201)
    answer_of(made["most"].post("/api/v1/aliases", json=said | {"text": "крою по лекалам"}), 201)
    posted = {name: value for name, value in WELDING.items() if name not in ("employer", "unp")}
    waiting = answer_of(made["employer"].post("/api/v1/vacancies", json=posted | {"title": "Кузнец ручной ковки"}), 201)["reference"]
    changing = answer_of(made["employer"].post("/api/v1/vacancies", json=posted | {"title": "Токарь 100%"}), 201)["reference"]
    assert office.send("expert", f"/vacancies/{changing}/confirm").status_code == 303
    answer_of(made["employer"].patch(f"/api/v1/vacancies/{changing}", json={"pay_to_byn": 3100}))
    lines = ("Варю ёмкости дугой", "крою по лекалам", "Кузнец ручной ковки", "Токарь 100%")
    for words, found in (
        ("ЕМКОСТИ", {0}), ("ручная дуговая", {0, 1}), ("кузнец", {2}), (waiting.lower(), {2}), ("токарь", {3}), ("100%", {3}),
        ("кропивСТАЛЬ", {2, 3}), ("_", set()), ("%%", set()), ("Кравцелин", set()),
    ):  # fmt: skip
        text = office.page("expert", "/reviews?" + urlencode({"q": words})).text
        assert {place for place, line in enumerate(lines) if line in text} == found, words
        assert ("ничего не нашлось" in text) == (not found), words
        assert "Ни один наниматель" not in text, "what was not asked about is not said to be empty"
    assert office.page("expert", "/reviews?q=кузнец").all("input", name="q", value="кузнец")


def test_meanings_that_were_found_go_on_over_pages(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        said = {"text": f"рихтую крылья {number}", "kind": "skill", "concept": "weld_mma"}
        answer_of(office.programme["most"].post("/api/v1/aliases", json=said), 201)
    few = office.statements_of("/reviews?q=рихтую")
    monkeypatch.setattr("web.routes.expert.reviews.PAGE_LENGTH", 2)
    assert office.statements_of("/reviews?q=рихтую") == few
    page = office.page("expert", "/reviews?q=рихтую")
    (following,) = [link["href"] for link in page.all("a", rel="next")]
    assert asked(following)["q"] == "рихтую"
    shown = office.page("expert", following).text
    assert "рихтую крылья 2" in shown
    assert "рихтую крылья 1" not in shown


def test_rankings_are_found_by_what_they_were_asked_about(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    made = office.programme
    other = answer_of(made["expert"].post("/api/v1/vacancies", json=SEWING), 201)["reference"]
    runs = [answer_of(made.get("expert", f"/vacancies/{each}/candidates"))["run"] for each in ("VAC-0001", other)]
    runs.append(answer_of(made.get("expert", "/candidates/GOM-0002/vacancies"))["run"])

    def found(words: str, reader: str = "auditor", **more: str) -> set[int]:
        links = office.page(reader, "/runs?" + urlencode({"q": words} | more)).links()
        return {place for place, run in enumerate(runs) if f"/runs/{run}" in links}

    for words, places in (
        ("vac-0001", {0}), ("ГАЗОСВАРЩИК", {0}), ("НИТКА", {1}), ("швея", {1}), ("gom-0002", {2}), (f"№ {runs[1]}", {1}), ("%", set()),
    ):  # fmt: skip
        assert found(words) == places, words
    assert found("Кравцелин1") == set(), "who checks the service knows nobody's name"
    api = {run["id"] for run in answer_of(made.get("expert", "/match-runs?q=кравцелин1"))["runs"]}
    assert api == {runs[2]}
    assert answer_of(made.get("most", "/match-runs?q=GOM-0002"))["runs"] == [], "somebody else's"
    page = office.page("auditor", "/runs?q=космонавт")
    assert "По запросу «космонавт» ничего не нашлось." in page.text
    assert "/runs" in page.links()
    monkeypatch.setattr("web.routes.runs.PAGE_LENGTH", 1)
    made.get("expert", "/candidates/GOM-0002/vacancies")
    (following,) = [link["href"] for link in office.page("auditor", "/runs?q=gom-0002").all("a", rel="next")]
    assert asked(following)["q"] == "gom-0002"


def test_a_search_of_rankings_neither_shows_nor_counts_people_beyond_reach(office: Office) -> None:
    made, hidden = office.programme, "GOM-0008"
    assert answer_of(made.get("expert", f"/candidates/{hidden}/vacancies"))["run"]
    assert answer_of(made.get("expert", f"/match-runs?q={hidden}"))["total"] == 1
    office.agreed_to_their_own_alone(hidden)
    for words in (hidden, "кравцелин7"):
        answer = answer_of(made.get("expert", f"/match-runs?q={words}"))
        assert (answer["runs"], answer["total"]) == ([], 0), words


def test_a_search_that_may_find_by_name_is_told_in_the_trail(office: Office) -> None:
    made = office.programme

    def n_told() -> int:
        asked_for = TrailQuery(action="candidate:list", actor=made.actors["expert"].id)
        return len(list_trail(made.installation, made.actors["auditor"], asked_for, limit=200).events)

    before = n_told()
    made.get("expert", "/match-runs")
    assert n_told() == before
    made.get("expert", "/match-runs?q=кравцелин1")
    assert n_told() == before + 1
