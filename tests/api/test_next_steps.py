"""Nobody is lost: everybody who is followed has a next date that is not past, or a reason why there is none."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import event, select

from api.cli import main
from models import Candidate, CheckIn, NextStep, Placement, ReferralSlip, SupportNeed
from models.base import utc_now
from models.codes import CANDIDATE_STATUSES
from models.queries.next_dates import LostFilter, count_lost, find_next_date, list_lost
from services.calendar import today
from services.unit_of_work import UnitOfWork
from tests import factories as make
from tests.api.clock import Clock, start_of
from tests.api.conftest import Template
from tests.api.follow_up import Open, offered_work
from tests.api.programme import Programme
from tests.api.reading import answer_of, problem_of

TODAY = date(2026, 11, 29)
ORDER = ("own_step", "check_in", "answer", "slip", "support")


@pytest.fixture(scope="module")
def stood(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    with offered_work(template, tmp_path_factory.mktemp("next_steps"), "GOM-0001") as opened:
        yield opened


def lost(programme: Programme, by: str = "most", **asked: Any) -> dict[str, tuple[str | None, str | None]]:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    page = answer_of(programme.get(by, f"/next-steps/missing?{query}"))
    assert page["n_people"] >= len(page["people"])
    return {each["candidate"]: (each["due_on"], each["source"]) for each in page["people"]}


def next_of(programme: Programme, person: str = "GOM-0001", by: str = "most") -> Any:
    return answer_of(programme.get(by, f"/candidates/{person}/next-step"))


def set_step(programme: Programme, person: str, by: str = "most", **said: Any) -> Any:
    return programme.post(by, f"/candidates/{person}/next-step", **said)


def test_the_earliest_date_counts_and_says_what_it_is_for(programme: Programme, clock: Clock) -> None:
    day = today()
    found = next_of(programme)
    assert (found["source"], found["due_on"], found["number"]) == ("answer", (day + timedelta(days=7)).isoformat(), 1)
    assert set(lost(programme)) == {"GOM-0002", "GOM-0003"}
    answer_of(set_step(programme, "GOM-0001", due_on=day.isoformat(), note="позвонить маме"))
    found = next_of(programme)
    assert (found["source"], found["due_on"], found["number"], found["past"]) == ("own_step", day.isoformat(), None, False)
    assert (found["own"]["note"], found["own"]["set_by"]) == ("позвонить маме", "Most")
    answer_of(programme.post("most", "/placements/1/move", to="started"))
    answer_of(set_step(programme, "GOM-0001", due_on=(day + timedelta(days=7)).isoformat()))
    assert next_of(programme)["source"] == "own_step", "of two on one day the person's own is told"
    answer_of(set_step(programme, "GOM-0001", reason="in_training"))
    assert next_of(programme)["source"] == "check_in"
    clock.noon(day + timedelta(days=8))
    assert lost(programme)["GOM-0001"] == ((day + timedelta(days=7)).isoformat(), "check_in"), "no reason excuses a date that was missed"


def test_a_person_of_whom_nothing_is_known_is_lost_until_somebody_says_what_is_next(programme: Programme, clock: Clock) -> None:
    person, day = "GOM-0003", today()
    assert next_of(programme, person) == {
        "candidate": person, "due_on": None, "source": None, "number": None, "past": False, "own": None,
    }  # fmt: skip
    for wrong in ({"note": "позже"}, {"due_on": day.isoformat(), "reason": "in_training"}):
        problem_of(set_step(programme, person, **wrong), 422, "invalid_value.next_step")
    for away in (-1, 367):
        problem_of(set_step(programme, person, due_on=(day + timedelta(days=away)).isoformat()), 422, "invalid_value.next_step_day")
    problem_of(set_step(programme, person, reason="other"), 422, "invalid_value.note_needed")
    assert person in lost(programme)
    answer_of(set_step(programme, person, reason="other", note="сам позвонит"))
    assert person not in lost(programme)
    answer_of(set_step(programme, person, due_on=(day + timedelta(days=1)).isoformat()))
    due, over, second = start_of(day + timedelta(days=1)), start_of(day + timedelta(days=2)), timedelta(seconds=1)
    for instant, is_lost in ((due - second, False), (due, False), (over - second, False), (over, True)):
        clock.set(instant)
        assert (person in lost(programme)) == is_lost, instant
        assert next_of(programme, person)["past"] == is_lost
    answer_of(programme.post("most", f"/candidates/{person}/close", reason="moved_away"))
    assert person not in lost(programme)
    problem_of(set_step(programme, person, reason="moved_away"), 409, "state_conflict.case_closed")


def test_who_may_know_and_who_may_say(programme: Programme) -> None:
    assert "GOM-0002" in lost(programme)
    assert lost(programme, "coordinator").keys() == {"GOM-0003"}
    assert lost(programme, "coordinator", mine="true") == lost(programme, "niva") == {}
    problem_of(programme.get("expert", "/next-steps/missing"), 403, "forbidden")
    answer_of(set_step(programme, "GOM-0001", reason="in_treatment", note="больница"))
    seen = next_of(programme, by="expert")["own"]
    assert (seen["has_reason"], seen["reason"], seen["note"]) == (True, None, None)
    problem_of(set_step(programme, "GOM-0003", "niva", reason="works_on"), 404, "not_found.candidate")
    problem_of(set_step(programme, "GOM-0003", "expert", reason="works_on"), 403, "forbidden")
    problem_of(programme.get("coordinator", "/candidates/GOM-0002/next-step"), 404, "not_found.candidate")


def test_that_somebody_needs_support_is_told_to_their_own_organisation_alone(programme: Programme) -> None:
    with programme.installation.writing(programme.actors["most"], "need") as unit:
        person = unit.session.scalars(select(Candidate).where(Candidate.case_reference == "GOM-0003")).one()
        unit.session.add(need_of(person, today() - timedelta(days=1), random.Random(2)))
        unit.audit("support_need:create")
    assert next_of(programme, "GOM-0003")["source"] == "support"
    foreign = next_of(programme, "GOM-0003", "coordinator")
    assert (foreign["source"], foreign["number"], foreign["past"]) == (None, None, True)
    yesterday = (today() - timedelta(days=1)).isoformat()
    assert lost(programme)["GOM-0003"] == (yesterday, "support")
    assert lost(programme, "coordinator")["GOM-0003"] == (yesterday, None)


def test_the_command_line_says_who_is_lost_and_ends_with_one(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = programme.installation.settings
    monkeypatch.setenv("KLADKA_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("KLADKA_DATA_DIR", str(settings.data_folder))

    def run(*arguments: str, status: int = 0) -> str:
        answer = CliRunner().invoke(main, arguments)
        assert answer.exit_code == status, answer.output
        return answer.output

    assert "Без следующей даты: 2." in run("check", "lost", status=1)
    assert '"candidate": "GOM-0002"' in run("check", "lost", "--json", status=1)
    run("next-step", "set", "GOM-0002", "--reason", "works_on", "--by", " ", status=1)
    assert "no day: works on" in run("next-step", "set", "GOM-0002", "--reason", "works_on", "--by", "Вера Л.", "--language", "en")
    run("next-step", "set", "GOM-0003", "--on", today().isoformat(), "--by", "Вера Л.")
    assert "наступны крок" in run("next-step", "show", "GOM-0003", "--language", "be")
    assert "У каждого есть следующая дата" in run("check", "lost")
    run("placement", "move", "1", "started", "--by", "Вера Л.")
    assert '"day_number": 7' in run("checkins", "due", "--json")
    assert "GOM-0001" in run("checkins", "due", "--when", "ahead", "--days", "30")
    gone = ("--reason", "pay", "--may-tell", "--by", "Вера Л.")
    assert "больше не работает, работа закончилась" in run("checkins", "record", "1", "left", *gone)


def scattered(unit: UnitOfWork, draw: random.Random, n_people: int) -> None:
    """People in every status with dates of every kind, near today."""

    def near() -> date:
        return TODAY + timedelta(days=draw.choice((-40, -1, 0, 1, 40)))

    vacancy = make.vacancy()
    for _ in range(n_people):
        person = make.candidate(status=draw.choice(CANDIDATE_STATUSES))
        if draw.random() < 0.5:
            said = {"due_on": near()} if draw.random() < 0.5 else {"reason_code": "works_on"}
            unit.session.add(NextStep(candidate=person, set_by="x", set_by_name="X", **said))
        ways = [Placement(candidate=person, vacancy=vacancy, transitions=[make.transition()])] if draw.random() < 0.5 else []
        for way in ways:
            for number in draw.sample((7, 30, 90, 180), draw.randint(0, 3)):
                tried = {"n_missed": 1, "next_try_on": near(), "result": "unreachable"} if draw.random() < 0.3 else {}
                unit.session.add(CheckIn(placement=way, day_number=number, due_on=near(), **tried))
                if draw.random() < 0.2:
                    unit.session.add(CheckIn(placement=way, day_number=number + 1, due_on=TODAY, state="cancelled"))
            if draw.random() < 0.4:
                unit.session.add(slip_of(way, sorted((near(), near())), draw))
        if draw.random() < 0.3:
            unit.session.add(need_of(person, near(), draw))
        unit.session.add_all([person, *ways])
    unit.audit("candidate:create")


def slip_of(way: Placement, days: list[date], draw: random.Random) -> ReferralSlip:
    """A slip that is out, marked or not, or back."""
    issued = {
        "issued_on": TODAY - timedelta(days=50),
        "issued_by": "x",
        "issued_by_name": "X",
        "year": 2026,
        "sequence": next(make.NUMBERS),
    }
    marked = {"came": False, "marked_on": TODAY, "marked_by": "x", "marked_by_name": "X"} if draw.random() < 0.5 else {}
    back = {"returned_on": TODAY} if draw.random() < 0.2 else {}
    where = {"employer": way.vacancy.employer, "vacancy": way.vacancy}
    return ReferralSlip(placement=way, **where, **issued, appear_by=days[0], return_by=days[1], **marked, **back)


def need_of(person: Candidate, day: date, draw: random.Random) -> SupportNeed:
    """A need that is open or done."""
    done = {"state": "done", "success": True, "closed_at": utc_now()} if draw.random() < 0.3 else {}
    return SupportNeed(candidate=person, kind="housing", wanted="место", opened_by="x", opened_by_name="X", due_on=day, **done)


def slowly(session: Any, candidate: Candidate) -> list[tuple[date, str]]:
    """Every date of a person, each asked for by itself, the earliest first."""
    found = []
    step = session.get(NextStep, candidate.id)
    if step is not None and step.due_on is not None:
        found.append((step.due_on, "own_step"))
    for way in session.scalars(select(Placement).where(Placement.candidate_id == candidate.id)):
        asked = session.scalars(select(CheckIn).where(CheckIn.placement_id == way.id, CheckIn.state == "open"))
        found += [(each.act_on, "check_in") for each in asked]
        out = session.scalars(select(ReferralSlip).where(ReferralSlip.placement_id == way.id, ReferralSlip.returned_on.is_(None)))
        found += [(each.return_by if each.marked_on else each.appear_by, "slip") for each in out]
    needs = session.scalars(select(SupportNeed).where(SupportNeed.candidate_id == candidate.id, SupportNeed.state != "done"))
    found += [(each.due_on, "support") for each in needs]
    return sorted(found, key=lambda each: (each[0], ORDER.index(each[1])))


def test_who_is_lost_is_found_as_slowly_as_one_can(unit_of_work: Any, engine: Any) -> None:
    with unit_of_work() as unit:
        scattered(unit, random.Random(20_261_129), 150)
    statements: list[str] = []
    with unit_of_work(writes=False) as unit:
        event.listen(engine, "before_cursor_execute", lambda _c, _cursor, statement, *_: statements.append(statement))
        found = list_lost(unit.session, after=0, limit=200, where=LostFilter(today=TODAY))
        assert count_lost(unit.session, where=LostFilter(today=TODAY)) == len(found)
        assert len([each for each in statements if "SELECT" in each]) == 2, "the number of questions does not grow with the people"
        expected = {}
        for candidate in unit.session.scalars(select(Candidate)):
            dates, step = slowly(unit.session, candidate), unit.session.get(NextStep, candidate.id)
            first = find_next_date(unit.session, candidate_id=candidate.id)
            assert (None if first is None else (first.due_on, first.source)) == (dates[0] if dates else None)
            excused = step is not None and step.reason_code is not None
            if candidate.status != "closed" and (dates[0][0] < TODAY if dates else not excused):
                expected[candidate.case_reference] = (dates[0][1], dates[0][0]) if dates else (None, None)
    assert {reference: (source, on) for _, reference, _, _, _, source, on in found} == expected
    assert 30 < len(expected) < 150
