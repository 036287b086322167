"""Reading what people type: cleaning, splitting into phrases, grades and driving licences.

Here live pure string functions for any input; none raises, all take time linear in the text. What a phrase *means* is decided in
`matcher.resolve`; keyboard layouts live in `matcher.keyboard`, Latin spellings in `matcher.translit`.
"""

import re
import unicodedata

from matcher.keyboard import decode_keyboard
from matcher.translit import to_cyrillic, to_latin

__all__ = [
    "clean", "decode_keyboard", "extract_grade", "extract_licences", "guess_language", "split_conjunctions", "split_list", "take_out_facts",
    "to_cyrillic", "to_latin",
]  # fmt: skip

MAX_CHARACTERS = 20_000
"""Longer texts are cut: no skill field holds more, and time stays bounded."""

_SAME_LOOK = dict(zip("abcehikmoptxysj", "авсенікмортхуѕј", strict=True)) | {"s": "ѕ", "u": "и", "r": "г", "n": "п"}
_LATIN_TO_CYRILLIC = str.maketrans({latin: letter for latin, letter in _SAME_LOOK.items() if latin in "abcehikmoptxy"})
_CYRILLIC_TO_LATIN = str.maketrans("авсенікмортху", "abcehikmoptxy")
_LATIN_ONLY = re.compile("[dfgjlnqrsuvwzčšžćśźńł]")
_CYRILLIC_ONLY = re.compile("[бгдёжзийлпфцчшщъыьэюяўґ]")
_ANY_WORD = re.compile(r"\w+")
_LATIN_LETTER = re.compile("[a-z]")
_CYRILLIC_LETTER = re.compile("[а-яёіў]")
_TRANSLATE = str.maketrans(
    {
        "ё": "е", "’": "'", "ʼ": "'", "‘": "'", "´": "'", "`": "'", "′": "'", "«": '"', "»": '"', "“": '"', "”": '"', "„": '"',
        "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "‒": "-", "―": "-", "ґ": "г", "ї": "і", "є": "е",
    }
)  # fmt: skip
_BLANKS = re.compile(r"[^\S\n]+")
_LINE_BREAKS = re.compile(r"[ ]*\n[\n ]*")


def clean(text: str) -> str:
    """Return the text in the one form everything else reads; idempotent.

    NFKC, lower case, ё→е, no control, zero-width, direction or combining marks, one kind of quote, apostrophe and dash, look-alike
    letters in their word's script, single blanks. Line breaks stay (they divide lists). Cut at MAX_CHARACTERS.
    """
    text = text[:MAX_CHARACTERS]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.lower()
    if not text.isascii():
        text = _without_marks(unicodedata.normalize("NFKC", text)).translate(_TRANSLATE)
        text = _ANY_WORD.sub(lambda found: _one_script(found[0]), text)
    else:
        text = _without_marks(text).replace("`", "'")
    text = _LINE_BREAKS.sub("\n", _BLANKS.sub(" ", text)).strip()
    return text[:MAX_CHARACTERS].strip()


def _without_marks(text: str) -> str:
    if text.isprintable() and text.isascii():
        return text
    kept = []
    for letter in text:
        category = unicodedata.category(letter)
        if letter in "\n\r\x0b\x0c\x85\u2028\u2029":
            kept.append("\n")
        elif category == "Cc" or category[0] == "Z":
            kept.append(" ")
        elif category not in {"Cf", "Mn", "Me", "Cs", "Co", "Cn"}:
            kept.append(letter)
    return "".join(kept)


def _one_script(word: str) -> str:
    if not (_LATIN_LETTER.search(word) and _CYRILLIC_LETTER.search(word)):
        return word
    cyrillic, latin = len(_CYRILLIC_ONLY.findall(word)), len(_LATIN_ONLY.findall(word))
    if latin > cyrillic:
        return word.translate(_CYRILLIC_TO_LATIN)
    return word.translate(_LATIN_TO_CYRILLIC)


# --- phrases -------------------------------------------------------------------------------------------------------------------

