"""Free text becomes accepted, suggested or unresolved concepts of the pilot taxonomy."""

import csv
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.judgement import Judgement
from matcher.labelbook import plain
from matcher.resolve import Resolver
from matcher.resolver_files import StaleResolverError, open_resolver, save_resolver
from matcher.segment import segment
from matcher.taxonomy import Taxonomy
from matcher.text import clean
from matcher.types import ConceptKind, Decision

ROOT = Path(__file__).parents[2]
SKILL, OCCUPATION = ConceptKind.SKILL, ConceptKind.OCCUPATION
MESSY = st.text(alphabet="абвгдежзийклмнопрстуфхцчшщъыьэюяіўabcdefxyz0123456789 .,;:/()-'\"\n\u200b🙂", max_size=80)


def test_every_label_resolves_to_its_own_concept(taxonomy: Taxonomy, resolver: Resolver) -> None:
    owners: dict[tuple[ConceptKind, str], set[str]] = defaultdict(set)
    for concept in taxonomy.concepts:
        for _, label in concept.labels():
            owners[concept.kind, plain(clean(label))].add(concept.key)
    for kind in ConceptKind:
        labels = [(label, concept.key) for concept in taxonomy.concepts if concept.kind is kind for _, label in concept.labels()]
        answers = resolver.resolve_many([label for label, _ in labels], kind)
        for answer, (label, key) in zip(answers, labels, strict=True):
            if owners[kind, plain(clean(label))] == {key}:
                assert (answer.concept, answer.decision) == (key, Decision.ACCEPTED), label
            else:
                assert key in {alternative.concept for alternative in answer.alternatives} or answer.decision is Decision.ACCEPTED, label


@pytest.mark.parametrize(
    ("text", "kind", "concept"),
    [
        ("варю полуавтоматом", SKILL, "weld_mig_mag"), ("доил аппаратом", SKILL, "milk_cows_machine"),
        ("умею класть плитку", SKILL, "tiling"),
        ("cdfhobr", OCCUPATION, "welder"), ("svarshchik", OCCUPATION, "welder"), ("cвapщик", OCCUPATION, "welder"),
        ("зваршчык 4 разр.", OCCUPATION, "welder"), ("bricklayr", OCCUPATION, "bricklayer"),
        ("работал сварщиком 10 лет", OCCUPATION, "welder"),
        ("Продавец сварочного оборудования", OCCUPATION, "tools_welding_seller"), ("водитель С", OCCUPATION, "truck_driver"),
        ("shveya", OCCUPATION, "sewing_machine_operator"), ("чертежи читаю", SKILL, "read_technical_drawings"),
    ],
)  # fmt: skip
def test_what_people_write_is_understood(resolver: Resolver, text: str, kind: ConceptKind, concept: str) -> None:
    assert resolver.resolve(text, kind).concept == concept


@pytest.mark.parametrize(
    "text", ["asdfgh", "ыыыы", "играю в футбол", "", "   ", "🙂🙂", ".....", "123456", "слушаю музыку", "\u202e\u200f"]
)
def test_nonsense_and_pastimes_stay_unresolved(resolver: Resolver, text: str) -> None:
    answer = resolver.resolve(text, SKILL)
    assert answer.decision is Decision.UNRESOLVED
    assert answer.concept is None


@pytest.mark.parametrize(
    ("text", "concept"),
    [("сварщиком", "welder"), ("сварщиками", "welder"), ("водителем", "driver")],
)
def test_a_label_in_another_case_is_accepted_for_its_owner(resolver: Resolver, text: str, concept: str) -> None:
    answer = resolver.resolve(text, OCCUPATION)
    assert (answer.concept, answer.decision) == (concept, Decision.ACCEPTED)


@pytest.mark.parametrize("text", ["тест", "тест тест", "парк"])
def test_a_short_word_that_only_shares_a_stem_is_never_accepted(resolver: Resolver, text: str) -> None:
    assert resolver.resolve(text, SKILL).decision is not Decision.ACCEPTED


