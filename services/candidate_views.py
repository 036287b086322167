"""A person as values to be shown: what every reader of a case sees, and the two parts that need a permission of their own.

Built while the record's session is open, so that nothing is loaded later. Here must not live: words for codes, or who may see what.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from matcher.taxonomy import Taxonomy
from matcher.types import Ban, ConceptKind, HomeHours
from models.candidate import Candidate, CandidateIdentity
from models.evidence import CandidateSkill, CandidateWish, Qualification, WorkHistory
from services.audited import AuditedView
from services.initials import initials
from services.knowledge import Knowledge
from services.understanding import AlternativeView, find_alternatives, label_of


@dataclass(frozen=True, slots=True)
class SkillView:
    """A skill as written and as understood. alternatives: what to pick from, empty for an accepted one."""

    text: str
    decision: str
    concept: str | None
    label: str | None
    probability: float | None
    level: float
    grade: int | None
    source: str
    alternatives: tuple[AlternativeView, ...] = ()


@dataclass(frozen=True, slots=True)
class WishView:
    """What the person asks for."""

    text: str
    any_work: bool
    decision: str
    concept: str | None
    label: str | None
    probability: float | None


@dataclass(frozen=True, slots=True)
class TradeView:
    """A trade held, or proved by a paper (source `qualification`). text: None for readers who may not see what may name a prison."""

    text: str | None
    source: str
    decision: str
    concept: str | None
    label: str | None
    probability: float | None
    years: float | None
    last_year: int | None
    grade: int | None


@dataclass(frozen=True, slots=True)
class IdentityView(AuditedView):
    """Who the person is. sex, facility, released_on: None also for readers without `restriction:read`."""

    surname: str | None
    given_name: str | None
    patronymic: str | None
    birth_date: date | None
    birth_year: int | None
    phones: tuple[str, ...]
    sex: str | None
    facility: str | None
    released_on: date | None


@dataclass(frozen=True, slots=True)
class UnreadLimitView:
    """Words about a limit that nobody has understood yet; naming the limit anew answers them."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class RestrictedView(AuditedView):
    """What only `restriction:read` shows. health_limits None: not known. The texts are whole and as written."""

    bans: tuple[Ban, ...]
    home_hours: HomeHours | None
    travel_limit: str
    health_limits: tuple[str, ...] | None
    unread_limits: tuple[UnreadLimitView, ...]
    documents_counted_from: date | None
    notes: str | None
    desired_work: str
    skills: str
    qualifications: str
    work_history: str


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Where, in canonical names."""

    province: str | None
    district: str | None
    town: str | None
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class CandidateSummary:
    """One line of a list. name: initials, empty for readers without `identity:read`; skills: labels of the accepted ones."""

    reference: str
    name: str
    status: str
    place: PlaceView
    wishes: tuple[str, ...]
    skills: tuple[str, ...]
    available_on: date | None
    consent: str
    readiness: str | None
    version: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class CandidateView:
    """The whole case. identity and restricted: None for readers without the permission."""

    reference: str
    name: str
    status: str
    organisation: str | None
    profile_language: str
    languages: tuple[str, ...]
    place: PlaceView
    education: str | None
    licences: tuple[str, ...]
    shifts: tuple[str, ...]
    available_on: date | None
    minimum_pay_byn: float | None
    max_commute_km: float | None
    transport: str | None
    housing_needed: bool | None
    documents_missing: tuple[str, ...]
    consent: str
    readiness: str | None
    skills: tuple[SkillView, ...]
    wishes: tuple[WishView, ...]
    trades: tuple[TradeView, ...]
    identity: IdentityView | None
    restricted: RestrictedView | None
    version: int
    created_at: datetime
    updated_at: datetime


def summary_of(candidate: Candidate, taxonomy: Taxonomy, language: str, *, named: bool) -> CandidateSummary:
    """One line about a person."""
    accepted = [label_of(taxonomy, s.concept_key, language) or "" for s in candidate.skills if s.decision == "accepted"]
    return CandidateSummary(
        reference=candidate.case_reference,
        name=initials(candidate.identity) if named and candidate.identity else "",
        status=candidate.status,
        place=place_of(candidate),
        wishes=tuple(wish.text for wish in candidate.wishes),
        skills=tuple(dict.fromkeys(accepted)),
        available_on=candidate.available_on,
        consent=candidate.consent,
        readiness=candidate.readiness,
        version=candidate.version,
        updated_at=candidate.updated_at,
    )


def view_of(candidate: Candidate, knowledge: Knowledge, language: str, *, named: bool, restricted: bool) -> CandidateView:
    """Everything of a person that a reader with these permissions may see."""
    taxonomy = knowledge.taxonomy
    identity = candidate.identity
    return CandidateView(
        reference=candidate.case_reference,
        name=initials(identity) if named and identity else "",
        status=candidate.status,
        organisation=candidate.organisation.name if candidate.organisation else None,
        profile_language=candidate.profile_language,
        languages=tuple(sorted(spoken.language for spoken in candidate.languages)),
        place=place_of(candidate),
        education=candidate.education,
        licences=tuple(sorted(held.licence for held in candidate.licences)),
        shifts=tuple(sorted(accepted.shift for accepted in candidate.shifts)),
        available_on=candidate.available_on,
        minimum_pay_byn=None if candidate.minimum_pay_byn is None else float(candidate.minimum_pay_byn),
        max_commute_km=candidate.max_commute_km,
        transport=candidate.transport,
        housing_needed=candidate.housing_needed,
        documents_missing=tuple(sorted(d.kind for d in candidate.documents if d.state == "missing")),
        consent=candidate.consent,
        readiness=candidate.readiness,
        skills=_skills(candidate.skills, knowledge, language),
        wishes=tuple(_wish(wish, taxonomy, language) for wish in candidate.wishes),
        trades=_trades(candidate, taxonomy, language, restricted),
        identity=_identity(identity, restricted) if named and identity else None,
        restricted=_restricted(candidate) if restricted else None,
        version=candidate.version,
        created_at=candidate.created_at,
        updated_at=candidate.updated_at,
    )


def place_of(record: Candidate) -> PlaceView:
    """Where the person lives."""
    return PlaceView(record.province, record.district, record.town, record.latitude, record.longitude)


def texts_of(candidate: Candidate) -> Mapping[str, str]:
    """Part of the profile → the whole text as written."""
    return {text.part: text.text for text in candidate.texts}


def _skills(skills: Sequence[CandidateSkill], knowledge: Knowledge, language: str) -> tuple[SkillView, ...]:
    unsure = [s.text for s in skills if s.decision != "accepted"]
    offered = find_alternatives(knowledge, unsure, ConceptKind.SKILL, language)
    return tuple(
        SkillView(
            s.text, s.decision, s.concept_key, label_of(knowledge.taxonomy, s.concept_key, language), s.probability, s.level, s.grade,
            s.source, offered.get(s.text, ()) if s.decision != "accepted" else (),
        )
        for s in skills
    )  # fmt: skip


def _wish(wish: CandidateWish, taxonomy: Taxonomy, language: str) -> WishView:
    label = label_of(taxonomy, wish.concept_key, language)
    return WishView(wish.text, wish.any_work, wish.decision, wish.concept_key, label, wish.probability)


def _trades(candidate: Candidate, taxonomy: Taxonomy, language: str, restricted: bool) -> tuple[TradeView, ...]:
    held = [_trade(job, taxonomy, language, restricted) for job in candidate.history]
    return (*held, *(_trade(paper, taxonomy, language, restricted) for paper in candidate.qualifications))


def _trade(held: WorkHistory | Qualification, taxonomy: Taxonomy, language: str, restricted: bool) -> TradeView:
    source = held.source if isinstance(held, WorkHistory) else "qualification"
    return TradeView(
        held.text if restricted else None, source, held.decision, held.concept_key, label_of(taxonomy, held.concept_key, language),
        held.probability, held.years, held.last_year, held.grade,
    )  # fmt: skip


def _identity(identity: CandidateIdentity, restricted: bool) -> IdentityView:
    return IdentityView(
        surname=identity.surname,
        given_name=identity.given_name,
        patronymic=identity.patronymic,
        birth_date=identity.birth_date,
        birth_year=identity.birth_year,
        phones=tuple(identity.phone.split("; ")) if identity.phone else (),
        sex=identity.sex if restricted else None,
        facility=identity.facility if restricted else None,
        released_on=identity.released_on if restricted else None,
    )


def _restricted(candidate: Candidate) -> RestrictedView:
    texts = texts_of(candidate)
    limits = candidate.restrictions
    hours = (HomeHours(r.home_from_minute or 0, r.home_until_minute or 0) for r in limits if r.kind == "home_hours")
    return RestrictedView(
        bans=tuple(Ban(r.duty, r.until_on) for r in limits if r.duty is not None),
        home_hours=next(hours, None),
        travel_limit=next((r.travel_limit for r in limits if r.travel_limit is not None), "none"),
        health_limits=tuple(sorted(limit.code for limit in candidate.health_limits)) if candidate.health_limits_known else None,
        unread_limits=tuple(UnreadLimitView(limit.kind, limit.text) for limit in candidate.unread_limits),
        documents_counted_from=candidate.documents_counted_from,
        notes=candidate.notes,
        desired_work=texts.get("desired_work", ""),
        skills=texts.get("skills", ""),
        qualifications=texts.get("qualifications", ""),
        work_history=texts.get("work_history", ""),
    )
