"""One vacancy → tables: what every class of people and every sum of evidence gets from the rules and the features.

The functions of RULES and FEATURES are asked over imaginary people (matcher.snapshot.imagined); here their answers are only rounded up to
bounds and laid out for the loop.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.audience import EVERYBODY, Audience
from matcher.columns import VacancyColumns
from matcher.features import FEATURES
from matcher.held import LEVELS
from matcher.index import TRADE_VALUES, VacancyIndex
from matcher.pairs import PairBlock, in_whole_255ths
from matcher.relations import Needs
from matcher.ruleset import RuleSet
from matcher.scorer import Scorer
from matcher.snapshot.aspects import BANS, GROWING, LASTING, PER_ROW, PRACTICE_ASKS, PRACTISED, REACH, STANDING, WAY, Aspect
from matcher.snapshot.circles import seen_classes
from matcher.snapshot.imagined import Imagined, identity
from matcher.snapshot.layout import CandidateSnapshot
from matcher.snapshot.loop import LOWEST, UNIT, WISHED_HERE, Asked, Question, Tables
from matcher.snapshot.memory import Arrays, Memory
from matcher.verdicts import FAIL, PASS

Array = NDArray[Any]

_FEATURE = {feature.name: feature for feature in FEATURES}
_BYTES = np.arange(LEVELS + 1)


@dataclass(frozen=True)
class Judges:
    """Who decides about one vacancy, and for whose eyes: an index of it alone, the scorer, the rules, the day, the audience."""

    vacancy: VacancyIndex
    scorer: Scorer
    rules: RuleSet
    as_of: date
    audience: Audience = EVERYBODY

    def imagine(self, n_people: int, asks: Sequence[str] | None = None, **facts: Any) -> Imagined:
        """Imagine people of these facts. asks: the columns of the vacancy that may be read, and nothing else of it; None: all of it."""
        if asks is None:
            return Imagined(self.vacancy, self.rules, self.as_of, n_people, vacancy=self._columns, **facts)
        excerpt, shaped = ({name: getattr(side, name) for name in asks} for side in (self.vacancy.columns, self._columns))
        vacancies: Any = SimpleNamespace(columns=SimpleNamespace(**excerpt), occupations=None)
        return Imagined(vacancies, self.rules, self.as_of, n_people, vacancy=SimpleNamespace(**shaped), calling=self._calling, **facts)

    def recall(self, memory: Memory, name: str, asks: Sequence[str], compute: Callable[[], Arrays]) -> Arrays:
        """What compute() gives, or gave when the same was asked; it may depend on `asks`, on whether a trade is asked, and on no more."""
        known = [getattr(self.vacancy.columns, column).tobytes() for column in asks]
        calling = (bool(self._calling.entry_level), bool(self._calling.has_occupation))
        return memory.find((self.scorer, self.rules), (name, self.as_of, calling, *known), compute)

    @cached_property
    def _columns(self) -> VacancyColumns:
        return self.vacancy.columns.shaped(-1, 1)

    @cached_property
    def _calling(self) -> Any:
        """What of the vacancy's calling an excerpt knows."""
        whole = self.vacancy.callings.shaped(-1, 1)
        return SimpleNamespace(entry_level=whole.entry_level, has_occupation=whole.has_occupation)

    def parts(self, block: PairBlock, features: Iterable[str]) -> Array:
        """Return the sum of these features' contributions in log-odds, float64 of shape (n_people,)."""
        total = np.zeros(block.shape[1])
        for name in features:
            total += self.scorer.part(name, np.broadcast_to(_FEATURE[name].compute(block), block.shape)[0])
        return total


