"""Names of lists to choose from stand as a Russian or a Belarusian reader looks for them."""

from web.shown.order import sorted_by_name


def test_letters_that_unicode_numbers_elsewhere_stand_in_their_place() -> None:
    names = ["Яблык", "Ёлка", "Ель", "Еж", "Іва", "Йод", "Ива", "Ўласаў", "Ус", "Фест", "Узор", "Жито"]
    assert sorted_by_name(names, str) == ["Еж", "Ёлка", "Ель", "Жито", "Ива", "Іва", "Йод", "Узор", "Ўласаў", "Ус", "Фест", "Яблык"]


def test_quotation_marks_and_capitals_do_not_count() -> None:
    assert sorted_by_name(["Приход", "«Нива»", "мост", "Мосток"], str) == ["мост", "Мосток", "«Нива»", "Приход"]
