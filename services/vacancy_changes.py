"""What an employer may not change alone: the conditions of a vacancy that people are already shown for.

Whoever changes a condition and watches who disappears learns who is kept from what. So a condition goes to an expert as an asked-for
change, and takes effect when the expert accepts it; words that rank nobody change at once. A vacancy that an employer posted shows nobody
until an expert has confirmed it; until then its conditions may be corrected freely.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from matcher.types import WorkHours
from models.introduction import VacancyChange, VacancyConfirmation
from models.queries.introductions import find_proposed_change, get_vacancy_change, list_vacancy_changes
from models.vacancy import Vacancy
from services.actors import Actor
from services.errors import NotFound, StateConflict
from services.importing.rows import PlaceValue
from services.installation import Installation
from services.pages import check_page
from services.permissions import Reach, authorise
from services.unit_of_work import UnitOfWork
from services.vacancy_standing import check_open, vacancy_called
from services.vacancy_writing import apply_changes

FREE_FIELDS = frozenset({"description", "contact"})
"""What ranks nobody and keeps nobody out."""
DAYS, PAIRS = frozenset({"starts_on", "closes_on", "updated_on"}), frozenset({"hours"})


@dataclass(frozen=True, slots=True)
class VacancyChangeView:
    """An asked-for change and what became of it. changes: field → value."""

    id: int
    vacancy: str
    state: str
    changes: Mapping[str, Any]
    proposed_at: datetime
    decided_at: datetime | None


def await_confirmation(unit: UnitOfWork, vacancy: Vacancy) -> None:
    """An employer posted it: nobody is shown until an expert confirms."""
    unit.session.add(VacancyConfirmation(vacancy=vacancy, posted_by=unit.actor.id, posted_at=unit.now()))


def propose_conditions(unit: UnitOfWork, vacancy: Vacancy, changes: Mapping[str, Any]) -> None:
    """Keep conditions for an expert; what was asked before and is not decided is part of the new request, or replaced by it."""
    waiting = find_proposed_change(unit.session, vacancy_id=vacancy.id)
    asked = as_json(changes)
    if waiting is not None:
        waiting.state, asked = "replaced", waiting.changes | asked
        unit.session.flush()
    proposed = VacancyChange(vacancy_id=vacancy.id, changes=asked, proposed_by=unit.actor.id, proposed_at=unit.now())
    unit.session.add(proposed)
    unit.session.flush()
    unit.audit("vacancy_change:create", proposed, vacancy=vacancy.reference)


def confirm_vacancy(installation: Installation, actor: Actor, reference: str) -> None:
    """Let an employer's vacancy show people. Confirming twice changes nothing. Raises Forbidden, NotFound."""
    authorise(actor, "vacancy:confirm")
    with installation.writing(actor, "confirm a vacancy") as unit:
        vacancy = vacancy_called(unit.session, reference)
        confirmation = unit.session.get(VacancyConfirmation, vacancy.id)
        if confirmation is not None and confirmation.confirmed_at is None:
            confirmation.confirmed_by, confirmation.confirmed_at = actor.id, unit.now()
        unit.audit("vacancy:confirm", vacancy)


def accept_change(installation: Installation, actor: Actor, number: int) -> VacancyChangeView:
    """Let an asked-for change take effect. Raises Forbidden, NotFound, StateConflict (decided already, or the vacancy is not open)."""
    authorise(actor, "vacancy_change:decide")
    with installation.writing(actor, "accept a change of a vacancy") as unit:
        change = _undecided(unit, number)
        check_open(change.vacancy)
        apply_changes(installation, unit, change.vacancy, from_json(change.changes))
        _decide(unit, change, "accepted")
        unit.audit("vacancy:change", change.vacancy, change=number)
        return _view(change)


def reject_change(installation: Installation, actor: Actor, number: int) -> VacancyChangeView:
    """Leave the vacancy as it is. Raises Forbidden, NotFound, StateConflict."""
    authorise(actor, "vacancy_change:decide")
    with installation.writing(actor, "reject a change of a vacancy") as unit:
        change = _undecided(unit, number)
        _decide(unit, change, "rejected")
        return _view(change)


def list_changes(
    installation: Installation, actor: Actor, state: str | None = None, after: int = 0, limit: int = 50
) -> tuple[tuple[VacancyChangeView, ...], int | None]:
    """A page of asked-for changes in order of entry, 1 to 200 of them (an employer's own), and the number to go on after."""
    own = authorise(actor, "vacancy_change:read") is Reach.OWN
    check_page(limit)
    with installation.reading(actor, "list changes of vacancies") as unit:
        employer = (actor.employer_id or 0) if own else None
        found = list_vacancy_changes(unit.session, after=after, limit=limit + 1, state=state, employer_id=employer)
        return tuple(map(_view, found[:limit])), found[limit - 1].id if len(found) > limit else None


def as_json(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a vacancy's row as plain JSON."""
    return {name: _plain(value) for name, value in changes.items()}


def from_json(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a row again."""
    return {name: _valued(name, value) for name, value in changes.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PlaceValue):
        return asdict(value)
    if isinstance(value, tuple):
        return [[each.start_minute, each.end_minute] if isinstance(each, WorkHours) else each for each in value]
    return value


def _valued(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in DAYS:
        return date.fromisoformat(value)
    if name == "place":
        return PlaceValue(**value)
    if name in PAIRS:
        return tuple(WorkHours(*pair) for pair in value)
    return tuple(value) if isinstance(value, list) else value


def _undecided(unit: UnitOfWork, number: int) -> VacancyChange:
    change = get_vacancy_change(unit.session, change_id=number)
    if change is None:
        raise NotFound.record("vacancy_change", number)
    if change.state != "proposed":
        raise StateConflict("state_conflict.change_decided", parameters={"reference": number})
    return change


def _decide(unit: UnitOfWork, change: VacancyChange, state: str) -> None:
    change.state, change.decided_by, change.decided_at = state, unit.actor.id, unit.now()
    unit.audit(f"vacancy_change:{'accept' if state == 'accepted' else 'reject'}", change)
    unit.session.flush()


def _view(change: VacancyChange) -> VacancyChangeView:
    return VacancyChangeView(change.id, change.vacancy.reference, change.state, change.changes, change.proposed_at, change.decided_at)
