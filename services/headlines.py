"""What stands beside a reference or a concept that a page shows: a vacancy's summary, a concept's label. One query however many."""

from collections.abc import Sequence

from models.queries.vacancies import find_vacancies
from services.actors import Actor
from services.installation import Installation
from services.permissions import authorise
from services.understanding import label_of
from services.vacancy_views import VacancySummary, summary_of


def find_headlines(installation: Installation, actor: Actor, references: Sequence[str]) -> dict[str, VacancySummary]:
    """Reference → the vacancy in one line, of those that exist. Raises Forbidden."""
    authorise(actor, "vacancy:read")
    if not references:
        return {}
    with installation.reading(actor, "name vacancies") as unit:
        found = find_vacancies(unit.session, references=list(dict.fromkeys(references)))
        return {reference: summary_of(vacancy) for reference, vacancy in found.items()}


def find_labels(installation: Installation, actor: Actor, concepts: Sequence[str], language: str) -> dict[str, str]:
    """Concept → its label in the language asked for. Raises Forbidden."""
    authorise(actor, "taxonomy:read")
    with installation.reading(actor, "name concepts") as unit:
        taxonomy = installation.knowledge(unit.session).taxonomy
        return {concept: label_of(taxonomy, concept, language) or concept for concept in concepts}