_HARD_BREAK = re.compile(r"[\n;•·●▪◦*|]+|(?:^|(?<=\s))[-+=](?=\s?\w)|[!?]+(?=\s|$)|\.(?=\s|$)|:(?=\s)")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_SHORT_WORD_DOT = re.compile(
    r"\b(кат|катэг|разр|раз|р|кл|тв|ж|д|эл|мех|сан|спец|др|пр|т|г|с|ул|худ|изд|авт|комп|камп|проф|стр|св|гр|уд|шт|ст|мл|пом|зам|зав|нач|гл|мед|б|у|м|п)\.",
)
_COMMA = re.compile(r"(?<!\d),(?=\s*)|,(?!\d)")
_LICENCE_LIST = r"(?:be|ce|de|[abcdeавсдете])"
_LICENCE_COMMAS = re.compile(rf"(?<![^\W_])({_LICENCE_LIST})\s*,\s*(?={_LICENCE_LIST}(?![^\W_]))")
_SLASH = re.compile(r"\s/\s|(?<=\w{4})/(?=\w{4})")
_AND_WORDS = frozenset(
    {"и", "да", "і", "ды", "and", "а", "также", "таксама", "плюс", "или", "альбо", "або", "но", "але", "потом", "еще", "яшчэ"}
)
_VERB = re.compile(r"(?:ю|у|ал|ил|ел|ла|ть|ць|аў|іў|еў|юсь|усь|ешь)$")
_KEEP = "\x01"


def split_list(text: str) -> list[str]:
    """Divide a cell of free text into phrases, in order, without empty ones.

    Divides at line breaks, bullets, semicolons, commas, sentence ends, spaced or wide slashes; brackets give a phrase of their own
    (unless short for the word before). Dashes inside words, decimal commas, dots of abbreviations ("тв. топливо") and licence
    lists ("В, С") stay. A wrong keyboard layout is undone first, because its commas are letters.
    """
    cleaned = decode_keyboard(clean(text))
    cleaned = _LICENCE_COMMAS.sub(rf"\1{_KEEP}", cleaned)
    cleaned = _SHORT_WORD_DOT.sub(r"\1․", cleaned)
    inner: list[str] = []
    outer = _BRACKETS.sub(lambda found: _lift_bracket(found, inner), cleaned)
    phrases: list[str] = []
    for block in (outer, *inner):
        for sentence in _HARD_BREAK.split(block):
            for part in _COMMA.split(sentence):
                phrases.extend(_SLASH.split(part))
    return [phrase for raw in phrases if (phrase := _tidy(raw))]


def _lift_bracket(found: re.Match[str], inner: list[str]) -> str:
    content = found[1].strip()
    if len(content) >= 3 and not content[0].isdigit():
        inner.append(content)
    elif content:
        return f" {content} "
    return " "


def _tidy(phrase: str) -> str:
    phrase = phrase.replace("․", ".").replace(_KEEP, ", ").strip(" \n\t,.;:!?-+=*/|()[]{}\"'<>_~")
    words = phrase.split(" ")
    while words and words[0] in _AND_WORDS:
        words = words[1:]
    return " ".join(words) if re.search(r"\w", phrase) else ""


def split_conjunctions(phrase: str) -> list[str]:
    """Divide "кормление и дойка" into its parts; the whole phrase is the caller's first reading, these are the second."""
    parts: list[list[str]] = [[]]
    for word in phrase.split(" "):
        if word in _AND_WORDS:
            parts.append([])
        else:
            parts[-1].append(word)
    return [" ".join(part) for part in parts if part]


# --- language ------------------------------------------------------------------------------------------------------------------

_BELARUSIAN_SIGN = re.compile(r"[іў]|(?:дз|ц)[ьеяіюё]|\b(?:я|бел)цк|\w'\w|ць\b|аў\b")
_RUSSIAN_SIGN = re.compile(r"[ищъ]|ть\b|ого\b")


def guess_language(text: str) -> str:
    """Guess "ru", "be" or "en" of a text by its letters; "ru" if nothing tells."""
    cleaned = clean(text)
    cyrillic = sum("а" <= letter <= "я" or letter in "іў" for letter in cleaned)
    latin = sum("a" <= letter <= "z" for letter in cleaned)
    if latin > cyrillic:
        return "en"
    belarusian = 2 * len(re.findall("[іў]", cleaned)) + len(_BELARUSIAN_SIGN.findall(cleaned))
    return "be" if belarusian > 2 * len(_RUSSIAN_SIGN.findall(cleaned)) else "ru"


