"""The way of an offer to hand somebody over, from made to answered: one table, to be read aloud.

Here must not live: storing an offer (services/hand_overs.py), or what follows from an acceptance (services/hand_over_steps.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Who(StrEnum):
    """Who takes a step."""

    GIVER = "giver"
    """The organisation that looks after the person and offers to hand them over."""
    RECEIVER = "receiver"
    """The organisation asked, while the person's consent lets it see the case."""
    ITSELF = "itself"
    """Nobody: what the offer stands on is gone."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the table. reason: whether it is told why."""

    before: str
    after: str
    who: Who
    reason: bool = False


OFFERED, ACCEPTED, DECLINED, WITHDRAWN, ENDED = "offered", "accepted", "declined", "withdrawn", "ended"
GIVER, RECEIVER, ITSELF = Who

STEPS: tuple[Step, ...] = (
    Step(OFFERED, ACCEPTED, RECEIVER),
    Step(OFFERED, DECLINED, RECEIVER, reason=True),
    Step(OFFERED, WITHDRAWN, GIVER),
    Step(OFFERED, ENDED, ITSELF, reason=True),
)
"""Nothing leads on from an answer: whoever was declined may be offered again, and that is a new offer."""

REFUSED_IN: Mapping[str, str] = MappingProxyType(
    {
        ACCEPTED: "state_conflict.hand_over_accepted",
        DECLINED: "state_conflict.hand_over_declined",
        WITHDRAWN: "state_conflict.hand_over_withdrawn",
        ENDED: "state_conflict.hand_over_ended",
    }
)
"""State → the code of the refusal that says where the offer stands, whoever comes second."""

LOOKS_AFTER_NOBODY = ("employer",)
"""Kinds of organisations to which nobody is handed over: that somebody is in the programme is no employer's to know."""


def find_step(before: str, after: str, who: Who) -> Step | None:
    """The line of the table; None where there is none."""
    return next((step for step in STEPS if (step.before, step.after, step.who) == (before, after, who)), None)
