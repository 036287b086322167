"""Vacancies with changes rank for a person as if read anew."""

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.index import VacancyIndex
from matcher.openings import Openings
from matcher.recommender import recommend_vacancies
from tests.matcher_world import AS_OF, PROFILES, RULES, SCORER, SPEC_LISTS, TAXONOMY

BOTH = {"scorer": SCORER, "rules": RULES, "as_of": AS_OF}


@settings(max_examples=60, deadline=None)
@given(SPEC_LISTS, SPEC_LISTS, PROFILES, st.data())
def test_openings_with_changes_rank_as_if_built_anew(before, changed, profile, data):
    removed = data.draw(st.lists(st.sampled_from([spec.reference for spec in before]), max_size=2)) if before else []
    away = {spec.reference for spec in changed} | set(removed)
    now = [spec for spec in before if spec.reference not in away] + changed
    openings = Openings.build(before, TAXONOMY).with_changes(changed, removed)
    found = openings.rank(profile, **BOTH, limit=5)
    expected = recommend_vacancies(profile, VacancyIndex.build(now, TAXONOMY), **BOTH, limit=5)
    assert found.ranked == expected.ranked
    assert sorted(found.excluded, key=lambda out: out.reference) == sorted(expected.excluded, key=lambda out: out.reference)
    assert (found.n_eligible, found.n_review, found.n_excluded) == (expected.n_eligible, expected.n_review, expected.n_excluded)
    assert sorted(spec.reference for spec in openings.specs) == sorted(spec.reference for spec in now)
