"""What stands in the bar on top, for whom: a table. Whoever may not ask for a page is not shown the way there."""

from dataclasses import dataclass

from flask_babel import lazy_gettext

from services.actors import Actor
from services.permissions import is_allowed


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the bar."""

    name: str
    endpoint: str
    label: object
    permission: str


SECTIONS = (
    Section("vacancies", "web.vacancies", lazy_gettext("Vacancies"), "vacancy:read"),
    Section("candidates", "web.candidates", lazy_gettext("People"), "candidate:read"),
    Section("accounts", "web.accounts", lazy_gettext("Accounts"), "account:read"),
    Section("organisations", "web.organisations", lazy_gettext("Organisations"), "organisation:create"),
)


def sections_of(reader: Actor | None) -> tuple[Section, ...]:
    """The entries for this reader; none for somebody who has not signed in."""
    return tuple(section for section in SECTIONS if reader is not None and is_allowed(reader, section.permission))
