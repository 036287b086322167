"""The ranking page: who, why, why not, on what it stands; and that reading it leaves a trace."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from services.actors import COMMAND_LINE_ACTOR
from services.importing.rows import VacancyRow
from services.installation import Installation
from services.matchruns import list_runs
from services.vacancies import PostVacancy, post_vacancy
from tests.web.conftest import app_of
from tests.web.markup import Page, asked
from tests.worlds import DAY

WELDER = f"/vacancies/VAC-001?as_of={DAY}"


def page_of(client: FlaskClient, address: str, status: int = 200) -> Page:
    response = client.get(address)
    assert response.status_code == status, address
    return Page(response.text)


def test_the_head_says_what_work_it_is_and_how_it_was_understood(client: FlaskClient) -> None:
    text = page_of(client, WELDER).text
    for words in ("Электрогазосварщик 4–5 разряда", "ООО «Кропивстальмонтаж»", "Гомель", "2 места", "газовая резка", "2 000–2 800 руб."):
        assert words in text


def test_a_person_stands_with_initials_phrase_and_evidence(client: FlaskClient) -> None:
    text = page_of(client, WELDER).text
    assert "К. А., GOM-0001" in text
    assert "Подходит" in text
    assert re.search(r"ручная дуговая сварка (?:: видно )?← рдс", text)
    assert "готовы к началу" in text


def test_what_would_bring_a_higher_place_is_told_in_places(client: FlaskClient) -> None:
    text = page_of(client, f"{WELDER}&limit=100").text
    assert re.search(r"Что изменило бы место: \S.*?· \+\d+ мест[оа]? в списке", text)
    assert "не видно: ручная дуговая сварка · +" in text, "a skill that is not seen, too"


def test_the_page_says_that_the_order_is_advice_and_what_it_stands_on(client: FlaskClient) -> None:
    text = page_of(client, WELDER).text
    assert "Порядок — совет, решает специалист." in text
    assert "на день 22 ноября 2026" in text
    assert re.search(r"правила \d+, веса \d+ · расчёт № \d+", text)


def test_every_reading_stores_its_run(own_installation: Installation) -> None:
    client = app_of(own_installation).test_client()
    client.get(WELDER)
    client.get(f"/candidates/GOM-0002?as_of={DAY}")
    client.get("/vacancies/VAC-001?as_of=tomorrow")
    runs = list_runs(own_installation, COMMAND_LINE_ACTOR).runs
    assert [(run.subject, run.actor, run.as_of.isoformat()) for run in runs] == [("GOM-0002", "system", DAY), ("VAC-001", "system", DAY)]
    assert runs[0].actor == COMMAND_LINE_ACTOR.id


def test_the_number_of_lines_and_the_day_stand_in_the_address(client: FlaskClient) -> None:
    page = page_of(client, f"{WELDER}&limit=1")
    assert len(page.all("ol")) == 1
    pairs = {link for link in page.links() if "/candidates/GOM-0001" in link}
    assert {asked(link).get("as_of") for link in pairs} == {DAY}
    more = next(link for link in page.links() if asked(link).get("limit") == "100")
    assert asked(more)["as_of"] == DAY


def test_an_answer_to_why_names_every_rule_and_what_would_change_it(client: FlaskClient) -> None:
    text = page_of(client, f"/vacancies/VAC-010?as_of={DAY}&why=GOM-0003").text
    answer = text[text.index("Почему не подходят?") :]
    assert "Предлагают до 1 350 руб., человеку нужно от 1 600 руб" in answer
    assert "→ если наниматель поднимет оплату" in answer


def test_somebody_in_the_list_is_found_by_a_part_of_the_name(client: FlaskClient) -> None:
    assert "В списке, место 1." in page_of(client, f"{WELDER}&why=кравцелин").text


def test_who_is_not_found_is_told_so_with_what_to_do(client: FlaskClient) -> None:
    assert "Попробуйте полный номер" in page_of(client, f"{WELDER}&why=никто-такой").text


def test_those_kept_out_can_be_read_by_rule(client: FlaskClient) -> None:
    page = page_of(client, f"{WELDER}&rule=commute&excluded=100")
    kept = page.text[page.text.index("по правилам") :]
    assert kept.count("человек готов ездить до") >= 10
    assert page.all("details", open="")
    rules = [asked(link)["rule"] for link in page.links() if "rule" in asked(link)]
    assert "commute" in rules


@pytest.mark.parametrize(("question", "words"), [("as_of=22.11", "год-месяц-день"), ("limit=0", "от 1 до 100"), ("show=x", None)])
def test_what_was_not_understood_is_said_beside_its_field(client: FlaskClient, question: str, words: str | None) -> None:
    page = page_of(client, f"/vacancies/VAC-001?{question}", 400)
    assert words is None or words in page.text
    name, _, typed = question.partition("=")
    if name == "as_of":
        assert page.all("input", name="as_of", **{"aria-invalid": "true"})[0]["value"] == typed


def test_words_of_others_are_only_words(own_installation: Installation) -> None:
    work = VacancyRow(row=0, employer="<b>ООО</b>", title="<script>alert(1)</script> & сварщик", essential_skills="<img src=x>")
    reference = post_vacancy(own_installation, COMMAND_LINE_ACTOR, PostVacancy(work)).reference
    client = app_of(own_installation).test_client()
    for address in (
        f"/vacancies/{reference}?why=<script>",
        "/vacancies?q=<script>",
        f"/vacancies/{reference}/candidates/GOM-0001",
        "/search?q=<script>",
    ):
        response = client.get(address)
        assert response.status_code == 200
        assert "<script>" not in response.text
        assert "<img src=x" not in response.text
        assert "&lt;script&gt;" in response.text


def test_nobody_reads_of_a_prison(client: FlaskClient) -> None:
    for number in (1, 2, 7, 20):
        for address in (f"/candidates/GOM-{number:04}?as_of={DAY}&limit=50", f"/vacancies/VAC-001/candidates/GOM-{number:04}?as_of={DAY}"):
            text = page_of(client, address).text
            assert not re.search(r"\bик\b|колони|\bлтп\b|осужд|освобо", text.replace("время в заключении", ""), re.IGNORECASE), address


def test_no_vacancy_shows_words_that_tell_of_a_prison(client: FlaskClient) -> None:
    for reference in ("VAC-001", "VAC-016", "VAC-021"):
        assert not re.search(r"\bик\b|колони", page_of(client, f"/vacancies/{reference}?as_of={DAY}&limit=100").text, re.IGNORECASE)


def test_the_number_of_queries_does_not_grow_with_the_list(demo_installation: Installation, client: FlaskClient) -> None:
    def queries(address: str) -> int:
        said: list[str] = []

        def note(*told: object) -> None:
            said.append(str(told[2]))

        client.get(address)
        event.listen(demo_installation.engine, "before_cursor_execute", note)
        client.get(address)
        event.remove(demo_installation.engine, "before_cursor_execute", note)
        return len(said)

    for address in (f"{WELDER}&limit={{}}", f"/candidates/GOM-0002?as_of={DAY}&limit={{}}"):
        assert queries(address.format(20)) <= queries(address.format(1)) + 2
