"""Help beside work: who may say and see what somebody needs, who may take which step, and that a consent taken back closes the sight."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.cli import main
from api.i18n import words
from models import AuditEvent, SupportNeed, SupportStep
from models.codes import SENSITIVE_SUPPORT, SUPPORT_KINDS, SUPPORT_REASONS, SUPPORT_STATES
from services.actors import COMMAND_LINE_ACTOR
from services.calendar import today
from services.consent_rules import ORGANISATION, PURPOSES
from services.support_rules import CONSENTS_FOR, STEPS, Who, find_step
from tests.api.conftest import WELDER, Template, application_over
from tests.api.programme import NIVA, OFFICE, Programme, standing
from tests.api.reading import answer_of, problem_of
from web.application import init_web

SOON = (today() + timedelta(days=20)).isoformat()
HIDDEN_WORDS = "после срыва, держится второй месяц"


@pytest.fixture(scope="module")
def opened(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    people = [WELDER | {"consent": "withheld"}, WELDER | {"surname": "Кулеш", "consent": "withheld"}]
    with standing(template, tmp_path_factory.mktemp("support"), people) as opened:
        yield opened


@pytest.fixture
def programme(opened: Any, tmp_path: Path) -> Iterator[Programme]:
    with opened(tmp_path) as programme:
        yield programme


def need_of(programme: Programme, kind: str = "housing", *, wanted: str = "койка в общежитии", **said: Any) -> int:
    body = {"candidate": "GOM-0001", "kind": kind, "wanted": wanted, "due_on": SOON} | said
    return int(answer_of(programme.post("most", "/support-needs", **body), 201)["id"])


def agree(programme: Programme, purpose: str = "follow_up", to: str = NIVA, **said: Any) -> int:
    return int(programme.consent(purpose=purpose, organisation=programme.organisations[to], **said)["id"])


def hand_over(programme: Programme, number: int, to: str = NIVA) -> Any:
    return programme.post("most", f"/support-needs/{number}/steps", to="in_progress", organisation=programme.organisations[to])


def inbox(programme: Programme, name: str, query: str = "") -> list[Any]:
    return list(answer_of(programme.get(name, f"/support-needs/received{query}"))["needs"])


def test_a_need_is_known_to_the_persons_own_organisation_alone(programme: Programme) -> None:
    need_of(programme)
    (seen,) = answer_of(programme.get("most", "/candidates/GOM-0001/support-needs"))["needs"]
    assert (seen["state"], seen["wanted"], seen["receiver_sees"]) == ("needed", "койка в общежитии", False)
    assert [step["after"] for step in seen["steps"]] == ["needed"]
    for name in ("niva", "coordinator"):
        problem_of(programme.get(name, "/candidates/GOM-0001/support-needs"), 404, "not_found.candidate")
        assert answer_of(programme.get(name, "/support-needs"))["needs"] == []
        assert inbox(programme, name) == []
    for name in ("expert", "employer", "auditor"):
        problem_of(programme.get(name, "/candidates/GOM-0001/support-needs"), 403, "forbidden")


def test_without_a_live_consent_towards_it_nothing_is_handed_to_another_organisation(programme: Programme) -> None:
    number = need_of(programme)
    problem_of(hand_over(programme, number), 409, "state_conflict.no_consent")
    programme.consent()  # to matching by all: names no organisation and speaks of work alone
    agree(programme, "training")
    agree(programme, "follow_up", OFFICE)
    refused = problem_of(hand_over(programme, number), 409, "state_conflict.no_consent")
    assert refused["remedy"] == "give_consent"
    assert inbox(programme, "niva") == []
    agree(programme)
    handed = answer_of(hand_over(programme, number))
    assert (handed["state"], handed["organisation"], handed["receiver_sees"]) == ("in_progress", NIVA, True)


def test_the_organisation_asked_sees_its_own_needs_as_far_as_the_person_agreed(programme: Programme) -> None:
    first, second = need_of(programme), need_of(programme, "clothing", wanted="тёплая куртка")
    agree(programme, fields=["first_name"])
    answer_of(hand_over(programme, first))
    (seen,) = inbox(programme, "niva")
    assert (seen["id"], seen["wanted"], seen["first_name"], seen["phone"]) == (first, "койка в общежитии", "Андрей", None)
    assert inbox(programme, "second") == []  # the person's own organisation was asked nothing
    assert inbox(programme, "expert") == []
    problem_of(programme.post("niva", f"/support-needs/{second}/answers", to="accepted"), 404, "not_found.support_need")
    problem_of(programme.post("expert", f"/support-needs/{first}/answers", to="accepted"), 404, "not_found.support_need")
    problem_of(programme.post("niva", f"/support-needs/{first}/steps", to="needed", reason="taken_back"), 404, "not_found.support_need")
    assert answer_of(programme.post("niva", f"/support-needs/{first}/answers", to="accepted"))["state"] == "accepted"
    assert inbox(programme, "niva", "?state=in_progress") == []


def test_from_said_to_done_every_step_stays_with_who_when_and_why(programme: Programme) -> None:
    number = need_of(programme)
    agree(programme)
    agree(programme, to=OFFICE)
    answer_of(hand_over(programme, number))
    full = {"to": "rejected", "reason": "no_places", "note": "мест нет до весны"}
    assert answer_of(programme.post("niva", f"/support-needs/{number}/answers", **full))["state"] == "rejected"
    answer_of(hand_over(programme, number, OFFICE))
    answer_of(programme.post("expert", f"/support-needs/{number}/answers", to="accepted"))
    assert answer_of(programme.post("expert", f"/support-needs/{number}/answers", to="done", success=True))["state"] == "done"
    (seen,) = answer_of(programme.get("most", "/candidates/GOM-0001/support-needs"))["needs"]
    assert seen["success"] is True
    told = [(step["before"], step["after"], step["by"], step["reason"]) for step in seen["steps"]]
    assert told == [
        (None, "needed", "Most", None), ("needed", "in_progress", "Most", None), ("in_progress", "rejected", "Niva", "no_places"),
        ("rejected", "in_progress", "Most", None), ("in_progress", "accepted", "Expert", None), ("accepted", "done", "Expert", None),
    ]  # fmt: skip
    again = programme.post("most", f"/support-needs/{number}/steps", to="in_progress")
    problem_of(again, 409, "state_conflict.support_step")


def test_a_consent_taken_back_closes_the_sight_at_once_and_brings_the_need_home(programme: Programme) -> None:
    number, consent = need_of(programme), agree(programme)
    answer_of(hand_over(programme, number))
    answer_of(programme.post("niva", f"/support-needs/{number}/answers", to="accepted"))
    answer_of(programme.post("most", f"/candidates/GOM-0001/consents/{consent}/withdraw"))
    assert inbox(programme, "niva") == []
    problem_of(programme.post("niva", f"/support-needs/{number}/answers", to="done", success=True), 404, "not_found.support_need")
    (seen,) = answer_of(programme.get("most", "/candidates/GOM-0001/support-needs"))["needs"]
    assert (seen["state"], seen["organisation"], seen["steps"][-1]["reason"]) == ("needed", None, "consent_ended")


def test_another_consent_that_still_lets_the_organisation_know_keeps_the_need_with_it(programme: Programme) -> None:
    number = need_of(programme, "documents", document_kind="passport")
    by_matching, by_follow_up = agree(programme, "matching"), agree(programme, "follow_up")
    answer_of(hand_over(programme, number))
    answer_of(programme.post("most", f"/candidates/GOM-0001/consents/{by_follow_up}/withdraw"))
    assert [need["id"] for need in inbox(programme, "niva")] == [number]
    answer_of(programme.post("most", f"/candidates/GOM-0001/consents/{by_matching}/withdraw"))
    assert inbox(programme, "niva") == []


def test_a_consent_that_runs_out_closes_the_sight_the_day_after(programme: Programme) -> None:
    number, consent = need_of(programme), agree(programme, expires_on=today().isoformat())
    answer_of(hand_over(programme, number))
    assert len(inbox(programme, "niva")) == 1
    with programme.installation.engine.begin() as connection:
        past = {"day": today() - timedelta(days=2), "end": today() - timedelta(days=1), "id": consent}
        connection.execute(text("UPDATE consent SET given_on = :day, expires_on = :end WHERE id = :id"), past)
    assert inbox(programme, "niva") == []
    (seen,) = answer_of(programme.get("most", "/candidates/GOM-0001/support-needs"))["needs"]
    assert not seen["receiver_sees"]


def test_what_may_tell_of_health_stands_apart_and_reaches_no_expert(programme: Programme) -> None:
    number = need_of(programme, "addiction_support", wanted=HIDDEN_WORDS)
    agree(programme, to=OFFICE)
    answer_of(hand_over(programme, number, OFFICE))
    assert inbox(programme, "expert") == []
    problem_of(programme.post("expert", f"/support-needs/{number}/answers", to="accepted"), 404, "not_found.support_need")
    assert [need["wanted"] for need in inbox(programme, "coordinator")] == [HIDDEN_WORDS]
    with programme.installation.reading(COMMAND_LINE_ACTOR, "look") as unit:
        stored = unit.session.get(SupportNeed, number)
        assert stored is not None
        assert (stored.wanted, stored.wanted_restricted) == (None, HIDDEN_WORDS)
        events = unit.session.query(AuditEvent).filter(AuditEvent.action.startswith("support_need")).all()
        assert HIDDEN_WORDS not in str([(event.changes, event.details) for event in events])
        assert {event.reference for event in events if event.noun == "support_need" and event.details.get("need")} == {"GOM-0001"}
        shown = [event for event in events if event.action == "support_need:answer" and event.details.get("shown")]
        assert [event.details["shown"] for event in shown] == [["GOM-0001"]]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"due_on": (today() - timedelta(days=1)).isoformat()}, "invalid_value.support_due"),
        ({"document_kind": "passport"}, "invalid_value.support_paper"),
        ({"kind": "medical_certificate", "document_kind": "passport"}, "invalid_value.support_paper"),
        ({"kind": "money"}, "invalid_request"),
        ({"wanted": "  "}, "invalid_request"),
    ],
)
def test_a_need_that_contradicts_itself_is_refused(programme: Programme, said: dict[str, Any], code: str) -> None:
    body = {"candidate": "GOM-0001", "kind": "housing", "wanted": "койка", "due_on": SOON} | said
    problem_of(programme.post("most", "/support-needs", **body), 422, code)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"to": "done"}, "invalid_value.support_success"),
        ({"to": "done", "success": False}, "invalid_value.support_reason"),
        ({"to": "done", "success": False, "reason": "other"}, "invalid_value.reason_note"),
        ({"to": "in_progress", "success": True}, "invalid_value.support_success"),
        ({"to": "in_progress", "due_on": "2020-01-01"}, "invalid_value.support_due"),
        ({"to": "done", "success": True, "organisation": 2}, "invalid_value.support_step"),
    ],
)
def test_a_step_says_what_it_needs_and_no_more(programme: Programme, said: dict[str, Any], code: str) -> None:
    number = need_of(programme)
    problem_of(programme.post("most", f"/support-needs/{number}/steps", **said), 422, code)
    assert answer_of(programme.get("most", "/support-needs"))["needs"][0]["state"] == "needed"


def test_needs_to_see_to_are_listed_by_their_day_page_by_page(programme: Programme) -> None:
    numbers = [need_of(programme, due_on=(today() + timedelta(days=days)).isoformat()) for days in (0, 3, 30)]
    answer_of(programme.post("most", f"/support-needs/{numbers[1]}/steps", to="done", success=True))
    page = answer_of(programme.get("second", f"/support-needs?limit=1&due_by={(today() + timedelta(days=5)).isoformat()}"))
    assert ([need["id"] for need in page["needs"]], page["next"]) == ([numbers[0]], None)
    page = answer_of(programme.get("second", "/support-needs?limit=1"))
    later = answer_of(programme.get("second", f"/support-needs?limit=1&after={page['next']}"))
    assert ([need["id"] for need in later["needs"]], later["next"]) == ([numbers[2]], None)


def test_a_step_that_was_taken_is_never_changed(programme: Programme) -> None:
    need_of(programme)
    with pytest.raises(DBAPIError, match="append-only"), programme.installation.engine.begin() as connection:
        connection.execute(text("UPDATE support_step SET actor_name = 'somebody else'"))


def ready_on(programme: Programme, name: str, person: str = "GOM-0001") -> str | None:
    pair = answer_of(programme.get(name, f"/vacancies/VAC-0001/candidates/{person}"))
    lines = answer_of(programme.get(name, f"/candidates/{person}/vacancies"))["ranked"]
    ranked = [*answer_of(programme.get(name, "/vacancies/VAC-0001/candidates"))["ranked"], *lines]
    assert {line["documents_ready_on"] for line in ranked if line["reference"] in (person, "VAC-0001")} <= {pair["documents_ready_on"]}
    day: str | None = pair["documents_ready_on"]
    return day


def test_a_ranking_tells_the_day_on_which_the_papers_are_ready(programme: Programme) -> None:
    """30 days for a passport, the time of this one person where it is known, and the day of who sees to it where that is later."""
    programme.consent()
    after = {days: (today() + timedelta(days=days)).isoformat() for days in (0, 12, 30, 44)}
    assert ready_on(programme, "expert") == after[0]
    assert len(answer_of(programme.get("expert", "/vacancies/VAC-0001/candidates"))["ranked"]) == 1
    number = need_of(programme, "documents", document_kind="passport", due_on=after[12])
    assert ready_on(programme, "expert") == after[30]
    with programme.installation.engine.begin() as connection:
        connection.execute(text("UPDATE document SET lead_days = 5"))
        connection.execute(text("UPDATE candidate SET version = version + 1"))
    answer_of(programme.post("most", f"/support-needs/{number}/steps", to="in_progress"))
    assert ready_on(programme, "expert") == after[12]
    later = {"to": "needed", "reason": "taken_back", "due_on": after[44]}
    answer_of(programme.post("most", f"/support-needs/{number}/steps", **later))
    assert ready_on(programme, "expert") == after[44]
    answer_of(programme.post("most", f"/support-needs/{number}/steps", to="done", success=True))
    assert ready_on(programme, "expert") == after[0]


def test_the_page_of_a_ranking_tells_the_day_beside_the_documents(programme: Programme) -> None:
    programme.consent()
    application = application_over(programme.installation, programme.actors["expert"])
    application.config["SECRET_KEY"] = "test"
    init_web(application, programme.installation)
    page = application.test_client()
    assert "all on" not in page.get("/vacancies/VAC-0001?language=en").text
    need_of(programme, "documents", document_kind="passport", due_on=(today() + timedelta(days=44)).isoformat())
    day = words("en").day(today() + timedelta(days=44))
    for address in ("/vacancies/VAC-0001", "/candidates/GOM-0001"):
        assert f"all on {day}" in page.get(f"{address}?language=en").text, address


def test_the_day_of_the_papers_tells_nobody_the_day_of_release(programme: Programme) -> None:
    programme.consent()
    released, can_start = today() + timedelta(days=40), today() + timedelta(days=47)
    answer_of(programme["most"].patch("/api/v1/candidates/GOM-0001", json={"available_on": can_start.isoformat()}))
    need_of(programme, "documents", document_kind="passport", due_on=today().isoformat())
    with programme.installation.writing(COMMAND_LINE_ACTOR, "set up") as unit:
        need = unit.session.query(SupportNeed).one()
        need.candidate.documents_counted_from = released
        unit.audit("candidate:change", need.candidate)
    assert ready_on(programme, "most") == (released + timedelta(days=30)).isoformat()
    assert ready_on(programme, "expert") == (can_start + timedelta(days=30)).isoformat()
    answer_of(programme["most"].patch("/api/v1/candidates/GOM-0001", json={"available_on": None}))
    assert ready_on(programme, "expert") is None


def test_every_kind_has_its_consents_and_every_consent_may_name_an_organisation() -> None:
    assert CONSENTS_FOR.keys() == set(SUPPORT_KINDS)
    assert set(SENSITIVE_SUPPORT) <= set(SUPPORT_KINDS)
    assert all(ORGANISATION in PURPOSES[purpose].recipients for purposes in CONSENTS_FOR.values() for purpose in purposes)


def test_the_table_of_steps_leads_everywhere_and_on_from_everything_but_done() -> None:
    assert {step.after for step in STEPS} == set(SUPPORT_STATES)
    assert {step.before for step in STEPS} == set(SUPPORT_STATES) - {"done"}
    assert all(step.who is Who.OWN for step in STEPS if step.to_other)


ATTEMPTS = st.tuples(
    st.sampled_from(("most", "niva", "expert", "second")), st.sampled_from(("steps", "answers")), st.sampled_from(SUPPORT_STATES),
    st.sampled_from((None, NIVA, OFFICE)), st.sampled_from((None, *SUPPORT_REASONS)), st.sampled_from((None, True, False)),
)  # fmt: skip


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@settings(max_examples=25, deadline=None)
@given(attempts=st.lists(ATTEMPTS, min_size=1, max_size=8))
def test_whatever_is_tried_only_steps_of_the_table_are_taken(crowd_of_needs: Programme, attempts: list[Any]) -> None:
    programme = crowd_of_needs
    number = need_of(programme)
    state, handed, n_taken = "needed", None, 1
    for name, how, to, organisation, reason, success in attempts:
        body = {"to": to, "reason": reason, "success": success, "note": "x" if reason == "other" else None}
        body |= {"organisation": programme.organisations[organisation]} if organisation and how == "steps" else {}
        answer = programme.post(name, f"/support-needs/{number}/{how}", **{key: value for key, value in body.items() if value is not None})
        who = Who.OWN if how == "steps" else Who.RECEIVER
        its_own = name in ("most", "second") if who is Who.OWN else {NIVA: "niva", OFFICE: "expert"}.get(handed or "") == name
        step = find_step(state, to, who, handed=handed is not None) if its_own else None
        allowed = step is not None and step.success == (success is not None) and (reason or not (step.reason or success is False))
        allowed = allowed and step is not None and (organisation is None or how == "answers" or step.to_other)
        assert (answer.status_code == 200) is bool(allowed), (answer.text, state, name, body)
        if allowed:
            state, n_taken = to, n_taken + 1
            if to in ("needed", "in_progress"):
                handed = organisation if how == "steps" else None
    with programme.installation.reading(COMMAND_LINE_ACTOR, "look") as unit:
        steps = unit.session.query(SupportStep).filter_by(need_id=number).order_by(SupportStep.position).all()
        assert [step.position for step in steps] == list(range(1, n_taken + 1))
        assert [step.from_state for step in steps[1:]] == [step.to_state for step in steps[:-1]]
        assert steps[-1].to_state == state


@pytest.fixture(scope="module")
def crowd_of_needs(opened: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programme]:
    with opened(tmp_path_factory.mktemp("needs")) as programme:
        agree(programme)
        agree(programme, to=OFFICE)
        yield programme


def test_what_somebody_needs_is_a_date_on_which_they_are_seen_to(programme: Programme) -> None:
    before = answer_of(programme.get("most", "/candidates/GOM-0001/next-step"))
    assert (before["due_on"], before["source"]) == (None, None)
    number = need_of(programme)
    after = answer_of(programme.get("most", "/candidates/GOM-0001/next-step"))
    assert (after["due_on"], after["source"], after["number"]) == (SOON, "support", number)
    answer_of(programme.post("most", f"/support-needs/{number}/steps", to="done", success=True))
    assert answer_of(programme.get("most", "/candidates/GOM-0001/next-step")) == before


def test_on_the_command_line_the_organisation_asked_answers_as_far_as_the_person_agreed(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.cli.needs.installation", lambda: programme.installation)

    def run(*told: str, fails: bool = False) -> str:
        done = CliRunner().invoke(main, ["--language", "en", "need", *told], env={"COLUMNS": "160"})
        assert done.exit_code == (1 if fails else 0), done.output
        return done.output

    by, niva, office = ("--by", "N. Clerk"), *(["--organisation", str(programme.organisations[name])] for name in (NIVA, OFFICE))
    number, consent = need_of(programme, "clothing", wanted="тёплая куртка"), agree(programme)
    assert run("received", *niva, *by) == "There are no such needs.\n"
    answer_of(hand_over(programme, number))
    assert "тёплая куртка" in run("received", *niva, *by)
    assert run("received", *office, *by) == "There are no such needs.\n"
    run("answer", str(number), "accepted", *office, *by, fails=True)
    assert "accepted" in run("answer", str(number), "accepted", *niva, *by)
    assert run("received", *niva, "--state", "accepted", "--json", *by).count('"state": "accepted"') == 1
    answer_of(programme.post("most", f"/candidates/GOM-0001/consents/{consent}/withdraw"))
    run("answer", str(number), "done", "--success", *niva, *by, fails=True)
    agree(programme)
    answer_of(hand_over(programme, number))
    run("answer", str(number), "accepted", *niva, *by)
    run("answer", str(number), "done", *niva, *by, fails=True)  # whether it helped is not said
    run("answer", str(number), "done", "--success", *niva, *by)
    (seen,) = answer_of(programme.get("most", "/candidates/GOM-0001/support-needs"))["needs"]
    assert (seen["state"], seen["success"], seen["steps"][-1]["by"]) == ("done", True, "N. Clerk")
    assert CliRunner().invoke(main, ["need", "answer", "1", "done", *niva]).exit_code == 2, "a name is needed"
