"""What actors are called whose numbers alone are kept beside what they did."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from models.queries.accounts import find_account_names


def actor_names(session: Session, actor_ids: Iterable[str]) -> dict[str, str]:
    """Actor → name of the account; actors that are no accounts (the command line) have none."""
    numbers = {int(each) for each in actor_ids if each.isascii() and each.isdigit()}
    return {str(number): name for number, name in find_account_names(session, account_ids=sorted(numbers)).items()}
