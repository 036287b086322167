"""Rankings as use cases: who for this vacancy, which vacancies for this person, why for one pair. Each shown ranking is stored.

Order is advice: nothing here shortlists, refuses or introduces anybody.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from matcher.answers import ExcludedCandidate, Explanation, Ranking
from matcher.audience import Audience
from matcher.holdings import ConceptGraph
from matcher.index import CandidateIndex
from matcher.recommender import explain_pair as explain_values
from matcher.recommender import recommend_candidates
from matcher.types import CandidateProfile, VacancySpec
from models.matchrun import MatchRun
from models.queries.candidates import find_candidate_ids, get_candidate
from models.queries.vacancies import find_vacancy_ids
from models.queries.versions import get_standing
from services.actors import Actor
from services.audited import AuditedView
from services.consents import lapse_consents
from services.disclosure import shown_explanation, shown_ranking, shown_work
from services.errors import Forbidden, InvalidValue, NotFound
from services.initials import reached_initials
from services.installation import Installation
from services.paper_days import find_paper_days
from services.permissions import Reach, authorise
from services.profiles import to_profile
from services.readings import note_readings
from services.relations import audience_of, find_reached, within_reach
from services.stored_rankings import entry_of
from services.unit_of_work import UnitOfWork
from services.versions import Deciders, active_deciders

LONGEST_LIST = 1_000
LISTED, NEAREST = 5_000, 100
"""Up to so many people everybody who is kept out is named; of more, those nearest to eligible."""
RANK_CANDIDATES = "rank candidates for a vacancy"
CANDIDATES_FOR_VACANCY, VACANCIES_FOR_CANDIDATE = "candidates_for_vacancy", "vacancies_for_candidate"


@dataclass(frozen=True, slots=True)
class RankingQuery:
    """What is asked. reference: of the vacancy (or the candidate); limit: lines wanted, 1 to 1,000; with_excluded: name who is kept out.

    about: people whom the excluded shall name in any case if a rule keeps them out, however many there are.
    """

    reference: str
    as_of: date
    limit: int = 20
    with_excluded: bool = False
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What the answer that one remembers was an answer to."""

    actor: Actor
    audience: Audience
    query: RankingQuery


@dataclass(frozen=True, slots=True)
class RankingAnswer(AuditedView):
    """A ranking as its asker may see it, with what it stands on.

    names: initials of the people shown, of whom the asker may know them; run: number of the stored run. paper_days: for each line the
    day on which every paper that the vacancy asks for is ready, None where it may not be told.
    """

    run: int
    ranking: Ranking
    deciders: Deciders
    names: Mapping[str, str]
    index_version: str
    taxonomy_version: str
    paper_days: tuple[date | None, ...]


@dataclass(frozen=True, slots=True)
class PairAnswer(AuditedView):
    """One pair explained."""

    spec: VacancySpec
    profile: CandidateProfile
    explanation: Explanation
    probability: float
    deciders: Deciders
    name: str
    paper_day: date | None


def rank_candidates(installation: Installation, actor: Actor, query: RankingQuery) -> RankingAnswer:
    """Rank everybody eligible for a vacancy and store the run; the same question over the same facts gets the same run again.

    Of whom the actor may not know is in no line and in no count.

    Raises Forbidden, NotFound (`not_found.vacancy`), InvalidValue (`invalid_value.limit`).
    """
    authorise(actor, "ranking:create")
    check_limit(query.limit)
    lapse_consents(installation)
    audience = audience_of(actor)
    asked = Question(actor, audience, query)
    if installation.lately.find(asked) is not None:
        known: RankingAnswer | None = installation.asked_again.ask(asked, lambda questions: _tell_again(installation, questions))
        if known is not None:
            return known
    with installation.writing(actor, RANK_CANDIDATES) as unit:
        position = installation.feed_position(unit.session)  # first of all: what is read from here on is at least as new
        deciders, spec = active_deciders(unit.session), _spec(installation, unit.session, query.reference)
        standing = (position, deciders.scorer_number, deciders.rules_number)
        ranking = rank_people(installation, unit.session, spec, deciders, query, audience)
        answer = _store(installation, unit, query, ranking, deciders, CANDIDATES_FOR_VACANCY, lambda _: spec)
        unit.after_commit(lambda: installation.lately.keep(asked, (standing, answer)))
        return answer


