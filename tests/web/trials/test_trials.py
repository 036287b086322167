"""A trial on pages, without a script: drawn up, signed, marked day by day, assessed, led on; what is refused; who sees nothing of it."""

import re
from urllib.parse import urlencode

import pytest

from tests.web.markup import Page, asked
from tests.web.signing_in import Browser
from tests.web.trials.conftest import HIDDEN, Pilot


def fault_of(text: str, name: str) -> bool:
    return bool(Page(text).all("span", id=f"fault-{name}"))


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(trials: Pilot) -> None:
    refused = trials.own.post(
        "/trials/new", form_on=f"/trials/new?pilot={trials.pilot}", pilot=trials.pilot, tasks="Сварка рам", pay_byn="сорок", pay_per="day"
    )
    assert refused.status_code == 422
    for name in ("candidate", "vacancy", "from_on", "until_on", "schedule", "emergency_contact", "pay_byn"):
        assert fault_of(refused.text, name), name
    assert "Сварка рам" in refused.text
    assert Page(refused.text).all("input", name="pay_byn")[0]["value"] == "сорок"
    assert re.search(r'<option value="day" selected>', refused.text)
    outside = trials.draw_up("GOM-0001", until_on=trials.on(99))
    assert outside.status_code == 422
    assert fault_of(outside.text, "from_on")
    assert "Сестра, 29 000" in outside.text
    unpaid = trials.draw_up("GOM-0001", pay_byn="")
    assert (unpaid.status_code, fault_of(unpaid.text, "pay_byn")) == (422, True)


def test_a_draft_is_signed_later_and_holds_no_place_before(trials: Pilot) -> None:
    drawn = trials.draw_up("GOM-0001", draft="yes", subsidy_byn="10")
    text = trials.told(drawn)
    assert "The draft is kept" in text
    assert "BYN 1\u202f045.50</span> a month" in text
    assert len(Page(text).all("button", **{"class": "btn btn-primary"})) == 1
    assert not Page(text).all("form", action=f"{drawn.location}/days/{trials.on(0)}/came")
    signed = trials.told(trials.send(drawn.location, "sign"))
    assert "The agreement is signed: place" in signed
    assert "holds place" in signed
    again = trials.told(trials.send(drawn.location, "sign"))
    assert Page(again).all("p", **{"class": "told refused"}), "told kindly, nothing is broken"
    assert trials.draw_up("GOM-0001").status_code == 409, "one trial at a time"
    offered = trials.own.get(f"/trials/new?pilot={trials.pilot}").text
    assert "Whoever is on trial already is not offered: GOM-0001" in offered
    assert not re.search(r'<option value="GOM-0001"', offered)


def test_a_draft_is_changed_on_the_form_it_was_drawn_up_with(trials: Pilot) -> None:
    address = trials.draw_up("GOM-0008", draft="yes").location
    edit = f"{address}/edit"
    assert f'href="{edit}"' in trials.own.get(address).text
    page = Page(trials.own.get(edit).text)
    assert page.all("input", name="pay_byn")[0]["value"] == "1045,50"
    assert page.all("input", name="from_on")[0]["value"] == trials.on(-5)
    assert not page.all("select", name="candidate"), "another person is another agreement"
    seen = page.all("input", name="version")[0]["value"]
    terms = trials.terms("GOM-0008", tasks="Покраска рам", pay_byn="", subsidy_byn="12,5", version=seen)

    silent = trials.own.post(edit, form_on=edit, **terms | {"schedule": "", "subsidy_byn": "много"})
    assert silent.status_code == 422
    assert fault_of(silent.text, "schedule")
    assert fault_of(silent.text, "subsidy_byn")
    assert "Покраска рам" in silent.text
    changed = trials.told(trials.own.post(edit, form_on=edit, **terms))
    assert "The draft is changed." in changed
    assert "Покраска рам" in changed
    assert "BYN 12.50" in changed
    assert "from the host" not in changed, "an emptied sum is none"

    late = trials.own.post(edit, form_on=edit, **terms | {"tasks": "Мытьё рам", "until_on": trials.on(7)})
    assert late.status_code == 412
    for sentence in ("A colleague changed this draft meanwhile.", "Мытьё рам", "Now there stands: Покраска рам", "Now there stands: "):
        assert sentence in late.text, sentence
    assert late.text.count("Now there stands:") == 2, "where both say the same nothing is told"
    fresh = Page(late.text).all("input", name="version")[0]["value"]
    unseen = trials.told(trials.send(address, "sign", version=terms["version"]))
    assert Page(unseen).all("p", **{"class": "told refused"}), "a draft is signed as it was read"
    assert "Мытьё рам" in trials.told(trials.own.post(edit, form_on=edit, **terms | {"tasks": "Мытьё рам", "version": fresh}))
    for language, word in (("ru", "Изменить черновик"), ("be", "Змяніць чарнавік"), ("en", "Change the draft")):
        assert word in trials.own.get(f"{edit}?language={language}").text

    assert trials.stranger.get(edit).status_code == 404
    assert trials.employer.get(edit).status_code == 403
    theirs = trials.coordinator.get(edit).text
    assert "Сестра" not in theirs
    written = Page(theirs).all("input", name="version")[0]["value"]
    kept = trials.coordinator.post(edit, form_on=edit, **terms | {"emergency_contact": "", "contact_unread": "yes", "version": written})
    assert kept.status_code == 303, "whoever cannot read whom to call leaves it as it is"
    assert "Сестра" in trials.own.get(address).text
    emptied = trials.own.post(edit, form_on=edit, **terms | {"emergency_contact": "", "version": ""})
    assert fault_of(emptied.text, "emergency_contact")

    signed = trials.told(trials.send(address, "sign"))
    assert f'href="{edit}"' not in signed
    refused = trials.own.post(edit, form_on=address, **terms | {"tasks": "Поздно"})
    assert refused.status_code == 409
    assert "is signed: its terms no longer change" in refused.text
    assert "Поздно" in refused.text
    assert "Only a draft can be changed." in trials.told(trials.own.get(edit))
    trials.send(address, "cancel", because="x")


