"""After the first day at work: who is to be asked when, what an answer leads to, and that nobody who is not reached is let go."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models import CheckIn, CheckInContact, Placement, Vacancy
from services.calendar import today
from services.check_ins import Recorded, record_check_in
from services.errors import InvalidValue, StateConflict
from services.settings import DEFAULT_CHECK_IN_DAYS, Settings, read_days
from tests.api.clock import Clock, start_of
from tests.api.conftest import Template
from tests.api.follow_up import Open, offered_work
from tests.api.programme import Programme
from tests.api.reading import answer_of, problem_of

FIRST, HIDDEN = 1, 2
"""Placements of the person who agreed to be seen by all, and of the one of whom only the foundation knows."""


@pytest.fixture(scope="module")
def stood(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    with offered_work(template, tmp_path_factory.mktemp("check_ins"), "GOM-0001", "GOM-0002") as opened:
        yield opened


def move(programme: Programme, to: str, placement: int = FIRST, by: str = "most", **said: Any) -> Any:
    return answer_of(programme.post(by, f"/placements/{placement}/move", to=to, **said))


def correct(programme: Programme, placement: int = FIRST) -> Any:
    return answer_of(programme.post("most", f"/placements/{placement}/correct", note="отмечено по ошибке"))


def due(programme: Programme, by: str = "most", **asked: Any) -> list[Any]:
    query = "&".join(f"{name}={value}" for name, value in ({"days": 366} | asked).items())
    return list(answer_of(programme.get(by, f"/check-ins?{query}"))["check_ins"])


def record(programme: Programme, number: int, result: str, by: str = "most", **said: Any) -> Any:
    return programme.post(by, f"/check-ins/{number}/record", result=result, **said)


def states(programme: Programme, placement: int = FIRST) -> dict[int, str]:
    with programme.installation.sessions() as session:
        found = session.scalars(select(CheckIn).where(CheckIn.placement_id == placement))
        return {each.day_number: each.state for each in found}


def by_day(programme: Programme, day: int) -> Any:
    return next(each for each in due(programme) if each["day_number"] == day)


def test_who_starts_has_a_check_in_for_each_day_and_who_leaves_has_none(programme: Programme) -> None:
    assert due(programme) == []
    move(programme, "started", by="employer")
    made = due(programme)
    assert [each["day_number"] for each in made] == [7, 30, 90, 180]
    assert [each["due_on"] for each in made] == [(today() + timedelta(days=day)).isoformat() for day in (7, 30, 90, 180)]
    assert {(each["candidate"], each["when"], each["state"]) for each in made} == {("GOM-0001", "ahead", "open")}
    correct(programme)
    assert states(programme) == dict.fromkeys((7, 30, 90, 180), "cancelled"), "the first day was a mistake"
    move(programme, "started", on=(today()).isoformat())
    assert [each["id"] for each in due(programme)] == [each["id"] for each in made], "the same ones are open again"
    move(programme, "ended", reason="contract_ended", may_tell=True)
    assert due(programme) == []
    correct(programme)
    assert len(due(programme)) == 4


def test_part_time_work_is_followed_up_too(programme: Programme) -> None:
    with programme.installation.writing(programme.actors["expert"], "half a post") as unit:
        unit.session.scalars(select(Placement).where(Placement.id == FIRST)).one().full_time = False
        unit.audit("placement:change")
    move(programme, "started")
    assert len(due(programme)) == 4


def test_each_day_begins_at_midnight_in_minsk_and_three_and_six_months_move_the_placement(programme: Programme, clock: Clock) -> None:
    move(programme, "started")
    for day, state in ((7, "started"), (30, "started"), (90, "retained_3m"), (180, "retained_6m")):
        midnight, number = start_of(today() + timedelta(days=day)), by_day(programme, day)["id"]
        for instant, when in ((midnight - timedelta(seconds=1), "ahead"), (midnight, "today"), (midnight + timedelta(days=1), "overdue")):
            clock.set(instant)
            assert [each["day_number"] for each in due(programme, when=when)][:1] == [day], (day, when)
        clock.set(midnight - timedelta(seconds=1))
        early = problem_of(record(programme, number, "working"), 409, "state_conflict.not_yet")
        assert early["detail"]
        problem_of(record(programme, number, "unreachable", reason="no_reply"), 409, "state_conflict.not_yet")
        clock.set(midnight)
        done = answer_of(record(programme, number, "working"))
        assert (done["state"], done["result"], done["placement_state"]) == ("done", "working", state)
        problem_of(record(programme, number, "working"), 409, "state_conflict.check_in_closed")
    assert due(programme) == []
    steps = answer_of(programme.get("most", f"/placements/{FIRST}/history"))["transitions"]
    assert [(step["to_state"], step["kind"], step["actor"]) for step in steps[-2:]] == [
        ("retained_3m", "step", "Most"), ("retained_6m", "step", "Most"),
    ]  # fmt: skip


def test_a_late_answer_answers_the_earlier_questions_too(programme: Programme, clock: Clock) -> None:
    move(programme, "started")
    number = by_day(programme, 180)["id"]
    clock.noon(today() + timedelta(days=185))
    assert answer_of(record(programme, number, "working"))["placement_state"] == "retained_6m"
    assert states(programme) == dict.fromkeys((7, 30, 90, 180), "done")
    correct(programme)
    assert states(programme) == {7: "done", 30: "done", 90: "done", 180: "open"}, "the step of six months is taken back"
    correct(programme)
    assert states(programme) == {7: "done", 30: "done", 90: "open", 180: "open"}
    assert answer_of(record(programme, by_day(programme, 90)["id"], "working"))["placement_state"] == "retained_3m"


def test_a_step_of_the_placement_itself_answers_its_check_in(programme: Programme, clock: Clock) -> None:
    move(programme, "started")
    clock.noon(today() + timedelta(days=90))
    move(programme, "retained_3m")
    assert states(programme) == {7: "done", 30: "done", 90: "done", 180: "open"}


def test_who_left_has_left_the_placement_with_a_reason(programme: Programme) -> None:
    move(programme, "started")
    number = by_day(programme, 30)["id"]
    problem_of(record(programme, number, "left"), 422, "invalid_value.reason")
    problem_of(record(programme, number, "left", reason="pay"), 422, "invalid_value.may_tell")
    problem_of(record(programme, number, "left", reason="other", may_tell=True), 422, "invalid_value.note_needed")
    problem_of(record(programme, number, "working", reason="pay"), 422, "invalid_value.not_for_this_step")
    late = (today() + timedelta(days=1)).isoformat()
    problem_of(record(programme, number, "left", reason="pay", may_tell=True, on=late), 422, "invalid_value.step_day")
    assert len(due(programme)) == 4, "nothing of a refused answer stays"
    left = answer_of(record(programme, number, "left", reason="pay", may_tell=True, note="мало платят", on=today().isoformat()))
    assert (left["state"], left["result"], left["placement_state"]) == ("done", "left", "ended")
    assert states(programme) == {7: "cancelled", 30: "done", 90: "cancelled", 180: "cancelled"}
    last = answer_of(programme.get("most", f"/placements/{FIRST}/history"))["transitions"][-1]
    assert (last["to_state"], last["reason"], last["may_tell"], last["on_day"]) == ("ended", "pay", True, today().isoformat())
    correct(programme)
    assert states(programme) == dict.fromkeys((7, 30, 90, 180), "open"), "the answer is taken back with the end"
    told = answer_of(programme.get("most", f"/check-ins/{number}"))["contacts"]
    assert [(each["result"], each["reason"], each["note"]) for each in told] == [("left", "pay", "мало платят")], (
        "the attempt stays written"
    )
    (hidden,) = answer_of(programme.get("coordinator", f"/check-ins/{number}"))["contacts"]
    assert (hidden["result"], hidden["reason"], hidden["note"]) == ("left", None, None)


def test_three_missed_contacts_in_a_row_are_told_to_coordinators(programme: Programme, clock: Clock) -> None:
    for placement in (FIRST, HIDDEN):
        move(programme, "started", placement)
    week = [each for each in due(programme) if each["day_number"] == 7]
    for missed in range(1, 5):
        day = today() + timedelta(days=7 + 3 * (missed - 1))
        clock.noon(day)
        for each in week:
            view = answer_of(record(programme, each["id"], "unreachable", reason="no_reply"))
            assert (view["n_missed"], view["act_on"], view["state"]) == (missed, (day + timedelta(days=3)).isoformat(), "open")
            assert (view["escalated_at"] is not None) == (missed >= 3)
    assert {each["candidate"] for each in due(programme, escalated="true")} == {"GOM-0001", "GOM-0002"}
    assert [each["candidate"] for each in due(programme, "coordinator", escalated="true")] == ["GOM-0001"]
    told = {who: answer_of(programme.get(who, "/notices"))["notices"] for who in ("coordinator", "second")}
    assert {who: [(each["code"], each["candidate"]) for each in notices] for who, notices in told.items()} == {
        "coordinator": [("contacts_missed", "GOM-0001")],
        "second": [("contacts_missed", "GOM-0001"), ("contacts_missed", "GOM-0002")],
    }
    problem_of(programme.post("coordinator", f"/notices/{told['second'][1]['id']}/seen"), 404, "not_found.notice")
    found = answer_of(record(programme, week[0]["id"], "working"))
    assert (found["n_missed"], found["escalated_at"], found["state"]) == (0, None, "done")


def test_only_named_people_who_look_after_the_person_record(programme: Programme) -> None:
    move(programme, "started", HIDDEN)
    number = by_day(programme, 7)["id"]
    problem_of(record(programme, number, "left", "expert", reason="pay", may_tell=True), 403, "forbidden")
    problem_of(record(programme, number, "left", "employer", reason="pay", may_tell=True), 403, "forbidden")
    for stranger in ("niva", "coordinator"):
        problem_of(record(programme, number, "left", stranger, reason="pay", may_tell=True), 404, "not_found.check_in")
        problem_of(programme.get(stranger, f"/check-ins/{number}"), 404, "not_found.check_in")
        assert due(programme, stranger) == []
    problem_of(record(programme, number, "left", "system", reason="pay", may_tell=True), 403, "forbidden.nameless")


def test_pages_follow_each_other_and_a_cursor_of_another_list_is_refused(programme: Programme) -> None:
    for placement in (FIRST, HIDDEN):
        move(programme, "started", placement)
    whole, found, after = due(programme), list[Any](), ""
    while True:
        page = answer_of(programme.get("most", f"/check-ins?days=366&limit=3{after}"))
        found += page["check_ins"]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert found == whole
    assert len(whole) == 8
    assert [each["act_on"] for each in whole] == sorted(each["act_on"] for each in whole)
    for foreign in ("YWZ0ZXI6MQ", "YWZ0ZXI6MjAyNi0xMy00NTox", "%D0%B6"):
        problem_of(programme.get("most", f"/check-ins?after={foreign}"), 422, "invalid_value.cursor")


def test_of_many_who_record_at_once_one_is_first_and_the_placement_moves_once(programme: Programme, clock: Clock) -> None:
    move(programme, "started")
    number = by_day(programme, 90)["id"]
    clock.noon(today() + timedelta(days=90))
    asked = Recorded(number, "working")

    def try_once(_: int) -> str:
        try:
            return record_check_in(programme.installation, programme.actors["most"], asked).state
        except StateConflict as error:
            return error.code

    with ThreadPoolExecutor(8) as threads:
        answers = Counter(threads.map(try_once, range(8)))
    assert answers == {"done": 1, "state_conflict.check_in_closed": 7}
    steps = [step["to_state"] for step in answer_of(programme.get("most", f"/placements/{FIRST}/history"))["transitions"]]
    assert steps.count("retained_3m") == 1
    assert len(answer_of(programme.get("most", f"/check-ins/{number}"))["contacts"]) == 1


def test_attempts_are_never_rewritten(programme: Programme, clock: Clock) -> None:
    move(programme, "started")
    number = by_day(programme, 7)["id"]
    clock.noon(today() + timedelta(days=7))
    answer_of(record(programme, number, "unreachable", reason="number_changed"))
    with programme.installation.engine.begin() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text("UPDATE check_in_contact SET result = 'working', reason_code = NULL"))
    with programme.installation.sessions() as session:
        assert session.scalars(select(CheckInContact.result)).all() == ["unreachable"]
        assert session.scalars(select(Vacancy.status)).all() == ["open"]


@given(st.lists(st.integers(1, 3650), min_size=1, max_size=24, unique=True))
def test_days_are_read_as_they_are_written(days: list[int]) -> None:
    assert read_days(" , ".join(map(str, sorted(days)))) == tuple(sorted(days))


@given(st.text(max_size=30))
def test_whatever_is_said_days_come_out_in_order_or_not_at_all(said: str) -> None:
    try:
        days = read_days(said)
    except InvalidValue:
        return
    assert list(days) == sorted(set(days))
    assert all(1 <= day <= 3650 for day in days)


def test_wrong_days_are_refused_at_the_start() -> None:
    for wrong in ("30,7", "7,7", "0", "7;30", "-1", "4000", "7,", "7.5", "²", ",".join(map(str, range(1, 26)))):
        with pytest.raises(InvalidValue, match="check_in_days"):
            Settings.from_environment({"KLADKA_CHECK_IN_DAYS": wrong})
    assert Settings.from_environment({}).check_in_days == DEFAULT_CHECK_IN_DAYS == (7, 30, 90, 180)
    assert Settings.from_environment({"KLADKA_CHECK_IN_DAYS": "14,60"}).check_in_days == (14, 60)
