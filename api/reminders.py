"""Reminders put into words: a letter, and a calendar (RFC 5545). Both hold numbers alone, in words that tell nobody what they are about."""

import hashlib
from datetime import UTC, date, datetime, time, timedelta

from babel import Locale
from icalendar import Calendar, Event

from api.i18n import Words, words
from models.queries.next_dates import SOURCES
from services.calendar_feeds import FeedDays
from services.digests import Letter
from services.reminders import Tally

PRODUCT = "-//Reminders//EN"
"""Who made the calendar, as the standard asks; the name of this service would say what the reminders are about."""


def compose(language: str, tally: Tally) -> Letter:
    """The letter of the day: what mail programs show of it without opening it is its subject and the first line."""
    say = words(language)
    if tally.n_now:
        subject = say.of("reminder", "now", things=counted(say, tally.n_now))
    elif tally.week:
        subject = say.of("reminder", "later", things=counted(say, tally.week))
    else:
        subject = say.of("reminder", "other")
    numbers = {
        "today": tally.today, "overdue": tally.overdue, "week": tally.week, "not_reached": tally.not_reached,
        "without_date": tally.without_date,
    }  # fmt: skip
    lines = [say.of("reminder", code, n=number) for code, number in numbers.items() if number]
    return Letter(subject, "\n".join([*lines, "", say.of("reminder", "end"), ""]))


def as_calendar(feed: FeedDays) -> bytes:
    """The calendar: for each day with something to do one event of the whole day, in the order of days. The same days, the same bytes."""
    say = words(feed.language)
    calendar = Calendar.new(name=say.of("reminder", "calendar"), prodid=PRODUCT, uid=_uid(feed.name, None))
    stamp = datetime.combine(feed.today, time(), UTC)
    for day, kinds in feed.days.items():
        event = Event()
        event.add("uid", _uid(feed.name, day))
        event.add("dtstamp", stamp)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", say.of("reminder", "now", things=counted(say, kinds.total())))
        event.add("description", "\n".join(say.of("reminder_kind", kind, n=kinds[kind]) for kind in SOURCES if kinds[kind]))
        event.add("transp", "TRANSPARENT")  # a reminder makes nobody busy
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    return calendar.to_ical()


def counted(say: Words, n: int) -> str:
    """So many things to do, in the form that the language has for this number."""
    return say.of("things", Locale.parse(say.language).plural_form(n), n=n)


def _uid(name: str, day: date | None) -> str:
    return hashlib.sha256(f"{name}\x00{day}".encode()).hexdigest()[:32]
