"""The expert's first page, the slips and the decisions: what waits, how much of it, and one button each."""

from datetime import timedelta

from sqlalchemy import update

from models import Notice, ReferralSlip
from models.introduction import VacancyChange
from models.queries.candidates import get_candidate
from services.actors import COMMAND_LINE_ACTOR
from services.calendar import today
from tests.api.conftest import WELDING
from tests.api.reading import answer_of
from tests.web.expert.conftest import Office

POSTED = {name: value for name, value in WELDING.items() if name not in ("employer", "unp")}


def test_empty_pages_say_what_will_stand_there(own_office: Office) -> None:
    assert "Все наниматели ответили." in own_office.page("expert", "/work").text
    assert "Здесь стоят направления" in own_office.page("expert", "/referrals").text
    assert "Просроченных направлений нет." in own_office.page("expert", "/referrals?show=late").text
    assert "Ни один наниматель не ждёт" in own_office.page("expert", "/reviews").text
    for address in ("/work", "/reviews"):
        assert own_office["most"].get(address).status_code == 403
        assert own_office["employer"].get(address).status_code == 403


def test_the_work_list_counts_what_waits_and_asks_no_more_for_more(own_office: Office) -> None:
    few = own_office.statements_of("/work")
    for number in range(12):
        answer_of(own_office.programme["expert"].post("/api/v1/vacancies", json=WELDING | {"title": f"Сварщик {number}"}), 201)
    page = own_office.page("expert", "/work")
    assert "Вакансии, на которые нужны люди 13" in " ".join(page.text.split())
    assert len([link for link in page.links() if link.startswith("/vacancies/VAC-")]) == 10
    alone = own_office.page("expert", "/work?show=short")
    assert len([link for link in alone.links() if link.startswith("/vacancies/VAC-")]) == 13
    assert own_office.statements_of("/work") == few


def test_a_notice_that_was_read_leads_back_to_the_others_of_the_same_page(office: Office) -> None:
    installation, actors = office.programme.installation, office.programme.actors
    numbers = {}
    with installation.writing(COMMAND_LINE_ACTOR, "set up") as unit:
        person = get_candidate(unit.session, reference="GOM-0001")
        assert person is not None
        for name in ("expert", "most", "coordinator"):
            whom = {"organisation_id": actors[name].organisation_id} if name == "most" else {"role": actors[name].role.value}
            told = Notice(code="no_answer", candidate=person, **whom)
            unit.session.add(told)
            unit.audit("notice:create", told)
            unit.session.flush()
            numbers[name] = told.id
    led = office["coordinator"].get("/indicators").text
    assert 'href="/today#notices"' in led
    assert "1 уведомление ждёт вас" in led
    for name, first in (("expert", "/work"), ("most", "/today"), ("coordinator", "/today")):
        address = f"/notices/{numbers[name]}/seen"
        assert f'action="{address}"' in office[name].get(first).text
        back = office.send(name, address)
        assert (back.status_code, back.location) == (303, f"{first}#notices")
        shown = office[name].get(first).text
        assert f'action="{address}"' not in shown
        assert "Уведомление убрано." in shown
    assert "/today#notices" not in office["coordinator"].get("/indicators").text
    assert office.send("expert", f"/notices/{numbers['expert']}/seen?show=notices").location == "/work?show=notices#notices"
    assert office.send("expert", f"/notices/{numbers['expert']}/seen?show=short").location == "/work#notices"
    assert office.send("niva", f"/notices/{numbers['most']}/seen").status_code == 404
    assert office.send("employer", f"/notices/{numbers['most']}/seen").status_code == 403


