"""Queries of the retention clock, and the two changes it makes outside the case itself."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Row, delete, or_, select, update
from sqlalchemy.orm import Session, selectinload

from models.candidate import Candidate, CandidateIdentity
from models.consent import Consent, ConsentEvidence
from models.followup import NextStep
from models.handover import HandOver
from models.importbatch import ImportBatch
from models.introduction import EmergencyAccess, Introduction
from models.limits import PersonReading
from models.matchrun import MatchRun, MatchRunEntry
from models.outcome import Outcome
from models.pilot import CohortPlanPair, PilotBarredPair, PilotIntake
from models.placement import Notice, Placement
from models.queries.candidates import all_parts
from models.queries.pieces import pieces
from models.subject import RetentionStep, SubjectRequest
from models.support import SupportNeed
from models.trial import TrialAgreement


def stream_kept_cases(session: Session, *, unchanged_since: datetime) -> Iterator[Row[int, str, str, datetime]]:
    """(number, reference, status, last change) of cases unchanged since an instant, and of those the clock has touched."""
    touched = select(RetentionStep.candidate_id)
    cases = select(Candidate.id, Candidate.case_reference, Candidate.status, Candidate.updated_at)
    yield from session.execute(cases.where(or_(Candidate.updated_at <= unchanged_since, Candidate.id.in_(touched))).order_by(Candidate.id))


def list_whole_cases(session: Session, *, candidate_ids: list[int]) -> list[Candidate]:
    """These people with every part and their identity, in order of entry."""
    found: list[Candidate] = []
    for piece in pieces(candidate_ids):
        found += session.scalars(select(Candidate).where(Candidate.id.in_(piece)).options(*all_parts(with_identity=True)))
    return sorted(found, key=lambda candidate: candidate.id)


def list_anonymised_facts(session: Session) -> list[Row[int | None, str | None, str | None, str | None]]:
    """(first year of the decade of birth, sex, education, province) of every case that is anonymised and not erased."""
    erased = select(RetentionStep.candidate_id).where(RetentionStep.step == "erase")
    facts = select(CandidateIdentity.birth_year, CandidateIdentity.sex, Candidate.education, Candidate.province)
    anonymised = select(RetentionStep.candidate_id).where(RetentionStep.step == "anonymise", RetentionStep.candidate_id.not_in(erased))
    joined = facts.select_from(Candidate).outerjoin(CandidateIdentity, CandidateIdentity.candidate_id == Candidate.id)
    return list(session.execute(joined.where(Candidate.id.in_(anonymised))))


def list_requests_of(session: Session, *, candidate_id: int) -> list[SubjectRequest]:
    """Everything a person asked."""
    return list(session.scalars(select(SubjectRequest).where(SubjectRequest.candidate_id == candidate_id)))


def forget_in_match_runs(session: Session, *, candidate_id: int, reference: str) -> None:
    """Take reasons and the case number out of stored rankings that name a person; order and scores keep counting."""
    session.execute(update(MatchRunEntry).where(MatchRunEntry.candidate_id == candidate_id).values(reasons={}))
    runs = session.scalars(select(MatchRun).where(MatchRun.candidate_id == candidate_id).options(selectinload(MatchRun.entries)))
    for run in runs:
        run.request = dict(run.request) | {"reference": reference}
        for entry in run.entries:
            entry.reasons = {}


def forget_reasons_of_outcomes(session: Session, *, candidate_id: int) -> None:
    """An outcome without its reason: that, and how, a referral ended keeps counting."""
    session.execute(update(Outcome).where(Outcome.candidate_id == candidate_id).values(reason_code=None))


WITH_A_PERSON = (
    TrialAgreement, CohortPlanPair, PilotBarredPair, PilotIntake, SupportNeed, HandOver, NextStep, Notice, Placement, Introduction,
    EmergencyAccess, PersonReading,
)  # fmt: skip
"""Records about one person that end with the case; what is part of them (papers, check-ins, slips, days of a trial) ends with them."""


def delete_what_came_of(session: Session, *, candidate_id: int) -> None:
    """Introductions, access in an emergency, who read the case lately, support needs, and the papers that prove consents."""
    consents = select(Consent.id).where(Consent.candidate_id == candidate_id)
    session.execute(delete(ConsentEvidence).where(ConsentEvidence.consent_id.in_(consents)))
    for record in WITH_A_PERSON:
        session.execute(delete(record).where(record.candidate_id == candidate_id))


def delete_requests_of(session: Session, *, candidate_id: int) -> None:
    """Take everything a person asked out of the register."""
    session.execute(delete(SubjectRequest).where(SubjectRequest.candidate_id == candidate_id))


def stream_import_reports(session: Session) -> Iterator[ImportBatch]:
    """Every import of people, one after the other: reports are long."""
    imports = select(ImportBatch).where(ImportBatch.kind == "candidates").order_by(ImportBatch.id)
    yield from session.scalars(imports.execution_options(yield_per=1))
