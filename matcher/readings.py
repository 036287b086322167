"""The ways to read one text: as typed, in the other layout, without its facts, in another alphabet, in everyday words' meaning.

Here live the readings only; what they mean is decided in `matcher.resolve`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from matcher.everyday_words import Reworded, reworded
from matcher.keyboard import decode_keyboard
from matcher.labelbook import LabelBook, plain
from matcher.letters import cyrillic_likelihood, english_likelihood
from matcher.stems import stem, words_of
from matcher.text import clean, take_out_facts, to_cyrillic
from matcher.translit import from_lacinka

LONGEST = 160
"""Characters of one phrase that are read; longer texts are lists or stories and go through `split_list` first."""
_KIN = frozenset(
    """сын муж жена брат сестра отец мать папа мама дочь дочка дед бабушка дедушка дядя тетя тёща тесть сосед друг подруга зять невестка
    кум жонка бацька маці дзед бабуля дзядзька цётка сябар швагер сваяк my father mother wife husband brother sister son""".split()  # noqa: SIM905
)
_ADDRESS = frozenset(
    "ул улица вуліца д дер деревня вёска пос посёлок поселок г гор город аг агрогородок пр проспект пер станция обл".split()  # noqa: SIM905
)
_PHONE, _NO_WORD = 6, -3.9
"""Digits of a telephone (and letters of a text that is weighed); mean log-likelihood of letter pairs below which a text is no word: one
label of two hundred, most of them abbreviations that are found in a table."""
_TIME = frozenset(
    """г гг лет год года годы месяц месяца месяцев мес м нед неделя недели недель день дня дней час часа часов с по до от около почти более
    гадоў гады гадоу месяцаў тыдзень тыдні дзён years year months month weeks days""".split()  # noqa: SIM905
)

_DENYING = frozenset("не ня нет няма никогда ніколі not never".split())  # noqa: SIM905
_AFTER_ALL = frozenset(
    "только толькі менее меньше менш раз один одну первый первая против боюсь баюся хуже просто проблем проблема лишь".split()  # noqa: SIM905
)
"""Words that take back what follows them, and words before which they do not: "не только шью"."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text (by its number): plain words, and whether they were transliterated."""

    text: int
    words: str
    transliterated: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """A text taken apart: as typed, in the right layout, without grade and licences, and those."""

    literal: str
    cleaned: str
    left: str
    grade: int | None
    licences: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> "Facts":
        """Clean and take apart one text of any length."""
        literal = clean(text[:2000])[:LONGEST].replace("\n", " ").strip()
        cleaned = decode_keyboard(literal)
        left, grade, licences = take_out_facts(cleaned)
        return cls(literal, cleaned, left, grade, licences)


def readings_of(at: int, facts: Facts, book: LabelBook) -> list[Reading]:
    """Return the readings of a text that no table answers."""
    # A grade next to a trade is no word of it: with it "повар 4 разряд" comes near "разряд сварщика".
    typed = (facts.left,) if facts.grade and facts.left else (facts.left, facts.cleaned, facts.literal)
    words = dict.fromkeys(text for each in typed if (text := plain(each)))
    readings = [Reading(at, text) for text in words]
    latin = [text for text in words if any("a" <= letter <= "z" for letter in text)]
    readings += [Reading(at, plain(to_cyrillic(text)), transliterated=True) for text in latin]
    lacinka = [plain(from_lacinka(text)) for text in latin if looks_belarusian(text)]
    readings += [Reading(at, text, transliterated=True) for text in lacinka]
    known = is_known_by(book)
    joined = [reading.words.replace("не ", "не") for reading in readings if reading.words.startswith("не ")]
    readings += [Reading(at, text) for text in joined if known(stem(words_of(text)[0]))]
    # "Брат сварщик" without the light word would be a welder.
    told = [reading.words for reading in readings if not tells_no_work(reading.words)]
    everyday = dict.fromkeys(found.words for text in told if (found := reworded(text, known)))
    return readings + [Reading(at, text) for text in everyday if text not in words]


def in_everyday_words(facts: Facts, book: LabelBook) -> Reworded | None:
    """Return the text in the words that its everyday words stand for; None if it has none."""
    return reworded(plain(facts.left), is_known_by(book))


def is_known_by(book: LabelBook) -> Callable[[str], bool]:
    """Return a test whether a stem stands in any label."""
    return book.stems.__contains__


def looks_belarusian(latin: str) -> bool:
    """Tell whether Latin letters may be Belarusian: its marks, or the pairs that Russian in Latin letters does not have."""
    return any(sign in latin for sign in ("č", "š", "ž", "ŭ", "ł", "ć", "ś", "ź", "ń", "ie", "ia", "iu", "dz", "aj", "ju", "ja", "ch", "h"))


def tells_only_time(words: str) -> bool:
    """Tell whether a phrase names nothing but a length of time: "5 мес", "3 года", "2 недели"."""
    told = words_of(words)
    return any(word.isdigit() for word in told) and all(word.isdigit() or word in _TIME for word in told)


def tells_no_work(words: str) -> bool:
    """Tell whether a phrase speaks of a relative, an address or a telephone, or is no word at all by its letters.

    "сын сварщик" says nothing of the person, "ухаживал за отцом" does.
    """
    told = words_of(words)
    if any(len(word) >= _PHONE and word.isdigit() for word in told) or (len(told) > 1 and (told[0] in _KIN or told[0] in _ADDRESS)):
        return True
    return len(words) >= _PHONE and max(cyrillic_likelihood(words), english_likelihood(words)) < _NO_WORD


def denied(words: str) -> frozenset[str]:
    """Return the stems a phrase takes back: "шить не умею", "нет опыта вождения"; "не официально" only says how something was done."""
    told = words_of(words)
    followed = zip(told, [*told, ""][1:], strict=True)
    return frozenset(stem(after) for word, after in followed if word in _DENYING and not (after in _AFTER_ALL or after.endswith("о")))


def denies_beyond(words: str, label: str) -> bool:
    """Tell whether a phrase takes back what a label does not: "не пью" is one of "без вредных привычек"."""
    return bool(denied(words) - denied(label))
