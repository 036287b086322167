"""The places of a vacancy and who holds them. That they are never more than there are, the record itself sees to (models/placement.py)."""

from models.queries.placements import find_at_work, find_taken_places
from models.vacancy import Vacancy
from services.errors import StateConflict
from services.unit_of_work import UnitOfWork


def has_free_place(unit: UnitOfWork, vacancy: Vacancy) -> bool:
    """Whether somebody could still start there."""
    return len(find_taken_places(unit.session, vacancy_id=vacancy.id)) < vacancy.places


def make_room(unit: UnitOfWork, vacancy: Vacancy, places: int) -> None:
    """Before a vacancy gets fewer places: those at work move to the lowest numbers.

    Raises StateConflict (`state_conflict.places_taken`) when more people are at work there than would be left.
    """
    held = find_at_work(unit.session, vacancy_id=vacancy.id)
    if len(held) > places:
        told: dict[str, str | int | float | None] = {"reference": vacancy.reference, "taken": len(held), "places": places}
        raise StateConflict("state_conflict.places_taken", field="places", parameters=told)
    for number, placement in enumerate(held, 1):
        if placement.place_number != number:
            placement.place_number = number
            unit.session.flush()  # one by one: the number below is free by then
