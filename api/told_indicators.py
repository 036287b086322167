"""The indicators as the API and the command line tell them: lists of groups, null for what is not known. No number is made here."""

from dataclasses import asdict
from typing import Any

from services.indicators import UNKNOWN, Indicators


def told_indicators(found: Indicators) -> dict[str, Any]:
    """What the page tells: not the towns to find one's way by, which are of its map, nor of how many people days to work are known."""
    whole: dict[str, Any] = {name: getattr(found, name) for name in found.__dataclass_fields__ if name != "landmarks"}
    return whole | {
        "breakdowns": [
            {"by": one.by, "groups": [{"group": _known(group), "counts": dict(counts)} for group, counts in one.rows.items()]}
            for one in found.breakdowns
        ],
        "towns": [asdict(town) | {"latitude": round(town.latitude, 2), "longitude": round(town.longitude, 2)} for town in found.towns],
        "demand": [asdict(row) | {"group": _known(row.group)} for row in found.demand],
    }


def _known(group: str) -> str | None:
    return None if group == UNKNOWN else group
