"""The first page of the day and the board: what waits, the one deed that answers it, and nobody else's people."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from services.calendar import today
from tests.web.caseworker.conftest import Work
from tests.web.markup import Page


def test_what_waits_stands_on_the_first_page(work: Work) -> None:
    home = work.own.client.get("/", follow_redirects=True)
    assert home.request.path == "/today"
    assert work.stage.records["check_in"] in home.text
    assert "Позвонить: как прошла встреча" in home.text


def test_an_organisation_without_people_reads_what_will_stand_here(work: Work) -> None:
    page = work.stranger.get("/today").text
    assert "Nothing waits for you now." in page
    assert 'class="empty"' in page
    assert work.person not in page


def test_a_check_in_is_recorded_in_two_taps_and_leaves_the_page(work: Work) -> None:
    page = work.own.get(work.check_in).text
    assert page.count("btn-primary") == 1
    assert "Telephone:" in page
    shown = work.told(work.own.post(work.check_in, result="unreachable", reason="no_reply"))
    assert f'href="{work.check_in}"' not in shown
    assert "no reply" in work.own.get(work.check_in).text.lower()


def test_what_is_hard_goes_into_the_note(work: Work) -> None:
    due = work.one("SELECT id FROM check_in WHERE state = 'open' AND due_on <= :d ORDER BY id DESC", d=today().isoformat())
    placement = work.one("SELECT placement_id FROM check_in WHERE id = :i", i=due)
    address = f"/placements/{placement}/check-ins/{due}"
    work.told(work.own.post(address, result="working", hours="part_time", hard="ночные смены", note="сам позвонил"))
    page = work.own.get(address).text
    assert "Works part time. Hard: ночные смены сам позвонил" in page


def test_who_left_needs_a_reason_and_the_words_stay(work: Work) -> None:
    open_one = work.one("SELECT id FROM check_in WHERE state = 'open' ORDER BY id DESC")
    placement = work.one("SELECT placement_id FROM check_in WHERE id = :i", i=open_one)
    refused = work.own.post(f"/placements/{placement}/check-ins/{open_one}", result="left", note="ушёл сам")
    assert refused.status_code == 422
    assert "ушёл сам" in refused.text
    assert work.one("SELECT state FROM check_in WHERE id = :i", i=open_one) == "open"


def test_a_check_in_stands_under_its_own_placement_alone(work: Work) -> None:
    assert work.own.get(f"/placements/99999/check-ins/{work.stage.records['check_in']}").status_code == 404
    assert work.stranger.get(work.check_in).status_code == 404


def test_the_next_date_is_set_or_it_is_said_why_there_is_none(work: Work, register: Callable[..., str]) -> None:
    reference = register("Ландышев")
    address = f"/candidates/{reference}/next-step"
    refused = work.own.post(address, note="позвонить сестре")
    assert refused.status_code == 422
    assert "позвонить сестре" in refused.text
    day = today() + timedelta(days=3)
    assert "The next date is" in work.told(work.own.post(address, due_on=day.isoformat(), note="позвонить сестре"))
    assert "позвонить сестре" in work.own.get(f"/candidates/{reference}").text
    assert "Written down why" in work.told(work.own.post(address, reason="in_training"))
    assert work.stranger.post(address, "/today", due_on=day.isoformat()).status_code == 404


def test_somebody_just_registered_is_on_the_page_until_a_date_is_set(work: Work, register: Callable[..., str]) -> None:
    reference = register("Васильков")
    assert f'href="/candidates/{reference}/next-step"' in work.own.get("/today").text
    work.own.post(f"/candidates/{reference}/next-step", due_on=(today() + timedelta(days=20)).isoformat())
    assert reference not in work.own.get("/today").text


def test_the_board_shows_each_stage_with_its_people(work: Work, register: Callable[..., str]) -> None:
    reference = register("Шиповников")
    page = work.own.get(f"/board?q={reference}").text
    column = page.split('id="stage-looking"')[1].split("</section>")[0]
    assert reference in column
    assert "no next date" in column
    everybody = work.own.get("/board").text
    assert work.person in everybody.split('id="stage-offered"')[1].split("</section>")[0]
    assert work.person not in work.stranger.get("/board").text


def test_the_menu_of_a_card_names_the_steps_that_may_be_taken(work: Work, register: Callable[..., str]) -> None:
    number, reference = work.stage.records["referred"], register("Калинов")
    page = Page(work.own.get("/board").text)
    ways = {way["href"]: way.get("data-column") for way in page.all("a") if f"/placements/{number}?" in way.get("href", "")}
    assert ways == {f"/placements/{number}?step={state}#next-step-title": state for state in ("interview", "offered")}
    consented = work.one("SELECT max(id) FROM placement WHERE state = 'shortlisted'")
    assert f'href="/placements/{consented}?step=consented#next-step-title" >' in work.own.get("/board").text, "in its own column"
    looking = Page(work.own.get(f"/board?q={reference}").text).all("a", **{"data-column": "chosen"})
    assert [way["href"] for way in looking] == [f"/candidates/{reference}#work"]
    for way in ways:
        assert "What may come next" in work.own.get(way).text


def test_who_may_not_move_a_placement_is_offered_no_step(work: Work) -> None:
    """The case belongs to another organisation, which may see the person and not move them."""
    page = Page(work.stranger.get("/board?whose=everybody").text)
    placements = [link for link in page.links() if link.startswith("/placements/")]
    assert placements
    assert not [link for link in placements if "step=" in link]


def test_one_column_is_shown_as_long_as_it_is_asked_for(work: Work) -> None:
    whole, short = work.own.get("/board?stage=looking&shown=200").text, work.own.get("/board?stage=looking&shown=2").text
    assert short.split('id="stage-looking"')[1].split("</section>")[0].count("person-card") == 2
    assert whole.count("person-card") > short.count("person-card")
    assert 'hx-target="#stage-looking"' in short


@pytest.mark.parametrize("question", ["province=mars", "whose=moon", "stage=sky", "shown=0"])
def test_a_question_that_is_not_understood_is_told(work: Work, question: str) -> None:
    assert work.own.get(f"/board?{question}").status_code == 400


def test_a_calendar_is_shown_once_and_taken_away(work: Work) -> None:
    assert "does not yet" in work.own.get("/reminders").text
    made = work.own.post("/reminders/renew", "/reminders").text
    address = made.split('readonly value="')[1].split('"')[0]
    path = "/calendar/" + address.rsplit("/calendar/", 1)[1]
    assert work.own.get(path).status_code == 200
    assert path not in work.own.get("/reminders").text
    work.told(work.own.post("/reminders/revoke", "/reminders"))
    assert work.own.get(path).status_code == 404


def test_the_list_of_people_can_be_kept_to_ones_own_organisation(work: Work, register: Callable[..., str]) -> None:
    own = register("Черёмухин")
    everybody = work.stranger.get(f"/candidates?q={own}").text
    assert f'href="/candidates/{own}"' in everybody, "the person agreed to be seen by all"
    mine = work.stranger.get(f"/candidates?q={own}&whose=mine").text
    assert f'href="/candidates/{own}"' not in mine
    assert '<option value="mine" selected>' in mine
    assert f'href="/candidates/{own}"' in work.own.get(f"/candidates?whose=mine&q={own}").text
