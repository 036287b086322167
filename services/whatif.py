"""What would change under other rules or weights, over every open vacancy, before anybody activates them.

Nothing is stored but the audit event that somebody looked: a ranking that decides nothing must not be taken for one that does.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from matcher.changed_parameters import changed_rules, changed_weights
from matcher.snapshot.build import build_snapshot
from matcher.snapshot.comparison import Impact, Side, compare
from matcher.snapshot.layout import CandidateSnapshot
from matcher.snapshot.outcomes import Turned
from matcher.taxonomy import Taxonomy
from matcher.types import VacancySpec
from services.actors import Actor
from services.bulk_runs import Progress, open_vacancies
from services.candidate_tables import read_candidate_table
from services.engines import default_workers
from services.errors import InvalidValue
from services.installation import Installation
from services.permissions import authorise
from services.ranking import check_limit
from services.version_files import SameVersions, find_same, read_rules, read_weights
from services.versions import Deciders, active_deciders
from services.whatif_answers import Judged, Moved, PersonChange, Summary, VacancyChange, WhatIfAnswer, WhatIfQuery, shown_what_if

LISTED = 100
"""Names in one list of the answer; the counts are of everybody."""


def what_if(installation: Installation, actor: Actor, query: WhatIfQuery, progress: Progress = lambda *_: None) -> WhatIfAnswer:
    """Compare the active deciders with those of the files over everybody and every open vacancy.

    Raises Forbidden, InvalidValue (`invalid_value.limit`, `invalid_value.version_file.…` with the field of the file at fault,
    `invalid_value.what_if_nothing` when no file is given).
    """
    authorise(actor, "what_if:read")
    check_limit(query.limit)
    if query.rules is None and query.weights is None:
        raise InvalidValue("invalid_value.what_if_nothing", field="rules")
    rules = None if query.rules is None else read_rules(query.rules)
    scorer = None if query.weights is None else read_weights(query.weights)
    with installation.reading(actor, "compare rules or weights") as unit:
        deciders = active_deciders(unit.session)
        same = find_same(unit.session, rules, scorer)
        taxonomy = installation.knowledge(unit.session).taxonomy
        snapshot = _everybody(installation, unit.session, taxonomy)
        specs = open_vacancies(unit.session)
    before, after = Side(deciders.scorer, deciders.rules), Side(scorer or deciders.scorer, rules or deciders.rules)
    tally = _Tally(snapshot, len(specs))
    for n_done, impact in enumerate(_impacts(snapshot, specs, taxonomy, before, after, query), 1):
        tally.add(impact)
        progress(n_done, len(specs))
    answer = _answer(query, before, after, same, tally)
    _tell(installation, actor, query, deciders, answer)
    return shown_what_if(installation, actor, answer)


def _everybody(installation: Installation, session: Session, taxonomy: Taxonomy) -> CandidateSnapshot:
    """Everybody as they are now as one snapshot, in memory alone where people changed since the one on disk."""
    crowd = installation.crowd(session)
    if not crowd.n_changes:
        return crowd.snapshot
    return build_snapshot(read_candidate_table(session, taxonomy.row_of).table, taxonomy)


def _impacts(
    snapshot: CandidateSnapshot, specs: Sequence[VacancySpec], taxonomy: Taxonomy, before: Side, after: Side, query: WhatIfQuery
) -> Iterator[Impact]:
    with ThreadPoolExecutor(default_workers()) as threads:
        yield from threads.map(lambda spec: compare(snapshot, spec, taxonomy, before, after, query.as_of, query.limit), specs)


def _tell(installation: Installation, actor: Actor, query: WhatIfQuery, deciders: Deciders, answer: WhatIfAnswer) -> None:
    """The audit event of the look: what was compared and how much would change, nobody's name."""
    summary = answer.summary
    with installation.writing(actor, "look at what other rules or weights would change") as unit:
        unit.audit(
            "what_if:read", rules_active=deciders.rules_number, scorer_active=deciders.scorer_number, as_of=query.as_of,
            n_vacancies=summary.n_vacancies, n_vacancies_changed=summary.n_vacancies_changed, pairs_let_in=summary.pairs_let_in,
            pairs_kept_out=summary.pairs_kept_out, rules_sha256=_digest(query.rules), weights_sha256=_digest(query.weights),
        )  # fmt: skip


def _digest(given: Path | str | None) -> str | None:
    if given is None:
        return None
    return hashlib.sha256(given.encode() if isinstance(given, str) else given.read_bytes()).hexdigest()


