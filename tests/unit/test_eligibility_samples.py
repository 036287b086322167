"""The rules against the pilot's hand judgments: who is excluded from the sample vacancies, and why."""

from pathlib import Path

import numpy as np
import pytest

from matcher.eligibility import judge
from matcher.index import CandidateIndex, VacancyIndex
from matcher.pairs import PairBlock
from matcher.ruleset import RuleSet
from matcher.taxonomy import Taxonomy
from matcher.verdicts import FAIL
from tests.sample_values import JUDGED_ON, JUDGMENTS, judgment, sample_candidates, sample_vacancies

pytestmark = pytest.mark.samples

RULES = RuleSet.from_json((Path(__file__).parents[2] / "fixtures" / "rules" / "rules.json").read_text(encoding="utf8"))
REFERENCES = sorted(path.stem for path in JUDGMENTS.glob("*.json"))


@pytest.fixture(scope="module")
def excluded():
    empty = Taxonomy.build([], [], [], [])
    vacancies, candidates = VacancyIndex.build(sample_vacancies(), empty), CandidateIndex.build(sample_candidates(), empty)
    verdicts = judge(PairBlock(vacancies, candidates, RULES, JUDGED_ON))
    found = {spec.reference: {} for spec in vacancies.specs}
    for (vacancy, candidate), reasons in verdicts.failures().items():
        found[vacancies.specs[vacancy].reference][candidates.profiles[candidate].reference] = [reason.code for reason in reasons]
    assert not verdicts.under_review.any()
    assert np.array_equal(verdicts.worst == FAIL, ~verdicts.eligible)
    return found


@pytest.mark.parametrize("reference", REFERENCES)
def test_exactly_the_judged_people_are_excluded_for_exactly_the_judged_reasons(excluded, reference):
    judged = {candidate: sorted(reasons) for candidate, reasons in judgment(reference)["excluded"].items()}
    assert {candidate: sorted(reasons) for candidate, reasons in excluded[reference].items()} == judged
