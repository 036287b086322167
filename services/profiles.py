"""People between rows, records and values: what an import or a form says becomes a record; a record becomes what the matcher may know.

The value (`to_profile`) holds no name, sex, birth date, facility or custody date: they are not among the columns read here.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from matcher.phrases import RawProfile
from matcher.reading import ProfileReader, ReadOccupation, ReadProfile
from matcher.types import (
    Ban,
    CandidateProfile,
    Decision,
    EvidenceSource,
    HomeHours,
    OccupationEvidence,
    Point,
    SkillEvidence,
    Wish,
)  # fmt: skip
from models.candidate import Candidate, CandidateIdentity, CandidateLanguage, CandidateLicence, CandidateShift, Document
from models.codes import OPENING_PURPOSES
from models.consent import Consent, is_live
from models.evidence import CandidateSkill, CandidateText, CandidateWish, Qualification, WorkHistory
from models.queries.candidate_stream import CandidateColumns
from models.restriction import HealthLimit, Restriction, UnreadLimit
from services.calendar import today
from services.called import organisation_called
from services.codelists import set_codes
from services.importing.rows import CandidateRow

OBSERVED = EvidenceSource.NOTE.value
"""Source of a skill that was seen at work and is in no text of the profile."""
UNKNOWN_DISTRICT = ""
ENDED = ("withdrawn", "replaced", "expired")
"""States of a consent that was given and holds no more."""


def raw_profile(row: CandidateRow) -> RawProfile:
    """The free-text cells of a row."""
    return RawProfile(row.desired_work, row.skills, row.qualifications, row.work_history)


def write_candidates(
    session: Session, targets: Sequence[tuple[Candidate, CandidateRow]], reader: ProfileReader, as_of_year: int, entered_by: str
) -> None:
    """Fill new or existing records from rows; all texts of the batch are understood together."""
    read = reader.read_many([raw_profile(row) for _, row in targets], as_of_year)
    organisations = {name: organisation_called(session, name) for name in dict.fromkeys(row.organisation for _, row in targets)}
    for (candidate, row), profile in zip(targets, read, strict=True):
        candidate.organisation = organisations[row.organisation]
        fill_facts(candidate, row)
        fill_identity(candidate, row)
        fill_limits(candidate, row, entered_by)
        fill_words(candidate, raw_profile(row), profile, row.profile_language)
        session.add(candidate)


def fill_facts(candidate: Candidate, row: CandidateRow) -> None:
    """Place, dates, conditions, papers and the simple consent."""
    candidate.profile_language = row.profile_language if row.profile_language in ("ru", "be", "en") else "ru"
    candidate.province, candidate.district, candidate.town = row.place.province, row.place.district, row.place.town
    candidate.latitude, candidate.longitude = row.place.latitude, row.place.longitude
    candidate.available_on = row.available_on
    candidate.minimum_pay_byn = Decimal(str(row.minimum_pay_byn)) if row.minimum_pay_byn else None
    candidate.max_commute_km = row.max_commute_km
    candidate.transport = row.transport
    candidate.readiness = row.readiness
    candidate.housing_needed = row.housing_needed
    candidate.education = row.education
    fill_consent(candidate, row.consent, row.consent_note)
    candidate.documents_counted_from = row.release_date
    candidate.notes = row.notes or None
    set_codes(candidate.shifts, CandidateShift, "shift", row.shifts or ())
    set_codes(candidate.licences, CandidateLicence, "licence", row.licences)
    set_codes(candidate.languages, CandidateLanguage, "language", row.languages)
    missing = {d.kind: d for d in candidate.documents if d.state == "missing"}
    for kind in set(missing) - set(row.documents_missing):
        candidate.documents.remove(missing[kind])
    known = {d.kind for d in candidate.documents}
    candidate.documents += [Document(kind=kind, state="missing") for kind in row.documents_missing if kind not in known]


def fill_consent(candidate: Candidate, answer: str, note: str) -> None:
    """The general answer for matching, as a file or a form has it: granted, limited or withheld.

    It never overrules what the person themselves took back, or what has run out: only a new consent does (services/consents.py).
    """
    held = general_answer(candidate)
    if held is not None and held.state in ENDED and answer == "granted":
        return
    candidate.consent = answer
    if held is None or _as_answered(held) != answer:
        if held is not None and held.state == "granted":
            held.state = "replaced"
        candidate.consents.append(Consent(purpose="matching", state=answer, note=note or None))


def general_answer(candidate: Candidate) -> Consent | None:
    """The last answer to: may every organisation of the programme see this person? None when nobody asked."""
    return next((c for c in reversed(candidate.consents) if c.is_general), None)


def _as_answered(consent: Consent) -> str:
    return "withheld" if consent.state in ENDED else consent.state


def fill_identity(candidate: Candidate, row: CandidateRow) -> None:
    """Who the person is, apart from the case."""
    identity = candidate.identity or CandidateIdentity()
    identity.surname, identity.given_name, identity.patronymic = row.surname or None, row.given_name or None, row.patronymic or None
    identity.birth_date, identity.birth_year, identity.sex = row.birth_date, row.birth_year, row.sex
    identity.phone = "; ".join(row.phones) or None
    identity.facility, identity.released_on = row.facility or None, row.release_date
    candidate.identity = identity


def fill_limits(candidate: Candidate, row: CandidateRow, entered_by: str) -> None:
    """Dated bans, home hours, travel limit and health limits. A ban whose duty was not understood stays a question, not a record."""
    wanted: list[dict[str, object]] = [{"kind": "ban", "duty": b.duty, "until_on": b.until} for b in row.bans if b.duty]
    if row.home_hours:
        hours = row.home_hours
        wanted.append({"kind": "home_hours", "home_from_minute": hours.start_minute, "home_until_minute": hours.end_minute})
    if row.travel_limit not in (None, "none"):
        wanted.append({"kind": "travel_limit", "travel_limit": row.travel_limit})
    held = {_restriction_key(vars(r)): r for r in candidate.restrictions}
    keys = {_restriction_key(w): w for w in wanted}
    for key in held.keys() - keys.keys():
        candidate.restrictions.remove(held[key])
    candidate.restrictions += [Restriction(entered_by=entered_by, **keys[key]) for key in keys if key not in held]
    unread = _unread_limits(row)
    candidate.unread_limits = [UnreadLimit(kind=kind, text=text) for kind, text in unread.items()]
    candidate.health_limits_known = row.health_limits is not None
    set_codes(candidate.health_limits, HealthLimit, "code", row.health_limits or ())


def _unread_limits(row: CandidateRow) -> dict[str, str]:
    """Kinds of limits of which something is written that was not understood, with the words."""
    unread = {"ban": "; ".join(b.text for b in row.bans if b.duty is None and b.text.strip())}
    for kind, understood in (("home_hours", row.home_hours is not None), ("travel_limit", row.travel_limit is not None)):
        unread[kind] = "" if understood else row.raw.get(kind, "")
    return {kind: text for kind, text in unread.items() if text.strip()}


def fill_words(candidate: Candidate, raw: RawProfile, read: ReadProfile, language: str) -> None:
    """The texts as written and what was understood of them."""
    parts = {"desired_work": raw.desired_work, "skills": raw.skills, "qualifications": raw.qualifications, "work_history": raw.work_history}
    held = {t.part: t for t in candidate.texts}
    for part, text in parts.items():
        if part in held and not text.strip():
            candidate.texts.remove(held[part])
        elif part in held:
            held[part].text = text
        elif text.strip():
            candidate.texts.append(CandidateText(part=part, text=text, language=language))
    seen = [_copied(skill) for skill in candidate.skills if skill.source == OBSERVED]
    candidate.skills = [
        CandidateSkill(
            text=s.text, decision=s.decision.value if s.concept else _not_accepted(s.decision, s.resolution.concept), source=s.source.value,
            concept_key=s.concept or (s.resolution.concept if s.decision is Decision.SUGGESTED else None), level=s.level,
            probability=s.probability, grade=s.resolution.grade,
        )
        for s in read.skill_phrases
    ] + seen  # fmt: skip
    candidate.wishes = [
        CandidateWish(
            text=w.text, any_work=w.any_work, concept_key=w.concept, probability=w.probability,
            decision="accepted" if w.concept else "unresolved",
        )
        for w in read.wishes
    ]  # fmt: skip
    papers = [o for o in read.occupation_phrases if o.source is EvidenceSource.QUALIFICATION]
    candidate.history = [_history(o) for o in read.occupation_phrases if o.source is not EvidenceSource.QUALIFICATION]
    candidate.qualifications = [
        Qualification(
            text=o.text, concept_key=o.concept, decision=_held(o), probability=o.probability, grade=o.grade, awarded_year=o.started_year
        )
        for o in papers
    ]


def add_observed(candidate: Candidate, skills: Sequence[CandidateSkill]) -> None:
    """Give a person skills that somebody saw at work; words that are written anew later do not take them away."""
    candidate.skills = [*(_copied(skill) for skill in candidate.skills), *skills]


def _copied(skill: CandidateSkill) -> CandidateSkill:
    """The same skill as a new row: lists that carry a position are replaced whole."""
    columns = ("text", "language", "decision", "concept_key", "probability", "level", "grade", "source", "last_used_year")
    return CandidateSkill(**{column: getattr(skill, column) for column in columns})


def _shared_with(consents: Iterable[Any]) -> frozenset[int]:
    """Organisations that may see the person by a consent of their own, today."""
    on = today()
    opening = (c for c in consents if c.organisation_id is not None and c.purpose in OPENING_PURPOSES)
    return frozenset(c.organisation_id for c in opening if is_live(c, on))


def to_profile(candidate: Candidate | CandidateColumns) -> CandidateProfile:
    """What the matcher may know of a person, from a record with its parts loaded."""
    accepted = [s for s in candidate.skills if s.decision == "accepted" and s.concept_key]
    trades = [
        *((h, EvidenceSource(h.source), h.years, h.last_year) for h in candidate.history),
        *((q, EvidenceSource.QUALIFICATION, None, None) for q in candidate.qualifications),
    ]
    return CandidateProfile(
        reference=candidate.case_reference,
        place=Point(candidate.province or "", candidate.district or UNKNOWN_DISTRICT, candidate.latitude, candidate.longitude),
        skills=tuple(SkillEvidence(s.concept_key or "", s.text, EvidenceSource(s.source), s.level, s.probability or 0.0) for s in accepted),
        occupations=tuple(
            OccupationEvidence(t.concept_key, t.text, source, years, last_year, t.grade, t.probability or 0.0)
            for t, source, years, last_year in trades
            if t.concept_key and t.decision == "accepted"
        ),
        wishes=tuple(Wish(w.text, w.concept_key, w.any_work, w.probability or 0.0) for w in candidate.wishes),
        education=candidate.education,
        licences=frozenset(held.licence for held in candidate.licences),
        bans=tuple(Ban(r.duty or "", r.until_on) for r in candidate.restrictions if r.kind == "ban"),
        home_hours=next(
            (HomeHours(r.home_from_minute or 0, r.home_until_minute or 0) for r in candidate.restrictions if r.kind == "home_hours"), None
        ),
        travel_limit=next((r.travel_limit or "none" for r in candidate.restrictions if r.kind == "travel_limit"), "none"),
        health_limits=frozenset(limit.code for limit in candidate.health_limits) if candidate.health_limits_known else None,
        available_on=candidate.available_on,
        shifts=frozenset(s.shift for s in candidate.shifts) or None,
        minimum_pay_byn=float(candidate.minimum_pay_byn) if candidate.minimum_pay_byn is not None else None,
        max_commute_km=candidate.max_commute_km,
        transport=candidate.transport,
        housing_needed=candidate.housing_needed,
        documents_missing=frozenset(d.kind for d in candidate.documents if d.state == "missing"),
        documents_counted_from=candidate.documents_counted_from,
        consent=candidate.consent,
        readiness=candidate.readiness,
        unread_limits=frozenset(limit.kind for limit in candidate.unread_limits),
        already_placed=candidate.status == "placed",
        organisation=candidate.organisation_id,
        shared_with=_shared_with(candidate.consents),
    )


def _history(occupation: ReadOccupation) -> WorkHistory:
    return WorkHistory(
        text=occupation.text, started_year=occupation.started_year, ended_year=occupation.last_year, decision=_held(occupation),
        concept_key=occupation.concept, probability=occupation.probability, years=occupation.years, last_year=occupation.last_year,
        grade=occupation.grade, source=occupation.source.value,
    )  # fmt: skip


def _held(occupation: ReadOccupation) -> str:
    return "accepted" if occupation.concept else "unresolved"


def _not_accepted(decision: Decision, concept: str | None) -> str:
    return "suggested" if decision is Decision.SUGGESTED and concept else "unresolved"


def _restriction_key(columns: dict[str, object]) -> tuple[object, ...]:
    return tuple(columns.get(name) for name in ("kind", "duty", "until_on", "home_from_minute", "home_until_minute", "travel_limit"))
