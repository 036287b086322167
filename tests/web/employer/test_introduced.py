"""Whom an employer was introduced to: what each person agreed to, what the employer answers, and what no page ever tells."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from models import Candidate, Restriction
from services.calendar import today
from services.introduced_people import IntroducedFilter, list_everybody_introduced
from services.slips import IssueSlip, issue_slip
from tests.api.conftest import WELDER, Template, application_over
from tests.api.programme import Programme, standing
from tests.api.reading import act_as, answer_of
from tests.web.employer.sending import led_to
from tests.web.markup import Page
from web.application import init_web

CANARY = "КАНАРЕЙКА"
TELLING = WELDER | {
    "consent": "granted", "facility": f"{CANARY}-facility", "notes": f"{CANARY}-notes", "phones": ["+375291234567"],
    "work_history": f"2004–2012 сварщик, {CANARY}-завод\n2015–2022 сварщик, РУП «ИК № 11», {CANARY}-история",
    "qualifications": f"электрогазосварщик 5 разряда, {CANARY}-ПТУ при ИК № 11, 2011", "consent_note": f"{CANARY}-consent",
    "skills": f"ручная дуговая сварка, газовая резка, {CANARY}-навык", "desired_work": f"сварщик, {CANARY}-желание",
}  # fmt: skip
NEVER = (CANARY, "ИК №", "РУП «", "GOM-000", "Кравцелин", "2004", "2022", "weapons", "колони", "осужд", "освобожд")
"""What a person never agreed to, on any page, its address, its title or what is told at its head."""


ABOUT = "Аккуратный, любит трубы"
AGREED = ("first_name", "contact", "profile", "licence")


@pytest.fixture(scope="module")
def stood(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    people = [TELLING, *(WELDER | {"surname": f"Кравцелин{n}", "consent": "granted"} for n in range(3))]
    with standing(template, tmp_path_factory.mktemp("introduced"), people) as opened:
        yield opened


@pytest.fixture
def programme(stood: Any, tmp_path: Path) -> Iterator[Programme]:
    opened: AbstractContextManager[Programme] = stood(tmp_path)
    with opened as programme:
        with programme.installation.writing(programme.actors["system"], "set up") as unit:
            person = unit.session.query(Candidate).filter_by(case_reference="GOM-0001").one()
            assert person.identity is not None
            person.identity.facility, person.identity.address = f"{CANARY}-тюрьма", f"{CANARY}-дом"
            person.restrictions.append(Restriction(kind="ban", duty="weapons", legal_basis=f"{CANARY}-статья", entered_by=f"{CANARY}-кем"))
            unit.audit("candidate:change", person)
        yield programme


@pytest.fixture
def client(programme: Programme) -> FlaskClient:
    """A browser of the employer's; `act_as` makes it somebody else's."""
    app = application_over(programme.installation, programme.actors["employer"])
    app.config["SECRET_KEY"] = "test"
    init_web(app, programme.installation)
    client = app.test_client()
    client.get("/introduced?language=ru")
    return client


def referred(
    programme: Programme, person: str = "GOM-0001", fields: tuple[str, ...] = ("first_name", "contact", "profile", "licence")
) -> int:
    """A person on the way, whom the employer knows of from now on; the number of the placement."""
    number = answer_of(programme.post("expert", "/placements", candidate=person, vacancy="VAC-0001", note="варит трубы"), 201)["id"]
    programme.post("expert", f"/placements/{number}/move", to="shortlisted", note="разряд подходит")
    programme.consent(person, "introduction", vacancy="VAC-0001", fields=list(fields))
    programme.post("most", f"/placements/{number}/move", to="consented")
    asked = f"/candidates/{person}/introduction-draft?vacancy=VAC-0001&about={ABOUT}"
    draft = answer_of(programme.get("most", asked))
    body = {"candidate": person, "vacancy": "VAC-0001", "contact": "person", "profile_digest": draft["digest"], "about": ABOUT}
    answer_of(programme.post("most", "/introductions", **body, approved_on=today().isoformat()), 201)
    answer_of(programme.post("expert", f"/placements/{number}/move", to="referred"))
    return int(number)


def version_of(client: FlaskClient, number: int) -> str:
    page = client.get("/introduced").text
    found = re.search(rf'action="/introduced/answers/{number}".*?name="version" value="(\d+)"', page, re.DOTALL)
    assert found is not None, page
    return found[1]


def state_of(programme: Programme, number: int) -> str:
    return str(answer_of(programme.get("most", f"/placements/{number}"))["state"])


def test_the_page_shows_what_was_agreed_and_why_they_fit(programme: Programme, client: FlaskClient) -> None:
    assert "Пока никого нет" in client.get("/introduced").text
    referred(programme)
    page = client.get("/introduced").text
    for words in ("Андрей", "tel:+375291234567", ABOUT, "ждёт вашего ответа", "ручная дуговая сварка", "есть"):
        assert words in page, words
    seen = dict(re.findall(r"<span>(ручная дуговая сварка|чтение чертежей) <span class=\"quiet\">— ([^<]+)</span>", page))
    assert seen == {"ручная дуговая сварка": "есть", "чтение чертежей": "в профиле не названо"}
    act_as(client, programme.actors["rival"])
    assert "Андрей" not in client.get("/introduced").text


def found_by(client: FlaskClient, **asked: str) -> list[str]:
    """Numbers of the ways that the list shows for a question in its address."""
    page = client.get("/introduced", query_string=asked)
    assert page.status_code == 200
    return re.findall(r'action="/introduced/answers/(\d+)(?:\?[^"]*)?".*?</li>', page.text, re.DOTALL)


def test_somebody_is_found_by_what_the_page_shows_of_them(programme: Programme, client: FlaskClient) -> None:
    assert not Page(client.get("/introduced").text).all("input", id="field-q"), "nobody is there to be searched among"
    number = referred(programme)
    title = answer_of(programme.get("employer", "/vacancies/VAC-0001"))["title"]
    for words in (title[1:-1].upper(), "vac-0001", "андр", " АНДРЕЙ ", ""):
        assert found_by(client, q=words) == [str(number)], words
    assert found_by(client, q="андр", state="referred") == [str(number)]
    slip = issue_slip(programme.installation, programme.actors["expert"], IssueSlip(number, today(), today()))
    assert f"/introduced/slips/{slip.id}" in client.get("/introduced", query_string={"q": slip.number}).text


def test_a_search_answers_nothing_that_the_page_does_not_tell(programme: Programme, client: FlaskClient) -> None:
    referred(programme, fields=("contact",))
    assert "/introduced/answers/" in client.get("/introduced").text
    for words in ("Андрей", "Кравцелин", "GOM", "ИК №", "11", CANARY, "колони", "тюрьма", "375", "сварка", "%", "_", "VAC_0001"):
        assert not found_by(client, q=words), words
    with programme.installation.engine.connect() as connection:
        kept = "SELECT count(*) FROM audit_event WHERE action = 'introduced:read' AND record_id IS NOT NULL"
        told = [connection.exec_driver_sql(kept).scalar(), found_by(client, q="Андрей"), connection.exec_driver_sql(kept).scalar()]
    assert told[0] == told[2], "whom the list does not show nobody has looked at"
    act_as(client, programme.actors["rival"])
    for words in ("VAC-0001", "Андрей", ""):
        assert "/introduced/answers/" not in client.get("/introduced", query_string={"q": words}).text


def test_how_far_it_is_narrows_the_list_and_both_stay_in_the_fields(programme: Programme, client: FlaskClient) -> None:
    first, second = referred(programme), referred(programme, "GOM-0002")
    client.post(f"/introduced/answers/{second}", data={"to": "offered", "version": version_of(client, second)})
    assert set(found_by(client)) == {str(first), str(second)}
    assert set(found_by(client, state="referred")) == {str(first)}
    assert set(found_by(client, state="offered", q="VAC")) == {str(second)}
    page = Page(client.get("/introduced?state=interview&q=<b>vac%</b>").text)
    assert "По запросу «<b>vac%</b>» ничего не нашлось." in page.text
    assert "/introduced" in page.links()
    assert page.all("input", id="field-q", value="<b>vac%</b>")
    assert [option["value"] for option in page.all("option") if "selected" in option] == ["interview"]
    for asked in ("state=closed", f"q={'а' * 101}"):
        refused = client.get(f"/introduced?{asked}")
        assert (refused.status_code, refused.text.count('class="fault"')) == (400, 1)


def test_who_waits_for_an_answer_stands_first_and_the_first_page_says_so(programme: Programme, client: FlaskClient) -> None:
    waiting = "ждёт вашего ответа"
    assert waiting not in client.get("/vacancies").text
    first, second = referred(programme), referred(programme, "GOM-0002")
    assert "2 человека ждут вашего ответа" in client.get("/vacancies").text
    assert "2 чалавекі чакаюць вашага адказу" in client.get("/vacancies/VAC-0001?language=be").text
    client.get("/introduced?language=ru")
    client.post(f"/introduced/answers/{second}", data={"to": "offered", "version": version_of(client, second)})
    started = {"to": "started", "on": today().isoformat(), "version": version_of(client, second)}
    client.post(f"/introduced/answers/{second}", data=started)
    assert state_of(programme, second) == "started"
    page = client.get("/introduced").text
    assert page.index(f"/introduced/answers/{first}") < page.index(f"/introduced/answers/{second}"), "newer, but nobody waits there"
    assert f"1 человек {waiting}" in client.get("/vacancies").text


def test_without_consent_to_a_field_it_is_not_there(programme: Programme, client: FlaskClient) -> None:
    referred(programme, fields=("first_name",))
    page = client.get("/introduced").text
    assert "Андрей" in page
    for hidden in ("+37529", "любит трубы", "Что вы просили"):
        assert hidden not in page
    consents = answer_of(programme.get("most", "/candidates/GOM-0001/consents"))["consents"]
    number = next(each["id"] for each in consents if each["purpose"] == "introduction")
    answer_of(programme.post("most", f"/candidates/GOM-0001/consents/{number}/withdraw"))
    assert "Андрей" not in client.get("/introduced").text


def test_met_offered_and_started_by_a_press_each(programme: Programme, client: FlaskClient) -> None:
    number = referred(programme)
    for to, more in (("interview", {}), ("offered", {}), ("started", {"on": today().isoformat()})):
        said = {"to": to, "version": version_of(client, number), **more}
        assert led_to(client.post(f"/introduced/answers/{number}", data=said)) == "/introduced"
        assert state_of(programme, number) == to
        assert "Специалист по трудоустройству сразу это увидит" in client.get("/introduced").text
    assert "работает у вас" in client.get("/introduced").text


def test_an_answer_leads_back_to_the_same_search(programme: Programme, client: FlaskClient) -> None:
    number = referred(programme)
    asked = "/introduced?q=Андрей&state=referred"
    address = next(form["action"] for form in Page(client.get(asked).text).all("form") if form["action"].startswith("/introduced/answers/"))
    said = {"to": "interview", "version": version_of(client, number)}
    assert unquote(led_to(client.post(address, data=said))) == asked
    assert unquote(led_to(client.post(f"/introduced/answers/{number}?q=Андрей", data=said))) == "/introduced?q=Андрей", "refused as well"


def test_it_did_not_fit_in_two_taps(programme: Programme, client: FlaskClient) -> None:
    number = referred(programme)
    page = client.get("/introduced").text
    offered = re.findall(r'name="reason" value="(\w+)"', page)
    assert "lacking_skill" in offered
    assert not {"health", "housing", "relapse", "incompatible_limit"} & set(offered)
    said = {"to": "refused_by_employer", "version": version_of(client, number), "reason": "lacking_skill", "may_tell": "yes"}
    led_to(client.post(f"/introduced/answers/{number}", data=said))
    assert state_of(programme, number) == "refused_by_employer"
    assert f"/introduced/answers/{number}" not in client.get("/introduced").text


def test_an_older_version_another_employer_and_a_forbidden_step_are_refused_in_words(programme: Programme, client: FlaskClient) -> None:
    number = referred(programme)
    version = version_of(client, number)
    led_to(client.post(f"/introduced/answers/{number}", data={"to": "interview", "version": version}))
    led_to(client.post(f"/introduced/answers/{number}", data={"to": "offered", "version": version}))
    assert state_of(programme, number) == "interview"
    assert "✘" in client.get("/introduced").text
    assert client.post(f"/introduced/answers/{number}", data={"to": "retained_3m"}).status_code == 403
    act_as(client, programme.actors["rival"])
    assert client.post(f"/introduced/answers/{number}", data={"to": "offered"}).status_code == 404
    assert state_of(programme, number) == "interview"


def test_a_slip_is_marked_where_it_waits_and_moves_the_placement(programme: Programme, client: FlaskClient) -> None:
    number = referred(programme)
    slip = issue_slip(programme.installation, programme.actors["expert"], IssueSlip(number, today(), today())).id
    page = client.get("/introduced").text
    assert f"/introduced/slips/{slip}" in page
    assert f"/introduced/answers/{number}" not in page, "the mark of the slip is the answer"
    led_to(client.post(f"/introduced/slips/{slip}", data={"came": "yes", "accepted": "yes", "to": "offered"}))
    assert state_of(programme, number) == "offered"
    assert f"/introduced/slips/{slip}" not in client.get("/introduced").text
    act_as(client, programme.actors["rival"])
    assert client.post(f"/introduced/slips/{slip}", data={"came": "no"}).status_code == 404


def test_one_fact_is_told_only_if_agreed_to_and_its_reading_is_kept(programme: Programme, client: FlaskClient) -> None:
    referred(programme)
    address = re.findall(r'href="(/introduced/\d+/\w+)"', client.get("/introduced").text)
    assert [each.rpartition("/")[2] for each in address] == ["licence"]
    assert client.get(address[0]).status_code == 200
    assert client.get(address[0].replace("licence", "education")).status_code == 404
    with programme.installation.engine.connect() as connection:
        told = connection.exec_driver_sql("SELECT count(*) FROM audit_event WHERE action = 'employer_fact:read'").scalar()
    assert told == 1


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_no_page_tells_where_anybody_comes_from(programme: Programme, client: FlaskClient, language: str) -> None:
    number = referred(programme)
    referred(programme, "GOM-0002")
    issue_slip(programme.installation, programme.actors["expert"], IssueSlip(number, today(), today()))
    seen, waiting = set(), ["/vacancies", "/introduced", "/vacancies/new", "/vacancies/VAC-0001"]
    while waiting:
        address = waiting.pop()
        seen.add(address)
        response = client.get(f"{address}{'&' if '?' in address else '?'}language={language}")
        told = f"{address} {response.headers} {response.text}"
        for hidden in NEVER:
            assert hidden.casefold() not in told.casefold(), (address, hidden)
        if response.mimetype == "text/html" and response.status_code == 200:
            links = {link.partition("#")[0].partition("?")[0] for link in Page(response.text).links() if link.startswith("/")}
            waiting += [link for link in links if link not in seen and link not in waiting and "/api/" not in link]
    assert len(seen) >= 6
    for said in ({"to": "interview"}, {"to": "nonsense"}, {"to": "started"}):
        client.post(f"/introduced/answers/{number}", data=said)
        told = client.get(f"/introduced?language={language}").text
        assert not [hidden for hidden in NEVER if hidden.casefold() in told.casefold()]


def test_the_page_asks_the_database_as_often_for_many_as_for_few(programme: Programme) -> None:
    counted = []
    for person in ("GOM-0001", "GOM-0002", "GOM-0003"):
        referred(programme, person)
        sent: list[str] = []
        listen = lambda *arguments, sent=sent: sent.append(arguments[2])  # noqa: E731
        event.listen(programme.installation.engine, "before_cursor_execute", listen)
        people = list_everybody_introduced(programme.installation, programme.actors["employer"], IntroducedFilter("vac", "referred"))
        event.remove(programme.installation.engine, "before_cursor_execute", listen)
        counted.append((len(people), len([statement for statement in sent if statement.lstrip().startswith("SELECT")])))
    assert [n for n, _ in counted] == [1, 2, 3]
    assert counted[0][1] == counted[2][1]
