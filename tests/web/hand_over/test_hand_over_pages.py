"""Pages on which people are handed over: what is offered says what will happen, what is answered leaves the page, nothing typed is lost."""

import html
import re
from urllib.parse import urlencode

import pytest

from tests.web.hand_over.conftest import Houses
from tests.web.markup import Page, asked
from tests.web.signing_in import Browser


def test_what_others_ask_stands_on_today_with_its_deed(houses: Houses) -> None:
    page = houses.own.get("/today").text
    assert "Others ask you to take over" in page
    assert 'action="/hand-overs/1/accept"' in page
    assert 'href="/hand-overs/1#decline"' in page
    assert houses.names["other"] in html.unescape(page)
    assert "/hand-overs/1/accept" not in houses.other.get("/today").text
    assert "Others ask you to take over" not in houses.third.get("/today").text


def test_the_form_says_what_will_happen_and_keeps_what_was_typed(houses: Houses) -> None:
    person = houses.person(0)
    assert f'href="/candidates/{person}/hand-over"' in houses.own.get(f"/candidates/{person}").text
    page = houses.own.get(f"/candidates/{person}/hand-over").text
    for said in (
        "What will happen",
        "The person stays with you",
        "Restrictions and health stay closed",
        "you still see what the person agreed",
    ):
        assert said in page
    again = houses.own.post(f"/candidates/{person}/hand-over", organisation="", note="три слова о главном")
    assert again.status_code == 422
    assert "три слова о главном" in again.text
    assert 'id="fault-organisation"' in again.text
    chosen = houses.own.post(f"/candidates/{person}/hand-over", organisation=str(houses.numbers["other"]), note="")
    assert chosen.status_code == 422
    assert f'value="{houses.numbers["other"]}" selected' in chosen.text


def test_an_offer_is_made_once_and_taken_back(houses: Houses) -> None:
    person = houses.person(1)
    number = houses.offer(person)
    page = houses.own.get(f"/candidates/{person}/hand-over").text
    assert "An offer waits for its answer" in page
    assert "btn-primary" not in page.split("<main")[1]
    second = houses.own.post(f"/candidates/{person}/hand-over", organisation=str(houses.numbers["other"]), note="ещё раз")
    assert second.status_code == 409
    assert "waits for its answer already" in second.text
    assert "ещё раз" in second.text, "what the slower one wrote is not lost"
    assert f"/hand-overs/{number}" in houses.other.get("/hand-overs").text
    told = houses.told(houses.own.post(f"/hand-overs/{number}/withdraw", form_on="/today"))
    assert "Taken back" in told
    assert "taken back" in houses.told(houses.own.post(f"/hand-overs/{number}/withdraw", form_on="/today")), (
        "the second click changes nothing"
    )
    assert f"/hand-overs/{number}" not in houses.other.get("/hand-overs").text
    assert "was taken back" in houses.told(houses.other.post(f"/hand-overs/{number}/accept", form_on="/today"), houses.other)
    assert "Offers before" in houses.own.get(f"/candidates/{person}/hand-over").text


def test_a_person_is_accepted_and_is_the_other_organisations(houses: Houses) -> None:
    person = houses.person(2)
    number = houses.offer(person)
    houses.agreed_to_one(person, houses.numbers["other"])
    page = houses.own.get(f"/candidates/{person}/hand-over").text
    assert "An offer waits" in page
    told = houses.told(houses.other.post(f"/hand-overs/{number}/accept", form_on="/today"), houses.other)
    assert f"{person} is with you from now on" in told
    assert f'href="/candidates/{person}/next-step"' in told
    assert "accepted already" in houses.told(houses.other.post(f"/hand-overs/{number}/accept", form_on="/today"), houses.other)
    assert houses.other.get(f"/candidates/{person}/restrictions").status_code == 200
    for address in ("", "/hand-over", "/restrictions", "/consents", "/next-step"):
        assert houses.own.get(f"/candidates/{person}{address}").status_code == 404
    assert houses.own.get(f"/hand-overs/{number}").status_code == 404
    today = html.unescape(houses.own.get("/today").text)
    assert f"{person}: {houses.names['other']} looks after this person from now on." in today
    assert "Handed over by" in html.unescape(houses.other.get("/today").text)


def test_a_refusal_needs_its_reason_and_keeps_the_words(houses: Houses) -> None:
    person = houses.person(3)
    number = houses.offer(person)
    bare = houses.other.post(f"/hand-overs/{number}/decline", form_on="/today")
    assert bare.status_code == 422
    assert 'id="fault-reason"' in bare.text
    wordless = houses.other.post(f"/hand-overs/{number}/decline", form_on="/today", reason="other")
    assert wordless.status_code == 422
    assert 'value="other" checked' in wordless.text
    done = houses.other.post(f"/hand-overs/{number}/decline", form_on="/today", reason="other", note="ремонт до весны")
    assert "is told why" in houses.told(done, houses.other)
    page = houses.own.get(f"/candidates/{person}/hand-over").text
    assert "ремонт до весны" in page
    assert "declined to take over" in houses.own.get("/today").text


