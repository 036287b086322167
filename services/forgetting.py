"""What anonymising and erasing take away, and what they leave so that match runs and outcomes keep counting.

Anonymised: identity, contact, every free text, every part, the case number; coded facts stay only as far as `kept_facts` lets them.
Erased: an empty case with a number that names nobody. The audit trail is not touched: it tells case numbers and coded facts, no names.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from models.candidate import Candidate
from models.queries.retention import (
    delete_requests_of,
    delete_what_came_of,
    forget_in_match_runs,
    forget_reasons_of_outcomes,
    list_requests_of,
    stream_import_reports,
)
from services.retention_clock import Facts
from services.unit_of_work import UnitOfWork

EMPTIED_PARTS = (
    "texts", "skills", "wishes", "history", "qualifications", "licences", "shifts", "languages", "documents", "restrictions",
    "health_limits", "unread_limits",
)  # fmt: skip
EMPTIED_COLUMNS = (
    "district", "town", "latitude", "longitude", "available_on", "minimum_pay_byn", "max_commute_km", "transport", "readiness",
    "housing_needed", "documents_counted_from", "notes", "imported_digest", "organisation", "import_batch_id",
)  # fmt: skip
KEPT: Mapping[str, str] = MappingProxyType(
    {
        "match_run": "How many were ranked keeps counting; the case number in its question is replaced.",
        "match_run_entry": "Rank and score keep counting; the reasons go.",
        "outcome": "That a referral ended, and how, keeps counting; the reason goes when the case is erased.",
        "retention_step": "It proves that the case was ended, when, and who answers for it.",
    }
)
"""Table about a person that outlives an erasure → why, and what of it goes. Every other one is emptied (a test holds this)."""
ENDED_WITH_THE_CASE = (
    "introduction", "emergency_access", "person_reading", "consent_evidence", "consent_field", "placement",
    "placement_transition", "notice", "check_in", "check_in_contact", "next_step", "support_need", "support_step", "hand_over",
    "referral_slip", "pilot_intake", "pilot_barred_pair", "cohort_plan_pair", "trial_agreement", "attendance_day", "trial_assessment",
)  # fmt: skip
"""Tables of records that end with the case: what was told to employers, who could look, and what proves consents."""
ANONYMOUS, ERASED = "ANON-{:06d}", "ERASED-{:06d}"
"""Case numbers that name nobody."""


def facts_of(candidate: Candidate) -> Facts:
    """The coded facts that indicators count, the most telling first: decade of birth, sex, education, province."""
    identity = candidate.identity
    born = identity and (identity.birth_year or (identity.birth_date.year if identity.birth_date else None))
    return (born // 10 * 10 if born else None, identity.sex if identity else None, candidate.education, candidate.province)


def anonymise(unit: UnitOfWork, candidate: Candidate, facts: Facts) -> None:
    """Take away who this is, and everything but these facts."""
    decade, sex, candidate.education, candidate.province = facts
    identity = candidate.identity
    if identity is not None:
        for column in identity.__sealed__:
            setattr(identity, column, None)
        identity.birth_year, identity.sex = decade, sex
    for asked in list_requests_of(unit.session, candidate_id=candidate.id):
        asked.answer = asked.note = None
    for consent in candidate.consents:
        consent.note = None
    _empty(unit, candidate, ANONYMOUS.format(candidate.id))


def erase(unit: UnitOfWork, candidate: Candidate) -> None:
    """Leave an empty case."""
    candidate.identity, candidate.consents, candidate.education, candidate.province = None, [], None, None
    delete_requests_of(unit.session, candidate_id=candidate.id)
    forget_reasons_of_outcomes(unit.session, candidate_id=candidate.id)
    _empty(unit, candidate, ERASED.format(candidate.id))


def _empty(unit: UnitOfWork, candidate: Candidate, reference: str) -> None:
    for part in EMPTIED_PARTS:
        setattr(candidate, part, [])
    for column in EMPTIED_COLUMNS:
        setattr(candidate, column, None)
    candidate.status, candidate.consent, candidate.health_limits_known, candidate.profile_language = "closed", "withheld", True, "ru"
    candidate.case_reference = reference
    forget_in_match_runs(unit.session, candidate_id=candidate.id, reference=reference)
    delete_what_came_of(unit.session, candidate_id=candidate.id)
    unit.keep_no_values(candidate)


def forget_in_imports(session: Session, references: Sequence[str]) -> None:
    """Take what reports of imports quote of these people out of them."""
    gone = set(references)
    for batch in stream_import_reports(session):
        if (report := batch.report) and (left := report_without(report, gone)) != report:
            batch.report = left


def report_without(report: Mapping[str, Any], references: set[str]) -> dict[str, Any]:
    """A report of an import without the rows of these cases."""
    rows = {int(row) for row, reference in (report.get("references") or {}).items() if reference in references}

    def stays(line: Mapping[str, Any]) -> bool:
        named = {line.get("reference"), line.get("other_reference")}
        return not named & references and not {line.get("row"), line.get("other_row"), line.get("by_row")} & rows

    kept = {name: [line for line in report.get(name) or () if stays(line)] for name in ("doubts", "duplicates", "superseded")}
    known = {row: reference for row, reference in (report.get("references") or {}).items() if reference not in references}
    return {**report, **kept, "references": known}