def question_of(snapshot: CandidateSnapshot, judges: Judges) -> Question:
    """Prepare one vacancy for the loop over a snapshot."""
    needs, tables = judges.vacancy, _tables(snapshot, judges)
    essential, desirable, wishes = (_asked(kind, snapshot.n_concepts) for kind in (needs.essential, needs.desirable, needs.wishes))
    near, promise = np.zeros(snapshot.n_concepts), np.zeros(snapshot.n_concepts, np.int32)
    trades = needs.occupations.relation
    near[trades.concepts] = trades.values["similarity"]
    promise[trades.concepts] = _promise(tables, near[trades.concepts])
    return Question(essential, desirable, wishes, near, promise, tables)


def _promise(tables: Tables, near: Array) -> Array:
    """The most that practice so near can be worth to anybody; 0 where it is not near at all."""
    most = np.full(len(near), max(tables.lasting.max(initial=0), 0), np.int32)
    for growing in tables.growing:
        most += np.ceil(near * LEVELS * max(growing.max(initial=0.0), 0.0)).astype(np.int32)
    return np.where(near > 0, most, 0)


def _asked(needs: Needs, n_concepts: int) -> Asked:
    relation, at_once = needs.relation, np.uint64(0).nbytes
    bytes_of = in_whole_255ths(relation.values["similarity"].astype(np.float64)[:, None], _BYTES).astype(np.uint8)
    eight, within = np.divmod(relation.rows.astype(np.int64), at_once)
    places, line = np.unique(eight * n_concepts + relation.concepts, return_inverse=True)
    worth = np.zeros((len(places) + 1, LEVELS + 1, at_once), np.uint8)
    worth[line.reshape(-1) + 1, :, within] = bytes_of
    lines = np.zeros((-(-len(needs.owner) // at_once), n_concepts), np.uint16 if len(worth) < 1 << 16 else np.uint32)
    lines.reshape(-1)[places] = np.arange(1, len(worth))
    return Asked(lines, worth.view(np.uint64)[:, :, 0])


def _tables(snapshot: CandidateSnapshot, judges: Judges) -> Tables:
    is_entry = bool(judges.vacancy.callings.entry_level[0])
    growing, lasting, without = _practice(snapshot, judges)
    bits, leaning_bits = np.unique(snapshot.leanings[:, 0], return_inverse=True)
    entry = _entry_tables(snapshot, judges) if is_entry else _NO_ENTRY
    return Tables(
        way=_way(snapshot, judges),
        packed=np.concatenate([_of_classes(snapshot, aspect, judges) for aspect in PER_ROW]),
        leaning_bits=leaning_bits.astype(np.int64).reshape(-1),
        wish=_wish(judges, bits),
        essential=_of_sums(judges, "essential", judges.scorer.prior + (0.0 if is_entry else without)),
        desirable=_of_sums(judges, "desirable", 0.0),
        growing=growing,
        lasting=lasting,
        entry_done=int(_bound(np.array([without]))[0]) if is_entry else 0,
        entry_most=max(int(table.max(initial=LOWEST)) for table in entry.values()) if is_entry else LOWEST,
        is_entry=is_entry,
        **entry,
    )


_NO_ENTRY = dict.fromkeys(("entry", "entry_wished", "entry_shown", "entry_wish"), np.zeros(0, np.int32))


def _bound(log_odds: Array) -> Array:
    """Log-odds as fixed-point numbers, rounded up."""
    bounds: Array = np.ceil(log_odds * UNIT).astype(np.int32)
    return bounds


def _packed(aspect: Aspect, block: Imagined, judges: Judges) -> Array:
    """Bound and outcome of every class of an aspect, of which `block` imagines one person each."""
    outcomes = np.full(block.shape[1], PASS, np.int8)
    for rule in aspect.rules_asked:
        found = rule.check(block)
        if found is not None:
            np.maximum(outcomes, found[0], out=outcomes)
    packed = outcomes.astype(np.int32)
    kept = np.flatnonzero(outcomes != FAIL)  # whoever is kept out needs no score
    packed[kept] |= _bound(judges.parts(block.take(kept), aspect.features)) << 2
    return packed


def _of_classes(snapshot: CandidateSnapshot, aspect: Aspect, judges: Judges) -> Array:
    """Bound and outcome of every class of an aspect, asked over one imaginary person of each."""
    starts = snapshot.standing_starts
    alike = starts[:-1] if aspect is STANDING else slice(None)  # classes that differ in their circle alone are asked about once

    def compute() -> Arrays:
        columns = {name: column[alike] for name, column in snapshot.columns_of(aspect).items()}
        bans = snapshot.bans if aspect is BANS else None
        n_classes = len(starts) - 1 if aspect is STANDING else snapshot.n_classes(aspect)
        return (_packed(aspect, judges.imagine(n_classes, aspect.asks, columns=columns, bans=bans), judges),)

    if aspect is BANS:
        return _sparse(judges.recall(snapshot.memory, aspect.name, aspect.asks, lambda: _told_apart(*compute())), snapshot.n_ban_sets)
    (packed,) = judges.recall(snapshot.memory, aspect.name, aspect.asks, compute)
    return _before_eyes(snapshot, np.repeat(packed, np.diff(starts)), judges) if aspect is STANDING else packed


def _told_apart(packed: Array) -> Arrays:
    """A table of which most is zero (few bans meet the duties of a vacancy) as places and values."""
    places = np.flatnonzero(packed)
    return places.astype(np.int32), packed[places]


def _sparse(told: Arrays, n_classes: int) -> Array:
    packed = np.zeros(n_classes, np.int32)
    packed[told[0]] = told[1]
    return packed


def _before_eyes(snapshot: CandidateSnapshot, packed: Array, judges: Judges) -> Array:
    """Of whom the audience may not know is kept out of everything."""
    seen = seen_classes(snapshot, judges.audience)
    if seen is not None:
        packed[~seen] = FAIL
    return packed


def _way(snapshot: CandidateSnapshot, judges: Judges) -> Array:
    """Bound and outcome of every class of the way."""
    asked, known = judges.recall(snapshot.memory, WAY.name, WAY.asks, lambda: _within_reach(snapshot, judges))
    packed = np.full(snapshot.reach_starts[-1], FAIL, np.int32)
    packed[asked] = known
    return packed


def _within_reach(snapshot: CandidateSnapshot, judges: Judges) -> Arrays:
    """The classes of the way that would come this far, and their bounds and outcomes. The others are not asked about the rest."""
    places = judges.imagine(len(snapshot.places["latitude_e6"]), REACH.asks, columns=snapshot.places)
    km = places.km[0][snapshot.place_of_reach]  # many classes live in one place
    within = _packed(REACH, judges.imagine(len(km), REACH.asks, columns=snapshot.columns_of(REACH), km=km), judges)
    kept = np.flatnonzero(within & FAIL == 0)
    starts, counts = snapshot.reach_starts[kept], np.diff(snapshot.reach_starts)[kept]
    near = np.repeat(kept, counts)
    asked = np.arange(len(near)) + np.repeat(starts - np.cumsum(counts) + counts, counts)
    columns = {name: column[asked] for name, column in snapshot.columns_of(WAY).items()}
    further = _packed(WAY, judges.imagine(len(asked), WAY.asks, columns=columns, km=km[near]), judges)
    packed = ((within[near] >> 2) + (further >> 2)) << 2 | np.maximum(within[near] & 3, further & 3)
    return asked.astype(np.int32), packed.astype(np.int32)


def _practice(snapshot: CandidateSnapshot, judges: Judges) -> tuple[Array, Array, float]:
    """Of every class of practice what it adds in proportion to the similarity, and what it adds at any; and what nobody's gives."""
    kinds = (("entry_level",), ()) if judges.vacancy.callings.entry_level[0] else (GROWING, LASTING)
    growing, lasting = ([_practised(snapshot, judges, name) for name in kind] for kind in kinds)
    added = np.stack([(held * UNIT / LEVELS)[alike] for held, alike, _ in growing])
    total = np.zeros(len(snapshot.practice))
    for held, alike, _ in lasting:
        total += held[alike]
    return added, _bound(total), sum(nobody for _, _, nobody in (*growing, *lasting))


def _practised(snapshot: CandidateSnapshot, judges: Judges, feature: str) -> tuple[Array, Array, float]:
    """(what practice adds to a feature by the facts that it reads, which of them every class of practice has, what nobody's gives).

    The last of the imaginary people holds no occupation.
    """
    alike, facts = snapshot.practised_alike[PRACTISED[feature]]
    n = len(facts["paper"])

    def compute() -> Arrays:
        sure = facts | {"weight": np.full(n, LEVELS, np.uint8)}
        block = _neutral(judges, n + 1, asks, practice=sure, near=identity(n + 1, n))
        return (judges.parts(block, [feature]),)

    # What a practice is worth where no trade is asked depends on more of the vacancy than can be told in a few facts.
    asks = None if feature == "entry_level" else PRACTICE_ASKS
    (parts,) = compute() if asks is None else judges.recall(snapshot.memory, feature, asks, compute)
    return parts[:n] - parts[n], alike, float(parts[n])


def _neutral(judges: Judges, n_people: int, asks: Sequence[str] | None = None, **facts: Any) -> Imagined:
    """People without leanings, wishes or skills but for the given facts."""
    nothing = np.zeros(n_people, np.int64)
    leanings = dict.fromkeys(("bits", "history_families", "wish_families"), np.zeros(n_people, np.uint8))
    given: dict[str, Any] = {
        "leanings": leanings,
        "covered": {"essential": nothing, "desirable": nothing},
        "wished": nothing,
        "practice": {name: np.empty(0) for name in TRADE_VALUES},
        "near": identity(n_people, 0),
    }
    return judges.imagine(n_people, asks, **given | facts)


def _of_sums(judges: Judges, kind: str, added: float) -> Array:
    """Bound of the coverage of one kind of requirements, and of what is added to everybody, per sum of coverage."""
    sums = _sums(judges, kind)
    return _bound(judges.parts(judges.imagine(len(sums), covered={kind: sums}), [f"{kind}_coverage"]) + added)


def _sums(judges: Judges, kind: str) -> Array:
    """Every sum of coverage there can be."""
    needs = judges.vacancy.essential if kind == "essential" else judges.vacancy.desirable
    return np.arange(len(needs.owner) * LEVELS + 1)


def _wish(judges: Judges, bits: Array) -> Array:
    """Bound of the wish by bits of leanings and by the nearest wish, (n distinct bits, 256)."""
    n_people = len(bits) * len(_BYTES)
    leanings = {"bits": np.repeat(bits, len(_BYTES))}
    block = judges.imagine(n_people, leanings=leanings, wished=np.tile(_BYTES, len(bits)))
    return _bound(judges.parts(block, ["wish_nearness"])).reshape(len(bits), len(_BYTES))


def _entry_tables(snapshot: CandidateSnapshot, judges: Judges) -> dict[str, Array]:
    """Bounds of the entry-level fit: by leanings alone (without a wish for this work, and with one), by what is shown, by the wish."""
    leanings = dict(zip(("bits", "history_families", "wish_families"), snapshot.leanings.T, strict=True))
    n, shown = len(snapshot.leanings), _sums(judges, "essential")
    people = {
        "entry": _neutral(judges, n, leanings=leanings),
        "entry_wished": _neutral(judges, n, leanings=leanings, wished=np.full(n, WISHED_HERE)),
        "entry_shown": _neutral(judges, len(shown), covered={"essential": shown}),
        "entry_wish": _neutral(judges, len(_BYTES), wished=_BYTES),
    }
    return {name: _bound(judges.parts(block, ["entry_level"])) for name, block in people.items()}
