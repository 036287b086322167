"""People from the database's columns to the matcher's table, in bulk: the same as `services.profiles.to_profile` for each and then
`CandidateTable.of`, without an object per person.

Only codings meet here: what models.queries.candidate_array_columns reads, in the codings of matcher.columns. The order of codes is the
same on both sides (tests/architecture).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from matcher.candidate_table import (
    NO_CONCEPT,
    BanEntries,
    CandidateTable,
    OccupationEntries,
    SharingEntries,
    SkillEntries,
    WishEntries,
)  # fmt: skip
from matcher.columns import (
    NO_END,
    UNKNOWN,
    UNKNOWN_DAY,
    UNKNOWN_HEALTH,
    UNKNOWN_PLACE,
    UNKNOWN_SHIFTS,
    CandidateColumns,
    hash_district,
)  # fmt: skip
from matcher.text_column import TextColumn
from matcher.types import PROVINCES, TRAVEL_LIMITS
from models.codes import CANDIDATE_STATUSES, EVIDENCE_SOURCES, RESTRICTION_KINDS
from models.queries.candidate_arrays import CandidateArrays, read_candidate_arrays

Array = NDArray[Any]
Part = Mapping[str, Array]

DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class NumberedTable:
    """A table and, in its order, the numbers of the people's records (int64)."""

    ids: Array
    table: CandidateTable


def read_candidate_table(session: Session, concept_rows: Mapping[str, int], *, ids: Sequence[int] | None = None) -> NumberedTable:
    """Read everybody whose case is not closed, or those of them with the given numbers, in order of their numbers.

    concept_rows: the taxonomy's row of each concept key. Read the position of the change feed before.
    """
    arrays = read_candidate_arrays(session, concept_rows, ids=ids)
    return NumberedTable(arrays.facts["id"], to_table(arrays))


def to_table(arrays: CandidateArrays) -> CandidateTable:
    """The matcher's table of what was read."""
    references = TextColumn(arrays.references.blob, arrays.references.offsets)
    return CandidateTable(
        columns=_columns(arrays, references.hashes()),
        references=references,
        skills=_skills(arrays.parts["skills"]),
        occupations=_occupations(arrays.parts["history"], arrays.parts["qualifications"]),
        wishes=_wishes(arrays.parts["wishes"]),
        bans=_bans(arrays.parts["restrictions"]),
        sharing=SharingEntries(arrays.sharing["person_row"], arrays.sharing["organisation"]),
    )


def _columns(arrays: CandidateArrays, tie_hash: Array) -> CandidateColumns:
    facts, parts, n = arrays.facts, arrays.parts, len(arrays)
    home = _first_of(parts["restrictions"], "home_hours", n)
    limits = _first_of(parts["restrictions"], "travel_limit", n)
    shifts = _mask(parts["shifts"], "shift", n)
    health = np.where(facts["health_limits_known"] == 1, _mask(parts["health_limits"], "code", n), UNKNOWN_HEALTH)
    bans = _take(parts["restrictions"], parts["restrictions"]["kind"] == RESTRICTION_KINDS.index("ban"))
    return CandidateColumns(
        tie_hash=tie_hash,
        province=facts["province"],
        district=_district_hashes(facts["province"], arrays.district, arrays.districts),
        latitude_e6=_scaled(facts["latitude"], 1_000_000, UNKNOWN_PLACE),
        longitude_e6=_scaled(facts["longitude"], 1_000_000, UNKNOWN_PLACE),
        licences=_mask(parts["licences"], "licence", n).astype(np.uint16),
        ban_duties=_mask(bans, "duty", n).astype(np.uint32),
        health=health.astype(np.uint16),
        shifts=np.where(shifts == 0, UNKNOWN_SHIFTS, shifts).astype(np.uint8),
        documents_missing=_mask(parts["documents_missing"], "kind", n).astype(np.uint8),
        education=facts["education"],
        travel_limit=_held(parts["restrictions"]["travel_limit"], limits, TRAVEL_LIMITS.index("none")).astype(np.int8),
        consent=facts["consent"],
        readiness=facts["readiness"],
        already_placed=facts["status"] == CANDIDATE_STATUSES.index("placed"),
        housing_needed=facts["housing_needed"],
        home_start=_minutes(parts["restrictions"]["home_from_minute"], home),
        home_end=_minutes(parts["restrictions"]["home_until_minute"], home),
        available_on=facts["available_on"],
        documents_from=facts["documents_counted_from"],
        minimum_pay_kopecks=facts["minimum_pay_kopecks"].astype(np.int32),
        max_commute_m=_scaled(facts["max_commute_km"], 1000, UNKNOWN),
        unread_limits=_mask(parts["unread_limits"], "kind", n).astype(np.uint8),
        organisation=facts["organisation"],
    )


