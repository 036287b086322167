"""The gazetteer answers what is written, asks where it is ambiguous, and never guesses."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.places import PlaceAmbiguous, PlaceFound, Places, PlaceUnknown, normalise, strip_prefix

ROOT = Path(__file__).resolve().parents[2]
PLACES = Places.load(ROOT / "fixtures" / "places")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Гомельская", "gomel"), ("гомельская обл.", "gomel"), ("ГОМЕЛЬСКАЯ", "gomel"), ("gomel", "gomel"), ("Homel region", "gomel"),
        ("Віцебская", "vitebsk"), ("Віцебская вобл.", "vitebsk"), ("VITEBSK", "vitebsk"), ("Витебск", "vitebsk"),
        ("Гродзенская вобласць", "grodno"), ("Гродненской области", "grodno"), ("Hrodna", "grodno"), ("Брэсцкая", "brest"),
        ("Мінская", "minsk"), ("Магілёўская", "mogilev"), ("Mogilev", "mogilev"),
        ("Полесская", None), ("Гомельский район", None), ("", None), ("Брестовица", None),
    ],
)  # fmt: skip
def test_a_province_is_known_in_three_languages_and_never_invented(text: str, code: str | None) -> None:
    assert Places.find_province(text) == code


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Речицкий", ["Речицкий"]), ("Рэчыцкі", ["Речицкий"]), ("Рэчыцкі раён", ["Речицкий"]), ("Рогачевский", ["Рогачёвский"]),
        ("Добрушский р-н", ["Добрушский"]), ("ГОМЕЛЬСКИЙ РАЙОН", ["Гомельский"]), ("Гомель", ["г. Гомель"]), ("г.Гомель", ["г. Гомель"]),
        ("Калинковичи", ["Калинковичский"]), ("Новополоцк", ["г. Новополоцк"]), ("Буда-Кошелевский", ["Буда-Кошелёвский"]),
        ("Ваўкавыскі", ["Волковысский"]), ("Лепельскі", ["Лепельский"]), ("Нездешний", []),
    ],
)  # fmt: skip
def test_a_district_is_known_by_adjective_centre_or_city(text: str, names: list[str]) -> None:
    assert [each.name_ru for each in PLACES.find_districts(text)] == names


@pytest.mark.parametrize(
    ("name", "province", "district", "town", "expected_district"),
    [
        ("п. Ерёмино", "gomel", "Гомельский", "Ерёмино", "Гомельский"),
        ("аг. Павлово", "grodno", "Слонимский", "Павлово", "Слонимский"),
        ("Октябрьский", "gomel", "Октябрьский", "Октябрьский", "Октябрьский"),
        ("г. Гомель, ул. Рабочая (промзона)", "gomel", "Гомельский", "Гомель", "г. Гомель"),
        ("Рось", "grodno", "Ваўкавыскі", "Россь", "Волковысский"),
        ("Полацк", "vitebsk", None, "Полоцк", "Полоцкий"),
        ("Жлобін", None, None, "Жлобин", "Жлобинский"),
        ("HOMEL", None, None, "Гомель", "г. Гомель"),
        ("г.п. Лоев", None, None, "Лоев", "Лоевский"),
    ],
)
def test_a_town_is_found_whatever_its_prefix_alphabet_or_case(
    name: str, province: str | None, district: str | None, town: str, expected_district: str
) -> None:
    answer = PLACES.find(name, province, district)
    assert isinstance(answer, PlaceFound)
    assert (answer.place.name_ru, answer.place.district) == (town, expected_district)


@pytest.mark.parametrize("name", ["Октябрьский", "Речица", "Рэчыца", "Свислочь"])
def test_an_ambiguous_town_without_province_is_asked_back(name: str) -> None:
    answer = PLACES.find(name)
    assert isinstance(answer, PlaceAmbiguous)
    assert len({place.province for place in answer.candidates}) > 1


def test_a_typing_slip_is_suggested_and_never_taken() -> None:
    answer = PLACES.find("Светлагорк", "gomel")
    assert isinstance(answer, PlaceUnknown)
    assert answer.suggestions[0].name_ru == "Светлогорск"


def test_a_town_of_another_district_is_not_taken_silently() -> None:
    answer = PLACES.find("Рось", "grodno", "Лидский")
    assert isinstance(answer, PlaceUnknown)
    assert answer.suggestions[0].name_ru == "Россь"


def test_every_place_lies_in_a_known_district_inside_belarus() -> None:
    known = {(each.province, each.name_ru) for each in PLACES.districts}
    assert len(known) == 129
    for place in PLACES.places:
        assert (place.province, place.district) in known
        assert 51.2 < place.latitude < 56.2
        assert 23.1 < place.longitude < 32.8


def test_every_district_has_its_centre_among_the_places() -> None:
    towns = {(place.province, place.name_ru) for place in PLACES.places}
    assert {(each.province, each.centre) for each in PLACES.districts} <= towns


@pytest.mark.samples
@pytest.mark.parametrize(
    "file", ["fixtures/demo/candidates.csv", "fixtures/demo/vacancies.csv", "tests/data/samples/near_trades/candidates.csv"]
)
def test_every_place_of_the_samples_is_found(file: str) -> None:
    with (ROOT / file).open(encoding="utf-8-sig", newline="") as opened:
        for record in csv.DictReader(opened):
            assert isinstance(PLACES.find(record["town"], record["province"], record["district"]), PlaceFound), record["town"]


@given(st.text(max_size=40))
def test_folding_a_name_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(max_size=40), st.sampled_from([None, "gomel", "brest"]))
def test_any_text_gets_an_answer(text: str, province: str | None) -> None:
    strip_prefix(text)
    assert isinstance(PLACES.find(text, province), PlaceFound | PlaceAmbiguous | PlaceUnknown)
