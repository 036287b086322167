"""Rankings and explanations as the API tells them: the records of api/records.py, every code also put into words."""

from typing import Any

from api.i18n import Words
from api.records import explanation_parts, reason_record
from matcher.answers import Explanation, RankedCandidate, Reason
from matcher.types import Outcome
from services.ranking import PairAnswer, RankingAnswer


def told_reason(reason: Reason, speech: Words) -> dict[str, Any]:
    """A reason as code, parameters and sentences."""
    return reason_record(reason) | {
        "name": speech.rule_name(reason.code),
        "sentence": speech.reason(reason),
        "remedy_sentence": speech.remedy(reason),
    }


def told_explanation(explanation: Explanation, speech: Words) -> dict[str, Any]:
    """An explanation; what its asker may not see was left out by the use case."""
    parts = explanation_parts(explanation)
    parts["rules"] = [told_reason(rule, speech) for rule in explanation.rules]
    for contribution in parts["contributions"]:
        contribution["name"] = speech.of("feature", contribution["feature"])
    for gap, record in zip(explanation.gaps, parts["gaps"], strict=True):
        record["sentence"] = speech.gap(gap)
    return parts


def told_ranking(answer: RankingAnswer, speech: Words, most_excluded: int) -> dict[str, Any]:
    """A ranking with its lines; of those kept out at most `most_excluded` are named, all are counted."""
    ranking = answer.ranking
    return {
        "run": answer.run,
        "subject": ranking.subject,
        "as_of": ranking.as_of.isoformat(),
        "scorer": answer.deciders.scorer_number,
        "rules": answer.deciders.rules_number,
        "index": answer.index_version,
        "taxonomy": answer.taxonomy_version,
        "n_eligible": ranking.n_eligible,
        "n_review": ranking.n_review,
        "n_excluded": ranking.n_excluded,
        "ranked": [_line(rank, line, answer, speech) for rank, line in enumerate(ranking.ranked, 1)],
        "excluded": [
            {"reference": out.reference, "reasons": [told_reason(r, speech) for r in out.reasons]}
            for out in ranking.excluded[:most_excluded]
        ],
    }


def _line(rank: int, line: RankedCandidate, answer: RankingAnswer, speech: Words) -> dict[str, Any]:
    return {
        "rank": rank,
        "reference": line.reference,
        "name": answer.names.get(line.reference, ""),
        "score": line.score,
        "probability": line.probability,
        "documents_ready_on": day.isoformat() if (day := answer.paper_days[rank - 1]) else None,
        "reviews": [told_reason(r, speech) for r in line.reviews],
        "explanation": told_explanation(line.explanation, speech) if line.explanation else None,
    }


def told_pair(answer: PairAnswer, as_of: str, speech: Words) -> dict[str, Any]:
    """One pair explained."""
    return {
        "vacancy": answer.spec.reference,
        "candidate": answer.profile.reference,
        "name": answer.name,
        "as_of": as_of,
        "scorer": answer.deciders.scorer_number,
        "rules_version": answer.deciders.rules_number,
        "probability": answer.probability,
        "documents_ready_on": answer.paper_day.isoformat() if answer.paper_day else None,
        "eligible": all(rule.outcome is not Outcome.FAIL for rule in answer.explanation.rules),
        "explanation": told_explanation(answer.explanation, speech),
    }