def _skills(part: Part) -> SkillEntries:
    known = _take(part, part["concept"] != NO_CONCEPT)
    return SkillEntries(known["person_row"], known["concept"], known["level"] * known["probability"])


def _occupations(history: Part, papers: Part) -> OccupationEntries:
    """History and papers, sorted together by person; a person's history stays before the papers."""
    n_history, n_papers = len(history["person_row"]), len(papers["person_row"])
    held = {
        "person_row": (history["person_row"], papers["person_row"]),
        "concept": (history["concept"], papers["concept"]),
        "years": (history["years"], np.full(n_papers, np.nan)),
        "last_year": (history["last_year"], np.full(n_papers, UNKNOWN, np.int16)),
        "grade": (history["grade"], papers["grade"]),
        "is_qualification": (history["source"] == EVIDENCE_SOURCES.index("qualification"), np.ones(n_papers, np.bool_)),
        "probability": (history["probability"], papers["probability"]),
    }
    # Where each row goes: after the rows of its own table before it, and after the other table's rows of the same or earlier people.
    at_history = np.arange(n_history) + np.searchsorted(papers["person_row"], history["person_row"], "left")
    at_paper = np.arange(n_papers) + np.searchsorted(history["person_row"], papers["person_row"], "right")
    merged = {name: np.empty(n_history + n_papers, first.dtype) for name, (first, _) in held.items()}
    for name, (first, second) in held.items():
        merged[name][at_history], merged[name][at_paper] = first, second
    return OccupationEntries(**merged)


def _wishes(part: Part) -> WishEntries:
    return WishEntries(part["person_row"], part["concept"], part["any_work"] == 1, part["blank"] == 1, part["probability"])


def _bans(part: Part) -> BanEntries:
    bans = _take(part, part["kind"] == RESTRICTION_KINDS.index("ban"))
    return BanEntries(
        bans["person_row"], bans["duty"], np.where(bans["until_on"] == UNKNOWN_DAY, NO_END, bans["until_on"]).astype(np.int32)
    )


def _take(part: Part, kept: Array) -> dict[str, Array]:
    return {name: column[kept] for name, column in part.items()}


def _mask(part: Part, code: str, n: int) -> Array:
    """A bit per code, int64. Sorted rows make one run per person, so that one reduction sees each person once."""
    rows, bits = part["person_row"], np.left_shift(1, part[code].astype(np.int64))
    masks = np.zeros(n, np.int64)
    if len(rows):
        starts = np.flatnonzero(np.r_[True, np.diff(rows) != 0])
        masks[rows[starts]] = np.bitwise_or.reduceat(bits, starts)
    return masks


def _first_of(restrictions: Part, kind: str, n: int) -> Array:
    """Place of each person's first restriction of a kind, −1 where there is none."""
    places = np.flatnonzero(restrictions["kind"] == RESTRICTION_KINDS.index(kind))
    first = np.full(n, -1, np.int64)
    first[restrictions["person_row"][places][::-1]] = places[::-1]
    return first


def _held(column: Array, places: Array, otherwise: int) -> Array:
    """The column's value at each place, `otherwise` at −1."""
    return np.append(column, [otherwise])[places]


def _minutes(column: Array, places: Array) -> Array:
    return np.where(places < 0, UNKNOWN, _held(column, places, 0) % DAY_MINUTES).astype(np.int16)


def _scaled(column: Array, scale: int, unknown: int) -> Array:
    return np.where(np.isnan(column), unknown, np.rint(column * scale)).astype(np.int32)


def _district_hashes(provinces: Array, district: Array, districts: Sequence[str]) -> Array:
    """Each distinct pair of province and district is hashed once."""
    pairs, which = np.unique(provinces.astype(np.int64) << 32 | (district.astype(np.int64) + 1), return_inverse=True)
    names = ["", *districts]
    codes = ["" if pair >> 32 == UNKNOWN else PROVINCES[pair >> 32] for pair in pairs.tolist()]
    hashes = [hash_district(code, names[pair & 0xFFFFFFFF]) for code, pair in zip(codes, pairs.tolist(), strict=True)]
    return np.array(hashes, np.int64)[which]
