"""What placements teach: steps made through the API become outcomes, a correction takes them back, and training learns from them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from api.cli import main
from models import Outcome, Placement, workflow
from models.codes import OUTCOME_REASONS, OUTCOME_RESULTS
from services.calendar import today
from services.outcomes import RecordOutcome, record_outcome
from services.placement_outcomes import NOT_HIRED, REASONS, SAYS_NOTHING, outcome_of
from tests.api.clock import Clock
from tests.api.conftest import WELDING, Template
from tests.api.follow_up import Open, offered_work
from tests.api.programme import Programme
from tests.api.reading import answer_of
from tests.api.test_placements import Way

STARTED_ON = date(2026, 1, 12)


@pytest.fixture(scope="module")
def stood(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    with offered_work(template, tmp_path_factory.mktemp("outcomes"), "GOM-0001", "GOM-0003") as opened:
        yield opened


def outcomes(programme: Programme) -> list[tuple[str, str, str, str | None]]:
    found = answer_of(programme.get("system", "/outcomes"))["outcomes"]
    return [(each["candidate"], each["vacancy"], each["result"], each["reason"]) for each in found]


def move(programme: Programme, to: str, placement: int = 1, **said: Any) -> Any:
    return answer_of(programme.post("most", f"/placements/{placement}/move", to=to, **said))


def correct(programme: Programme, placement: int = 1) -> Any:
    return answer_of(programme.post("most", f"/placements/{placement}/correct", note="ошибка"))


def test_steps_become_outcomes_and_corrections_take_them_back(programme: Programme, clock: Clock) -> None:
    assert outcomes(programme) == [], "nothing is known while an offer stands"
    move(programme, "refused_by_employer", reason="lacking_skill", may_tell=True)
    assert outcomes(programme) == [("GOM-0001", "VAC-0001", "not_hired", "skills")]
    correct(programme)
    assert outcomes(programme) == []
    move(programme, "started")
    assert outcomes(programme) == [], "the first day says nothing yet"
    clock.noon(today() + timedelta(days=45))
    move(programme, "ended", reason="pay", may_tell=True)
    assert outcomes(programme) == [("GOM-0001", "VAC-0001", "hired_left_before_3m", "pay")]
    correct(programme)
    assert outcomes(programme) == []
    clock.noon(today() + timedelta(days=200))
    ninetieth = next(each for each in answer_of(programme.get("most", "/check-ins"))["check_ins"] if each["day_number"] == 90)
    answer_of(programme.post("most", f"/check-ins/{ninetieth['id']}/record", result="working"))
    assert outcomes(programme) == [("GOM-0001", "VAC-0001", "retained_3m", "stayed")]
    move(programme, "retained_6m")
    assert outcomes(programme) == [("GOM-0001", "VAC-0001", "retained_6m", "stayed")]
    correct(programme)
    assert outcomes(programme) == [("GOM-0001", "VAC-0001", "retained_3m", "stayed")]
    (stored,) = stored_outcomes(programme)
    assert (stored.placement_id, stored.referred_on) == (1, today())


def stored_outcomes(programme: Programme) -> list[Outcome]:
    with programme.installation.sessions() as session:
        return list(session.scalars(select(Outcome)))


def test_what_says_nothing_about_the_fit_is_no_outcome(programme: Programme) -> None:
    answer_of(programme.post("expert", "/vacancies", **WELDING | {"places": 1}), 201)
    second, beating = Way(programme, "GOM-0001", "VAC-0002").to_offer(), Way(programme, "GOM-0003", "VAC-0002").to_offer()
    move(programme, "started", beating.id)
    assert second.now["state"] == "vacancy_filled"
    assert answer_of(programme.get("most", "/placements/2"))["state"] == "hired_elsewhere"
    move(programme, "withdrawn", reason="other", may_tell=True, note="передумали")
    assert outcomes(programme) == []


def test_a_person_referred_twice_on_one_day_has_one_outcome(programme: Programme) -> None:
    move(programme, "refused_by_employer", reason="documents_missing", may_tell=True)
    again = Way(programme)
    for to, said in (("shortlisted", {"note": "документы есть"}), ("consented", {})):
        again.move(to, **said)
    programme.introduce("GOM-0001", "VAC-0001")
    again.move("referred")
    assert outcomes(programme) == [("GOM-0001", "VAC-0001", "not_hired", "documents")], "the second says nothing yet"
    again.move("declined_by_candidate", reason="duplicate", may_tell=True)
    assert outcomes(programme) == [("GOM-0001", "VAC-0001", "not_hired", "documents")], "the same referral again is counted once"
    again.correct()
    again.move("declined_by_candidate", reason="schedule", may_tell=True)
    assert outcomes(programme) == [("GOM-0001", "VAC-0001", "not_hired", "schedule")]
    again.correct()
    assert outcomes(programme) == [("GOM-0001", "VAC-0001", "not_hired", "documents")]


def test_what_was_entered_by_hand_stays_until_a_placement_says_something(programme: Programme) -> None:
    by_hand = RecordOutcome("GOM-0001", "VAC-0001", today(), "retained_3m", "stayed")
    record_outcome(programme.installation, programme.actors["most"], by_hand)
    move(programme, "started")
    assert outcomes(programme) == [("GOM-0001", "VAC-0001", "retained_3m", "stayed")]
    move(programme, "ended", reason="health", may_tell=False)
    assert outcomes(programme) == [("GOM-0001", "VAC-0001", "hired_left_before_1m", "health")]


def test_training_learns_from_them_and_says_how_many_are_missing(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    move(programme, "refused_by_employer", reason="pay", may_tell=True)
    answer = answer_of(programme["coordinator"].post("/api/v1/scorers/train?language=be", json={}))
    assert (answer["number"], answer["needed"]) == (None, {"n_more": 9, "n_positive": 3, "n_negative": 2})
    assert "трэба яшчэ 9" in answer["sentence"]
    settings = programme.installation.settings
    monkeypatch.setenv("KLADKA_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("KLADKA_DATA_DIR", str(settings.data_folder))
    said = CliRunner().invoke(main, ["train", "--from-database", "--language", "en"])
    assert said.exit_code == 0, said.output
    assert "there are 1, 9 more are needed" in said.output
    for place in range(9):
        days = today() - timedelta(days=place + 1)
        made = RecordOutcome("GOM-0003", "VAC-0001", days, "retained_3m" if place % 2 else "not_hired")
        record_outcome(programme.installation, programme.actors["most"], made)
    said = CliRunner().invoke(main, ["train", "--from-database"])
    assert said.exit_code == 0, said.output
    assert "Итогов: 10" in said.output
    assert "Сохранено как веса № 2" in said.output
    answer = answer_of(programme["coordinator"].post("/api/v1/scorers/train", json={}))
    assert (answer["needed"], answer["sentence"], answer["report"]["n"]) == (None, None, 10)


@dataclass
class Facts:
    """What an outcome is made of."""

    state: str
    referred_on: date | None
    started_on: date | None
    closed_on: date | None
    reason_code: str | None


def facts(**given_ones: Any) -> Placement:
    return Facts(**{"referred_on": STARTED_ON, "started_on": None, "closed_on": None, "reason_code": None} | given_ones)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("days", "result"),
    [
        (0, "hired_left_before_1m"), (29, "hired_left_before_1m"), (30, "hired_left_before_3m"), (89, "hired_left_before_3m"),
        (90, "retained_3m"), (179, "retained_3m"), (180, "retained_6m"), (400, "retained_6m"),
    ],
)  # fmt: skip
def test_how_long_the_work_lasted_decides(days: int, result: str) -> None:
    left = facts(state="ended", started_on=STARTED_ON, closed_on=STARTED_ON + timedelta(days=days), reason_code="conflict")
    learned = outcome_of(left)
    assert learned is not None
    assert (learned.result, learned.reason) == (result, "conflict")


@given(st.sampled_from(workflow.STATES), st.sampled_from(workflow.REASONS), st.booleans())
def test_every_state_and_reason_gives_a_known_outcome_or_none(state: str, reason: str, referred: bool) -> None:
    given_reason = reason if state in workflow.WITH_REASON else None
    work = {"started_on": STARTED_ON, "closed_on": STARTED_ON} if state == "ended" else {}
    learned = outcome_of(facts(state=state, referred_on=STARTED_ON if referred else None, reason_code=given_reason, **work))
    teaches = {*NOT_HIRED, "retained_3m", "retained_6m", "ended"}
    assert (learned is not None) == (referred and state in teaches and given_reason != "duplicate")
    if learned is not None:
        assert learned.result in OUTCOME_RESULTS
        assert learned.reason is None or learned.reason in OUTCOME_REASONS


def test_the_tables_know_every_way_out_and_every_reason() -> None:
    assert {*NOT_HIRED, *SAYS_NOTHING} == set(workflow.WAYS_OUT)
    assert {*REASONS, "duplicate"} == set(workflow.REASONS)
