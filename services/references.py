"""References of new records where nobody gave one: the prefix and the next number, `GOM-0001`, `VAC-0001`.

Two who ask at once may get the same number; the database refuses the second, who asks again.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.orm import InstrumentedAttribute, Session

from models.queries.references import get_last_number
from services.errors import Conflict

PREFIX_OF_PROVINCE = {"brest": "BRE", "vitebsk": "VIT", "gomel": "GOM", "grodno": "GRO", "minsk": "MIN", "mogilev": "MOG"}
PREFIX_WITHOUT_PROVINCE = "CAN"
VACANCY_PREFIX = "VAC"
DIGITS = 4
ATTEMPTS = 5

Answer = TypeVar("Answer")


def next_reference(session: Session, column: InstrumentedAttribute[Any], prefix: str) -> str:
    """The first free reference of the prefix."""
    return f"{prefix}-{get_last_number(session, of=column, prefix=prefix) + 1:0{DIGITS}d}"


def candidate_prefix(province: str | None) -> str:
    """The letters before the number of a case from this province."""
    return PREFIX_OF_PROVINCE.get(province or "", PREFIX_WITHOUT_PROVINCE)


def storing(store: Callable[[], Answer], column: str, given: str | None) -> Answer:
    """Call `store`, again where a generated reference was taken meanwhile.

    Raises Conflict (`conflict.reference_taken`) when a reference that somebody chose is taken.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return store()
        except Conflict as refused:
            if refused.code != "conflict.unique" or refused.field != column:
                raise
            if given is not None:
                raise Conflict("conflict.reference_taken", field="reference", parameters={"reference": given}) from refused
    return store()