def _tell_again(installation: Installation, questions: Sequence[Question]) -> list[RankingAnswer | None]:
    """Known answers of which nothing changed since, None for the others. Each is an audit event of its asker; all share one transaction."""
    with installation.writing(questions[0].actor, RANK_CANDIDATES) as unit:
        standing = get_standing(unit.session)
        held = [installation.lately.find(question) for question in questions]
        answers: list[RankingAnswer | None] = [one[1] if one is not None and one[0] == standing else None for one in held]
        for question, known in zip(questions, answers, strict=True):
            if known is not None:
                n_shown = len(known.ranking.ranked)
                unit.audit("ranking:read", actor=question.actor, subject=question.query.reference, run=known.run, n_shown=n_shown)
        return answers


def rank_people(
    installation: Installation, session: Session, spec: VacancySpec, deciders: Deciders, query: RankingQuery, audience: Audience
) -> Ranking:
    """Everybody of whom the audience may know for a vacancy, the best explained. Nothing is stored."""
    scorer, rules, day, limit = deciders.scorer, deciders.rules, query.as_of, query.limit
    crowd = installation.crowd(session)
    if query.with_excluded and len(crowd) <= LISTED:
        return recommend_candidates(spec, installation.everybody(session), scorer, rules, day, limit, audience=audience)
    best = crowd.find_best(spec, scorer, rules, day, limit, audience)
    shown = _people(installation, session, best.references, crowd.graph)
    ranking = recommend_candidates(spec, shown, scorer, rules, day, limit, with_excluded=False, audience=audience)
    excluded: tuple[ExcludedCandidate, ...] = ()
    if query.with_excluded:
        asked_about = dict.fromkeys((*crowd.find_excluded(spec, scorer, rules, day, NEAREST, audience), *query.about))
        nearest = _people(installation, session, list(asked_about), crowd.graph)
        excluded = recommend_candidates(spec, nearest, scorer, rules, day, 0, explain=False, audience=audience).excluded
    return replace(ranking, excluded=excluded, n_eligible=best.n_eligible, n_review=best.n_review, n_excluded=best.n_excluded)


def _people(installation: Installation, session: Session, references: Sequence[str], graph: ConceptGraph) -> CandidateIndex:
    """A few people as an index, in the order given."""
    profiles = installation.values.profiles(session, references)
    return CandidateIndex.build([profiles[reference] for reference in references if reference in profiles], graph)


def rank_vacancies(installation: Installation, actor: Actor, query: RankingQuery) -> RankingAnswer:
    """Rank every vacancy a person is eligible for and store the run. Raises as `rank_candidates` does."""
    authorise(actor, "ranking:create")
    check_limit(query.limit)
    lapse_consents(installation)
    with installation.writing(actor, "rank vacancies for a candidate") as unit:
        deciders, profile = active_deciders(unit.session), profile_within_reach(installation, unit, "ranking:create", query.reference)
        openings = installation.openings(unit.session)
        ranking = openings.rank(profile, deciders.scorer, deciders.rules, query.as_of, query.limit, with_excluded=query.with_excluded)
        return _store(installation, unit, query, ranking, deciders, VACANCIES_FOR_CANDIDATE, openings.spec)


def rank_all(installation: Installation, actor: Actor, as_of: date, limit: int) -> Iterable[Ranking]:
    """Every open vacancy against everybody, in the order of the vacancies' references, without storing a run. Yields one at a time.

    Only for whom the permission reaches everybody: raises Forbidden for all others.
    """
    if authorise(actor, "ranking:create") is not Reach.ANY:
        raise Forbidden(parameters={"permission": "ranking:create", "role": actor.role.value})
    check_limit(limit)
    lapse_consents(installation)
    with installation.writing(actor, "rank all vacancies") as unit:
        unit.audit("ranking:read_all", as_of=as_of, limit=limit)
    with installation.reading(actor, "rank all vacancies") as unit:
        deciders, audience = active_deciders(unit.session), audience_of(actor)
        for spec in sorted(installation.openings(unit.session).specs, key=lambda s: s.reference):
            if spec.status == "open":
                query = RankingQuery(spec.reference, as_of, limit, with_excluded=True)
                yield rank_people(installation, unit.session, spec, deciders, query, audience)


