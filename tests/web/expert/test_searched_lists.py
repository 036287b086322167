"""The search fields of the expert's lists: what is found by which words, by whom, and that nothing tells of people beyond reach."""

from urllib.parse import urlencode

import pytest

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
