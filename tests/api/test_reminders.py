"""What reminds people outside the service: a calendar with a secret address and a letter a day, which name nobody and tell nothing."""

import re
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import select

from api.cli import main
from api.i18n import LANGUAGES, words
from api.reminders import as_calendar, compose, counted
from models import Account, CalendarFeed, DigestSent
from models.queries.next_dates import SOURCES
from services.accounts import Invite, actor_of, invite
from services.actors import COMMAND_LINE_ACTOR
from services.calendar import today
from services.calendar_feeds import FeedDays, read_feed
from services.digests import send_digests
from services.discretion import is_telling
from services.errors import NotFound, Unavailable
from services.guards import CALENDAR
from services.installation import Installation
from services.reminders import Tally
from services.settings import Settings
from tests.api.clock import Clock
from tests.api.conftest import Template, application_over
from tests.api.follow_up import Open, offered_work
from tests.api.programme import MOST, NIVA, OFFICE, Programme
from tests.api.reading import answer_of, problem_of
from wsgi import create_app

TELLING = re.compile(
    r"kladka|кладк|candidate|prison|offend|probation|convict|release|person|человек|чалавек|услов|GOM-|VAC-|Кравцелин|Мост", re.IGNORECASE
)
"""Besides what services/discretion.py knows."""