def explain_pair(installation: Installation, actor: Actor, vacancy: str, candidate: str, as_of: date) -> PairAnswer:
    """Every requirement with its evidence, every rule, each contribution, what would change it, for one pair."""
    authorise(actor, "explanation:read")
    with installation.writing(actor, "explain one pair") as unit:
        deciders = active_deciders(unit.session)
        spec, profile = _spec(installation, unit.session, vacancy), profile_within_reach(installation, unit, "explanation:read", candidate)
        taxonomy = installation.knowledge(unit.session).taxonomy
        explanation = explain_values(spec, profile, taxonomy, deciders.scorer, deciders.rules, as_of)
        probability = float(deciders.scorer.probability(_array(explanation.score))[0])
        open_to = find_reached(unit.session, actor, "restriction:read", [candidate])
        explanation = shown_explanation(explanation, restricted=bool(open_to))
        (paper_day,) = find_paper_days(unit.session, [(spec, candidate)], deciders.rules, as_of, open_to)
        note_readings(unit, find_candidate_ids(unit.session, references=[candidate]).values())
        with unit.disclosing("explanation:read", None, "reasons", reference=candidate, vacancy=vacancy):
            name = reached_initials(unit, [candidate]).get(candidate, "")
            return PairAnswer(spec, profile, explanation, probability, deciders, name, paper_day)


def _array(score: float) -> Any:
    import numpy as np

    return np.array([score])


def check_limit(limit: int, most: int = LONGEST_LIST) -> None:
    """Refuse a number of lines that no list has: InvalidValue (`invalid_value.limit`)."""
    if not 1 <= limit <= most:
        raise InvalidValue("invalid_value.limit", field="limit", parameters={"minimum": 1, "maximum": most})


def _spec(installation: Installation, session: Session, reference: str) -> VacancySpec:
    spec = installation.values.spec(session, reference)
    if spec is None:
        raise NotFound.record("vacancy", reference)
    return spec


def profile_within_reach(installation: Installation, unit: UnitOfWork, permission: str, reference: str) -> CandidateProfile:
    """Somebody whom the permission reaches. Raises NotFound (`not_found.candidate`)."""
    profile = installation.values.profiles(unit.session, [reference]).get(reference)
    if profile is not None and find_reached(unit.session, unit.actor, permission, [reference]):
        return profile
    candidate = get_candidate(unit.session, reference=reference)  # a closed case stands in no index, but one may ask about it
    return to_profile(within_reach(unit.actor, permission, candidate, reference))


def _store(
    installation: Installation,
    unit: UnitOfWork,
    query: RankingQuery,
    ranking: Ranking,
    deciders: Deciders,
    direction: str,
    spec_of: Callable[[str], VacancySpec],
) -> RankingAnswer:
    """Keep the run with ids, scores and reason codes, so that it can be replayed; then add the names and days this actor may see.

    spec_of: reference of a line → the vacancy that its papers are for.
    """
    for_vacancy = direction == CANDIDATES_FOR_VACANCY
    shown = [line.reference for line in ranking.ranked]
    candidates = find_candidate_ids(unit.session, references=shown if for_vacancy else [query.reference])
    vacancies = find_vacancy_ids(unit.session, references=[query.reference] if for_vacancy else shown)
    taxonomy_version = installation.knowledge(unit.session).taxonomy.version
    run = MatchRun(
        direction=direction, vacancy_id=vacancies[query.reference] if for_vacancy else None,
        candidate_id=None if for_vacancy else candidates[query.reference], actor_id=unit.actor.id, actor_role=unit.actor.role.value,
        as_of=query.as_of, row_limit=query.limit, index_version=installation.index_version, scorer_version=str(deciders.scorer_number),
        rules_version=str(deciders.rules_number), taxonomy_version=taxonomy_version, request=_request(query, audience_of(unit.actor)),
        n_eligible=ranking.n_eligible, n_review=ranking.n_review, n_excluded=ranking.n_excluded,
        entries=[entry_of(rank, line, candidates, vacancies, for_vacancy) for rank, line in enumerate(ranking.ranked, 1)],
    )  # fmt: skip
    unit.session.add(run)
    unit.session.flush()
    unit.audit("ranking:create", run, subject=query.reference, n_shown=len(shown))
    people = shown if for_vacancy else [query.reference]
    named = [*shown, *(out.reference for out in ranking.excluded)] if for_vacancy else people
    open_to = frozenset(find_reached(unit.session, unit.actor, "restriction:read", named))
    told = shown_ranking(ranking, open_to) if for_vacancy else shown_work(ranking, restricted=bool(open_to))
    pairs = [(spec_of(line), line if for_vacancy else query.reference) for line in shown]
    paper_days = find_paper_days(unit.session, pairs, deciders.rules, query.as_of, open_to)
    with unit.disclosing("ranking:create", run, "reasons"):
        names = reached_initials(unit, people)
        return RankingAnswer(run.id, told, deciders, names, run.index_version, taxonomy_version, tuple(paper_days))


def _request(query: RankingQuery, audience: Audience) -> dict[str, Any]:
    return asdict(query) | {"as_of": query.as_of.isoformat(), "audience": asdict(audience)}
