"""What is printed under the words of a consent, to be signed: in the language that the words are read in."""

from flask import render_template
from flask_babel import force_locale
from markupsafe import Markup

from services.consent_rules import ConsentWords
from services.vacancy_views import VacancySummary


def consent_paper(words: ConsentWords, reference: str = "", vacancy: VacancySummary | None = None) -> Markup:
    """The part for paper. reference: of the case, where there is one already; vacancy: which one the consent is asked for."""
    with force_locale(words.language):
        return Markup(render_template("caseworker/consent_paper.html", words=words, reference=reference, vacancy=vacancy))  # noqa: S704 (a template of ours)
