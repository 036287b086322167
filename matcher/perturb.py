"""Texts as people might have typed a label: dropped and moved words, slips, other endings, words around it.

Here live seeded, pure string changes that make training texts out of the taxonomy's own labels; nothing else is learned from.
"""

import numpy as np

_LEADS = ("умею", "могу", "знаю", "работал", "опыт", "немного", "чуть", "делаю", "маю вопыт", "ўмею", "занимался", "3 года", "навык")
_TAILS = (
    "10 лет",
    "немного",
    "есть",
    "без опыта",
    "в бригаде",
    "на заводе",
    "в колхозе",
    "для себя",
    "по мелочи",
    "3 гады",
    "сам",
    "на объекте",
    "в цеху",
)
_ENDINGS = ("а", "у", "ом", "ой", "ы", "и", "е", "ов", "ю", "ам", "щик", "ка", "ть", "л", "ла")
_NEIGHBOURS = {
    "а": "ов", "о": "ае", "е": "иэ", "и": "еы", "т": "дь", "д": "тл", "с": "зч", "з": "с", "ш": "щж", "щ": "ш", "в": "фа", "к": "гу",
    "г": "к", "п": "бр", "б": "п", "л": "дп", "н": "гм", "р": "по", "м": "и", "ы": "и", "ч": "щ", "у": "ю", "э": "е", "я": "еа", "ю": "у",
}  # fmt: skip


def slip(word: str, random: np.random.Generator) -> str:
    """Return the word with one letter lost, doubled, swapped or replaced by a near one; words under 4 letters stay."""
    if len(word) < 4:
        return word
    at = int(random.integers(1, len(word) - 1))
    choice = int(random.integers(4))
    if choice == 0:
        return word[:at] + word[at + 1 :]
    if choice == 1:
        return word[:at] + word[at] + word[at:]
    if choice == 2:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    near = _NEIGHBOURS.get(word[at])
    return word[:at] + near[int(random.integers(len(near)))] + word[at + 1 :] if near else word


def other_ending(word: str, random: np.random.Generator) -> str:
    """Return the word with its last letters exchanged for another common ending."""
    if len(word) < 5:
        return word
    return word[: -int(random.integers(1, 3))] + _ENDINGS[int(random.integers(len(_ENDINGS)))]


def perturb(label: str, random: np.random.Generator) -> str:
    """Return one variant of a cleaned label, with one to three changes."""
    words = label.split(" ")
    for _ in range(int(random.integers(1, 4))):
        choice = int(random.integers(7))
        at = int(random.integers(len(words)))
        if choice == 0 and len(words) > 1:
            del words[at]
        elif choice == 1 and len(words) > 1:
            words.append(words.pop(at))
        elif choice in (2, 3):
            words[at] = slip(words[at], random)
        elif choice == 4:
            words[at] = other_ending(words[at], random)
        elif choice == 5:
            words.insert(0, _LEADS[int(random.integers(len(_LEADS)))])
        else:
            words.append(_TAILS[int(random.integers(len(_TAILS)))])
    return " ".join(words)
