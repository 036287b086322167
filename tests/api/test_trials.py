"""A trial from its signature to a contract, as caseworkers do it; what is refused; who sees nothing of it."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from api.cli import main
from models import AuditEvent, CandidateSkill, PlacementTransition, TrialAgreement
from models.queries.next_dates import trials_end
from services.actors import Actor
from services.calendar import today
from services.errors import StateConflict
from services.trials import DrawUpTrial, draw_up_trial
from tests.api.conftest import SEAMSTRESS, SEWING, WELDER, WELDING, Template
from tests.api.programme import Programme, many, standing
from tests.api.reading import answer_of, problem_of

CROWD = 20
PEOPLE = [*many(CROWD), SEAMSTRESS | {"consent": "granted"}, WELDER | {"surname": "Скрытый", "consent": "limited"}]
ONE, TWO = "GOM-0001", "GOM-0002"
BARRED, HIDDEN = f"GOM-{CROWD + 1:04d}", f"GOM-{CROWD + 2:04d}"
"""One whom a ban keeps from the till, and one whom only her own organisation knows of."""
Open = Callable[[Path], AbstractContextManager[Programme]]


@pytest.fixture(scope="module")
def stood(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    with standing(template, tmp_path_factory.mktemp("trials"), PEOPLE) as opened:
        yield opened


class Run:
    """A pilot that has begun, with everybody in its intake, and trials that last from five days ago to five days from now."""

    def __init__(self, programme: Programme, places: int = 1) -> None:
        self.programme, self.day = programme, today()
        self.welding = self.vacancy(WELDING | {"places": places, "pilot": True})
        self.sewing = self.vacancy(SEWING | {"places": 1, "pilot": True, "duties": ["handles_cash"]})
        days = {"starts_on": self.on(-10), "ends_on": self.on(60)}
        opened = programme.post("second", "/pilots", title="Пилот", organisation="Фонд «Мост»", **days)
        self.pilot = answer_of(opened, 201)["reference"]
        for vacancy in (self.welding, self.sewing):
            answer_of(programme.post("second", f"/pilots/{self.pilot}/posts", vacancy=vacancy))
        everybody = [f"GOM-{number:04d}" for number in range(1, len(PEOPLE) + 1)]
        answer_of(programme.post("second", f"/pilots/{self.pilot}/intake", candidates=everybody))

    def vacancy(self, said: dict[str, Any]) -> str:
        return str(answer_of(self.programme.post("expert", "/vacancies", **said), 201)["reference"])

    def on(self, days: int) -> str:
        return (self.day + timedelta(days=days)).isoformat()

    def body(self, candidate: str, **more: Any) -> dict[str, Any]:
        facts = {"candidate": candidate, "pilot": self.pilot, "vacancy": self.welding, "from_on": self.on(-5), "until_on": self.on(5)}
        facts |= {"schedule": "Пн–пт", "tasks": "Сварка рам", "pay_byn": 45.5, "pay_per": "day", "emergency_contact": "Сестра, 29 000"}
        return facts | more

    def sign(self, candidate: str = ONE, *, by: str = "most", **more: Any) -> Any:
        return self.programme.post(by, "/trials", **self.body(candidate, **more))

    def ask(self, number: int, what: str, *, by: str = "most", **body: Any) -> Any:
        return self.programme.post(by, f"/trials/{number}/{what}", **body)


def skills_of(programme: Programme, candidate: str) -> list[tuple[str, str | None, str]]:
    with programme.installation.sessions() as session:
        held = select(CandidateSkill).where(CandidateSkill.candidate.has(case_reference=candidate)).order_by(CandidateSkill.position)
        return [(skill.text, skill.concept_key, skill.decision) for skill in session.scalars(held) if skill.source == "note"]


def test_from_a_signature_to_a_contract(programme: Programme) -> None:
    run = Run(programme)
    signed = run.sign(subsidy_byn=10)
    view = answer_of(signed, 201)
    number = view["id"]
    assert (view["state"], view["place_number"], view["signed_by"]) == ("running", 1, "Most")
    assert (view["host"], view["organisation"], view["pay_byn"]) == (WELDING["employer"], "Фонд «Мост»", 45.5)
    assert view["emergency_contact"] == "Сестра, 29 000"
    assert signed.headers["Location"].endswith(f"/trials/{number}")
    with programme.installation.sessions() as session:
        assert [(row.due_on, row.number) for row in session.execute(trials_end())] == [(run.day + timedelta(days=5), number)]
    following = answer_of(programme.get("most", f"/candidates/{ONE}/next-step"))
    assert (following["source"], following["number"]) == ("trial", number), following

    answer_of(run.ask(number, "days", day=run.on(-5), mark="came"))
    answer_of(run.ask(number, "days", day=run.on(-4), mark="absent", fault="person"))
    marked = answer_of(run.ask(number, "days", day=run.on(-4), mark="late", fault="host", minutes_late=20))
    assert [(day["day"], day["mark"], day["fault"], day["minutes_late"]) for day in marked["days"]] == [
        (run.on(-5), "came", None, None), (run.on(-4), "late", "host", 20),
    ]  # fmt: skip
    with programme.installation.sessions() as session:
        told = session.scalars(select(AuditEvent.details).where(AuditEvent.action == "trial:mark_day").order_by(AuditEvent.sequence)).all()
    assert [each["former"] for each in told] == [None, None, "absent person"], "the trail keeps what was corrected"

    seen = ["ручная дуговая сварка", "незнакомое дело", "швейная"]
    assessed = answer_of(run.ask(number, "assessment", result="completed", note="Справился", skills=seen))
    assert (assessed["state"], assessed["place_number"], assessed["assessment"]["note"]) == ("ended", None, "Справился")
    observed = {each["said"]: each for each in assessed["assessment"]["observed"]}
    assert observed["ручная дуговая сварка"]["on_profile"]
    assert not observed["незнакомое дело"]["on_profile"]
    unsure = [each for each in observed.values() if not each["on_profile"]]
    assert any(each["alternatives"] for each in unsure), observed
    evidence = [(each["said"], each["concept"], "accepted") for each in observed.values() if each["on_profile"]]
    assert skills_of(programme, ONE) == evidence, "what is unsure is never taken"
    answer_of(programme["most"].patch(f"/api/v1/candidates/{ONE}", json={"skills": "уборка"}))
    assert skills_of(programme, ONE) == evidence, "what was seen outlives the words of the profile"

    converted = answer_of(run.ask(number, "contract", note="Готовы взять"))
    with programme.installation.sessions() as session:
        steps = select(PlacementTransition.to_state, PlacementTransition.actor_name).order_by(PlacementTransition.position)
        led = session.execute(steps.where(PlacementTransition.placement_id == converted["placement"])).all()
    assert [tuple(step) for step in led] == [("proposed", "Most"), ("shortlisted", "Most")]
    problem_of(run.ask(number, "contract", note="Ещё раз"), 409, "state_conflict.trial_converted")
    for what, body in (("days", {"day": run.on(-3), "mark": "came"}), ("cancel", {"because": "x"}), ("assessment", {"result": "partial"})):
        problem_of(run.ask(number, what, **body), 409, "state_conflict.trial_state")


def test_a_draft_is_changed_until_it_is_signed(programme: Programme) -> None:
    run = Run(programme)
    drawn = run.sign(draft=True, subsidy_byn=10, protective_equipment="Маска")
    number, address = answer_of(drawn, 201)["id"], f"/api/v1/trials/{drawn.get_json()['id']}"

    def change(by: str = "most", seen: str | None = None, **changes: Any) -> Any:
        return programme[by].patch(address, json=changes, headers={"If-Match": seen} if seen else {})

    seen = drawn.headers["ETag"]
    changed = answer_of(change(seen=seen, tasks="Уборка", pay_byn=None, subsidy_byn=12.5, protective_equipment=None, until_on=run.on(9)))
    assert (changed["tasks"], changed["pay_byn"], changed["subsidy_byn"]) == ("Уборка", None, 12.5)
    assert (changed["protective_equipment"], changed["until_on"], changed["schedule"]) == (None, run.on(9), "Пн–пт"), "the rest stays"
    assert (changed["state"], changed["version"]) == ("draft", 2)
    problem_of(change(seen=seen, tasks="Покраска"), 412, "stale_version")
    problem_of(programme["most"].post(f"{address}/signature", headers={"If-Match": seen}), 412, "stale_version")
    assert programme.get("most", f"/trials/{number}").get_json()["tasks"] == "Уборка"

    assert answer_of(change(vacancy=run.sewing, emergency_contact="Брат, 29 111"))["vacancy"] == run.sewing
    problem_of(change(vacancy="VAC-0001"), 409, "state_conflict.not_a_post")
    problem_of(change(vacancy="VAC-9999"), 404, "not_found.vacancy")
    problem_of(change(until_on=run.on(99)), 422, "invalid_value.trial_dates")
    problem_of(change(until_on=run.on(-6)), 422, "invalid_value.trial_dates")
    problem_of(change(subsidy_byn=None), 422, "invalid_value.trial_pay")
    for body in ({}, {"tasks": None}, {"tasks": "  "}, {"candidate": TWO}, {"pilot": run.pilot}, {"state": "running"}, {"pay_byn": 0}):
        assert change(**body).status_code == 422, body
    problem_of(change(by="niva", tasks="x"), 404, "not_found.trial")
    assert change(by="expert", tasks="x").status_code == 403
    problem_of(change(by="system", tasks="x"), 403, "forbidden.nameless")
    with programme.installation.sessions() as session:
        told = select(AuditEvent.changes, AuditEvent.actor_id).where(AuditEvent.action == "trial:change").order_by(AuditEvent.sequence)
        first, second = session.execute(told).all()
    assert first.changes["tasks"] == ["Сварка рам", "Уборка"]
    assert (first.actor_id, set(second.changes)) == ("a-most", {"vacancy_id", "emergency_contact"}), second.changes
    assert "Брат" not in json.dumps(second.changes, ensure_ascii=False), "the trail keeps that whom to call changed, never what it says"

    answer_of(change(vacancy=run.welding))
    assert answer_of(run.ask(number, "signature"))["state"] == "running"
    signed = problem_of(change(tasks="x"), 409, "state_conflict.trial_signed")
    assert signed["remedy"] == "draw_up_anew"
    answer_of(run.ask(number, "cancel", because="x"))
    problem_of(change(tasks="x"), 409, "state_conflict.trial_signed")
    other = answer_of(run.sign(TWO, draft=True), 201)["id"]
    answer_of(run.ask(other, "cancel", because="x"))
    problem_of(programme["most"].patch(f"/api/v1/trials/{other}", json={"tasks": "x"}), 409, "state_conflict.trial_state")


def test_what_cannot_be_signed(programme: Programme) -> None:
    run = Run(programme)
    problem_of(run.sign("GOM-9999"), 404, "not_found.candidate")
    problem_of(run.sign(pilot="PIL-9999"), 404, "not_found.pilot")
    problem_of(run.sign(vacancy="VAC-0001"), 409, "state_conflict.not_a_post")
    problem_of(run.sign(until_on=run.on(99)), 422, "invalid_value.trial_dates")
    problem_of(run.sign(from_on=run.on(6)), 422, "invalid_value.trial_dates")
    body = run.body(ONE)
    body.pop("pay_byn")
    problem_of(programme.post("most", "/trials", **body), 422, "invalid_value.trial_pay")
    problem_of(run.sign(BARRED, vacancy=run.sewing), 409, "state_conflict.not_eligible")
    pair = {"candidate": TWO, "vacancy": run.welding}
    answer_of(programme.post("second", f"/pilots/{run.pilot}/barred", reason="поссорились", **pair))
    problem_of(run.sign(TWO), 409, "state_conflict.pair_barred")
    answer_of(programme.post("second", f"/pilots/{run.pilot}/intake/leave", candidate="GOM-0003"))
    problem_of(run.sign("GOM-0003"), 409, "state_conflict.not_in_intake")
    problem_of(run.sign(by="system"), 403, "forbidden.nameless")

    draft = answer_of(run.sign(draft=True), 201)
    assert (draft["state"], draft["place_number"], draft["signed_by"]) == ("draft", None, None)
    number = answer_of(run.sign(), 201)["id"]
    problem_of(run.ask(draft["id"], "signature"), 409, "state_conflict.on_trial")
    problem_of(run.sign("GOM-0004"), 409, "state_conflict.no_place")
    cancelled = answer_of(run.ask(number, "cancel", because="Цех закрыт"))
    assert (cancelled["state"], cancelled["place_number"], cancelled["cancelled_because"]) == ("cancelled", None, "Цех закрыт")
    again = answer_of(run.ask(draft["id"], "signature"))
    assert (again["state"], again["place_number"]) == ("running", 1)
    answer_of(run.ask(again["id"], "assessment", result="did_not_show"))
    problem_of(run.ask(again["id"], "contract", note="x"), 409, "state_conflict.trial_without_work")
    answer_of(programme.post("second", f"/pilots/{run.pilot}/status", status="ended"))
    problem_of(run.sign("GOM-0004"), 409, "state_conflict.pilot_ended")


def test_days_outside_and_marks_that_contradict_themselves(programme: Programme) -> None:
    run = Run(programme)
    number = answer_of(run.sign(until_on=run.on(0)), 201)["id"]
    for day in (run.on(-6), run.on(1)):
        problem_of(run.ask(number, "days", day=day, mark="came"), 422, "invalid_value.trial_day")
    for day in (run.on(-5), run.on(0)):
        answer_of(run.ask(number, "days", day=day, mark="came"))
    for wrong in (
        {"mark": "absent"}, {"mark": "came", "fault": "host"}, {"mark": "late", "fault": "host"},
        {"mark": "absent", "fault": "host", "minutes_late": 5},
    ):  # fmt: skip
        problem_of(run.ask(number, "days", day=run.on(-1), **wrong), 422, "invalid_value.trial_mark")
    problem_of(run.ask(number, "assessment", result="did_not_show", skills=["сварка"]), 422, "invalid_value.trial_result")
    longer = answer_of(run.sign(TWO, draft=True), 201)["id"]
    problem_of(run.ask(longer, "days", day=run.on(-1), mark="came"), 409, "state_conflict.trial_state")


def test_who_sees_nothing(programme: Programme) -> None:
    run = Run(programme, places=2)
    shown = answer_of(run.sign(), 201)["id"]
    hidden = answer_of(run.sign(HIDDEN), 201)["id"]
    for name in ("employer", "rival", "expert", "auditor"):
        problem_of(programme.get(name, "/trials"), 403, "forbidden")
        problem_of(programme.get(name, f"/trials/{shown}"), 403, "forbidden")
        problem_of(run.ask(shown, "cancel", by=name, because="x"), 403, "forbidden")
    for name, number in (("niva", shown), ("niva", hidden), ("coordinator", hidden)):
        problem_of(programme.get(name, f"/trials/{number}"), 404, "not_found.trial")
        problem_of(run.ask(number, "days", by=name, day=run.on(0), mark="came"), 404, "not_found.trial")
    problem_of(run.sign(HIDDEN, by="coordinator"), 404, "not_found.candidate")
    assert answer_of(programme.get("niva", "/trials"))["trials"] == []
    assert [each["id"] for each in answer_of(programme.get("coordinator", "/trials"))["trials"]] == [shown]
    assert answer_of(programme.get("coordinator", f"/trials/{shown}"))["emergency_contact"] is None, "not of their own organisation"
    listed = answer_of(programme.get("most", f"/trials?pilot={run.pilot}&candidate={HIDDEN}"))["trials"]
    assert [(each["id"], each["emergency_contact"]) for each in listed] == [(hidden, None)]
    page = answer_of(programme.get("most", "/trials?limit=1"))
    assert [each["id"] for each in answer_of(programme.get("most", f"/trials?after={page['next']}"))["trials"]] == [hidden]


def test_twenty_at_once_on_the_last_place(programme: Programme) -> None:
    run = Run(programme, places=2)
    answer_of(run.sign(BARRED), 201)
    together = threading.Barrier(CROWD)
    actor: Actor = programme.actors["most"]

    def sign(place: int) -> str:
        body = run.body(f"GOM-{place + 1:04d}", from_on=run.day, until_on=run.day)
        together.wait()
        try:
            draw_up_trial(programme.installation, actor, DrawUpTrial(**body))
        except StateConflict as refused:
            return refused.code
        return "signed"

    with ThreadPoolExecutor(CROWD) as pool:
        ended = Counter(pool.map(sign, range(CROWD)))
    assert ended == {"signed": 1, "state_conflict.no_place": CROWD - 1}
    problem_of(programme["expert"].patch(f"/api/v1/vacancies/{run.welding}", json={"places": 1}), 409, "state_conflict.places_taken")
    answer_of(run.ask(1, "cancel", because="x"))
    answer_of(programme["expert"].patch(f"/api/v1/vacancies/{run.welding}", json={"places": 1}))
    with programme.installation.sessions() as session:
        running = select(TrialAgreement.place_number, TrialAgreement.vacancy_places).where(TrialAgreement.state == "running")
        assert [tuple(row) for row in session.execute(running)] == [(1, 1)], "whoever stays moves to the lowest place"


def test_the_database_refuses_what_contradicts_the_state(programme: Programme) -> None:
    run = Run(programme)
    number = answer_of(run.sign(), 201)["id"]
    other = answer_of(run.sign(TWO, draft=True), 201)["id"]
    for which, wrong in (
        (number, {"place_number": 2}), (number, {"place_number": None}), (number, {"state": "draft"}), (number, {"state": "ended"}),
        (number, {"state": "cancelled", "place_number": None, "vacancy_places": None, "closed_on": run.day}),
        (other, {"state": "running"}), (other, {"closed_on": run.day}), (other, {"pay_byn": None}),
        (other, {"until_on": run.day.replace(2020)}),
    ):  # fmt: skip
        with programme.installation.sessions() as session:
            record = session.get_one(TrialAgreement, which)
            for column, value in wrong.items():
                setattr(record, column, value)
            with pytest.raises(IntegrityError):
                session.commit()
            session.rollback()
    with programme.installation.sessions() as session:
        assert session.scalar(select(func.count()).select_from(TrialAgreement).where(TrialAgreement.state == "running")) == 1


def test_the_command_line(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(programme)
    monkeypatch.setattr("api.cli.trials.installation", lambda: programme.installation)

    def say(*words: str) -> str:
        done = CliRunner().invoke(main, ["--language", "en", "trial", *words], env={"COLUMNS": "160"}, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    terms = ("--schedule", "Mon–Fri", "--tasks", "welding", "--pay", "45.50", "--per", "day", "--emergency-contact", "a sister")
    days = ("--from", run.on(-5), "--until", run.on(5))
    by = ("--by", "Caseworker N")
    assert "running" in say("sign", ONE, "--pilot", run.pilot, "--vacancy", run.welding, *days, *terms, *by)
    say("day", "1", run.on(0), "late", "--fault", "neither", "--minutes-late", "5", *by)
    assert json.loads(say("list", "--json"))["days"][0]["minutes_late"] == 5
    assert "1 / 1" in say("list", "--pilot", run.pilot)
    told = say("assess", "1", "completed", "--skill", "ручная дуговая сварка", "--skill", "незнакомое дело", *by)
    assert "on the profile" in told
    assert "not" in told
    assert CliRunner().invoke(main, ["trial", "assess", "1", "completed"]).exit_code == 2, "a name is needed"
    assert CliRunner().invoke(main, ["trial", "sign", ONE, "--pay", "-1"]).exit_code == 2
