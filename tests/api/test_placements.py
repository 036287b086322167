"""From a proposal to six months at work, as the people of a programme do it: who may take which step, and what follows from it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models import Candidate, Placement, Vacancy, workflow
from models.audit import AuditEvent
from services.calendar import today
from services.placement_deadlines import expire_unanswered
from tests.api.conftest import WELDER, WELDING, Template
from tests.api.programme import Programme, standing
from tests.api.reading import answer_of, problem_of

PEOPLE = [WELDER | {"surname": f"Кравцелин{place}", "consent": "granted"} for place in range(4)]
Open = Callable[[Path], AbstractContextManager[Programme]]


@pytest.fixture(scope="module")
def stood(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    with standing(template, tmp_path_factory.mktemp("placements"), PEOPLE) as opened:
        yield opened


class Way:
    """One placement on its way, moved by whoever is named."""

    def __init__(self, programme: Programme, person: str = "GOM-0001", vacancy: str = "VAC-0001") -> None:
        self.programme, self.person, self.vacancy = programme, person, vacancy
        self.id = answer_of(programme.post("expert", "/placements", candidate=person, vacancy=vacancy, note="варит трубы"), 201)["id"]

    def move(self, to: str, by: str = "most", **said: Any) -> Any:
        response = self.programme.post(by, f"/placements/{self.id}/move", to=to, **said)
        return answer_of(response)

    def refused(self, to: str, code: str, by: str = "most", status: int = 409, **said: Any) -> Any:
        return problem_of(self.programme.post(by, f"/placements/{self.id}/move", to=to, **said), status, code)

    def correct(self, by: str = "most", note: str = "отмечено по ошибке") -> Any:
        return answer_of(self.programme.post(by, f"/placements/{self.id}/correct", note=note))

    def to_offer(self) -> "Way":
        self.move("shortlisted", "expert", note="разряд подходит")
        self.programme.consent(self.person, "introduction", vacancy=self.vacancy, fields=["first_name", "contact", "profile"])
        self.move("consented")
        self.programme.introduce(self.person, self.vacancy)
        self.move("referred", "expert")
        self.move("interview", "employer")
        self.move("offered", "employer")
        return self

    @property
    def now(self) -> Any:
        return answer_of(self.programme.get("most", f"/placements/{self.id}"))

    @property
    def history(self) -> list[Any]:
        return list(answer_of(self.programme.get("most", f"/placements/{self.id}/history"))["transitions"])


def stored(programme: Programme, of: Any, *where: Any) -> Any:
    with programme.installation.sessions() as session:
        return session.scalars(select(of).where(*where)).one()


def test_the_whole_way_to_the_first_day_at_work(programme: Programme) -> None:
    way = Way(programme)
    assert way.now["next_steps"] == ["shortlisted", "declined_by_candidate", "withdrawn", "hired_elsewhere"]
    way.refused("shortlisted", "invalid_value.note_needed", "expert", 422)
    way.refused("consented", "state_conflict.placement_step")
    way.to_offer()
    at_work = way.move("started", "employer", on=today().isoformat())
    assert (at_work["state"], at_work["started_on"], at_work["candidate"]) == ("started", today().isoformat(), None)
    assert [step["to_state"] for step in way.history] == [
        "proposed", "shortlisted", "consented", "referred", "interview", "offered", "started",
    ]  # fmt: skip
    assert {step["role"] for step in way.history} == {"expert", "caseworker", "employer"}
    assert stored(programme, Candidate, Candidate.case_reference == "GOM-0001").status == "placed"
    assert stored(programme, Vacancy, Vacancy.reference == "VAC-0001").status == "open", "one of two places is left"
    way.refused("retained_3m", "state_conflict.not_yet")


def test_a_step_needs_consent_and_introduction(programme: Programme) -> None:
    way = Way(programme)
    way.move("shortlisted", "expert", note="разряд подходит")
    way.refused("consented", "state_conflict.no_consent")
    consent = programme.consent("GOM-0001", "introduction", vacancy="VAC-0001", fields=["first_name"])
    way.move("consented")
    way.refused("referred", "state_conflict.not_introduced", "expert")
    programme.introduce("GOM-0001", "VAC-0001")
    way.move("referred", "expert")
    answer_of(programme.post("most", f"/candidates/GOM-0001/consents/{consent['id']}/withdraw"))
    last = way.history[-1]
    assert (last["to_state"], last["reason"], last["kind"]) == ("withdrawn", "consent_ended", "automatic")
    (notice,) = answer_of(programme.get("most", "/notices"))["notices"]
    assert (notice["code"], notice["placement"]) == ("consent_ended", way.id)
    answer_of(programme.post("most", f"/notices/{notice['id']}/seen"))
    assert answer_of(programme.get("most", "/notices"))["notices"] == []
    problem_of(programme.post("niva", f"/notices/{notice['id']}/seen"), 404, "not_found.notice")


def test_nobody_whom_a_rule_keeps_out_is_proposed_and_nobody_twice(programme: Programme) -> None:
    answer_of(programme.post("expert", "/vacancies", **WELDING | {"licences": ["D"]}), 201)
    out = programme.post("expert", "/placements", candidate="GOM-0001", vacancy="VAC-0002")
    problem_of(out, 409, "state_conflict.not_eligible")
    Way(programme)
    twice = programme.post("most", "/placements", candidate="GOM-0001", vacancy="VAC-0001")
    problem_of(twice, 409, "state_conflict.proposed_already")


def test_starting_closes_the_persons_other_placements_and_the_last_place_everybody_elses(programme: Programme) -> None:
    answer_of(programme.post("expert", "/vacancies", **WELDING | {"places": 1}), 201)
    one = Way(programme, "GOM-0001", "VAC-0002").to_offer()
    elsewhere, second = Way(programme, "GOM-0001", "VAC-0001"), Way(programme, "GOM-0002", "VAC-0002").to_offer()
    one.move("started")
    assert (elsewhere.now["state"], second.now["state"]) == ("hired_elsewhere", "vacancy_filled")
    assert second.history[-1]["caused_by"] == one.id
    assert stored(programme, Vacancy, Vacancy.reference == "VAC-0002").status == "filled"
    assert {notice["code"] for notice in answer_of(programme.get("most", "/notices"))["notices"]} == {"hired_elsewhere", "vacancy_filled"}
    problem_of(programme.post("employer", f"/placements/{second.id}/move", to="started"), 404, "not_found.placement")
    second.refused("started", "state_conflict.placement_step", "most")
    assert one.correct()["state"] == "offered"
    assert (elsewhere.now["state"], second.now["state"]) == ("proposed", "offered"), "what it had closed is open again"
    assert stored(programme, Vacancy, Vacancy.reference == "VAC-0002").status == "open"
    assert stored(programme, Candidate, Candidate.case_reference == "GOM-0001").status == "active"
    second.move("started", "employer")
    assert one.now["state"] == "vacancy_filled"


def test_refusals_say_why_and_whether_the_person_may_be_told(programme: Programme) -> None:
    way = Way(programme).to_offer()
    way.refused("refused_by_employer", "invalid_value.reason", "employer", 422)
    way.refused("refused_by_employer", "invalid_value.may_tell", "employer", 422, reason="pay")
    way.refused("refused_by_employer", "invalid_value.note_needed", "employer", 422, reason="other", may_tell=True)
    way.refused("refused_by_employer", "invalid_request", "employer", 422, reason="consent_ended", may_tell=True)
    way.move("refused_by_employer", "employer", reason="lacking_skill", may_tell=False, note="не знает чертежей")
    last = way.history[-1]
    assert (last["reason"], last["may_tell"], last["note"]) == ("lacking_skill", False, "не знает чертежей")
    seen_by_expert = answer_of(programme.get("expert", f"/placements/{way.id}/history"))["transitions"][-1]
    assert (seen_by_expert["reason"], seen_by_expert["note"]) == (None, None)
    assert answer_of(programme.get("employer", "/placements"))["placements"] == [], "an employer sees nothing of whom they refused"
    assert way.correct("expert")["state"] == "offered"
    assert len(answer_of(programme.get("employer", "/placements"))["placements"]) == 1
    problem_of(programme.post("employer", f"/placements/{way.id}/correct", note="нет"), 403, "forbidden")


def test_an_answer_that_did_not_come_closes_the_placement_on_the_day_after(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    way = Way(programme).to_offer()
    assert way.now["answer_by"] == (today() + timedelta(days=7)).isoformat()
    way.refused("no_answer", "state_conflict.answer_not_due")
    for late, closed in ((6, 0), (7, 0), (8, 1), (8, 0)):
        day = today() + timedelta(days=late)
        monkeypatch.setattr("services.placement_deadlines.minsk_day", lambda _now, day=day: day)
        monkeypatch.setattr("services.placement_steps.minsk_day", lambda _now, day=day: day)
        assert expire_unanswered(programme.installation) == closed, late
    monkeypatch.undo()
    assert (way.history[-1]["to_state"], way.history[-1]["actor"]) == ("no_answer", "Calendar")
    assert answer_of(programme.get("most", "/notices"))["notices"][0]["code"] == "no_answer"


def test_fewer_places_than_people_at_work_are_refused(programme: Programme) -> None:
    first, second = (Way(programme, person).to_offer() for person in ("GOM-0001", "GOM-0002"))
    first.move("started")
    second.move("started")
    problem_of(programme.post("expert", "/vacancies/VAC-0001/reopen"), 409, "state_conflict.no_place")
    change = programme["expert"].patch("/api/v1/vacancies/VAC-0001", json={"places": 1})
    problem_of(change, 409, "state_conflict.vacancy_not_open")
    first.move("ended", reason="contract_ended", may_tell=True)
    held = stored(programme, Placement, Placement.id == second.id)
    assert (held.place_number, held.vacancy_places) == (2, 2)
    answer_of(programme.post("expert", "/vacancies/VAC-0001/reopen"))
    problem_of(programme.post("expert", "/vacancies/VAC-0001/reopen"), 409, "state_conflict.vacancy_open")
    answer_of(programme["expert"].patch("/api/v1/vacancies/VAC-0001", json={"places": 1}))
    held = stored(programme, Placement, Placement.id == second.id)
    assert (held.place_number, held.vacancy_places) == (1, 1), "those at work move to the places that are left"


def test_a_case_is_not_closed_over_somebody_at_work(programme: Programme) -> None:
    way, other = Way(programme).to_offer(), Way(programme, "GOM-0002")
    way.move("started")
    problem_of(programme.post("most", "/candidates/GOM-0001/close", reason="moved_away"), 409, "state_conflict.at_work")
    answer_of(programme.post("most", "/candidates/GOM-0002/close", reason="moved_away"))
    assert other.history[-1]["reason"] == "case_closed"


def test_every_acknowledged_step_is_an_event(programme: Programme) -> None:
    way = Way(programme).to_offer()
    way.move("started")
    with programme.installation.sessions() as session:
        events = session.scalars(
            select(AuditEvent)
            .where(AuditEvent.action == "placement:move", AuditEvent.record_id == str(way.id))
            .order_by(AuditEvent.sequence)
        ).all()
    assert [event.details["to"] for event in events] == [step["to_state"] for step in way.history]


def test_the_table_is_sound() -> None:
    assert set(workflow.STEPS) == set(workflow.STATES)
    assert set(workflow.OPEN) | set(workflow.ACTIVE) | set(workflow.CLOSED) == set(workflow.STATES)
    for to, step in workflow.STEPS.items():
        assert set(step.leaves) <= set(workflow.STATES) - set(workflow.CLOSED), to
        assert (workflow.Need.REASON in step.needs) == (to in workflow.WITH_REASON), to
    reached, grown = {workflow.PROPOSED}, True
    while grown:
        more = {to for to, step in workflow.STEPS.items() if set(step.leaves) & reached} - reached
        reached, grown = reached | more, bool(more)
    assert reached == set(workflow.STATES), "every state can be reached"
