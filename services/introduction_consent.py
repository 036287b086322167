"""The consent that an introduction stands on: found, or refused in words that say what to do."""

from datetime import date

from sqlalchemy.orm import Session

from models.candidate import Candidate
from models.consent import Consent
from models.queries.consents import find_live_introduction_consent
from models.vacancy import Vacancy
from services.errors import StateConflict


def consent_to_meet(session: Session, candidate: Candidate, vacancy: Vacancy, day: date) -> Consent:
    """The person's consent to be introduced for this vacancy that holds on a day. Raises StateConflict (`state_conflict.no_consent`)."""
    consent = find_live_introduction_consent(session, candidate_id=candidate.id, vacancy_id=vacancy.id, day=day)
    if consent is None:
        where = {"reference": candidate.case_reference, "vacancy": vacancy.reference}
        raise StateConflict("state_conflict.no_consent", remedy="give_consent", parameters=where)
    return consent
