"""Who is acting. Every service is handed an actor; nobody reads one from a global. How somebody proves to be an actor lives in the API."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is here to do. `DEMO` and `SYSTEM` are nobody's role on a network: the loopback server's and the command line's."""

    EXPERT = "expert"
    CASEWORKER = "caseworker"
    EMPLOYER = "employer"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    DEMO = "demo"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A named somebody with one role; `organisation` is where they work, None for those who work for no one organisation."""

    id: str
    name: str
    role: Role
    organisation: str | None = None


DEMO_ACTOR = Actor("demo", "Local demo", Role.DEMO)
"""Who uses the pages and the API until accounts exist; the server then listens on loopback only."""

COMMAND_LINE_ACTOR = Actor("system", "Command line", Role.SYSTEM)
"""Whoever may start programs on the machine itself."""
