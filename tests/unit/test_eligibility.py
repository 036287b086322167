"""The eligibility rules against a slow oracle, and the cases that people argue about."""

from datetime import date

import pytest
from hypothesis import given, settings

from matcher.eligibility import RULES as TABLE
from matcher.eligibility import judge
from matcher.index import CandidateIndex, VacancyIndex
from matcher.pairs import PairBlock
from matcher.types import DUTY_CODES, HEALTH_LIMITS, LICENCE_CODES, Ban, HomeHours, Outcome, WorkHours
from tests import oracles
from tests.matcher_world import (
    AS_OF,
    DOBRUSH,
    GRODNO,
    PROFILE_LISTS,
    RECHITSA,
    RULES,
    SPEC_LISTS,
    TAXONOMY,
    UNKNOWN_COORDINATES,
    job,
    person,
)


def verdicts_of(specs, profiles):
    return judge(PairBlock(VacancyIndex.build(specs, TAXONOMY), CandidateIndex.build(profiles, TAXONOMY), RULES, AS_OF))


def reasons_of(spec, profile):
    return {reason.code: reason for reason in verdicts_of([spec], [profile]).all_reasons(0, 0) if reason.outcome is not Outcome.PASS}


@settings(max_examples=150, deadline=None)
@given(SPEC_LISTS, PROFILE_LISTS)
def test_every_rule_says_what_the_oracle_says(specs, profiles):
    verdicts = verdicts_of(specs, profiles)
    failures = verdicts.failures()
    for v, spec in enumerate(specs):
        for c, profile in enumerate(profiles):
            said = {reason.code: str(reason.outcome) for reason in verdicts.all_reasons(v, c) if reason.outcome is not Outcome.PASS}
            expected = oracles.rule_outcomes(spec, profile, RULES, AS_OF)
            assert said == expected
            failing = [code for code, outcome in expected.items() if outcome == "fail"]
            assert verdicts.eligible[v, c] == (not failing)
            assert verdicts.under_review[v, c] == (not failing and bool(expected))
            assert sorted(reason.code for reason in failures.get((v, c), [])) == sorted(failing)


def test_the_table_has_one_line_per_ban_licence_and_health_limit():
    codes = [rule.code for rule in TABLE]
    assert len(codes) == len(set(codes)) == 11 + len(DUTY_CODES) + len(LICENCE_CODES) + len(HEALTH_LIMITS)
    assert all(rule.reads for rule in TABLE)


def test_a_ban_counts_on_its_last_day_and_not_on_the_next():
    person_under_ban = person(bans=(Ban("heights", date(2026, 12, 7)),))
    reason = reasons_of(job(duties=frozenset({"heights"})), person_under_ban)["ban:heights"]
    assert (reason.outcome, reason.passes_from, reason.remedy) == (Outcome.FAIL, date(2026, 12, 8), "wait_until")
    assert reason.parameters == {"duty": "heights", "until": "2026-12-07"}
    assert not reasons_of(job(duties=frozenset({"heights"}), starts_on=date(2026, 12, 8)), person_under_ban)


def test_a_ban_without_end_asks_the_employer_and_the_longest_of_several_counts():
    bans = (Ban("heights", date(2020, 1, 1)), Ban("heights", None), Ban("weapons", date(2030, 1, 1)))
    reason = reasons_of(job(duties=frozenset({"heights"})), person(bans=bans))["ban:heights"]
    assert (reason.passes_from, reason.remedy) == (None, "employer_changes_duty")


def test_a_ban_on_a_duty_the_job_does_not_have_is_neither_applied_nor_told():
    verdicts = verdicts_of([job(duties=frozenset({"dust"}))], [person(bans=(Ban("weapons", None),), health_limits=frozenset({"no_cold"}))])
    codes = {reason.code for reason in verdicts.all_reasons(0, 0)}
    assert "ban:weapons" not in codes
    assert "health:no_cold" not in codes
    assert {"ban:dust", "health:no_dust"} <= codes


def test_what_a_passing_rule_tells_depends_on_the_vacancy_alone():
    spec = job(duties=frozenset({"dust", "heights"}), licences=frozenset({"C"}))
    free, bound = person(licences=frozenset({"C"})), person("GOM-2", licences=frozenset({"C"}), bans=(Ban("weapons", None),))
    verdicts = verdicts_of([spec], [free, bound])
    assert verdicts.all_reasons(0, 0) == verdicts.all_reasons(0, 1)


