"""Files of rules and weights that are being tried: what is different in them, what is stored already, and what can be kept."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.i18n import Words
from api.told_parameters import ToldParameter, told_parameters
from services.deciding import RulesSummary, ScorerSummary
from services.whatif_answers import WhatIfAnswer


@dataclass(frozen=True, slots=True)
class Tried:
    """changed: a line for each parameter that differs; same: kind → number of the stored version that says the same as the file.

    to_keep: kind → text in one line, of files that are not stored yet; twins: names that they share with a stored version.
    """

    changed: tuple[ToldParameter, ...]
    same: Mapping[str, int]
    to_keep: Mapping[str, str]
    twins: tuple[str, ...]


NOTHING_TRIED = Tried((), {}, {}, ())


def tried(
    compared: WhatIfAnswer, files: Mapping[str, str], rules: Sequence[RulesSummary], scorers: Sequence[ScorerSummary], say: Words
) -> Tried:
    """files: kind → text, as compared; nothing where stored versions were."""
    numbers = {"rules": compared.same.rules, "weights": compared.same.weights}
    same = {kind: number for kind, number in numbers.items() if kind in files and number is not None}
    contents = {kind: json.loads(text) for kind, text in files.items() if kind not in same}
    called = {"rules": {one.content.get("version") for one in rules}, "weights": {one.content.get("version") for one in scorers}}
    return Tried(
        told_parameters((*compared.changed_rules, *compared.changed_weights), say),
        same,
        {kind: json.dumps(content, ensure_ascii=False) for kind, content in contents.items()},
        tuple(content["version"] for kind, content in contents.items() if content["version"] in called[kind]),
    )
