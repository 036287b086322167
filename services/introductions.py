"""Introductions as use cases: what is read to the person, the introduction itself, its end, and what the employer then sees.

Order is advice: a named human introduces, with the person's consent to exactly this vacancy and their word on exactly this text. Every
look of the employer asks the consent anew; when it is withdrawn, runs out, or the introduction ends, there is nothing to see.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models.candidate import Candidate, CandidateIdentity
from models.codes import CONSENT_FIELDS, INTRODUCTION_ENDINGS
from models.consent import Consent
from models.introduction import Introduction
from models.queries.candidates import find_identities, get_candidate
from models.queries.consents import find_live_introduction_consent
from models.queries.introductions import find_open_introductions, get_introduction, list_introductions
from models.vacancy import Vacancy
from services.actors import Actor
from services.browsing import own_vacancy
from services.calendar import minsk_day
from services.discretion import is_telling
from services.employer_views import fact_of, profile_told
from services.errors import Conflict, InvalidValue, NotFound, StateConflict
from services.installation import Installation
from services.introduction_consent import consent_to_meet
from services.permissions import authorise
from services.profiles import to_profile
from services.relations import reached_candidate, reaches
from services.stages import SEEN_BY_EMPLOYER, Stage
from services.unit_of_work import UnitOfWork
from services.vacancy_records import to_spec
from services.vacancy_standing import check_open_to_people, vacancy_called

LONGEST_ABOUT = 1_000


@dataclass(frozen=True, slots=True)
class ProfileDraft:
    """The profile as it would be told, to be read to the person first. digest: names this very text when it is approved."""

    profile: dict[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class Introduce:
    """Whom to introduce for what. contact: `person` (their own telephone and mail) or `organisation` (through those who look after them).

    about, language, profile_digest: of the draft that the person approved on `approved_on`.
    """

    candidate: str
    vacancy: str
    contact: str
    profile_digest: str
    approved_on: date
    about: str = ""
    language: str = "ru"


@dataclass(frozen=True, slots=True)
class IntroductionView:
    """An introduction as those see it who look after the person."""

    id: int
    candidate: str
    vacancy: str
    employer: str
    introduced_by: str
    introduced_at: datetime
    approved_on: date
    ended_at: datetime | None
    end_reason: str | None


@dataclass(frozen=True, slots=True)
class PersonIntroduced:
    """Somebody introduced, as the employer sees them: only what the person agreed to have told; None for what they did not."""

    id: int
    introduced_on: date
    first_name: str | None
    contact: dict[str, Any] | None
    profile: dict[str, Any] | None
    facts: tuple[str, ...]


def draft_profile(
    installation: Installation, actor: Actor, candidate: str, vacancy: str, about: str = "", language: str = "ru"
) -> ProfileDraft:
    """The text that will be read to the person before they are introduced. Raises Forbidden, NotFound, InvalidValue (`about`)."""
    authorise(actor, "introduction:create")
    with installation.reading(actor, "draft a profile") as unit:
        person, place = reached_candidate(unit, "introduction:create", candidate), vacancy_called(unit.session, vacancy)
        return _draft(installation, unit, person, place, about, language)


def introduce(installation: Installation, actor: Actor, command: Introduce) -> IntroductionView:
    """Introduce a person to the employer of one vacancy.

    Raises Forbidden, NotFound, StateConflict (no live consent to this introduction: `state_conflict.no_consent`; the vacancy is not open or
    not confirmed; introduced already), Conflict (`conflict.profile_changed`: other words than the person approved), InvalidValue.
    """
    authorise(actor, "introduction:create")
    with installation.writing(actor, "introduce a candidate") as unit:
        day = minsk_day(unit.now())
        person, vacancy = reached_candidate(unit, "introduction:create", command.candidate), vacancy_called(unit.session, command.vacancy)
        check_open_to_people(unit.session, vacancy)
        if command.approved_on > day:
            raise InvalidValue("invalid_value.consent_day", field="approved_on")
        consent = consent_to_meet(unit.session, person, vacancy, day)
        draft = _draft(installation, unit, person, vacancy, command.about, command.language)
        if draft.digest != command.profile_digest:
            raise Conflict("conflict.profile_changed", field="profile_digest", remedy="read_text_again")
        if any(each.vacancy_id == vacancy.id for each in find_open_introductions(unit.session, candidate_id=person.id)):
            raise StateConflict("state_conflict.introduced_already", parameters={"reference": person.case_reference})
        introduction = Introduction(
            candidate=person, vacancy=vacancy, consent=consent, contact=command.contact, profile=draft.profile,
            approved_on=command.approved_on, introduced_by=actor.id, introduced_by_name=actor.name, introduced_at=unit.now(),
        )  # fmt: skip
        unit.session.add(introduction)
        unit.session.flush()
        unit.audit("introduction:create", introduction, candidate=person.case_reference, vacancy=vacancy.reference, consent=consent.id)
        return _view(introduction)


def end_introduction(installation: Installation, actor: Actor, number: int, reason: str) -> IntroductionView:
    """End an introduction, with a reason of INTRODUCTION_ENDINGS: from now on the employer sees nothing of the person.

    Raises Forbidden, NotFound (`not_found.introduction`), StateConflict (ended already), InvalidValue (`invalid_value.reason`).
    """
    authorise(actor, "introduction:end")
    if reason not in INTRODUCTION_ENDINGS:
        raise InvalidValue("invalid_value.reason", field="reason", parameters={"reason": reason})
    with installation.writing(actor, "end an introduction") as unit:
        introduction = get_introduction(unit.session, introduction_id=number)
        if introduction is None or not reaches(actor, "introduction:end", introduction.candidate):
            raise NotFound.record("introduction", number)
        if introduction.ended_at is not None:
            raise StateConflict("state_conflict.introduction_ended", parameters={"reference": number})
        introduction.ended_at, introduction.end_reason = unit.now(), reason
        unit.audit("introduction:end", introduction, reason=reason)
        return _view(introduction)


def list_introductions_of(installation: Installation, actor: Actor, reference: str) -> tuple[IntroductionView, ...]:
    """Every introduction of one person, oldest first. Raises Forbidden, NotFound (`not_found.candidate`)."""
    authorise(actor, "introduction:read")
    with installation.reading(actor, "list introductions") as unit:
        person = reached_candidate(unit, "introduction:read", reference)
        return tuple(map(_view, list_introductions(unit.session, candidate_id=person.id)))


def list_introduced(installation: Installation, actor: Actor, reference: str) -> tuple[PersonIntroduced, ...]:
    """The people introduced for the employer's own vacancy, as far as each agreed to be known; each look is told in the audit trail.

    Raises Forbidden, NotFound (`not_found.vacancy`).
    """
    authorise(actor, "introduced:read")
    with installation.writing(actor, "read who was introduced") as unit:
        vacancy, day = own_vacancy(unit, reference), minsk_day(unit.now())
        opened = find_open_introductions(unit.session, vacancy_id=vacancy.id)
        standing = [(each, consent) for each in opened if (consent := _standing_on(unit.session, each, day)) is not None]
        for introduction, consent in standing:
            unit.audit("introduced:read", introduction, fields=_agreed(consent, Stage.INTRODUCED))
        if not standing:
            unit.audit("introduced:read", vacancy, n_shown=0)
        return tuple(_introduced(unit.session, introduction, consent) for introduction, consent in standing)


def read_fact(installation: Installation, actor: Actor, number: int, fact: str) -> Any:
    """One fact that the law asks of this work, which the person agreed to have told; the reading is told in the audit trail.

    Raises Forbidden, NotFound (`not_found.introduction`: none, another employer's, ended; `not_found.fact`: not agreed to).
    """
    authorise(actor, "employer_fact:read")
    with installation.writing(actor, "read one fact about a candidate") as unit:
        introduction = get_introduction(unit.session, introduction_id=number)
        own = introduction is not None and introduction.vacancy.employer_id == actor.employer_id and actor.employer_id is not None
        consent = _standing_on(unit.session, introduction, minsk_day(unit.now())) if introduction is not None and own else None
        if introduction is None or consent is None:
            raise NotFound.record("introduction", number)
        if fact not in _agreed(consent, Stage.FACT):
            raise NotFound("not_found.fact", field="fact", remedy="ask_expert", parameters={"fact": fact})
        unit.audit("employer_fact:read", introduction, fact=fact, consent=consent.id)
        candidate = get_candidate(unit.session, reference=introduction.candidate.case_reference)
        return fact_of(candidate or introduction.candidate, to_spec(introduction.vacancy), fact)


def _draft(installation: Installation, unit: UnitOfWork, person: Candidate, vacancy: Vacancy, about: str, language: str) -> ProfileDraft:
    if len(about) > LONGEST_ABOUT or is_telling(about):
        raise InvalidValue("invalid_value.telling_text", field="about", parameters={"maximum": LONGEST_ABOUT})
    taxonomy, day = installation.knowledge(unit.session).taxonomy, minsk_day(unit.now())
    profile = profile_told(to_profile(person), person, to_spec(vacancy), taxonomy, language, day, about.strip())
    told = json.dumps(profile, ensure_ascii=False, sort_keys=True)
    return ProfileDraft(profile, hashlib.sha256(told.encode()).hexdigest())


def _standing_on(session: Session, introduction: Introduction, day: date) -> Consent | None:
    """The consent that an introduction stands on today; None when it has ended, or there is none any more: then there is nothing to see."""
    if introduction.ended_at is not None or introduction.candidate.status == "closed":
        return None
    return find_live_introduction_consent(session, candidate_id=introduction.candidate_id, vacancy_id=introduction.vacancy_id, day=day)


def _introduced(session: Session, introduction: Introduction, consent: Consent) -> PersonIntroduced:
    reference = introduction.candidate.case_reference
    return introduced_person(introduction, consent, find_identities(session, references=[reference]).get(reference))


def introduced_person(introduction: Introduction, consent: Consent, identity: CandidateIdentity | None) -> PersonIntroduced:
    """What the employer is told of an introduction: only what this consent, which holds today, names."""
    agreed = _agreed(consent, Stage.INTRODUCED)
    person = introduction.candidate
    contact: dict[str, Any] = {"through": "organisation", "organisation": person.organisation.name if person.organisation else None}
    if introduction.contact == "person":
        contact = {"through": "person", "phone": identity and identity.phone, "email": identity and identity.email}
    return PersonIntroduced(
        id=introduction.id,
        introduced_on=minsk_day(introduction.introduced_at),
        first_name=identity.given_name if identity is not None and "first_name" in agreed else None,
        contact=contact if "contact" in agreed else None,
        profile=introduction.profile if "profile" in agreed else None,
        facts=tuple(_agreed(consent, Stage.FACT)),
    )


def _agreed(consent: Consent, stage: Stage) -> list[str]:
    """The fields of a stage that the person agreed to have told, in the order of the table of fields."""
    agreed = {each.field for each in consent.fields} & SEEN_BY_EMPLOYER[stage].keys()
    return [code for code in CONSENT_FIELDS if code in agreed]


def _view(introduction: Introduction) -> IntroductionView:
    return IntroductionView(
        introduction.id, introduction.candidate.case_reference, introduction.vacancy.reference, introduction.vacancy.employer.name,
        introduction.introduced_by_name, introduction.introduced_at, introduction.approved_on, introduction.ended_at,
        introduction.end_reason,
    )  # fmt: skip
