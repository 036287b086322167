"""Frozen values that the matcher answers with: a ranking, why each stands where they stand, and what would change it.

What is asked and offered stands in matcher/types.py. No text in any natural language: reasons are codes with parameters.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from matcher.types import Outcome, Requirement

Parameter = str | int | float | None
"""What may stand in a reason's parameters: plain JSON scalars."""


@dataclass(frozen=True, slots=True)
class Reason:
    """The outcome of one eligibility rule for one pair.

    code: e.g. `ban:drives_vehicle`, `commute`; parameters: the numbers and codes the sentence needs; passes_from: the first day on
    which the rule would pass, None if no date would do it; remedy: code of what would change it (None if it passes).
    """

    code: str
    outcome: Outcome
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    passes_from: date | None = None
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class Contribution:
    """One feature's part of a score. contribution = weight × (value − baseline), in log-odds."""

    feature: str
    value: float
    baseline: float
    weight: float
    contribution: float


@dataclass(frozen=True, slots=True)
class RequirementEvidence:
    """How near a person comes to one requirement: the best similarity × level in [0, 1], and the words that show it.

    understood: False where the requirement's text stands for no concept, or only for an attitude that no profile can show; it then neither
    helps nor harms. named: whether the words were said of a skill, and not in a work history or a paper.
    """

    requirement: Requirement
    coverage: float
    concept: str | None = None
    text: str | None = None
    similarity: float = 0.0
    level: float = 0.0
    understood: bool = True
    named: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing and what closing it would bring. gain: log-odds added if closed; places: ranks won (None if not computed)."""

    code: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    gain: float = 0.0
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one pair scored as it did: prior + Σ contributions = score, exactly."""

    prior: float
    contributions: tuple[Contribution, ...]
    score: float
    requirements: tuple[RequirementEvidence, ...]
    rules: tuple[Reason, ...]
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class RankedCandidate:
    """One line of a ranking. score: log-odds; probability: of still being employed after 3 months, in [0, 1]."""

    reference: str
    score: float
    probability: float
    reviews: tuple[Reason, ...] = ()
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class ExcludedCandidate:
    """Somebody the rules keep out today, with every failing rule."""

    reference: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer to "who for this vacancy" (or, with the roles exchanged, "which vacancies for this person").

    subject: the reference asked about; ranked: best first, only rows no rule fails (rows under review stand here too, with their reviews);
    n_eligible counts all such rows, also those beyond the limit.
    """

    subject: str
    as_of: date
    ranked: tuple[RankedCandidate, ...]
    excluded: tuple[ExcludedCandidate, ...]
    n_eligible: int
    n_review: int
    n_excluded: int
