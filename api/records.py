"""Rankings and explanations as plain JSON records: the form that the command line prints and that programs compare."""

from typing import Any, Literal

from matcher.answers import Explanation, Ranking, Reason
from services.ranking import PairAnswer

Side = Literal["vacancy", "candidate"]


def ranking_record(ranking: Ranking, subject: Side) -> dict[str, Any]:
    """One ranking: {"vacancy": …, "ranked": [...], "excluded": [...], "review": [...]} (or with the sides exchanged)."""
    row: Side = "candidate" if subject == "vacancy" else "vacancy"
    return {
        subject: ranking.subject,
        "as_of": ranking.as_of.isoformat(),
        "ranked": [{row: line.reference, "score": line.score, "probability": line.probability} for line in ranking.ranked],
        "excluded": [{row: out.reference, "reasons": [r.code for r in out.reasons]} for out in ranking.excluded],
        "review": [{row: line.reference, "reasons": [r.code for r in line.reviews]} for line in ranking.ranked if line.reviews],
    }


def explanation_record(answer: PairAnswer) -> dict[str, Any]:
    """One pair: evidence for every requirement, every rule, every contribution, and the gaps."""
    return {
        "vacancy": answer.spec.reference,
        "candidate": answer.profile.reference,
        "probability": answer.probability,
        "scorer": answer.deciders.scorer_number,
        "rules_version": answer.deciders.rules_number,
    } | explanation_parts(answer.explanation)


def explanation_parts(explanation: Explanation) -> dict[str, Any]:
    """The parts of an explanation; prior + Σ contributions = score."""
    return {
        "score": explanation.score,
        "prior": explanation.prior,
        "contributions": [
            {"feature": c.feature, "value": c.value, "baseline": c.baseline, "weight": c.weight, "contribution": c.contribution}
            for c in explanation.contributions
        ],
        "requirements": [
            {
                "text": e.requirement.text,
                "essential": e.requirement.essential,
                "understood": e.understood,
                "concepts": list(e.requirement.concepts),
                "coverage": e.coverage,
                "concept": e.concept,
                "evidence": e.text,
                "similarity": e.similarity,
                "level": e.level,
            }
            for e in explanation.requirements
        ],
        "rules": [reason_record(r) for r in explanation.rules],
        "gaps": [{"code": g.code, "parameters": dict(g.parameters), "gain": g.gain, "places": g.places} for g in explanation.gaps],
    }


def reason_record(reason: Reason) -> dict[str, Any]:
    """One rule's outcome."""
    return {
        "code": reason.code,
        "outcome": reason.outcome.value,
        "parameters": dict(reason.parameters),
        "passes_from": reason.passes_from.isoformat() if reason.passes_from else None,
        "remedy": reason.remedy,
    }
