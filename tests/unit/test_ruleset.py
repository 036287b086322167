"""The rules file: it comes back the same, and a wrong one says which field is wrong."""

import json

import pytest

from matcher.ruleset import RuleSet, RuleSetError
from tests.matcher_world import FIXTURES, RULES


def test_json_comes_back_the_same():
    assert RuleSet.from_json(RULES.to_json()) == RULES


def test_the_shipped_numbers_are_the_rubrics():
    assert (RULES.travel_base_minutes, RULES.travel_minutes_per_km, RULES.travel_least_km, RULES.housing_minutes) == (15, 1.5, 3, 15)
    assert RULES.transport_provided_km == 30
    assert RULES.lead_days == {"passport": 30, "military_record": 30, "education_proof": 21, "medical_certificate": 14, "work_book": 7}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda raw: raw.pop("version"), "version is missing"),
        (lambda raw: raw.update(version=" "), "version must be a text"),
        (lambda raw: raw["travel"].pop("least_km"), "travel.least_km is missing"),
        (lambda raw: raw["travel"].update(least_km=-3), "travel.least_km must be a number"),
        (lambda raw: raw["travel"].update(least_km=True), "travel.least_km must be a number"),
        (lambda raw: raw["home_hours"].update(closed_shifts=["dawn"]), "unknown codes dawn"),
        (lambda raw: raw["home_hours"].update(closed_shifts="night"), "must be a list"),
        (lambda raw: raw["health"].pop("no_dust"), "must have exactly the keys"),
        (lambda raw: raw["health"]["no_dust"].update(duties=["flying"]), "health.no_dust.duties has unknown codes"),
        (lambda raw: raw["documents"]["lead_days"].update(visa=3), "documents.lead_days must have exactly"),
        (lambda raw: raw.update(documents=[]), "documents.always_required is missing"),
    ],
)
def test_a_wrong_file_names_its_field(change, said):
    raw = json.loads((FIXTURES / "rules.json").read_text(encoding="utf8"))
    change(raw)
    with pytest.raises(RuleSetError, match=said):
        RuleSet.from_json(json.dumps(raw))


@pytest.mark.parametrize("text", ["{", "[]", "3"])
def test_text_that_is_no_rules_file_is_refused(text):
    with pytest.raises(RuleSetError):
        RuleSet.from_json(text)
