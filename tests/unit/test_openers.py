"""What would open the most vacancies is what trying every single gain and every pair one by one says."""

from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.condition_features import late_documents
from matcher.eligibility import judge
from matcher.explain import requirement_evidence
from matcher.gaps import SHOWN
from matcher.index import CandidateIndex, VacancyIndex
from matcher.openers import DOCUMENT, LICENCE, SKILL, Gain, find_lacking, find_openers
from matcher.pairs import PairBlock
from matcher.types import LICENCE_CODES, CandidateProfile, Requirement, SkillEvidence, VacancySpec
from tests.matcher_world import AS_OF, PROFILES, RULES, SPECS, TAXONOMY, job, person

MANY_SPECS = st.lists(SPECS, max_size=7, unique_by=lambda spec: spec.reference)
WILLING = PROFILES.map(
    lambda profile: replace(
        profile, bans=(), home_hours=None, travel_limit="none", health_limits=frozenset(), shifts=None, minimum_pay_byn=None,
        max_commute_km=None, consent="granted", readiness="ready", already_placed=False, available_on=None,
    )
)  # fmt: skip
"""Somebody whom hardly any rule but the licences keeps out: else most tries would open nothing."""


def with_gains(profile: CandidateProfile, gains: tuple[Gain, ...]) -> CandidateProfile:
    for gain in gains:
        if gain.kind == LICENCE:
            profile = replace(profile, licences=profile.licences | {gain.code})
        elif gain.kind == DOCUMENT:
            profile = replace(profile, documents_missing=profile.documents_missing - {gain.code})
        else:
            profile = replace(profile, skills=(*profile.skills, SkillEvidence(gain.code, "learned")))
    return profile


def standing(index: VacancyIndex, profile: CandidateProfile) -> dict[str, tuple[bool, bool]]:
    """Vacancy → (eligible, complete) for a person, by the rules and the explanations themselves."""
    block = PairBlock(index, CandidateIndex.build([profile], TAXONOMY), RULES, AS_OF)
    eligible, late = judge(block).eligible[:, 0], late_documents(block)[:, 0]
    found = {}
    for row, spec in enumerate(index.specs):
        evidence = () if block.calling.entry_level[row, 0] else requirement_evidence(block, (row, 0))
        shown = all(one.coverage >= SHOWN for one in evidence if one.requirement.essential and one.understood)
        in_time = spec.starts_on is None or int(late[row]) == 0
        found[spec.reference] = (bool(eligible[row]), bool(eligible[row]) and shown and in_time)
    return found


def tried(index: VacancyIndex, profile: CandidateProfile, gains: tuple[Gain, ...]) -> tuple[set[str], set[str]]:
    """References that the gains open, and those of them that are complete then."""
    opened, complete = set(), set()
    before, after = standing(index, profile), standing(index, with_gains(profile, gains))
    for reference, (eligible, whole) in after.items():
        if eligible and (not before[reference][0] or (whole and not before[reference][1])):
            opened.add(reference)
            if whole:
                complete.add(reference)
    return opened, complete


def openers(specs: list[VacancySpec], profile: CandidateProfile, limit: int):
    block = PairBlock(VacancyIndex.build(specs, TAXONOMY), CandidateIndex.build([profile], TAXONOMY), RULES, AS_OF)
    return find_openers(find_lacking(block), limit)


def all_gains(index: VacancyIndex, profile: CandidateProfile) -> list[Gain]:
    open_to_drivers = standing(index, replace(profile, licences=frozenset(LICENCE_CODES)))
    specs = [spec for spec in index.specs if open_to_drivers[spec.reference][0]]
    skills = {key for spec in specs for asked in spec.requirements if asked.essential for key in asked.concepts if key in TAXONOMY.row_of}
    licences = {code for spec in specs for code in spec.licences} | {LICENCE_CODES[0]}
    papers = {code for spec in specs for code in spec.documents} | RULES.always_required
    named = [(LICENCE, licences), (DOCUMENT, papers), (SKILL, skills)]
    return sorted(Gain(kind, code) for kind, codes in named for code in codes)


@settings(max_examples=25, deadline=None)
@given(MANY_SPECS, PROFILES | WILLING)
def test_single_gains_open_what_trying_each_opens(specs, profile):
    found, _ = openers(specs, profile, 1_000)
    told = {one.gains: (set(one.opened), set(one.complete)) for one in found}
    index = VacancyIndex.build(specs, TAXONOMY)
    expected = {(gain,): tried(index, profile, (gain,)) for gain in all_gains(index, profile)}
    assert told == {gains: opened for gains, opened in expected.items() if opened[0]}


@settings(max_examples=10, deadline=None)
@given(MANY_SPECS, WILLING, st.integers(1, 6))
def test_the_best_pairs_are_the_best_of_all_pairs(specs, profile, limit):
    index = VacancyIndex.build(specs, TAXONOMY)
    _, found = openers(specs, profile, limit)
    alone = {gain: _value(tried(index, profile, (gain,))) for gain in all_gains(index, profile)}
    worth = {}
    for pair in combinations(all_gains(index, profile), 2):
        opened = tried(index, profile, pair)
        if _value(opened) > max(alone[pair[0]], alone[pair[1]]):
            worth[pair] = opened
    best = sorted(worth, key=lambda pair: ([-n for n in _value(worth[pair])], pair))[:limit]
    assert [one.gains for one in found] == best
    assert [(set(one.opened), set(one.complete)) for one in found] == [worth[pair] for pair in best]


def _value(opened: tuple[set[str], set[str]]) -> tuple[int, int]:
    return len(opened[1]), len(opened[0])


def test_a_licence_opens_what_a_rule_kept_shut_and_a_skill_what_lacked_it_last():
    arc, drawings = Requirement("дуговая", ("weld_arc",)), Requirement("чертежи", ("drawings",))
    specs = [
        job("V-DRIVE", licences=frozenset({"C"})),
        job("V-BOTH", licences=frozenset({"C"}), requirements=(arc,)),
        job("V-WELD", requirements=(arc,), occupations=("welder",)),
        job("V-TWO", requirements=(arc, drawings), occupations=("welder",)),
        job("V-PAPER", requirements=(), documents=frozenset({"education_proof"}), starts_on=AS_OF),
        job("V-POOR", requirements=(arc,), pay_from_byn=500.0, pay_to_byn=600.0),
    ]
    singles, pairs = openers(specs, person(documents_missing=frozenset({"education_proof"})), 3)
    told = {one.gains[0].code: (one.opened, one.complete) for one in singles}
    assert told == {
        "C": (("V-DRIVE", "V-BOTH"), {"V-DRIVE"}),
        "weld_arc": (("V-WELD",), {"V-WELD"}),
        "education_proof": (("V-PAPER",), {"V-PAPER"}),
    }
    assert [gain.code for gain in pairs[0].gains] == ["C", "weld_arc"]
    assert pairs[0].complete == {"V-DRIVE", "V-BOTH", "V-WELD"}


def test_nothing_to_gain_where_nothing_is_lacking():
    assert openers([job()], person(), 5) == ((), ())
    assert openers([], person(), 5) == ((), ())
