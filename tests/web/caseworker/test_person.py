"""The person's page and what is opened from it: papers, restrictions, consents, needs, proposals, the end of a case."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from services.calendar import today
from tests.web.caseworker.conftest import Work

PARTS = ("next-step", "needs", "papers", "restrictions", "consents", "consents/matching", "edit", "learning")


def test_the_page_tells_how_things_stand_and_what_is_next(work: Work) -> None:
    page = work.own.get(f"/candidates/{work.person}").text
    assert 'class="state-line"' in page
    assert f'href="/candidates/{work.person}/next-step"' in page
    assert 'id="placements"' in page


def test_the_page_alone_reads_nothing_restricted(work: Work, register: Callable[..., str]) -> None:
    reference = register("Чабрецов")
    work.own.get(f"/candidates/{reference}")
    read = "SELECT details FROM audit_event WHERE action = 'candidate:read' AND reference = :r ORDER BY sequence DESC"
    assert "restricted" not in str(work.one(read, r=reference))
    work.own.get(f"/candidates/{reference}/restrictions")
    assert work.one("SELECT count(*) FROM audit_event WHERE action = 'restriction:read' AND reference = :r", r=reference) == 1


@pytest.mark.parametrize("part", PARTS)
def test_nobody_elses_person_is_opened(work: Work, register: Callable[..., str], part: str) -> None:
    reference = getattr(work, "kept", None) or register("Тайнов", agreed="no")
    work.kept = reference  # type: ignore[attr-defined]
    assert work.own.get(f"/candidates/{reference}/{part}").status_code == 200
    assert work.stranger.get(f"/candidates/{reference}/{part}").status_code == 404


def test_a_restriction_has_its_basis_and_is_lifted(work: Work, register: Callable[..., str]) -> None:
    reference = register("Полынов")
    address = f"/candidates/{reference}/restrictions"
    refused = work.own.post(address, kind="ban", duty="handles_cash", until_on="2027-05-01")
    assert refused.status_code == 422
    assert 'id="fault-legal_basis"' in refused.text
    assert "2027-05-01" in refused.text
    half = work.own.post(address, kind="home_hours", home_from="22:00", legal_basis="Решение 12")
    assert half.status_code == 422
    shown = work.told(work.own.post(address, kind="ban", duty="handles_cash", until_on="2027-05-01", legal_basis="Решение 12 от 3 марта"))
    assert "Решение 12 от 3 марта" in shown
    work.told(work.own.post(address, kind="home_hours", home_from="22:00", home_until="06:00", legal_basis="Решение 13"))
    number = work.one("SELECT id FROM restriction WHERE legal_basis = 'Решение 12 от 3 марта'")
    work.told(work.own.post(f"{address}/{number}/lift", address))
    assert work.one("SELECT count(*) FROM restriction WHERE id = :i", i=number) == 0
    assert work.one("SELECT home_from_minute FROM restriction WHERE legal_basis = 'Решение 13'") == 22 * 60


def test_a_new_restriction_on_the_same_matter_takes_the_place_of_the_old(work: Work, register: Callable[..., str]) -> None:
    reference = register("Мятов")
    for basis in ("Решение 1", "Решение 2"):
        work.told(work.own.post(f"/candidates/{reference}/restrictions", kind="travel_limit", travel_limit="province", legal_basis=basis))
    held = "SELECT group_concat(legal_basis) FROM restriction JOIN candidate c ON c.id = candidate_id WHERE c.case_reference = :r"
    assert work.one(held, r=reference) == "Решение 2"


def test_what_health_rules_out_is_known_unknown_or_nothing(work: Work, register: Callable[..., str]) -> None:
    reference = register("Зверобоев")
    address, known = f"/candidates/{reference}/restrictions", "SELECT health_limits_known FROM candidate WHERE case_reference = :r"
    assert not work.one(known, r=reference)
    work.told(work.own.post(f"/candidates/{reference}/health", address, health="none"))
    assert work.one(known, r=reference)
    work.told(work.own.post(f"/candidates/{reference}/health", address, health="some", health_limits="no_heights"))
    assert work.one("SELECT code FROM health_limit JOIN candidate c ON c.id = candidate_id WHERE c.case_reference = :r", r=reference)


def test_a_tick_is_never_taken_for_a_clean_bill_of_health(work: Work, register: Callable[..., str]) -> None:
    reference = register("Васильков")
    address, known = f"/candidates/{reference}/restrictions", "SELECT health_limits_known FROM candidate WHERE case_reference = :r"
    for answer in ("unknown", "none"):
        refused = work.own.post(f"/candidates/{reference}/health", address, health=answer, health_limits="no_heights")
        assert refused.status_code == 422
        assert 'id="fault-health"' in refused.text
        assert re.search(r'value="no_heights"\s+checked', refused.text)
    nothing_ticked = work.own.post(f"/candidates/{reference}/health", address, health="some")
    assert nothing_ticked.status_code == 422
    assert 'id="fault-health_limits"' in nothing_ticked.text
    assert not work.one(known, r=reference)


def test_help_that_did_not_help_is_closed_with_a_reason(work: Work, register: Callable[..., str]) -> None:
    reference = register("Шиповников")
    address = f"/candidates/{reference}/needs"
    told = {"kind": "clothing", "wanted": "зимняя куртка", "due_on": today().isoformat()}
    work.told(work.own.post(address, **told))
    number = work.one("SELECT s.id FROM support_need s JOIN candidate c ON c.id = candidate_id WHERE c.case_reference = :r", r=reference)
    step = {"to": "done", "success": "no", "person": reference}
    refused = work.told(work.own.post(f"/needs/{number}/steps", address, **step, reason="other"))
    assert "told refused" in refused
    shown = work.told(work.own.post(f"/needs/{number}/steps", address, **step, reason="too_late"))
    assert "it did not help" in shown
    assert "it came too late" in shown


def test_without_consent_the_page_says_what_to_do_first(work: Work, register: Callable[..., str]) -> None:
    reference = register("Багульников", agreed="no")
    page = work.own.get(f"/candidates/{reference}").text
    assert f'href="/candidates/{reference}/consents/matching">consent to the search for work' in page


def test_who_was_slower_sees_what_a_colleague_wrote_and_may_keep_theirs(work: Work, register: Callable[..., str]) -> None:
    reference = register("Душицын")
    address = f"/candidates/{reference}/edit"
    shown = work.own.get(address).text
    version = re.search(r'name="version" value="(\d+)"', shown)
    assert version is not None
    first = {"version": version[1], "surname": "Душицын", "max_commute_km": "33", "readiness": "support_needed"}
    assert work.own.post(address, **first).status_code == 303
    mine = {"version": version[1], "surname": "Душицын", "max_commute_km": "45", "notes": "моя заметка"}
    refused = work.own.post(address, **mine)
    assert refused.status_code in (409, 412)
    assert "моя заметка" in refused.text
    told = " ".join(refused.text.split())
    assert '<a href="#field-max_commute_km">How far to work, km</a>: Now there stands: 33' in told
    assert '<a href="#field-readiness">Ready for work?</a>: Now there stands:' in told
    assert "#field-surname" not in told
    present = re.search(r'name="version" value="(\d+)"', refused.text)
    assert present is not None
    assert work.own.post(address, **(mine | {"version": present[1]})).status_code == 303
    assert "моя заметка" in work.own.get(address).text


def test_the_language_of_a_refused_form_leads_to_its_own_page(work: Work, register: Callable[..., str]) -> None:
    address = f"/candidates/{register('Пижмин')}/next-step"
    refused = work.own.post(address, note="позвонить")
    assert refused.status_code == 422
    assert f'href="{address}?language=be"' in refused.text


def test_papers_tell_when_they_are_all_there(work: Work, register: Callable[..., str]) -> None:
    reference = register("Донников")
    address = f"/candidates/{reference}/papers"
    version = work.one("SELECT version FROM candidate WHERE case_reference = :r", r=reference)
    refused = work.own.post(address, state_passport="missing", lead_passport="много", version=str(version))
    assert refused.status_code == 422
    assert 'id="fault-lead_passport"' in refused.text
    assert "много" in refused.text
    shown = work.told(work.own.post(address, state_passport="missing", lead_passport="5", version=str(version)))
    assert "All papers are there on" in shown
    assert "passport" in shown.split('class="state-line"')[1].split("</p>")[0]
    stale = work.own.post(address, state_passport="ready", version=str(version))
    assert stale.status_code == 412, "a colleague changed it meanwhile"


def test_a_consent_is_given_with_the_words_read_out_and_taken_back(work: Work, register: Callable[..., str]) -> None:
    reference = register("Клеверов", agreed="no")
    address = f"/candidates/{reference}/consents/matching"
    page = work.own.get(f"{address}?words=be").text
    assert 'lang="be"' in page
    digest = page.split('name="text_digest" value="')[1][:64]
    said = {"text_language": "be", "how": "spoken", "given_on": today().isoformat(), "fields": "profile"}
    assert work.own.post(address, text_digest="0" * 64, **said).status_code == 409, "other words were read out"
    too_long = work.own.post(address, text_digest=digest, expires_on="2099-01-01", **said)
    assert too_long.status_code == 422
    assert 'id="fault-expires_on"' in too_long.text
    ends = (today() + timedelta(days=10)).isoformat()
    assert "written down" in work.told(work.own.post(address, text_digest=digest, expires_on=ends, **said))
    assert f'href="/candidates/{reference}/consents"' in work.own.get("/today").text, "it ends soon"
    assert work.stranger.get(f"/candidates/{reference}").status_code == 200
    number = work.one("SELECT max(id) FROM consent")
    shown = work.told(work.own.post(f"/candidates/{reference}/consents/{number}/withdraw", f"/candidates/{reference}/consents"))
    assert "taken back" in shown
    assert work.stranger.get(f"/candidates/{reference}").status_code == 404


def test_a_signed_paper_is_kept_and_shown_to_nobody_else(work: Work, register: Callable[..., str]) -> None:
    reference = register("Тимьянов")
    number, address = work.one("SELECT max(id) FROM consent"), f"/candidates/{reference}/consents"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', work.own.get(address).text)
    for content, sign in ((b"%PDF-1.7\n%%EOF", "is kept with the consent"), (b"hello", "✘")):
        paper = {"paper": (io.BytesIO(content), "согласие.pdf"), "csrf_token": token[1] if token else ""}
        assert sign in work.told(work.own.client.post(f"{address}/{number}/evidence", data=paper))
    kept = work.one("SELECT max(id) FROM consent_evidence")
    shown = work.own.get(f"{address}/{number}/evidence/{kept}")
    assert shown.data == b"%PDF-1.7\n%%EOF"
    assert "attachment" in shown.headers["Content-Disposition"]
    assert work.stranger.get(f"{address}/{number}/evidence/{kept}").status_code == 404


def test_who_took_consent_back_stands_in_no_ranking(work: Work, register: Callable[..., str]) -> None:
    reference = register("Люпинов")
    assert 'aria-label="Propose for' in work.own.get(f"/candidates/{reference}").text
    number = work.one("SELECT max(id) FROM consent")
    work.told(work.own.post(f"/candidates/{reference}/consents/{number}/withdraw", f"/candidates/{reference}/consents"))
    assert 'aria-label="Propose for' not in work.own.get(f"/candidates/{reference}").text


def test_a_person_is_proposed_from_their_page_once(work: Work, register: Callable[..., str]) -> None:
    reference = register("Левкоев")
    page = work.own.get(f"/candidates/{reference}").text
    vacancy = page.split('name="vacancy" value="')[1].split('"')[0]
    for word in ("is proposed for", "✘"):
        assert word in work.told(work.own.post(f"/candidates/{reference}/propose", f"/candidates/{reference}", vacancy=vacancy))
    assert reference in work.own.get("/board").text.split('id="stage-chosen"')[1].split("</section>")[0]


def test_a_need_is_said_handed_over_with_consent_alone_and_done(work: Work, register: Callable[..., str]) -> None:
    reference = register("Астров")
    address = f"/candidates/{reference}/needs"
    assert work.own.post(address, kind="housing", wanted="койка").status_code == 422
    work.told(work.own.post(address, kind="housing", wanted="койка", due_on=today().isoformat()))
    number, other = work.one("SELECT max(id) FROM support_need"), work.one("SELECT max(id) FROM organisation")
    handed = {"to": "in_progress", "organisation": str(other), "person": reference}
    assert "✘" in work.told(work.own.post(f"/needs/{number}/steps", address, **handed)), "nobody agreed that they may know"
    assert "койка" in work.own.get("/today").text
    work.told(work.own.post(f"/needs/{number}/steps", address, to="done", success="yes"))
    assert "койка" not in work.own.get("/today").text
    assert work.stranger.post(f"/needs/{number}/steps", "/today", to="needed", reason="other").status_code == 404


def test_what_was_handed_to_us_is_answered_on_the_first_page(work: Work, register: Callable[..., str]) -> None:
    reference = register("Пионов")
    other = work.one("SELECT organisation_id FROM account WHERE email = 'stranger@kladka.example'")
    address = f"/candidates/{reference}/consents/follow_up"
    digest = work.own.get(address).text.split('name="text_digest" value="')[1][:64]
    said = {"text_digest": digest, "text_language": "en", "how": "signed", "given_on": today().isoformat(), "organisation": str(other)}
    work.told(work.own.post(address, **said))
    work.own.post(f"/candidates/{reference}/needs", kind="clothing", wanted="зимняя куртка", due_on=today().isoformat())
    number = work.one("SELECT max(id) FROM support_need")
    work.told(work.own.post(f"/needs/{number}/steps", f"/candidates/{reference}/needs", to="in_progress", organisation=str(other)))
    assert "зимняя куртка" in work.stranger.get("/today").text
    work.told(work.stranger.post(f"/needs/{number}/answers", "/today", to="accepted"), work.stranger)
    work.told(work.stranger.post(f"/needs/{number}/answers", "/today", to="done", success="yes"), work.stranger)
    assert work.one("SELECT state FROM support_need WHERE id = :i", i=number) == "done"


def test_a_case_is_changed_and_a_colleagues_change_is_not_overwritten(work: Work, register: Callable[..., str]) -> None:
    reference = register("Ирисов")
    address = f"/candidates/{reference}/edit"
    version = work.one("SELECT version FROM candidate WHERE case_reference = :r", r=reference)
    said = {"surname": "Ирисов", "skills": "РДС", "minimum_pay_byn": "1 250,50", "shifts": "evening", "version": str(version)}
    assert "The changes are kept." in work.told(work.own.post(address, **said))
    assert work.one("SELECT minimum_pay_byn FROM candidate WHERE case_reference = :r", r=reference) == 1250.5
    assert work.one("SELECT max_commute_km FROM candidate WHERE case_reference = :r", r=reference) is None, "an emptied field"
    stale = work.own.post(address, **(said | {"skills": "мой новый текст"}))
    assert stale.status_code == 412
    assert "мой новый текст" in stale.text


def test_a_search_is_paused_gone_on_with_and_closed_with_a_reason(work: Work, register: Callable[..., str]) -> None:
    reference = register("Нарциссов")
    page = f"/candidates/{reference}"
    for status in ("paused", "active"):
        work.told(work.own.post(f"{page}/status", page, status=status))
        assert work.one("SELECT status FROM candidate WHERE case_reference = :r", r=reference) == status
    work.told(work.own.post(f"{page}/close", page, reason="moved_away"))
    assert work.one("SELECT status FROM candidate WHERE case_reference = :r", r=reference) == "closed"
    assert work.own.get(page).status_code == 200


def test_everything_held_is_handed_over_as_a_workbook(work: Work, register: Callable[..., str]) -> None:
    reference = register("Гладиолусов")
    answer = work.own.post(f"/candidates/{reference}/report.xlsx", f"/candidates/{reference}")
    assert answer.status_code == 200
    assert answer.data[:2] == b"PK"
    assert work.stranger.post(f"/candidates/{reference}/report.xlsx", "/today").status_code == 404


def test_an_expert_reads_the_person_without_what_is_not_theirs(work: Work) -> None:
    page = work.stage.client("expert").get(f"/candidates/{work.person}?language=en").text
    assert "/restrictions" not in page
    assert "/consents" not in page
    assert work.stage.client("expert").get(f"/candidates/{work.person}/restrictions").status_code == 403
