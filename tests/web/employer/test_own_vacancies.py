"""The employer's own vacancies: how far they are, confirmed again, changed, copied, closed and opened again."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, update

from models import Vacancy
from models.base import utc_now
from models.queries.vacancies import VacancyFilter
from services.actors import COMMAND_LINE_ACTOR
from services.posted_vacancies import FRESH_FOR, list_posted_vacancies
from services.vacancies import get_vacancy_view
from services.vacancy_changes import list_changes
from tests.web.employer.sending import led_to, send
from tests.web.stage import Stage


@pytest.fixture
def client(own_stage: Stage) -> FlaskClient:
    client = own_stage.client("employer")
    client.get("/vacancies?language=ru")
    return client


@pytest.fixture(scope="module")
def reference(own_stage: Stage) -> str:
    """The vacancy of the demo employer, for which people may be shown."""
    return own_stage.records["vacancy"]


def posted(client: FlaskClient, title: str) -> str:
    """The address of a vacancy posted just now, which no expert has read."""
    draft = led_to(send(client, "/vacancies/new", title=title)).rpartition("/")[0]
    send(client, f"{draft}/place", town="Жлобин", places="2", then="check")
    return led_to(send(client, f"{draft}/check"))


def test_the_list_shows_own_vacancies_with_places_and_what_waits(client: FlaskClient, reference: str) -> None:
    address = posted(client, "Каменщик для списка")
    page = client.get("/vacancies").text
    assert "занято 1 из 2 мест" in page
    assert "занято 0 из 2 мест" in page
    assert "Сначала её прочитает специалист" in page
    assert set(re.findall(r'href="(/vacancies/VAC-[\w-]+)"', page)) >= {f"/vacancies/{reference}", address}
    assert "Ваша бронь" in page
    assert "Решение исполкома о брони" in page
    assert "Каменщик для списка" not in client.get("/vacancies?q=электрогаз").text


def test_another_employers_vacancy_is_not_there(own_stage: Stage, client: FlaskClient) -> None:
    found = list_posted_vacancies(own_stage.installation, COMMAND_LINE_ACTOR, VacancyFilter(), 0, 200).lines
    own = own_stage.installation
    mine = get_vacancy_view(own, COMMAND_LINE_ACTOR, own_stage.records["vacancy"]).employer.name
    other = next(line.summary.reference for line in found if line.summary.employer != mine)
    assert client.get(f"/vacancies/{other}").status_code == 404
    assert f"/vacancies/{other}" not in client.get("/vacancies").text
    for deed in ("change", "copy", "close"):
        assert send(client, f"/vacancies/{other}/{deed}", on="/vacancies", reason="other").status_code == 404
    for deed in ("still-stands", "reopen"):
        assert send(client, f"/vacancies/{other}/{deed}", on="/vacancies").status_code in (303, 404)
    assert get_vacancy_view(own, COMMAND_LINE_ACTOR, other).status == next(
        line.summary.status for line in found if line.summary.reference == other
    )


def test_a_vacancy_is_asked_about_after_ninety_days_and_one_press_is_enough(own_stage: Stage, client: FlaskClient) -> None:
    address = posted(client, "Давняя вакансия")
    reference = address.rpartition("/")[2]
    long_ago = utc_now() - FRESH_FOR - timedelta(days=5)
    with own_stage.installation.engine.begin() as connection:
        connection.execute(update(Vacancy.__table__).where(Vacancy.reference == reference).values(created_at=long_ago))
    assert "Вакансия ещё актуальна?" in client.get(address).text
    version = str(get_vacancy_view(own_stage.installation, COMMAND_LINE_ACTOR, reference).version)
    assert led_to(send(client, f"{address}/still-stands", on=address, version=version)) == address
    page = client.get(address).text
    assert "Считается проверенной до" in page
    assert "Вакансия ещё актуальна?" not in page
    send(client, f"{address}/still-stands", on=address, version=version)
    assert "✘" in client.get(address).text, "somebody who read an older version is told"


def test_a_change_before_the_expert_has_looked_takes_effect_at_once(client: FlaskClient) -> None:
    address = posted(client, "Плотник до проверки")
    draft = led_to(send(client, f"{address}/change", on=address)).rpartition("/")[0]
    assert client.get(f"{draft}/trade").status_code == 404, "a vacancy keeps its occupation"
    send(client, f"{draft}/pay", pay_period="month", pay_from_byn="1900", then="check")
    assert led_to(send(client, f"{draft}/check")) == address
    page = client.get(address).text
    assert "Изменено." in page
    assert "1\u202f900 руб." in page
    assert client.get(f"{draft}/check").status_code == 404


def test_a_change_of_a_vacancy_people_are_shown_for_waits_for_an_expert(own_stage: Stage, client: FlaskClient, reference: str) -> None:
    place, address = own_stage.installation, f"/vacancies/{reference}"
    before = get_vacancy_view(place, COMMAND_LINE_ACTOR, reference)
    draft = led_to(send(client, f"{address}/change", on=address)).rpartition("/")[0]
    send(client, f"{draft}/pay", pay_period="month", pay_from_byn="3100", pay_to_byn="3300", then="check")
    assert led_to(send(client, f"{draft}/check")) == address
    page = client.get(address).text
    assert "Сначала изменение посмотрит специалист" in page
    assert "Ваше изменение ждёт специалиста" in page
    after = get_vacancy_view(place, COMMAND_LINE_ACTOR, reference)
    assert (after.pay_from_byn, after.pay_to_byn) == (before.pay_from_byn, before.pay_to_byn)
    asked, _ = list_changes(place, COMMAND_LINE_ACTOR, "proposed")
    assert [(each.vacancy, dict(each.changes)) for each in asked] == [(reference, {"pay_from_byn": 3100.0, "pay_to_byn": 3300.0})]


def test_an_expert_changes_a_vacancy_at_once(own_stage: Stage, reference: str) -> None:
    expert, address = own_stage.client("expert"), f"/vacancies/{reference}"
    expert.get("/vacancies?language=ru")
    before = get_vacancy_view(own_stage.installation, COMMAND_LINE_ACTOR, reference).places
    for places in (before + 2, before):
        at = led_to(send(expert, f"{address}/change", on=address))
        send(expert, f"{at.rpartition('/')[0]}/place", town="Гомель", places=str(places), then="check")
        page = expert.get(at).text
        assert "Изменить вакансию" in page
        assert "сначала посмотрит специалист" not in page
        assert led_to(send(expert, at)) == address
        assert "Изменено." in expert.get(address).text
        assert get_vacancy_view(own_stage.installation, COMMAND_LINE_ACTOR, reference).places == places


def test_nothing_changed_asks_for_nothing(client: FlaskClient) -> None:
    address = posted(client, "Маляр без перемен")
    draft = led_to(send(client, f"{address}/change", on=address)).rpartition("/")[0]
    assert led_to(send(client, f"{draft}/check")) == address
    assert "Изменено." not in client.get(address).text


def test_a_copy_is_a_new_draft_without_the_old_dates(client: FlaskClient, reference: str) -> None:
    address = f"/vacancies/{reference}"
    draft = led_to(send(client, f"{address}/copy", on=address)).rpartition("/")[0]
    page = client.get(f"{draft}/check").text
    assert "ручная дуговая сварка" in page
    assert "Людей ищут до" not in page
    published = led_to(send(client, f"{draft}/check"))
    assert published.startswith("/vacancies/VAC-")
    assert published != address


def test_a_vacancy_is_closed_with_a_reason_and_opened_again(client: FlaskClient) -> None:
    address = posted(client, "Грузчик ненадолго")
    refused = send(client, f"{address}/close", on=address)
    assert refused.status_code == 422
    assert "fault-reason" in refused.text
    assert led_to(send(client, f"{address}/close", on=address, reason="withdrawn")) == address
    assert "закрыта" in client.get(address).text
    assert led_to(send(client, f"{address}/reopen", on=address)) == address
    assert "Вакансия снова открыта" in client.get(address).text


def test_the_list_asks_the_database_as_often_for_many_as_for_few(own_stage: Stage) -> None:
    place, counted = own_stage.installation, []
    for limit in (2, 20):
        sent: list[str] = []
        listen = lambda *arguments, sent=sent: sent.append(arguments[2])  # noqa: E731
        event.listen(place.engine, "before_cursor_execute", listen)
        list_posted_vacancies(place, COMMAND_LINE_ACTOR, VacancyFilter(), 0, limit)
        event.remove(place.engine, "before_cursor_execute", listen)
        counted.append(len(sent))
    assert counted[0] == counted[1]
