"""The letter of a day to those who look after people: how much waits for them, once a day, and only where letters are sent at all.

Numbers alone; whoever looks over a shoulder, or owns the mail server, learns nothing of anybody. What the letter says is handed in, because
sentences are made where the language is known.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from models.queries.reminders import find_digests_of, list_reminded
from models.reminder import DigestSent
from services.actors import Actor
from services.calendar import minsk_day
from services.errors import Conflict, Unavailable
from services.installation import Installation
from services.mail import send_mail
from services.permissions import authorise
from services.reminders import Tally, tally


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class DigestsSent:
    """n_sent: letters that the mail server took; n_failed: that it did not, they are tried again by the next run of the day.

    n_before: accounts that had theirs already; n_empty: for whom nothing waits.
    """

    n_sent: int
    n_failed: int
    n_before: int
    n_empty: int


@dataclass(frozen=True, slots=True)
class _Recipient:
    account_id: int
    email: str
    language: str
    tally: Tally


def send_digests(installation: Installation, actor: Actor, compose: Callable[[str, Tally], Letter]) -> DigestsSent:
    """Send each caseworker and coordinator the letter of the day in Minsk, unless they had it. compose: language, numbers → letter.

    That a letter goes out is stored before it is sent: if the machine fails between, one letter is missing rather than sent twice.
    Raises Forbidden, Unavailable (`unavailable.mail_off`) where no mail server is named.
    """
    authorise(actor, "digest:send")
    if installation.settings.mail_url is None:
        raise Unavailable("unavailable.mail_off", remedy="name_mail_server")
    day, recipients, n_before = _recipients(installation, actor)
    waiting = [each for each in recipients if not each.tally.is_empty]
    n_sent = n_failed = 0
    for recipient in waiting:
        if not _claim(installation, actor, recipient.account_id, day):
            n_before += 1
            continue
        letter = compose(recipient.language, recipient.tally)
        if send_mail(installation.settings, recipient.email, letter.subject, letter.body):
            n_sent += 1
        else:
            n_failed += 1
            _give_back(installation, actor, recipient.account_id, day)
    return DigestsSent(n_sent, n_failed, n_before, len(recipients) - len(waiting))


def _recipients(installation: Installation, actor: Actor) -> tuple[date, list[_Recipient], int]:
    """Today, whoever has not had a letter yet, and how many have. Each organisation is counted once."""
    with installation.reading(actor, "count what waits") as unit:
        day = minsk_day(unit.now())
        accounts, told = list_reminded(unit.session), find_digests_of(unit.session, day=day)
        left = [account for account in accounts if account.id not in told]
        houses = {account.organisation_id for account in left if account.organisation_id is not None}
        counted = {house: tally(unit.session, house, day) for house in sorted(houses)}
        empty = Tally()
        found = [_Recipient(each.id, each.email, each.language, counted.get(each.organisation_id or 0, empty)) for each in left]
        return day, found, len(accounts) - len(left)


def _claim(installation: Installation, actor: Actor, account_id: int, day: date) -> bool:
    """Store that the letter goes out; False when another run was first."""
    try:
        with installation.writing(actor, "send the letter of a day") as unit:
            sent = DigestSent(account_id=account_id, on_day=day, at=unit.now())
            unit.session.add(sent)
            unit.audit("digest:send", sent, day=day.isoformat())
    except Conflict:
        return False
    return True


def _give_back(installation: Installation, actor: Actor, account_id: int, day: date) -> None:
    with installation.writing(actor, "take back a letter that was not sent") as unit:
        sent = unit.session.get(DigestSent, (account_id, day))
        if sent is not None:
            unit.session.delete(sent)
            unit.audit("digest:fail", sent, day=day.isoformat())