@pytest.fixture(scope="module")
def stood(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    with offered_work(template, tmp_path_factory.mktemp("reminders"), "GOM-0001", "GOM-0002") as opened:
        yield opened


def account(programme: Programme, name: str, role: str, house: str, language: str = "ru") -> Any:
    """An account that has been opened; its actor, who asks from now on under this name."""
    whom = Invite(f"{name}@post.example", name.capitalize(), role, programme.organisations[house], None, language)
    number = invite(programme.installation, COMMAND_LINE_ACTOR, whom).account.id
    with programme.installation.writing(COMMAND_LINE_ACTOR, "open") as unit:
        made = unit.session.get_one(Account, number)
        made.active = True
        unit.audit("account:change", made)
        programme.actors[name] = actor_of(made)
    return number


def opened_feed(programme: Programme, name: str) -> str:
    told = answer_of(programme.post(name, "/calendar-feed/renew"))
    address: str = told["address"]
    return "/calendar/" + address.rpartition("/")[2]


def anybody(programme: Programme) -> Any:
    """A client that nobody has signed in with."""
    app: Flask = application_over(programme.installation, COMMAND_LINE_ACTOR)
    return app.test_client()


def events(data: bytes) -> dict[date, str]:
    return {event.start: str(event["summary"]) for event in Calendar.from_ical(data).walk("VEVENT")}  # type: ignore[attr-defined, misc]


def test_a_calendar_counts_the_days_of_ones_own_people(programme: Programme, clock: Clock) -> None:
    account(programme, "vera", "caseworker", MOST)
    account(programme, "niva-two", "caseworker", NIVA)
    week = today() + timedelta(days=7)
    answer_of(programme.post("most", "/candidates/GOM-0003/next-step", due_on=week.isoformat(), note="тюрьма, Кравцелин"))
    address, client = opened_feed(programme, "vera"), anybody(programme)
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (200, "text/calendar")
    assert events(response.data) == {week: "Напоминание: 3 дела"}, "two answers and one step"
    assert not is_telling(response.text)
    assert not TELLING.search(response.text)
    assert client.get(address, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    answer_of(programme.post("most", "/placements/1/move", to="started"))
    again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 200
    assert events(again.data)[today() + timedelta(days=30)] == "Напоминание: 1 дело"
    assert client.get(opened_feed(programme, "niva-two")).data.count(b"BEGIN:VEVENT") == 0
    clock.noon(week + timedelta(days=2))
    assert events(client.get(address).data)[week + timedelta(days=2)] == "Напоминание: 3 дела", "what is past is to be done today"


def test_an_address_opens_until_it_is_renewed_or_revoked_or_its_owner_leaves(programme: Programme) -> None:
    number = account(programme, "vera", "caseworker", MOST)
    client = anybody(programme)
    assert answer_of(programme.get("vera", "/calendar-feed")) == {"made_at": None, "address": None}
    first = opened_feed(programme, "vera")
    assert answer_of(programme.get("vera", "/calendar-feed"))["address"] is None, "told once"
    second = opened_feed(programme, "vera")
    assert [client.get(address).status_code for address in (first, second)] == [404, 200]
    assert client.get(second.replace("calendar/", "calendar/x")).status_code == 404
    with programme.installation.sessions() as session:
        (kept,) = session.scalars(select(CalendarFeed.secret_digest))
        assert second.rpartition("/")[2].removesuffix(".ics") not in kept
    answer_of(programme.post("vera", "/calendar-feed/revoke"))
    assert answer_of(programme.post("vera", "/calendar-feed/revoke"))["made_at"] is None
    assert client.get(second).status_code == 404
    third = opened_feed(programme, "vera")
    for change in ({"role": "auditor"}, {"role": "caseworker", "active": False}):
        with programme.installation.writing(COMMAND_LINE_ACTOR, "change") as unit:
            kept_account = unit.session.get_one(Account, number)
            for column, value in change.items():
                setattr(kept_account, column, value)
            unit.audit("account:change", kept_account)
        assert client.get(third).status_code == 404, change
        with pytest.raises(NotFound):
            read_feed(programme.installation, third.rpartition("/")[2].removesuffix(".ics"))
    problem_of(programme.post("most", "/calendar-feed/renew"), 409, "state_conflict.no_account")
    problem_of(programme.post("expert", "/calendar-feed/renew"), 403, "forbidden")


def test_the_whole_application_opens_it_without_cookies(programme: Programme) -> None:
    account(programme, "vera", "caseworker", MOST)
    address = opened_feed(programme, "vera")
    client = create_app(programme.installation).test_client(use_cookies=False)
    response = client.get(address)
    assert (response.status_code, response.mimetype, len(events(response.data))) == (200, "text/calendar", 1)
    assert "Set-Cookie" not in response.headers
    assert client.get("/calendar/guess.ics").status_code == 404


def test_guessing_addresses_is_counted(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routes.calendar_feeds.CALENDAR", replace(CALENDAR, most=3))
    client = anybody(programme)
    answers = [client.get(f"/calendar/guess{place}.ics") for place in range(5)]
    assert [each.status_code for each in answers] == [404, 404, 404, 429, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 900


@dataclass
class Postbox:
    """A mail server on this machine: what it was handed, and whether it takes letters."""

    port: int = 0
    refuses: bool = False
    letters: list[Any] = field(default_factory=list)


@contextmanager
def mail_server() -> Iterator[Postbox]:
    box = Postbox()

    class Talk(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 here")
            while line := self.rfile.readline().decode().strip():
                verb = line.partition(" ")[0].upper()
                if verb == "EHLO":
                    self.say("250 here")
                elif verb == "RCPT" and box.refuses:
                    self.say("550 nobody")
                elif verb == "DATA":
                    self.say("354 go on")
                    lines = []
                    while (part := self.rfile.readline()) != b".\r\n":
                        lines.append(part.removeprefix(b"."))
                    box.letters.append(message_from_bytes(b"".join(lines), policy=policy.default))
                    self.say("250 taken")
                else:
                    self.say("221 bye" if verb == "QUIT" else "250 yes")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield box
        server.shutdown()
        thread.join()


def with_mail(place: Installation, box: Postbox) -> Installation:
    """The same installation, sending letters to this server."""
    settings = replace(place.settings, mail_url=f"smtp://127.0.0.1:{box.port}", mail_sender="post@post.example")
    place.settings = settings
    return place


def test_a_letter_a_day_in_ones_own_language_that_names_nobody(programme: Programme, clock: Clock) -> None:
    for name, role, house, language in (
        ("vera", "caseworker", MOST, "ru"), ("second-two", "coordinator", MOST, "be"), ("niva-two", "caseworker", NIVA, "ru"),
        ("bureau", "expert", OFFICE, "ru"),
    ):  # fmt: skip
        account(programme, name, role, house, language)
    with pytest.raises(Unavailable, match="mail_off"):
        send_digests(programme.installation, COMMAND_LINE_ACTOR, compose)
    answer_of(programme.post("most", "/candidates/GOM-0003/next-step", due_on=today().isoformat(), note="Кравцелин"))
    with mail_server() as box:
        place = with_mail(programme.installation, box)
        box.refuses = True
        sent = send_digests(place, COMMAND_LINE_ACTOR, compose)
        assert (sent.n_sent, sent.n_failed, sent.n_empty) == (0, 2, 1)
        box.refuses = False
        sent = send_digests(place, COMMAND_LINE_ACTOR, compose)
        assert (sent.n_sent, sent.n_failed, sent.n_before, sent.n_empty) == (2, 0, 0, 1), "what failed is tried again"
        again = send_digests(place, COMMAND_LINE_ACTOR, compose)
        assert (again.n_sent, again.n_before) == (0, 2), "nothing twice on one day"
        letters = {letter["To"]: letter for letter in box.letters}
        assert {to: letter["Subject"] for to, letter in letters.items()} == {
            "vera@post.example": "Напоминание: 1 дело", "second-two@post.example": "Напамін: 1 справа",
        }  # fmt: skip
        body = letters["vera@post.example"].get_content()
        assert body.splitlines()[:2] == ["Сегодня: 1", "В ближайшие семь дней: 2"]
        for letter in box.letters:
            assert not is_telling(f"{letter['Subject']} {letter.get_content()}")
            assert not TELLING.search(letter.as_string() + letter["Subject"] + letter.get_content())
        clock.noon(today() + timedelta(days=1))
        assert send_digests(place, COMMAND_LINE_ACTOR, compose).n_sent == 2, "a new day, a new letter"
        assert "С прошлых дней: 1" in box.letters[-2].get_content()
    with programme.installation.sessions() as session:
        assert len(session.scalars(select(DigestSent)).all()) == 4


def test_the_command_sends_and_says_how_many(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    account(programme, "vera", "caseworker", MOST)
    settings = programme.installation.settings
    monkeypatch.setenv("KLADKA_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("KLADKA_DATA_DIR", str(settings.data_folder))
    off = CliRunner().invoke(main, ["digest", "send"])
    assert (off.exit_code, "KLADKA_MAIL_URL" in off.output) == (1, True)
    with mail_server() as box:
        monkeypatch.setenv("KLADKA_MAIL_URL", f"smtp://127.0.0.1:{box.port}")
        said = CliRunner().invoke(main, ["digest", "send", "--language", "en"])
        assert (said.exit_code, said.output) == (0, "Sent: 1. Had theirs: 0. Nothing to say: 0. Not sent: 0.\n")
        box.refuses = True
        said = CliRunner().invoke(main, ["digest", "send", "--language", "en"])
        assert (said.exit_code, said.output) == (0, "Sent: 0. Had theirs: 1. Nothing to say: 0. Not sent: 0.\n")
    assert Settings.from_environment({}).mail_url is None


@given(st.builds(Tally, *[st.integers(0, 10**6)] * 5), st.sampled_from(LANGUAGES))
def test_no_letter_tells_what_it_is_about(tally: Tally, language: str) -> None:
    letter = compose(language, tally)
    said = f"{letter.subject}\n{letter.body}"
    assert not is_telling(said)
    assert not TELLING.search(said)
    assert "{" not in said
    days = {today(): dict.fromkeys(SOURCES, 1)}
    calendar = as_calendar(FeedDays("0" * 32, language, today(), {day: Counter(kinds) for day, kinds in days.items()})).decode()
    assert not is_telling(calendar)
    assert not TELLING.search(calendar)


def test_numbers_are_said_as_each_language_says_them() -> None:
    assert [counted(words("ru"), n) for n in (1, 2, 5, 11, 21, 104)] == ["1 дело", "2 дела", "5 дел", "11 дел", "21 дело", "104 дела"]
    assert [counted(words("be"), n) for n in (1, 3, 12)] == ["1 справа", "3 справы", "12 спраў"]
    assert [counted(words("en"), n) for n in (1, 2)] == ["1 thing to do", "2 things to do"]
