"""What somebody is reminded of: how many dates of which kind on which day. Numbers only: no name and no case goes out of the house."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from models.queries.next_dates import LostFilter, count_dates, count_lost, count_not_reached

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Tally:
    """What waits for the people of one organisation on a day: dates before it, of it, and of the week after it; people, for the rest.

    not_reached: people whom nobody could reach three times; without_date: people without a next date or with one that is past.
    """

    overdue: int = 0
    today: int = 0
    week: int = 0
    not_reached: int = 0
    without_date: int = 0

    @property
    def n_now(self) -> int:
        """How many dates wait now."""
        return self.overdue + self.today

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.overdue or self.today or self.week or self.not_reached or self.without_date)


def days_of(session: Session, organisation_id: int, today: date, ahead: timedelta) -> Mapping[date, Counter[str]]:
    """Day → source → how many dates, from today on; what is past counts as today's, because today is when it can be done."""
    days: dict[date, Counter[str]] = {}
    for day, source, n_dates in count_dates(session, organisation_id=organisation_id, until=today + ahead):
        days.setdefault(max(day, today), Counter())[source] += n_dates
    return dict(sorted(days.items()))


def tally(session: Session, organisation_id: int, today: date) -> Tally:
    """What waits for the people of an organisation."""
    counted = count_dates(session, organisation_id=organisation_id, until=today + WEEK)
    overdue = sum(n_dates for day, _, n_dates in counted if day < today)
    due = sum(n_dates for day, _, n_dates in counted if day == today)
    week = sum(n_dates for day, _, n_dates in counted if day > today)
    without = count_lost(session, where=LostFilter(today=today, organisation_id=organisation_id))
    return Tally(overdue, due, week, count_not_reached(session, organisation_id=organisation_id), without)
