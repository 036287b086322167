"""How a ranking stands in the database: its question, its lines, its reasons as plain JSON."""

from collections.abc import Mapping
from typing import Any

from matcher.answers import RankedCandidate, Reason
from matcher.audience import EVERYBODY, Audience
from models.matchrun import MatchRunEntry


def audience_of_run(request: Mapping[str, Any]) -> Audience:
    """The audience of a stored run; runs of before there were audiences had everybody in them."""
    return Audience(**request["audience"]) if "audience" in request else EVERYBODY


def entry_of(
    rank: int, line: RankedCandidate, candidates: Mapping[str, int], vacancies: Mapping[str, int], for_vacancy: bool
) -> MatchRunEntry:
    """The row of one line, numbers instead of references."""
    contributions = {c.feature: round(c.contribution, 6) for c in line.explanation.contributions} if line.explanation else {}
    return MatchRunEntry(
        rank=rank,
        candidate_id=candidates[line.reference] if for_vacancy else None,
        vacancy_id=None if for_vacancy else vacancies[line.reference],
        score=line.score,
        probability=line.probability,
        reasons={"reviews": [reason_codes(r) for r in line.reviews], "contributions": contributions},
    )


def reason_codes(reason: Reason) -> dict[str, Any]:
    """A reason as plain JSON."""
    passes_from = reason.passes_from.isoformat() if reason.passes_from else None
    return {"code": reason.code, "outcome": reason.outcome.value, "parameters": dict(reason.parameters), "passes_from": passes_from}