def test_a_day_is_one_tap_and_a_late_one_a_small_form(trials: Pilot) -> None:
    address = trials.signed("GOM-0002")
    came = trials.told(trials.send(address, f"days/{trials.on(-5)}/came"))
    assert "came in time" in came
    form = trials.own.get(f"{address}?day={trials.on(-4)}").text
    assert Page(form).all("form", id="mark")
    day = {"day": trials.on(-4)}
    unsaid = trials.send(address, "days", **day, mark="late", minutes_late="20")
    assert unsaid.status_code == 422
    assert fault_of(unsaid.text, "fault")
    assert Page(unsaid.text).all("input", name="minutes_late")[0]["value"] == "20", "nothing typed is lost"
    wordy = trials.send(address, "days", **day, mark="late", fault="host", minutes_late="много")
    assert (wordy.status_code, fault_of(wordy.text, "minutes_late")) == (422, True)
    late = trials.told(trials.send(address, "days", **day, mark="late", fault="host", minutes_late="20"))
    assert "by 20 minutes" in late
    assert "because of the host" in late
    corrected = trials.told(trials.send(address, "days", **day, mark="absent", fault="person", minutes_late="20"))
    assert "was not at work" in corrected
    assert "by 20 minutes" not in corrected
    assert "Came on 1 of 2 marked days" in corrected
    opened = trials.own.get(f"{address}?day={trials.on(-4)}").text
    assert 'value="absent" checked' in opened, "a correction begins with what was written"
    ahead = trials.told(trials.send(address, f"days/{trials.on(1)}/came"))
    assert Page(ahead).all("p", **{"class": "told refused"}), "a day to come is refused in words"
    trials.send(address, "cancel", because="x")


def test_today_has_it_in_one_tap_and_leads_to_what_is_over(trials: Pilot) -> None:
    over = trials.signed("GOM-0003", until_on=trials.on(-1))
    first = trials.own.get("/today").text
    assert f'href="{over}#assessment"' in first
    draft = trials.draw_up("GOM-0008", draft="yes").location
    listed = trials.own.get("/trials").text
    assert listed.index(f'href="{over}"') < listed.index(f'href="{draft}"'), "newer, but nothing waits there"
    assert "to be assessed" in trials.own.get("/trials?state=waiting").text
    person = trials.own.get("/candidates/GOM-0003").text
    assert f'href="{over}"' in person
    back = trials.send(over, f"days/{trials.on(-1)}/came", to="today")
    assert back.location == "/today#trials"
    trials.send(over, "assessment", result="did_not_show")
    assert f'href="{over}#assessment"' not in trials.own.get("/today").text


