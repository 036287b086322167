"""What waits for a second person's word, together for a page: what texts mean, changes that employers ask for, vacancies to confirm.

Deciding is each noun's own: services/aliases.py, services/vacancy_changes.py. Here must not live: a decision.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from models.base import fold
from models.introduction import VacancyChange, VacancyConfirmation
from models.queries.aliases import count_aliases, list_aliases
from models.queries.vacancies import all_parts
from models.queries.work import count_proposed_changes, count_unconfirmed, list_proposed_changes, list_unconfirmed
from services.actor_names import actor_names
from services.actors import Actor
from services.aliases import AliasView
from services.aliases import view_of as alias_view_of
from services.calendar import minsk_day
from services.installation import Installation
from services.pages import check_page
from services.permissions import authorise
from services.searches import words_of
from services.vacancy_changes import as_json, from_json
from services.vacancy_rows import row_of

MOST_CHANGES = 50


@dataclass(frozen=True, slots=True)
class AliasToDecide:
    """A proposal. proposer: a name where the account is known; own: of the reader, who therefore may not decide."""

    alias: AliasView
    proposer: str
    own: bool


@dataclass(frozen=True, slots=True)
class ChangedField:
    """One condition, as a row of a file has it: now, and as it is asked for."""

    field: str
    now: Any
    then: Any


@dataclass(frozen=True, slots=True)
class ChangeToDecide:
    """Conditions that an employer asks for."""

    id: int
    vacancy: str
    title: str
    employer: str
    asked_on: date
    proposer: str
    fields: tuple[ChangedField, ...]


@dataclass(frozen=True, slots=True)
class VacancyToConfirm:
    """A vacancy that an employer posted and nobody has confirmed yet."""

    vacancy: str
    title: str
    employer: str
    posted_on: date
    proposer: str


@dataclass(frozen=True, slots=True)
class Reviews:
    """A page of proposals with the number to go on after, and the oldest of the rest; n_*: how many there are in all."""

    aliases: tuple[AliasToDecide, ...]
    n_aliases: int
    after: int | None
    changes: tuple[ChangeToDecide, ...]
    n_changes: int
    vacancies: tuple[VacancyToConfirm, ...]
    n_vacancies: int


def read_reviews(
    installation: Installation, actor: Actor, language: str = "ru", after: int = 0, limit: int = 20, *, words: str = ""
) -> Reviews:
    """What this actor may decide on, oldest first; the number of queries does not depend on how much there is. Raises Forbidden.

    words: of a text or of what it is said to mean, of a vacancy's title, number or employer; whatever is counted answers to them too.
    """
    authorise(actor, "alias:decide")
    authorise(actor, "vacancy_change:decide")
    check_page(limit)
    with installation.reading(actor, "read what waits for a decision") as unit:
        session, taxonomy = unit.session, installation.knowledge(unit.session).taxonomy
        asked = words_of(unit, words, people=False)
        aliases = list_aliases(session, state="proposed", after=after, limit=limit + 1, words=words)
        changes = list_proposed_changes(session, limit=MOST_CHANGES, parts=all_parts(), words=asked)
        waiting = list_unconfirmed(session, limit=MOST_CHANGES, words=asked)
        who = [*(each.proposed_by for each in aliases), *(each.proposed_by for each in changes), *(each.posted_by for each in waiting)]
        names = actor_names(session, who)
        told = tuple(
            AliasToDecide(
                alias_view_of(alias, taxonomy, language), names.get(alias.proposed_by, ""), fold(alias.proposed_by) == fold(actor.id)
            )
            for alias in aliases[:limit]
        )
        return Reviews(
            told, count_aliases(session, state="proposed", words=words), aliases[limit - 1].id if len(aliases) > limit else None,
            tuple(_change(change, names) for change in changes), count_proposed_changes(session, words=asked),
            tuple(_to_confirm(each, names) for each in waiting), count_unconfirmed(session, words=asked),
        )  # fmt: skip


def _change(change: VacancyChange, names: dict[str, str]) -> ChangeToDecide:
    vacancy, asked = change.vacancy, from_json(change.changes)
    held = row_of(vacancy)
    now = as_json({field: getattr(held, field) for field in asked})
    fields = tuple(ChangedField(field, now[field], change.changes[field]) for field in asked)
    return ChangeToDecide(
        change.id, vacancy.reference, vacancy.title, vacancy.employer.name, minsk_day(change.proposed_at),
        names.get(change.proposed_by, ""), fields,
    )  # fmt: skip


def _to_confirm(waiting: VacancyConfirmation, names: dict[str, str]) -> VacancyToConfirm:
    vacancy = waiting.vacancy
    posted = minsk_day(waiting.posted_at)
    return VacancyToConfirm(vacancy.reference, vacancy.title, vacancy.employer.name, posted, names.get(waiting.posted_by, ""))
