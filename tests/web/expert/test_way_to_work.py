"""The way of one person to one vacancy through the pages: what may come next, what it stands on, what nobody else may see."""

import re

import pytest

from tests.api.reading import answer_of
from tests.web.expert.conftest import HIDDEN, TODAY, Office


def digest_on(text: str) -> str:
    found = re.search(r'name="profile_digest" value="([0-9a-f]{64})"', text)
    assert found is not None
    return found[1]


def test_from_the_ranking_to_the_first_day_at_work(office: Office) -> None:
    person, pages = "GOM-0001", office
    number = pages.shortlisted(person)
    address, meeting = f"/placements/{number}", f"/vacancies/VAC-0001/candidates/{person}/introduce"
    shown = pages.page("expert", address)
    assert "в коротком списке" in shown.text
    assert "пока нет: куратор прочитает" in shown.text
    assert "делаете не вы" in shown.text
    assert "Согласия на знакомство с этим нанимателем" in pages.page("expert", meeting).text

    pages.programme.consent(person, "introduction", vacancy="VAC-0001", fields=["first_name", "contact", "profile"])
    assert pages.send("most", f"{address}/move", to="consented").status_code == 303
    assert meeting in pages.page("expert", address).links()

    draft = pages["expert"].get(f"{meeting}?about=Работаю аккуратно&text_language=ru").text
    said = {"contact": "organisation", "approved_on": TODAY, "about": "Работаю аккуратно", "text_language": "ru"}
    unsaid = pages.send("expert", meeting, **said, profile_digest=digest_on(draft))
    assert unsaid.status_code == 422
    assert 'id="fault-approved"' in unsaid.text
    assert "Работаю аккуратно" in unsaid.text
    done = pages.send("expert", meeting, **said, profile_digest=digest_on(draft), approved="yes")
    assert done.location == address, done.text[-1500:]

    assert pages.send("expert", f"{address}/move", to="referred").status_code == 303
    assert "Выдать направление" in pages.page("expert", address).text
    issued = pages.send("expert", f"{address}/slips", appear_by=TODAY, return_by=TODAY)
    assert issued.status_code == 303
    slip = next(link for link in pages.page("expert", address).links() if re.fullmatch(r"/slips/\d+", link))
    assert "ООО «Кропивстальмонтаж»" in pages.page("expert", slip).text
    marked = pages.send("expert", f"{slip}/mark", came="offered", on=TODAY, returned="yes")
    assert marked.location == address, marked.text[-1500:]
    assert pages.send("expert", f"{address}/move", to="started", on=TODAY).status_code == 303
    text = pages.page("expert", address).text
    assert "на работе" in text
    assert text.count("Expert") >= 4
    assert "Most" in text


def test_a_short_list_asks_why_and_loses_nothing(office: Office) -> None:
    address = "/vacancies/VAC-0001/candidates/GOM-0002/shortlist"
    whole = office.send("expert", f"{address}?limit=50", note=" ")
    assert whole.status_code == 422
    assert "<html" in whole.text
    part = office["expert"].post(address, data={}, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.text
    assert 'aria-invalid="true"' in part.text
    put = office["expert"].post(f"{address}?limit=50", data={"note": "хорошо варит"}, headers={"HX-Request": "true"})
    assert "В коротком списке" in put.text
    again = office.send("expert", address, note="ещё раз")
    assert again.status_code == 409
    assert "ещё раз" in again.text


def test_a_step_that_is_refused_brings_back_what_was_typed(office: Office) -> None:
    number = office.shortlisted("GOM-0003")
    address = f"/placements/{number}"
    unreasoned = office.send("expert", f"{address}/move", to="withdrawn", note="нашлось ближе к дому", may_tell="yes")
    assert unreasoned.status_code == 422
    assert "нашлось ближе к дому" in unreasoned.text
    assert 'id="fault-reason"' in unreasoned.text
    assert re.search(r'value="yes" checked', unreasoned.text)
    stale = office.send("expert", f"{address}/move", to="withdrawn", note="нашлось ближе", may_tell="yes", reason="other", version="1")
    assert stale.status_code == 412
    assert "нашлось ближе" in stale.text
    gone = office.send("expert", f"{address}/move", to="withdrawn", note="нашлось ближе", may_tell="yes", reason="not_mobile")
    assert gone.status_code == 303
    assert "отозвано" in office.page("expert", address).text


def test_a_mistake_is_taken_back_and_both_stay_in_the_history(office: Office) -> None:
    number = office.shortlisted("GOM-0004")
    address = f"/placements/{number}"
    assert "Что было не так?" in office.page("most", f"{address}?step=correction").text
    assert office.send("most", f"{address}/correct", note="").status_code == 422
    assert office.send("most", f"{address}/correct", note="нажали не туда").status_code == 303
    text = office.page("most", address).text
    assert "отменено, снова:" in text
    assert "нажали не туда" in text
    assert "нажали не туда" not in office.page("expert", address).text, "notes are for those who look after the person"


def test_nobody_sees_a_way_that_is_not_theirs_to_see(office: Office) -> None:
    proposed = office.programme.post("most", "/placements", candidate=HIDDEN, vacancy="VAC-0001", note="знаем давно")
    if proposed.status_code != 201:  # whoever withheld the consent to matching is kept out by a rule
        office.programme.consent(HIDDEN, "matching", organisation=office.programme.organisations["Фонд «Мост»"])
        proposed = office.programme.post("most", "/placements", candidate=HIDDEN, vacancy="VAC-0001", note="знаем давно")
    if proposed.status_code == 201:
        number = answer_of(proposed, 201)["id"]
        assert office["expert"].get(f"/placements/{number}").status_code == 404
        assert HIDDEN not in office.page("expert", "/work").text
    assert office["expert"].get(f"/vacancies/VAC-0001/candidates/{HIDDEN}/introduce").status_code == 404
    assert office["expert"].get("/placements/999").status_code == 404
    known = office.shortlisted("GOM-0006")
    assert office["employer"].get(f"/placements/{known}").status_code == 404
    assert office["auditor"].get(f"/placements/{known}").status_code == 403


def test_whoever_only_reads_is_offered_no_step(office: Office) -> None:
    number = office.shortlisted("GOM-0005")
    page = office.page("niva", f"/placements/{number}")
    assert "Сейчас вам здесь делать нечего" in page.text
    assert not [link for link in page.links() if "step=" in link]


@pytest.mark.parametrize(("language", "words"), [("be", "Шлях да працы"), ("en", "The way to work")])
def test_the_way_speaks_the_language_asked_for(office: Office, language: str, words: str) -> None:
    number = office.shortlisted({"be": "GOM-0007", "en": "GOM-0008"}[language])
    assert words in office.page("coordinator", f"/placements/{number}?language={language}").text
