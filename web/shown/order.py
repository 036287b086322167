"""Names in the order in which people look for them (Unicode Collation Algorithm): ё among е, і beside и, quotation marks aside."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import TypeVar

from pyuca import Collator

Named = TypeVar("Named")


def sorted_by_name(things: Iterable[Named], name: Callable[[Named], str]) -> list[Named]:
    """The things by their names."""
    return sorted(things, key=lambda thing: _key(name(thing)))


def _key(name: str) -> tuple[int, ...]:
    """Marks do not count: «Мост» is looked for under М. The numbers of letters alone would put ё, і and ў behind я."""
    return tuple(_collator().sort_key("".join(letter for letter in name if letter.isalnum() or letter.isspace()).strip()))


@cache
def _collator() -> Collator:
    return Collator()
