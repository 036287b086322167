"""An employer looks who might fit their vacancy: a list of pseudonyms, the same all day.

Shown are only people who agreed to be seen by every organisation, whom no rule keeps out and about whom no rule has a question: a question
would tell that there is something to ask. The list of the day is the first ranking of the day and is stored; watching it hour by hour tells
nothing, but whoever takes their consent back, closes their case or is introduced leaves it at once.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from matcher.answers import RankedCandidate
from matcher.explain import requirement_evidence
from matcher.index import CandidateIndex, VacancyIndex
from matcher.pairs import PairBlock
from matcher.recommender import recommend_candidates
from matcher.types import VacancySpec
from models.candidate import Candidate
from models.matchrun import MatchRun, MatchRunEntry
from models.queries.candidates import Visible, find_candidates, find_visible
from models.queries.consents import count_shared_by_district
from models.queries.introductions import find_list_of_the_day
from models.queries.vacancies import get_vacancy
from models.vacancy import Vacancy
from services.actors import Actor, Role
from services.calendar import minsk_day
from services.consents import lapse_consents
from services.employer_views import PersonBrowsed, person_browsed
from services.errors import NotFound
from services.installation import Installation
from services.permissions import authorise
from services.pseudonyms import pseudonym
from services.unit_of_work import UnitOfWork
from services.vacancy_standing import check_open_to_people
from services.versions import Deciders, active_deciders

SHOWN = 50
"""People on a list. Not a setting: who may choose the length may count."""
LOOKED_AT = (200, 1_000, 5_000)
"""How many of the best are looked at until SHOWN of them may be shown."""


def browse_candidates(installation: Installation, actor: Actor, reference: str, language: str = "ru") -> tuple[PersonBrowsed, ...]:
    """People who might fit the employer's own vacancy, best first, at most SHOWN.

    Raises Forbidden, NotFound (`not_found.vacancy`, also for another employer's), StateConflict (not open, or not confirmed yet).
    """
    authorise(actor, "browsing:read")
    lapse_consents(installation)
    with installation.writing(actor, "browse candidates") as unit:
        vacancy, day = own_vacancy(unit, reference), minsk_day(unit.now())
        check_open_to_people(unit.session, vacancy, "wait_for_expert")
        spec = installation.values.spec(unit.session, reference)
        if spec is None:
            raise NotFound.record("vacancy", reference)
        run = find_list_of_the_day(unit.session, vacancy_id=vacancy.id, day=day, role=Role.EMPLOYER.value)
        if run is None:
            run = _list_of_the_day(installation, unit, vacancy, spec, day)
        people = _still_shown(unit.session, [entry.candidate_id or 0 for entry in run.entries], day)
        unit.audit("browsing:read", run, vacancy=reference, n_shown=len(people))
        return _described(installation, unit.session, vacancy, spec, people, language, day)


def own_vacancy(unit: UnitOfWork, reference: str) -> Vacancy:
    """A vacancy of the actor's own employer. Raises NotFound (`not_found.vacancy`) for any other."""
    vacancy = get_vacancy(unit.session, reference=reference)
    if vacancy is None or unit.actor.employer_id is None or vacancy.employer_id != unit.actor.employer_id:
        raise NotFound.record("vacancy", reference)
    return vacancy


def _list_of_the_day(installation: Installation, unit: UnitOfWork, vacancy: Vacancy, spec: VacancySpec, day: date) -> MatchRun:
    """Rank once and keep it as a match run of the employer's, so that it can be replayed and answered for."""
    deciders = active_deciders(unit.session)
    lines = _showable(installation, unit.session, spec, deciders, day)
    people = find_candidates(unit.session, references=[line.reference for line in lines])
    run = MatchRun(
        direction="candidates_for_vacancy", vacancy_id=vacancy.id, actor_id=unit.actor.id, actor_role=unit.actor.role.value, as_of=day,
        row_limit=SHOWN, index_version=installation.index_version, scorer_version=str(deciders.scorer_number),
        rules_version=str(deciders.rules_number), taxonomy_version=installation.knowledge(unit.session).taxonomy.version,
        request={"browsing": True}, n_eligible=len(lines), n_review=0, n_excluded=0,
        entries=[
            MatchRunEntry(rank=rank, candidate_id=people[line.reference].id, score=line.score, probability=line.probability, reasons={})
            for rank, line in enumerate(lines, 1)
        ],
    )  # fmt: skip
    unit.session.add(run)
    unit.session.flush()
    unit.audit("browsing:create", run, vacancy=vacancy.reference, n_shown=len(lines))
    return run


def _showable(installation: Installation, session: Session, spec: VacancySpec, deciders: Deciders, day: date) -> list[RankedCandidate]:
    """The best SHOWN of those who may be shown to an employer."""
    crowd = installation.crowd(session)
    shown: list[RankedCandidate] = []
    for looked_at in LOOKED_AT:
        best = crowd.find_best(spec, deciders.scorer, deciders.rules, day, looked_at)
        visible = find_visible(session, references=best.references, visible=Visible(None, consented=True, on=day))
        profiles = installation.values.profiles(session, [reference for reference in best.references if reference in visible])
        index = CandidateIndex.build([profiles[each] for each in best.references if each in profiles], crowd.graph)
        ranking = recommend_candidates(spec, index, deciders.scorer, deciders.rules, day, looked_at, explain=False, with_excluded=False)
        shown = [line for line in ranking.ranked if not line.reviews][:SHOWN]
        if len(shown) == SHOWN or len(best.references) < looked_at:
            break
    return shown


def _still_shown(session: Session, ids: Sequence[int], day: date) -> list[Candidate]:
    """The people of the list who may be shown now, in its order."""
    held = {candidate.id: candidate for each in ids if (candidate := session.get(Candidate, each)) is not None}
    references = [held[each].case_reference for each in ids if each in held and held[each].status not in ("closed", "placed")]
    visible = find_visible(session, references=references, visible=Visible(None, consented=True, on=day))
    found = find_candidates(session, references=[reference for reference in references if reference in visible])
    return [found[reference] for reference in references if reference in found]


def _described(
    installation: Installation, session: Session, vacancy: Vacancy, spec: VacancySpec, people: Sequence[Candidate], language: str, day: date
) -> tuple[PersonBrowsed, ...]:
    """The people as the employer sees them. What they offer is told as of today's records, in the order of the list."""
    deciders, taxonomy, graph = active_deciders(session), installation.knowledge(session).taxonomy, installation.crowd(session).graph
    profiles = installation.values.profiles(session, [candidate.case_reference for candidate in people])
    shown = [candidate for candidate in people if candidate.case_reference in profiles]
    index = CandidateIndex.build([profiles[candidate.case_reference] for candidate in shown], graph)
    block = PairBlock(VacancyIndex.build([spec], graph), index, deciders.rules, day)
    districts, key = count_shared_by_district(session, day=day), installation.settings.pseudonym_key()
    return tuple(
        person_browsed(
            pseudonym(key, vacancy.id, candidate.id), profiles[candidate.case_reference], candidate, spec,
            requirement_evidence(block, (0, place)), taxonomy, language, day, districts,
        )
        for place, candidate in enumerate(shown)
    )  # fmt: skip
