"""In which order people lie in a snapshot: whoever a vacancy may reach lies together, so that it leaves whole stretches unread.

First those who are near everything, as nobody knows how far they would travel; then those who travel far; then all others. Within each,
people who live close together lie close together: along the Z-curve of the map (Morton, 1966), which needs no border and no list of places.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.columns import UNKNOWN, UNKNOWN_PLACE

Array = NDArray[Any]

FAR_M = 50_000
"""Metres of a commute above which somebody is near so much that they would be found in most stretches."""
_BITS = 16
"""Of each coordinate: cells of about 300 m by 400 m where we are."""
_MAP_E6 = 180_000_000
"""Millionths of a degree to either side of zero that the curve runs over, in both directions."""


def along_the_map(facts: Mapping[str, Array]) -> Array:
    """Return where people of these facts lie, int64, equal for equal facts of the reach: latitude_e6, longitude_e6, max_commute_m."""
    latitude, longitude, limit = (facts[name].astype(np.int64) for name in ("latitude_e6", "longitude_e6", "max_commute_m"))
    is_open = (latitude == UNKNOWN_PLACE) | (longitude == UNKNOWN_PLACE) | (limit == UNKNOWN)
    band = np.where(is_open, 0, np.where(limit > FAR_M, 1, 2))
    place: Array = band << 2 * _BITS | _spread(_cell(latitude)) << 1 | _spread(_cell(longitude))
    return place


def _cell(degrees_e6: Array) -> Array:
    cells: Array = (np.clip(degrees_e6 + _MAP_E6, 0, 2 * _MAP_E6 - 1) << _BITS) // (2 * _MAP_E6)
    return cells


def _spread(cells: Array) -> Array:
    """Put every bit of a number below 2^16 into every second place."""
    spread = np.zeros_like(cells)
    for bit in range(_BITS):
        spread |= (cells >> bit & 1) << 2 * bit
    return spread
