"""What trades and skills there are to hold and to ask for: the taxonomy as arrays to draw from, and the places by population.

Trades and skills are numbered from 0 in the order of the taxonomy's keys, so that the same taxonomy gives the same world.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.attitudes import ATTITUDES
from matcher.taxonomy import Taxonomy
from matcher.types import ConceptKind
from models.codes import LANGUAGES
from services.places import Places
from services.simulation import recipe
from services.simulation.chance import TRADES, generator

Array = NDArray[Any]

N_SKILLS_OF_TRADE, N_NEAR = 24, 8
"""Most essential and optional skills of a trade, and most neighbours of a concept, that are drawn from."""


@dataclass(frozen=True)
class Lore:
    """essential, optional: (n_trades, N_SKILLS_OF_TRADE), −1 where there are fewer; near_trades, near_skills: (n, N_NEAR), nearest first,
    itself where there are fewer. popularity: shares of the trades, cumulated; common: skills in order of how many trades name them.
    trade_keys, skill_keys: objects; trade_labels, skill_labels: objects of shape (n_languages, n), languages in the order of LANGUAGES.
    """

    trade_keys: Array
    skill_keys: Array
    trade_labels: Array
    skill_labels: Array
    isco: tuple[str, ...]
    popularity: Array
    essential: Array
    optional: Array
    near_trades: Array
    near_skills: Array
    common: Array

    @classmethod
    def build(cls, taxonomy: Taxonomy, seed: int) -> "Lore":
        """Read a taxonomy. Raises ValueError when it has no occupation, or fewer skills than a person may have."""
        trades = sorted(c.key for c in taxonomy.concepts if c.kind is ConceptKind.OCCUPATION)
        skills = sorted(c.key for c in taxonomy.concepts if c.kind is ConceptKind.SKILL and c.key not in ATTITUDES)
        if not trades or len(skills) < recipe.SKILLS_TO:
            raise ValueError(f"the taxonomy has {len(trades)} occupations and {len(skills)} skills")
        skill_of = {key: row for row, key in enumerate(skills)}
        order = generator(seed, TRADES).permutation(len(trades))
        popularity = np.empty(len(trades))
        popularity[order] = 1.0 / np.arange(1, len(trades) + 1) ** recipe.ZIPF
        named = np.array([len(taxonomy.occupations_of(key)) for key in skills])
        return cls(
            trade_keys=np.array(trades, object),
            skill_keys=np.array(skills, object),
            trade_labels=_labels(taxonomy, trades),
            skill_labels=_labels(taxonomy, skills),
            isco=tuple(taxonomy.concept(key).isco or "" for key in trades),
            popularity=np.cumsum(popularity),
            essential=_padded([_rows(taxonomy.essential_skills(key), skill_of) for key in trades], N_SKILLS_OF_TRADE),
            optional=_padded([_rows(taxonomy.optional_skills(key), skill_of) for key in trades], N_SKILLS_OF_TRADE),
            near_trades=_near(taxonomy, trades),
            near_skills=_near(taxonomy, skills),
            common=np.argsort(-named, kind="stable"),
        )

    def starting_with(self, prefixes: tuple[str, ...]) -> Array:
        """Which trades have an ISCO-08 code that begins with one of these, bool (n_trades,)."""
        return np.array([code.startswith(prefixes) for code in self.isco], bool)

    def shares(self, table: Sequence[tuple[str, Mapping[str, float]]], names: Sequence[str]) -> Array:
        """The share of each name for each trade by the prefixes of a table: (n_trades, n_names)."""
        found = np.zeros((len(self.isco), len(names)))
        for prefix, told in table:
            fits = self.starting_with((prefix,))
            for name, share in told.items():
                place = names.index(name)
                found[fits, place] = np.maximum(found[fits, place], share)
        return found


def _labels(taxonomy: Taxonomy, keys: Sequence[str]) -> Array:
    return np.array([[taxonomy.label(key, language) for key in keys] for language in LANGUAGES], object)


def _rows(keys: Sequence[str], row_of: Mapping[str, int]) -> list[int]:
    return [row_of[key] for key in keys if key in row_of]


def _padded(lists: Sequence[Sequence[int]], width: int) -> Array:
    found = np.full((len(lists), width), -1, np.int32)
    for row, one in enumerate(lists):
        found[row, : len(one)] = one[:width]
    return found


def _near(taxonomy: Taxonomy, keys: Sequence[str]) -> Array:
    row_of = {taxonomy.row_of[key]: row for row, key in enumerate(keys)}
    found = np.repeat(np.arange(len(keys), dtype=np.int32)[:, None], N_NEAR, axis=1)
    for row, key in enumerate(keys):
        near = [row_of[other] for other in taxonomy.neighbours(key)[0].tolist() if other in row_of and row_of[other] != row][:N_NEAR]
        found[row, : len(near)] = near
    return found


@dataclass(frozen=True)
class Map:
    """Places as columns; ends: inhabitants, cumulated."""

    ends: Array
    province: Array
    district: Array
    town: Array
    latitude: Array
    longitude: Array

    @classmethod
    def build(cls, places: Places) -> "Map":
        """Every place of the gazetteer, in its order."""
        inhabitants = np.array([place.population or recipe.LEAST_INHABITANTS for place in places.places], float)

        def column(name: str) -> Array:
            return np.array([getattr(place, name) for place in places.places], object)

        ends = np.cumsum(inhabitants)
        return cls(ends, column("province"), column("district"), column("name_ru"), column("latitude"), column("longitude"))

    def columns(self, at: Array) -> dict[str, Array]:
        """The columns of a record for the places at these rows."""
        return {name: getattr(self, name)[at] for name in ("province", "district", "town", "latitude", "longitude")}
