"""Consents as use cases: read the words, write down that somebody agreed, prove it, take it back, list.

`Candidate.consent` is the general answer for matching that rankings read; it is kept in step here, in the same transaction, so that a
withdrawal is in the change feed at once. Which consents there are is a table in services/consent_rules.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models.candidate import Candidate
from models.consent import Consent, ConsentField, ConsentText
from models.introduction import Introduction
from models.organisation import Organisation
from models.queries.consents import find_ended_consents, get_consent
from models.queries.introductions import find_open_introductions
from models.queries.vacancies import find_vacancy_ids
from services.actors import CALENDAR, Actor
from services.calendar import minsk_day, today
from services.consent_rules import EVERYBODY, LONGEST, ORGANISATION, PURPOSES, VACANCY, ConsentWords, consent_words
from services.errors import Conflict, InvalidValue, NotFound, StateConflict
from services.hand_over_steps import end_groundless
from services.installation import Installation
from services.permissions import authorise
from services.placement_endings import end_without_consent
from services.relations import reached_candidate
from services.support_steps import take_back
from services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class GiveConsent:
    """What somebody agreed to. organisation, vacancy: towards whom, neither for all organisations of the programme (matching only).

    text_digest, text_language: the words that were read out; how: spoken or signed. expires_on: the last day included.
    """

    candidate: str
    purpose: str
    text_digest: str
    text_language: str
    how: str
    given_on: date
    fields: tuple[str, ...] = ()
    organisation: int | None = None
    vacancy: str | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A paper that proves a consent, without the paper."""

    id: int
    name: str
    media_type: str
    n_bytes: int
    sha256: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class ConsentView:
    """One answer. live: whether it holds today; organisation, vacancy: towards whom, neither for all organisations of the programme."""

    id: int
    purpose: str
    state: str
    live: bool
    organisation: str | None
    organisation_id: int | None
    vacancy: str | None
    fields: tuple[str, ...]
    text_digest: str | None
    text_language: str | None
    given_on: date | None
    given_how: str | None
    recorded_by: str | None
    expires_on: date | None
    withdrawn_on: date | None
    evidence: tuple[EvidenceView, ...]


def read_consent_text(_installation: Installation, actor: Actor, purpose: str, language: str) -> ConsentWords:
    """The words to be read out for a purpose, with what may be agreed to. Raises Forbidden, InvalidValue."""
    authorise(actor, "consent_text:read")
    return consent_words(purpose, language)


def give_consent(installation: Installation, actor: Actor, command: GiveConsent) -> ConsentView:
    """Write down that somebody agreed. A new general consent to matching opens the person to every organisation at once.

    Raises Forbidden, NotFound (candidate, organisation, vacancy), InvalidValue (recipient, fields, dates), Conflict
    (`conflict.consent_text`: other words were read out than the ones of today).
    """
    authorise(actor, "consent:give")
    with installation.writing(actor, "record a consent") as unit:
        return give_consent_in(unit, command)


def give_consent_in(unit: UnitOfWork, command: GiveConsent) -> ConsentView:
    """The same inside a unit that does more. Whoever calls it has asked for `consent:give`."""
    words, day = consent_words(command.purpose, command.text_language), minsk_day(unit.now())
    candidate = reached_candidate(unit, "consent:give", command.candidate)
    _check(command, words)
    _check_days(command, day)
    consent = Consent(
        purpose=command.purpose, state="granted", organisation_id=_organisation_id(unit.session, command.organisation),
        vacancy_id=_vacancy_id(unit.session, command.vacancy), text=_kept_text(unit.session, words), given_on=command.given_on,
        given_how=command.how, recorded_by=unit.actor.id, expires_on=command.expires_on,
        fields=[ConsentField(field=field) for field in command.fields],
    )  # fmt: skip
    _replace_earlier(candidate, consent)
    candidate.consents.append(consent)
    if consent.is_general:
        candidate.consent = "granted"
    unit.session.flush()
    unit.audit("consent:give", candidate, **_told(consent))
    return view_of(consent, day)


def withdraw_consent(installation: Installation, actor: Actor, reference: str, number: int) -> ConsentView:
    """Take a consent back, from this moment on: rankings, other organisations and employers no longer see what it opened.

    Raises Forbidden, NotFound (`not_found.consent`), StateConflict (`state_conflict.consent_not_live`).
    """
    authorise(actor, "consent:withdraw")
    with installation.writing(actor, "withdraw a consent") as unit:
        day = minsk_day(unit.now())
        candidate = reached_candidate(unit, "consent:withdraw", reference)
        consent = _consent(unit.session, candidate, number)
        if consent.state != "granted":
            raise StateConflict("state_conflict.consent_not_live", parameters={"reference": number})
        for each in [c for c in candidate.consents if c is consent or (consent.is_general and c.is_general and c.state == "granted")]:
            each.state, each.withdrawn_on = "withdrawn", max(day, each.given_on or day)
        if consent.is_general:
            candidate.consent = "withheld"
        unit.session.flush()
        end_without_consent(installation, unit, candidate, consent)
        _end_introductions(unit, candidate, consent)
        take_back(unit, candidate)
        end_groundless(unit, [candidate])
        unit.audit("consent:withdraw", candidate, **_told(consent))
        unit.session.flush()
        return view_of(consent, day)


