"""A person is handed over: only while they agree, answered once, whole when accepted; afterwards the other organisation sees what consent
lets it see, and what an offer stood on takes it along when it goes."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from api.cli import main
from api.i18n import words
from models import AuditEvent, Candidate, ChangeFeed, HandOver, Notice
from models.codes import HAND_OVER_ENDINGS, HAND_OVER_REASONS, HAND_OVER_STATES, LANGUAGES, NOTICE_CODES
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.calendar import today
from services.consents import lapse_consents
from services.hand_over_rules import REFUSED_IN, STEPS
from services.retention import erase_on_request
from tests.api.conftest import WELDER, Template
from tests.api.programme import MOST, NIVA, OFFICE, Programme, standing
from tests.api.reading import answer_of, problem_of

ONE = "GOM-0001"
WORDS = "переезжает к сестре, звонить после шести"
SOON = (today() + timedelta(days=5)).isoformat()


@pytest.fixture(scope="module")
def opened(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    people = [WELDER | {"consent": "withheld"}, WELDER | {"surname": "Кулеш", "consent": "withheld"}]
    with standing(template, tmp_path_factory.mktemp("hand-over"), people) as opened:
        yield opened


@pytest.fixture
def programme(opened: Any, tmp_path: Path) -> Iterator[Programme]:
    with opened(tmp_path) as programme:
        yield programme


def agree(programme: Programme, to: str | None = NIVA, **said: Any) -> int:
    """The person agrees to be seen by one organisation, or by all."""
    if to is None:
        return int(programme.consent(**said)["id"])
    return int(programme.consent(purpose="follow_up", organisation=programme.organisations[to], **said)["id"])


def offer(programme: Programme, to: str = NIVA, by: str = "most", person: str = ONE, note: str = WORDS) -> Any:
    return programme.post(by, f"/candidates/{person}/hand-overs", organisation=programme.organisations[to], note=note)


def offered(programme: Programme, to: str = NIVA, consent: str | None = NIVA) -> int:
    agree(programme, consent)
    return int(answer_of(offer(programme, to), 201)["id"])


def accept(programme: Programme, number: int, by: str = "niva") -> Any:
    return programme.post(by, f"/hand-overs/{number}/accept")


def listed(programme: Programme, name: str, query: str = "") -> list[Any]:
    return list(answer_of(programme.get(name, f"/hand-overs{query}"))["hand_overs"])


def notices(programme: Programme, name: str) -> list[str]:
    return [one["code"] for one in answer_of(programme.get(name, "/notices"))["notices"]]


def test_nobody_is_offered_to_whom_the_person_did_not_agree(programme: Programme) -> None:
    problem_of(offer(programme), 409, "state_conflict.no_consent")
    agree(programme, OFFICE)
    problem_of(offer(programme), 409, "state_conflict.no_consent")
    agree(programme, NIVA, expires_on=today().isoformat())
    told = answer_of(offer(programme), 201)
    assert (told["state"], told["direction"], told["to_organisation"], told["receiver_sees"]) == ("offered", "outgoing", NIVA, True)
    assert (told["offered_by"], told["note"], told["closed_at"]) == ("Most", WORDS, None)


def test_a_general_consent_opens_the_way_to_every_organisation(programme: Programme) -> None:
    agree(programme, None)
    assert answer_of(offer(programme, OFFICE), 201)["to_organisation"] == OFFICE
    (seen,) = listed(programme, "coordinator", "?direction=incoming")
    assert (seen["candidate"], seen["direction"]) == (ONE, "incoming")


def test_who_may_offer_and_what_is_refused(programme: Programme) -> None:
    agree(programme)
    problem_of(offer(programme, by="niva", to=OFFICE), 404, "not_found.candidate")
    problem_of(offer(programme, by="expert"), 403, "forbidden")
    problem_of(offer(programme, by="system"), 403, "forbidden.nameless")
    problem_of(offer(programme, to=MOST), 422, "invalid_value.hand_over_receiver")
    problem_of(offer(programme, person="GOM-9999"), 404, "not_found.candidate")
    nowhere = programme.post("most", f"/candidates/{ONE}/hand-overs", organisation=999, note=WORDS)
    problem_of(nowhere, 404, "not_found.organisation")
    assert offer(programme, note=" ").status_code == offer(programme, note="x" * 2001).status_code == 422
    assert answer_of(offer(programme, by="second"), 201)["offered_by"] == "Second"


def test_an_employer_is_offered_nobody(programme: Programme) -> None:
    agree(programme, None)
    with programme.installation.engine.begin() as connection:
        connection.execute(text("UPDATE organisation SET kind = 'employer' WHERE name = :name"), {"name": OFFICE})
    problem_of(offer(programme, OFFICE), 422, "invalid_value.hand_over_receiver")


def test_one_offer_of_a_person_waits_at_a_time(programme: Programme) -> None:
    number = offered(programme, consent=None)
    problem_of(offer(programme, OFFICE), 409, "state_conflict.hand_over_open")
    assert answer_of(programme.post("most", f"/hand-overs/{number}/withdraw"))["state"] == "withdrawn"
    problem_of(programme.post("most", f"/hand-overs/{number}/withdraw"), 409, "state_conflict.hand_over_withdrawn")
    problem_of(accept(programme, number), 409, "state_conflict.hand_over_withdrawn")
    answer_of(offer(programme, OFFICE), 201)


def test_an_offer_is_known_to_its_two_organisations_alone(programme: Programme) -> None:
    number = offered(programme, consent=None)
    for name in ("most", "second", "niva"):
        assert [one["id"] for one in listed(programme, name)] == [number]
        assert answer_of(programme.get(name, f"/hand-overs/{number}"))["note"] == WORDS
    for name, side in (("most", "incoming"), ("niva", "outgoing")):
        assert listed(programme, name, f"?direction={side}") == []
    assert listed(programme, "coordinator") == []
    problem_of(programme.get("coordinator", f"/hand-overs/{number}"), 404, "not_found.hand_over")
    problem_of(accept(programme, number, "coordinator"), 404, "not_found.hand_over")
    problem_of(accept(programme, number, "most"), 404, "not_found.hand_over")
    problem_of(programme.post("niva", f"/hand-overs/{number}/withdraw"), 404, "not_found.hand_over")
    for name in ("expert", "employer", "auditor"):
        problem_of(programme.get(name, "/hand-overs"), 403, "forbidden")
        problem_of(accept(programme, number, name), 403, "forbidden")


def test_an_accepted_person_is_with_the_other_organisation_and_no_longer_with_the_first(programme: Programme) -> None:
    number = offered(programme)
    before = programme.get("most", f"/candidates/{ONE}").headers["ETag"]
    told = answer_of(accept(programme, number))
    assert (told["state"], told["closed_by"], told["direction"]) == ("accepted", "Niva", "incoming")
    assert answer_of(programme.get("niva", f"/candidates/{ONE}"))["organisation"] == NIVA
    assert not programme.may_read("most")
    for address in ("", "/next-step", "/consents", "/support-needs"):
        problem_of(programme.get("most", f"/candidates/{ONE}{address}"), 404, "not_found.candidate")
    assert answer_of(programme.get("niva", f"/candidates/{ONE}/consents"))["consents"]
    assert listed(programme, "most") == []
    problem_of(programme.get("most", f"/hand-overs/{number}"), 404, "not_found.hand_over")
    stale = programme["niva"].patch(f"/api/v1/candidates/{ONE}", json={"readiness": "ready"}, headers={"If-Match": before})
    problem_of(stale, 412, "stale_version")


def test_what_hangs_on_the_person_follows(programme: Programme) -> None:
    general = agree(programme, None)
    need = {"candidate": ONE, "kind": "housing", "wanted": "койка", "due_on": SOON}
    answer_of(programme.post("most", "/support-needs", **need), 201)
    answer_of(programme.post("most", f"/candidates/{ONE}/next-step", due_on=SOON))
    placed = answer_of(programme.post("most", "/placements", candidate=ONE, vacancy="VAC-0001"), 201)["id"]
    number = offered(programme)
    answer_of(programme.post("most", f"/candidates/{ONE}/consents/{general}/withdraw"))
    answer_of(accept(programme, number))
    assert [one["wanted"] for one in answer_of(programme.get("niva", "/support-needs"))["needs"]] == ["койка"]
    assert answer_of(programme.get("most", "/support-needs"))["needs"] == []
    assert answer_of(programme.get("niva", f"/candidates/{ONE}/next-step"))["due_on"] == SOON
    moved = programme.post("niva", f"/placements/{placed}/move", to="shortlisted", note="подходит")
    assert answer_of(moved)["state"] == "shortlisted"
    problem_of(programme.get("most", f"/placements/{placed}"), 404, "not_found.placement")
    assert [one["candidate"] for one in answer_of(programme.get("most", "/next-steps/missing"))["people"]] == ["GOM-0002"]


def test_the_first_organisation_sees_afterwards_what_consent_lets_it_see(programme: Programme) -> None:
    number = offered(programme, consent=None)
    answer_of(accept(programme, number))
    seen = answer_of(programme.get("most", f"/candidates/{ONE}"))
    assert seen["restricted"] is None, "restrictions and health are the new organisation's"
    assert programme["most"].patch(f"/api/v1/candidates/{ONE}", json={"readiness": "ready"}).status_code == 404
    problem_of(programme.get("most", f"/candidates/{ONE}/consents"), 404, "not_found.candidate")
    (kept,) = listed(programme, "most", "?direction=outgoing&state=accepted")
    assert kept["id"] == number
    problem_of(programme.post("most", f"/hand-overs/{number}/withdraw"), 409, "state_conflict.hand_over_accepted")


def test_help_asked_of_a_third_organisation_goes_on(programme: Programme) -> None:
    agree(programme, OFFICE)
    need = {"candidate": ONE, "kind": "housing", "wanted": "койка", "due_on": SOON}
    asked = answer_of(programme.post("most", "/support-needs", **need), 201)["id"]
    answer_of(programme.post("most", f"/support-needs/{asked}/steps", to="in_progress", organisation=programme.organisations[OFFICE]))
    answer_of(accept(programme, offered(programme)))
    (kept,) = answer_of(programme.get("niva", "/support-needs"))["needs"]
    assert (kept["state"], kept["organisation"], kept["receiver_sees"]) == ("in_progress", OFFICE, True)
    assert answer_of(programme.post("coordinator", f"/support-needs/{asked}/answers", to="accepted"))["state"] == "accepted"


def test_who_comes_second_is_told_how_the_offer_stands(programme: Programme) -> None:
    number = offered(programme)
    answer_of(accept(programme, number))
    problem_of(accept(programme, number), 409, "state_conflict.hand_over_accepted")
    problem_of(programme.post("niva", f"/hand-overs/{number}/decline", reason="no_places"), 409, "state_conflict.hand_over_accepted")
    problem_of(programme.post("most", f"/hand-overs/{number}/withdraw"), 404, "not_found.hand_over")
    problem_of(accept(programme, 999), 404, "not_found.hand_over")


def test_an_organisation_says_no_with_a_reason(programme: Programme) -> None:
    number = offered(programme)
    decline = f"/hand-overs/{number}/decline"
    assert programme.post("niva", decline).status_code in (415, 422)
    problem_of(programme.post("niva", decline, reason="other"), 422, "invalid_value.reason_note")
    assert programme.post("niva", decline, reason="consent_ended").status_code == 422
    assert answer_of(programme.post("niva", decline, reason="other", note="ремонт"))["state"] == "declined"
    (told,) = listed(programme, "most")
    assert (told["reason"], told["reason_note"], told["closed_by"]) == ("other", "ремонт", "Niva")
    assert programme.may_read("most")
    assert notices(programme, "most") == ["hand_over_declined"]
    assert notices(programme, "niva") == []
    problem_of(accept(programme, number), 409, "state_conflict.hand_over_declined")
    answer_of(offer(programme), 201)


def test_both_organisations_are_told_and_what_nobody_saw_yet_goes_along(programme: Programme) -> None:
    with programme.installation.writing(COMMAND_LINE_ACTOR, "set up") as unit:
        person = unit.session.scalars(select(Candidate).where(Candidate.case_reference == ONE)).one()
        unit.session.add(Notice(code="contacts_missed", organisation_id=programme.organisations[MOST], candidate=person))
        unit.audit("notice:create")
    answer_of(accept(programme, offered(programme)))
    assert notices(programme, "most") == ["hand_over_accepted"]
    assert notices(programme, "niva") == ["contacts_missed", "hand_over_taken"]
    told = answer_of(programme.get("most", "/notices"))["notices"][0]
    assert told["details"]["organisation"] == NIVA
    assert answer_of(programme.post("most", f"/notices/{told['id']}/seen"))["seen_at"]


@pytest.mark.parametrize("general", [False, True])
def test_an_offer_ends_with_the_consent_it_stands_on(programme: Programme, general: bool) -> None:
    consent = agree(programme, None if general else NIVA)
    number = int(answer_of(offer(programme), 201)["id"])
    answer_of(programme.post("most", f"/candidates/{ONE}/consents/{consent}/withdraw"))
    assert listed(programme, "niva") == notices(programme, "niva") == []
    problem_of(accept(programme, number), 404, "not_found.hand_over")
    (told,) = listed(programme, "most")
    assert (told["state"], told["reason"], told["closed_by"], told["receiver_sees"]) == ("ended", "consent_ended", None, False)
    assert notices(programme, "most") == ["hand_over_ended"]
    problem_of(programme.post("most", f"/hand-overs/{number}/withdraw"), 409, "state_conflict.hand_over_ended")


def test_an_offer_stands_on_while_another_consent_holds(programme: Programme) -> None:
    general = agree(programme, None)
    number = offered(programme)
    answer_of(programme.post("most", f"/candidates/{ONE}/consents/{general}/withdraw"))
    answer_of(accept(programme, number))


def test_a_form_that_takes_the_general_answer_back_ends_the_offer_too(programme: Programme) -> None:
    with programme.installation.engine.begin() as connection:
        connection.execute(text("UPDATE candidate SET consent = 'granted'"))
        connection.execute(text("UPDATE consent SET state = 'granted'"))
    answer_of(offer(programme), 201)
    answer_of(programme["most"].patch(f"/api/v1/candidates/{ONE}", json={"consent": "withheld"}))
    assert [one["reason"] for one in listed(programme, "most")] == ["consent_ended"]


def test_an_offer_whose_consent_ran_out_is_seen_by_nobody_and_ends_on_the_next_day(programme: Programme) -> None:
    number = offered(programme)
    with programme.installation.engine.begin() as connection:
        past = {"given": today() - timedelta(days=9), "over": today() - timedelta(days=1)}
        connection.execute(text("UPDATE consent SET given_on = :given, expires_on = :over WHERE purpose = 'follow_up'"), past)
    assert listed(programme, "niva") == []
    problem_of(accept(programme, number), 404, "not_found.hand_over")
    assert [(one["state"], one["receiver_sees"]) for one in listed(programme, "most")] == [("offered", False)]
    programme.installation.consents_lapsed_on = None
    lapse_consents(programme.installation)
    assert [one["reason"] for one in listed(programme, "most")] == ["consent_ended"]


def test_an_offer_ends_with_the_case(programme: Programme) -> None:
    number = offered(programme, consent=None)
    answer_of(programme.post("most", f"/candidates/{ONE}/close", reason="moved_away"))
    assert [(one["state"], one["reason"]) for one in listed(programme, "most")] == [("ended", "case_closed")]
    problem_of(accept(programme, number), 409, "state_conflict.hand_over_ended")
    problem_of(offer(programme), 409, "state_conflict.candidate_closed")


def test_an_offer_goes_with_an_erased_case(programme: Programme) -> None:
    offered(programme)
    asked = answer_of(programme.post("most", "/subject-requests", candidate=ONE, kind="deletion", received_on=today().isoformat()), 201)
    answer_of(programme.post("most", f"/subject-requests/{asked['number']}/answer", decision="granted", answer="стёрто"))
    erase_on_request(programme.installation, COMMAND_LINE_ACTOR, ONE, today(), named="А. Иванова", note="просьба")
    assert listed(programme, "niva") == listed(programme, "most") == []
    with programme.installation.reading(COMMAND_LINE_ACTOR, "look") as unit:
        assert unit.session.scalars(select(HandOver)).all() == []


def test_an_offer_of_somebody_who_was_moved_otherwise_ends(programme: Programme) -> None:
    number = offered(programme)
    moved = programme["system"].patch(f"/api/v1/candidates/{ONE}", json={"organisation": OFFICE})
    assert answer_of(moved)["organisation"] == OFFICE
    problem_of(accept(programme, number), 409, "state_conflict.hand_over_ended")
    problem_of(offer(programme), 404, "not_found.candidate")


def test_a_person_whom_no_organisation_looks_after_cannot_be_handed_over(programme: Programme) -> None:
    agree(programme)
    with programme.installation.engine.begin() as connection:
        connection.execute(text("UPDATE candidate SET organisation_id = NULL"))
    named = Actor("clerk", "А. Клерк", Role.SYSTEM)
    programme.actors["named"] = named
    problem_of(offer(programme, by="named"), 409, "state_conflict.no_organisation")


def test_the_trail_and_the_feed_tell_the_move_and_no_words(programme: Programme) -> None:
    number = offered(programme)
    answer_of(accept(programme, number))
    with programme.installation.reading(COMMAND_LINE_ACTOR, "look") as unit:
        events = unit.session.scalars(select(AuditEvent).where(AuditEvent.reference == ONE)).all()
        told = {event.action: event for event in events}
        assert {"hand_over:create", "hand_over:accept", "candidate:change"} <= told.keys()
        assert told["hand_over:accept"].actor_name == "Niva"
        assert told["candidate:change"].changes["organisation_id"] == [programme.organisations[MOST], programme.organisations[NIVA]]
        every = unit.session.scalars(select(AuditEvent)).all()
        assert not [event for event in every if WORDS in str(event.changes) + str(event.details)]
        person = unit.session.scalars(select(Candidate).where(Candidate.case_reference == ONE)).one()
        assert unit.session.scalars(select(ChangeFeed).order_by(ChangeFeed.sequence.desc())).first().record_id == person.id
    reading = answer_of(programme.get("auditor", f"/audit?subject={ONE}"))
    assert WORDS not in str(reading)


def test_rankings_follow_the_person_at_once(programme: Programme) -> None:
    """Before, the vacancy's list of the first organisation has the person; after the acceptance only the other one's has."""

    def ranked(name: str) -> set[str]:
        answer = answer_of(programme.get(name, "/vacancies/VAC-0001/candidates?excluded=true"))
        return {
            one["candidate"]["reference"] if isinstance(one.get("candidate"), dict) else one["reference"]
            for part in ("ranked", "excluded")
            for one in answer[part]
        }

    number = offered(programme)
    assert (ONE in ranked("most"), ONE in ranked("niva")) == (True, True)
    answer_of(accept(programme, number))
    assert (ONE in ranked("most"), ONE in ranked("niva")) == (False, True)
    assert "GOM-0002" in ranked("most")
    assert "GOM-0002" not in ranked("niva")


def test_the_persons_own_report_tells_of_it(programme: Programme) -> None:
    answer_of(accept(programme, offered(programme)))
    report = answer_of(programme.get("niva", f"/candidates/{ONE}/subject-report"))
    (section,) = [one for one in report["sections"] if one["code"] == "hand_over"]
    assert WORDS in str(section)


def test_every_state_reason_and_refusal_has_words() -> None:
    assert {step.after for step in STEPS} | {"offered"} == set(HAND_OVER_STATES)
    assert set(REFUSED_IN) == set(HAND_OVER_STATES) - {"offered"}
    for language in LANGUAGES:
        say = words(language)
        for table, codes in (("hand_over_state", HAND_OVER_STATES), ("hand_over_reason", (*HAND_OVER_REASONS, *HAND_OVER_ENDINGS))):
            assert all(say.of(table, code) != code for code in codes) or language == "en"
        told = [say.of("notice", code, candidate=ONE, organisation=NIVA) for code in NOTICE_CODES if code.startswith("hand_over")]
        assert len(told) == 4
        assert all(ONE in sentence and NIVA in sentence for sentence in told)


def test_on_the_command_line(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.cli.hand_overs.installation", lambda: programme.installation)

    def run(*told: str) -> str:
        done = CliRunner().invoke(main, ["--language", "en", "hand-over", *told], env={"COLUMNS": "160"}, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    agree(programme)
    assert run("list") == "There are no such offers.\n"
    niva = str(programme.organisations[NIVA])
    assert "waits for an answer" in run("offer", ONE, niva, WORDS, "--by", "A. Clerk")
    assert "taken back" in run("withdraw", "1", "--by", "A. Clerk")
    run("offer", ONE, niva, WORDS, "--by", "A. Clerk")
    assert "declined" in run("decline", "2", "no_places", "--by", "B. Other")
    run("offer", ONE, niva, WORDS, "--by", "A. Clerk")
    assert "accepted" in run("accept", "3", "--by", "B. Other")
    assert "no room" in run("list")
    assert run("list", "--state", "accepted", "--json").count('"state": "accepted"') == 1
    assert CliRunner().invoke(main, ["hand-over", "accept", "3"]).exit_code == 2, "a name is needed"