# --- grades and licences ----------------------------------------------------------------------------------------------------------

_GRADE = re.compile(
    r"(?<![\d.,])(?P<low>[1-8])(?:\s*(?:-|,|/|и|или|і|да|до)\s*(?P<high>[1-8]))?(?:\s*-?\s*(?:ый|ой|ий|го|му|ы|ага))?"
    r"\s*(?:разряд\w*|разрад\w*|розряд\w*|razr(?:yad|jad|iad)?\w*|grade\b|разр\b\.?|раз\b\.?|р\.(?!\w)|р\b)"
    r"|(?:разряд\w*|разрад\w*|razryad\w*|grade)\s*[:№-]?\s*(?P<after>[1-8])(?!\d)",
)
_GRADE_WORDS = {
    "перв": 1, "втор": 2, "треть": 3, "четверт": 4, "пят": 5, "шест": 6, "седьм": 7, "восьм": 8,
    "перш": 1, "друг": 2, "трэц": 3, "чацверт": 4, "чацвёрт": 4, "шост": 6, "сем": 7,
}  # fmt: skip
_GRADE_IN_WORDS = re.compile(
    r"\b(перв|втор|треть|четверт|пят|шест|седьм|восьм|перш|друг|трэц|чацверт|шост)\w{0,3}\s+(?:разряд\w*|разрад\w*|разр\b\.?)"
)
_CLASS = re.compile(r"(?<!\d)(?P<class>[1-3])(?:\s*-?\s*(?:го|ый|ий))?\s*(?:класс?а?|кл\b\.?|класу?а?)(?!\w)")


def extract_grade(text: str) -> int | None:
    """Return the grade (разряд) named in the text, 1–8, the lower of a range; None if none is named. "2 класса" is no grade."""
    return _take_grade(clean(text))[0]


def _take_grade(cleaned: str) -> tuple[int | None, str]:
    if found := _GRADE.search(cleaned):
        grades = [int(found[name]) for name in ("low", "high", "after") if found[name]]
        return min(grades), _GRADE.sub(" ", cleaned)
    if found := _GRADE_IN_WORDS.search(cleaned):
        return _GRADE_WORDS[found[1]], _GRADE_IN_WORDS.sub(" ", cleaned)
    return None, cleaned


_CATEGORY = r"(?:(?:кат|катэг|kat|cat)\b\.?|(?:категор|катэгор|kategor|categor)\w*)"
_LICENCE_WORD = re.compile(
    rf"(?:\b{_CATEGORY}|\b(?:права|правы|правами|прав|prava)\b|\bвод\w*\s+уд\w*|\b(?:driving )?licen[cs]e\b)\s*[:\-]?\s*"
    rf"(?:на\s+)?{_CATEGORY}?"
    r"\s*[\"']?\s*(?P<list>(?:[abcdeавсде+/,;&\s\"'-]|т(?=м\b)|м\b|t(?=m\b)|m\b|и\s|і\s|and\s)*)"
)
_LICENCE_LETTERS = str.maketrans("авсдетм", "abcdetm")
_NO_PREPOSITION = r"(?![вса]\s+(?!стаж|опыт|на\s|по\s|от\s|с\s|без\s|более)[^\W\d_]{2})"
_LICENCE_AFTER_DRIVER = re.compile(
    rf"\b(?:водител\w*|вадзіцел\w*|шофер\w*|шафер\w*|voditel\w*|driver)\s+{_NO_PREPOSITION}(?P<list>[abcdeавсде](?:[e,+/\sе-]{{0,3}}[abcdeавсде]){{0,5}})(?!\w)"
)
_LICENCE_AT_THE_END = re.compile(
    r"\b(?:водил\w*|вадзіл\w*|открыт\w*|адкрыт\w*)\s+(?P<list>[abcdeавсде](?:[,+/\s-]{0,3}(?:и\s|і\s)?[abcdeавсде]){0,5})[\s.]*$"
)
_BARE_LICENCES = re.compile(
    r"\s*[\"']?(?:[abcdeавсде]|be|ce|de|ве|се|де|tm|тм)(?:\s*[,;+/&-]?\s*(?:и\s|і\s)?(?:[abcdeавсде]|be|ce|de|ве|се|де|tm|тм))*[\"']?[.\s]*"
)
_TRACTOR = re.compile(r"тракт[оа]р|traktor|tractor|механизатор|механізатар|\bтм\b|\btm\b|самоходн|самаходн")
_ONE_LICENCE = re.compile(r"tm|[bcd]\s*[+-]?\s*e(?![a-z])|[abcde]")


