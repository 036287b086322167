"""Who is acting. Every service is handed an actor; nobody reads one from a global. How somebody proves to be an actor lives in the API."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is here to do. `SYSTEM` is nobody's role on a network: whoever may start programs on the machine itself."""

    EXPERT = "expert"
    CASEWORKER = "caseworker"
    EMPLOYER = "employer"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A named somebody with one role.

    organisation, organisation_id: whom they work for, None for those who work for no one organisation; employer_id: whose vacancies they
    post, None for everybody but employers.
    """

    id: str
    name: str
    role: Role
    organisation: str | None = None
    organisation_id: int | None = None
    employer_id: int | None = None


NOBODY = -1
"""A number that no organisation and no employer has: a filter by it finds nothing."""
COMMAND_LINE_ACTOR = Actor("system", "Command line", Role.SYSTEM)
"""Whoever may start programs on the machine itself."""
CALENDAR = Actor("calendar", "Calendar", Role.SYSTEM)
"""Who closes what has run out: nobody but the day."""
