"""Two or three people for one vacancy side by side: the same requirements and rules in each row, a column for each person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matcher.answers import Gap, Reason
from matcher.types import Outcome
from services.ranking import PairAnswer
from web.shown.evidence import EvidenceLine, evidence_lines
from web.shown.ranking import dots

LEAST_COMPARED, MOST_COMPARED = 2, 3


@dataclass(frozen=True, slots=True)
class Column:
    """One person. fails: rules that keep them out; reviews: what to clarify; papers_on: when all papers are ready, None if unknown;
    called: initials that nobody else in the table has, else the number: what stands before each cell where there is no room for columns.
    """

    reference: str
    name: str
    probability: float
    dots: int
    fails: tuple[Reason, ...]
    reviews: tuple[Reason, ...]
    gaps: tuple[Gap, ...]
    papers_on: date | None
    called: str


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """One requirement and what each person's profile shows of it, in the order of the columns."""

    asked: str
    essential: bool
    cells: tuple[EvidenceLine, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole."""

    columns: tuple[Column, ...]
    requirements: tuple[RequirementRow, ...]


def comparison(pairs: Sequence[tuple[str, PairAnswer]]) -> Comparison:
    """Arrange the explanations of one vacancy's pairs in the order given: nobody is put first by the machine."""
    lines = [evidence_lines(pair.explanation) for _, pair in pairs]
    rows = tuple(RequirementRow(cells[0].asked, cells[0].essential, cells) for cells in zip(*lines, strict=True))
    names = [pair.name for _, pair in pairs]
    return Comparison(tuple(_column(reference, pair, names.count(pair.name) == 1) for reference, pair in pairs), rows)


def _column(reference: str, pair: PairAnswer, alone: bool) -> Column:
    explanation = pair.explanation
    by_outcome = {outcome: tuple(rule for rule in explanation.rules if rule.outcome is outcome) for outcome in Outcome}
    gaps = tuple(gap for gap in explanation.gaps if gap.code != "skill_not_shown" and not gap.parameters.get("blocking"))
    return Column(
        reference, pair.name, pair.probability, dots(pair.probability), by_outcome[Outcome.FAIL], by_outcome[Outcome.REVIEW], gaps,
        pair.paper_day, (alone and pair.name) or reference,
    )  # fmt: skip
