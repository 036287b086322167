"""The plain facts of a life written as free text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.biography import is_denied, read_history, read_papers


def periods(text):
    return [(e.words, e.started_year, e.last_year, e.years) for e in read_history(text, 2026)]


def test_periods_are_split_at_semicolons_with_their_years():
    assert periods("2004–2019 сварщик, цех (Гомель); 2021–2025 сварочный участок") == [
        ("сварщик, цех (Гомель)", 2004, 2019, 15.0),
        ("сварочный участок", 2021, 2025, 4.0),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("с 2010 по 2015 каменщик", [("каменщик", 2010, 2015, 5.0)]),
        ("з 2010 па 2015 муляр", [("муляр", 2010, 2015, 5.0)]),
        ("2019 грузчик", [("грузчик", 2019, 2019, 0.5)]),
        ("2022 подсобник на стройке, 5 мес.", [("подсобник на стройке, 5 мес", 2022, 2022, 5 / 12)]),
        ("2020–н.в. пекарь", [("пекарь", 2020, 2026, 6.0)]),
        ("с 2021 пекарь", [("пекарь", 2021, 2026, 5.0)]),
        ("2005-2008 гг. токарь", [("токарь", 2005, 2008, 3.0)]),
        ("потом шабашки", [("потом шабашки", None, None, None)]),
        ("стаж сварщика 10 лет", [("стаж сварщика 10 лет", None, None, 10.0)]),
        ("2004–2010 повар, 2011–2015 пекарь", [("повар", 2004, 2010, 6.0), ("пекарь", 2011, 2015, 4.0)]),
        ("", []),
    ],
)
def test_the_many_ways_to_write_a_period(text, expected):
    assert periods(text) == expected


def test_papers_keep_their_newest_year():
    first, second = read_papers("электрогазосварщик 5 разряд, удостоверение 2011; подтверждён 4 разряд в 2023")
    assert (first.year, second.year) == (2011, 2023)
    assert "электрогазосварщик 5 разряд" in first.words


@pytest.mark.parametrize("phrase", ["шпон не клеил", "касса — нет", "без опыта", "ніколі не вадзіў", "не умею шить"])
def test_what_a_person_denies_is_seen(phrase):
    assert is_denied(phrase)


@pytest.mark.parametrize(
    "phrase", ["не только шью", "небольшой ремонт", "нетканые материалы", "варил трубы", "не менее 5 лет", "болгарка не страшна"]
)
def test_words_that_only_look_like_denials_are_not(phrase):
    assert not is_denied(phrase)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading_of_a_history(text):
    for entry in read_history(text, 2026):
        assert entry.years is None or 0 <= entry.years <= 126
        assert entry.last_year is None or entry.last_year <= 2026
