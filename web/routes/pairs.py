"""One person and one vacancy, explained to the last number."""

from flask import render_template

from matcher.types import Outcome
from services.disclosure import shown_explanation
from services.headlines import find_labels
from services.ranking import explain_pair
from services.vacancies import get_vacancy_view
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.questions import DayQuestion, asked
from web.shown.evidence import evidence_lines
from web.shown.ranking import dots
from web.shown.waterfall import waterfall

ORDER = (Outcome.FAIL, Outcome.REVIEW, Outcome.PASS)


def show_pair(reference: str, candidate: str) -> tuple[str, int]:
    """Requirement by requirement, rule by rule, and what the score is made of."""
    question = asked(DayQuestion)
    installation, actor, language = current_installation(), current_actor(), current_language()
    vacancy = get_vacancy_view(installation, actor, reference, language)
    pair = explain_pair(installation, actor, reference, candidate, question.as_of)
    explanation = shown_explanation(actor, pair.explanation)
    labels = find_labels(installation, actor, [one.concept for one in explanation.requirements if one.concept], language)
    rules = sorted(explanation.rules, key=lambda rule: ORDER.index(rule.outcome))
    shown = render_template(
        "vacancies/pair.html", question=question, vacancy=vacancy, pair=pair, candidate=candidate, dots=dots(pair.probability),
        evidence=evidence_lines(explanation, labels), rules=rules, gaps=[gap for gap in explanation.gaps if not gap.parameters.get("blocking")],
        waterfall=waterfall(explanation), failed=[rule for rule in rules if rule.outcome is Outcome.FAIL],
        reviews=[rule for rule in rules if rule.outcome is Outcome.REVIEW],
    )  # fmt: skip
    return shown, question.status_code
