"""Which one or two things a person could gain would open the most vacancies: an exact what-if with the rules that judge everybody.

What can be gained: a licence; a paper in hand; a skill, held for sure (level 1), that is asked as essential by some vacancy which nothing
but licences keeps from this person.

*Complete*: no rule keeps the person out, every essential requirement that was understood is shown (as gaps have it: coverage of SHOWN or
more; where no trade is asked none is missing), and no paper that is asked for would be late. *Opened* by a gain: with it no rule keeps the
person out, and either a rule did before, or the vacancy is complete and was not. So a licence opens what the rules kept shut; a skill or a
paper, which no rule ever asks for, opens a vacancy when it was the last thing essential that was missing. What fails for any other reason
(a ban, the road, the pay) nothing here opens.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.attitudes import ATTITUDES
from matcher.columns import UNKNOWN_DAY, codes_of
from matcher.condition_features import late_documents
from matcher.eligibility import RULES, judge
from matcher.gaps import SHOWN
from matcher.held import LEVELS
from matcher.holdings import ConceptGraph, asked_concepts, held_skills
from matcher.index import quantised
from matcher.pairs import PairBlock
from matcher.types import DOCUMENT_CODES, CandidateProfile, Requirement
from matcher.verdicts import FAIL

Array = NDArray[Any]

LICENCE_RULE = "licence_missing"
LICENCE, SKILL, DOCUMENT = "licence", "skill", "document"


@dataclass(frozen=True, slots=True, order=True)
class Gain:
    """One thing to gain. kind: licence, skill or document; code: of LICENCE_CODES, a concept, or of DOCUMENT_CODES."""

    kind: str
    code: str


@dataclass(frozen=True, slots=True)
class Opener:
    """One or two gains and what they open. opened: references, of which those in `complete` lack nothing essential then."""

    gains: tuple[Gain, ...]
    opened: tuple[str, ...]
    complete: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lacking:
    """What one person lacks for one vacancy that nothing but this keeps shut: each a set of gains of which any one will do.

    licences: what the rules ask; essentials: requirements not shown, and papers that would be late.
    """

    reference: str
    licences: tuple[frozenset[Gain], ...]
    essentials: tuple[frozenset[Gain], ...]


def find_lacking(block: PairBlock, without: Array | None = None) -> list[Lacking]:
    """What the one person of a block lacks, vacancy by vacancy; those that are complete, or that a gain cannot open, are left out.

    without: rows of vacancies to leave out.
    """
    verdicts = judge(block)
    shut = np.zeros(block.shape[0], bool)
    licences: dict[int, list[str]] = {}
    for number, codes in verdicts.codes.items():
        base, _, subject = RULES[number].code.partition(":")
        failed = codes[:, 0] == FAIL
        if base != LICENCE_RULE:
            shut |= failed
            continue
        for row in np.flatnonzero(failed).tolist():
            licences.setdefault(row, []).append(subject)
    if without is not None:
        shut[without] = True
    skills = _SkillsOf(block.candidates.profiles[0], block.candidates.graph, _asked_skills(block, np.flatnonzero(~shut).tolist()))
    late = np.where(block.vacancy.starts_on == UNKNOWN_DAY, 0, block.once(late_documents))[:, 0]
    found = []
    for row in np.flatnonzero(~shut).tolist():
        spec = block.vacancies.specs[row]
        asked = () if bool(block.calling.entry_level[row, 0]) else spec.requirements
        missing = [skills.that_show(requirement) for requirement in asked if skills.is_missing(requirement)]
        papers = [frozenset([Gain(DOCUMENT, code)]) for code in codes_of(int(late[row]), DOCUMENT_CODES)]
        kept_by = [frozenset([Gain(LICENCE, code)]) for code in licences.get(row, ())]
        if kept_by or missing or papers:
            found.append(Lacking(spec.reference, tuple(kept_by), (*missing, *papers)))
    return found


def _asked_skills(block: PairBlock, rows: Iterable[int]) -> tuple[str, ...]:
    """Skills that these vacancies name as essential, as far as the taxonomy knows them."""
    specs = (block.vacancies.specs[row] for row in rows)
    named = {key for spec in specs for requirement in spec.requirements if requirement.essential for key in requirement.concepts}
    return tuple(sorted(key for key in named - ATTITUDES if key in block.candidates.graph.row_of))


@dataclass
class _SkillsOf:
    """What one person shows of any requirement, and which of the skills to gain would show it. Each distinct requirement is asked once."""

    profile: CandidateProfile
    graph: ConceptGraph
    to_gain: tuple[str, ...]
    held: dict[int, int] = field(init=False)
    known: dict[tuple[str, ...], tuple[bool, frozenset[Gain]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.held = {self.graph.row_of[key]: quantised(one.level) for key, one in held_skills(self.profile, self.graph).items()}

    def is_missing(self, requirement: Requirement) -> bool:
        """Whether an essential requirement was understood and is not shown."""
        return requirement.essential and self._answer(requirement)[0]

    def that_show(self, requirement: Requirement) -> frozenset[Gain]:
        """The skills of which any one shows a requirement."""
        return self._answer(requirement)[1]

    def _answer(self, requirement: Requirement) -> tuple[bool, frozenset[Gain]]:
        if requirement.concepts not in self.known:
            near = asked_concepts(requirement, self.graph)
            shown = any(_shows(similarity, self.held[row]) for row, similarity in near.items() if row in self.held)
            rows = {row for row, similarity in near.items() if _shows(similarity, LEVELS)}
            gains = frozenset(Gain(SKILL, key) for key in self.to_gain if self.graph.row_of[key] in rows)
            self.known[requirement.concepts] = (bool(near) and not shown, gains)
        return self.known[requirement.concepts]


def _shows(similarity: float, level: int) -> bool:
    """Whether a skill at a level in 255ths shows a requirement; rounded as the index and the explanations round."""
    return round(float(np.float32(similarity)) * level) / LEVELS >= SHOWN


@dataclass
class _Tally:
    """For every gain, and every pair that opens what neither does alone, the vacancies as bits of whole numbers."""

    alone: dict[Gain, int] = field(default_factory=dict)
    together: dict[tuple[Gain, Gain], int] = field(default_factory=dict)

    def add(self, wanted: Sequence[frozenset[Gain]], bit: int) -> None:
        """Count one vacancy for every single gain that meets all that is wanted, and for every pair of which neither does alone."""
        singles = frozenset.intersection(*wanted)
        for gain in singles:
            self.alone[gain] = self.alone.get(gain, 0) | bit
        pairs = set()
        for first in wanted[0] - singles:
            rest = [one for one in wanted if first not in one]
            for second in frozenset.intersection(*rest) - singles if rest else ():
                pairs.add((min(first, second), max(first, second)))
        for pair in pairs:
            self.together[pair] = self.together.get(pair, 0) | bit

    def of(self, gains: tuple[Gain, ...]) -> int:
        """The vacancies of one or two gains."""
        bits = 0
        for gain in gains:
            bits |= self.alone.get(gain, 0)
        return bits | (self.together.get((min(gains), max(gains)), 0) if len(gains) == 2 else 0)


def find_openers(lacking: Sequence[Lacking], limit: int) -> tuple[tuple[Opener, ...], tuple[Opener, ...]]:
    """The best `limit` single gains, and the best `limit` pairs that open more than either of the two alone.

    First those that make the most vacancies complete, then those that open the most; equal ones in the order of their codes. Nothing is
    left out that would stand higher: pairs are bounded by the sum of what the two open.
    """
    opened, completed = _Tally(), _Tally()
    for place, one in enumerate(lacking):
        bit = 1 << place
        opened.add(one.licences or one.essentials, bit)
        completed.add((*one.licences, *one.essentials), bit)
    worth = _Worth(opened, completed, len(lacking) + 1)
    singles = sorted(opened.alone, key=lambda gain: (-worth.of((gain,)), gain))
    best = [(gain,) for gain in singles[:limit]]
    pairs = _best_pairs(singles, worth, limit)
    return tuple(_opener(gains, lacking, worth) for gains in best), tuple(_opener(gains, lacking, worth) for gains in pairs)


@dataclass(frozen=True)
class _Worth:
    """Orders gains: the number completed, then the number opened, as one whole number. base: more than there are vacancies."""

    opened: _Tally
    completed: _Tally
    base: int

    def of(self, gains: tuple[Gain, ...]) -> int:
        """What one or two gains are worth."""
        return self.completed.of(gains).bit_count() * self.base + self.opened.of(gains).bit_count()


def _best_pairs(singles: Sequence[Gain], worth: _Worth, limit: int) -> list[tuple[Gain, Gain]]:
    alone = {gain: worth.of((gain,)) for gain in singles}
    kept: list[tuple[int, tuple[Gain, Gain]]] = []

    def offer(pair: tuple[Gain, Gain]) -> None:
        value = worth.of(pair)
        if value > max(alone.get(pair[0], 0), alone.get(pair[1], 0)):
            kept.append((-value, pair))

    joint = worth.opened.together.keys() | worth.completed.together.keys()
    for pair in joint:
        offer(pair)
    kept.sort()
    del kept[limit:]
    # Of all other pairs none is worth more than the sum of its two: both loops end where that sum is below what is kept already.
    for place, first in enumerate(singles):
        least = -kept[limit - 1][0] if len(kept) >= limit else 0
        if place + 1 < len(singles) and alone[first] + alone[singles[place + 1]] < least:
            break
        for second in singles[place + 1 :]:
            if len(kept) >= limit and alone[first] + alone[second] < -kept[limit - 1][0]:
                break
            pair = (min(first, second), max(first, second))
            if pair not in joint:
                offer(pair)
        kept.sort()
        del kept[limit:]
    return [pair for _, pair in kept]


def _opener(gains: tuple[Gain, ...], lacking: Sequence[Lacking], worth: _Worth) -> Opener:
    opened, complete = worth.opened.of(gains), worth.completed.of(gains)
    names: Mapping[int, str] = {place: one.reference for place, one in enumerate(lacking) if opened >> place & 1}
    whole = frozenset(name for place, name in names.items() if complete >> place & 1)
    return Opener(gains, tuple(sorted(names.values(), key=lambda name: (name not in whole, name))), whole)
