"""Many labels are searched by likeness, best concept first; fast code agrees with a slow and obvious look at the same scores."""

from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from matcher.labels import STEMS, WHOLE, LabelMatcher
from matcher.ngrams import ngram_counts, unit_rows
from matcher.perturb import slip
from matcher.wordspace import Kind, WordSpace

LABELS = {
    "welder": ["welder", "welding operator", "arc welder", "gas welder"],
    "seller": ["seller of welding equipment", "welding equipment salesperson", "shop assistant for tools"],
    "cook": ["cook", "kitchen cook", "chef's assistant", "canteen cook"],
    "baker": ["baker", "bread baker", "bakery worker"],
    "driver": ["lorry driver", "truck driver", "driver of heavy vehicles"],
    "teacher": ["teacher", "school teacher", "primary school teacher"],
}
PAIRS = [(label, concept) for concept, labels in LABELS.items() for label in labels]


@pytest.fixture(scope="module")
def matcher() -> LabelMatcher:
    return LabelMatcher.fit([label for label, _ in PAIRS], [concept for _, concept in PAIRS])


def best_concepts(matcher: LabelMatcher, query: str, limit: int = 3) -> list[str]:
    rows, _ = matcher.search([query], limit)
    return [PAIRS[row][1] for row in rows[0] if row >= 0]


@pytest.mark.parametrize(
    ("query", "concept"),
    [
        ("welders", "welder"), ("gas and arc welder", "welder"), ("sales of welding equipment", "seller"), ("Truck Drivers", "driver"),
        ("teachers in primary schools", "teacher"), ("bakers (bread)", "baker"), ("cooks, canteen", "cook"), ("weldr", "welder"),
    ],
)  # fmt: skip
def test_other_forms_of_a_label_find_its_concept(matcher: LabelMatcher, query: str, concept: str) -> None:
    assert best_concepts(matcher, query)[0] == concept


@pytest.mark.parametrize("pair", PAIRS)
def test_a_label_finds_its_own_concept_first(matcher: LabelMatcher, pair: tuple[str, str]) -> None:
    assert best_concepts(matcher, pair[0])[0] == pair[1]


def test_the_best_label_of_each_concept_comes_before_second_labels(matcher: LabelMatcher) -> None:
    concepts = best_concepts(matcher, "welder of equipment", limit=20)
    n_different = len(set(concepts))
    assert len(set(concepts[:n_different])) == n_different


def test_case_and_punctuation_do_not_matter(matcher: LabelMatcher) -> None:
    one, two = matcher.search(["Truck-driver!", "truck driver"], 5)[0]
    assert one.tolist() == two.tolist()


def test_batches_give_what_single_queries_give(matcher: LabelMatcher) -> None:
    queries = [label for label, _ in PAIRS] * 30
    rows, scores = matcher.search(queries, 4)
    for at in (0, 7, len(PAIRS) + 3, len(queries) - 1):
        row, score = matcher.search([queries[at]], 4)
        assert rows[at].tolist() == row[0].tolist()
        assert np.allclose(scores[at], score[0], atol=1e-5)


def test_nothing_in_common_finds_nothing(matcher: LabelMatcher) -> None:
    rows, scores = matcher.search(["щщщ", "", "🙂"], 5)
    assert (rows == -1).all()
    assert (scores == 0).all()


@given(st.lists(st.text(max_size=30), min_size=1, max_size=8))
@settings(max_examples=80, deadline=None)
def test_any_texts_can_be_fitted_and_searched(texts: list[str]) -> None:
    matcher = LabelMatcher.fit(texts, [str(at % 3) for at in range(len(texts))])
    rows, scores = matcher.search([*texts, "x"], 3)
    assert rows.shape == scores.shape == (len(texts) + 1, 3)
    assert ((rows >= -1) & (rows < len(texts))).all()
    assert np.isfinite(scores).all()


@given(
    st.lists(st.lists(st.text(alphabet="abcdя", min_size=1, max_size=8), min_size=1, max_size=4).map(" ".join), min_size=1, max_size=8),
    st.lists(st.text(alphabet="abcdя", min_size=1, max_size=8), min_size=1, max_size=3).map(" ".join),
)
@settings(max_examples=80, deadline=None)
def test_a_query_is_as_near_to_a_label_as_adding_up_all_ngrams_says(texts: list[str], query: str) -> None:
    members = sparse.csr_matrix((np.ones(len(texts), np.float32), np.arange(len(texts)), np.arange(len(texts) + 1)))
    space = WordSpace.fit(texts, members, WHOLE)
    near, told = space.read([query], any_likeness=True)
    assert np.allclose((near @ space.labels.T).toarray()[0], [slow_cosine(space, texts, query, at) for at in range(len(texts))], atol=1e-4)
    assert told.nnz == 0 or (told.data.min() >= 0 and told.data.max() <= 1)


SHORT = st.lists(st.text(alphabet="abcdя", min_size=1, max_size=8), max_size=4).map(" ".join)


@given(st.lists(SHORT, min_size=1, max_size=8), SHORT, st.sampled_from([WHOLE, STEMS]), st.booleans())
@settings(max_examples=150, deadline=None)
def test_one_text_is_read_as_it_is_read_among_others(texts: list[str], query: str, kind: Kind, any_likeness: bool) -> None:
    members = sparse.csr_matrix((np.ones(len(texts), np.float32), np.arange(len(texts)), np.arange(len(texts) + 1)))
    space = WordSpace.fit(texts, members, kind)
    alone = space.read_one(query, any_likeness=any_likeness)
    among = space.read([*texts, query, *texts], any_likeness=any_likeness)
    for mine, theirs in zip(alone, among, strict=True):
        assert np.allclose(mine, theirs[len(texts)].toarray()[0], atol=1e-5)


