"""What every rule says about every class of people, and who a change of the rules lets in or keeps out.

The rules themselves are asked, over one imaginary person per class; people are looked at only where some class's outcome changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.snapshot.aspects import BANS, PER_ROW, REACH, WAY, Aspect
from matcher.snapshot.imagined import Imagined
from matcher.snapshot.layout import CandidateSnapshot
from matcher.snapshot.tables import Judges
from matcher.verdicts import FAIL

Array = NDArray[Any]
Failing = Mapping[str, Mapping[str, Array]]
"""Aspect → rule → whether it keeps each class out (bool); rules that keep nobody out are not there. REACH is told by classes of WAY."""


@dataclass(frozen=True, slots=True)
class Turned:
    """People whom the rules judge otherwise than before. rows: of the snapshot, ascending; by_rule: rule → which of the rows it keeps out
    (after the change for those who lose, before it for those who gain).
    """

    rows: Array
    by_rule: Mapping[str, Array]

    def rules_of(self, place: int) -> tuple[str, ...]:
        """The rules that keep out the person at a place of `rows`."""
        return tuple(rule for rule, kept_out in self.by_rule.items() if kept_out[place])


def failing(snapshot: CandidateSnapshot, judges: Judges) -> Failing:
    """Ask every rule about every class of people, for one vacancy."""
    places = judges.imagine(len(snapshot.places["latitude_e6"]), columns=snapshot.places)
    km = places.km[0][snapshot.place_of_reach]
    ways = np.diff(snapshot.reach_starts)
    reach = _fails(REACH, judges.imagine(len(km), columns=snapshot.columns_of(REACH), km=km))
    way = _fails(WAY, judges.imagine(snapshot.n_classes(WAY), columns=snapshot.columns_of(WAY), km=np.repeat(km, ways)))
    found = {WAY.name: {rule: np.repeat(fails, ways) for rule, fails in reach.items()} | way}
    for aspect in PER_ROW:
        bans = snapshot.bans if aspect is BANS else None
        found[aspect.name] = _fails(aspect, judges.imagine(snapshot.n_classes(aspect), columns=snapshot.columns_of(aspect), bans=bans))
    return found


def _fails(aspect: Aspect, block: Imagined) -> dict[str, Array]:
    found = {}
    for rule in aspect.rules_asked:
        outcomes = rule.check(block)
        if outcomes is not None:
            fails = np.broadcast_to(outcomes, block.shape)[0] == FAIL
            if fails.any():
                found[rule.code] = fails
    return found


def turned(snapshot: CandidateSnapshot, before: Failing, after: Failing) -> tuple[Turned, Turned]:
    """Return (who is let in now, who is kept out now)."""
    rows = _touched(snapshot, before, after)
    codes = _codes(snapshot, rows)
    out_before, out_after = _kept_out(codes, before, len(rows)), _kept_out(codes, after, len(rows))
    let_in, kept_out = np.flatnonzero(out_before & ~out_after), np.flatnonzero(out_after & ~out_before)
    return _turned(rows, codes, before, let_in), _turned(rows, codes, after, kept_out)


def _touched(snapshot: CandidateSnapshot, before: Failing, after: Failing) -> Array:
    """Rows of classes of which the rules together say something else."""
    touched = np.zeros(len(snapshot), bool)
    for aspect in (WAY, *PER_ROW):
        n_classes = snapshot.n_classes(aspect)
        changed = _any(before[aspect.name], n_classes) != _any(after[aspect.name], n_classes)
        if not changed.any():
            continue
        if aspect is WAY:
            touched |= np.repeat(changed, np.diff(snapshot.way_starts))
        else:
            touched |= changed[snapshot.codes[aspect.name] - np.uint32(snapshot.first_codes[aspect.name])]
    return np.flatnonzero(touched)


def _any(fails: Mapping[str, Array], n_classes: int) -> Array:
    found: Array = np.logical_or.reduce([np.zeros(n_classes, bool), *fails.values()])
    return found


def _codes(snapshot: CandidateSnapshot, rows: Array) -> dict[str, Array]:
    """Class of the rows per aspect."""
    found = {aspect.name: snapshot.codes[aspect.name][rows] - np.uint32(snapshot.first_codes[aspect.name]) for aspect in PER_ROW}
    return found | {WAY.name: snapshot.way_of(rows)}


def _kept_out(codes: Mapping[str, Array], rules: Failing, n_rows: int) -> Array:
    found = np.zeros(n_rows, bool)
    for aspect, fails in rules.items():
        for classes in fails.values():
            found |= classes[codes[aspect]]
    return found


def _turned(rows: Array, codes: Mapping[str, Array], rules: Failing, places: Array) -> Turned:
    by_rule = {rule: classes[codes[aspect][places]] for aspect, fails in rules.items() for rule, classes in fails.items()}
    return Turned(rows[places], {rule: kept_out for rule, kept_out in by_rule.items() if kept_out.any()})
