"""Coded lists that hang on a record: made equal to what is wanted with the fewest changes, so that the audit trail shows only real ones."""

from collections.abc import Iterable
from typing import Any


def set_codes(held: list[Any], part: type[Any], column: str, codes: Iterable[str]) -> None:
    """Make the parts in `held` carry exactly these codes in `column`; parts that stay are left untouched."""
    wanted = dict.fromkeys(codes)
    known = {getattr(existing, column): existing for existing in held}
    for code in known.keys() - wanted.keys():
        held.remove(known[code])
    held.extend(part(**{column: code}) for code in wanted if code not in known)
