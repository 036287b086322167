"""Cutting a list without separators ("касса выкладка приемка товара") into phrases that look like labels.

Here lives only the cutting; what a phrase means is the resolver's answer.
"""

from matcher.resolve import Resolver
from matcher.text import split_list
from matcher.types import ConceptKind, Decision

_LONGEST_PHRASE = 4
_MOST_WORDS = 24
_PER_PHRASE = 0.15
"""Taken off for every phrase, so that one phrase understood as a whole beats two understood in part."""


def segment(resolver: Resolver, text: str, kind: ConceptKind) -> list[str]:
    """Divide free text into phrases: by its separators, and long phrases without any at the borders of what is understood.

    A phrase is only cut when every part of four words or fewer is accepted by the resolver and the whole is not; otherwise it stays whole.
    """
    return [part for phrase in split_list(text) for part in _cut(resolver, phrase, kind)]


def _cut(resolver: Resolver, phrase: str, kind: ConceptKind) -> list[str]:
    words = phrase.split(" ")
    if not 3 <= len(words) <= _MOST_WORDS or resolver.resolve(phrase, kind, 1).decision is Decision.ACCEPTED:
        return [phrase]
    spans = [(start, end) for start in range(len(words)) for end in range(start + 1, min(len(words), start + _LONGEST_PHRASE) + 1)]
    answers = resolver.resolve_many([" ".join(words[start:end]) for start, end in spans], kind, 1)
    worth = {
        span: (span[1] - span[0]) * answer.probability - _PER_PHRASE
        for span, answer in zip(spans, answers, strict=True)
        if answer.decision is Decision.ACCEPTED
    }
    best: list[tuple[float, int]] = [(0.0, 0)] + [(float("-inf"), 0)] * len(words)
    for (start, end), value in sorted(worth.items(), key=lambda entry: entry[0][1]):
        if best[start][0] + value > best[end][0]:
            best[end] = (best[start][0] + value, start)
    if best[-1][0] == float("-inf"):
        return [phrase]
    parts: list[str] = []
    end = len(words)
    while end:
        start = best[end][1]
        parts.insert(0, " ".join(words[start:end]))
        end = start
    return parts