def list_consents(installation: Installation, actor: Actor, reference: str) -> tuple[ConsentView, ...]:
    """Every answer of one person, oldest first. Raises Forbidden, NotFound (`not_found.candidate`)."""
    authorise(actor, "consent:read")
    with installation.reading(actor, "list consents") as unit:
        candidate, day = reached_candidate(unit, "consent:read", reference), minsk_day(unit.now())
        return tuple(view_of(consent, day) for consent in candidate.consents)


def lapse_consents(installation: Installation) -> None:
    """Write down which consents have run out, and close whom they opened; once a day per process, before its first ranking.

    Visibility itself asks the dates and never waits for this. Rankings read only the general answer, and hear of a change from the feed:
    so this is a unit of its own, done before the ranking's begins.
    """
    day = today()
    if installation.consents_lapsed_on == day:
        return
    authorise(CALENDAR, "consent:expire")
    with installation.reading(CALENDAR, "look for consents that ran out") as unit:
        any_ended = bool(find_ended_consents(unit.session, day=day))
    if any_ended:
        with installation.writing(CALENDAR, "close consents that ran out") as unit:
            for consent in find_ended_consents(unit.session, day=day):
                consent.state = "expired"
                if consent.is_general:
                    consent.candidate.consent = "withheld"
                unit.session.flush()
                end_without_consent(installation, unit, consent.candidate, consent)
                end_groundless(unit, [consent.candidate])
                unit.audit("consent:expire", consent.candidate, **_told(consent))
    installation.consents_lapsed_on = day


def view_of(consent: Consent, day: date) -> ConsentView:
    """The consent as values."""
    evidence = tuple(EvidenceView(e.id, e.name, e.media_type, e.n_bytes, e.sha256, e.added_at) for e in consent.evidence)
    return ConsentView(
        consent.id, consent.purpose, consent.state, consent.is_live(day), consent.organisation.name if consent.organisation else None,
        consent.organisation_id, consent.vacancy.reference if consent.vacancy else None, tuple(f.field for f in consent.fields),
        consent.text_digest, consent.text.language if consent.text else None, consent.given_on, consent.given_how, consent.recorded_by,
        consent.expires_on, consent.withdrawn_on, evidence,
    )  # fmt: skip


def _consent(session: Session, candidate: Candidate, number: int) -> Consent:
    consent = get_consent(session, candidate_id=candidate.id, consent_id=number)
    if consent is None:
        raise NotFound.record("consent", number)
    return consent


def _check(command: GiveConsent, words: ConsentWords) -> None:
    allowed = PURPOSES[command.purpose]
    kind = VACANCY if command.vacancy is not None else ORGANISATION if command.organisation is not None else EVERYBODY
    if kind not in allowed.recipients or (command.vacancy is not None and command.organisation is not None):
        raise InvalidValue("invalid_value.consent_recipient", field="organisation", parameters={"purpose": command.purpose})
    if unknown := set(command.fields) - allowed.fields:
        raise InvalidValue("invalid_value.consent_fields", field="fields", parameters={"value": min(unknown)})
    if command.text_digest != words.digest:
        raise Conflict("conflict.consent_text", field="text_digest", remedy="read_text_again")


def _check_days(command: GiveConsent, day: date) -> None:
    if command.given_on > day:
        raise InvalidValue("invalid_value.consent_day", field="given_on")
    if command.expires_on is not None and not day <= command.expires_on <= command.given_on + LONGEST:
        raise InvalidValue("invalid_value.consent_end", field="expires_on", parameters={"maximum": LONGEST.days})


def _replace_earlier(candidate: Candidate, consent: Consent) -> None:
    """A new answer to the same question takes the place of the earlier one, so that only one is asked."""
    asked = (consent.purpose, consent.organisation_id, consent.vacancy_id)
    for earlier in candidate.consents:
        if earlier.state == "granted" and (earlier.purpose, earlier.organisation_id, earlier.vacancy_id) == asked:
            earlier.state = "replaced"


def _end_introductions(unit: UnitOfWork, candidate: Candidate, consent: Consent) -> None:
    """An introduction stands on its consent and ends with it."""
    standing: Sequence[Introduction] = find_open_introductions(unit.session, candidate_id=candidate.id)
    for introduction in standing:
        if introduction.vacancy_id == consent.vacancy_id and consent.purpose == "introduction":
            introduction.ended_at, introduction.end_reason = unit.now(), "consent_withdrawn"
            unit.audit("introduction:end", introduction, reason="consent_withdrawn")


def _kept_text(session: Session, words: ConsentWords) -> ConsentText:
    """The words themselves, kept beside the consents that stand on them: the file may be worded better one day."""
    kept = session.get(ConsentText, words.digest)
    return kept or ConsentText(digest=words.digest, purpose=words.purpose, language=words.language, text=words.text)


def _organisation_id(session: Session, number: int | None) -> int | None:
    if number is not None and session.get(Organisation, number) is None:
        raise NotFound.record("organisation", number)
    return number


def _vacancy_id(session: Session, reference: str | None) -> int | None:
    if reference is None:
        return None
    found = find_vacancy_ids(session, references=[reference])
    if reference not in found:
        raise NotFound.record("vacancy", reference)
    return found[reference]


def _told(consent: Consent) -> dict[str, Any]:
    """What the audit trail keeps of a consent: codes and numbers."""
    return {
        "consent": consent.id,
        "purpose": consent.purpose,
        "organisation": consent.organisation_id,
        "vacancy": consent.vacancy_id,
        "fields": sorted(f.field for f in consent.fields),
        "text": consent.text_digest,
        "expires_on": consent.expires_on.isoformat() if consent.expires_on else None,
    }
