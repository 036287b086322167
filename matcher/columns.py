"""Profiles and vacancies as columns: one small NumPy array per fact, the same coding on both sides.

Here live the codings (days, minutes, kopecks, metres, bit masks) and nothing that judges. A fact that is not known has its own value
(UNKNOWN, UNKNOWN_DAY, a set top bit), so that rules can say review instead of pass.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from matcher.audience import SHARING, Audience
from matcher.types import (
    CONSENT_CODES,
    DOCUMENT_CODES,
    DUTY_CODES,
    EDUCATION_LEVELS,
    HEALTH_LIMITS,
    LICENCE_CODES,
    LIMIT_KINDS,
    PROVINCES,
    READINESS_CODES,
    SHIFT_CODES,
    TRAVEL_LIMITS,
    CandidateProfile,
    VacancySpec,
)

Array = NDArray[Any]

UNKNOWN = -1
"""A number or code that is not known (all known ones are 0 or more)."""
UNKNOWN_DAY = 0
"""A day that is not known; days are proleptic ordinals, 1 and more."""
NO_END = int(np.iinfo(np.int32).max)
"""The last day of a ban without end."""
UNKNOWN_PLACE = int(np.iinfo(np.int32).min)
"""A coordinate that is not known (coordinates are in millionths of a degree)."""
UNKNOWN_HEALTH = 1 << 15
UNKNOWN_SHIFTS = 1 << 7


class Columns:
    """Base of the two tables: every field is an array whose first axis is the row."""

    def take(self, rows: Array) -> Self:
        """Return the same columns for these rows, in this order."""
        return type(self)(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})  # type: ignore[arg-type]

    def joined(self, other: Self) -> Self:
        """Return these rows followed by the other's."""
        return type(self)(**{f.name: _stack(getattr(self, f.name), getattr(other, f.name)) for f in fields(self)})  # type: ignore[arg-type]

    def shaped(self, *shape: int) -> Self:
        """Return views that broadcast against the other side of a block; trailing axes of a column stay."""
        return type(self)(**{f.name: _reshape(getattr(self, f.name), shape) for f in fields(self)})  # type: ignore[arg-type]


def _reshape(column: Array, shape: tuple[int, ...]) -> Array:
    return column.reshape(shape + column.shape[1:])


def _stack(first: Array, second: Array) -> Array:
    if first.ndim == 1:
        return np.concatenate([first, second])
    width = max(first.shape[1], second.shape[1])
    padded = [np.pad(part, ((0, 0), (0, width - part.shape[1])), constant_values=UNKNOWN) for part in (first, second)]
    return np.concatenate(padded)


@dataclass(frozen=True)
class CandidateColumns(Columns):
    """One row per person. Masks: bit i stands for the i-th code of the tuple in matcher.types. organisation: its number."""

    tie_hash: Array
    province: Array
    district: Array
    latitude_e6: Array
    longitude_e6: Array
    licences: Array
    ban_duties: Array
    health: Array
    shifts: Array
    documents_missing: Array
    education: Array
    travel_limit: Array
    consent: Array
    readiness: Array
    already_placed: Array
    housing_needed: Array
    home_start: Array
    home_end: Array
    available_on: Array
    documents_from: Array
    minimum_pay_kopecks: Array
    max_commute_m: Array
    unread_limits: Array
    organisation: Array

    @property
    def shared(self) -> Array:
        """Whether every organisation may see them (bool, a new array)."""
        shared: Array = self.consent == CONSENT_CODES.index(SHARING)
        return shared

    def seen_by(self, audience: Audience, owners: Callable[[int], Array]) -> Array:
        """Of whom an audience may know (bool, a new array): matcher.audience.sees for all at once.

        owners: number of an organisation → rows of the people whom a consent of their own shows to it.
        """
        if audience.sees_all:
            return np.ones(len(self.consent), bool)
        seen = self.shared
        if audience.organisation is not None:
            seen |= self.organisation == audience.organisation
            seen[owners(audience.organisation)] = True
        return seen

    @classmethod
    def build(cls, profiles: Sequence[CandidateProfile]) -> "CandidateColumns":
        """Build one row per profile. Raises ValueError naming an unknown code."""
        return cls(**_read_columns(profiles, _CANDIDATE))


