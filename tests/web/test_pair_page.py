"""One person and one vacancy: requirement by requirement, rule by rule, and a sum that adds up."""

import re

import pytest
from flask.testing import FlaskClient

from matcher.answers import Contribution, Explanation
from tests.web.markup import Page
from tests.worlds import DAY
from web.shown.waterfall import WIDTH, waterfall


def rows_of_the_sum(text: str) -> list[float]:
    table = text[text.index('class="compare waterfall"') :]
    return [float(n.replace("−", "-").replace(",", ".")) for n in re.findall(r'<td class="number">(?:<strong>)?([+−][\d,]+)', table)]


@pytest.mark.parametrize("candidate", ["GOM-0001", "GOM-0002", "GOM-0003", "VIT-0022"])
def test_the_column_adds_up_to_the_score(client: FlaskClient, candidate: str) -> None:
    *parts, total = rows_of_the_sum(client.get(f"/vacancies/VAC-001/candidates/{candidate}?as_of={DAY}").text)
    assert len(parts) > 3
    assert sum(parts) == pytest.approx(total, abs=1e-9)


def test_a_requirement_stands_with_what_was_written_and_understood(client: FlaskClient) -> None:
    text = Page(client.get(f"/vacancies/VAC-001/candidates/GOM-0001?as_of={DAY}").text).text
    assert re.search("газовая резка обязательно резка газом газовая резка металла (?:видно|близко)", text)


def test_a_rule_that_fails_stands_with_what_would_change_it(client: FlaskClient) -> None:
    text = Page(client.get(f"/vacancies/VAC-005/candidates/GOM-0003?as_of={DAY}").text).text
    assert "Сейчас не подходит" in text
    assert "Нужна категория C, у человека её нет. получить категорию C" in text


def test_bars_stay_inside_the_drawing_and_follow_each_other() -> None:
    amounts = (0.5, -0.8, 0.0, 0.2, float("0.1"))
    parts = tuple(Contribution(f"f{n}", 0.5, 0.5, 1.0, amount) for n, amount in enumerate(amounts))
    shown = waterfall(Explanation(-0.7, parts, -0.7 + sum(amounts), (), ()))
    assert shown.total == pytest.approx(-0.7)
    assert shown.idle == ("f2",)
    assert all(step.left >= 0 and step.left + step.width <= WIDTH + 1 for step in shown.steps)
    assert [step.feature for step in shown.steps] == ["f1", "f0", "f3", "f4"]


def test_a_score_that_nothing_moved_has_no_bars() -> None:
    assert waterfall(Explanation(0.3, (), 0.3, (), ())).steps == ()
