"""What of a ranking or an explanation an actor may see: reasons that speak of a restriction, and words that may name a prison.

Here lives only the hiding; whom a permission reaches is found in services/relations.py. A use case hides before it answers, so that no
screen and no schema has to remember it. `open_to` holds the references of the people whose restrictions this actor may read.
"""

from collections.abc import Container
from dataclasses import replace

from matcher.answers import Explanation, RankedCandidate, Ranking, Reason

RESTRICTED_RULES = frozenset({"ban", "home_hours", "travel_limit", "health", "limit_unread"})
"""Rules whose reasons tell of custody, court or health."""
HIDDEN_RULE = "restriction"
"""Stands for such a rule before somebody who may not know which; its outcome stays, so that nobody is introduced without a question."""


def shown_reasons(reasons: tuple[Reason, ...], *, restricted: bool) -> tuple[Reason, ...]:
    """The reasons as somebody may see them who may (not) read restrictions. What is hidden is told once, however many rules say it."""
    if restricted:
        return reasons
    shown = [reason for reason in reasons if not is_restricted(reason.code)]
    outcomes = dict.fromkeys(reason.outcome for reason in reasons if is_restricted(reason.code))
    return (*shown, *(Reason(HIDDEN_RULE, outcome, remedy="ask_caseworker") for outcome in outcomes))


def is_restricted(code: str) -> bool:
    """Whether a rule's code, or a gap's, tells of a restriction."""
    return code.partition(":")[0] in RESTRICTED_RULES


def shown_explanation(explanation: Explanation, *, restricted: bool) -> Explanation:
    """The explanation as somebody may see it who may (not) read restrictions.

    Without that permission the words of a work history or a paper are left out, as they are from the profile: they may name the prison they
    are of. The words for a skill stay: whoever may read the profile reads them there.
    """
    if restricted:
        return explanation
    return replace(
        explanation,
        requirements=tuple(evidence if evidence.named else replace(evidence, text=None) for evidence in explanation.requirements),
        rules=shown_reasons(explanation.rules, restricted=False),
        gaps=tuple(gap for gap in explanation.gaps if not is_restricted(gap.code)),
    )


def shown_ranking(ranking: Ranking, open_to: Container[str]) -> Ranking:
    """People ranked for a vacancy, as this actor may see them."""
    excluded = (replace(out, reasons=shown_reasons(out.reasons, restricted=out.reference in open_to)) for out in ranking.excluded)
    return replace(ranking, ranked=tuple(_line(line, line.reference in open_to) for line in ranking.ranked), excluded=tuple(excluded))


def shown_work(ranking: Ranking, *, restricted: bool) -> Ranking:
    """Vacancies ranked for one person, as this actor may see them."""
    excluded = (replace(out, reasons=shown_reasons(out.reasons, restricted=restricted)) for out in ranking.excluded)
    return replace(ranking, ranked=tuple(_line(line, restricted) for line in ranking.ranked), excluded=tuple(excluded))


def _line(line: RankedCandidate, restricted: bool) -> RankedCandidate:
    told = line.explanation and shown_explanation(line.explanation, restricted=restricted)
    return replace(line, reviews=shown_reasons(line.reviews, restricted=restricted), explanation=told)