@dataclass(frozen=True)
class VacancyColumns(Columns):
    """One row per vacancy. hours_start and hours_end have one column per working window, UNKNOWN where there are fewer."""

    tie_hash: Array
    province: Array
    district: Array
    latitude_e6: Array
    longitude_e6: Array
    licences: Array
    duties: Array
    shifts: Array
    documents: Array
    education: Array
    minimum_grade: Array
    minimum_years: Array
    pay_from_kopecks: Array
    pay_to_kopecks: Array
    starts_on: Array
    closes_on: Array
    is_open: Array
    housing_provided: Array
    transport_provided: Array
    mentor_on_site: Array
    pilot: Array
    hours_start: Array
    hours_end: Array

    @classmethod
    def build(cls, specs: Sequence[VacancySpec]) -> "VacancyColumns":
        """Build one row per vacancy. Raises ValueError naming an unknown code."""
        width = max((len(spec.hours) for spec in specs), default=0) or 1
        starts = np.full((len(specs), width), UNKNOWN, np.int16)
        ends = starts.copy()
        for row, spec in enumerate(specs):
            for position, window in enumerate(spec.hours):
                starts[row, position], ends[row, position] = window.start_minute, window.end_minute
        return cls(**_read_columns(specs, _VACANCY), hours_start=starts, hours_end=ends)


def mask_of(codes: Iterable[str], order: Sequence[str]) -> int:
    """Return a bit mask of the codes; bit i is order[i]. Raises ValueError naming a code that is not in the order."""
    mask = 0
    for code in codes:
        try:
            mask |= 1 << order.index(code)
        except ValueError:
            raise ValueError(f"unknown code {code!r}; known: {', '.join(order)}") from None
    return mask


def codes_of(mask: int, order: Sequence[str]) -> tuple[str, ...]:
    """Return the codes whose bits are set, in the order of the tuple."""
    return tuple(code for bit, code in enumerate(order) if mask >> bit & 1)


def day_of(day: date | None) -> int:
    """Return the day as an ordinal, UNKNOWN_DAY for None."""
    return UNKNOWN_DAY if day is None else day.toordinal()


