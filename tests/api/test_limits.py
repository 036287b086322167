"""How often one may ask, how many people one may read and take: counted, told, and stopped where it must be."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select, update

from api.application import init_api
from api.problems import answer_domain_error
from models import AuditEvent, Candidate
from models.base import utc_now
from models.limits import Attempt, ExportRequest, PersonReading
from models.queries.candidates import CandidateFilter
from services import readings
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.candidates import get_candidate_view, list_candidates
from services.errors import Forbidden, InvalidValue, StateConflict, TooManyAttempts
from services.exports import MOST_ALONE, approve_export, ask_export, show_export, take_export
from services.guards import CODE, SIGN_IN, Guard, Standing, check_attempts, clear_attempts
from services.installation import Installation
from services.organisations import enter_organisation
from tests.api.conftest import application_over
from tests.api.reading import answer_of, problem_of

CASEWORKER = Actor("c1", "Invented caseworker", Role.CASEWORKER, "Own", 1)
COORDINATOR = Actor("k1", "Invented coordinator", Role.COORDINATOR, "Own", 1)


@pytest.fixture
def crowd(installation: Installation) -> int:
    """More people than one may take alone."""
    n_people = 205
    own = enter_organisation(installation, COMMAND_LINE_ACTOR, "Own", "ngo").id
    with installation.sessions() as session:
        rows = [
            {"case_reference": f"TST-{n:04}", "reference_folded": f"tst-{n:04}", "organisation_id": own} for n in range(1, n_people + 1)
        ]
        session.execute(insert(Candidate), rows)
        session.commit()
    return n_people


def alerts(installation: Installation) -> int:
    with installation.sessions() as session:
        return session.scalar(select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "reading:alert")) or 0


def test_who_reads_very_many_people_is_seen_once_an_hour(installation: Installation, crowd: int, monkeypatch: pytest.MonkeyPatch) -> None:
    list_candidates(installation, CASEWORKER, CandidateFilter(), 0, 199)
    get_candidate_view(installation, CASEWORKER, "TST-0001")  # read before: no other person
    get_candidate_view(installation, CASEWORKER, "TST-0200")
    assert alerts(installation) == 0
    get_candidate_view(installation, CASEWORKER, "TST-0201")
    get_candidate_view(installation, CASEWORKER, "TST-0202")
    assert alerts(installation) == 1
    list_candidates(installation, Actor("c2", "Another", Role.CASEWORKER, "Own", 1), CandidateFilter(), 0, 200)
    assert alerts(installation) == 1
    with installation.sessions() as session:  # an hour later nothing of this counts any more
        session.execute(update(PersonReading).values(read_at=utc_now() - readings.READING_WINDOW))
        session.commit()
    get_candidate_view(installation, CASEWORKER, "TST-0203")
    assert alerts(installation) == 1


def test_more_than_a_hundred_people_leave_only_when_a_second_person_agrees(installation: Installation, crowd: int) -> None:
    asked = ask_export(installation, CASEWORKER, CandidateFilter(), "a report")
    assert (asked.state, asked.n_people) == ("waiting", crowd)
    with pytest.raises(Forbidden, match="second_person"):
        take_export(installation, CASEWORKER, asked.id)
    with pytest.raises(Forbidden):
        approve_export(installation, CASEWORKER, asked.id)
    own = ask_export(installation, COORDINATOR, CandidateFilter(), "another")
    with pytest.raises(Forbidden, match="own_export"):
        approve_export(installation, COORDINATOR, own.id)
    assert approve_export(installation, COORDINATOR, asked.id).state == "ready"
    with pytest.raises(Forbidden, match="foreign_export"):
        take_export(installation, COORDINATOR, asked.id)
    taken = take_export(installation, CASEWORKER, asked.id)
    assert (len(taken.candidates), taken.request.state) == (crowd, "taken")
    with pytest.raises(StateConflict):
        take_export(installation, CASEWORKER, asked.id)
    assert alerts(installation) == 1


def test_up_to_a_hundred_one_takes_alone_within_a_day(installation: Installation, crowd: int) -> None:
    few = CandidateFilter(words="TST-000")
    asked = ask_export(installation, CASEWORKER, few, "nine people")
    assert (asked.state, asked.n_people) == ("ready", 9)
    with installation.sessions() as session:
        session.execute(update(ExportRequest).values(expires_at=utc_now() - timedelta(seconds=1)))
        session.commit()
    with pytest.raises(StateConflict):
        take_export(installation, CASEWORKER, asked.id)
    assert show_export(installation, CASEWORKER, asked.id).state == "expired"
    again = ask_export(installation, CASEWORKER, few, "nine people")
    assert len(take_export(installation, CASEWORKER, again.id).candidates) == 9 <= MOST_ALONE


def test_exports_through_the_api(installation: Installation, crowd: int, acting_as: Callable[..., Actor]) -> None:
    client = application_over(installation).test_client()
    acting_as(Role.CASEWORKER)
    asked = answer_of(client.post("/api/v1/exports", json={"reason": "a report"}), 201)
    problem_of(client.post(f"/api/v1/exports/{asked['id']}/take"), 403, "forbidden.export_second_person")
    acting_as(Role.COORDINATOR)
    answer_of(client.post(f"/api/v1/exports/{asked['id']}/approve"))
    acting_as(Role.CASEWORKER)
    assert len(answer_of(client.post(f"/api/v1/exports/{asked['id']}/take"))["candidates"]) == crowd
    problem_of(client.post(f"/api/v1/exports/{asked['id']}/take"), 409, "state_conflict.export")
    assert [one["state"] for one in answer_of(client.get("/api/v1/exports"))["exports"]] == ["taken"]


def test_attempts_are_counted_together_however_many_try(installation: Installation) -> None:
    now = utc_now()  # one instant: on a quarter of an hour another window would begin in the middle

    def attempts(guard: Guard, subject: str) -> Standing:
        return check_attempts(installation, guard, subject, now=lambda: now)

    def attempt(_: int) -> bool:
        try:
            attempts(SIGN_IN, "Somebody@example.org")
        except TooManyAttempts:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(30))) == SIGN_IN.most
    assert attempts(SIGN_IN, "somebody else").left == SIGN_IN.most - 1
    assert attempts(CODE, "somebody@example.org").n_attempts == 1
    clear_attempts(installation, SIGN_IN, "SOMEBODY@example.org")
    assert attempts(SIGN_IN, "somebody@example.org").n_attempts == 1
    with installation.sessions() as session:
        assert all("somebody" not in digest for digest in session.scalars(select(Attempt.subject_digest)))


def test_a_new_window_begins_anew(installation: Installation) -> None:
    now = utc_now()
    for _ in range(CODE.most):
        check_attempts(installation, CODE, "x", now=lambda: now)
    with pytest.raises(TooManyAttempts) as refused:
        check_attempts(installation, CODE, "x", now=lambda: now)
    seconds = refused.value.parameters["seconds"]
    assert isinstance(seconds, int)
    assert 0 < seconds <= CODE.window.total_seconds() + 1
    assert check_attempts(installation, CODE, "x", now=lambda: now + timedelta(seconds=seconds)).n_attempts == 1


def test_too_many_attempts_are_a_429_that_says_when_to_come_back(installation: Installation) -> None:
    error = TooManyAttempts(parameters={"guard": "sign_in", "most": 10, "seconds": 77})
    with application_over(installation).test_request_context("/api/v1/candidates"):
        response = answer_domain_error(error)
    assert (response.status_code, response.headers["Retry-After"], response.headers["RateLimit-Remaining"]) == (429, "77", "0")


def test_who_asks_too_often_is_told_when_to_come_back(installation: Installation, acting_as: Callable[..., Actor]) -> None:
    app = Flask("limited")
    init_api(app, installation, lambda **_: COMMAND_LINE_ACTOR, "3/minute")
    client: FlaskClient = app.test_client()
    answers = [client.get("/api/v1/taxonomy/search?q=x") for _ in range(4)]
    assert [response.status_code for response in answers] == [200, 200, 200, 429]
    problem_of(answers[-1], 429, "too_many_requests")
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 61
    assert [response.headers["RateLimit-Remaining"] for response in answers] == ["2", "1", "0", "0"]
    assert all(0 <= int(response.headers["RateLimit-Reset"]) <= 61 for response in answers)
    assert "Retry-After" not in answers[0].headers
    acting_as(Role.EXPERT)
    assert client.get("/api/v1/taxonomy/search?q=x").status_code == 200


def test_a_limit_that_is_none_is_refused_at_the_start(installation: Installation) -> None:
    with pytest.raises(InvalidValue, match="rate_limit"):
        init_api(Flask("limited"), installation, lambda **_: COMMAND_LINE_ACTOR, "very often")