def test_an_assessment_keeps_what_is_sure_and_shows_the_rest_and_leads_on(trials: Pilot) -> None:
    address = trials.signed("GOM-0004")
    typed = "ручная дуговая сварка, незнакомое дело; работа с инструментом"
    looked = trials.send(address, "assessment", look="yes", skills=typed, note="Старался")
    assert looked.status_code == 200
    assert "So it is understood" in looked.text
    assert "Старался" in looked.text, "looking ends nothing and loses nothing"
    part = trials.own.post("/trials/understood", form_on=address, skills=typed)
    assert "<html" not in part.text
    assert "manual metal arc welding" in part.text
    unsaid = trials.send(address, "assessment", skills=typed, note="Старался")
    assert (unsaid.status_code, fault_of(unsaid.text, "result")) == (422, True)
    assert "незнакомое дело" in unsaid.text
    silly = trials.send(address, "assessment", result="did_not_show", skills=typed)
    assert (silly.status_code, fault_of(silly.text, "result")) == (422, True)
    ended = trials.told(trials.send(address, "assessment", result="completed", skills=typed, note="Старался"))
    assert re.findall(r"told done.*?</span> (.*?)</p>", ended) == ["The trial is assessed.", "1 skill is on the profile now."]
    assert "on the profile:" in ended
    assert "незнакомое дело" in ended, "what was not understood is kept and shown"
    assert "not on the profile, because it is not sure. It may mean:" in ended
    assert "Came</button>" not in ended
    pick = re.search(r'name="text" value="(работа с инструментом)">\s*<input type="hidden" name="concept" value="([^"]+)"', ended)
    assert pick is not None
    assert "A second person confirms it" in trials.told(trials.send(address, "picks", text=pick[1], concept=pick[2]))

    silent = trials.send(address, "contract")
    assert (silent.status_code, fault_of(silent.text, "note")) == (422, True)
    led = trials.send(address, "contract", note="Готовы взять")
    assert re.fullmatch(r"/placements/\d+", led.location)
    assert "The way to a contract has begun" in trials.told(led)
    assert f'href="{led.location}"' in trials.own.get(address).text
    assert trials.one("SELECT state FROM placement WHERE id = :id", id=int(led.location.rsplit("/", 1)[1])) == "shortlisted"


def test_cancelling_names_what_happens_and_asks_why(trials: Pilot) -> None:
    address = trials.signed("GOM-0005")
    assert "the place is free for others" in trials.own.get(address).text
    silent = trials.send(address, "cancel")
    assert (silent.status_code, fault_of(silent.text, "because")) == (422, True)
    cancelled = trials.told(trials.send(address, "cancel", because="Цех закрыт"))
    assert "Its place is free again" in cancelled
    assert "Цех закрыт" in cancelled
    assert "Цех закрыт" not in trials.coordinator.get(address).text, "why it was cancelled is read by their own organisation"
    pattern = trials.own.get(f"/trials/new?like={address.rsplit('/', 1)[1]}").text
    assert Page(pattern).all("input", name="pay_byn")[0]["value"] == "1045,50"
    assert "Сварка рам" in pattern


def test_who_sees_nothing_and_who_sees_not_all(trials: Pilot) -> None:
    hidden = trials.signed(HIDDEN)
    number = hidden.rsplit("/", 1)[1]
    for other in (trials.stranger, trials.coordinator):
        for address in (hidden, f"{hidden}/print", f"/trials/new?like={number}"):
            assert other.get(address).status_code == 404, address
        for what in ("cancel", "sign", "assessment", "contract", f"days/{trials.on(0)}/came"):
            form = {"because": "x", "result": "partial", "note": "x"}
            assert trials.send(hidden, what, by=other, **form).status_code in (303, 404)
        assert HIDDEN not in other.get("/trials").text
    assert trials.one("SELECT state FROM trial_agreement WHERE id = :id", id=int(number)) == "running"
    assert trials.stranger.get(f"/trials/new?pilot={trials.pilot}").status_code == 404, "whom a pilot is for is told to nobody else"
    assert trials.draw_up("GOM-0006", by=trials.stranger).status_code in (400, 404)
    for address in ("/trials", hidden, f"{hidden}/print", "/trials/new"):
        assert trials.employer.get(address).status_code == 403, address
    known = trials.draw_up("GOM-0007", draft="yes").location
    assert f'href="{known}"' in trials.coordinator.get("/trials").text
    page = trials.coordinator.get(known).text
    assert "known to those who look after the person" in page
    assert "Сестра" not in page
    assert "Сестра" in trials.own.get(known).text
    trials.send(hidden, "cancel", because="x")