def _licence_codes(letters: str, *, tractor: bool) -> list[str]:
    plain = re.sub(r"(?<![a-z])(?:и|і|and)(?![a-z])", ",", letters).translate(_LICENCE_LETTERS)
    found = [code.replace(" ", "").replace("+", "").replace("-", "").upper() for code in _ONE_LICENCE.findall(plain)]
    if tractor:
        return ["TM"] if found else []
    # "В, С, Е" means the trailer category of what was named before it.
    codes: list[str] = []
    for code in found:
        if code == "E":
            codes.append((codes[-1] if codes and codes[-1] in {"B", "C", "D"} else "C") + "E")
        else:
            codes.append(code)
    return codes


def extract_licences(text: str) -> tuple[str, ...]:
    """Return the driving licence categories named in the text, out of A, B, C, D, BE, CE, DE, TM, in that order.

    "права С", "кат. В, С, Е" (E extends the category before it), Cyrillic or Latin letters; a bare list such as "B;C" counts too.
    Categories of a tractor licence ("тракторист-машинист кат. А, В, D") are TM.
    """
    return _take_licences(clean(text))[0]


_ORDER = ("A", "B", "C", "D", "BE", "CE", "DE", "TM")


def _take_licences(cleaned: str) -> tuple[tuple[str, ...], str]:
    tractor = bool(_TRACTOR.search(cleaned))
    if _BARE_LICENCES.fullmatch(cleaned):
        codes = _licence_codes(cleaned, tractor=False)
        return tuple(code for code in _ORDER if code in codes), ""
    found: set[str] = set()

    def take(match: re.Match[str]) -> str:
        letters = match["list"]
        # The list pattern may run into a following word ("права, всегда"): only free-standing letters count.
        free = re.match(
            r"(?:\s*[\"']?(?:[bcdвсд]\s?[+-]?\s?[eе]|tm|тм|[abcdeавсде])(?![^\W\d_])[\"']?|[\s,;+/&-]+|(?:и|і|and)(?=\s))*",
            letters + cleaned[match.end() : match.end() + 1],
        )
        part = free[0] if free else ""
        codes = _licence_codes(part, tractor=tractor and "водител" not in cleaned)
        found.update(codes)
        if not codes:
            return match[0]
        return " " + letters[len(part) :] + " "

    left = _LICENCE_WORD.sub(take, cleaned)
    head = _LICENCE_AFTER_DRIVER.search(left) or _LICENCE_AT_THE_END.search(left)
    if head and not tractor:
        found.update(_licence_codes(head["list"], tractor=False))
        start = head.start() if head[0].startswith(("откр", "адкр")) else head.start("list")
        left = left[:start] + left[head.end("list") :]
    return tuple(code for code in _ORDER if code in found), left


def take_out_facts(cleaned: str) -> tuple[str, int | None, tuple[str, ...]]:
    """Take grade, class and licences out of cleaned text: (what is left, grade or None, licences)."""
    if (
        not any(letter.isdigit() for letter in cleaned)
        and not re.search("прав|кат|prava|kat|licen|cat|води|вадзі|открыт|адкрыт|шоф|шаф|vodit|driver|разр", cleaned)
        and len(cleaned) > 12
    ):
        return cleaned, None, ()
    grade, left = _take_grade(cleaned)
    left = _CLASS.sub(" ", left)
    licences, left = _take_licences(left)
    return _BLANKS.sub(" ", left).strip(" ,.;:-/\n"), grade, licences
