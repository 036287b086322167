"""Case references for people whose file has none: found again on a second import, else the next free number of their province."""

import re
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from models.base import fold
from models.queries.identities import KnownPerson, list_references
from models.queries.imports import get_last_import
from services.importing.rows import CandidateRow

PREFIXES: Mapping[str, str] = {"gomel": "GOM", "grodno": "GRO", "vitebsk": "VIT", "brest": "BRE", "minsk": "MIN", "mogilev": "MOG"}
UNKNOWN_PREFIX = "KLD"
"""For people whose province is not known yet; a suggestion is not used, because a reference outlives it."""

Key = tuple[str, str, tuple[str, ...]]


def references_of(session: Session, rows: Sequence[CandidateRow], known: Iterable[KnownPerson], sha256: str) -> dict[int, str]:
    """Row → reference, for every row. The same file gives the same references; so does the same person in another file."""
    given = {row.row: row.reference for row in rows if row.reference}
    if len(given) == len(rows):
        return given
    answer = dict(given)
    taken = set(given.values())
    last = get_last_import(session, kind="candidates", sha256=sha256)
    before = {int(row): reference for row, reference in ((last.report or {}).get("references") or {}).items()} if last else {}
    same: dict[Key, list[str]] = {}
    for person in known:
        same.setdefault(_stored_key(person), []).append(person.reference)
    counters: dict[str, int] = {}
    for row in rows:
        if row.row in answer:
            continue
        found = before.get(row.row) or next((each for each in sorted(same.get(_key(row), ())) if each not in taken), None)
        reference = found if found and found not in taken else _next(session, row, counters, taken)
        answer[row.row] = reference
        taken.add(reference)
    return answer


def _next(session: Session, row: CandidateRow, counters: dict[str, int], taken: set[str]) -> str:
    prefix = PREFIXES.get(row.place.province or "", UNKNOWN_PREFIX)
    if prefix not in counters:
        numbers = [int(match.group(1)) for each in list_references(session, prefix=f"{prefix}-") if (match := re.search(r"-(\d+)$", each))]
        counters[prefix] = max(numbers, default=0)
    while True:
        counters[prefix] += 1
        reference = f"{prefix}-{counters[prefix]:04d}"
        if reference not in taken:
            return reference


def _key(row: CandidateRow) -> Key:
    born = row.birth_date.isoformat() if row.birth_date else str(row.birth_year or "")
    return fold(f"{row.surname} {row.given_name} {row.patronymic}"), born, tuple(sorted(row.phones))


def _stored_key(person: KnownPerson) -> Key:
    born = person.birth_date.isoformat() if person.birth_date else str(person.birth_year or "")
    phones = tuple(sorted(part for part in re.split(r"[;\s]+", person.phone) if part))
    return fold(f"{person.surname} {person.given_name} {person.patronymic}"), born, phones
