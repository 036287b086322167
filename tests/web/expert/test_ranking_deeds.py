"""What an expert does from a ranking: short list, side by side, other views, a table to take; and rankings read back."""

import re
from collections import Counter
from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook

from services.trail import TrailQuery, list_trail
from tests.web.expert.conftest import HIDDEN, SEEN, Office

RANKING = "/vacancies/VAC-0001"


def test_nothing_is_chosen_beforehand_and_who_is_on_the_way_shows_the_stage(office: Office) -> None:
    number = office.shortlisted("GOM-0001")
    page = office.page("expert", RANKING)
    ticks = page.all("input", type="checkbox", name="with")
    assert len(ticks) == SEEN
    assert not [tick for tick in ticks if "checked" in tick]
    assert f"/placements/{number}" in page.links()
    forms = [form["action"] for form in page.all("form") if "shortlist" in form.get("action", "")]
    assert len(forms) == SEEN - 1
    assert not [form for form in forms if "GOM-0001" in form]


def test_a_view_says_what_it_hides_and_keeps_the_places(office: Office) -> None:
    everybody = office.page("expert", RANKING)
    nobody = office.page("expert", f"{RANKING}?show=review")
    assert "Порядок и места те же" not in everybody.text
    assert f"скрыто {SEEN} строк. Порядок и места те же" in nobody.text
    for show in ("ready", "near", "fit"):
        assert office["expert"].get(f"{RANKING}?show={show}").status_code == 200
    assert office["expert"].get(f"{RANKING}?show=best").status_code == 400


def test_experts_read_how_a_skill_was_said_and_no_line_of_a_work_history(office: Office) -> None:
    said = office.page("expert", f"{RANKING}?limit=100").text
    assert "← ручная дуговая сварка" in said
    assert "ремонтно-механический цех" not in said
    assert "удостоверение 2011" not in said


def test_two_or_three_people_stand_side_by_side_and_no_other_number(office: Office) -> None:
    shown = office.page("expert", f"{RANKING}/compare?with=GOM-0002&with=GOM-0001")
    assert shown.text.index("GOM-0002") < shown.text.index("GOM-0001"), "in the order of the ticks"
    for words in ("ручная дуговая сварка", "Условия", "Документы", "Не хватает"):
        assert words in shown.text
    assert "двух или трёх" in office.page("expert", f"{RANKING}/compare?with=GOM-0001", 400).text
    four = "&".join(f"with=GOM-000{n}" for n in range(1, 5))
    assert "не больше трёх" in office.page("expert", f"{RANKING}/compare?{four}", 400).text
    assert office["expert"].get(f"{RANKING}/compare?with=GOM-0001&with={HIDDEN}").status_code == 404
    assert office["employer"].get(f"{RANKING}/compare?with=GOM-0001&with=GOM-0002").status_code == 403


def test_the_table_holds_what_the_page_shows_and_the_trail_is_told(office: Office) -> None:
    response = office["expert"].get(f"{RANKING}/ranking.xlsx?limit=3")
    assert response.status_code == 200
    rows = list(load_workbook(BytesIO(response.data)).active.iter_rows(values_only=True))
    assert "Электрогазосварщик" in rows[0][0]
    assert [row[0] for row in rows[3:]] == [1, 2, 3]
    assert all(row[1].startswith("GOM-000") for row in rows[3:])
    assert "Кравцелин" not in str(rows)
    trail = list_trail(office.programme.installation, office.programme.actors["auditor"], TrailQuery(action="ranking:export"))
    assert [event.actor_id for event in trail.events] == [office.programme.actors["expert"].id]
    assert office["employer"].get(f"{RANKING}/ranking.xlsx").status_code == 403


def test_a_ranking_is_read_back_and_computed_again_by_whoever_was_shown_it_and_by_the_auditor(office: Office) -> None:
    page = office.page("expert", RANKING)
    address = next(link for link in page.links() if link.startswith("/runs/"))
    shown = office.page("expert", address)
    assert "правила 1, веса 1" in shown.text
    assert shown.text.count("GOM-000") >= 5
    assert office["niva"].get(address).status_code == 404, "somebody else's"
    assert "все строки те же" in office.send("expert", f"{address}/replay").text, "their own"
    assert office.send("niva", f"{address}/replay").status_code == 404, "somebody else's"
    assert office.send("employer", f"{address}/replay").status_code == 403
    assert address in office.page("auditor", "/runs").links()
    again = office.send("auditor", f"{address}/replay")
    assert again.status_code == 200
    assert "все строки те же" in again.text


def test_a_vacancy_is_confirmed_and_closed_where_its_people_stand(own_office: Office) -> None:
    expert = own_office["expert"]
    page = own_office.page("expert", RANKING)
    actions = {form["action"] for form in page.all("form")}
    assert {f"{RANKING}/still-stands", f"{RANKING}/change", f"{RANKING}/copy", f"{RANKING}/close"} <= actions
    assert expert.post(f"{RANKING}/still-stands").location == RANKING
    assert "Считается проверенной до" in own_office.page("expert", RANKING).text
    refused = expert.post(f"{RANKING}/close")
    assert refused.status_code == 422
    assert "Это поле обязательно." in refused.text
    assert expert.post(f"{RANKING}/close", data={"reason": "withdrawn"}).location == RANKING
    closed = own_office.page("expert", RANKING)
    assert f"{RANKING}/reopen" in {form["action"] for form in closed.all("form")}
    assert "/vacancies/new" in own_office.page("expert", "/vacancies").links()
    most = own_office.page("most", RANKING)
    assert f"{RANKING}/reopen" not in {form["action"] for form in most.all("form")}, "a caseworker changes no vacancy"
    assert "/vacancies/new" not in own_office.page("most", "/vacancies").links()


def test_views_say_how_many_they_show_before_they_are_chosen(office: Office) -> None:
    page = office.page("expert", RANKING)
    assert f"все {SEEN} подходят {SEEN}" in page.text
    assert "нужно уточнить 0" in page.text
    assert "все 3 подходят 3" in office.page("expert", f"{RANKING}?limit=3").text, "of the lines that are shown"


def test_what_moved_a_score_is_told_with_the_amounts_of_its_waterfall(office: Office) -> None:
    amount = re.compile(r"[+−]\d+,\d\d")
    beside = re.search(r'<ul class="moved">(.*?)</ul>', office["expert"].get(RANKING).text, re.DOTALL)
    assert beside is not None
    told = amount.findall(beside[1])
    first = office.page("expert", RANKING)
    pair = next(link for link in first.links() if link.startswith(f"{RANKING}/candidates/"))
    whole = re.search(r'<table class="compare waterfall">(.*?)</table>', office["expert"].get(pair).text, re.DOTALL)
    assert whole is not None
    amounts = amount.findall(whole[1])
    assert told
    assert not Counter(told) - Counter(amounts)
    numbers = [Decimal(each.replace("−", "-").replace(",", ".")) for each in amounts]
    assert sum(numbers[:-1]) == numbers[-1], "starting point and steps add up to the total"


def test_side_by_side_what_is_not_there_is_not_quoted_as_if_it_were(office: Office) -> None:
    text = office["expert"].get(f"{RANKING}/compare?with=GOM-0001&with=GOM-0002").text
    assert not re.search(r"</q>\s*<span[^>]*>в анкете не видно", text)
    labels = set(re.findall(r'data-label="([^"]*)"', text))
    assert len(labels) == 2, "each person by one name, which nobody else in the table has"
