"""The codes that may stand in columns; the database refuses any other.

Those that cross the border to the matcher are its own codes again, because neither package knows the other: a test in
tests/architecture fails when the two lists differ. Here must not live: what a code means or how it is worded.
"""

LANGUAGES = ("ru", "be", "en")
PROVINCES = ("brest", "vitebsk", "gomel", "grodno", "minsk", "mogilev")

DUTY_CODES = (
    "works_with_children", "material_liability", "handles_cash", "drives_vehicle", "medicines_access", "weapons", "alcohol_sale",
    "security_guarding", "personal_data", "state_service", "heights", "heavy_lifting_20kg", "heavy_lifting_10kg", "night_work", "dust",
    "chemicals", "noise", "cold", "standing",
)  # fmt: skip
HEALTH_LIMITS = (
    "no_heights", "max_lift_10kg", "max_lift_20kg", "no_night", "no_dust", "no_chemicals", "no_noise", "no_cold", "seated_only",
)  # fmt: skip
SHIFT_CODES = ("day", "evening", "night", "rotating", "rotation_away")
LICENCE_CODES = ("A", "B", "C", "D", "BE", "CE", "DE", "TM")
DOCUMENT_CODES = ("passport", "military_record", "education_proof", "medical_certificate", "work_book")
TRAVEL_LIMITS = ("none", "province", "district")
READINESS_CODES = ("ready", "support_needed", "not_started", "declined")
CONSENT_CODES = ("granted", "limited", "withheld")
EDUCATION_LEVELS = ("basic", "secondary", "vocational", "secondary_special", "higher")
TRANSPORT_CODES = ("none", "bike", "bus", "car")
CONCEPT_KINDS = ("skill", "occupation")
DECISIONS = ("accepted", "suggested", "unresolved")
EVIDENCE_SOURCES = ("skills", "history", "qualification", "wish", "note")

CANDIDATE_STATUSES = ("active", "paused", "placed", "closed")
"""active: looking for work; paused: not now, to be asked again; placed: holds a full-time job; closed: left the programme."""

CANDIDATE_TEXT_PARTS = ("desired_work", "skills", "qualifications", "work_history")
DOCUMENT_STATES = ("missing", "requested", "ready")
LIMIT_KINDS = ("ban", "home_hours", "travel_limit", "health")
RESTRICTION_KINDS = ("ban", "home_hours", "travel_limit")
SEXES = ("f", "m")
CONSENT_PURPOSES = ("matching", "introduction", "follow_up", "training", "emergency")
OPENING_PURPOSES = ("matching", "follow_up", "training")
"""Consents that let the organisation they name see the case. The others open nothing by themselves."""
CONSENT_STATES = ("granted", "limited", "withheld", "withdrawn", "replaced", "expired")
"""The first three are answers; withdrawn: taken back; replaced: by a newer answer to the same question; expired: its last day is over."""
CONSENT_FIELDS = (
    "first_name", "contact", "profile", "licence", "education", "passport_ready", "military_record_ready", "education_proof_ready",
    "medical_certificate_ready", "work_book_ready",
)  # fmt: skip
CONSENT_WAYS = ("spoken", "signed")
EVIDENCE_TYPES = ("application/pdf", "image/png", "image/jpeg")
CONTACT_WAYS = ("person", "organisation")
INTRODUCTION_ENDINGS = ("hired", "employer_declined", "candidate_declined", "no_answer", "vacancy_closed", "consent_withdrawn", "other")
EMERGENCY_STATES = ("requested", "granted", "refused")
CHANGE_STATES = ("proposed", "accepted", "rejected", "replaced")

ACCOUNT_ROLES = ("expert", "caseworker", "employer", "coordinator", "auditor", "administrator")
ORGANISATION_KINDS = (
    "employment_office", "ngo", "faith_organisation", "social_centre", "prison_service", "employer", "programme_office", "other",
)  # fmt: skip

VACANCY_STATUSES = ("open", "closed", "filled", "expired", "outside_area")
EMPLOYMENT_TYPES = ("permanent", "subsidised", "seasonal", "temporary", "trial")
PAY_PERIODS = ("month", "shift", "hour")

CONCEPT_SOURCES = ("pilot", "esco")
URI_MATCHES = ("exact", "close", "broad")
"""How the ESCO concept of a URI relates to ours: the same, nearly the same, or wider and containing ours."""
SKILL_RELATIONS = ("essential", "optional")
ALIAS_STATES = ("proposed", "accepted", "rejected")

