"""Gaps: what stands between a person and a vacancy, and what closing each would bring.

A gap is told in codes with parameters. Its gain is the weight of the feature times the step of the feature, which the same functions
compute as for the ranking. A gap that a rule makes (`blocking`) has no gain in log-odds: closing it opens the door.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.answers import Gap, Parameter, Reason, RequirementEvidence
from matcher.columns import codes_of
from matcher.condition_features import late_documents
from matcher.features import FEATURE_NAMES
from matcher.pairs import PairBlock
from matcher.scorer import Scorer
from matcher.trade_features import grade_fit
from matcher.types import DOCUMENT_CODES, Outcome

Array = NDArray[Any]

SHOWN = 0.5
"""An essential requirement covered less than this counts as not shown."""
_PLACE = {name: place for place, name in enumerate(FEATURE_NAMES)}


def _raised_grade_fit(block: PairBlock) -> Array:
    return np.broadcast_to(grade_fit(block, raised=1), block.shape)


def find_gaps(
    block: PairBlock,
    cell: tuple[int, int],
    features: Array,
    scorer: Scorer,
    requirements: Sequence[RequirementEvidence],
    rules: Sequence[Reason],
    ladder: Array | None = None,
) -> tuple[Gap, ...]:
    """Return the gaps of one pair: blocking ones first, then by gain.

    features: (n_features,) of this pair. ladder: ascending scores of everybody it competes with, for the places won; None: not computed.
    """
    failed = (reason for reason in rules if reason.outcome is Outcome.FAIL)
    gaps = [Gap(reason.code, {**reason.parameters, "remedy": reason.remedy, "blocking": 1}) for reason in failed]
    soft = _missing_skills(requirements, features, scorer)
    soft += _short_grade(block, cell, features, scorer) + _soft_gaps(block, cell, features, scorer)
    score = float(scorer.score(features))
    ranked = sorted(soft, key=lambda gap: (-gap.gain, gap.code))
    return (*gaps, *(_with_places(gap, score, ladder) for gap in ranked))


def _with_places(gap: Gap, score: float, ladder: Array | None) -> Gap:
    if ladder is None:
        return gap
    above, still_above = (len(ladder) - int(np.searchsorted(ladder, bound, "right")) for bound in (score, score + gap.gain))
    return Gap(gap.code, gap.parameters, gap.gain, above - still_above)


def _missing_skills(requirements: Sequence[RequirementEvidence], features: Array, scorer: Scorer) -> list[Gap]:
    if np.isnan(features[_PLACE["essential_coverage"]]):
        return []
    weight = scorer.weights["essential_coverage"].weight
    understood = [one for one in requirements if one.requirement.essential and one.understood]
    return [
        Gap("skill_not_shown", {"requirement": one.requirement.text}, weight * (1.0 - one.coverage) / len(understood))
        for one in understood
        if one.coverage < SHOWN
    ]


def _short_grade(block: PairBlock, cell: tuple[int, int], features: Array, scorer: Scorer) -> list[Gap]:
    fit, raised = float(features[_PLACE["grade_fit"]]), float(block.once(_raised_grade_fit)[cell])
    if not raised > fit:  # also when no grade is asked (NaN)
        return []
    asked = int(block.vacancies.columns.minimum_grade[cell[0]])
    return [Gap("grade_below", {"minimum_grade": asked, "raised_by": 1}, scorer.weights["grade_fit"].weight * (raised - fit))]


def _soft_gaps(block: PairBlock, cell: tuple[int, int], features: Array, scorer: Scorer) -> list[Gap]:
    spec, profile = block.vacancies.specs[cell[0]], block.candidates.profiles[cell[1]]
    late = ";".join(codes_of(int(block.once(late_documents)[cell]), DOCUMENT_CODES))
    named: dict[str, tuple[str, dict[str, Parameter]]] = {
        "documents_ready": ("docs_late", {"documents": late}),
        "readiness": ("not_started" if profile.readiness == "not_started" else "support_no_mentor", {}),
        "move_permission": ("moves_under_home_hours", {}),
        "education": ("education_below", {"minimum_education": spec.minimum_education, "education": profile.education}),
        "experience": ("practice_short", {"minimum_years": spec.minimum_years}),
    }
    gaps = []
    for name, (code, parameters) in named.items():
        value = float(features[_PLACE[name]])
        if value < 1.0:
            gaps.append(Gap(code, parameters, scorer.weights[name].weight * (1.0 - value)))
    return gaps
