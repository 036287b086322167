"""Tables are found by their content whatever the encoding, the separator, the language of the titles or the cover above them."""

import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from services.importing.decoding import readings
from services.importing.errors import TableRefused
from services.importing.headers import CANDIDATES, OUTCOMES, VACANCIES, column_of, fold
from services.importing.parsing import parse_candidates
from services.importing.sheets import Table, read_content
from tests.unit.import_world import AS_OF, PLACES, ROOT, SAMPLES, table_of

HEADER = ["ФИО", "Область", "Навыки", "Примечание"]
RUSSIAN = ["Ёлкин Пётр", "Гомельская", "кладка; штукатурка", "съел подъезд"]
BELARUSIAN = ["Ўсевалад Іўеўскі", "Гродзенская", "муроўка цэглы", "з’ехаў"]

CYRILLIC = st.text(alphabet="абвгдеёжзійклмнопрстуўфхцчшыьэюя АБВІЎ0123456789.-/()", min_size=1, max_size=30)
PHRASE = CYRILLIC.filter(lambda text: text.strip() == text and text[0].isalpha())


def excel(*sheets: tuple[str, list[list[object]]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def texts(table: Table) -> list[list[str]]:
    return [[row.cell(name).text for name in ("full_name", "province", "skills", "notes")] for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_separator_gives_the_same_table(encoding: str, delimiter: str) -> None:
    rows = [HEADER, RUSSIAN, [text.replace("’", "'") for text in BELARUSIAN]]
    table = read_content(table_of(rows, delimiter, encoding), "candidates")
    assert texts(table) == rows[1:]
    assert table.delimiter == delimiter


@settings(max_examples=60)
@given(
    st.lists(st.lists(PHRASE, min_size=4, max_size=4), min_size=1, max_size=5),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1251", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_read_again(rows: list[list[str]], delimiter: str, encoding: str, line_end: str) -> None:
    table = read_content(table_of([HEADER, *rows], delimiter, encoding, line_end), "candidates")
    assert texts(table) == rows
    assert [row.number for row in table.rows] == list(range(1, len(rows) + 1))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_reason(content: bytes) -> None:
    with suppress(TableRefused):
        read_content(content, "candidates")


def test_line_breaks_and_doubled_quotes_in_quotes_belong_to_the_cell() -> None:
    content = 'ФИО;Область;Навыки\r\nИванов Иван;Гомельская;"штукатур\r\nмаляр ""ночной"""\r\nПетров;Минская;каменщик\r\n'.encode("cp1251")
    table = read_content(content, "candidates")
    assert table.rows[0].cell("skills").text == 'штукатур\r\nмаляр "ночной"'
    assert [row.number for row in table.rows] == [1, 2]


def test_an_unclosed_quote_is_refused_instead_of_swallowing_rows() -> None:
    content = 'ФИО;Область;Навыки\nИванов;Гомельская;"штукатур\nПетров;Минская;каменщик\n'.encode()
    with pytest.raises(TableRefused, match="quote_not_closed"):
        read_content(content, "candidates")


@pytest.mark.parametrize(
    "titles",
    [
        ["Ф.И.О.", "Дата рождения", "Область", "Населённый пункт", "Что умеет (навыки)", "Мин. з/п, руб."],
        ["Прозвішча, імя, імя па бацьку", "Дата нараджэння", "Вобласць", "Населены пункт", "Што ўмее", "Мін. з/п"],
        ["Full name", "Date of birth", "Province", "Town", "Skills", "Minimum pay"],
        ["ФИО", "ДАТА\nРОЖДЕНИЯ", "область", "Населенный пункт", "навыки", "Мин. зарплата"],
        ["full_name", "birth_date", "province", "town", "skills", "min_pay_byn"],
        ["ФИО", "Дата рожденья", "Область", "Населёный пункт", "Навыки", "Минимальная зарплта"],
    ],
)
def test_titles_in_three_languages_and_with_slips_name_the_same_columns(titles: list[str]) -> None:
    rows = [titles, ["Иванов Иван", "1990-05-03", "gomel", "Гомель", "кладка", "1200"]]
    (row,) = parse_candidates(table_of(rows), "x.csv", PLACES, AS_OF).kept
    assert (row.surname, row.birth_year, row.place.town, row.skills, row.minimum_pay_byn) == ("Иванов", 1990, "Гомель", "кладка", 1200.0)


@pytest.mark.parametrize(("kind", "table"), [("candidates", CANDIDATES), ("vacancies", VACANCIES), ("outcomes", OUTCOMES)])
def test_no_title_means_two_columns(kind: str, table: dict[str, str]) -> None:
    titles = [fold(alias) for aliases in table.values() for alias in aliases.split("|")]
    assert all(titles)
    for column, aliases in table.items():
        for alias in aliases.split("|"):
            assert column_of(alias, kind) == column, alias


def test_the_header_is_found_below_a_cover_and_totals_are_no_people() -> None:
    rows = [
        ["Список обратившихся"], [], ["на 20.11.2026"], HEADER, RUSSIAN, [], BELARUSIAN, ["Итого:", "2"], [],
    ]  # fmt: skip
    table = read_content(excel(("Лист1", rows), ("Справочник", [["Код", "Значение"]])), "candidates")
    assert texts(table) == [RUSSIAN, BELARUSIAN]
    assert [(each.number, each.reason) for each in table.skipped] == [
        (1, "title"), (2, "blank"), (3, "title"), (4, "header"), (6, "blank"), (8, "total"),
    ]  # fmt: skip
    assert (table.total, table.sheets_not_read) == (2, ("Справочник",))
    assert [row.number for row in table.rows] == [5, 7]


def test_the_table_may_stand_on_another_sheet() -> None:
    table = read_content(excel(("Читай меня", [["текст"]]), ("Люди", [HEADER, RUSSIAN])), "candidates")
    assert (table.sheet, len(table.rows)) == ("Люди", 1)


def test_a_wrong_total_is_told() -> None:
    content = table_of([HEADER, RUSSIAN, ["Итого: 27", "", "", ""]])
    report = parse_candidates(content, "x.csv", PLACES, AS_OF).report
    assert [each.doubt.code for each in report.doubts if each.row == 0] == ["total_differs"]


def test_a_formula_is_text_and_never_evaluated() -> None:
    table = read_content(excel(("Лист1", [HEADER, ["Иванов", "=1+1", '=HYPERLINK("http://x")', "-"]])), "candidates")
    assert table.rows[0].cell("province").formula
    assert table.rows[0].cell("skills").text == '=HYPERLINK("http://x")'


def test_a_row_with_more_cells_than_titles_is_rejected_because_its_cells_have_shifted() -> None:
    content = "ФИО;Область;Навыки\nИванов Иван;Гомельская;кладка;лишнее\nПетров Пётр;Гомельская;кладка\n".encode()
    parsed = parse_candidates(content, "x.csv", PLACES, AS_OF)
    assert [(each.row, each.reasons[0].code) for each in parsed.report.rejected] == [(1, "row_too_long")]
    assert [row.surname for row in parsed.kept] == ["Петров"]


def packed(name: str, content: bytes = b"x") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"), (b"\xef\xbb\xbf\r\n", "file_empty"), (b"%PDF-1.7 ...", "file_is_pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "file_is_old_excel"),
        (packed("word/document.xml"), "file_is_archive"), (b"PK\x03\x04 broken", "file_damaged"), (b"Rar!\x1a\x07", "file_is_archive"),
        (packed("xl/workbook.xml"), "file_damaged"), (b"\x00\x01\x02\x03\x00\x00\xff" * 9, "file_is_binary"),
        ("просто текст\nбез таблицы\n".encode(), "header_not_found"), (table_of([HEADER]), "no_rows"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_its_reason(content: bytes, code: str) -> None:
    with pytest.raises(TableRefused) as refused:
        read_content(content, "candidates")
    assert refused.value.code == f"table.{code}"


def test_a_workbook_that_unpacks_to_gigabytes_is_refused_before_it_is_opened() -> None:
    with pytest.raises(TableRefused, match="sheet_too_large"):
        read_content(packed("xl/workbook.xml", bytes(310_000_000)), "candidates")


def test_people_are_no_vacancies() -> None:
    content = (SAMPLES / "messy" / "vacancies_bank.csv").read_bytes()
    with pytest.raises(TableRefused, match="header_not_found"):
        read_content(content, "outcomes")


WORDS = ["каменщик", "муляр", "сварщик", "ўсё", "вопыт працы", "цагліна", "кладка", "Іўе", "Гомель", "штукатурка", "сок", "пёк"]


@given(st.lists(st.sampled_from(WORDS), min_size=3, max_size=12), st.sampled_from(["cp1251", "koi8-r", "cp866"]))
def test_words_tell_the_character_set_under_latin_titles(words: list[str], encoding: str) -> None:
    words = [word.replace("ў", "в").replace("І", "И").replace("і", "и") if encoding != "cp1251" else word for word in words]
    content = table_of([["full_name", "province", "skills"], ["Иванов Пётр", "Гомельская", ", ".join(words)]], encoding=encoding)
    assert read_content(content, "candidates").rows[0].cell("skills").text == ", ".join(words)
    assert readings(content)[0][1] == encoding


@pytest.mark.samples
@pytest.mark.parametrize(
    ("file", "kind", "n_rows"),
    [
        ("fixtures/demo/candidates.csv", "candidates", 96), ("fixtures/demo/vacancies.csv", "vacancies", 26),
        ("fixtures/demo/outcomes.csv", "outcomes", 93), ("tests/data/samples/near_trades/candidates.csv", "candidates", 56),
    ],
)  # fmt: skip
def test_the_clean_files_have_no_unknown_column(file: str, kind: str, n_rows: int) -> None:
    table = read_content((ROOT / file).read_bytes(), kind)
    assert (len(table.rows), table.unknown_titles, len(table.columns)) == (n_rows, (), len(table.titles))
