"""Records: typed SQLAlchemy tables, constraints, the workflow table, and every query."""

from models.account import Account, Invitation, Passkey, SignIn
from models.audit import AuditEvent, AuditHead, AuditSeal, ChangeFeed
from models.base import Base, fold
from models.blindindex import CandidateBlindKey
from models.candidate import (
    Candidate,
    CandidateIdentity,
    CandidateLanguage,
    CandidateLicence,
    CandidateShift,
    Document,
)
from models.consent import Consent, ConsentEvidence, ConsentField, ConsentText
from models.draft import Draft
from models.evidence import CandidateSkill, CandidateText, CandidateWish, Qualification, WorkHistory
from models.followup import CheckIn, CheckInContact, NextStep
from models.handover import HandOver
from models.importbatch import ImportBatch
from models.introduction import EmergencyAccess, Introduction, VacancyChange, VacancyConfirmation
from models.limits import Attempt, ExportRequest, KeptAnswer, PersonReading, ReadingWatch
from models.matchrun import MatchRun, MatchRunEntry
from models.organisation import Employer, Organisation
from models.outcome import Outcome
from models.pilot import CohortPlan, CohortPlanPair, Pilot, PilotBarredPair, PilotIntake, PilotPost
from models.placement import Notice, Placement, PlacementTransition
from models.referral import Quota, ReferralSlip, SlipCount
from models.reminder import CalendarFeed, DigestSent
from models.restriction import HealthLimit, Restriction, UnreadLimit
from models.subject import RetentionStep, SubjectRequest
from models.support import SupportNeed, SupportStep
from models.taxonomy import Alias, Concept, ConceptBroader, ConceptLabel, OccupationSkill
from models.trial import AttendanceDay, TrialAgreement, TrialAssessment
from models.underway import WorkUnderWay
from models.vacancy import (
    Vacancy,
    VacancyDocument,
    VacancyDuty,
    VacancyHours,
    VacancyLicence,
    VacancyOccupation,
    VacancyRequirement,
    VacancyRequirementConcept,
    VacancyShift,
)
from models.version import RuleSetVersion, ScorerVersion

__all__ = [
    "Account", "Alias", "Attempt", "AttendanceDay", "AuditEvent", "AuditHead", "AuditSeal", "Base", "CalendarFeed", "Candidate",
    "CandidateBlindKey", "CandidateIdentity", "CandidateLanguage", "CandidateLicence", "CandidateShift", "CandidateSkill",
    "CandidateText", "CandidateWish", "ChangeFeed", "CheckIn", "CheckInContact", "CohortPlan", "CohortPlanPair", "Concept",
    "ConceptBroader", "ConceptLabel", "Consent", "ConsentEvidence", "ConsentField", "ConsentText", "DigestSent", "Document", "Draft",
    "EmergencyAccess", "Employer", "ExportRequest", "HandOver", "HealthLimit", "ImportBatch", "Introduction", "Invitation", "KeptAnswer",
    "MatchRun", "MatchRunEntry", "NextStep", "Notice", "OccupationSkill", "Organisation", "Outcome", "Passkey", "PersonReading",
    "Pilot", "PilotBarredPair", "PilotIntake", "PilotPost", "Placement", "PlacementTransition", "Qualification", "Quota",
    "ReadingWatch", "ReferralSlip", "Restriction", "RetentionStep", "RuleSetVersion", "ScorerVersion", "SignIn", "SlipCount",
    "SubjectRequest", "SupportNeed", "SupportStep", "TrialAgreement", "TrialAssessment", "UnreadLimit", "Vacancy", "VacancyChange",
    "VacancyConfirmation", "VacancyDocument", "VacancyDuty", "VacancyHours", "VacancyLicence", "VacancyOccupation",
    "VacancyRequirement", "VacancyRequirementConcept", "VacancyShift", "WorkHistory", "WorkUnderWay", "fold",
]  # fmt: skip
