"""What an expert does from a ranking: short list, side by side, other views, a table to take; and rankings read back."""

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


def test_a_ranking_is_read_back_and_computed_again_by_the_auditor(office: Office) -> None:
    page = office.page("expert", RANKING)
    address = next(link for link in page.links() if link.startswith("/runs/"))
    shown = office.page("expert", address)
    assert "правила 1, веса 1" in shown.text
    assert shown.text.count("GOM-000") >= 5
    assert office["niva"].get(address).status_code == 404, "somebody else's"
    assert office.send("expert", f"{address}/replay").status_code == 403
    assert address in office.page("auditor", "/runs").links()
    again = office.send("auditor", f"{address}/replay")
    assert again.status_code == 200
    assert "все строки те же" in again.text
