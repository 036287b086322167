"""Posting a vacancy step by step: requirements that go with an occupation, places to choose from, and publishing what was kept."""

from dataclasses import dataclass
from datetime import date

from models.queries.organisations import list_employers
from services.actors import Actor
from services.calendar import minsk_day
from services.drafts import forget_draft, own_draft
from services.errors import InvalidValue, check_version
from services.installation import Installation
from services.permissions import Reach, authorise
from services.places import Place
from services.references import storing
from services.understanding import label_of
from services.vacancies import PostVacancy, checked_row, post_in
from services.vacancy_views import ConceptView, EmployerView, VacancyView

VACANCY = "vacancy"
"""The kind of draft that becomes a vacancy."""
MOST_SUGGESTED = 8
"""Of each kind: what nobody reads to the end on a telephone helps nobody."""


@dataclass(frozen=True, slots=True)
class SuggestedRequirements:
    """What goes with an occupation: label is what the occupation is called; needed and helpful: skills, by label."""

    label: str
    needed: tuple[ConceptView, ...]
    helpful: tuple[ConceptView, ...]


def suggest_requirements(installation: Installation, actor: Actor, occupation: str, language: str = "ru") -> SuggestedRequirements | None:
    """Skills that the taxonomy names for an occupation; None for an occupation it does not know. Raises Forbidden."""
    authorise(actor, "taxonomy:read")
    with installation.reading(actor, "suggest requirements") as unit:
        taxonomy = installation.knowledge(unit.session).taxonomy
        if occupation not in taxonomy.row_of:
            return None
        needed, helpful = (
            tuple(ConceptView(key, label_of(taxonomy, key, language) or key) for key in keys[:MOST_SUGGESTED])
            for keys in (taxonomy.essential_skills(occupation), taxonomy.optional_skills(occupation))
        )
        return SuggestedRequirements(label_of(taxonomy, occupation, language) or occupation, needed, helpful)


def places_on_map(installation: Installation, actor: Actor) -> tuple[Place, ...]:
    """Every place we know, for a map without borders: the places themselves show the country. Raises Forbidden."""
    authorise(actor, "taxonomy:read")
    return tuple(installation.places.places)


def employers_to_post_for(installation: Installation, actor: Actor) -> tuple[EmployerView, ...]:
    """Employers that the actor may post for, by name; none for an employer, who posts for themselves. Raises Forbidden."""
    if authorise(actor, "vacancy:create") is not Reach.ANY:
        return ()
    with installation.reading(actor, "list employers to post for") as unit:
        return tuple(EmployerView(employer.name, employer.unp, employer.sector) for employer in list_employers(unit.session))


def check_days(day: date, starts_on: date | None, closes_on: date | None) -> None:
    """Refuse days that are over on `day`, as those of a vacancy to post. Raises InvalidValue (`invalid_value.day_past`)."""
    for name, said in (("starts_on", starts_on), ("closes_on", closes_on)):
        if said is not None and said < day:
            raise InvalidValue("invalid_value.day_past", field=name)


def publish_draft(
    installation: Installation, actor: Actor, number: int, version: int | None, command: PostVacancy, language: str = "ru"
) -> VacancyView:
    """Post what was kept in the actor's draft and take the draft away: both or neither, so that nothing is published twice.

    version: of the draft as it was read before publishing. Raises Forbidden, NotFound (`not_found.draft`), StaleVersion, PlaceInQuestion,
    InvalidValue.
    """
    authorise(actor, "vacancy:create")
    row = checked_row(installation, command)

    def store() -> VacancyView:
        with installation.writing(actor, "publish a vacancy") as unit:
            check_version(version, own_draft(unit, VACANCY, number).version)
            check_days(minsk_day(unit.now()), row.starts_on, row.closes_on)
            view = post_in(installation, unit, row, language, command.occupation)
            forget_draft(unit, VACANCY, number)
            return view

    return storing(store, "reference", row.reference)
