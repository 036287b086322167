"""The account behind an actor, for what belongs to one account alone."""

from models.queries.accounts import get_account
from services.errors import StateConflict
from services.unit_of_work import UnitOfWork


def own_account(unit: UnitOfWork) -> int:
    """The number of the actor's account. Raises StateConflict (`state_conflict.no_account`) for programs that act without one."""
    number = find_own_account(unit)
    if number is None:
        raise StateConflict("state_conflict.no_account")
    return number


def find_own_account(unit: UnitOfWork) -> int | None:
    """The number of the actor's account; None for programs that act without one."""
    number = int(unit.actor.id) if unit.actor.id.isascii() and unit.actor.id.isdigit() else None
    return number if number is not None and get_account(unit.session, account_id=number) is not None else None
