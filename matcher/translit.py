"""Latin letters for Cyrillic words and back: informal Russian (`svarshchik`), Belarusian łacinka (`zvarščyk`).

Here live only letter tables. Whether a text is transliterated at all is decided where its likelihood can be weighed.
"""

import re

_MANY = {
    "shch": "щ", "stsh": "щ", "sch": "щ", "shh": "щ", "šč": "шч", "zh": "ж", "kh": "х", "ch": "ч", "sh": "ш", "tch": "ч",
    "ts": "ц", "tz": "ц", "yu": "ю", "ju": "ю", "iu": "ю", "ya": "я", "ja": "я", "ia": "я", "yo": "ё", "jo": "ё", "io": "ё",
    "ye": "е", "je": "е", "ie": "е", "ey": "ей", "ay": "ай", "oy": "ой", "uy": "уй", "yy": "ый", "iy": "ий", "ij": "ий", "yj": "ый",
    "ck": "к", "ph": "ф", "dz": "дз", "dž": "дж", "eh": "э", "y'": "ый", "ks": "кс",
}  # fmt: skip
_ONE = dict(zip("abcdefghijklmnopqrstuvwxyz", "абцдефгхийклмнопкрстуввхыз", strict=True)) | {
    "w": "в", "č": "ч", "š": "ш", "ž": "ж", "ŭ": "ў", "ł": "л", "ć": "ць", "ś": "сь", "ź": "зь", "ń": "нь", "é": "е", "è": "е", "ě": "е",
    "ë": "е", "'": "ь", "`": "ь",
}  # fmt: skip
_TABLE = {**_ONE, **_MANY}
_LONGEST_FIRST = re.compile(
    # "shveya", "kirpichnaya": before another vowel, y belongs to that vowel.
    "[aeiou](?=y[aeou])|(?<=[bcdfghklmnprstvwz])ye|" + "|".join(re.escape(key) for key in sorted(_TABLE, key=len, reverse=True))
)
_LATIN_OF = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "j", "к": "k", "л": "l",
    "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "і": "i", "ў": "u",
}  # fmt: skip
_TO_LATIN = str.maketrans(_LATIN_OF)


def to_cyrillic(text: str) -> str:
    """Read lower-case Latin letters as Russian (or Belarusian) sounds; everything else is left as it is."""
    return _LONGEST_FIRST.sub(_letter, text)


def _letter(found: re.Match[str]) -> str:
    # "nasosnye": after a consonant ye is the plural ending; elsewhere it is one vowel.
    if found[0] == "ye" and found.start() and found.string[found.start() - 1] in "bcdfghklmnprstvwz":
        return "ые"
    return _TABLE[found[0]]


_LACINKA_MANY = {
    "dž": "дж", "dz": "дз", "dź": "дзь", "ch": "х", "ščy": "шчы", "sz": "ш", "cz": "ч", "rz": "р", "ll": "лл",
    "ja": "я", "je": "е", "jo": "ё", "ju": "ю", "ji": "і", "ia": "я", "ie": "е", "io": "ё", "iu": "ю",
    "la": "ля", "le": "ле", "lo": "лё", "lu": "лю", "li": "лі", "lia": "ля", "lie": "ле", "lio": "лё", "liu": "лю",
}  # fmt: skip
_LACINKA_ONE = dict(zip("abcdefghijklmnoprstuvwyz", "абцдэфгхійклмнопрстуввыз", strict=True)) | {
    "h": "г", "l": "ль", "ł": "л", "č": "ч", "š": "ш", "ž": "ж", "ŭ": "ў", "ć": "ць", "ś": "сь", "ź": "зь", "ń": "нь",
}  # fmt: skip
_LACINKA_TABLE = {**_LACINKA_ONE, **_LACINKA_MANY}
_LACINKA = re.compile("|".join(re.escape(key) for key in sorted(_LACINKA_TABLE, key=len, reverse=True)))


def from_lacinka(text: str) -> str:
    """Read lower-case Latin letters as Belarusian łacinka ("kiroŭca hruzavika" → "кіроўца грузавіка"); the rest is left as it is."""
    return _LACINKA.sub(lambda found: _LACINKA_TABLE[found[0]], text)


def to_latin(text: str) -> str:
    """Write lower-case Cyrillic in one plain Latin scheme; used to make training texts, and to compare."""
    return text.translate(_TO_LATIN)
