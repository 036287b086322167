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
        (lambda raw: raw["documents"]["lead_days"].update(passport=7.5), "documents.lead_days.passport must be a whole number"),
        (lambda raw: raw["documents"]["lead_days"].update(passport=1e300), "documents.lead_days.passport must be a number from 0 to 3650"),
        (lambda raw: raw["travel"].update(base_minutes=10**400), "got a very large number"),
        (lambda raw: raw.update(version="x" * 3000), "version must be a text of 1 to"),
    ],
)
def test_a_wrong_file_names_its_field(change, said):
    raw = json.loads((FIXTURES / "rules.json").read_text(encoding="utf8"))
    change(raw)
    with pytest.raises(RuleSetError, match=said):
        RuleSet.from_json(json.dumps(raw))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "not_json"),
        ("[]", "not_object"),
        ("3", "not_object"),
        ("[" * 50_000, "too_deep"),
        (" " * 100_001, "too_large"),
        ('{"version": "1", "version": "2"}', "repeated"),
        ('{"version": NaN}', "constant"),
        ('{"version": ' + "1" * 5000 + "}", "number_too_long"),
        ('{"version": "\\u0000"}', "unstorable"),
        ('{"version": "\\ud800"}', "unstorable"),
    ],
)
def test_text_that_is_no_rules_file_is_refused(text, code):
    with pytest.raises(RuleSetError) as refused:
        RuleSet.from_json(text)
    assert (refused.value.code, refused.value.where) == (code, "version" if code == "repeated" else "")


def test_a_fault_of_the_form_says_in_which_line():
    with pytest.raises(RuleSetError) as refused:
        RuleSet.from_json('{\n "version": "x",\n "travel" 3}')
    assert refused.value.parameters == {"line": 3, "column": 11}