def test_grades_and_licences_are_returned(resolver: Resolver) -> None:
    assert resolver.resolve("электрогазосварщик 5 разряда", OCCUPATION).grade == 5
    assert resolver.resolve("права кат. В,С", SKILL).licences == ("B", "C")


def test_a_reviewed_alias_wins(resolver: Resolver) -> None:
    taught = resolver.with_aliases({(SKILL, "Жму на Гашетку!"): "weld_mma", (SKILL, "болгарка"): "sharpen_tools"})
    assert taught.resolve("жму на гашетку", SKILL).concept == "weld_mma"
    assert taught.resolve("Болгарка", SKILL).concept == "sharpen_tools"
    assert taught.resolve("болгарка", SKILL).decision is Decision.ACCEPTED
    assert resolver.resolve("болгарка", SKILL).concept == "use_angle_grinder"


@given(st.sampled_from(["сварщик ручной дуговой", "кладу печи", "ёлочная резка", "чищу коровник", "мою полы", "собираю мебель"]), st.data())
@settings(max_examples=30, deadline=None)
def test_case_yo_and_blanks_change_nothing(resolver: Resolver, text: str, data: st.DataObject) -> None:
    changed = "".join(letter.upper() if data.draw(st.booleans()) else letter for letter in text).replace(
        " ", data.draw(st.sampled_from([" ", "  ", "\t "]))
    )
    one, two = resolver.resolve(text, SKILL), resolver.resolve(changed.replace("Ё", "Е").replace("ё", "е"), SKILL)
    assert (one.decision, one.alternatives) == (two.decision, two.alternatives)


@given(MESSY)
@settings(max_examples=80, deadline=None)
def test_any_text_gets_an_answer(resolver: Resolver, text: str) -> None:
    for kind in ConceptKind:
        answer = resolver.resolve(text, kind)
        assert 0 <= answer.probability <= 1
        probabilities = [alternative.probability for alternative in answer.alternatives]
        assert probabilities == sorted(probabilities, reverse=True)
        assert len(probabilities) <= 5
        assert (answer.concept is None) == (answer.decision is Decision.UNRESOLVED)


def test_batches_give_what_single_texts_give(resolver: Resolver) -> None:
    texts = ["варил трубы", "укладка керамогранита", "слесарка", "мастит смотрю", "zzzz", "столешницу запиливаю"]
    for text, answer in zip(texts, resolver.resolve_many(texts, SKILL), strict=True):
        alone = resolver.resolve(text, SKILL)
        assert [a.concept for a in alone.alternatives] == [a.concept for a in answer.alternatives]
        assert alone.probability == pytest.approx(answer.probability, abs=1e-4)


@pytest.mark.parametrize(
    "text",
    [
        "сварка " * 1500,
        "а" * 10_000,
        "\x00" * 10_000,
        "🙂" * 10_000,
        "q[w]e;r'" * 1250,
        "4 разряд, кат. В " * 600,
        "сл. по рем. " * 800,
        "rabotal svarshchikom " * 500,
    ],
)  # fmt: skip
def test_a_whole_story_in_the_field_takes_bounded_time(resolver: Resolver, text: str) -> None:
    resolver.resolve("разминка", SKILL)
    start = time.process_time()
    resolver.resolve(text, SKILL)
    assert time.process_time() - start < 0.2


def test_a_list_without_separators_is_cut_where_labels_end(resolver: Resolver) -> None:
    assert segment(resolver, "касса выкладка приемка товара инвентаризация", SKILL) == [
        "касса",
        "выкладка",
        "приемка товара",
        "инвентаризация",
    ]
    assert segment(resolver, "чтение чертежей", SKILL) == ["чтение чертежей"]