RUN_DIRECTIONS = ("candidates_for_vacancy", "vacancies_for_candidate")
OUTCOME_RESULTS = ("not_hired", "hired_left_before_1m", "hired_left_before_3m", "retained_3m", "retained_6m")
OUTCOME_REASONS = (
    "stayed", "skills", "pay", "commute", "documents", "housing", "schedule", "health", "position_filled", "season_end", "conflict",
    "other_offer",
)  # fmt: skip

DRAFT_KINDS = ("vacancy", "registration")
"""Long forms that may be left half-way."""
IMPORT_KINDS = ("candidates", "vacancies", "outcomes", "taxonomy")
FEED_NOUNS = ("candidate", "vacancy", "taxonomy", "alias", "scorer_version", "rule_set_version")

SUPPORT_KINDS = (
    "housing", "documents", "medical_certificate", "training", "clothing", "transport", "counselling", "addiction_support",
)  # fmt: skip
SENSITIVE_SUPPORT = ("medical_certificate", "counselling", "addiction_support")
"""Kinds whose words may tell of health or addiction: they stand in a restricted column."""
SUPPORT_STATES = ("needed", "in_progress", "accepted", "rejected", "done")
"""needed: nobody sees to it yet; in_progress: somebody does, or was asked to; accepted, rejected: the answer of the organisation asked."""
SUPPORT_REASONS = (
    "no_places", "not_entitled", "documents_missing", "outside_area", "no_contact", "declined_by_person", "no_longer_needed", "too_late",
    "consent_ended", "taken_back", "other",
)  # fmt: skip

SLIP_GROUNDS = ("qualification", "place_taken", "medical_conclusion", "paper_missing", "legal_bar", "hours")
"""Lawful grounds on which an employer may refuse somebody who was sent."""

SUBJECT_REQUEST_KINDS = ("information", "correction", "disclosures", "withdrawal", "deletion")
SUBJECT_REQUEST_STATES = ("open", "granted", "refused")
RETENTION_STEPS = ("notice", "anonymise", "erase")

NOTICE_CODES = (
    "vacancy_filled", "hired_elsewhere", "no_answer", "consent_ended", "case_closed", "vacancy_closed", "reopened", "contacts_missed",
    "hand_over_accepted", "hand_over_taken", "hand_over_declined", "hand_over_ended",
)  # fmt: skip
"""What those who look after a person are told: why a placement was closed without them, that it is open again, that nobody was reached,
and what became of an offer to hand somebody over (accepted: told to whoever offered; taken: to whoever looks after the person now)."""

HAND_OVER_STATES = ("offered", "accepted", "declined", "withdrawn", "ended")
"""declined: by the organisation asked; withdrawn: by the one that offered; ended: by itself."""
HAND_OVER_REASONS = ("no_places", "outside_area", "not_our_help", "no_contact", "declined_by_person", "other")
"""Why an organisation declines to look after somebody; `other` needs words."""
HAND_OVER_ENDINGS = ("consent_ended", "case_closed", "moved")
"""Why an offer ended by itself: the other organisation may not know of the person any more, the case closed, or somebody else looks
after the person meanwhile."""

CHECK_IN_STATES = ("open", "done", "cancelled")
CHECK_IN_RESULTS = ("working", "left", "unreachable")
UNREACHED_REASONS = ("no_reply", "number_changed", "moved", "not_met", "other")
"""Why nobody was reached; `other` needs words."""
NO_DATE_REASONS = ("waits_for_return", "in_treatment", "in_training", "asked_not_to", "moved_away", "works_on", "other")
"""Why a person has no next day: not yet back, under treatment, learning, asked not to be contacted, gone elsewhere, at work for good.

`other` is the last and needs words.
"""

PILOT_STATUSES = ("planned", "running", "ended")
PLAN_STATES = ("proposed", "accepted", "replaced")
PLAN_WHYS = (
    "locked", "left_out", "only_option", "best_option", "best_for_all", "places_taken", "forbidden", "no_option", "at_work", "case_closed",
)  # fmt: skip
"""Why a plan gives somebody this place, or none."""

TRIAL_STATES = ("draft", "running", "ended", "cancelled")
TRIAL_PAY_PERS = ("hour", "day", "month", "trial")
"""What the pay of a trial is for: an hour, a day, a month, or the whole of it."""
TRIAL_MARKS = ("came", "late", "absent")
TRIAL_FAULTS = ("person", "host", "neither")
"""Whose fault it is that somebody on trial did not come, or not in time."""
TRIAL_RESULTS = ("completed", "partial", "did_not_show")

WORK_STAGES = ("read", "compare", "pairs", "plan", "costs", "explain", "store")
"""What is being done by work that somebody waits for, in order; one work has some of them."""
