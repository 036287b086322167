"""Invented people as they are stored: identities sealed, and what they are found by in the blind index."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any

from models.blindindex import CandidateBlindKey, entries
from models.candidate import CandidateIdentity
from models.sealing import Keys
from services.simulation.chance import Columns

IDENTITY, INDEX = CandidateIdentity.__tablename__, CandidateBlindKey.__tablename__
REMEMBERED = 1 << 16
"""Blind keys kept at hand: beginnings of invented surnames come again and again."""


def stored_people(tables: dict[str, Columns], keys: Keys) -> dict[str, Columns]:
    """The tables of a block, with identities sealed and the index beside them."""
    if IDENTITY not in tables:
        return tables
    plain = tables[IDENTITY]
    numbers: list[int] = plain["candidate_id"].tolist()
    sealed = {
        name: keys.seal_column(f"{IDENTITY}.{name}", numbers, _texts(plain, name, len(numbers)))
        for name in CandidateIdentity.__sealed__
        if name in plain
    }
    return tables | {IDENTITY: plain | sealed, INDEX: _index(plain, numbers, keys)}


def _texts(columns: Columns, name: str, n: int) -> Sequence[Any]:
    return columns[name].tolist() if name in columns else list(repeat(None, n))


def _index(plain: Columns, numbers: Sequence[int], keys: Keys) -> Columns:
    blind = lru_cache(REMEMBERED)(keys.blind)
    owners, found = list[int](), list[int]()
    names = (_texts(plain, name, len(numbers)) for name in ("surname", "given_name", "patronymic", "phone"))
    for number, surname, given_name, patronymic, phone in zip(numbers, *names, strict=True):
        own = sorted({blind(kind, value) for kind, value in entries(surname, given_name, patronymic, None, phone)})
        owners += repeat(number, len(own))
        found += own
    return {"candidate_id": owners, "blind_key": found}
