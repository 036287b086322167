"""What was typed in the wrong keyboard layout: `cdfhobr` → `сварщик`, `икшслднук` → `bricklayer`.

Here live the key tables and the decision, piece by piece, which layout was meant. Evidence is how likely the letter pairs are
(`matcher.letters`). Nothing here knows a taxonomy.
"""

import re

from matcher.letters import cyrillic_likelihood, english_likelihood
from matcher.translit import to_cyrillic

_ENGLISH_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./~{}:\"<>?@#$^&"
_RUSSIAN_KEYS = 'ёйцукенгшщзхъфывапролджэячсмитьбю.ехъжэбю,"№;:?'
_BELARUSIAN_KEYS = "ёйцукенгшўзх'фывапролджэячсмітьбю.ех'жэбю,\"№;:?"
_TO_RUSSIAN = str.maketrans(_ENGLISH_KEYS, _RUSSIAN_KEYS)
_TO_BELARUSIAN = str.maketrans(_ENGLISH_KEYS, _BELARUSIAN_KEYS)
_TO_ENGLISH = str.maketrans("ёйцукенгшщзхъфывапролджэячсмитьбюўі", "`qwertyuiop[]asdfghjkl;'zxcvbnm,.ob")
_PUNCTUATION_ONLY = str.maketrans("?/$^", ",.;:")

_LATIN = re.compile("[a-z]")
_CYRILLIC = re.compile("[а-яёіў]")
_INNER_MARK = re.compile(r"[a-z][\[\];',.`][a-z]|^[,.;'\[`][a-z]")
_LAYOUT_MARGIN = 0.9
"""Mean log-likelihood per letter by which the other layout must win; chosen on the taxonomy's own labels typed both ways."""
_MAX_EVIDENCE = 2000
"""Letters of one text that are weighed at most, so that a pasted CV stays cheap."""


def to_russian_layout(text: str) -> str:
    """Read lower-case text as if each key had been pressed in the Russian layout."""
    return text.translate(_TO_RUSSIAN)


def to_belarusian_layout(text: str) -> str:
    """Read lower-case text as if each key had been pressed in the Belarusian layout."""
    return text.translate(_TO_BELARUSIAN)


def to_english_layout(text: str) -> str:
    """Read lower-case Cyrillic text as if each key had been pressed in the English layout."""
    return text.translate(_TO_ENGLISH)


def _best_cyrillic(piece: str) -> tuple[float, str]:
    russian, belarusian = to_russian_layout(piece), to_belarusian_layout(piece)
    first, second = cyrillic_likelihood(russian), cyrillic_likelihood(belarusian)
    return (second, belarusian) if second > first + 0.15 else (first, russian)


_MARK_BIAS = {",": 0.8, ";": 0.8, ".": -0.35, "'": 0.0, ":": 0.8, '"': 0.5}
"""A comma at the end of a word is nearly always a comma, not the letter б; a full stop may well be the ending of "варю"."""


def _without_trailing_mark(piece: str, likelihood: float, reading: str, *, last: bool) -> tuple[float, str]:
    mark = piece[-1]
    # Nothing follows the last word that a comma or semicolon could divide it from: there "cnjhj;" is "сторож".
    bias = -0.35 if last and mark in ",;." else _MARK_BIAS.get(mark)
    if bias is None or len(piece) < 3:
        return likelihood, reading
    core_likelihood, core = _best_cyrillic(piece[:-1])
    return (core_likelihood, core + mark) if core_likelihood + bias > likelihood else (likelihood, reading)


def _latin_evidence(piece: str, *, last: bool) -> tuple[float, str]:
    """How much better the Cyrillic layout explains a Latin piece than English or transliteration does; and its reading."""
    likelihood, reading = _without_trailing_mark(piece, *_best_cyrillic(piece), last=last)
    if not _CYRILLIC.search(reading):
        return -9.0, piece
    as_typed = max(english_likelihood(piece), cyrillic_likelihood(to_cyrillic(piece)) - 0.1)
    if _INNER_MARK.search(piece):
        as_typed -= 0.8
    return likelihood - as_typed, reading


def decode_keyboard(text: str) -> str:
    """Return cleaned text with the pieces typed in a wrong layout read in the right one; other pieces are left as they are.

    text: output of `matcher.text.clean`. Pieces are what blanks divide. A piece is read anew if its letter pairs are clearly likelier
    there; short pieces follow the text they stand in ("d" alone says nothing, after "cdfhrf" it is "в").
    """
    if len(text) > _MAX_EVIDENCE:
        return text
    if not _LATIN.search(text):
        return _decode_to_english(text)
    pieces = text.split(" ")
    evidence = [
        _latin_evidence(piece, last=at == len(pieces) - 1) if _LATIN.search(piece) and not _CYRILLIC.search(piece) else None
        for at, piece in enumerate(pieces)
    ]
    weights = [len(_LATIN.findall(piece)) if found else 0 for piece, found in zip(pieces, evidence, strict=True)]
    total = sum(found[0] * weight for found, weight in zip(evidence, weights, strict=True) if found)
    mean = total / max(1, sum(weights))
    context = max(-0.8, min(0.8, mean)) * min(1.0, sum(weights) / 12)
    decoded, changed = [], False
    for piece, found, weight in zip(pieces, evidence, weights, strict=True):
        take = found is not None and found[0] * min(1.0, weight / 5) + context > _LAYOUT_MARGIN * min(1.0, weight / 4)
        decoded.append(found[1] if take and found else piece)
        changed = changed or take
    if changed and total > 0:
        decoded = [piece if _LATIN.search(piece) or _CYRILLIC.search(piece) else piece.translate(_PUNCTUATION_ONLY) for piece in decoded]
    return " ".join(decoded)


def _decode_to_english(text: str) -> str:
    decoded = []
    for piece in text.split(" "):
        letters = len(_CYRILLIC.findall(piece))
        if letters >= 4 and (reading := to_english_layout(piece)).isalpha() and reading.isascii():
            better = english_likelihood(reading) - cyrillic_likelihood(piece)
            decoded.append(reading if better > _LAYOUT_MARGIN + 0.6 else piece)
        else:
            decoded.append(piece)
    return " ".join(decoded)
