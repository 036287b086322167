"""When the papers that a vacancy asks for are ready: a day, told beside a ranked line. It decides nothing and moves no score.

The feature `documents_ready` (condition_features.py) asks only whether the usual times end before the start; here also the time that one
paper takes this one person, and the day by which somebody who already sees to it is to have it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from matcher.ruleset import RuleSet
from matcher.types import VacancySpec


@dataclass(frozen=True, slots=True)
class Papers:
    """Papers a person does not have yet. counted_from: the first day of any waiting.

    waiting: kind → days it takes this person, None for the usual time of the rules; due: kind → the day by which whoever sees to it is to
    have it.
    """

    counted_from: date
    waiting: Mapping[str, int | None] = field(default_factory=dict)
    due: Mapping[str, date] = field(default_factory=dict)


def documents_ready_on(spec: VacancySpec, papers: Papers, rules: RuleSet, as_of: date) -> date:
    """The day on which every paper that the vacancy or every job asks for is there; as_of when nothing is waited for."""
    waiting = (spec.documents | rules.always_required) & papers.waiting.keys()
    return max((ready_on(kind, papers, rules, as_of) for kind in waiting), default=as_of)


def ready_on(kind: str, papers: Papers, rules: RuleSet, as_of: date) -> date:
    """The day on which one paper that is waited for is there."""
    own = papers.waiting[kind]
    usual = max(papers.counted_from, as_of) + timedelta(days=rules.lead_days[kind] if own is None else own)
    return max(usual, papers.due.get(kind, usual))
