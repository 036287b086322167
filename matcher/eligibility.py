"""RULES: who may be introduced for which vacancy, decided by a table of rules and never by a score.

Every rule says pass, fail or review (a fact is unknown, a human must look), and for what did not pass why, from when it would pass and
what would change it. Which law bars whom from which job is not here: a ban is entered by a person, with its end.
"""

from dataclasses import dataclass

import numpy as np

from matcher.answers import Reason
from matcher.pairs import PairBlock
from matcher.rules_person import PERSON_RULES
from matcher.rules_work import WORK_RULES
from matcher.verdicts import FAIL, OUTCOMES, PASS, REVIEW, Array, Rule

RULES: tuple[Rule, ...] = PERSON_RULES + WORK_RULES


@dataclass(frozen=True)
class Verdicts:
    """What every rule said about every pair. codes: outcome codes per rule that said more than "all pass"; worst: the gravest per pair."""

    block: PairBlock
    codes: dict[int, Array]
    worst: Array

    @property
    def eligible(self) -> Array:
        """True where no rule fails; pairs under review are eligible."""
        return np.not_equal(self.worst, FAIL)

    @property
    def under_review(self) -> Array:
        """True where no rule fails and some rule could not be decided."""
        return np.equal(self.worst, REVIEW)

    def reasons(self, vacancy: int, candidate: int, outcome: int) -> tuple[Reason, ...]:
        """Return the reasons of one pair with this outcome code, in the order of the table."""
        return tuple(
            self.reason_of(rule, vacancy, candidate, outcome) for rule, codes in self.codes.items() if codes[vacancy, candidate] == outcome
        )

    def all_reasons(self, vacancy: int, candidate: int) -> tuple[Reason, ...]:
        """Return every rule that this vacancy touches, also those that passed."""
        found = []
        for number, rule in enumerate(RULES):
            code = int(self.codes[number][vacancy, candidate]) if number in self.codes else PASS
            if code != PASS:
                found.append(self.reason_of(number, vacancy, candidate, code))
            elif rule.touches(self.block, vacancy):
                found.append(Reason(rule.code, OUTCOMES[PASS]))
        return tuple(found)

    def failures(self) -> dict[tuple[int, int], list[Reason]]:
        """Return the failing reasons of every excluded pair, keyed by (vacancy row, candidate row)."""
        found: dict[tuple[int, int], list[Reason]] = {}
        for rule, codes in self.codes.items():
            for vacancy, candidate in np.argwhere(codes == FAIL).tolist():
                found.setdefault((vacancy, candidate), []).append(self.reason_of(rule, vacancy, candidate, FAIL))
        return found

    def reason_of(self, rule: int, vacancy: int, candidate: int, code: int) -> Reason:
        """Return what one rule, by its place in the table, says about one pair that did not pass it."""
        detail = RULES[rule].explain(self.block, vacancy, candidate, code)
        return Reason(RULES[rule].code, OUTCOMES[code], detail.parameters, detail.passes_from, detail.remedy)


def judge(block: PairBlock) -> Verdicts:
    """Apply every rule to every pair of the block."""
    worst = np.zeros(block.shape, np.int8)
    codes: dict[int, Array] = {}
    for number, rule in enumerate(RULES):
        found = rule.check(block)
        if found is not None and found.any():
            codes[number] = np.broadcast_to(found, block.shape)
            np.maximum(worst, found, out=worst)
    return Verdicts(block, codes, worst)
