"""What no page repeats, and what it may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.discretion import discreet, is_telling


@pytest.mark.parametrize(
    "text",
    ["2020–2025 обувной участок ИК", "сварочный пост в ик", "столярный цех ИК №15", "лтп, кочегар", "швея в колонии", "у калоніі",
     "prison kitchen", "работал до освобождения", "турма, пякарня"],
)  # fmt: skip
def test_a_line_that_tells_of_custody_is_not_repeated(text: str) -> None:
    assert discreet(text) is None


@pytest.mark.parametrize(
    "text",
    ["2004–2019 сварщик, ремонтно-механический цех (Гомель)", "резка газом", "пикник, повар", "2016–2021 шиномонтаж, сезон", "ЭКГ",
     "зоотехник"],
)  # fmt: skip
def test_a_plain_line_is_repeated_as_written(text: str) -> None:
    assert discreet(text) == text


@given(st.text(), st.text())
def test_no_surrounding_hides_a_telling_word(before: str, after: str) -> None:
    assert is_telling(f"{before} колония {after}")


def test_nothing_stays_nothing() -> None:
    assert discreet(None) is None