def test_a_saved_resolver_answers_the_same(resolver: Resolver, taxonomy: Taxonomy, tmp_path: Path) -> None:
    save_resolver(resolver, tmp_path, taxonomy.version)
    opened = open_resolver(tmp_path, taxonomy.version)
    for kind in ConceptKind:
        texts = ["варю полуавтоматом хорошо", "кладчик кирпича", "zzz", "поклейка"]
        assert opened.resolve_many(texts, kind) == resolver.resolve_many(texts, kind)
    with pytest.raises(StaleResolverError, match="not of taxonomy other"):
        open_resolver(tmp_path, "other")
    with pytest.raises(StaleResolverError, match="no saved resolver"):
        open_resolver(tmp_path / "nothing", taxonomy.version)


def test_learned_weights_travel_as_json() -> None:
    judgement = Judgement.by_hand()
    assert np.array_equal(Judgement.from_json(judgement.to_json()).pair_weights, judgement.pair_weights)
    with pytest.raises(ValueError, match="another set of features"):
        Judgement.from_json({"pair": [1.0], "final": [1.0]})


def test_a_tiny_taxonomy_works_without_training(taxonomy: Taxonomy) -> None:
    concepts = [taxonomy.concept(key) for key in ("welder", "cook")]
    tiny = Resolver.build(Taxonomy.build(concepts, [], [], []))
    assert tiny.resolve("сварщик", OCCUPATION).concept == "welder"
    assert tiny.resolve("сварщик", SKILL).decision is Decision.UNRESOLVED


@pytest.mark.parametrize(
    ("name", "best", "accepted_right", "kept_unresolved"), [("resolution", 0.96, 0.99, 0.93), ("resolution_fresh", 0.89, 0.96, 0.93)]
)
def test_the_held_out_texts_reach_their_figures(
    resolver: Resolver, name: str, best: float, accepted_right: float, kept_unresolved: float
) -> None:
    with (ROOT / f"tests/data/{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["split"] == "held_out"]
    right, known, accepted, wrong, kept, unknown = 0, 0, 0, 0, 0, 0
    for kind in ConceptKind:
        asked = [row for row in rows if row["kind"] == kind.value]
        for row, answer in zip(asked, resolver.resolve_many([row["text"] for row in asked], kind), strict=True):
            expected = {key.strip() for key in row["expected"].split("|") if key.strip()}
            unknown += not expected
            kept += not expected and answer.decision is Decision.UNRESOLVED
            known += bool(expected)
            right += bool(answer.alternatives) and answer.alternatives[0].concept in expected
            accepted += answer.decision is Decision.ACCEPTED
            wrong += answer.decision is Decision.ACCEPTED and answer.concept not in expected
    assert right / known >= best
    assert 1 - wrong / accepted >= accepted_right
    assert kept / unknown >= kept_unresolved


@pytest.mark.parametrize("text", ["шить не умею", "не умею готовить", "нет опыта вождения", "не шью", "брат сварщик", "варыць не ўмею"])
def test_what_somebody_cannot_do_is_no_skill(resolver: Resolver, text: str) -> None:
    assert resolver.resolve(text, SKILL).decision is Decision.UNRESOLVED


@pytest.mark.parametrize(
    ("text", "concept"), [("не пью", "no_bad_habits"), ("не боюсь высоты", "work_at_height"), ("не конфликтный", "resolve_conflicts")]
)
def test_a_denial_that_is_a_label_stays_one(resolver: Resolver, text: str, concept: str) -> None:
    assert resolver.resolve(text, SKILL).concept == concept


@pytest.mark.parametrize(
    ("text", "licences"), [("водила С, Е", ("C", "CE")), ("водитель с личным авто", ()), ("открыты В, С, D", ("B", "C", "D"))]
)
def test_licences_stand_beside_their_words_only(resolver: Resolver, text: str, licences: tuple[str, ...]) -> None:
    assert resolver.resolve(text, OCCUPATION).licences == licences
