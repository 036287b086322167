"""How long a case is kept: a table of periods (fixtures/retention/periods.json, a reason beside each) and which step is due on a day.

    last change → notice → anonymise → erase

Each step counts from the one before, so that nobody is anonymised without the whole time for an objection. Pure: no database, no clock.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from services.settings import FIXTURES_FOLDER

PERIODS_FILE = FIXTURES_FOLDER / "retention" / "periods.json"
NOTICE, ANONYMISE, ERASE = "notice", "anonymise", "erase"
FOLLOWING: Mapping[str | None, str] = {None: NOTICE, NOTICE: ANONYMISE, ANONYMISE: ERASE}
"""Step done last → step that follows."""


@dataclass(frozen=True, slots=True)
class RetentionPeriod:
    """The days of one kind of case before each step."""

    code: str
    statuses: frozenset[str]
    notice_after_days: int
    anonymise_after_notice_days: int
    erase_after_anonymising_days: int

    def days_before(self, step: str) -> int:
        """Days between the step before (or the last change) and this step."""
        return {
            NOTICE: self.notice_after_days,
            ANONYMISE: self.anonymise_after_notice_days,
            ERASE: self.erase_after_anonymising_days,
        }[step]


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """All periods, and how many cases must share facts for these to be kept."""

    periods: tuple[RetentionPeriod, ...]
    k: int

    @classmethod
    def load(cls, path: Path = PERIODS_FILE) -> "RetentionRules":
        """The rules of a file."""
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        days = ("notice_after_days", "anonymise_after_notice_days", "erase_after_anonymising_days")
        periods = (
            RetentionPeriod(each["code"], frozenset(each["statuses"]), *(int(each[name]) for name in days)) for each in told["periods"]
        )
        return cls(tuple(periods), int(told["k"]))

    def of_status(self, status: str) -> RetentionPeriod | None:
        """The period of cases with this status."""
        return next((period for period in self.periods if status in period.statuses), None)


@dataclass(frozen=True, slots=True)
class Kept:
    """A case as the clock sees it. changed_on: the last day anything was changed; steps: (step, counted from, done on), oldest first."""

    status: str
    changed_on: date
    steps: Sequence[tuple[str, date, date]] = ()


@dataclass(frozen=True, slots=True)
class NextStep:
    """What follows for a case, on which day, by which period, counted from which last change."""

    step: str
    on: date
    period: str
    counted_from: date


def next_step(rules: RetentionRules, case: Kept) -> NextStep | None:
    """The step that follows; None for an erased case. A change after a notice makes it void; what is anonymised stays so."""
    period = rules.of_status(case.status)
    last = case.steps[-1] if case.steps else None
    if last is not None and last[0] == NOTICE and case.changed_on > last[2]:
        last = None
    done = last[0] if last is not None else None
    if period is None or done == ERASE:
        return None
    step = FOLLOWING[done]
    since = last[2] if last is not None else case.changed_on
    counted_from = last[1] if last is not None else case.changed_on
    return NextStep(step, since + timedelta(days=period.days_before(step)), period.code, counted_from)


Facts = tuple[Any, ...]
"""Coded facts of a person, the most telling first; None: not kept, or not known."""


def kept_facts(people: Sequence[Facts], standing: Sequence[Facts], k: int) -> list[Facts]:
    """For each person the facts that may stay: every combination that is left is shared by at least k cases, or is empty.

    standing: facts of the cases anonymised before. Where too few share all facts, the most telling one is given up, and so on; who gives
    one up is counted with those who hold the same without it.
    """
    answer = list(people)
    before = Counter(standing)
    waiting = list(range(len(people)))
    n_facts = len(people[0]) if people else 0
    for n_dropped in range(n_facts + 1):
        for number in waiting:
            answer[number] = (*(None,) * n_dropped, *people[number][n_dropped:])
        sharing = Counter(answer[number] for number in waiting)
        waiting = [number for number in waiting if sharing[answer[number]] + before[answer[number]] < k]
    for number in waiting:
        answer[number] = (None,) * n_facts
    return answer
