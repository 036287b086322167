"""What differs between two files is told parameter by parameter, whatever is changed; what does not differ is not."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from matcher.changed_parameters import ChangedParameter, changed_rules, changed_weights
from matcher.ruleset import RuleSet
from matcher.scorer import Scorer
from tests.matcher_world import FIXTURES, RULES, SCORER


def leaves(form: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every parameter of a file, by path; a list of codes is one."""
    if not isinstance(form, dict):
        yield path
        return
    for name, inside in form.items():
        yield from leaves(inside, (*path, name))


RULES_FORM = json.loads(RULES.to_json())
PARAMETERS = [path for path in leaves(RULES_FORM) if path != ("version",)]


@pytest.mark.parametrize("path", PARAMETERS, ids=".".join)
def test_a_parameter_of_the_rules_that_is_changed_is_told_and_no_other(path: tuple[str, ...]) -> None:
    form = json.loads(RULES.to_json()) | {"version": "trial"}
    *way, last = path
    inside = form
    for name in way:
        inside = inside[name]
    before = inside[last]
    codes = {"duties": "dust", "shifts": "day", "closed_shifts": "day", "always_required": "work_book"}
    inside[last] = sorted({*before} ^ {codes[last]}) if isinstance(before, list) else before + 1
    [told] = changed_rules(RULES, RuleSet.from_json(json.dumps(form)))
    assert told.path == ".".join(path)
    assert told.before == (tuple(before) if isinstance(before, list) else before)
    assert told.after == (tuple(inside[last]) if isinstance(before, list) else before + 1)


def test_a_weight_that_is_changed_is_told_with_what_it_was() -> None:
    form = json.loads((FIXTURES / "weights.json").read_text(encoding="utf8"))
    form |= {"version": "trial", "prior": -1.0, "calibration": {"slope": 2.0, "intercept": 0.5}}
    first = form["features"][0]
    first |= {"weight": first["weight"] + 1, "baseline": 0.25, "reason": "иначе"}
    told = changed_weights(SCORER, Scorer.from_json(json.dumps(form)))
    paths = [
        "prior",
        "calibration.slope",
        "calibration.intercept",
        *(f"{first['name']}.{part}" for part in ("weight", "baseline", "reason")),
    ]
    assert [one.path for one in told] == paths
    assert told[0] == ChangedParameter("prior", SCORER.prior, -1.0)
    assert told[-1].after == "иначе"


def test_the_name_of_a_version_is_no_parameter() -> None:
    assert changed_rules(RULES, RuleSet.from_json(json.dumps(RULES_FORM | {"version": "another"}))) == ()
    assert changed_weights(SCORER, SCORER) == ()
