"""Labels spelled otherwise: texts that differ from a label in spelling, fillers or endings only.

Here live look-ups, no search, no learning.
"""

from matcher.labelbook import LabelBook
from matcher.stems import fold, same_forms, stem_key, words_of

_SHORTEST_STEM, _TELLING_STEM, _TELLING_STEMS = 3, 5, 7
"""Up to 3 letters of stem prove nothing; one stem of 5, or several of 7 together, need no known ending: "парк" is no parquet (паркет)."""
_SPELLED, _INFLECTED = 0.985, 0.97


def spelled_otherwise(book: LabelBook, words: str) -> tuple[int | None, float]:
    """Return the one concept (row) that has such a label, and how sure that is; (None, 0) if none or several have one."""
    spelling = fold(words)
    rows = book.exact_fold.get(spelling, ())
    if len(rows) == 1 and len(spelling) > 3:
        return rows[0], _SPELLED
    owner = _inflected_owner(book, words)
    return (None, 0.0) if owner is None else (owner, _INFLECTED)


def _stem_owners(book: LabelBook, key: str) -> tuple[int, ...]:
    """Return the concepts of all labels of these stems, a noun's and a verb's alike."""
    twin = key.removesuffix("~") if key.endswith("~") else key + "~"
    return tuple({int(book.owner[label]): None for spelling in (key, twin) for label in book.exact_stems.get(spelling, ())})


def _inflected_owner(book: LabelBook, words: str) -> int | None:
    """Return the one concept whose label these words are in other endings; None if there is none or several.

    A label that is nothing but these words goes before those with fillers more: "сварщиком" is "сварщик", not "сварщик на п/а".
    """
    key = stem_key(words)
    labels = [label for label in book.exact_stems.get(key, ()) if same_forms(words, book.plains[label])]
    everyone = _stem_owners(book, key)
    telling = len(key.removesuffix("~")) >= (_TELLING_STEMS if " " in key else _TELLING_STEM)
    if not telling:
        return everyone[0] if len(everyone) == 1 and labels and len(key) > _SHORTEST_STEM else None
    whole = {int(book.owner[label]) for label in labels if len(words_of(book.plains[label])) == len(book.words[label])}
    owners = whole or {int(book.owner[label]) for label in labels}
    if len(owners) == 1:
        return owners.pop()
    # Long stems convince without known endings too, if nobody else has them.
    return everyone[0] if len(everyone) == 1 and key in book.exact_stems else None
