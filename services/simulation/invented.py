"""Names, addresses and texts that can belong to nobody: syllables instead of names, a dialling code and a domain that do not exist.

Every invented person's patronymic says so, every invented employer's and organisation's name says so.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

SYLLABLES = np.array(
    ["ба", "ве", "го", "ду", "же", "за", "ки", "ло", "му", "не", "па", "ри", "со", "ту", "фе", "хо", "ца", "шу", "эл", "юн"], object
)
INVENTED_MAN, INVENTED_WOMAN = "Вымышленный", "Вымышленная"
"""Stands in the place of the patronymic."""
PHONE = "+375 00 {:07d}"
"""No network of Belarus has the code 00."""
EMAIL = "sim-{}@example.invalid"
"""The domain is reserved for never existing (RFC 2606)."""
EMPLOYER = "Вымышленное предприятие «{}» № {}"
ORGANISATION = "Вымышленная организация № {}"
UNREAD_LIMIT = "вымышленная запись, которую никто не разобрал"
LEGAL_BASIS = "вымышленное основание"
ENTERED_BY = "simulation"
CANDIDATE_REFERENCE, VACANCY_REFERENCE = "SIM-{:08d}", "SIM-V-{:07d}"
ANY_WORK: tuple[str, ...] = ("любая работа", "любая праца", "any work")
UNREAD_WISH: tuple[str, ...] = ("что-нибудь по душе", "што-небудзь да душы", "something I would like")
PAPER: tuple[str, ...] = ("свидетельство: {}", "пасведчанне: {}", "certificate: {}")
GRADE: tuple[str, ...] = (", {} разряд", ", {} разрад", ", grade {}")
"""Words of a profile in the order of LANGUAGES."""


def syllable_words(draw: np.random.Generator, n: int, n_syllables: int) -> Array:
    """N words in small letters."""
    words = np.full(n, "", object)
    for _ in range(n_syllables):
        words = words + SYLLABLES[draw.integers(0, len(SYLLABLES), n)]
    return words


def capitalised(words: Array) -> Array:
    """The words with a capital first letter."""
    return np.array([word.capitalize() for word in words], object)


def formatted(pattern: str, values: Sequence[Any]) -> Array:
    """The pattern with each value."""
    return np.array([pattern.format(value) for value in values], object)


def joined(owners: Array, texts: Sequence[str], separator: str = "; ") -> tuple[Array, Array]:
    """The texts of each owner in one: (owners that have any, texts). Owners ascend."""
    starts = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]]) if len(owners) else np.empty(0, np.int64)
    ends = [*starts[1:].tolist(), len(owners)]
    whole = [separator.join(texts[start:end]) for start, end in zip(starts.tolist(), ends, strict=False)]
    return owners[starts], np.array(whole, object)