def test_an_offer_that_the_other_one_may_not_see_any_more_says_so(houses: Houses) -> None:
    person = houses.person(4)
    number = houses.offer(person)
    assert houses.third.get(f"/hand-overs/{number}").status_code == 404
    houses.change("UPDATE candidate SET consent = 'withheld' WHERE case_reference = :r", r=person)
    assert "They cannot see this offer now" in houses.own.get(f"/candidates/{person}/hand-over").text
    assert houses.other.get(f"/hand-overs/{number}").status_code == 404
    assert houses.other.post(f"/hand-overs/{number}/accept", form_on="/today").status_code == 404


def test_whoever_agreed_to_nobody_is_asked_first(houses: Houses) -> None:
    person = houses.person(5)
    houses.change("UPDATE candidate SET consent = 'withheld' WHERE case_reference = :r", r=person)
    page = houses.own.get(f"/candidates/{person}/hand-over").text
    assert "Nobody can be asked yet" in page
    assert f'href="/candidates/{person}/consents"' in page
    assert "<textarea" not in page.split("<main")[1]


def test_other_peoples_records_do_not_exist(houses: Houses) -> None:
    person = houses.person(0)
    for browser in (houses.third, houses.other):
        assert browser.get(f"/candidates/{person}/hand-over").status_code == 404
        sent = browser.post(f"/candidates/{person}/hand-over", form_on="/today", organisation="1", note="x")
        assert sent.status_code == 404
    assert houses.third.get("/hand-overs/1").status_code == 404
    assert houses.own.get("/hand-overs/9999").status_code == 404
    assert "Nothing of this kind now" in houses.third.get("/hand-overs").text


def test_the_list_is_asked_in_the_address(houses: Houses) -> None:
    assert "/hand-overs/1" in houses.own.get("/hand-overs?direction=incoming").text
    assert '/hand-overs/1"' not in houses.own.get("/hand-overs?direction=outgoing").text
    wrong = houses.own.get("/hand-overs?state=nonsense&direction=sideways")
    assert wrong.status_code == 400
    assert "Choose a state of the list." in wrong.text


@pytest.mark.parametrize("language", ["ru", "be"])
def test_a_refusal_speaks_the_readers_language(houses: Houses, language: str) -> None:
    number = houses.one("SELECT max(id) FROM hand_over WHERE state = 'declined'") or 1
    houses.other.client.set_cookie("language", language)
    page = houses.other.get("/hand-overs?state=any")
    houses.other.client.set_cookie("language", "en")
    assert page.status_code == 200
    assert f"/hand-overs/{number}" in page.text or number == 1
    assert "Handing" not in page.text


def test_offers_are_found_by_the_person_or_the_organisation(houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    person = houses.person(6)
    number = houses.offer(person)

    def found(words: str, by: Browser | None = None, **more: str) -> bool:
        page = (by or houses.own).get("/hand-overs?" + urlencode({"q": words} | more))
        assert page.status_code == 200
        assert ("Nothing was found for" in page.text) == ("/hand-overs/" not in re.sub(r"<nav.*?</nav>", "", page.text, flags=re.DOTALL))
        return f'href="/hand-overs/{number}"' in page.text

    surname = houses.surname(person)
    for words in (person.lower(), surname.upper(), surname[:4], houses.names["other"].upper(), houses.names["own"][:6]):
        assert found(words), words
        assert found(words, houses.other), words
        assert not found(words, houses.third), words
        assert not found(words, state="accepted"), words
    for words in ("%", person.replace("-", "_"), "Переезжает", "космонавт"):
        assert not found(words), words
    page = Page(houses.own.get("/hand-overs?q=космонавт&direction=outgoing&state=any").text)
    assert {"direction": "outgoing", "state": "any"} in [asked(link) for link in page.links()]
    assert page.all("input", name="q", value="космонавт")
    houses.agreed_to_one(person, houses.numbers["own"])
    assert not any(found(words, houses.other) for words in (person, surname)), "whoever may not see them any more finds nobody"
    assert found(surname)
    monkeypatch.setattr("web.routes.hand_over.answering.PAGE_LENGTH", 1)
    page = Page(houses.own.get("/hand-overs?" + urlencode({"q": houses.names["own"], "state": "any"})).text)
    (following,) = [link["href"] for link in page.all("a", rel="next")]
    assert (asked(following)["q"], asked(following)["state"]) == (houses.names["own"], "any")
    assert "/hand-overs/" in houses.own.get(following).text
