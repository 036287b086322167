"""What several queries share: cutting long lists of keys into pieces. No table is named here."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

Key = TypeVar("Key", int, str)

PIECE = 500
"""Keys in one IN (...): SQLite and PostgreSQL both limit the number of parameters, and short statements are cached."""


def pieces(keys: Sequence[Key]) -> Iterator[list[Key]]:
    """The keys without repetition, at most PIECE at a time."""
    unique = iter(dict.fromkeys(keys))
    while piece := list(islice(unique, PIECE)):
        yield piece


def containing(column: Any, folded: str) -> Any:
    """A condition: the folded column contains the folded words as written (% and _ mean themselves)."""
    return column.contains(folded, autoescape=True)
