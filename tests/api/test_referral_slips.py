"""The slip that a person carries to the employer: given in order, marked, printed without a word about where they come from."""

import io
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from api.i18n import words
from models import Placement, ReferralSlip
from models.codes import SLIP_GROUNDS
from models.queries.candidates import get_candidate
from models.workflow import REASONS
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.calendar import today
from services.errors import Conflict, Forbidden
from services.quotas import read_quota_ledger
from services.slips import REASON_OF_GROUND, IssueSlip, issue_slip, list_referral_slips
from tests.api.conftest import WELDER, Template, application_over
from tests.api.programme import MOST, Programme, standing
from tests.api.reading import answer_of, problem_of
from web.application import init_web

PEOPLE = [WELDER | {"surname": f"Кравцелин{place}", "patronymic": "Игнатович", "consent": "granted"} for place in range(3)]
APPEAR, RETURN = today() + timedelta(days=5), today() + timedelta(days=12)
FIELDS = ("first_name", "contact", "profile")


@pytest.fixture(scope="module")
def stood(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with standing(template, tmp_path_factory.mktemp("slips"), PEOPLE) as opened:
        yield opened


@pytest.fixture
def programme(stood: Any, tmp_path: Path) -> Iterator[Programme]:
    with stood(tmp_path) as opened:
        yield opened


def referred(programme: Programme, person: str = "GOM-0001", fields: tuple[str, ...] = FIELDS) -> int:
    """The number of a placement that has come as far as the referral."""
    number = answer_of(programme.post("expert", "/placements", candidate=person, vacancy="VAC-0001", note="варит трубы"), 201)["id"]
    answer_of(programme.post("expert", f"/placements/{number}/move", to="shortlisted", note="разряд подходит"))
    programme.consent(person, "introduction", vacancy="VAC-0001", fields=list(fields))
    answer_of(programme.post("most", f"/placements/{number}/move", to="consented"))
    programme.introduce(person, "VAC-0001")
    answer_of(programme.post("expert", f"/placements/{number}/move", to="referred"))
    return int(number)


def issued(programme: Programme, placement: int, **said: Any) -> Any:
    body = {"appear_by": APPEAR.isoformat(), "return_by": RETURN.isoformat()} | said
    return answer_of(programme.post("expert", f"/placements/{placement}/slips", **body), 201)


def state_of(programme: Programme, placement: int) -> str:
    return str(answer_of(programme.get("most", f"/placements/{placement}"))["state"])


def test_slips_are_numbered_in_order_and_one_is_out_at_a_time(programme: Programme) -> None:
    first, second = referred(programme), referred(programme, "GOM-0002")
    numbers = [issued(programme, placement)["number"] for placement in (first, second)]
    assert numbers == [f"{today().year}-000001", f"{today().year}-000002"]
    body = {"appear_by": APPEAR.isoformat(), "return_by": RETURN.isoformat()}
    problem_of(programme.post("expert", f"/placements/{first}/slips", **body), 409, "state_conflict.slip_out")
    answer_of(programme.post("expert", "/referral-slips/1/return", on=today().isoformat()))
    assert issued(programme, first)["number"].endswith("-000003")


def test_many_at_once_get_one_slip_and_no_number_is_lost(programme: Programme) -> None:
    placement = referred(programme)
    actors = [Actor(f"e{n}", f"Expert {n}", Role.EXPERT, "x", programme.actors["expert"].organisation_id) for n in range(8)]
    command = IssueSlip(placement, APPEAR, RETURN)

    def attempt(actor: Actor) -> str | None:
        try:
            return issue_slip(programme.installation, actor, command).number
        except Conflict:
            return None

    with ThreadPoolExecutor(8) as threads:
        given = [number for number in threads.map(attempt, actors) if number]
    assert given == [f"{today().year}-000001"]
    assert issued(programme, referred(programme, "GOM-0002"))["number"].endswith("-000002")


def test_a_slip_needs_a_referral_and_days_in_order(programme: Programme) -> None:
    proposed = answer_of(programme.post("expert", "/placements", candidate="GOM-0003", vacancy="VAC-0001", note="варит"), 201)["id"]
    body = {"appear_by": APPEAR.isoformat(), "return_by": RETURN.isoformat()}
    problem_of(programme.post("expert", f"/placements/{proposed}/slips", **body), 409, "state_conflict.not_referred")
    placement = referred(programme)
    for said in ({"appear_by": "2020-01-01"}, {"return_by": today().isoformat()}, {"return_by": "2099-01-01"}):
        problem_of(programme.post("expert", f"/placements/{placement}/slips", **(body | said)), 422, "invalid_value.slip_days")
    problem_of(programme.post("niva", f"/placements/{placement}/slips", **body), 404, "not_found.placement")
    with pytest.raises(Forbidden, match="nameless"):
        issue_slip(programme.installation, COMMAND_LINE_ACTOR, IssueSlip(placement, APPEAR, RETURN))


@pytest.mark.parametrize("by", ["employer", "expert"])
@pytest.mark.parametrize("to", ["offered", "interview"])
def test_whoever_is_accepted_moves_on_in_the_same_transaction(programme: Programme, to: str, by: str) -> None:
    placement = referred(programme)
    slip = issued(programme, placement)
    marked = answer_of(programme.post(by, f"/referral-slips/{slip['id']}/mark", came=True, accepted=True, to=to))
    assert (marked["placement_state"], marked["marked_by"], marked["returned_on"]) == (to, by.capitalize(), today().isoformat())
    assert state_of(programme, placement) == to
    problem_of(programme.post(by, f"/referral-slips/{slip['id']}/mark", came=False), 409, "state_conflict.slip_marked")


def test_a_refusal_closes_the_placement_with_the_reason_of_its_ground(programme: Programme) -> None:
    placement = referred(programme)
    slip = issued(programme, placement)
    address = f"/referral-slips/{slip['id']}/mark"
    problem_of(programme.post("employer", address, came=True, accepted=False), 422, "invalid_value.slip_ground")
    problem_of(programme.post("employer", address, came=True, accepted=False, ground="hours"), 422, "invalid_value.may_tell")
    assert state_of(programme, placement) == "referred"
    answer = answer_of(programme.post("employer", address, came=True, accepted=False, ground="medical_conclusion", may_tell=True))
    assert (answer["candidate"], answer["ground"]) == (None, "medical_conclusion")
    assert state_of(programme, placement) == "refused_by_employer"
    seen = {name: answer_of(programme.get(name, "/referral-slips"))["slips"][0]["ground"] for name in ("most", "expert")}
    assert seen == {"most": "medical_conclusion", "expert": None}  # it tells of health
    with programme.installation.reading(COMMAND_LINE_ACTOR, "look") as unit:
        assert unit.session.query(Placement).filter_by(id=placement).one().reason_code == "health"


def test_whoever_did_not_come_stays_where_they_are(programme: Programme) -> None:
    placement = referred(programme)
    slip = issued(programme, placement)
    marked = answer_of(programme.post("employer", f"/referral-slips/{slip['id']}/mark", came=False, returned=False))
    assert (marked["came"], marked["accepted"], marked["returned_on"]) == (False, None, None)
    assert state_of(programme, placement) == "referred"
    answer_of(programme.post("most", f"/referral-slips/{slip['id']}/return", on=today().isoformat()))
    problem_of(programme.post("most", f"/referral-slips/{slip['id']}/return", on=today().isoformat()), 409, "state_conflict.slip_back")


@pytest.mark.parametrize(
    "said",
    [{"came": True}, {"came": False, "accepted": True, "to": "offered"}, {"came": True, "accepted": True}, {"came": False, "to": "offered"},
     {"came": True, "accepted": False, "ground": "hours", "to": "offered"}],
)  # fmt: skip
def test_a_mark_that_contradicts_itself_is_refused(programme: Programme, said: dict[str, Any]) -> None:
    slip = issued(programme, referred(programme))
    problem_of(programme.post("employer", f"/referral-slips/{slip['id']}/mark", **said), 422, "invalid_value.slip_mark")


def test_another_employer_and_another_organisation_know_of_no_slip(programme: Programme) -> None:
    slip = issued(programme, referred(programme))
    answer_of(programme.post("most", "/candidates/GOM-0001/consents/1/withdraw"))  # the general one, from the file
    for name in ("rival", "niva"):
        assert answer_of(programme.get(name, "/referral-slips"))["slips"] == []
        problem_of(programme.post(name, f"/referral-slips/{slip['id']}/mark", came=False), 404, "not_found.referral_slip")
        problem_of(programme.get(name, f"/referral-slips/{slip['id']}/docx"), 404, "not_found.referral_slip")


@pytest.mark.parametrize(("days", "late"), [(5, None), (6, "mark"), (12, "mark"), (13, "mark")])
def test_slips_are_late_from_the_day_after(programme: Programme, days: int, late: str | None) -> None:
    issued(programme, referred(programme))
    day = today() + timedelta(days=days)
    slips, _ = list_referral_slips(programme.installation, COMMAND_LINE_ACTOR, 0, 10, overdue=True, as_of=day)
    assert [slip.overdue for slip in slips] == ([late] if late else [])


@pytest.mark.parametrize(("days", "late"), [(12, False), (13, True)])
def test_a_marked_slip_is_late_when_it_does_not_come_back(programme: Programme, days: int, late: bool) -> None:
    slip = issued(programme, referred(programme))
    answer_of(programme.post("employer", f"/referral-slips/{slip['id']}/mark", came=True, accepted=True, to="offered", returned=False))
    day = today() + timedelta(days=days)
    slips, _ = list_referral_slips(programme.installation, COMMAND_LINE_ACTOR, 0, 10, overdue=True, as_of=day)
    assert [slip.overdue for slip in slips] == (["return"] if late else [])


CANARIES = {
    "surname": "Кравцелин", "patronymic": "Игнатович", "reference": "GOM-0001", "organisation": MOST, "facility": "Канареечное",
    "phone": "+375291112233", "address": "Секретная", "released": "2026-12-30", "birth": "1987-06-05",
}  # fmt: skip


def printed(programme: Programme, slip: int, language: str) -> tuple[str, str]:
    """All the XML of the DOCX, and the page."""
    response = programme.get("expert", f"/referral-slips/{slip}/docx?slip_language={language}")
    assert response.status_code == 200
    with zipfile.ZipFile(io.BytesIO(response.data)) as parts:
        xml = "".join(parts.read(name).decode("utf-8", "ignore") for name in parts.namelist())
    read = Document(io.BytesIO(response.data))
    assert len(read.tables) == 2
    application: Flask = application_over(programme.installation, programme.actors["expert"])
    application.config["SECRET_KEY"] = "test"
    init_web(application, programme.installation)
    page = application.test_client().get(f"/slips/{slip}?language={language}")
    assert page.status_code == 200
    return xml, page.text


@pytest.mark.parametrize(("language", "title"), [("ru", "Направление на работу"), ("be", "Накіраванне на працу")])
def test_a_printed_slip_says_what_an_employer_may_know_and_not_where_somebody_comes_from(
    programme: Programme, language: str, title: str
) -> None:
    with programme.installation.writing(COMMAND_LINE_ACTOR, "set up") as unit:
        person = get_candidate(unit.session, reference="GOM-0001", with_identity=True)
        assert person is not None
        assert person.identity is not None
        person.identity.facility, person.identity.phone = CANARIES["facility"], CANARIES["phone"]
        person.identity.address, person.notes = CANARIES["address"], "Канареечное"
        person.identity.released_on = person.documents_counted_from = date.fromisoformat(CANARIES["released"])
        person.identity.birth_date = date.fromisoformat(CANARIES["birth"])
        unit.audit("candidate:change", person)
    slip = issued(programme, referred(programme))
    day = words(language)
    for told in printed(programme, slip["id"], language):
        for said in (title, slip["number"], "Кропивстальмонтаж", "481002322", "Андрей", day.day(APPEAR), day.day(RETURN)):
            assert said in told, said
        day_words = [day.day(date.fromisoformat(CANARIES[name])) for name in ("released", "birth")]
        for secret in (*CANARIES.values(), *day_words):
            assert secret not in told, secret
    answer_of(programme.post("most", f"/candidates/GOM-0001/consents/{_introduction_consent(programme)}/withdraw"))
    assert all("Андрей" not in told for told in printed(programme, slip["id"], language))


def test_a_name_that_was_not_agreed_to_is_a_line_to_write_on(programme: Programme) -> None:
    slip = issued(programme, referred(programme, fields=("profile",)))
    assert all("Андрей" not in told and "____" in told for told in printed(programme, slip["id"], "ru"))


def _introduction_consent(programme: Programme) -> int:
    consents = answer_of(programme.get("most", "/candidates/GOM-0001/consents"))["consents"]
    return int(next(each["id"] for each in consents if each["purpose"] == "introduction"))


def test_the_ledger_of_a_quota_counts_slips_to_quota_places_in_its_time(programme: Programme) -> None:
    body = {"employer": "ООО «Кропивстальмонтаж»", "unp": "481002322", "places": 3, "basis": "Решение № 7 о брони"}
    body |= {"starts_on": today().isoformat(), "until": (today() + timedelta(days=9)).isoformat()}
    assert answer_of(programme.post("expert", "/quotas", **body), 201)["days_left"] == 10
    marks: tuple[dict[str, Any], ...] = (
        {"came": True, "accepted": True, "to": "offered"},
        {"came": True, "accepted": False, "ground": "hours", "may_tell": True},
    )
    for number, mark in enumerate(marks, 1):
        slip = issued(programme, referred(programme, f"GOM-000{number}"), quota=True)
        answer_of(programme.post("employer", f"/referral-slips/{slip['id']}/mark", **mark))
    issued(programme, referred(programme, "GOM-0003"), quota=False)
    ledgers = {name: answer_of(programme.get(name, "/quotas"))["quotas"] for name in ("expert", "employer", "rival", "coordinator")}
    (line,) = ledgers["employer"]
    told = {name: line[name] for name in ("places", "n_sent", "n_accepted", "n_refused", "n_waiting", "n_left", "days_left", "grounds")}
    assert told == {
        "places": 3, "n_sent": 2, "n_accepted": 1, "n_refused": 1, "n_waiting": 0, "n_left": 2, "days_left": 10, "grounds": {"hours": 1},
    }  # fmt: skip
    assert ledgers["rival"] == []
    assert ledgers["coordinator"] == [line]
    assert ledgers["expert"] == [line | {"grounds": None}]
    problem_of(programme.post("expert", "/quotas", **(body | {"until": "2020-01-01"})), 422, "invalid_value.quota_days")
    for written, n_found in (("кропивСТАЛЬ", 1), ("4810023", 1), ("48100232_", 0), ("%", 0), ("решение", 0)):
        assert len(answer_of(programme["coordinator"].get("/api/v1/quotas", query_string={"q": written}))["quotas"]) == n_found, written
    assert answer_of(programme.get("rival", "/quotas?q=4810023"))["quotas"] == []


def test_the_ledger_asks_the_database_as_often_for_many_quotas_as_for_one(programme: Programme) -> None:
    days = {"starts_on": today().isoformat(), "until": (today() + timedelta(days=9)).isoformat(), "places": 3, "basis": "Решение № 7"}
    counted = []
    for number in range(3):
        answer_of(programme.post("expert", "/quotas", employer=f"ООО «Бронь {number}»", **days), 201)
        sent: list[str] = []
        listen = lambda *arguments, sent=sent: sent.append(arguments[2])  # noqa: E731
        event.listen(programme.installation.engine, "before_cursor_execute", listen)
        n_lines = len(read_quota_ledger(programme.installation, programme.actors["coordinator"], "бронь"))
        event.remove(programme.installation.engine, "before_cursor_execute", listen)
        counted.append((n_lines, len([statement for statement in sent if statement.lstrip().startswith("SELECT")])))
    assert [n for n, _ in counted] == [1, 2, 3]
    assert counted[0][1] == counted[2][1]


def test_every_ground_has_a_reason_of_the_workflow_and_the_database_holds_the_rest(programme: Programme) -> None:
    assert REASON_OF_GROUND.keys() == set(SLIP_GROUNDS)
    assert set(REASON_OF_GROUND.values()) <= set(REASONS)
    issued(programme, referred(programme))
    for change in ("came = true", "ground = 'hours'", "return_by = '2020-01-01'", "accepted = true", "year = 1999"):
        with pytest.raises(IntegrityError), programme.installation.engine.begin() as connection:
            connection.execute(text(f"UPDATE referral_slip SET {change}"))
    with programme.installation.reading(COMMAND_LINE_ACTOR, "look") as unit:
        assert unit.session.query(ReferralSlip).one().marked_on is None
