"""Blocks of imaginary people, of whom only some facts are given: over them the rules and features themselves are asked.

A class of equal facts is such a person; so is "somebody who covers 137 of 510 of what is asked and of whom nothing else is known". What a
rule or feature reads beyond the given facts is an AttributeError, never a guess.
"""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.index import VacancyIndex
from matcher.pairs import PairBlock
from matcher.relations import NearEntries, Needs, Relation
from matcher.ruleset import RuleSet

Array = NDArray[Any]


class Imagined(PairBlock):
    """One vacancy × n imaginary people.

    columns, leanings: facts by name, each of shape (n,). bans: their bans as a relation. practice: values of occupations held, and near:
    which of them are near (slots are people). covered: per kind of needs ("essential", "desirable") the sum of coverage in 255ths;
    wished: the nearest wish in 255ths. km: kilometres to work, else computed from the places. vacancy,
    calling: the vacancy's columns, shaped already, or those of them that may be read.
    """

    def __init__(
        self,
        vacancies: VacancyIndex,
        rules: RuleSet,
        as_of: date,
        n_people: int,
        *,
        columns: Mapping[str, Array] | None = None,
        leanings: Mapping[str, Array] | None = None,
        bans: Relation | None = None,
        practice: Mapping[str, Array] | None = None,
        near: NearEntries | None = None,
        covered: Mapping[str, Array] | None = None,
        wished: Array | None = None,
        km: Array | None = None,
        vacancy: Any = None,
        calling: Any = None,
    ) -> None:
        self.vacancies, self.rules, self.as_of = vacancies, rules, as_of
        if vacancy is not None:
            self.vacancy = vacancy
        if calling is not None:
            self.calling = calling
        self.shape = (1, n_people)
        self._computed: dict[Any, Any] = {}
        self._columns, self._leanings, self._covered = columns or {}, leanings or {}, covered or {}
        given = {"bans": bans, "occupations": None if practice is None else SimpleNamespace(values=practice)}
        self.candidates: Any = SimpleNamespace(**{name: value for name, value in given.items() if value is not None})
        if near is not None:
            self.near_occupations = near
        if wished is not None:
            self.wished = wished.reshape(1, -1)
        if km is not None:
            self.km = km.reshape(1, -1)

    def take(self, kept: Array) -> "Imagined":
        """These people alone, in this order, with columns and kilometres only."""
        if len(kept) == self.shape[1]:
            return self
        columns = {name: column[kept] for name, column in self._columns.items()}
        km = self.km[0, kept] if "km" in vars(self) else None
        return Imagined(self.vacancies, self.rules, self.as_of, len(kept), columns=columns, km=km, vacancy=self.vacancy)

    def best(self, needs: Needs, near: NearEntries, values: Array) -> Array:
        """As in any block; where person i holds entry i there is nothing to compare."""
        if near.is_identity:
            return np.concatenate([values, np.zeros(near.n_slots - len(values))]).reshape(1, -1)
        return super().best(needs, near, values)

    @cached_property
    def candidate(self) -> Any:
        """The given columns, shaped (1, n)."""
        return SimpleNamespace(**{name: column.reshape(1, -1) for name, column in self._columns.items()})

    @cached_property
    def leaning(self) -> Any:
        """The given leanings, shaped (1, n)."""
        return SimpleNamespace(**{name: column.reshape(1, -1) for name, column in self._leanings.items()})

    def covered(self, needs: Needs) -> Array:
        """The given sums of coverage."""
        kind = "essential" if needs is self.vacancies.essential else "desirable"
        return self._covered[kind].reshape(1, -1)


def identity(n_people: int, n_holders: int) -> NearEntries:
    """The first n_holders people hold one near occupation each, at similarity 1: entry i is person i's."""
    places = np.arange(n_holders)
    return NearEntries(places, np.ones(n_holders), places, n_people, is_identity=True)
