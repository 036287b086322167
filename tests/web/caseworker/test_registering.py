"""A person registered in four steps: kept at each, understood at once, never twice without asking, consent read out at the end."""

import re
from collections.abc import Callable

from tests.web.caseworker.conftest import Work


def begun(work: Work, surname: str, **typed: str) -> str:
    response = work.own.post("/candidates/new", surname=surname, given_name="Инна", **typed)
    assert response.status_code == 303, response.text[:2000]
    assert response.location.endswith("/skills")
    return response.location.removesuffix("/skills")


def test_a_form_that_was_left_goes_on_where_it_was_left(work: Work) -> None:
    draft = begun(work, "Липова")
    left = work.told(work.own.post(f"{draft}/skills", skills="немного плитка", later="yes"))
    assert f'href="{draft}/skills"' in left
    assert "Липова" in left
    assert "немного плитка" in work.own.get(f"{draft}/skills").text
    assert work.one("SELECT count(*) FROM candidate_text WHERE text LIKE '%немного плитка%'") == 0


def test_nobody_else_opens_the_form(work: Work) -> None:
    draft = begun(work, "Ольхова")
    assert work.stranger.get(f"{draft}/who").status_code == 404
    assert work.stranger.post(f"{draft}/remove", "/candidates/new").status_code == 404
    work.told(work.own.post(f"{draft}/remove", "/candidates/new"))
    assert work.own.get(f"{draft}/who").status_code == 404


def test_messy_words_are_understood_while_they_are_typed(work: Work) -> None:
    part = work.own.post("/candidates/new/understood", "/candidates/new", skills="РДС, чтение чертежей").text
    assert "<html" not in part
    assert "manual metal arc welding" in part.lower()


def test_without_a_script_the_button_shows_what_was_understood(work: Work) -> None:
    draft = begun(work, "Берёзова")
    shown = work.told(work.own.post(f"{draft}/skills", skills="РДС", look="yes"))
    assert "manual metal arc welding" in shown.lower()


def test_a_pick_is_proposed_and_the_form_stays(work: Work) -> None:
    draft = begun(work, "Кленова")
    shown = work.told(work.own.post(f"{draft}/skills", skills="шов клал как надо", pick="шов клал как надо|weld_mma"))
    assert "шов клал как надо" in shown
    assert work.one("SELECT state FROM alias WHERE text = 'шов клал как надо'") == "proposed"


def test_what_was_picked_stands_beside_the_words_until_a_second_person_decides(work: Work) -> None:
    draft, unsure = begun(work, "Тополева"), "плитку ложу"
    before = work.own.post(f"{draft}/skills", skills=unsure, look="yes")
    offered = re.findall(rf'name="pick" value="{unsure}\|([^"]+)">([^<]+)<', work.told(before))
    assert offered
    concept, label = offered[0]
    after = work.told(work.own.post(f"{draft}/skills", skills=unsure, pick=f"{unsure}|{concept}"))
    assert f"picked:</span> {label} <span" in " ".join(after.split())
    assert f'value="{unsure}|{concept}"' not in after


def test_days_that_are_no_number_are_told_beside_their_paper_with_everything_else_that_is_wrong(work: Work) -> None:
    draft = begun(work, "Ивушкина")
    typed = {"documents_missing": "passport", "lead.passport": "две недели", "minimum_pay_byn": "тысяча"}
    refused = work.own.post(f"{draft}/papers", **typed)
    assert refused.status_code == 422
    assert 'id="fault-lead.passport"' in refused.text
    assert 'id="fault-minimum_pay_byn"' in refused.text
    assert "две недели" in refused.text
    assert work.own.post(f"{draft}/papers", **(typed | {"lead.passport": "14", "minimum_pay_byn": "1000"})).status_code == 303


def test_nobody_is_registered_without_an_answer_to_the_consent(work: Work) -> None:
    draft = begun(work, "Осокина")
    refused = work.own.post(f"{draft}/consent", notes="подумает до среды")
    assert refused.status_code == 422
    assert 'id="fault-agreed"' in refused.text
    assert "подумает до среды" in refused.text
    assert work.own.post(f"{draft}/consent", agreed="no").status_code == 303


