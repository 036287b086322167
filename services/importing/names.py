"""Names of one person in Russian and Belarusian: which forms are equal, how near two surnames are.

Only names; whether two records are one person also needs a birth date or a telephone (see `duplicates`).
"""

import re

from rapidfuzz import fuzz

SIMILAR_FROM = 82.0
"""Similarity (0–100) of two folded names from which they may be one: one letter of six or seven (Казачок, Казачек)."""

_FORMS = """
александр аляксандр алесь саша | александра аляксандра | алексей аляксей лёша
анастасия анастасія настасся настя | анатолий анатоль
андрей андрэй | анна ганна аня | антон антось | анжелика анжаліка | аркадий аркадзь | артём арцём
богдан багдан | борис барыс
валентин валянцін | валентина валянціна | валерий валерый | василий васіль вася | вероника вераніка
виктор віктар | виктория вікторыя
виталий віталь віталій | владимир уладзімір валодзя | владислав уладзіслаў улад
вячеслав вячаслаў славамір | геннадий генадзь
георгий георгій юрась | григорий рыгор | даниил даніла данила | дарья дар'я дарына | денис дзяніс
дмитрий дзмітрый зміцер | евгений яўгеній яўген
евгения яўгенія | егор ягор | екатерина кацярына каця | елена алена | елизавета лізавета елізавета
иван іван янка | игорь ігар
илья ілля | ирина ірына | кирилл кірыла кірыл | константин канстанцін кастусь | ксения ксенія аксіння
леонид леанід | лидия лідзія
любовь любоў | людмила людміла | максим максім | маргарита маргарыта | марина марына | мария марыя маша
матвей мацвей | михаил міхаіл міхась
надежда надзея | наталья наталля наталія | никита мікіта | николай мікалай мікола | оксана аксана
олег алег | олеся алеся | ольга вольга
павел павал | пётр пятро петрусь | полина паліна | роман раман | светлана святлана | семён сямён
сергей сяргей | станислав станіслаў стась
степан сцяпан | тамара | татьяна таццяна таня | тимофей цімафей | тихон ціхан | фёдор фёдар | эдуард эдвард
юлия юлія | юрий юрый | яков якуб якаў
ярослав яраслаў
"""
"""Forms of one given name, Russian and Belarusian, the first standing for all; names separated by | or a line break."""

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


_CANONICAL = {form: group[0] for group in (fold_name(names).split() for names in re.split(r"[|\n]", _FORMS.strip())) for form in group}


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
