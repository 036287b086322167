"""One person and one vacancy, explained to the last number."""

from flask import render_template

from matcher.types import Outcome
from services.headlines import find_labels
from services.permissions import is_allowed
from services.placement_way import find_way
from services.ranking import explain_pair
from services.vacancies import get_vacancy_view
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.questions import DayQuestion, asked
from web.shown.evidence import evidence_lines
from web.shown.ranking import dots
from web.shown.waterfall import waterfall


def show_pair(reference: str, candidate: str) -> tuple[str, int]:
    """Requirement by requirement, rule by rule, and what the score is made of."""
    question = asked(DayQuestion)
    installation, actor, language = current_installation(), current_actor(), current_language()
    vacancy = get_vacancy_view(installation, actor, reference, language)
    pair = explain_pair(installation, actor, reference, candidate, question.as_of)
    explanation = pair.explanation
    labels = find_labels(installation, actor, [one.concept for one in explanation.requirements if one.concept], language)
    by_outcome = {outcome.value: [rule for rule in explanation.rules if rule.outcome is outcome] for outcome in Outcome}
    shown = render_template(
        "vacancies/pair.html", question=question, vacancy=vacancy, pair=pair, candidate=candidate, dots=dots(pair.probability),
        evidence=evidence_lines(explanation, labels), by_outcome=by_outcome,
        gaps=[gap for gap in explanation.gaps if not gap.parameters.get("blocking")], waterfall=waterfall(explanation),
        way=find_way(installation, actor, candidate, reference), deeds=is_allowed(actor, "placement:create") and vacancy.status == "open",
    )  # fmt: skip
    return shown, question.status_code