@pytest.mark.parametrize(
    ("home", "hours", "outcome"),
    [
        (HomeHours(1320, 360), WorkHours(480, 1020), None),
        (HomeHours(1320, 360), WorkHours(379, 900), "fail"),  # leaves at 05:59 and a half
        (HomeHours(1320, 360), WorkHours(380, 900), None),
        (HomeHours(1320, 360), WorkHours(900, 1301), "fail"),
        (HomeHours(1320, 360), WorkHours(900, 1300), None),
        (HomeHours(1380, 300), WorkHours(900, 1360), None),
        (HomeHours(1380, 300), WorkHours(320, 900), None),
        (HomeHours(1260, 420), WorkHours(420, 900), "fail"),
        (HomeHours(1260, 420), WorkHours(480, 1230), None),
        (HomeHours(1320, 360), WorkHours(1200, 1800), "fail"),
        (HomeHours(60, 300), WorkHours(900, 1460), None),  # shift until 00:20, home by 00:40
        (HomeHours(60, 300), WorkHours(900, 1490), "fail"),
    ],
)
def test_home_hours_hold_for_other_windows_and_shifts_past_midnight(home, hours, outcome):
    found = reasons_of(job(hours=(hours,)), person(home_hours=home))
    assert (str(found["home_hours"].outcome) if found else None) == outcome


@pytest.mark.parametrize("shift", ["night", "rotating", "rotation_away"])
def test_night_and_rotation_do_not_go_with_home_hours_whatever_the_clock_says(shift):
    found = reasons_of(job(shifts=frozenset({shift})), person(home_hours=HomeHours(1320, 360)))
    assert found["home_hours"].outcome is Outcome.FAIL
    assert found["home_hours"].parameters["shifts"] == shift


def test_unreadable_hours_are_for_a_human_only_when_home_hours_need_them():
    spec = job(hours=())
    assert reasons_of(spec, person(home_hours=HomeHours(1320, 360)))["home_hours"].outcome is Outcome.REVIEW
    assert not reasons_of(spec, person())


def test_who_moves_into_the_employers_housing_is_not_too_far_away():
    spec = job(place=RECHITSA, housing_provided=True)
    assert not reasons_of(spec, person(housing_needed=True))
    assert reasons_of(spec, person(housing_needed=None))["commute"].outcome is Outcome.REVIEW
    assert reasons_of(spec, person(housing_needed=False))["commute"].outcome is Outcome.FAIL


def test_the_employers_bus_reaches_thirty_kilometres():
    near = person(place=DOBRUSH, max_commute_km=5.0)
    assert reasons_of(job(), near)["commute"].parameters == {"km": 23.8, "limit_km": 5.0}
    assert not reasons_of(job(transport_provided=True), near)
    assert reasons_of(job(transport_provided=True, place=RECHITSA), person(max_commute_km=5.0))["commute"].parameters["limit_km"] == 30.0


def test_housing_does_not_lift_a_travel_limit():
    bound = person(travel_limit="district", housing_needed=True)
    reason = reasons_of(job(place=DOBRUSH, housing_provided=True), bound)["travel_limit"]
    assert (reason.outcome, reason.remedy) == (Outcome.FAIL, "ask_supervision")
    assert not reasons_of(job(place=GRODNO, housing_provided=True), person(housing_needed=True))


def test_unknown_facts_never_pass_in_silence():
    unknown = person(
        shifts=None, available_on=None, place=UNKNOWN_COORDINATES, health_limits=None, minimum_pay_byn=None, readiness=None, consent=""
    )
    found = reasons_of(job(duties=frozenset({"cold"})), unknown)
    assert {reason.outcome for reason in found.values()} == {Outcome.REVIEW}
    assert set(found) == {
        "shift", "not_available_by_start", "commute", "health:no_cold", "pay_below_minimum", "readiness_declined", "consent_withheld",
    }  # fmt: skip


def test_a_failing_rule_wins_over_a_review():
    verdicts = verdicts_of([job()], [person(shifts=None, consent="withheld")])
    assert not verdicts.eligible[0, 0]
    assert not verdicts.under_review[0, 0]


def test_no_pairs_give_no_verdicts():
    assert verdicts_of([], [person()]).worst.shape == (0, 1)
    assert verdicts_of([job()], []).failures() == {}
