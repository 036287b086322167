"""Stored rankings as use cases: list, show, and replay: compute again with the scorer and rules of then over the people of today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isclose

from sqlalchemy.orm import Session

from models.matchrun import MatchRun, MatchRunEntry
from models.queries.candidates import find_candidate_ids, get_candidate
from models.queries.matchruns import RunFilter, count_match_runs, get_match_run, list_match_runs
from models.queries.vacancies import find_vacancy_ids
from services.actors import Actor
from services.audited import AuditedView
from services.disclosure import HIDDEN_RULE, is_restricted
from services.errors import NotFound
from services.installation import Installation
from services.pages import check_page
from services.permissions import Reach, authorise, reach_of
from services.profiles import to_profile
from services.ranking import CANDIDATES_FOR_VACANCY
from services.relations import find_reached, visible_to
from services.searches import note_found, searching, words_of
from services.stored_rankings import audience_of_run
from services.unit_of_work import UnitOfWork
from services.versions import Deciders, deciders_of

SAME_SCORE = 1e-6
"""Scores nearer than this (log-odds) are the same: a stored one may have passed through another machine's floating point."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run as a list shows it. subject: the vacancy or the person asked about."""

    id: int
    direction: str
    subject: str
    as_of: date
    limit: int
    actor: str
    actor_role: str
    created_at: datetime
    index_version: str
    scorer_version: str
    rules_version: str
    taxonomy_version: str
    n_eligible: int
    n_review: int
    n_excluded: int


@dataclass(frozen=True, slots=True)
class RunLine:
    """One line as it was shown. reviews: codes of rules that could not be decided; contributions: feature → log-odds."""

    rank: int
    reference: str
    score: float
    probability: float
    reviews: tuple[str, ...]
    contributions: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class RunView(AuditedView):
    """A run with its lines."""

    summary: RunSummary
    lines: tuple[RunLine, ...]


@dataclass(frozen=True, slots=True)
class RunPage:
    """Some runs, newest first, how many there are in all, and the number to go on below (None: no more)."""

    runs: tuple[RunSummary, ...]
    total: int
    after: int | None


@dataclass(frozen=True, slots=True)
class ReplayedLine:
    """What became of one line: `same`, `moved` (another rank or score), `gone` (no longer shown), or `new` (not shown then)."""

    reference: str
    outcome: str
    rank_then: int | None
    rank_now: int | None
    score_then: float | None
    score_now: float | None


@dataclass(frozen=True, slots=True)
class Replay:
    """A run computed again. identical: every line is the same and none is new; index and taxonomy tell whether the facts changed since."""

    summary: RunSummary
    identical: bool
    index_now: str
    taxonomy_now: str
    lines: tuple[ReplayedLine, ...]


def list_runs(
    installation: Installation,
    actor: Actor,
    *,
    vacancy: str | None = None,
    candidate: str | None = None,
    words: str = "",
    before: int | None = None,
    limit: int = 50,
) -> RunPage:
    """A page of runs, newest first, 1 to 200 of them. Raises NotFound for a vacancy or a person that does not exist.

    words: only runs of which the number, or the vacancy or the person asked about, answers to them. A run about a person whom the actor
    may no longer see is neither shown nor counted.
    """
    own = authorise(actor, "match_run:read") is Reach.OWN
    check_page(limit)
    with searching(installation, actor, words, "list match runs") as unit:
        where = RunFilter(
            vacancy_id=_vacancy_id(unit.session, vacancy), candidate_id=_candidate_id(unit, candidate), actor_id=actor.id if own else None,
            visible=visible_to(actor, "candidate:read") if own else None, words=words_of(unit, words),
        )  # fmt: skip
        found = list_match_runs(unit.session, before=before, limit=limit + 1, where=where)
        note_found(unit, where.words, (run.candidate_id for run in found[:limit] if run.candidate_id is not None))
        more = found[limit - 1].id if len(found) > limit else None
        return RunPage(tuple(map(_summary, found[:limit])), count_match_runs(unit.session, where=where), more)


def get_run(installation: Installation, actor: Actor, number: int) -> RunView:
    """One run with its lines; of people whom the actor may no longer see, no line. Raises NotFound (`not_found.match_run`)."""
    everybody = authorise(actor, "match_run:read") is Reach.ANY
    with installation.writing(actor, "show a match run") as unit:
        run = _run(unit.session, number)
        if not everybody and run.actor_id != actor.id:
            raise NotFound.record("match_run", number)
        people = [run.candidate.case_reference] if run.candidate else [_reference(entry) for entry in run.entries]
        seen = people if everybody else find_reached(unit.session, actor, "candidate:read", people)
        open_to = find_reached(unit.session, actor, "restriction:read", people)
        if run.candidate and run.candidate.case_reference not in seen:
            raise NotFound.record("match_run", number)
        told = ((entry, run.candidate.case_reference if run.candidate else _reference(entry)) for entry in run.entries)
        with unit.disclosing("match_run:read", run, *(["reasons"] if open_to else []), subject=_subject(run)):
            return RunView(_summary(run), tuple(_line(entry, who in open_to) for entry, who in told if who in seen))


