"""What people type is cleaned, split and stripped of facts, whatever it is."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.text import (
    clean,
    decode_keyboard,
    extract_grade,
    extract_licences,
    guess_language,
    split_conjunctions,
    split_list,
    take_out_facts,
    to_cyrillic,
    to_latin,
)

PATHOLOGICAL = [
    "", " ", "\x00" * 50, "\u202e\u200f\u200b", "🙂" * 5000, "а" * 10_000, "кат. " * 2000,
    "4 разряд " * 1200, "((((" * 2500, "водитель в," * 900,
    "a\u0301\u0327" * 3000, "ﷺ" * 5000, ";" * 10_000, "в,с," * 2500, "İstanbul" * 1000, "\ud800abc", "q'w[e]" * 1600, "1,2,3," * 1600,
]  # fmt: skip


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_text_raises_anywhere(text: str) -> None:
    cleaned = clean(text)
    for phrase in split_list(text):
        assert phrase.strip() == phrase != ""
    assert extract_grade(text) in {None, *range(1, 9)}
    assert set(extract_licences(text)) <= {"A", "B", "C", "D", "BE", "CE", "DE", "TM"}
    take_out_facts(cleaned)
    decode_keyboard(cleaned)
    assert guess_language(text) in {"ru", "be", "en"}
    to_latin(to_cyrillic(cleaned))


@pytest.mark.parametrize("text", PATHOLOGICAL)
def test_ten_thousand_characters_take_bounded_time(text: str) -> None:
    clean("слово")
    start = time.process_time()
    split_list(text)
    extract_grade(text)
    extract_licences(text)
    assert time.process_time() - start < 0.2
    assert clean(clean(text)) == clean(text)


@given(st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяіў ", min_size=1, max_size=60))
@settings(deadline=None)
def test_case_and_yo_and_blanks_do_not_matter(text: str) -> None:
    assert clean(text.upper().replace("Ё", "Е")) == clean("  " + text.replace(" ", "   ") + "\t")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cвapщик", "сварщик"), ("CBAPЩИК", "сварщик"), ("штyкaтyp-мaляp", "штукатур-маляр"), ("пpoмышлeннoй", "промышленной"),
        ("Ёлка\u200b", "елка"), ("аб’ект", "аб'ект"), ("муроўкa", "муроўка"), ("welder", "welder"), ("wеldеr", "welder"),
        ("  А\u00a0Б ", "а б"),
    ],
)  # fmt: skip
def test_look_alike_letters_and_marks_are_cleaned(typed: str, meant: str) -> None:
    assert clean(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cdfhobr", "сварщик"), ("djlbntkm rfntujhbb", "водитель категории"), ("gkjnybr, cnjkzh", "плотник, столяр"),
        ("hfvs? ghbwtgs? ;tktpj d wt[e", "рамы, прицепы, железо в цеху"), ("dfh. gjkefdnjvfnjv", "варю полуавтоматом"),
        ("cnjhj;", "сторож"), ("gfhbrvf[th", "парикмахер"), ("lfkmyj,jqobr", "дальнобойщик"), ("3 hfphzl? 2017", "3 разряд, 2017"),
        ("икшслдфнук", "bricklayer"), ("pdfhoxsr", "зварщчык"),
    ],
)  # fmt: skip
def test_a_wrong_keyboard_layout_is_undone(typed: str, meant: str) -> None:
    assert decode_keyboard(clean(typed)) == meant


@pytest.mark.parametrize(
    "text", ["html, css", "windows 1c", "bricklayer", "svarshchik", "excel", "mig welder", "shveya-motoristka, overlok", "сварщик"]
)
def test_the_right_layout_is_left_alone(text: str) -> None:
    assert decode_keyboard(clean(text)) == text


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("svarshchik", "сварщик"), ("shveya", "швея"), ("shveja", "швея"), ("prjamaja strochka", "прямая строчка"), ("stolyar", "столяр"),
        ("kamenshchik", "каменщик"), ("zvarščyk", "зваршчык"), ("chertezhi", "чертежи"), ("nasosnye", "насосные"), ("voditel", "водител"),
    ],
)  # fmt: skip
def test_informal_latin_is_read_as_cyrillic(latin: str, cyrillic: str) -> None:
    assert to_cyrillic(latin) == cyrillic


@pytest.mark.parametrize(
    ("cell", "phrases"),
    [
        ("РДС, полуавтомат; болгарка (УШМ)", ["рдс", "полуавтомат", "болгарка", "ушм"]),
        ("сборка заказов\nТСД (терминал)\nрохля", ["сборка заказов", "тсд", "рохля", "терминал"]),
        ("- облицовка плиткой\n- мозаика", ["облицовка плиткой", "мозаика"]),
        ("шип-паз, тв. топливо, щепа", ["шип-паз", "тв. топливо", "щепа"]),
        ("водитель кат. В,С,Е; погрузка", ["водитель кат. в, с, е", "погрузка"]),
        ("проволока 1,2 мм, сварка", ["проволока 1,2 мм", "сварка"]),
        ("=погрузка, =выгрузка", ["погрузка", "выгрузка"]),
        ("Могу всё сам. Полку повесить.", ["могу все сам", "полку повесить"]),
        ("xnj-nj? hfvs? ,hec", ["что-то", "рамы", "брус"]),
        (",;. -", []),
    ],
)
def test_a_cell_is_divided_into_phrases(cell: str, phrases: list[str]) -> None:
    assert split_list(cell) == phrases


def test_conjunctions_divide_when_asked() -> None:
    assert split_conjunctions("кормление и дойка да уборка") == ["кормление", "дойка", "уборка"]


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("сварщик 4 разряда", 4), ("4-5 разряд", 4), ("5р", 5), ("зваршчык 4 разр.", 4), ("муляр 4 разраду", 4), ("третьего разряда", 3),
        ("6 разр.", 6), ("разряд 3", 3), ("водитель 2 класса", None), ("2006 год", None), ("12 разряд", None), ("сварщик", None),
        ("стаж 5 лет", None), ("3–4 разряда", 3), ("шестой разряд", 6), ("stolyar 4 razryad", 4),
    ],
)  # fmt: skip
def test_a_grade_is_read(text: str, grade: int | None) -> None:
    assert extract_grade(text) == grade


@pytest.mark.parametrize(
    ("text", "licences"),
    [
        ("кат. В, С, Е", ("B", "C", "CE")), ("права С", ("C",)), ("B;C", ("B", "C")), ("CE", ("CE",)), ("права кат. В,С", ("B", "C")),
        ("удостоверение кат. А, В, D; трактарыст", ("TM",)), ("водитель С", ("C",)), ("водитель категории BE", ("BE",)),
        ("права ТМ", ("TM",)),
        ("права есть, всегда готов", ()), ("сварщик", ()), ("prava C", ("C",)), ("правы катэгорыі B і C", ("B", "C")), ("в цеху", ()),
    ],
)  # fmt: skip
def test_licence_categories_are_read(text: str, licences: tuple[str, ...]) -> None:
    assert extract_licences(text) == licences


def test_facts_are_taken_out_of_the_text() -> None:
    assert take_out_facts(clean("Зваршчык 4 разр.")) == ("зваршчык", 4, ())
    assert take_out_facts(clean("водитель кат. В,С 2 класса")) == ("водитель", None, ("B", "C"))


def test_the_language_is_guessed() -> None:
    assert guess_language("муроўка цэглы і блокаў") == "be"
    assert guess_language("кирпичная кладка и щебень") == "ru"
    assert guess_language("brick laying") == "en"
