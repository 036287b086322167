"""Rankings and explanations as the API tells them: the records of api/records.py, every code also put into words."""

from typing import Any

from api.i18n import Words
from api.records import explanation_parts, reason_record
from matcher.types import Explanation, Outcome, RankedCandidate, Reason
from services.actors import Actor
from services.disclosure import shown_explanation, shown_reasons
from services.ranking import PairAnswer, RankingAnswer


def told_reason(reason: Reason, speech: Words) -> dict[str, Any]:
    """A reason as code, parameters and sentences."""
    return reason_record(reason) | {
        "name": speech.rule_name(reason.code),
        "sentence": speech.reason(reason),
        "remedy_sentence": speech.remedy(reason),
    }


def told_explanation(explanation: Explanation, speech: Words, actor: Actor) -> dict[str, Any]:
    """An explanation as this actor may see it."""
    shown = shown_explanation(actor, explanation)
    parts = explanation_parts(shown)
    parts["rules"] = [told_reason(rule, speech) for rule in shown.rules]
    for contribution in parts["contributions"]:
        contribution["name"] = speech.of("feature", contribution["feature"])
    for gap, record in zip(shown.gaps, parts["gaps"], strict=True):
        record["sentence"] = speech.gap(gap)
    return parts


def told_ranking(answer: RankingAnswer, speech: Words, actor: Actor, most_excluded: int) -> dict[str, Any]:
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
        "ranked": [_line(rank, line, answer, speech, actor) for rank, line in enumerate(ranking.ranked, 1)],
        "excluded": [
            {"reference": out.reference, "reasons": [told_reason(r, speech) for r in shown_reasons(actor, out.reasons)]}
            for out in ranking.excluded[:most_excluded]
        ],
    }


def _line(rank: int, line: RankedCandidate, answer: RankingAnswer, speech: Words, actor: Actor) -> dict[str, Any]:
    return {
        "rank": rank,
        "reference": line.reference,
        "name": answer.names.get(line.reference, ""),
        "score": line.score,
        "probability": line.probability,
        "reviews": [told_reason(r, speech) for r in shown_reasons(actor, line.reviews)],
        "explanation": told_explanation(line.explanation, speech, actor) if line.explanation else None,
    }


def told_pair(answer: PairAnswer, as_of: str, speech: Words, actor: Actor) -> dict[str, Any]:
    """One pair explained."""
    return {
        "vacancy": answer.spec.reference,
        "candidate": answer.profile.reference,
        "name": answer.name,
        "as_of": as_of,
        "scorer": answer.deciders.scorer_number,
        "rules_version": answer.deciders.rules_number,
        "probability": answer.probability,
        "eligible": all(rule.outcome is not Outcome.FAIL for rule in answer.explanation.rules),
        "explanation": told_explanation(answer.explanation, speech, actor),
    }