def replay_run(installation: Installation, actor: Actor, number: int) -> Replay:
    """Compute a run again with its own scorer, rules and day over today's people and vacancies, and compare it line by line.

    Whoever replays a run of their own is told of nobody whom they may no longer see. Raises Forbidden, NotFound (`not_found.match_run`).
    """
    everybody = authorise(actor, "match_run:replay") is Reach.ANY
    with installation.writing(actor, "replay a match run") as unit:
        run = _run(unit.session, number)
        if not everybody and run.actor_id != actor.id:
            raise NotFound.record("match_run", number)
        deciders = deciders_of(unit.session, int(run.scorer_version), int(run.rules_version))
        now = _recompute(installation, unit.session, run, deciders)
        lines = _compare(run, now)
        if not everybody:
            lines = _seen(unit.session, actor, run, lines)
        identical = all(line.outcome == "same" for line in lines)
        unit.audit("match_run:replay", run, identical=identical)
        return Replay(_summary(run), identical, installation.index_version, installation.knowledge(unit.session).taxonomy.version, lines)


def _recompute(installation: Installation, session: Session, run: MatchRun, deciders: Deciders) -> list[tuple[str, float]]:
    """The references and scores that the same question gets today, best first."""
    scorer, rules = deciders.scorer, deciders.rules
    if run.direction == CANDIDATES_FOR_VACANCY:
        spec = installation.values.spec(session, _subject(run))
        if spec is None:
            raise NotFound.record("vacancy", _subject(run))
        best = installation.crowd(session).find_best(spec, scorer, rules, run.as_of, run.row_limit, audience_of_run(run.request))
        return list(zip(best.references, best.scores, strict=True))
    candidate = get_candidate(session, reference=_subject(run))
    if candidate is None:
        raise NotFound.record("candidate", _subject(run))
    asked = {"explain": False, "with_excluded": False}
    ranking = installation.openings(session).rank(to_profile(candidate), scorer, rules, run.as_of, run.row_limit, **asked)
    return [(line.reference, line.score) for line in ranking.ranked]


def _compare(run: MatchRun, ranking: list[tuple[str, float]]) -> tuple[ReplayedLine, ...]:
    now = {reference: (rank, score) for rank, (reference, score) in enumerate(ranking, 1)}
    lines = []
    for entry in run.entries:
        reference = _reference(entry)
        rank, score = now.pop(reference, (None, None))
        same = rank == entry.rank and score is not None and isclose(score, entry.score, abs_tol=SAME_SCORE, rel_tol=SAME_SCORE)
        outcome = "gone" if rank is None else "same" if same else "moved"
        lines.append(ReplayedLine(reference, outcome, entry.rank, rank, entry.score, score))
    lines += [ReplayedLine(reference, "new", None, rank, None, score) for reference, (rank, score) in now.items()]
    return tuple(lines)


def _seen(session: Session, actor: Actor, run: MatchRun, lines: tuple[ReplayedLine, ...]) -> tuple[ReplayedLine, ...]:
    """The lines that the actor may see today; a run about a person beyond their reach is not there."""
    if run.candidate is None:
        seen = find_reached(session, actor, "candidate:read", [line.reference for line in lines])
        return tuple(line for line in lines if line.reference in seen)
    if run.candidate.case_reference not in find_reached(session, actor, "candidate:read", [run.candidate.case_reference]):
        raise NotFound.record("match_run", run.id)
    return lines


def _run(session: Session, number: int) -> MatchRun:
    run = get_match_run(session, match_run_id=number)
    if run is None:
        raise NotFound.record("match_run", number)
    return run


def _vacancy_id(session: Session, reference: str | None) -> int | None:
    if reference is None:
        return None
    found = find_vacancy_ids(session, references=[reference])
    if reference not in found:
        raise NotFound.record("vacancy", reference)
    return found[reference]


def _candidate_id(unit: UnitOfWork, reference: str | None) -> int | None:
    if reference is None:
        return None
    found = find_candidate_ids(unit.session, references=[reference])
    everybody = reach_of(unit.actor, "match_run:read") is Reach.ANY
    if reference not in found or not (everybody or find_reached(unit.session, unit.actor, "candidate:read", [reference])):
        raise NotFound.record("candidate", reference)
    return found[reference]


def _subject(run: MatchRun) -> str:
    if run.vacancy is not None:
        return run.vacancy.reference
    return run.candidate.case_reference if run.candidate is not None else ""


def _reference(entry: MatchRunEntry) -> str:
    if entry.candidate is not None:
        return entry.candidate.case_reference
    return entry.vacancy.reference if entry.vacancy is not None else ""


def _summary(run: MatchRun) -> RunSummary:
    return RunSummary(
        id=run.id,
        direction=run.direction,
        subject=_subject(run),
        as_of=run.as_of,
        limit=run.row_limit,
        actor=run.actor_id,
        actor_role=run.actor_role,
        created_at=run.created_at,
        index_version=run.index_version,
        scorer_version=run.scorer_version,
        rules_version=run.rules_version,
        taxonomy_version=run.taxonomy_version,
        n_eligible=run.n_eligible,
        n_review=run.n_review,
        n_excluded=run.n_excluded,
    )


def _line(entry: MatchRunEntry, restricted: bool) -> RunLine:
    codes = [str(reason["code"]) for reason in entry.reasons.get("reviews", ())]
    shown = tuple(code if restricted or not is_restricted(code) else HIDDEN_RULE for code in codes)
    contributions = entry.reasons.get("contributions", {})
    return RunLine(entry.rank, _reference(entry), entry.score, entry.probability, shown, contributions)
