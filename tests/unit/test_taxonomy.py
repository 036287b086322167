"""Concepts, their relations, and how near they are to each other."""

import numpy as np
import pytest

from matcher.taxonomy import Concept, Taxonomy, TaxonomyError
from matcher.types import ConceptKind


def skill(key: str, *labels: str) -> Concept:
    return Concept(key, ConceptKind.SKILL, None, None, {"ru": labels[0] if labels else key}, tuple(("ru", label) for label in labels[1:]))


def occupation(key: str, isco: str, *labels: str) -> Concept:
    return Concept(key, ConceptKind.OCCUPATION, None, isco, {"ru": labels[0] if labels else key, "en": key}, ())


CONCEPTS = [
    skill("welding", "сварка"), skill("mig", "сварка полуавтоматом"), skill("tig", "сварка аргоном"), skill("drawings", "чтение чертежей"),
    skill("dough", "замес теста"), skill("oven", "выпечка хлеба"), skill("hygiene", "гигиена"), skill("thin_mig", "сварка тонкого листа"),
    occupation("welder", "7212", "сварщик"), occupation("mig_welder", "7212", "полуавтоматчик"), occupation("baker", "7512", "пекарь"),
    occupation("pastry_cook", "7512", "кондитер"), occupation("fitter", "7214", "сборщик"),
]  # fmt: skip
BROADER = [("mig", "welding"), ("tig", "welding"), ("thin_mig", "mig"), ("mig_welder", "welder")]
ESSENTIAL = [
    ("welder", "welding"), ("welder", "drawings"), ("mig_welder", "mig"), ("mig_welder", "drawings"), ("fitter", "drawings"),
    ("baker", "dough"), ("baker", "oven"), ("pastry_cook", "dough"), ("baker", "hygiene"), ("pastry_cook", "hygiene"),
]  # fmt: skip
OPTIONAL = [("fitter", "mig"), ("welder", "mig")]


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return Taxonomy.build(CONCEPTS, BROADER, ESSENTIAL, OPTIONAL)


def test_relations_are_read_both_ways(taxonomy: Taxonomy) -> None:
    assert taxonomy.essential_skills("welder") == ("welding", "drawings")
    assert taxonomy.optional_skills("welder") == ("mig",)
    assert taxonomy.broader("mig") == ("welding",)
    assert taxonomy.narrower("welding") == ("mig", "tig")
    assert set(taxonomy.occupations_of("mig")) == {"mig_welder", "fitter", "welder"}
    assert taxonomy.kind_of("baker") is ConceptKind.OCCUPATION


def test_a_label_falls_back_to_another_language(taxonomy: Taxonomy) -> None:
    assert taxonomy.label("welder", "en") == "welder"
    assert taxonomy.label("welder", "be") == "сварщик"


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_concept_is_itself(taxonomy: Taxonomy, concept: Concept) -> None:
    assert taxonomy.similarity(concept.key, concept.key) == 1


def test_all_similarities_lie_between_zero_and_one(taxonomy: Taxonomy) -> None:
    values = [taxonomy.similarity(one, other) for one in taxonomy.keys for other in taxonomy.keys]
    assert min(values) >= 0
    assert max(values) <= 1


def test_narrower_serves_better_than_broader_and_both_better_than_a_sibling(taxonomy: Taxonomy) -> None:
    narrower, broader = taxonomy.similarity("welding", "mig"), taxonomy.similarity("mig", "welding")
    assert narrower >= 0.95
    assert 0.6 <= broader <= 0.85
    assert taxonomy.similarity("mig", "tig") < broader
    assert 0.4 <= taxonomy.similarity("mig", "tig") <= 0.7
    assert taxonomy.similarity("welding", "thin_mig") < narrower


def test_skills_of_the_same_occupation_are_nearer_than_strangers(taxonomy: Taxonomy) -> None:
    assert taxonomy.similarity("dough", "oven") > taxonomy.similarity("dough", "drawings") == 0
    assert taxonomy.similarity("dough", "oven") <= 0.5


def test_occupations_of_a_unit_group_are_nearer_than_of_a_minor_group(taxonomy: Taxonomy) -> None:
    assert taxonomy.similarity("baker", "pastry_cook") > taxonomy.similarity("welder", "fitter") > taxonomy.similarity("welder", "baker")


def test_a_skill_and_an_occupation_are_not_alike(taxonomy: Taxonomy) -> None:
    assert taxonomy.similarity("welder", "welding") == 0


@pytest.mark.parametrize("concept", CONCEPTS)
def test_neighbours_are_the_best_of_all_pairs(taxonomy: Taxonomy, concept: Concept) -> None:
    rows, values = taxonomy.neighbours(concept.key)
    assert rows.dtype == np.int32
    assert values.dtype == np.float32
    assert taxonomy.keys[rows[0]] == concept.key
    assert values[0] == 1
    slow = sorted((taxonomy.similarity(concept.key, key) for key in taxonomy.keys if key != concept.key), reverse=True)
    told = [value for value in slow if value > 0.1][:19]
    assert np.allclose(sorted(values[1:], reverse=True)[: len(told)], told, atol=1e-5)


def test_the_version_is_the_content(taxonomy: Taxonomy) -> None:
    assert Taxonomy.build(CONCEPTS, BROADER, ESSENTIAL, OPTIONAL).version == taxonomy.version
    assert Taxonomy.build(CONCEPTS, BROADER[1:], ESSENTIAL, OPTIONAL).version != taxonomy.version


def test_dangling_and_double_keys_are_refused() -> None:
    with pytest.raises(TaxonomyError, match="unknown concepts: nowhere"):
        Taxonomy.build(CONCEPTS, [("mig", "nowhere")], [], [])
    with pytest.raises(TaxonomyError, match="twice: welding"):
        Taxonomy.build([*CONCEPTS, CONCEPTS[0]], [], [], [])
    with pytest.raises(TaxonomyError, match="without a label"):
        Taxonomy.build([Concept("x", ConceptKind.SKILL, None, None, {"ru": " "})], [], [], [])