def test_the_consent_is_printed_in_the_language_it_is_read_in(work: Work) -> None:
    draft = begun(work, "Камышова")
    page = work.own.get(f"{draft}/consent?words=be").text
    paper = page.partition('class="paper-only"')[2].partition("</div>")[0]
    assert "Подпіс, дата" in paper
    assert "Signature" not in paper
    assert "data-print" in page


def test_an_unknown_place_is_told_beside_its_field_and_nothing_is_lost(work: Work) -> None:
    refused = work.own.post("/candidates/new", surname="Рябинова", **{"place.town": "Нетакогогорода"})
    assert refused.status_code == 422
    assert 'id="fault-place.town"' in refused.text
    assert "Рябинова" in refused.text
    assert "Нетакогогорода" in refused.text


def test_a_year_that_is_no_number_is_told(work: Work) -> None:
    refused = work.own.post("/candidates/new", surname="Осинова", birth_year="давно")
    assert refused.status_code == 422
    assert 'id="fault-birth_year"' in refused.text
    assert "давно" in refused.text


def test_the_whole_case_stands_after_the_last_step(work: Work, register: Callable[..., str]) -> None:
    reference = register("Каштанов", work_history="2010–2020 сварщик")
    page = work.own.get(f"/candidates/{reference}").text
    assert "is registered" in page
    assert work.one("SELECT consent FROM candidate WHERE case_reference = :r", r=reference) == "granted"
    assert work.one("SELECT count(*) FROM candidate_skill JOIN candidate c ON c.id = candidate_id WHERE c.case_reference = :r", r=reference)
    assert "Каштанов Олег" in page, "who looks after somebody reads their name"
    assert "Каштанов" not in work.own.get("/board").text, "lists call people by initials"
    assert work.one("SELECT count(*) FROM audit_event WHERE action = 'consent:give' AND reference = :r", r=reference) == 1


def test_the_draft_goes_with_the_registration(work: Work, register: Callable[..., str]) -> None:
    before = work.one("SELECT count(*) FROM draft")
    register("Тополев")
    assert work.one("SELECT count(*) FROM draft") == before


def test_who_does_not_agree_is_registered_and_seen_by_nobody_else(work: Work, register: Callable[..., str]) -> None:
    reference = register("Ивушкин", agreed="no")
    assert work.one("SELECT consent FROM candidate WHERE case_reference = :r", r=reference) == "withheld"
    assert work.stranger.get(f"/candidates/{reference}").status_code == 404


def test_somebody_like_this_is_shown_before_a_second_case_is_made(work: Work) -> None:
    who = {"given_name": "Пётр", "birth_date": "1987-03-04"}
    draft = work.own.post("/candidates/new", surname="Дубравин", **who).location.removesuffix("/skills")
    page = work.own.get(f"{draft}/consent").text
    digest = page.split('name="text_digest" value="')[1][:64]
    reference = work.own.post(f"{draft}/consent", agreed="no", text_digest=digest, text_language="en").location.rsplit("/", 1)[1]
    again = work.own.post("/candidates/new", surname="Дубравин", **who)
    assert again.status_code == 409
    assert f"/candidates/{reference}" in again.text
    assert "same birth date" in again.text
    assert 'name="not_double"' in again.text
    address = again.text.split('id="register-form" action="')[1].split('"')[0]
    assert work.own.post(address, not_double="yes", surname="Дубравин", **who).status_code == 303
    assert work.stranger.post("/candidates/new", surname="Дубравин", **who).status_code == 303, "a suspicion would tell a stranger"


def test_a_missing_paper_takes_the_days_that_were_said(work: Work) -> None:
    draft = begun(work, "Грабов")
    work.own.post(f"{draft}/papers", documents_missing="passport", **{"lead.passport": "9"})
    digest = work.own.get(f"{draft}/consent").text.split('name="text_digest" value="')[1][:64]
    work.told(work.own.post(f"{draft}/consent", agreed="no", text_digest=digest, text_language="en"))
    assert work.one("SELECT lead_days FROM document WHERE lead_days = 9") == 9


def test_an_expert_registers_nobody(work: Work) -> None:
    assert work.stage.client("expert").get("/candidates/new").status_code == 403
