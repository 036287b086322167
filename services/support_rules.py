"""What people need beside work, and the way of a need from said to done: two tables, to be read aloud.

Here must not live: storing a need (services/support.py), or what is shown of one (services/support_views.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from models.codes import SENSITIVE_SUPPORT

FOLLOW_UP: tuple[str, ...] = ("follow_up",)

CONSENTS_FOR: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "housing": FOLLOW_UP,
        "documents": ("follow_up", "matching"),
        "medical_certificate": FOLLOW_UP,
        "training": ("training",),
        "clothing": FOLLOW_UP,
        "transport": FOLLOW_UP,
        "counselling": FOLLOW_UP,
        "addiction_support": FOLLOW_UP,
    }
)
"""Kind → purposes of a consent that lets the organisation it names know of such a need.

follow_up is read to people as "whether help is needed"; papers are also the work of who looks for a job with them. A consent towards every
organisation of the programme names none, and lets nobody know of a need.
"""


def tells_of_health(kind: str) -> bool:
    """Whether needs of this kind are kept from experts: their words may tell of health or addiction."""
    return kind in SENSITIVE_SUPPORT


class Who(StrEnum):
    """Who takes a step."""

    OWN = "own"
    """The organisation that looks after the person."""
    RECEIVER = "receiver"
    """The organisation that the need was handed to, while the person's consent lets it know."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the table. to_other: it may hand the need to another organisation, with a live consent; handed: only if it is, or is not,
    with another organisation (None: either way); reason: it is told why; success: it is told whether it helped."""

    before: str
    after: str
    who: Who
    handed: bool | None = None
    to_other: bool = False
    reason: bool = False
    success: bool = False


OWN, RECEIVER = Who

STEPS: tuple[Step, ...] = (
    Step("needed", "in_progress", OWN, to_other=True),
    Step("needed", "done", OWN, success=True),
    Step("in_progress", "needed", OWN, reason=True),
    Step("in_progress", "done", OWN, handed=False, success=True),
    Step("in_progress", "accepted", RECEIVER),
    Step("in_progress", "rejected", RECEIVER, reason=True),
    Step("accepted", "needed", OWN, reason=True),
    Step("accepted", "rejected", RECEIVER, reason=True),
    Step("accepted", "done", RECEIVER, success=True),
    Step("rejected", "in_progress", OWN, to_other=True),
    Step("rejected", "done", OWN, success=True),
)
"""Whoever says that it did not help says why. Nothing leads on from done: the same thing needed again is a new need."""


def find_step(before: str, after: str, who: Who, *, handed: bool) -> Step | None:
    """The line of the table for a step, None where it names none."""
    wanted = (before, after, who)
    return next((s for s in STEPS if (s.before, s.after, s.who) == wanted and s.handed in (None, handed)), None)