def test_a_late_slip_stands_first_until_it_is_back(office: Office) -> None:
    installation = office.programme.installation
    slips = [office.slip_out(person) for person in ("GOM-0001", "GOM-0002")]
    with installation.engine.begin() as connection:
        days = {
            "issued_on": today() - timedelta(days=9),
            "appear_by": today() - timedelta(days=5),
            "return_by": today() - timedelta(days=1),
        }
        connection.execute(update(ReferralSlip).where(ReferralSlip.id == slips[1].id).values(days))
    page = office.page("expert", "/referrals")
    assert page.text.index(slips[1].number) < page.text.index(slips[0].number)
    assert "просрочено: отметка о явке" in " ".join(page.text.split())
    work = office.page("expert", "/work").text
    assert "1 направление просрочено" in work
    assert "Ждём ответа нанимателя 2" in " ".join(work.split())
    late = office.page("expert", "/referrals?show=late").text
    assert slips[0].number not in late
    refused = office.send("expert", f"/slips/{slips[1].id}/mark", came="refused", on=today().isoformat(), note="поговорили")
    assert refused.status_code == 422
    assert "поговорили" in refused.text
    kept = f"/slips/{slips[1].id}/return?q=GOM&show=late"
    assert f'action="{kept.replace("&", "&amp;")}"' in office["expert"].get("/referrals?q=GOM&show=late").text
    assert office.send("expert", kept).location == "/referrals?q=GOM&show=late", "the same list as before"
    assert slips[1].number in office.page("expert", "/referrals?show=back").text
    assert office["employer"].get("/referrals").status_code == 403
    assert slips[0].number in office.page("niva", "/referrals").text
    assert office.send("niva", f"/slips/{slips[0].id}/return").status_code == 404
    assert office.send("most", f"/slips/{slips[0].id}/return").location == "/today", "whoever has no list of slips is on their first page"


def test_a_meaning_is_decided_by_somebody_else_than_who_proposed_it(office: Office) -> None:
    said = {"text": "варю дугой как надо", "kind": "skill", "concept": "weld_mma"}
    own = answer_of(office.programme["expert"].post("/api/v1/aliases", json=said), 201)["id"]
    other = answer_of(office.programme["most"].post("/api/v1/aliases", json=said | {"text": "шов кладу ровно"}), 201)["id"]
    text = office.page("expert", "/reviews").text
    assert "Ваше предложение: решает коллега." in text
    assert f"/reviews/aliases/{other}/accept" in office["expert"].get("/reviews").text
    assert f"/reviews/aliases/{own}/accept" not in office["expert"].get("/reviews").text
    assert office.send("expert", f"/reviews/aliases/{own}/accept", version="0").status_code == 403
    assert office.send("expert", f"/reviews/aliases/{other}/accept", version="0").location == "/reviews"
    assert "теперь для всех значит" in office.page("expert", "/reviews").text
    stale = office.send("coordinator", f"/reviews/aliases/{other}/reject", version="0")
    assert stale.status_code == 303
    assert "теперь для всех значит" not in office.page("coordinator", "/reviews").text
    assert office.send("most", f"/reviews/aliases/{own}/accept").status_code == 403


def test_an_employers_vacancy_and_their_change_wait_for_one_word(office: Office) -> None:
    mine = answer_of(office.programme["employer"].post("/api/v1/vacancies", json=POSTED), 201)["reference"]
    page = office.page("expert", "/reviews")
    assert f"/vacancies/{mine}" in page.links()
    assert "1 вакансия на подтверждение" in office.page("expert", "/work").text
    assert office.send("expert", f"/vacancies/{mine}/confirm").status_code == 303
    assert f"/vacancies/{mine}" not in office.page("expert", "/reviews").links()
    answer_of(office.programme["employer"].patch(f"/api/v1/vacancies/{mine}", json={"pay_to_byn": 3100, "duties": ["noise"]}))
    text = " ".join(office.page("expert", "/reviews").text.split())
    assert "3 100 руб." in text
    assert "шум" in text
    with office.programme.installation.engine.connect() as connection:
        number = connection.execute(VacancyChange.__table__.select().where(VacancyChange.state == "proposed")).one().id
    assert office.send("expert", f"/reviews/changes/{number}/accept").status_code == 303
    assert "Ни один наниматель не просит" in office.page("expert", "/reviews").text
    assert office.send("expert", f"/reviews/changes/{number}/accept").status_code == 303, "decided already: told at the head of the page"
    assert answer_of(office.programme.get("expert", f"/vacancies/{mine}"))["pay_to_byn"] == 3100
