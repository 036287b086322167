"""Which parameters of two rule sets, or of two scorers, differ: names by path and values, for whoever puts them into words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from matcher.ruleset import RuleSet
from matcher.scorer import Scorer

Value = float | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedParameter:
    """One parameter that differs. path: as the file names it, "travel.base_minutes"; of a feature "grade.weight".

    before, after: a number, a text, or codes in the order of the alphabet.
    """

    path: str
    before: Value
    after: Value


def changed_rules(before: RuleSet, after: RuleSet) -> tuple[ChangedParameter, ...]:
    """What differs between two rule sets, in the order of the file; the name of the version aside."""
    return _changed(dict(_of_rules(before)), dict(_of_rules(after)))


def changed_weights(before: Scorer, after: Scorer) -> tuple[ChangedParameter, ...]:
    """What differs between two scorers, in the order of the features; the name of the version aside."""
    return _changed(dict(_of_scorer(before)), dict(_of_scorer(after)))


def _changed(before: Mapping[str, Value], after: Mapping[str, Value]) -> tuple[ChangedParameter, ...]:
    return tuple(ChangedParameter(path, before[path], after[path]) for path in before if before[path] != after[path])


def _of_rules(rules: RuleSet) -> Iterator[tuple[str, Value]]:
    yield "commute.transport_provided_km", rules.transport_provided_km
    yield "travel.base_minutes", rules.travel_base_minutes
    yield "travel.minutes_per_km", rules.travel_minutes_per_km
    yield "travel.least_km", rules.travel_least_km
    yield "travel.housing_minutes", rules.housing_minutes
    yield "home_hours.closed_shifts", tuple(sorted(rules.closed_shifts))
    for limit, touched in rules.health.items():
        yield f"health.{limit}.duties", tuple(sorted(touched.duties))
        yield f"health.{limit}.shifts", tuple(sorted(touched.shifts))
    yield "documents.always_required", tuple(sorted(rules.always_required))
    for document, days in rules.lead_days.items():
        yield f"documents.lead_days.{document}", float(days)


def _of_scorer(scorer: Scorer) -> Iterator[tuple[str, Value]]:
    yield "prior", scorer.prior
    yield "calibration.slope", scorer.calibration[0]
    yield "calibration.intercept", scorer.calibration[1]
    for name, one in scorer.weights.items():
        yield f"{name}.weight", one.weight
        yield f"{name}.baseline", one.baseline
        yield f"{name}.reason", one.reason
