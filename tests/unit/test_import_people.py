"""Clean files make no doubt; names of one person in two languages meet; a number belongs to one."""

import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.messages_import import doubt_sentence, report_lines, say
from services.importing.duplicates import fold_employer, suspected_people
from services.importing.names import name_similarity, same_given_name, skeleton
from services.importing.outcomes import read_outcomes
from services.importing.parsing import Parsed, parse_candidates, parse_vacancies
from services.importing.rejected import neutral
from services.importing.rows import CandidateRow
from tests.unit.import_world import AS_OF, PLACES, ROOT, SAMPLES, messy_candidates, messy_vacancies, table_of

HEADER = ["Шифр", "ФИО", "Дата рождения", "Телефон", "Область", "Населённый пункт"]


def people(*rows: list[str]) -> Parsed[CandidateRow]:
    return parse_candidates(table_of([HEADER, *rows]), "x.csv", PLACES, AS_OF)


@pytest.mark.samples
@pytest.mark.parametrize("folder", ["fixtures/demo", "tests/data/samples/near_trades"])
def test_clean_files_parse_without_a_single_doubt(folder: str) -> None:
    content = (ROOT / folder / "candidates.csv").read_bytes()
    parsed = parse_candidates(content, "candidates.csv", PLACES, AS_OF)
    assert [(each.row, each.doubt.code) for each in parsed.report.doubts] == []
    assert suspected_people(parsed.kept, [], {}) == ()
    content = (ROOT / folder / "vacancies.csv").read_bytes()
    assert [(each.row, each.doubt.code) for each in parse_vacancies(content, "v.csv", PLACES, AS_OF).report.doubts] == []


@pytest.mark.samples
def test_the_stated_shifts_are_those_of_the_schedule() -> None:
    """Reading the schedule alone gives what the coded column says, for every clean vacancy."""
    for folder in (ROOT / "fixtures" / "demo", SAMPLES / "near_trades"):
        text = (folder / "vacancies.csv").read_text(encoding="utf-8-sig")
        coded = parse_vacancies(text.encode(), "v.csv", PLACES, AS_OF).kept
        uncoded = parse_vacancies(text.replace("shift_codes", "unknown_title", 1).encode(), "v.csv", PLACES, AS_OF).kept
        assert [(row.reference, row.shifts, row.hours) for row in uncoded] == [(row.reference, row.shifts, row.hours) for row in coded]


@pytest.mark.samples
def test_outcomes_are_read() -> None:
    rows = read_outcomes(ROOT / "fixtures" / "demo" / "outcomes.csv")
    assert len(rows) == 93
    assert all(row.referred_on and row.result and not row.doubts for row in rows)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ольга", "Вольга", True), ("Николай", "Мікалай", True), ("Сергей", "Сяргей", True), ("Евгений", "Яўген", True),
        ("Роман", "Р.", True),
        ("Владимир", "Уладзімір", True), ("Михаил", "Міхась", True), ("Ольга", "Олег", False), ("Артур", "Артём", False),
        ("Пётр", "Павел", False),
        ("Иван", "", True),
    ],
)  # fmt: skip
def test_given_names_meet_across_languages(one: str, other: str, same: bool) -> None:
    assert same_given_name(one, other) is same
    assert same_given_name(other, one) is same


def test_surnames_meet_across_languages() -> None:
    assert skeleton("Ковалёў") == skeleton("Ковалёв")
    assert name_similarity(("Дудзіч", "Міхась"), ("Дудич", "Михаил")) == 100.0
    assert name_similarity(("Дудич", "Михаил"), ("Казак", "Михаил")) < 60.0


@given(st.text(max_size=20))
def test_a_name_is_like_itself(name: str) -> None:
    assert same_given_name(name, name)


def test_a_name_alone_is_never_a_duplicate() -> None:
    parsed = people(
        ["", "Иванов Иван", "1990-05-03", "", "Гомельская", "Гомель"], ["", "Иванов Иван", "1991-06-04", "", "Гомельская", "Гомель"]
    )
    assert suspected_people(parsed.kept, [], {}) == ()


def test_a_shared_telephone_of_different_people_is_no_duplicate() -> None:
    rows = [
        ["", "Иванов Иван", "1990-05-03", "+375290001122", "", "Гомель"],
        ["", "Петрова Анна", "1991-06-04", "80290001122", "", "Гомель"],
    ]
    assert suspected_people(people(*rows).kept, [], {}) == ()


def test_one_reference_for_two_people_rejects_both_rows() -> None:
    parsed = people(["G-1", "Иванов Иван", "1990-05-03", "", "", "Гомель"], ["G-1", "Петрова Анна", "1991-06-04", "", "", "Гомель"])
    assert [each.row for each in parsed.report.rejected] == [1, 2]


def test_one_reference_twice_for_one_person_keeps_the_later_row() -> None:
    parsed = people(
        ["G-1", "Иванов Иван", "1990-05-03", "", "", "Гомель"], ["G-1", "Иванов Иван", "1990-05-03", "+375290001122", "", "Гомель"]
    )
    assert [row.row for row in parsed.kept] == [2]
    assert parsed.report.superseded[0].differences["phones"] == ("", "+375290001122")


def test_a_row_without_name_and_reference_cannot_be_stored() -> None:
    parsed = people(["", "", "1990-05-03", "", "", "Гомель"])
    assert parsed.report.rejected[0].reasons[0].code == "person_unnamed"


def test_an_employer_is_one_firm_however_it_is_written() -> None:
    assert fold_employer("ООО «ТёплыйКотёл»") == fold_employer("ТЁПЛЫЙ КОТЁЛ ООО")


@pytest.mark.parametrize("text", ["=1+1", "+375", "-5", "@cmd", "\tx"])
def test_a_cell_that_a_spreadsheet_would_evaluate_gets_an_apostrophe(text: str) -> None:
    assert neutral(text) == "'" + text
    assert neutral("текст") == "текст"


def test_every_sentence_exists_in_three_languages() -> None:
    tables = tomllib.loads((ROOT / "api" / "words" / "import.toml").read_text(encoding="utf-8"))
    for table in tables.values():
        for code, forms in table.items():
            assert set(forms) == {"ru", "be", "en"}, code


def test_every_code_of_the_program_has_its_sentence() -> None:
    known = tomllib.loads((ROOT / "api" / "words" / "import.toml").read_text(encoding="utf-8"))
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "services" / "importing").rglob("*.py")]
    doubts = {code for text in sources for code in re.findall(r'(?:error|question|notice|Doubt)\(\s*"([a-z_]+)"', text)}
    doubts |= {"places_unreadable", "district_ambiguous", "district_of_other_province", "district_unknown"}
    doubts |= {code for text in sources for code in re.findall(r'_coded\([^)]*"([a-z_]+)"\)', text)}
    refusals = {code for text in sources for code in re.findall(r'TableRefused\("([a-z_]+)"', text)}
    assert doubts - set(known["doubt"]) == set()
    assert refusals - set(known["table"]) == set()
    assert set(known["doubt"]) - doubts == set(), "sentences that nothing says"


@pytest.mark.samples
@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_the_report_of_the_messy_files_is_all_words(language: str) -> None:
    for parsed in (messy_candidates(), messy_vacancies()):
        lines = list(report_lines(parsed.report, language))
        assert len(lines) > len(parsed.report.doubts)
        for each in parsed.report.doubts:
            assert each.doubt.code not in doubt_sentence(each.doubt, language)
            assert "{" not in doubt_sentence(each.doubt, language)
            assert say("remedy", each.doubt.remedy, "ru") != each.doubt.remedy
