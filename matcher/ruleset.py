"""The parameters of the eligibility rules and of the soft gaps, as one checked value.

Here lives the form of fixtures/rules/rules.json. The rules themselves are in eligibility.py; no number of a rule stands anywhere else.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from matcher.reviewed_file import FileError, Reader, read_object
from matcher.types import DOCUMENT_CODES, DUTY_CODES, HEALTH_LIMITS, SHIFT_CODES

MOST = 10_000
"""Kilometres or minutes that a rule may say: beyond any of the country."""
MOST_DAYS = 3_650
"""Days that a paper may take."""


class RuleSetError(FileError):
    """The rules file says something that cannot be a rule; the message names the field and what is allowed."""

    noun = "rules"


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
        read = Reader(read_object(text, RuleSetError), RuleSetError)
        return cls(
            version=read.text("version"),
            transport_provided_km=read.number(0, MOST, "commute", "transport_provided_km"),
            travel_base_minutes=read.number(0, MOST, "travel", "base_minutes"),
            travel_minutes_per_km=read.number(0, MOST, "travel", "minutes_per_km"),
            travel_least_km=read.number(0, MOST, "travel", "least_km"),
            housing_minutes=read.number(0, MOST, "travel", "housing_minutes"),
            closed_shifts=read.codes(SHIFT_CODES, "home_hours", "closed_shifts"),
            health=read.table(HEALTH_LIMITS, lambda limit: _health_rule(read, limit), "health"),
            always_required=read.codes(DOCUMENT_CODES, "documents", "always_required"),
            lead_days=read.table(
                DOCUMENT_CODES, lambda one: read.whole(0, MOST_DAYS, "documents", "lead_days", one), "documents", "lead_days"
            ),
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


def _health_rule(read: Reader, limit: str) -> HealthRule:
    """What one health limit touches."""
    return HealthRule(read.codes(DUTY_CODES, "health", limit, "duties"), read.codes(SHIFT_CODES, "health", limit, "shifts"))


def _days(read: Reader, document: str) -> int:
    return read.whole(0, MOST_DAYS, "documents", "lead_days", document)