def hash_text(text: str) -> int:
    """Return a stable 64-bit hash (BLAKE2b), the same in every run and on every machine."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf8"), digest_size=8).digest(), "little")


def hash_district(province: str, district: str) -> int:
    """Return a stable hash of a district, UNKNOWN for no district; 63 bits keep it positive, so that UNKNOWN stays free."""
    return hash_text(f"{province}/{district.strip().casefold()}") >> 1 if district.strip() else UNKNOWN


def _code(value: str | None, order: Sequence[str]) -> int:
    if value is None or value == "":
        return UNKNOWN
    if value not in order:
        raise ValueError(f"unknown code {value!r}; known: {', '.join(order)}")
    return order.index(value)


def _province(value: str) -> int:
    # A place outside the six provinces (a border town of another country) is "not known here", not an error.
    return PROVINCES.index(value) if value in PROVINCES else UNKNOWN


def _scaled(value: float | None, scale: int) -> int:
    return UNKNOWN if value is None else round(value * scale)


def _degrees(value: float | None) -> int:
    return UNKNOWN_PLACE if value is None else round(value * 1_000_000)


def _flag(value: bool | None) -> int:
    return UNKNOWN if value is None else int(value)


Readers = Mapping[str, tuple[DTypeLike, Callable[[Any], int | float]]]


def _read_columns(rows: Sequence[Any], readers: Readers) -> dict[str, Array]:
    return {name: np.fromiter((read(row) for row in rows), dtype, count=len(rows)) for name, (dtype, read) in readers.items()}


_PLACE: Readers = {
    "tie_hash": (np.uint64, lambda row: hash_text(row.reference)),
    "province": (np.int8, lambda row: _province(row.place.province)),
    "district": (np.int64, lambda row: hash_district(row.place.province, row.place.district)),
    "latitude_e6": (np.int32, lambda row: _degrees(row.place.latitude)),
    "longitude_e6": (np.int32, lambda row: _degrees(row.place.longitude)),
    "licences": (np.uint16, lambda row: mask_of(row.licences, LICENCE_CODES)),
}

_CANDIDATE: Readers = {
    **_PLACE,
    "ban_duties": (np.uint32, lambda p: mask_of({ban.duty for ban in p.bans}, DUTY_CODES)),
    "health": (np.uint16, lambda p: UNKNOWN_HEALTH if p.health_limits is None else mask_of(p.health_limits, HEALTH_LIMITS)),
    "shifts": (np.uint8, lambda p: UNKNOWN_SHIFTS if p.shifts is None else mask_of(p.shifts, SHIFT_CODES)),
    "documents_missing": (np.uint8, lambda p: mask_of(p.documents_missing, DOCUMENT_CODES)),
    "education": (np.int8, lambda p: _code(p.education, EDUCATION_LEVELS)),
    "travel_limit": (np.int8, lambda p: _code(p.travel_limit, TRAVEL_LIMITS)),
    "consent": (np.int8, lambda p: _code(p.consent, CONSENT_CODES)),
    "readiness": (np.int8, lambda p: _code(p.readiness, READINESS_CODES)),
    "already_placed": (np.bool_, lambda p: p.already_placed),
    "housing_needed": (np.int8, lambda p: _flag(p.housing_needed)),
    "home_start": (np.int16, lambda p: UNKNOWN if p.home_hours is None else p.home_hours.start_minute % 1440),
    "home_end": (np.int16, lambda p: UNKNOWN if p.home_hours is None else p.home_hours.end_minute % 1440),
    "available_on": (np.int32, lambda p: day_of(p.available_on)),
    "documents_from": (np.int32, lambda p: day_of(p.documents_counted_from)),
    "minimum_pay_kopecks": (np.int32, lambda p: _scaled(p.minimum_pay_byn, 100)),
    "max_commute_m": (np.int32, lambda p: _scaled(p.max_commute_km, 1000)),
    "unread_limits": (np.uint8, lambda p: mask_of(p.unread_limits, LIMIT_KINDS)),
    "organisation": (np.int32, lambda p: UNKNOWN if p.organisation is None else p.organisation),
}

_VACANCY: Readers = {
    **_PLACE,
    "duties": (np.uint32, lambda v: mask_of(v.duties, DUTY_CODES)),
    "shifts": (np.uint8, lambda v: mask_of(v.shifts, SHIFT_CODES)),
    "documents": (np.uint8, lambda v: mask_of(v.documents, DOCUMENT_CODES)),
    "education": (np.int8, lambda v: _code(v.minimum_education, EDUCATION_LEVELS)),
    "minimum_grade": (np.int8, lambda v: UNKNOWN if v.minimum_grade is None else v.minimum_grade),
    "minimum_years": (np.float32, lambda v: v.minimum_years or 0.0),
    "pay_from_kopecks": (np.int32, lambda v: _scaled(v.pay_from_byn, 100)),
    "pay_to_kopecks": (np.int32, lambda v: _scaled(v.pay_to_byn, 100)),
    "starts_on": (np.int32, lambda v: day_of(v.starts_on)),
    "closes_on": (np.int32, lambda v: day_of(v.closes_on)),
    "is_open": (np.bool_, lambda v: v.status == "open"),
    "housing_provided": (np.bool_, lambda v: v.housing_provided),
    "transport_provided": (np.bool_, lambda v: v.transport_provided),
    "mentor_on_site": (np.bool_, lambda v: v.mentor_on_site),
    "pilot": (np.bool_, lambda v: v.pilot),
}
