"""Everyday words, abbreviations, other spellings, and phrases that mean no work."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.everyday_words import reworded
from matcher.labelbook import LabelBook, plain
from matcher.meaningless import is_meaningless, phrases_without_meaning
from matcher.readings import tells_no_work, tells_only_time
from matcher.resolve import Resolver
from matcher.shortened import labels_shortened_to, labels_within
from matcher.stems import stem
from matcher.text import clean
from matcher.translit import from_lacinka
from matcher.types import ConceptKind, Decision

SKILL, OCCUPATION = ConceptKind.SKILL, ConceptKind.OCCUPATION


@pytest.fixture(scope="module")
def book() -> LabelBook:
    return LabelBook.build(
        ["repair", "milker", "bricklayer"],
        [[("ремонтирую велосипеды", True)], [("оператор машинного доения", True)], [("каменщик", True), ("кладка кирпича", False)]],
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("чиню велики", "ремонтирую велосипед"), ("полы драю", "пол мою"), ("гатую дома", "готовлю дома"), ("обойщица", "обойщик")],
)
def test_everyday_words_stand_for_the_words_of_the_taxonomy(typed: str, meant: str) -> None:
    found = reworded(typed, lambda root: root == stem("обойщик"))
    assert found is not None
    assert found.words == meant


def test_light_words_fall_away_and_that_is_told() -> None:
    found = reworded("всю жизнь чиню велики", lambda root: True)
    assert found is not None
    assert (found.words, found.is_shorter) == ("ремонтирую велосипед", True)
    assert reworded("каменщик", lambda root: True) is None


@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщъыьэюяіўabcxyz0123456789 ", max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_words_can_be_reworded(text: str) -> None:
    found = reworded(plain(clean(text)), lambda root: len(root) % 2 == 0)
    assert found is None or found.words


def test_labels_are_known_by_their_beginnings(book: LabelBook) -> None:
    assert labels_shortened_to(book, "опер. маш. доения") == (1,)
    assert labels_shortened_to(book, "опер. доения") == ()
    assert labels_shortened_to(book, "оператор машинного доения") == ()


def test_labels_inside_a_longer_text_are_found_in_its_order(book: LabelBook) -> None:
    found = labels_within(book, "двадцать лет каменщиком потом ремонтирую велосипеды")
    assert [row for row, _ in found] == [2, 0]
    assert 0 < sum(share for _, share in found) <= 1


@pytest.mark.parametrize(("latin", "cyrillic"), [("kiroŭca hruzavika", "кіроўца грузавіка"), ("pracuju dajarkaj", "працую даяркай")])
def test_lacinka_is_read(latin: str, cyrillic: str) -> None:
    assert from_lacinka(latin) == cyrillic


@pytest.mark.parametrize("text", ["сын сварщик", "ул. Ленина 5", "80291234567", "щшгнщшг"])
def test_relatives_addresses_telephones_and_noise_are_no_work(text: str) -> None:
    assert tells_no_work(plain(clean(text)))


def test_caring_for_a_relative_is_work() -> None:
    assert not tells_no_work("ухаживал за отцом")


def test_a_length_of_time_is_no_work() -> None:
    assert tells_only_time("5 мес")
    assert not tells_only_time("5 мешков")


def test_a_label_is_never_a_phrase_without_meaning() -> None:
    every = phrases_without_meaning(set())
    assert all(is_meaningless(group) for group in every)
    assert "Минск" in every["~place"]
    assert "Минск" not in phrases_without_meaning({"минск"})["~place"]


@pytest.mark.parametrize(
    "text",
    ["женат, двое детей", "снимаю квартиру", "грыжа позвоночника", "скоро освобождаюсь", "Светлогорск", "dzień dobry"],
)
def test_a_life_is_no_skill(resolver: Resolver, text: str) -> None:
    answer = resolver.resolve(text, SKILL)
    assert answer.decision is Decision.UNRESOLVED
    assert not any(is_meaningless(a.concept) for a in answer.alternatives)


@pytest.mark.parametrize("text", ["стоматолог", "прокурор", "машинист метро", "балерина", "cnjvfnjkju"])
def test_a_trade_of_others_is_no_trade_of_the_taxonomy(resolver: Resolver, text: str) -> None:
    assert resolver.resolve(text, OCCUPATION).decision is Decision.UNRESOLVED


@pytest.mark.parametrize(
    ("text", "kind", "concept"),
    [
        ("опер. маш. доения", OCCUPATION, "dairy_milker"), ("двадцать лет на стройке каменщиком", OCCUPATION, "bricklayer"),
        ("водила с категорией С", OCCUPATION, "truck_driver"), ("чиню велики", SKILL, "bicycle_repair"),
        ("pieku chleb", SKILL, "bake_bread"), ("розетки меняю в квартирах", SKILL, "install_sockets"),
    ],
)  # fmt: skip
def test_everyday_speech_is_understood(resolver: Resolver, text: str, kind: ConceptKind, concept: str) -> None:
    assert resolver.resolve(text, kind).concept == concept
