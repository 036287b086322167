"""Names of one person in Russian and Belarusian: which forms are equal, how near two surnames are.

Only names; whether two records are one person also needs a birth date or a telephone (see `duplicates`).
"""

import re

from rapidfuzz import fuzz

SIMILAR_FROM = 82.0
"""Similarity (0–100) of two folded names from which they may be one: one letter of six or seven (Казачок, Казачек)."""

_FORMS = """

александр аляксандр алесь сашаалександра аляксандраалексей аляксейанастасия анастасія настасся настасьяанатолий анатольандрей андрэйанна ганнаантон антосьаркадий аркадзьартем арцем артурвалентин валянцінвалентина валянцінавалерий валерыйвасилий васільверавиктор віктарвиктория вікторыявиталий вітальвладимир уладзімірвладислав уладзіслаувячеслав вячаслаугеннадий генадзьгеоргий георгій юрасьгригорий рыгордарья дар'я дарынаденис дзянісдмитрий дзмітрый зміцеревгений яугеній яугеневгения яугеніяегор ягорекатерина кацярынаелена аленаелизавета лізавета елізаветаиван янкаигорь ігарилья ілляирина ірынакирилл кірыла кірылконстантин канстанцін кастуськсения ксенія аксіннялеонид леанідлидия лідзіялюдмила людміламаксим максіммаргарита маргарытамарина марынамария марыяматвей мацвеймихаил міхаіл міхасьнадежда надзеянаталья наталляникита мікітаниколай мікалай міколаоксана аксанаолег алеголеся алесяольга вольгапавел павалпетр пятро петр пётрполина палінароман рамансветлана святланасемен сяменсергей сяргейстанислав станіслаустепан сцяпантамарататьяна таццянатимофей цімафейфедор фёдар федарюлия юліяюрий юрыйяков якуб якауярослав яраслау
"""
"""Forms of one given name, Russian and Belarusian, the first standing for all; names separated by |."""

_SKELETON = (
    (r"i", "и"),
    (r"дз(?=[еияюь])", "д"),
    (r"ц(?=[еияюь])", "т"),
    (r"у(?=\b)|(?<=[аеиоуыя])у(?![аеиоуыя])", "в"),
    (r"э|ё", "е"),
    (r"ы", "и"),
    (r"[ьъ'’-]", ""),
    (r"о", "а"),
    (r"я", "е"),
    (r"(.)\1", r"\1"),
)
"""What Russian and Belarusian spellings of one surname differ by, in the order of use."""


def fold_name(name: str) -> str:
    """Fold case, ё, і, ў and spaces; the letters stay."""
    folded = name.casefold().replace("ё", "е").replace("і", "i").replace("ў", "у").replace("’", "'")
    return re.sub(r"\s+", " ", folded).strip(" .,")


_CANONICAL = {form: forms.split()[0] for forms in (fold_name(group) for group in _FORMS.split("|")) for form in forms.split()}


def skeleton(name: str) -> str:
    """Reduce a name to what Russian and Belarusian spellings share (Дудзіч and Дудич, Ковалёў and Ковалёв)."""
    folded = fold_name(name)
    for pattern, replacement in _SKELETON:
        folded = re.sub(pattern, replacement, folded)
    return folded


def same_given_name(one: str, other: str) -> bool:
    """Tell whether two given names may be one: equal forms in two languages, a slip, or an initial. An empty one fits any."""
    first, second = fold_name(one), fold_name(other)
    if not first or not second:
        return True
    if len(first) == 1 or len(second) == 1:
        return skeleton(first)[:1] == skeleton(second)[:1]
    first, second = _CANONICAL.get(first, first), _CANONICAL.get(second, second)
    return first == second or fuzz.ratio(skeleton(first), skeleton(second)) >= SIMILAR_FROM


def name_similarity(one: tuple[str, str], other: tuple[str, str]) -> float:
    """Similarity (0–100) of two (surname, given name) pairs; 0 where the given names are different ones."""
    if not one[0] or not other[0] or not same_given_name(one[1], other[1]):
        return 0.0
    return float(fuzz.ratio(skeleton(one[0]), skeleton(other[0])))
