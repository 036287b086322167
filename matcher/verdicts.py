"""The form of an eligibility rule: what it checks over a block of pairs and how it explains itself for one.

Here live only the shapes and codes that the rules share; the rules are in rules_person.py and rules_work.py, their table in eligibility.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.answers import Parameter
from matcher.pairs import PairBlock
from matcher.types import Outcome

Array = NDArray[Any]

PASS, REVIEW, FAIL = 0, 1, 2
"""Codes of outcomes, mildest first, so that the worst of several is their maximum."""
OUTCOMES = (Outcome.PASS, Outcome.REVIEW, Outcome.FAIL)

WAIT_UNTIL = "wait_until"
GET_LICENCE = "get_licence"
ASK_PERSON = "ask_person"
ASK_EMPLOYER = "ask_employer"
ASK_SUPERVISION = "ask_supervision"
MOVE_START_DATE = "move_start_date"
OTHER_TRANSPORT = "other_transport"
EMPLOYER_CHANGES_DUTY = "employer_changes_duty"
EMPLOYER_CHANGES_HOURS = "employer_changes_hours"
EMPLOYER_RAISES_PAY = "employer_raises_pay"
COMPLETE_RECORD = "complete_record"
NONE = "none"
"""Remedies: what would change the outcome. `none`: nothing that anybody here can do."""


@dataclass(frozen=True, slots=True)
class Detail:
    """What one rule can say about one pair that did not pass."""

    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    passes_from: date | None = None
    remedy: str = NONE


Check = Callable[[PairBlock], Array | None]
"""Outcome codes (int8, broadcastable to the block's shape), or None when every pair passes."""
Explain = Callable[[PairBlock, int, int, int], Detail]
"""(block, vacancy row, candidate row, outcome code) → detail; asked only for pairs that did not pass."""
Touches = Callable[[PairBlock, int], bool]
"""Whether a passing rule is worth naming for this vacancy; depends on the vacancy alone, so that it tells nothing about the person."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table. reads: the facts it looks at, for the documentation and the record's screen."""

    code: str
    reads: tuple[str, ...]
    check: Check
    explain: Explain
    touches: Touches


def always(block: PairBlock, vacancy: int) -> bool:  # noqa: ARG001
    """Name the rule for every vacancy."""
    return True


def outcome(fails: Array, unknown: Array | bool = False) -> Array:
    """Return FAIL where it fails, else REVIEW where a fact is unknown, else PASS. Unknown wins over fails only if the caller says so."""
    return np.where(fails, FAIL, np.where(unknown, REVIEW, PASS)).astype(np.int8)


def day(ordinal: int) -> date:
    """Return the date of a stored day."""
    return date.fromordinal(int(ordinal))


def clock(minute: float) -> str:
    """Return minutes after midnight as HH:MM."""
    return f"{int(minute) // 60 % 24:02d}:{int(minute) % 60:02d}"