class _Tally:
    """Adds up impacts. Per person only numbers are kept, one array each."""

    def __init__(self, snapshot: CandidateSnapshot, n_vacancies: int) -> None:
        self.snapshot, self.n_vacancies = snapshot, n_vacancies
        self.vacancies: list[VacancyChange] = []
        self.counts = {name: np.zeros(len(snapshot), np.int32) for name in ("let_in", "kept_out", "entered", "left")}
        self.provinces: dict[str, Counter[str]] = {}

    def add(self, impact: Impact) -> None:
        """Count one vacancy; keep its lines when anything changes."""
        entered = [move.row for move in impact.moves if move.before is None]
        left = [move.row for move in impact.moves if move.after is None]
        rows: dict[str, Any] = {"let_in": impact.let_in.rows, "kept_out": impact.kept_out.rows, "entered": entered, "left": left}
        for name, found in rows.items():
            self.counts[name][found] += 1  # nobody comes twice in one vacancy
        if not (impact.moves or len(impact.let_in.rows) or len(impact.kept_out.rows)):
            return
        change = self._change(impact, len(entered), len(left))
        self.vacancies.append(change)
        told = self.provinces.setdefault(impact.spec.place.province or "", Counter())
        told.update(vacancies=1, let_in=change.n_let_in, kept_out=change.n_kept_out, entered=change.n_entered, left=change.n_left)

    def _change(self, impact: Impact, n_entered: int, n_left: int) -> VacancyChange:
        return VacancyChange(
            reference=impact.spec.reference,
            title=impact.spec.title,
            n_eligible_before=impact.before.n_eligible,
            n_eligible_after=impact.after.n_eligible,
            n_let_in=len(impact.let_in.rows),
            n_kept_out=len(impact.kept_out.rows),
            rules_let_in=_by_rule(impact.let_in),
            rules_kept_out=_by_rule(impact.kept_out),
            let_in=self._judged(impact.let_in),
            kept_out=self._judged(impact.kept_out),
            n_entered=n_entered,
            n_left=n_left,
            n_moved=len(impact.moves) - n_entered - n_left,
            moves=tuple(Moved(self.snapshot.references[move.row], move.before, move.after) for move in impact.moves[:LISTED]),
        )

    def _judged(self, found: Turned) -> tuple[Judged, ...]:
        rows = found.rows[:LISTED].tolist()
        return tuple(Judged(self.snapshot.references[row], found.rules_of(place)) for place, row in enumerate(rows))

    def people(self) -> tuple[PersonChange, ...]:
        """Those whom the rules touch in most vacancies first, then those who come or go among the best of most."""
        by_rules = self.counts["let_in"] + self.counts["kept_out"]
        by_ranks = self.counts["entered"] + self.counts["left"]
        touched = np.flatnonzero(by_rules + by_ranks)
        order = touched[np.lexsort((touched, -by_ranks[touched], -by_rules[touched]))][:LISTED]
        names = ("let_in", "kept_out", "entered", "left")
        return tuple(
            PersonChange(self.snapshot.references[row], *(int(self.counts[name][row]) for name in names)) for row in order.tolist()
        )


def _by_rule(found: Turned) -> dict[str, int]:
    return {rule: int(kept_out.sum()) for rule, kept_out in found.by_rule.items()}


def _answer(query: WhatIfQuery, before: Side, after: Side, same: SameVersions, tally: _Tally) -> WhatIfAnswer:
    changed = sorted(tally.vacancies, key=lambda v: (-v.n_let_in - v.n_kept_out, -v.n_entered - v.n_left - v.n_moved, v.reference))
    return WhatIfAnswer(
        as_of=query.as_of,
        limit=query.limit,
        rules=(before.rules.version, after.rules.version),
        weights=(before.scorer.version, after.scorer.version),
        changed_rules=changed_rules(before.rules, after.rules),
        changed_weights=changed_weights(before.scorer, after.scorer),
        same=same,
        summary=_summary(tally, changed),
        vacancies=tuple(changed),
        people=tally.people(),
    )


def _summary(tally: _Tally, changed: Sequence[VacancyChange]) -> Summary:
    let_in, kept_out = tally.counts["let_in"], tally.counts["kept_out"]
    return Summary(
        n_vacancies=tally.n_vacancies,
        n_vacancies_changed=len(changed),
        n_people=len(tally.snapshot),
        n_people_gaining=int((let_in > 0).sum()),
        n_people_losing=int((kept_out > 0).sum()),
        pairs_let_in=int(let_in.sum(dtype=np.int64)),
        pairs_kept_out=int(kept_out.sum(dtype=np.int64)),
        rules_let_in=_added(v.rules_let_in for v in changed),
        rules_kept_out=_added(v.rules_kept_out for v in changed),
        n_entered=sum(v.n_entered for v in changed),
        n_left=sum(v.n_left for v in changed),
        n_moved=sum(v.n_moved for v in changed),
        provinces={province: dict(told) for province, told in sorted(tally.provinces.items())},
    )


def _added(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(total.most_common())
