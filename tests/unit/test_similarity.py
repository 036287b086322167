"""How near the concepts of the pilot taxonomy are, held against hand judgments, and what holds for any taxonomy."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score

from matcher.taxonomy import Concept, Taxonomy, TaxonomyError
from matcher.types import ConceptKind
from services.pilot_taxonomy import PilotRows, read_pilot_taxonomy

ROOT = Path(__file__).resolve().parents[2]
GRADES = ("far", "related", "near")
with (ROOT / "tests/data/similar_pairs.csv").open(encoding="utf-8", newline="") as lines:
    JUDGED = list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def rows() -> PilotRows:
    return read_pilot_taxonomy(ROOT / "fixtures" / "taxonomy")


@pytest.fixture(scope="module")
def pilot(rows: PilotRows) -> Taxonomy:
    return rows.taxonomy()


def judged(pilot: Taxonomy, kind: ConceptKind, split: str) -> tuple[np.ndarray, np.ndarray]:
    pairs = [pair for pair in JUDGED if pair["kind"] == kind and pair["split"] == split]
    values = np.array([pilot.similarity(pair["required"], pair["held"]) for pair in pairs])
    return values, np.array([GRADES.index(pair["judgement"]) for pair in pairs])


@pytest.mark.parametrize("split", ["tuning", "held_out"])
@pytest.mark.parametrize("kind", list(ConceptKind))
def test_similarity_orders_pairs_as_a_person_does(pilot: Taxonomy, kind: ConceptKind, split: str) -> None:
    values, grades = judged(pilot, kind, split)
    assert spearmanr(values, grades).statistic >= 0.88
    for better, worse in ((2, 1), (1, 0)):
        both = np.isin(grades, (better, worse))
        assert roc_auc_score(grades[both] == better, values[both]) >= 0.9


@pytest.mark.parametrize(
    ("required", "held", "lowest", "highest"),
    [
        ("greenhouse_worker", "greenhouse_grower", 0.7, 0.9),
        ("greenhouse_grower", "greenhouse_worker", 0.7, 0.9),
        ("cook", "hot_section_cook", 0.9, 1),
        ("hot_section_cook", "sous_chef", 0.65, 0.9),
        ("welder", "mig_welder", 0.9, 1),
        ("mig_welder", "welder", 0.7, 1),
        ("dairy_milker", "herdsman", 0.25, 0.5),
        ("construction_carpenter", "joiner", 0.2, 0.7),
        ("welder", "plumber", 0, 0.3),
        ("shop_assistant", "welder", 0, 0.02),
        ("tools_welding_seller", "welder", 0, 0.05),
        ("welding", "weld_mma", 0.9, 1),
        ("weld_mma", "welding", 0.6, 0.8),
        ("weld_mma", "weld_tig", 0.4, 0.65),
        ("prepare_dough", "tend_bakery_oven", 0.1, 0.45),
        ("weld_mma", "cook_soups", 0, 0.02),
    ],
)
def test_known_pairs_lie_where_the_ranking_expects_them(pilot: Taxonomy, required: str, held: str, lowest: float, highest: float) -> None:
    assert lowest <= pilot.similarity(required, held) <= highest


def test_who_can_do_a_special_thing_serves_the_general_better_than_the_reverse(pilot: Taxonomy) -> None:
    for narrower, broader in (("weld_mma", "welding"), ("mens_haircut", "cut_hair")):
        assert pilot.similarity(broader, narrower) > pilot.similarity(narrower, broader)


def test_neighbours_are_the_nearest_of_all_pairs_of_the_kind(pilot: Taxonomy) -> None:
    for key in ("welder", "cook", "weld_mma", "milking", "bookkeeper"):
        others = [other for other in pilot.keys if pilot.kind_of(other) is pilot.kind_of(key)]
        slow = sorted((pilot.similarity(key, other) for other in others), reverse=True)[:20]
        found, values = pilot.neighbours(key)
        assert np.allclose(values, slow, atol=2e-6)
        assert np.allclose(values, [pilot.similarity(key, pilot.keys[row]) for row in found], atol=2e-6)


def test_many_pairs_at_once_are_the_same_pairs(pilot: Taxonomy) -> None:
    rng = np.random.default_rng(1)
    first, second = rng.integers(0, len(pilot.keys), (2, 300))
    slow = [pilot.similarity(pilot.keys[one], pilot.keys[other]) for one, other in zip(first, second, strict=True)]
    assert np.allclose(pilot.nearness.similarities(first, second), slow, atol=2e-6)


def test_an_occupation_s_own_skills_belong_to_it(pilot: Taxonomy) -> None:
    assert pilot.relatedness("welder", "weld_mma") == 1
    assert pilot.relatedness("welder", "weld_tig") == pytest.approx(0.85)
    assert pilot.relatedness("welder", "weld_resistance") > 0.5
    assert pilot.relatedness("welder", "cook_soups") < 0.1
    with pytest.raises(TaxonomyError, match="an occupation and a skill"):
        pilot.relatedness("weld_mma", "welder")


def test_relatedness_of_many_pairs_is_that_of_each(pilot: Taxonomy) -> None:
    skills = np.array([row for row, concept in enumerate(pilot.concepts) if concept.kind is ConceptKind.SKILL][::7])
    for occupation in ("welder", "dairy_milker"):
        told = pilot.nearness.relatedness(np.full(len(skills), pilot.row_of[occupation]), skills)
        assert np.allclose(told, [pilot.relatedness(occupation, pilot.keys[row]) for row in skills], atol=2e-6)


def test_hidden_skills_of_an_occupation_come_before_random_ones(rows: PilotRows) -> None:
    rng = np.random.default_rng(5)
    hidden, left = [], ([], [])
    for kept, pairs in zip(left, (rows.essential, rows.optional), strict=True):
        for pair in pairs:
            (hidden if rng.random() < 0.1 else kept).append(pair)
    blind = Taxonomy.build(rows.concepts, rows.broader, *left)
    known = {*rows.essential, *rows.optional}
    skills = [concept.key for concept in rows.concepts if concept.kind is ConceptKind.SKILL]
    strange = [pair for pair in ((occupation, skills[rng.integers(len(skills))]) for occupation, _ in hidden) if pair not in known]
    values = [blind.relatedness(*pair) for pair in (*hidden, *strange)]
    assert roc_auc_score([1] * len(hidden) + [0] * len(strange), values) >= 0.9


def test_the_same_taxonomy_gives_the_same_similarities_again(rows: PilotRows, pilot: Taxonomy) -> None:
    again = rows.taxonomy()
    for key in ("welder", "milking"):
        assert np.array_equal(again.neighbours(key)[0], pilot.neighbours(key)[0])
        assert np.array_equal(again.neighbours(key)[1], pilot.neighbours(key)[1])


@st.composite
def taxonomies(draw: st.DrawFn) -> Taxonomy:
    words = st.text("абвab -1", min_size=1, max_size=8).filter(lambda text: bool(text.strip()))
    codes = st.sampled_from([None, "7212", "7211", "72", "x", "9212"])
    skills = [f"s{n}" for n in range(draw(st.integers(0, 5)))]
    occupations = [f"o{n}" for n in range(draw(st.integers(0, 5)))]
    concepts = [Concept(key, ConceptKind.SKILL, None, None, {"ru": draw(words)}) for key in skills]
    concepts += [Concept(key, ConceptKind.OCCUPATION, None, draw(codes), {"ru": draw(words)}) for key in occupations]

    def pairs(first: list[str], second: list[str]) -> list[tuple[str, str]]:
        if not first or not second:
            return []
        return draw(st.lists(st.tuples(st.sampled_from(first), st.sampled_from(second)), max_size=8))

    broader = pairs(skills, skills) + pairs(occupations, occupations)
    return Taxonomy.build(concepts, broader, pairs(occupations, skills), pairs(occupations, skills))


@settings(max_examples=60, deadline=None)
@given(taxonomies())
def test_in_any_taxonomy_values_lie_between_zero_and_one_and_each_is_nearest_to_itself(taxonomy: Taxonomy) -> None:
    for key in taxonomy.keys:
        found, values = taxonomy.neighbours(key)
        assert found[0] == taxonomy.row_of[key]
        assert values[0] == 1
        assert (np.diff(values) <= 0).all()
        assert ((values >= 0) & (values <= 1)).all()
        assert len(set(found.tolist())) == len(found)
        for other in taxonomy.keys:
            assert 0 <= taxonomy.similarity(key, other) <= 1
            if taxonomy.kind_of(key) is ConceptKind.OCCUPATION and taxonomy.kind_of(other) is ConceptKind.SKILL:
                assert 0 <= taxonomy.relatedness(key, other) <= 1
                assert taxonomy.similarity(key, other) == 0