def test_many_labels_are_searched_alike_one_by_one_and_together() -> None:
    """Also where words are too common to propose anything, where nothing is near, and where a text is empty."""
    draw = np.random.default_rng(5)
    words = ["".join(draw.choice(list("abcdefghiklmnoprstuvwyz"), draw.integers(3, 9))) for _ in range(250)]
    labels = [" ".join(["work", *draw.choice(words, draw.integers(1, 4))]) for _ in range(1500)]
    matcher = LabelMatcher.fit(labels, [str(at // 3) for at in range(len(labels))])
    assert not matcher.rare.all()
    queries = ["", "щщщ", "work", "wrok", *(" ".join(slip(word, draw) for word in labels[at].split()) for at in range(0, 1500, 15))]
    together, scores = matcher.search(queries, 14)
    for at, query in enumerate(queries):
        rows, score = matcher.search([query], 14)
        assert np.allclose(score[0], scores[at], atol=1e-5), query
        apart = np.append(np.abs(np.diff(scores[at])) > 1e-5, True) & np.append(True, np.abs(np.diff(scores[at])) > 1e-5)
        assert rows[0][apart].tolist() == together[at][apart].tolist(), query


def slow_cosine(space: WordSpace, texts: list[str], query: str, label: int) -> float:
    """Add up word by word what each n-gram brings, in plain dictionaries."""

    def ngrams(word: str) -> dict[int, float]:
        counts = ngram_counts([word], WHOLE.sizes)
        known = {int(space.view.column_of[c]): float(n) for c, n in zip(counts.indices, counts.data, strict=True)}
        weighed = {c: (1 + np.log(n)) * float(space.view.weight[c]) for c, n in known.items() if c >= 0}
        strange = sum(n for c, n in zip(counts.indices, counts.data, strict=True) if space.view.column_of[c] < 0)
        length = (sum(w * w for w in weighed.values()) + strange * (0.5 * space.view.weight.mean()) ** 2) ** 0.5
        rarity = float(space.rarity[crc32(word[:6].encode()) % 2**20])
        unit = {c: w / length for c, w in weighed.items()} if length else {}
        return {c: w * rarity**0.5 * length**0.4 for c, w in unit.items()} | {
            -1: (1 - sum(w * w for w in unit.values())) * rarity * length**0.8
        }

    def text(words: list[str]) -> tuple[dict[int, float], float]:
        total: dict[int, float] = {}
        lost = 0.0
        for word in sorted(set(words)):
            told = ngrams(word)
            lost += told.pop(-1) * words.count(word) ** 2
            for column, weight in told.items():
                total[column] = total.get(column, 0) + weight * words.count(word)
        return total, (sum(w * w for w in total.values()) + max(0.0, lost)) ** 0.5

    asked, asked_length = text(query.split())
    said, said_length = text(texts[label].split())
    if not asked_length or not said_length:
        return 0.0
    return sum(weight * said.get(column, 0) for column, weight in asked.items()) / asked_length / said_length


def test_what_synonyms_share_tells_more_than_what_changes_between_them() -> None:
    """Endings of gender change between synonyms, stems do not: learned in any script, without a grammar."""
    stems = ("зварш", "слюсар", "кухар", "пекар", "маляр", "кравец", "токар", "шофер")
    labels = [word for stem in stems for word in (f"{stem}ник", f"{stem}ница", f"головний {stem}ник", f"головна {stem}ница")]
    matcher = LabelMatcher.fit(labels, [stem for stem in stems for _ in range(4)])
    rows, _ = matcher.search([f"{stem}нице" for stem in stems], 1)
    assert [labels[row].split()[-1].startswith(stem) for row, stem in zip(rows[:, 0], stems, strict=True)] == [True] * len(stems)


def test_a_text_unlike_anything_still_shows_several_candidates(matcher: LabelMatcher) -> None:
    """A lone candidate would look certain to whoever judges by the distance to the second."""
    rows, _ = matcher.search(["wexld"], 10)
    assert len({PAIRS[row][1] for row in rows[0] if row >= 0}) > 1


def test_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="2 labels"):
        LabelMatcher.fit(["a", "b"], ["1"])


@given(st.lists(st.text(alphabet="abcя ", max_size=12), min_size=1, max_size=6))
@settings(max_examples=80, deadline=None)
def test_ngrams_are_those_a_slow_loop_finds(texts: list[str]) -> None:
    counts = ngram_counts(texts, (2, 3, 4))
    for at, text in enumerate(texts):
        slow: dict[str, int] = {}
        for word in text.split():
            padded = f" {word} "
            for size in (2, 3, 4):
                for start in range(len(padded) - size + 1):
                    slow[padded[start : start + size]] = slow.get(padded[start : start + size], 0) + 1
        assert sorted(counts[at].data.tolist()) == sorted(slow.values())


def test_unit_rows_have_length_one() -> None:
    rows = unit_rows(ngram_counts(["welder", "", "cook"], (2, 3)))
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    assert np.allclose(lengths, [1, 0, 1])
