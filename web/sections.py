"""What stands in the bar on top, for whom: a table, at most six a role. Whoever may not ask for a page is not shown the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask_babel import lazy_gettext

from services.actors import Actor, Role
from services.permissions import is_allowed


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the bar."""

    name: str
    endpoint: str
    label: object
    permission: str


SECTIONS = (
    Section("today", "web.today", lazy_gettext("Today"), "check_in:read"),
    Section("board", "web.board", lazy_gettext("Board"), "placement:create"),
    Section("work", "web.work", lazy_gettext("Work"), "vacancy:confirm"),
    Section("vacancies", "web.vacancies", lazy_gettext("Vacancies"), "vacancy:read"),
    Section("candidates", "web.candidates", lazy_gettext("People"), "candidate:read"),
    Section("indicators", "web.indicators", lazy_gettext("Indicators"), "indicator:read"),
    Section("pilots", "web.pilots", lazy_gettext("Pilots"), "pilot:read"),
    Section("trials", "web.trials", lazy_gettext("Trials"), "trial:read"),
    Section("rules", "web.rules", lazy_gettext("Rules"), "rules:read"),
    Section("referrals", "web.referrals", lazy_gettext("Referrals"), "referral_slip:create"),
    Section("reviews", "web.reviews", lazy_gettext("To decide"), "alias:decide"),
    Section("runs", "web.runs", lazy_gettext("Rankings shown"), "match_run:replay"),
    Section("introduced", "web.introduced", lazy_gettext("Introductions"), "introduced:read"),
    Section("accounts", "web.accounts", lazy_gettext("Accounts"), "account:read"),
    Section("organisations", "web.organisations", lazy_gettext("Organisations"), "organisation:create"),
)
BARS: Mapping[Role, tuple[str, ...]] = MappingProxyType(
    {
        Role.EXPERT: ("work", "vacancies", "candidates", "referrals", "reviews"),
        Role.CASEWORKER: ("today", "board", "candidates", "vacancies", "trials"),
        Role.EMPLOYER: ("vacancies", "introduced"),
        Role.COORDINATOR: ("indicators", "pilots", "candidates", "vacancies", "rules", "organisations"),
        Role.AUDITOR: ("indicators", "vacancies", "runs", "rules"),
        Role.ADMINISTRATOR: ("accounts", "organisations"),
        Role.SYSTEM: ("vacancies", "candidates", "accounts", "organisations"),
    }
)
"""Role → entries in order; the first one is the role's first page."""
_BY_NAME = {section.name: section for section in SECTIONS}


def sections_of(reader: Actor | None) -> tuple[Section, ...]:
    """The entries for this reader; none for somebody who has not signed in."""
    if reader is None:
        return ()
    return tuple(section for name in BARS[reader.role] if is_allowed(reader, (section := _BY_NAME[name]).permission))
