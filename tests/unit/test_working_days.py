"""The working calendar of Minsk and the periods of Law 99-З."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.codes import SUBJECT_REQUEST_KINDS
from services.working_days import PERIODS, WorkingCalendar

CALENDAR = WorkingCalendar.load()
DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))


def test_every_kind_of_request_has_its_period():
    assert set(PERIODS) == set(SUBJECT_REQUEST_KINDS)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 2), date(2026, 11, 9)),  # Monday; Saturday the 7th is a holiday and is not made up for
        (date(2026, 11, 6), date(2026, 11, 13)),  # Friday
        (date(2026, 11, 7), date(2026, 11, 13)),  # a holiday on a Saturday: counted from Monday
        (date(2026, 12, 24), date(2027, 1, 4)),  # Christmas on Friday the 25th, New Year on the 1st
        (date(2026, 12, 31), date(2027, 1, 11)),  # New Year, Christmas on Thursday the 7th
        (date(2027, 5, 7), date(2027, 5, 17)),  # Radunitsa on Tuesday the 11th, Victory Day on Sunday the 9th
        (date(2027, 3, 5), date(2027, 3, 15)),  # Women's Day on Monday
    ],
)
def test_five_working_days(received, due):
    assert CALENDAR.due_on("information", received) == due


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 2), date(2026, 11, 17)),  # a Tuesday
        (date(2026, 11, 6), date(2026, 11, 20)),  # the 21st is a Saturday: the Friday before
        (date(2026, 12, 17), date(2026, 12, 31)),  # New Year's Day: the day before
        (date(2026, 12, 18), date(2026, 12, 31)),  # the 2nd of January, a holiday on a Saturday
        (date(2027, 2, 21), date(2027, 3, 5)),  # Women's Day on Monday: the Friday before
    ],
)
@pytest.mark.parametrize("kind", ["correction", "disclosures", "withdrawal", "deletion"])
def test_fifteen_days_end_on_a_working_day_and_never_later(kind, received, due):
    assert CALENDAR.due_on(kind, received) == due


@given(DAYS, st.sampled_from(SUBJECT_REQUEST_KINDS))
def test_an_answer_is_due_on_a_working_day_after_the_receipt(received, kind):
    due = CALENDAR.due_on(kind, received)
    assert CALENDAR.is_working(due)
    assert received < due <= received + timedelta(days=15)
    if kind == "information":
        between = [received + timedelta(days=n) for n in range(1, (due - received).days + 1)]
        assert sum(map(CALENDAR.is_working, between)) == 5


def test_moved_days_count_as_the_resolution_says(tmp_path):
    path = tmp_path / "moved.json"
    path.write_text(json.dumps({"free": ["2026-11-09"], "working": ["2026-11-14"]}))
    moved = WorkingCalendar.load(path)
    assert not moved.is_working(date(2026, 11, 9))
    assert moved.is_working(date(2026, 11, 14))
    assert CALENDAR.is_working(date(2026, 11, 9))
    assert moved.due_on("information", date(2026, 11, 6)) == date(2026, 11, 14)
