"""The places of a vacancy and who holds them. That they are never more than there are, the record itself sees to (models/placement.py)."""

from collections.abc import Collection, Sequence

from models.placement import Placement
from models.queries.placements import find_at_work
from models.queries.trials import find_on_trial
from models.trial import TrialAgreement
from models.vacancy import Vacancy
from services.errors import StateConflict
from services.unit_of_work import UnitOfWork


def lowest_free_place(vacancy: Vacancy, taken: Collection[int | None]) -> int:
    """The lowest number that is not among those taken. Raises StateConflict (`state_conflict.no_place`)."""
    number = next((number for number in range(1, vacancy.places + 1) if number not in taken), None)
    if number is None:
        raise StateConflict("state_conflict.no_place", parameters={"reference": vacancy.reference, "places": vacancy.places})
    return number


def make_room(unit: UnitOfWork, vacancy: Vacancy, places: int) -> None:
    """Before a vacancy gets fewer places: those at work move to the lowest numbers, and so do those on trial.

    Raises StateConflict (`state_conflict.places_taken`) when more people are at work, or on trial, there than would be left.
    """
    at_work, on_trial = find_at_work(unit.session, vacancy_id=vacancy.id), find_on_trial(unit.session, vacancy_id=vacancy.id)
    holders: tuple[Sequence[Placement | TrialAgreement], ...] = (at_work, on_trial)
    for held in holders:
        if len(held) > places:
            told: dict[str, str | int | float | None] = {"reference": vacancy.reference, "taken": len(held), "places": places}
            raise StateConflict("state_conflict.places_taken", field="places", parameters=told)
        for number, holder in enumerate(held, 1):
            if holder.place_number != number:
                holder.place_number = number
                unit.session.flush()  # one by one: the number below is free by then
