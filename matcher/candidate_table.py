"""CandidateTable: everything an index needs of many people, as arrays; what a database's columns and profiles alike are turned into.

Here live the arrays and their reading from CandidateProfile values; the same arrays come from a database in bulk without a Python object
per person. Nothing here judges, merges or quantises: two skills of one concept stay two entries. What was read of a person beyond these
columns (the words of their evidence) stays with the profile, which is loaded for the few people shown.

Every entry table stands in the order of its people, and within one person in the order in which the profile lists the evidence.
Concepts are rows of the taxonomy the table was made for. person_row counts people from 0.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from matcher.columns import NO_END, CandidateColumns, mask_of
from matcher.text_column import TextColumn
from matcher.types import DUTY_CODES, CandidateProfile, EvidenceSource

Array = NDArray[Any]

NO_CONCEPT = -1
"""Concept of an entry whose words stand for no concept of this taxonomy."""
UNKNOWN_YEAR = -1
UNKNOWN_GRADE = -1


@dataclass(frozen=True, slots=True)
class SkillEntries:
    """Skills shown. person_row int32, concept int32 (every one known to the taxonomy), level float64: level × probability, as read."""

    person_row: Array
    concept: Array
    level: Array


@dataclass(frozen=True, slots=True)
class OccupationEntries:
    """Trades held and papers about trades: a person's history first, then the papers.

    person_row int32; concept int32, NO_CONCEPT for a trade that this taxonomy does not know (kept, because a paper is a paper whatever it
    is about); years float64, NaN unknown; last_year int16, UNKNOWN_YEAR; grade int8, UNKNOWN_GRADE; is_qualification bool;
    probability float64.
    """

    person_row: Array
    concept: Array
    years: Array
    last_year: Array
    grade: Array
    is_qualification: Array
    probability: Array


@dataclass(frozen=True, slots=True)
class WishEntries:
    """Wishes. person_row int32; concept int32, NO_CONCEPT where nothing was understood or this taxonomy does not know it; any_work bool;
    blank bool: there are no words; probability float64.
    """

    person_row: Array
    concept: Array
    any_work: Array
    blank: Array
    probability: Array


@dataclass(frozen=True, slots=True)
class BanEntries:
    """Bans. person_row int32; duty int8: place in DUTY_CODES; until int32: the last day as an ordinal, NO_END without end."""

    person_row: Array
    duty: Array
    until: Array


@dataclass(frozen=True, slots=True)
class SharingEntries:
    """Consents by name. person_row int32; organisation int32: the number of one that may see the person besides their own."""

    person_row: Array
    organisation: Array


@dataclass(frozen=True, slots=True)
class CandidateTable:
    """People as arrays, one row per person in `columns` and `references`, and the entry tables that refer to those rows."""

    columns: CandidateColumns
    references: TextColumn
    skills: SkillEntries
    occupations: OccupationEntries
    wishes: WishEntries
    bans: BanEntries
    sharing: SharingEntries

    @classmethod
    def of(cls, profiles: Sequence[CandidateProfile], taxonomy_row_of: Mapping[str, int]) -> "CandidateTable":
        """Read profiles, in their order; taxonomy_row_of gives the row of a concept key. Raises ValueError naming an unknown code."""
        return cls(
            columns=CandidateColumns.build(profiles),
            references=TextColumn.of(profile.reference for profile in profiles),
            skills=_skills(profiles, taxonomy_row_of),
            occupations=_occupations(profiles, taxonomy_row_of),
            wishes=_wishes(profiles, taxonomy_row_of),
            bans=_bans(profiles),
            sharing=_sharing(profiles),
        )

    def __len__(self) -> int:
        return len(self.references)


def _skills(profiles: Sequence[CandidateProfile], row_of: Mapping[str, int]) -> SkillEntries:
    entries = (
        (person, row_of[skill.concept], skill.level * skill.probability)
        for person, profile in enumerate(profiles)
        for skill in profile.skills
        if skill.concept in row_of
    )
    return SkillEntries(*_columns(entries, (np.int32, np.int32, np.float64)))


def _occupations(profiles: Sequence[CandidateProfile], row_of: Mapping[str, int]) -> OccupationEntries:
    entries = (
        (
            person,
            row_of.get(trade.concept, NO_CONCEPT),
            np.nan if trade.years is None else trade.years,
            UNKNOWN_YEAR if trade.last_year is None else trade.last_year,
            UNKNOWN_GRADE if trade.grade is None else trade.grade,
            trade.source is EvidenceSource.QUALIFICATION,
            trade.probability,
        )
        for person, profile in enumerate(profiles)
        for trade in profile.occupations
    )
    return OccupationEntries(*_columns(entries, (np.int32, np.int32, np.float64, np.int16, np.int8, np.bool_, np.float64)))


def _wishes(profiles: Sequence[CandidateProfile], row_of: Mapping[str, int]) -> WishEntries:
    entries = (
        (
            person,
            NO_CONCEPT if wish.concept is None else row_of.get(wish.concept, NO_CONCEPT),
            wish.any_work,
            not wish.text.strip(),
            wish.probability,
        )
        for person, profile in enumerate(profiles)
        for wish in profile.wishes
    )
    return WishEntries(*_columns(entries, (np.int32, np.int32, np.bool_, np.bool_, np.float64)))


def _bans(profiles: Sequence[CandidateProfile]) -> BanEntries:
    entries = (
        (person, mask_of((ban.duty,), DUTY_CODES).bit_length() - 1, NO_END if ban.until is None else ban.until.toordinal())
        for person, profile in enumerate(profiles)
        for ban in profile.bans
    )
    return BanEntries(*_columns(entries, (np.int32, np.int8, np.int32)))


def _sharing(profiles: Sequence[CandidateProfile]) -> SharingEntries:
    entries = ((person, organisation) for person, profile in enumerate(profiles) for organisation in sorted(profile.shared_with))
    return SharingEntries(*_columns(entries, (np.int32, np.int32)))


def _columns(entries: Iterable[tuple[float, ...]], dtypes: Sequence[DTypeLike]) -> list[Array]:
    """Return one array per column, also where there is no entry."""
    columns = list(zip(*entries, strict=True)) or [()] * len(dtypes)
    return [np.array(column, dtype) for column, dtype in zip(columns, dtypes, strict=True)]
