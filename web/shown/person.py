"""A case arranged for the person's page. Never here: facility, custody dates, offence; restrictions only as reasons of a ranking."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.candidate_views import CandidateView, SkillView, TradeView, WishView
from services.discretion import discreet
from services.understanding import AlternativeView


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """Something as written and as understood. text: None where it is not to be repeated."""

    text: str | None
    decision: str
    label: str | None
    alternatives: tuple[AlternativeView, ...]
    grade: int | None


@dataclass(frozen=True, slots=True)
class TradeLine:
    """A trade: what it is called, how long, how lately, at which grade; by_paper: proved by a certificate."""

    label: str
    years: float | None
    last_year: int | None
    grade: int | None
    by_paper: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What the page shows beside the vacancies. view is for plain facts only."""

    view: CandidateView
    skills: tuple[WrittenLine, ...]
    wishes: tuple[WrittenLine, ...]
    trades: tuple[TradeLine, ...]


def person_page(view: CandidateView) -> PersonPage:
    """Arrange a case."""
    return PersonPage(view, tuple(_skills(view.skills)), tuple(_wishes(view.wishes)), _trades(view.trades))


def _wishes(wishes: Iterable[WishView]) -> Iterable[WrittenLine]:
    """Each text once, with everything that it was understood as."""
    labels: dict[str, list[str]] = {}
    decisions: dict[str, str] = {}
    for wish in wishes:
        labels.setdefault(wish.text, []).extend([wish.label] if wish.label else [])
        decisions.setdefault(wish.text, wish.decision)
    for text, named in labels.items():
        yield WrittenLine(discreet(text), decisions[text], ", ".join(named) or None, (), None)


def _skills(skills: Iterable[SkillView]) -> Iterable[WrittenLine]:
    """Named skills first; of two readings of one text the surer one."""
    for skill in sorted(skills, key=lambda s: (s.source == "history", s.decision != "accepted")):
        label = skill.label if skill.decision == "accepted" else None
        yield WrittenLine(discreet(skill.text), skill.decision, label, skill.alternatives[:3], skill.grade)


def _trades(trades: Iterable[TradeView]) -> tuple[TradeLine, ...]:
    """Each understood trade once: the longest practice, the latest year, the highest grade that any line names."""
    merged: dict[str, TradeLine] = {}
    for trade in trades:
        if trade.decision != "accepted" or not trade.label:
            continue
        by_paper = trade.source == "qualification"
        before = merged.get(trade.label, TradeLine(trade.label, None, None, None, by_paper=False))
        merged[trade.label] = TradeLine(
            trade.label,
            _sum(before.years, trade.years),
            max((year for year in (before.last_year, trade.last_year) if year), default=None),
            max((grade for grade in (before.grade, trade.grade) if grade), default=None),
            before.by_paper or by_paper,
        )
    return tuple(merged.values())


def _sum(before: float | None, more: float | None) -> float | None:
    return before if not more else (before or 0.0) + more