def test_the_paper_tells_nothing_of_the_person(trials: Pilot) -> None:
    address = trials.signed("GOM-0006", tasks="Тот же участок, что в колонии", draft="yes")
    for language, word in (("ru", "Соглашение об испытании"), ("be", "Пагадненне аб выпрабаванні"), ("en", "Trial agreement")):
        page = trials.own.get(f"{address}/print?language={language}")
        article = re.search(r"<article.*?</article>", page.text, re.DOTALL)
        assert article is not None
        assert word in article[0]
        assert len(re.findall(r'class="to-write"', article[0])) == 13, "names, signatures, whom to call, who guides, and what would tell"
        for secret in ("GOM-0006", "колони", "Сестра", "Кравцелин"):
            assert secret not in article[0], secret
    trials.own.get("/account?language=en")
    with trials.installation.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE organisation SET kind = 'prison_service' WHERE name = 'Фонд «Мост»'")
    assert "Фонд" not in re.search(r"<article.*?</article>", trials.own.get(f"{address}/print").text, re.DOTALL)[0]  # type: ignore[index]


def test_filters_stand_in_the_address_and_an_empty_list_says_what_to_do(trials: Pilot) -> None:
    assert "Ask the coordinator to enter somebody" in trials.stranger.get("/trials").text
    kept, cancelled = (trials.draw_up(person, draft="yes").location for person in ("GOM-0008", "GOM-0007"))
    trials.send(cancelled, "cancel", because="x")
    chosen = trials.own.get(f"/trials?pilot={trials.pilot}&state=cancelled").text
    assert re.search(r'<option value="cancelled" selected>', chosen)
    assert f'href="{cancelled}"' in chosen
    assert f'href="{kept}"' not in chosen
    assert "Nothing was found for “GOM-9999”." in trials.own.get("/trials?q=GOM-9999").text
    ours = trials.coordinator.get("/trials?whose=ours")
    assert "No agreement answers to this." in ours.text
    wrong = trials.own.get("/trials?state=nonsense")
    assert wrong.status_code == 400
    assert fault_of(wrong.text, "state")
    assert trials.own.get("/trials/9999").status_code == 404
    assert "is in no pilot that still goes on" in trials.own.get("/trials/new?candidate=GOM-9999").text


def test_agreements_are_found_by_what_somebody_would_type(trials: Pilot) -> None:
    drawn = {person: trials.draw_up(person, draft="yes").location for person in ("GOM-0002", "GOM-0003", HIDDEN)}

    def found(words: str, by: Browser | None = None, **more: str) -> set[str]:
        page = (by or trials.own).get("/trials?" + urlencode({"q": words, "state": "draft"} | more))
        assert page.status_code == 200
        return {person for person, address in drawn.items() if f'href="{address}"' in page.text}

    number = drawn["GOM-0002"].rsplit("/", 1)[1]
    assert found("gom-0002") == found("КРАВЦЕЛИН1") == {"GOM-0002"}
    assert "GOM-0002" in found(f"№ {number}")
    assert found("скрыт") == found(HIDDEN) == {HIDDEN}
    assert found("ГАЗОСВАРЩИК") == found("кропивсталь") == found(trials.post.lower()) == set(drawn)
    assert found("%") == found("GOM_0002") == found("швея") == found("кравцелин1", state="cancelled") == set()
    assert found("gom-0002", trials.coordinator) == {"GOM-0002"}
    assert found("кравцелин1", trials.coordinator) == found(HIDDEN, trials.coordinator) == found("скрытый", trials.coordinator) == set()
    assert not any(found(words, trials.stranger) for words in ("GOM-0002", "кравцелин1", HIDDEN, "газосварщик"))
    shown = trials.own.get("/trials?q=космонавт&state=draft")
    assert "Nothing was found for “космонавт”." in shown.text
    assert {"state": "draft"} in [asked(link) for link in Page(shown.text).links()]
    assert Page(shown.text).all("input", name="q", value="космонавт")
    assert trials.own.get("/trials?q=" + "я" * 101).status_code == 400


def test_agreements_that_were_found_go_on_over_pages(trials: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    for person in ("GOM-0004", "GOM-0005"):
        trials.draw_up(person, draft="yes")
    monkeypatch.setattr("web.routes.trials.listing.PAGE_LENGTH", 1)
    page = Page(trials.own.get("/trials?q=кравце&state=draft").text)
    (following,) = [link["href"] for link in page.all("a", rel="next")]
    assert (asked(following)["q"], asked(following)["state"]) == ("кравце", "draft")
    assert "GOM-000" in trials.own.get(following).text
