"""The bulk reading of people for an index, as arrays: what `candidate_stream` gives for one person after another, for a million at once.

Nothing here identifies a person beyond the case reference, and no text of theirs is read. What becomes of the arrays is for services to
say.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import FromClause, func, select
from sqlalchemy.orm import Session

from models.candidate import Candidate
from models.consent import Consent
from models.queries.bulk import TEXT, Texts, bulk_reading, numbered, read_columns
from models.queries.candidate_array_columns import FACTS, PARTS, UNKNOWN
from models.queries.consents import opens_by_name
from models.queries.pieces import pieces

Array = NDArray[Any]

BLOCK = 50_000
"""People read by one statement: some tens of megabytes at a time."""


@dataclass(frozen=True, slots=True)
class CandidateArrays:
    """People in order of their numbers, one row each.

    facts: FACTS without the texts, one array per name; references: the case references; district: int32, place in `districts`, −1 where
    none is known; parts: PARTS, one array per name and `person_row` (int32, ascending): whose it is; sharing: the same for consents by name
    (`organisation`, its number, int32).
    """

    facts: Mapping[str, Array]
    references: Texts
    district: Array
    districts: tuple[str, ...]
    parts: Mapping[str, Mapping[str, Array]]
    sharing: Mapping[str, Array]

    def __len__(self) -> int:
        return len(self.references)


def read_candidate_arrays(
    session: Session, concept_rows: Mapping[str, int], *, ids: Sequence[int] | None = None, without_closed: bool = True
) -> CandidateArrays:
    """Read everybody, or only those with the given numbers (numbers that do not exist are left out).

    concept_rows numbers the concept keys. Closed cases stay out unless asked for. Each statement sees what is committed when it begins,
    so read the position of the change feed before: what changes meanwhile is read again after it.
    """
    concepts = numbered(session, concept_rows)
    people, parts, sharing = _Gathered(), {name: _Gathered() for name in PARTS}, _Gathered()
    n_people = 0
    with bulk_reading(session):
        for facts, which in _people(session, ids, without_closed):
            people.add(facts)
            for name, gathered in parts.items():
                gathered.add(_part(session, name, which, facts["id"], n_people, concepts))
            sharing.add(_sharing(session, which, facts["id"], n_people))
            n_people += len(facts["id"])
    facts = people.joined({name: column.dtype for name, column in FACTS.items()})
    references, district_texts = facts.pop("case_reference"), facts.pop("district")
    district, districts = _categories(district_texts)
    tables = {name: gathered.joined({"person_row": "int32", **PARTS[name].dtypes}) for name, gathered in parts.items()}
    shared = sharing.joined({"person_row": "int32", "organisation": "int32"})
    return CandidateArrays(facts, references, district, districts, tables, shared)


def _sharing(session: Session, which: Any, ids: Array, first_row: int) -> dict[str, Any]:
    """Consents by name, each organisation once per person: the same as `organisations_open_to` says in services.profiles."""
    owner, organisation = Consent.candidate_id.label("candidate_id"), Consent.organisation_id.label("organisation")
    statement = select(owner).add_columns(organisation, Consent.organisation_id.label("place")).distinct()
    statement = statement.where(which(Consent.candidate_id), opens_by_name())
    return _by_person(
        read_columns(session, statement, {"candidate_id": "int64", "organisation": "int32", "place": "int64"}), ids, first_row
    )


class _Gathered:
    """Blocks of columns, joined at the end."""

    def __init__(self) -> None:
        self.blocks: list[dict[str, Any]] = []

    def add(self, block: dict[str, Any]) -> None:
        self.blocks.append(block)

    def joined(self, dtypes: Mapping[str, str]) -> dict[str, Any]:
        """Join each column; its blocks are let go as they are joined."""
        return {name: _joined([block.pop(name) for block in self.blocks], dtype) for name, dtype in dtypes.items()}


def _joined(blocks: list[Any], dtype: str) -> Any:
    return Texts.joined(blocks) if dtype == TEXT else np.concatenate([np.empty(0, dtype), *blocks])


def _people(session: Session, ids: Sequence[int] | None, without_closed: bool) -> Iterator[tuple[dict[str, Any], Any]]:
    """Blocks of facts of one person or more, each with the condition on a table's candidate_id that means the same people."""
    dtypes = {name: column.dtype for name, column in FACTS.items()}
    facts = select(*(column.value.label(name) for name, column in FACTS.items())).order_by(Candidate.id)
    if without_closed:
        facts = facts.where(Candidate.status != "closed")
    if ids is not None:
        for piece in pieces(sorted(ids)):
            block = read_columns(session, facts.where(Candidate.id.in_(piece)), dtypes)
            if len(block["id"]):
                yield block, _is_in(piece)
        return
    last = None
    while True:
        onwards = facts if last is None else facts.where(Candidate.id > last)
        block = read_columns(session, onwards.limit(BLOCK), dtypes)
        if not len(block["id"]):
            return
        first, last = int(block["id"][0]), int(block["id"][-1])
        yield block, _is_between(first, last)


def _is_in(piece: Sequence[int]) -> Any:
    return lambda column: column.in_(piece)


def _is_between(first: int, last: int) -> Any:
    return lambda column: column.between(first, last)


def _part(session: Session, name: str, which: Any, ids: Array, first_row: int, concepts: FromClause) -> dict[str, Any]:
    """One part of the people with these numbers (ascending), sorted by person; rows of anybody else are left out."""
    part = PARTS[name]
    statement = select(part.table.candidate_id.label("candidate_id")).where(which(part.table.candidate_id))
    dtypes = {"candidate_id": "int64", **part.dtypes}
    if part.concept is not None:
        statement = statement.outerjoin(concepts, concepts.c.key == part.concept)
        statement = statement.add_columns(func.coalesce(concepts.c.row, UNKNOWN).label("concept"))
    statement = statement.add_columns(*(column.value.label(column_name) for column_name, column in part.columns.items()))
    if part.order is not None:
        statement = statement.add_columns(part.order.label("place"))
        dtypes["place"] = "int64"
    if part.where is not None:
        statement = statement.where(part.where)
    return _by_person(read_columns(session, statement, dtypes), ids, first_row)


def _by_person(columns: dict[str, Any], ids: Array, first_row: int) -> dict[str, Any]:
    owners, place = columns.pop("candidate_id"), columns.pop("place", None)
    rows = np.searchsorted(ids, owners)
    known = ids[np.minimum(rows, len(ids) - 1)] == owners
    if not known.all():
        columns = {name: column[known] for name, column in columns.items()}
        rows, place = rows[known], None if place is None else place[known]
    order = _order(rows, place)
    if order is not None:
        columns = {name: column[order] for name, column in columns.items()}
        rows = rows[order]
    return {"person_row": (rows + first_row).astype(np.int32), **columns}


def _order(rows: Array, place: Array | None) -> Array | None:
    """The order by person, then place; None where it is the order already, as it mostly is."""
    keys = (rows,) if place is None else (place, rows)
    ascending = np.diff(rows) >= 0 if place is None else (np.diff(rows) > 0) | ((np.diff(rows) == 0) & (np.diff(place) >= 0))
    return None if ascending.all() else np.lexsort(keys)


def _categories(texts: Texts) -> tuple[Array, tuple[str, ...]]:
    """Each text's place among the distinct texts, in the order they first come; −1 for the empty text."""
    places: dict[bytes, int] = {b"": UNKNOWN}
    found = np.fromiter((places.setdefault(text, len(places) - 1) for text in texts.encoded()), np.int32, count=len(texts))
    return found, tuple(text.decode() for text in list(places)[1:])
