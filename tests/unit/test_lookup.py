"""Look-up tables of arrays answer what dictionaries of the same texts answer, also when mapped from a file."""

from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.judgement import Judgement
from matcher.label_evidence import Query
from matcher.labelbook import LabelBook, plain
from matcher.lookup import ListTable, NumberLists, TextTable
from matcher.resolve import Resolver
from matcher.resolver_files import StaleResolverError, open_resolver, save_resolver
from matcher.stems import content_words, fold, stem, stem_key
from matcher.taxonomy import Concept, Taxonomy
from matcher.text import clean
from matcher.types import ConceptKind

TEXTS = st.text(max_size=6).filter(lambda text: not any("\ud800" <= letter <= "\udfff" for letter in text))
LISTS = st.lists(st.integers(0, 2**31 - 1), max_size=5)
TWINS = ("plumless", "buckeroo")
"""Two words with one checksum."""
LABELS = (
    ("welder", (("Сварщик", True), ("Welder", True), ("электросварщик ручной сварки", False), ("сварщиком", False))),
    ("fitter", (("Слесарь", True), ("слесарь-сварщик", False), ("welder", False))),
    ("seller", (("Продавец сварочного оборудования", True), ("🙂", False), ("plumless", False), ("buckeroo", False))),
)


@given(st.dictionaries(TEXTS, LISTS, max_size=12), st.lists(st.text(max_size=6), max_size=8))
def test_a_table_answers_what_the_dictionary_answers(known: dict[str, list[int]], others: list[str]) -> None:
    table = ListTable.of(known)
    assert len(table) == len(known)
    for text in [*known, *others]:
        assert (text in table) == (text in known)
        assert table.get(text) == (tuple(known[text]) if text in known else None)
        assert table.get(text, (7,)) == tuple(known.get(text, (7,)))
    assert sorted(table.keys.number(text) for text in known) == list(range(len(known)))


def test_texts_with_one_checksum_are_told_apart() -> None:
    assert crc32(TWINS[0].encode()) == crc32(TWINS[1].encode())
    assert TextTable.of(TWINS[:1]).number(TWINS[1]) == -1
    both = TextTable.of([*TWINS, "welder"])
    assert [both.texts[both.number(text)] for text in (*TWINS, "welder")] == [*TWINS, "welder"]


@given(st.lists(LISTS, min_size=1, max_size=6), st.data())
def test_lists_are_kept_and_padded(lists: list[list[int]], data: st.DataObject) -> None:
    kept = NumberLists.of(lists)
    assert [kept[row] for row in range(len(kept))] == [tuple(each) for each in lists]
    rows = data.draw(st.lists(st.integers(0, len(lists) - 1), max_size=5))
    padded = kept.padded(np.array(rows, np.int64))
    width = max([1, *(len(lists[row]) for row in rows)])
    assert padded.tolist() == [lists[row] + [-1] * (width - len(lists[row])) for row in rows]
    for outside in (-1, len(lists)):
        with pytest.raises(IndexError):
            kept[outside]


def made() -> Resolver:
    concepts = [
        Concept(key, ConceptKind.OCCUPATION, None, None, {f"l{at}": text for at, (text, first) in enumerate(labels) if first},
                tuple(("ru", text) for text, first in labels if not first))
        for key, labels in LABELS
    ]  # fmt: skip
    return Resolver.build(Taxonomy.build(concepts, [], [], []), judgements=dict.fromkeys(ConceptKind, Judgement.by_hand()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("saved")
    save_resolver(made(), place, "small")
    return place


@pytest.fixture(params=["built", "opened"])
def book(request: pytest.FixtureRequest, folder: Path) -> LabelBook:
    resolver = made() if request.param == "built" else open_resolver(folder, "small")
    return resolver.books[ConceptKind.OCCUPATION]


def test_a_book_knows_what_plain_dictionaries_know(book: LabelBook) -> None:
    row_of = {book.concepts[row]: row for row in range(len(book.concepts))}
    said = [(row_of[key], plain(clean(text)), first) for key, labels in LABELS for text, first in labels if plain(clean(text))]
    for place, spelled in ((book.exact, str), (book.exact_fold, fold)):
        for text in {spelled(text) for _, text, _ in said}:
            rows = list(dict.fromkeys(row for row, other, _ in said if spelled(other) == text))
            firsts = list(dict.fromkeys(row for row, other, first in said if spelled(other) == text and first))
            assert place.get(text) == tuple(firsts if len(firsts) == 1 else rows)
    assert book.exact.get("нет такого") is None
    mine = [at for at in range(len(book.plains)) if book.concepts[book.owner[at]] in dict(LABELS)]
    assert [(book.owner[at], book.plains[at], book.folded[at]) for at in mine] == [(row, text, fold(text)) for row, text, _ in said]
    for key in {stem_key(text) for _, text, _ in said}:
        assert set(book.exact_stems.get(key, ())) & set(mine) == {at for at in mine if stem_key(book.plains[at]) == key}
    everything = [book.plains[at] for at in range(len(book.plains))]
    assert [book.plains[at] for at in book.alphabetical] == sorted(everything)


def test_a_concept_has_the_stems_of_its_labels_and_no_others(book: LabelBook) -> None:
    stems: dict[int, set[str]] = {}
    for at in range(len(book.plains)):
        stems.setdefault(int(book.owner[at]), set()).update(map(stem, content_words(book.plains[at])))
        assert [book.word_stems[word] for word in book.words[at]] == [stem(word) for word in content_words(book.plains[at])]
    every = [*sorted(set().union(*stems.values())), "неслыханн"]
    for row, of_row in stems.items():
        found = book.has_stems(np.full(len(every), row), np.array([book.stems.number(each) for each in every]))
        assert found.tolist() == [each in of_row for each in every]
    for each in every[:-1]:
        owners = sum(each in of_row for of_row in stems.values())
        assert book.weight_of(book.stems.number(each)) == pytest.approx(np.log((1 + len(book.concepts)) / owners))
    assert Query.read("сварщик неслыханный", book).weights[1] == book.weight_of(-1) > 0


@pytest.mark.parametrize("name", ["plains_offsets", "exact_keys_checksums", "exact_bounds", "words_bounds", "stems_checksums"])
def test_files_that_do_not_belong_together_are_refused(tmp_path: Path, name: str) -> None:
    save_resolver(made(), tmp_path, "small")
    path = tmp_path / "occupation" / f"{name}.npy"
    np.save(path, np.load(path)[:-1])
    with pytest.raises(StaleResolverError, match="do not belong together"):
        open_resolver(tmp_path, "small")
