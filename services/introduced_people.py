"""Everybody introduced to an employer, over all their vacancies: what each person agreed to have told, and how far they have come.

Why somebody fits is said of the profile that the person approved, never of the records behind it: whoever reads both pages learns nothing
that the person did not read. Here must not live: what may be told at which stage (services/stages.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from matcher.taxonomy import Taxonomy
from matcher.types import ConceptKind
from models import workflow
from models.base import fold
from models.candidate import CandidateIdentity
from models.consent import Consent
from models.introduction import Introduction
from models.placement import Placement
from models.queries.candidates import find_identities
from models.queries.posted import (
    find_live_introduction_consents,
    find_open_introductions_of,
    find_placements_of_introductions,
    find_slips_out,
)
from models.referral import ReferralSlip
from models.vacancy import Vacancy
from services.actors import NOBODY, Actor
from services.calendar import minsk_day
from services.employer_views import MET_FROM, PARTLY_FROM, CriterionSeen
from services.installation import Installation
from services.introductions import PersonIntroduced, introduced_person
from services.permissions import authorise

STATES_SHOWN = (*workflow.WAITING, *workflow.ACTIVE)
"""How far somebody may have come for the employer to be told so."""


class SkillsByLabel:
    """Skills found again by the labels that an approved profile is written in; each language is read once, however many profiles."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self._keys: dict[str, dict[str, list[str]]] = {}

    def called(self, labels: Iterable[str], language: str) -> list[str]:
        """Keys of the skills with these labels; a label that the taxonomy no longer has is nobody's."""
        if language not in self._keys:
            keys = self._keys.setdefault(language, {})
            for concept in self.taxonomy.concepts:
                if concept.kind is ConceptKind.SKILL:
                    keys.setdefault(self.taxonomy.label(concept.key, language), []).append(concept.key)
        return [key for label in labels for key in self._keys[language].get(label, ())]


@dataclass(frozen=True, slots=True)
class SlipWaiting:
    """A referral slip that waits for the employer's mark."""

    id: int
    number: str
    appear_by: date
    return_by: date


@dataclass(frozen=True, slots=True)
class WayToWork:
    """How far the person has come. next_steps: where the employer may lead it."""

    id: int
    state: str
    since: date
    answer_by: date | None
    started_on: date | None
    next_steps: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True)
class IntroducedPerson:
    """Somebody introduced, for which vacancy, why they fit it in its own words, and what is next. way: None where nothing has begun."""

    person: PersonIntroduced
    vacancy: str
    title: str
    criteria: tuple[CriterionSeen, ...]
    way: WayToWork | None
    slip: SlipWaiting | None


@dataclass(frozen=True, slots=True)
class IntroducedFilter:
    """Which people. words: part of the vacancy's title or number, of the first name or of the slip's number; state: of STATES_SHOWN."""

    words: str = ""
    state: str | None = None

    def keeps(self, one: IntroducedPerson) -> bool:
        """Judge by what the employer is shown and by nothing else: a search must not answer what a person did not agree to have told."""
        if self.state is not None and (one.way is None or one.way.state != self.state):
            return False
        words, slip = fold(self.words), one.slip.number if one.slip is not None else ""
        return any(words in fold(shown) for shown in (one.title, one.vacancy, one.person.first_name or "", slip))


EVERYBODY = IntroducedFilter()


def list_everybody_introduced(
    installation: Installation, actor: Actor, where: IntroducedFilter = EVERYBODY
) -> tuple[IntroducedPerson, ...]:
    """Everybody introduced to the actor's employer who still agrees and whom the filter keeps; each look is told in the audit trail.
    Whoever waits for an answer stands first, the nearest last day before the others; then the newest.

    Raises Forbidden.
    """
    authorise(actor, "introduced:read")
    with installation.writing(actor, "read who was introduced") as unit:
        session, day = unit.session, minsk_day(unit.now())
        opened = find_open_introductions_of(session, employer_id=actor.employer_id or NOBODY)
        consents = find_live_introduction_consents(session, candidate_ids=[each.candidate_id for each in opened], day=day)
        standing = [
            (each, consent)
            for each in opened
            if each.candidate.status != "closed" and (consent := consents.get((each.candidate_id, each.vacancy_id))) is not None
        ]
        identities = find_identities(session, references=[each.candidate.case_reference for each, _ in standing])
        ways = find_placements_of_introductions(session, ids=[each.id for each, _ in standing])
        slips = find_slips_out(session, placement_ids=[way.id for way in ways.values()])
        skills = SkillsByLabel(installation.knowledge(session).taxonomy)
        shown = []
        for introduction, consent in standing:
            one = _shown(introduction, consent, identities, ways.get(introduction.id), slips, skills, actor)
            if where.keeps(one):
                shown.append(one)
                unit.audit("introduced:read", introduction, fields=sorted(field.field for field in consent.fields))
        if not shown:
            unit.audit("introduced:read", n_shown=0)
        return tuple(sorted(shown, key=_answer_by))


def _answer_by(one: IntroducedPerson) -> date:
    return (one.way.answer_by if one.way is not None else None) or date.max


def _shown(
    introduction: Introduction, consent: Consent, identities: dict[str, CandidateIdentity], way: Placement | None,
    slips: dict[int, ReferralSlip], skills: SkillsByLabel, actor: Actor,
) -> IntroducedPerson:  # fmt: skip
    person = introduced_person(introduction, consent, identities.get(introduction.candidate.case_reference))
    slip = slips.get(way.id) if way is not None else None
    known = way is not None and way.state in STATES_SHOWN
    return IntroducedPerson(
        person, introduction.vacancy.reference, introduction.vacancy.title, criteria_told(person.profile, introduction.vacancy, skills),
        _way(way, actor) if way is not None and known else None,
        SlipWaiting(slip.id, slip.number, slip.appear_by, slip.return_by) if slip is not None and known else None,
    )  # fmt: skip


def _way(way: Placement, actor: Actor) -> WayToWork:
    steps = workflow.steps_from(way.state, actor.role.value)
    return WayToWork(way.id, way.state, way.transitions[-1].on_day, way.answer_by, way.started_on, steps, way.version)


def criteria_told(profile: dict[str, Any] | None, vacancy: Vacancy, skills: SkillsByLabel) -> tuple[CriterionSeen, ...]:
    """Each requirement of the vacancy in its own words, and whether the approved profile names it: met, partly, not_seen.

    profile: as it was read to the person; None where they did not agree to have it told: then nothing is said of any requirement.
    """
    if profile is None:
        return ()
    held = skills.called(profile.get("skills") or (), profile.get("language", "ru"))
    return tuple(
        CriterionSeen("skill", each.text, _seen(skills.taxonomy, [concept.concept_key for concept in each.concepts], held))
        for each in vacancy.requirements
    )


def _seen(taxonomy: Taxonomy, asked: Sequence[str], held: Sequence[str]) -> str:
    pairs = [(one, other) for one in asked if one in taxonomy.row_of for other in held]
    nearest = max((taxonomy.similarity(one, other) for one, other in pairs), default=0.0)
    return "met" if nearest >= MET_FROM else "partly" if nearest >= PARTLY_FROM else "not_seen"
