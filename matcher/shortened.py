"""Labels found in a text by their letters alone: abbreviated word by word ("сл. по рем. авто"), or standing inside a longer text.

Here live look-ups, no search, no learning.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import takewhile

from matcher.label_spelling import spelled_otherwise
from matcher.labelbook import LabelBook, plain
from matcher.stems import FILLERS, content_words, fold_word, words_of

_ABBREVIATED = re.compile(r"([^\W\d_]{1,6})\.(?!\w)|([^\W\d_]{1,4})/(?=\w)")
_LONGEST_WINDOW, _MOST_WORDS = 4, 24
_LEAST_LETTERS = 5
"""A single word inside a text must have so many letters to name something there."""


def labels_shortened_to(book: LabelBook, cleaned: str) -> tuple[int, ...]:
    """Return the concepts (rows) whose label these words abbreviate, each word by its beginning: "опер. маш. доения".

    Empty unless a word ends in a full stop or a slash and at least two words stand there; the whole of every label word must be begun.
    """
    if not _ABBREVIATED.search(cleaned):
        return ()
    asked = [word for word in words_of(cleaned.replace("/", " ")) if word not in FILLERS or len(word) > 2]
    if not 2 <= len(asked) <= 6 or sum(map(len, asked)) < 6:
        return ()
    starts = [fold_word(word) for word in asked]
    rows: dict[int, None] = {}
    order = book.alphabetical
    first = bisect_left(order, asked[0], key=book.plains.__getitem__)
    for at in takewhile(lambda at: book.plains[at].startswith(asked[0]), order[first:]):
        words = [word for word in words_of(book.plains[at]) if word not in FILLERS or len(word) > 2]
        if len(words) == len(starts) and all(fold_word(word).startswith(start) for word, start in zip(words, starts, strict=True)):
            rows[int(book.owner[at])] = None
    return tuple(rows)


def labels_within(book: LabelBook, words: str) -> list[tuple[int, float]]:
    """Return (concept row, share of the text's content letters) of the labels that stand in a text, in its order; long labels win.

    words: plain. A label is found by its spelling or another ending, as whole texts are. Texts of one to three words are no such text.
    """
    told = words_of(words)[:_MOST_WORDS]
    total = sum(len(word) for word in content_words(" ".join(told))) or 1
    found: dict[int, tuple[int, int]] = {}
    taken = [False] * len(told)
    for size in range(min(_LONGEST_WINDOW, len(told) - 1), 0, -1):
        for start in range(len(told) - size + 1):
            window = told[start : start + size]
            if any(taken[start : start + size]) or window[0] in FILLERS or window[-1] in FILLERS:
                continue
            row = _row_of(book, window)
            if row is not None:
                letters = sum(len(word) for word in content_words(" ".join(window)))
                place, known = found.get(row, (start, 0))
                found[row] = (min(place, start), known + letters)
                taken[start : start + size] = [True] * size
    return [(row, letters / total) for row, (_, letters) in sorted(found.items(), key=lambda entry: entry[1][0])]


def _row_of(book: LabelBook, window: Sequence[str]) -> int | None:
    text = plain(" ".join(window))
    if len(window) == 1 and len(text) < _LEAST_LETTERS:
        return None
    rows = book.exact.get(text, ())
    if rows:
        return rows[0] if len(rows) == 1 else None
    return spelled_otherwise(book, text)[0]
