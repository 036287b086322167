"""The indexes: built once, cut and changed without a trace of how they came about."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.eligibility import judge
from matcher.features import compute_features
from matcher.index import CandidateIndex, VacancyIndex
from matcher.pairs import PairBlock
from matcher.taxonomy import Taxonomy
from tests.matcher_world import AS_OF, PROFILE_LISTS, RULES, SPEC_LISTS, TAXONOMY, job, person


def assert_same(first, second):
    """Equal references, columns and concept tables, row by row."""
    assert type(first) is type(second)
    for field in fields(first):
        if field.name in ("graph", "profiles", "specs"):
            continue
        _assert_same_part(getattr(first, field.name), getattr(second, field.name), field.name)


def _assert_same_part(one, other, name):
    if isinstance(one, np.ndarray):
        # A padded window column beyond the last window means nothing.
        width = min(one.shape[-1], other.shape[-1]) if one.ndim > 1 else None
        assert np.array_equal(one[..., :width], other[..., :width], equal_nan=one.dtype.kind == "f"), name
    elif isinstance(one, dict):
        assert one.keys() == other.keys()
        for key in one:
            _assert_same_part(one[key], other[key], f"{name}.{key}")
    else:
        for field in fields(one):
            _assert_same_part(getattr(one, field.name), getattr(other, field.name), f"{name}.{field.name}")


@settings(max_examples=60, deadline=None)
@given(PROFILE_LISTS, st.data())
def test_an_index_with_changes_equals_one_built_anew(profiles, data):
    index = CandidateIndex.build(profiles, TAXONOMY)
    changed = data.draw(PROFILE_LISTS)
    removed = data.draw(st.lists(st.sampled_from([profile.reference for profile in profiles]), max_size=2)) if profiles else []
    gone = {profile.reference for profile in changed} | set(removed)
    expected = [profile for profile in profiles if profile.reference not in gone] + changed
    found = index.with_changes(changed, removed)
    assert found.profiles == tuple(expected)
    assert_same(found, CandidateIndex.build(expected, TAXONOMY))
    assert index.profiles == tuple(profiles)


@settings(max_examples=60, deadline=None)
@given(SPEC_LISTS, SPEC_LISTS)
def test_a_vacancy_index_with_changes_equals_one_built_anew(specs, changed):
    gone = {spec.reference for spec in changed}
    expected = [spec for spec in specs if spec.reference not in gone] + changed
    assert_same(VacancyIndex.build(specs, TAXONOMY).with_changes(changed), VacancyIndex.build(expected, TAXONOMY))


@settings(max_examples=40, deadline=None)
@given(SPEC_LISTS, PROFILE_LISTS)
def test_a_pair_is_judged_and_measured_alike_in_every_block(specs, profiles):
    whole = PairBlock(VacancyIndex.build(specs, TAXONOMY), CandidateIndex.build(profiles, TAXONOMY), RULES, AS_OF)
    values, worst = compute_features(whole), judge(whole).worst
    for v, spec in enumerate(specs):
        for c, profile in enumerate(profiles):
            cell = PairBlock(VacancyIndex.build([spec], TAXONOMY), CandidateIndex.build([profile], TAXONOMY), RULES, AS_OF)
            assert np.array_equal(compute_features(cell)[:, 0, 0], values[:, v, c], equal_nan=True)
            assert judge(cell).worst[0, 0] == worst[v, c]


def test_a_reference_may_come_once():
    with pytest.raises(ValueError, match="'GOM-1' comes twice"):
        CandidateIndex.build([person(), person()], TAXONOMY)


def test_an_unknown_code_is_named():
    with pytest.raises(ValueError, match="unknown code 'flying'"):
        VacancyIndex.build([job(duties=frozenset({"flying"}))], TAXONOMY)


def test_indexes_of_different_taxonomies_do_not_mix():
    other = CandidateIndex.build([person("GOM-2")], Taxonomy.build([], [], [], []))
    with pytest.raises(ValueError, match="different taxonomies"):
        CandidateIndex.build([person()], TAXONOMY).joined(other)
    with pytest.raises(ValueError, match="different taxonomies"):
        PairBlock(VacancyIndex.build([job()], TAXONOMY), other, RULES, AS_OF)
