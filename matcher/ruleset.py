"""The parameters of the eligibility rules and of the soft gaps, as one checked value.

Here lives the form of fixtures/rules/rules.json. The rules themselves are in eligibility.py; no number of a rule stands anywhere else.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from matcher.types import DOCUMENT_CODES, DUTY_CODES, HEALTH_LIMITS, SHIFT_CODES

T = TypeVar("T")


class RuleSetError(ValueError):
    """The rules file says something that cannot be a rule; the message names the field and what is allowed."""


@dataclass(frozen=True, slots=True)
class HealthRule:
    """What of a job a health limit touches: any of these duties or any of these shifts."""

    duties: frozenset[str]
    shifts: frozenset[str]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Parameters of every rule, versioned.

    transport_provided_km: least commute limit (km) where the employer brings people to work.
    travel_*: minutes on the way = base + per km × max(km, least km); housing_minutes for somebody living in the employer's housing.
    closed_shifts: shifts that no home hours allow. health: per limit what it touches.
    lead_days: days from applying to holding a document. always_required: documents every job needs.
    """

    version: str
    transport_provided_km: float
    travel_base_minutes: float
    travel_minutes_per_km: float
    travel_least_km: float
    housing_minutes: float
    closed_shifts: frozenset[str]
    health: Mapping[str, HealthRule]
    always_required: frozenset[str]
    lead_days: Mapping[str, int]

    @classmethod
    def from_json(cls, text: str) -> "RuleSet":
        """Read a rules file. Raises RuleSetError with the field at fault."""
        try:
            raw = json.loads(text)
        except json.JSONDecodeError as error:
            raise RuleSetError(f"the rules file is not JSON: {error}") from error
        if not isinstance(raw, dict):
            raise RuleSetError("the rules file must be a JSON object")
        read = _Reader(raw)
        return cls(
            version=read.text("version"),
            transport_provided_km=read.number("commute", "transport_provided_km"),
            travel_base_minutes=read.number("travel", "base_minutes"),
            travel_minutes_per_km=read.number("travel", "minutes_per_km"),
            travel_least_km=read.number("travel", "least_km"),
            housing_minutes=read.number("travel", "housing_minutes"),
            closed_shifts=read.codes(SHIFT_CODES, "home_hours", "closed_shifts"),
            health=read.table(HEALTH_LIMITS, lambda limit: read.health_rule(limit), "health"),
            always_required=read.codes(DOCUMENT_CODES, "documents", "always_required"),
            lead_days=read.table(DOCUMENT_CODES, lambda code: int(read.number("documents", "lead_days", code)), "documents", "lead_days"),
        )

    def to_json(self) -> str:
        """Write the same form that `from_json` reads; keys sorted so that equal rules give equal text."""
        return json.dumps(
            {
                "version": self.version,
                "commute": {"transport_provided_km": self.transport_provided_km},
                "travel": {
                    "base_minutes": self.travel_base_minutes,
                    "minutes_per_km": self.travel_minutes_per_km,
                    "least_km": self.travel_least_km,
                    "housing_minutes": self.housing_minutes,
                },
                "home_hours": {"closed_shifts": sorted(self.closed_shifts)},
                "health": {limit: {"duties": sorted(r.duties), "shifts": sorted(r.shifts)} for limit, r in self.health.items()},
                "documents": {"always_required": sorted(self.always_required), "lead_days": dict(self.lead_days)},
            },
            ensure_ascii=False,
            sort_keys=True,
            indent=1,
        )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one JSON object by path; every complaint names the path."""

    raw: Mapping[str, Any]

    def at(self, *path: str) -> Any:
        """Return what stands at the path."""
        here: Any = self.raw
        for depth, key in enumerate(path, 1):
            if not isinstance(here, dict) or key not in here:
                raise RuleSetError(f"rules: {'.'.join(path[:depth])} is missing")
            here = here[key]
        return here

    def text(self, *path: str) -> str:
        """Return a text that is not empty."""
        value = self.at(*path)
        if not isinstance(value, str) or not value.strip():
            raise RuleSetError(f"rules: {'.'.join(path)} must be a text, got {value!r}")
        return value

    def number(self, *path: str) -> float:
        """Return a finite number that is not negative."""
        value = self.at(*path)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
            raise RuleSetError(f"rules: {'.'.join(path)} must be a number from 0 up, got {value!r}")
        return float(value)

    def codes(self, allowed: tuple[str, ...], *path: str) -> frozenset[str]:
        """Return a list of known codes as a set."""
        value = self.at(*path)
        if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
            raise RuleSetError(f"rules: {'.'.join(path)} must be a list of codes, got {value!r}")
        unknown = sorted(set(value) - set(allowed))
        if unknown:
            raise RuleSetError(f"rules: {'.'.join(path)} has unknown codes {', '.join(unknown)}; allowed: {', '.join(allowed)}")
        return frozenset(value)

    def table(self, allowed: tuple[str, ...], read: Callable[[str], T], *path: str) -> dict[str, T]:
        """Return one value per allowed code: none missing, none unknown."""
        value = self.at(*path)
        if not isinstance(value, dict) or set(value) != set(allowed):
            raise RuleSetError(f"rules: {'.'.join(path)} must have exactly the keys {', '.join(allowed)}")
        return {code: read(code) for code in allowed}

    def health_rule(self, limit: str) -> HealthRule:
        """Return what one health limit touches."""
        return HealthRule(self.codes(DUTY_CODES, "health", limit, "duties"), self.codes(SHIFT_CODES, "health", limit, "shifts"))
