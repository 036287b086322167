"""A person as an employer sees them: only what services/stages.py names, made only of concepts, whole years and codes.

No text of the person's goes through here: a line of a work history may name the prison it was worked in, so every practised trade is told
by its label and years alone, wherever it was practised. Whoever adds a field adds it to the table first; a test compares both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor
from typing import Any

from matcher.answers import RequirementEvidence
from matcher.small_cells import LEAST_PEOPLE
from matcher.taxonomy import Taxonomy
from matcher.types import CandidateProfile, EvidenceSource, VacancySpec
from models.candidate import Candidate
from services.understanding import label_of

MET_FROM, PARTLY_FROM = 0.75, 0.35
"""Coverage of a requirement from which it counts as met, and as partly met: a sibling skill at full level reaches about a half."""
PRACTISED, QUALIFIED = "practised", "qualified"
DOCUMENT_FACTS = {
    "passport_ready": "passport",
    "military_record_ready": "military_record",
    "education_proof_ready": "education_proof",
    "medical_certificate_ready": "medical_certificate",
    "work_book_ready": "work_book",
}


@dataclass(frozen=True, slots=True)
class TradeSeen:
    """A trade by its label. years: whole years of practice, None where not known; how: practised, or qualified by a paper."""

    trade: str
    how: str
    years: int | None


@dataclass(frozen=True, slots=True)
class CriterionSeen:
    """One thing the employer asked, in the employer's own words, and whether it was seen: met, partly, not_seen."""

    criterion: str
    asked: str
    seen: str


@dataclass(frozen=True, slots=True)
class PersonBrowsed:
    """A person before any introduction. The order of a list is advice; there is no score, no rank, and no count of others."""

    pseudonym: str
    skills: tuple[str, ...]
    trades: tuple[TradeSeen, ...]
    availability: str
    province: str | None
    district: str | None
    languages: tuple[str, ...]
    criteria: tuple[CriterionSeen, ...]


def person_browsed(
    name: str, profile: CandidateProfile, candidate: Candidate, spec: VacancySpec, evidence: Sequence[RequirementEvidence],
    taxonomy: Taxonomy, language: str, as_of: date, districts: Mapping[tuple[str | None, str | None], int],
) -> PersonBrowsed:  # fmt: skip
    """The person under a pseudonym. districts: (province, district) → how many people share it."""
    shared = districts.get((candidate.province, candidate.district), 0) >= LEAST_PEOPLE
    return PersonBrowsed(
        pseudonym=name,
        skills=skills_of(profile, taxonomy, language),
        trades=trades_of(profile, taxonomy, language),
        availability=availability_of(profile, spec, as_of),
        province=candidate.province,
        district=candidate.district if shared else None,
        languages=tuple(sorted(spoken.language for spoken in candidate.languages)),
        criteria=criteria_of(profile, spec, evidence),
    )


def profile_told(profile: CandidateProfile, candidate: Candidate, spec: VacancySpec, taxonomy: Taxonomy, language: str, as_of: date,
                 about: str) -> dict[str, Any]:  # fmt: skip
    """What is read to the person before an introduction, and shown to the employer after it. about: a few words in the person's name."""
    return {
        "skills": list(skills_of(profile, taxonomy, language)),
        "trades": [{"trade": t.trade, "how": t.how, "years": t.years} for t in trades_of(profile, taxonomy, language)],
        "availability": availability_of(profile, spec, as_of),
        "languages": sorted(spoken.language for spoken in candidate.languages),
        "about": about,
        "language": language,
    }


def skills_of(profile: CandidateProfile, taxonomy: Taxonomy, language: str) -> tuple[str, ...]:
    """Labels of what the person can do, each once, in alphabetical order: the order of a profile tells which words stood where."""
    return tuple(sorted({label_of(taxonomy, skill.concept, language) or "" for skill in profile.skills} - {""}))


def trades_of(profile: CandidateProfile, taxonomy: Taxonomy, language: str) -> tuple[TradeSeen, ...]:
    """Every trade once by its label, with the years of all its places together; where it was practised is nobody's business."""
    years: dict[str, float | None] = {}
    practised: dict[str, bool] = {}
    for held in profile.occupations:
        trade = label_of(taxonomy, held.concept, language) or ""
        practised[trade] = practised.get(trade, False) or held.source is not EvidenceSource.QUALIFICATION
        if held.years is not None and held.source is not EvidenceSource.QUALIFICATION:
            years[trade] = (years.get(trade) or 0.0) + held.years
    seen = (
        TradeSeen(trade, PRACTISED if done else QUALIFIED, None if years.get(trade) is None else floor(years[trade] or 0.0))
        for trade, done in practised.items()
    )
    return tuple(sorted(seen, key=lambda trade: (-(trade.years or 0), trade.trade)))


def availability_of(profile: CandidateProfile, spec: VacancySpec, as_of: date) -> str:
    """now, by_start (of this vacancy), later, or unknown. Never the day: for some it is the day of their release."""
    if profile.available_on is None:
        return "unknown"
    if profile.available_on <= as_of:
        return "now"
    return "by_start" if spec.starts_on is not None and profile.available_on <= spec.starts_on else "later"


def criteria_of(profile: CandidateProfile, spec: VacancySpec, evidence: Sequence[RequirementEvidence]) -> tuple[CriterionSeen, ...]:
    """The vacancy's own requirements, grade and years, each with whether it was seen."""
    criteria = [
        CriterionSeen("essential" if r.requirement.essential else "desirable", r.requirement.text, _seen(r))
        for r in evidence
        if r.understood
    ]
    if spec.minimum_grade is not None:
        best = max((held.grade for held in profile.occupations if held.grade is not None), default=None)
        seen = "not_seen" if best is None else "met" if best >= spec.minimum_grade else "partly"
        criteria.append(CriterionSeen("grade", str(spec.minimum_grade), seen))
    if spec.minimum_years is not None:
        most = max((held.years for held in profile.occupations if held.years is not None), default=None)
        seen = "not_seen" if most is None else "met" if most >= spec.minimum_years else "partly"
        criteria.append(CriterionSeen("years", f"{spec.minimum_years:g}", seen))
    return tuple(criteria)


def fact_of(candidate: Candidate, spec: VacancySpec, fact: str) -> Any:
    """One fact, as the law asks it of this work: of licences only those that the vacancy asks for; of a paper only whether it is ready."""
    if fact == "licence":
        return sorted({held.licence for held in candidate.licences} & spec.licences)
    if fact == "education":
        return candidate.education
    kind = DOCUMENT_FACTS[fact]
    states = {document.kind: document.state for document in candidate.documents}
    return states.get(kind, "ready") == "ready"


def _seen(evidence: RequirementEvidence) -> str:
    return "met" if evidence.coverage >= MET_FROM else "partly" if evidence.coverage >= PARTLY_FROM else "not_seen"
