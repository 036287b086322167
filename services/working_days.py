"""The working calendar of Minsk, and how long a person may wait for an answer about their data.

Periods: Law of the Republic of Belarus of 7 May 2021 No. 99-З "On the protection of personal data". Working days: public holidays
that are days off (package `holidays`, country BY), Saturdays and Sundays, and the days moved by the Council of Ministers
(fixtures/calendar/moved_days.json). Here must not live: requests themselves.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType

from holidays import HolidayBase, country_holidays

from services.settings import FIXTURES_FOLDER

MOVED_DAYS = FIXTURES_FOLDER / "calendar" / "moved_days.json"
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Period:
    """How long an answer may take, counted from the day after the receipt. article: of Law 99-З."""

    days: int
    working: bool
    article: int


PERIODS: Mapping[str, Period] = MappingProxyType(
    {
        "information": Period(5, True, 11),  # what is processed, why, on what ground, from where, how long
        "correction": Period(15, False, 11),  # changing data that are incomplete, outdated or wrong
        "disclosures": Period(15, False, 12),  # to whom data were given during the last year
        "withdrawal": Period(15, False, 10),  # taking a consent back: processing ends, the data go
        "deletion": Period(15, False, 13),  # ending processing and deleting where there is no ground
    }
)
"""Kind of request → period."""


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked in Minsk."""

    free: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()
    _holidays: HolidayBase = field(default_factory=lambda: country_holidays("BY"), repr=False, compare=False)

    @classmethod
    def load(cls, path: Path = MOVED_DAYS) -> "WorkingCalendar":
        """The calendar with the moved days of a file."""
        moved = json.loads(path.read_text(encoding="utf-8"))
        free, working = (frozenset(map(date.fromisoformat, moved[name])) for name in ("free", "working"))
        return cls(free, working)

    def is_working(self, day: date) -> bool:
        """Whether the day is worked; a day that was moved counts as the resolution says."""
        if day in self.free or day in self.working:
            return day in self.working
        return day.weekday() < SATURDAY and day not in self._holidays

    def due_on(self, kind: str, received_on: date) -> date:
        """The last day for the answer to a request of this kind.

        Calendar days that end on a day off end on the working day before it: whoever answers then is late under no reading of the law.
        """
        period = PERIODS[kind]
        if period.working:
            return self._after(received_on, period.days)
        due = received_on + timedelta(days=period.days)
        while not self.is_working(due) and due > received_on:
            due -= timedelta(days=1)
        return due

    def _after(self, day: date, n_working_days: int) -> date:
        left = n_working_days
        while left:
            day += timedelta(days=1)
            left -= self.is_working(day)
        return day
