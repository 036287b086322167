"""An invented crowd of any size as arrays, with an invented taxonomy of 14,000 concepts: what the ranking benchmarks rank.

Not a simulated country (that is `kladka simulate`): only the shape that decides how fast a ranking is. Skills by Zipf's law over the
concepts, 4 to 20 each; trades that stand for skills; places by population; limits, dates, pay and shifts about as in the sample data.
The same size and seed give the same crowd.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.candidate_table import BanEntries, CandidateTable, OccupationEntries, SharingEntries, SkillEntries, WishEntries
from matcher.columns import NO_END, UNKNOWN, UNKNOWN_DAY, CandidateColumns
from matcher.snapshot.aspects import PLACE
from matcher.text_column import TextColumn
from matcher.types import DUTY_CODES, SHIFT_CODES, CandidateProfile, Point, Requirement, VacancySpec, WorkHours
from services.places import Places
from services.settings import FIXTURES_FOLDER

Array = NDArray[Any]

DAY = date(2026, 11, 22)
N_CONCEPTS, N_OCCUPATIONS, N_NEAR, N_ESSENTIAL = 14_000, 3_000, 20, 6
REQUIREMENTS = 8
N_ORGANISATIONS = 200


@dataclass(frozen=True)
class InventedTaxonomy:
    """Concepts by number: the first N_OCCUPATIONS are trades, the rest skills; each has up to 19 near ones of its kind.

    popular: which are near is drawn as skills are, so that what many hold is near to much; else every concept is as likely. With the former
    a vacancy's 160 or so concepts are held 13 million times by a million people, with the latter 1.2 million times.
    """

    seed: int = 1
    popular: bool = True

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple(f"c{row}" for row in range(N_CONCEPTS))

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        return {key: row for row, key in enumerate(self.keys)}

    @property
    def version(self) -> str:
        return f"invented-{self.seed}-{'popular' if self.popular else 'any'}"

    @cached_property
    def _near(self) -> tuple[Array, Array]:
        draw = np.random.default_rng(self.seed)
        near = np.concatenate([self._drawn(draw, 0, N_OCCUPATIONS), self._drawn(draw, N_OCCUPATIONS, N_CONCEPTS)])
        near[:, 0] = np.arange(N_CONCEPTS)
        similarity = np.sort(draw.uniform(0.15, 0.95, near.shape), axis=1)[:, ::-1].copy()
        similarity[:, 0] = 1.0
        return near.astype(np.int32), np.round(similarity, 4).astype(np.float32)

    def _drawn(self, draw: np.random.Generator, low: int, high: int) -> Array:
        shape = (high - low, N_NEAR)
        return zipf(draw, shape[0] * shape[1], low, high).reshape(shape) if self.popular else draw.integers(low, high, shape)

    @cached_property
    def _essential(self) -> Array:
        return np.random.default_rng(self.seed + 1).integers(N_OCCUPATIONS, N_CONCEPTS, (N_OCCUPATIONS, N_ESSENTIAL))

    def neighbours(self, key: str) -> tuple[Array, Array]:
        near, similarity = self._near
        return near[self.row_of[key]], similarity[self.row_of[key]]

    def similarity(self, required: str, held: str) -> float:
        return float(self.similarities(np.array([self.row_of[required]]), np.array([self.row_of[held]]))[0])

    def similarities(self, required_rows: Array, held_rows: Array) -> Array:
        near, similarity = self._near
        return np.where(near[required_rows] == held_rows[:, None], similarity[required_rows], 0).max(axis=1, initial=0)

    def essential_skills(self, occupation_key: str) -> tuple[str, ...]:
        row = self.row_of[occupation_key]
        return tuple(self.keys[skill] for skill in self._essential[row]) if row < N_OCCUPATIONS else ()

    def concept(self, key: str) -> Any:
        row = self.row_of[key]
        return SimpleNamespace(isco=str(1000 + row * 7 % 9000) if row < N_OCCUPATIONS else None)


def zipf(draw: np.random.Generator, n: int, low: int, high: int) -> Array:
    """Draw n numbers from low to high, the k-th most popular 1/k as often as the first; which one is popular is mixed up."""
    weights = np.cumsum(1.0 / np.arange(1, high - low + 1))
    popular = np.random.default_rng(high).permutation(high - low)
    return popular[np.searchsorted(weights, draw.random(n) * weights[-1])].astype(np.int32) + low


@dataclass(frozen=True)
class Spots:
    """Places to live by population."""

    places: tuple[Point, ...]
    share: Array

    @classmethod
    def load(cls) -> "Spots":
        places = Places.load(FIXTURES_FOLDER / "places").places
        weights = np.array([max(place.population or 0, 300) for place in places], np.float64)
        return cls(tuple(place.point for place in places), weights / weights.sum())


def crowd(n: int, spots: Spots, seed: int = 7, *, roaming: bool = False) -> CandidateTable:
    """Invent n people. roaming: everybody would go anywhere, so that no place keeps anybody out."""
    draw = np.random.default_rng(seed)
    n_skills, n_trades, n_wishes = draw.integers(4, 21, n), draw.integers(0, 4, n), draw.integers(0, 3, n)
    people = np.arange(n, dtype=np.int32)
    skilled, traded, wishing = (np.repeat(people, counts) for counts in (n_skills, n_trades, n_wishes))
    banned = people[draw.random(n) < 0.14]
    forever = draw.random(len(banned)) < 0.3
    references = TextColumn.of_bytes([b"P-%08d" % number for number in range(n)])
    years = draw.integers(0, 61, len(traded)) / 2
    return CandidateTable(
        columns=_columns(draw, n, spots, references, roaming),
        references=references,
        skills=SkillEntries(skilled, zipf(draw, len(skilled), N_OCCUPATIONS, N_CONCEPTS), draw.integers(20, 101, len(skilled)) / 100),
        occupations=OccupationEntries(
            traded,
            zipf(draw, len(traded), 0, N_OCCUPATIONS),
            np.where(draw.random(len(traded)) < 0.15, np.nan, years),
            draw.integers(1995, 2027, len(traded)).astype(np.int16),
            np.where(draw.random(len(traded)) < 0.5, -1, draw.integers(2, 7, len(traded))).astype(np.int8),
            draw.random(len(traded)) < 0.3,
            draw.integers(90, 101, len(traded)) / 100,
        ),
        wishes=WishEntries(
            wishing,
            np.where(draw.random(len(wishing)) < 0.2, -1, zipf(draw, len(wishing), 0, N_OCCUPATIONS)).astype(np.int32),
            draw.random(len(wishing)) < 0.1,
            np.zeros(len(wishing), bool),
            draw.integers(90, 101, len(wishing)) / 100,
        ),
        bans=BanEntries(
            banned,
            draw.integers(0, len(DUTY_CODES), len(banned)).astype(np.int8),
            np.where(forever, NO_END, DAY.toordinal() + draw.integers(-200, 1500, len(banned))).astype(np.int32),
        ),
        sharing=SharingEntries(np.empty(0, np.int32), np.empty(0, np.int32)),
    )


def _columns(draw: np.random.Generator, n: int, spots: Spots, references: TextColumn, roaming: bool) -> CandidateColumns:
    at = draw.choice(len(spots.places), n, p=spots.share)
    place = CandidateColumns.build([CandidateProfile("", point) for point in spots.places])
    home = draw.random(n) < 0.2
    day = DAY.toordinal()

    def bits(count: int, chance: float, dtype: Any) -> Array:
        return ((draw.random((n, count)) < chance) << np.arange(count)).sum(axis=1).astype(dtype)

    def one_of(*values: float, p: tuple[float, ...] | None = None) -> Array:
        return draw.choice(np.array(values), n, p=p)

    return CandidateColumns(
        tie_hash=references.hashes(),
        **{name: getattr(place, name)[at] for name in PLACE},
        licences=bits(8, 0.1, np.uint16),
        ban_duties=np.zeros(n, np.uint32),
        health=np.where(draw.random(n) < 0.04, 1 << 15, np.where(draw.random(n) < 0.25, bits(9, 0.15, np.uint16), 0)).astype(np.uint16),
        shifts=np.where(draw.random(n) < 0.05, 1 << 7, bits(len(SHIFT_CODES), 0.6, np.uint8) | 1).astype(np.uint8),
        documents_missing=bits(5, 0.15, np.uint8),
        education=one_of(-1, 0, 1, 2, 3, 4).astype(np.int8),
        travel_limit=one_of(0, 1, 2, p=(0.85, 0.1, 0.05)).astype(np.int8),
        consent=one_of(0, 1, 2, p=(0.9, 0.05, 0.05)).astype(np.int8),
        readiness=one_of(0, 1, 2, 3, UNKNOWN, p=(0.6, 0.2, 0.1, 0.05, 0.05)).astype(np.int8),
        already_placed=draw.random(n) < 0.1,
        housing_needed=one_of(0, 1, UNKNOWN, p=(0.7, 0.25, 0.05)).astype(np.int8),
        home_start=np.where(home, one_of(1260, 1320, 1380), UNKNOWN).astype(np.int16),
        home_end=np.where(home, one_of(300, 360, 420), UNKNOWN).astype(np.int16),
        available_on=np.where(draw.random(n) < 0.05, UNKNOWN_DAY, day + draw.integers(-120, 120, n)).astype(np.int32),
        documents_from=np.where(draw.random(n) < 0.8, UNKNOWN_DAY, day + draw.integers(0, 120, n)).astype(np.int32),
        minimum_pay_kopecks=np.where(draw.random(n) < 0.05, UNKNOWN, draw.integers(8, 25, n) * 10_000).astype(np.int32),
        max_commute_m=np.where(
            roaming, 2_000_000, one_of(10_000, 15_000, 20_000, 30_000, 50_000, 100_000, UNKNOWN, p=(0.2, 0.2, 0.2, 0.2, 0.1, 0.07, 0.03))
        ).astype(np.int32),
        unread_limits=np.where(draw.random(n) < 0.02, 1, 0).astype(np.uint8),
        organisation=draw.integers(1, N_ORGANISATIONS + 1, n).astype(np.int32),
    )


def post(number: int, spots: Spots) -> VacancySpec:
    """Invent a vacancy of 8 requirements."""
    draw = np.random.default_rng(10_000 + number)
    place = spots.places[int(draw.choice(len(spots.places), p=spots.share))]
    skills = zipf(draw, REQUIREMENTS + 2, N_OCCUPATIONS, N_CONCEPTS)
    asked = tuple(Requirement(f"r{nth}", (f"c{skill}",), essential=nth < REQUIREMENTS) for nth, skill in enumerate(skills.tolist()))
    duties = draw.choice(DUTY_CODES, 2, replace=False).tolist()
    return VacancySpec(
        reference=f"V-{number}",
        title="work",
        place=place,
        occupations=(f"c{int(zipf(draw, 1, 0, N_OCCUPATIONS)[0])}",),
        requirements=asked,
        minimum_grade=int(draw.integers(2, 6)),
        minimum_years=float(draw.integers(0, 4)),
        duties=frozenset(duties),
        shifts=frozenset({"day"}),
        hours=(WorkHours(480, 1020),),
        pay_from_byn=1500.0,
        pay_to_byn=2600.0,
        starts_on=date.fromordinal(DAY.toordinal() + 30),
        housing_provided=bool(draw.random() < 0.1),
        mentor_on_site=bool(draw.random() < 0.5),
    )
