"""Queries about what people agreed to. Whether a consent holds on a day is a filter here, and of one record in models/consent.py."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from models import codes
from models.candidate import Candidate
from models.consent import Consent, ConsentEvidence
from models.introduction import EmergencyAccess
from models.queries.pieces import pieces


def is_live(day: date) -> ColumnElement[bool]:
    """Consents that hold on a day."""
    begun = or_(Consent.given_on.is_(None), Consent.given_on <= day)
    return and_(Consent.state == "granted", begun, or_(Consent.expires_on.is_(None), Consent.expires_on >= day))


def is_general() -> ColumnElement[bool]:
    """Answers to: may every organisation of the programme see this person?"""
    return and_(Consent.purpose == "matching", Consent.organisation_id.is_(None), Consent.vacancy_id.is_(None))


def shared_with_all(day: date) -> ColumnElement[bool]:
    """People whom every organisation may see on a day: the general answer is yes, and its last day is not over."""
    over = and_(Consent.candidate_id == Candidate.id, is_general(), Consent.state == "granted", Consent.expires_on < day)
    return and_(Candidate.consent == "granted", ~exists(select(Consent.id).where(over)))


def shared_with(organisation_id: int, day: date) -> ColumnElement[bool]:
    """People who agreed on a day that this one organisation may see them."""
    agreed = and_(Consent.candidate_id == Candidate.id, Consent.organisation_id == organisation_id, _opens(), is_live(day))
    return exists(select(Consent.id).where(agreed))


def _opens() -> ColumnElement[bool]:
    return Consent.purpose.in_(codes.OPENING_PURPOSES)


def get_consent(session: Session, *, candidate_id: int, consent_id: int) -> Consent | None:
    """One consent of this person, with its fields and what proves it (without the papers themselves)."""
    wanted = select(Consent).where(Consent.id == consent_id, Consent.candidate_id == candidate_id)
    return session.scalar(wanted.options(selectinload(Consent.fields), selectinload(Consent.evidence)))


def find_live_introduction_consent(session: Session, *, candidate_id: int, vacancy_id: int, day: date) -> Consent | None:
    """The newest consent to being introduced for this vacancy that holds on a day."""
    wanted = select(Consent).where(
        Consent.candidate_id == candidate_id, Consent.vacancy_id == vacancy_id, Consent.purpose == "introduction", is_live(day)
    )
    return session.scalar(wanted.order_by(Consent.id.desc()).options(selectinload(Consent.fields)))


def find_ended_consents(session: Session, *, day: date) -> list[Consent]:
    """Consents still written down as granted whose last day was before a day."""
    return list(session.scalars(select(Consent).where(Consent.state == "granted", Consent.expires_on < day).order_by(Consent.id)))


def find_shared_with(session: Session, *, ids: Sequence[int] | None, day: date) -> dict[int, set[int]]:
    """Number of a person → numbers of the organisations that may see them by a consent of their own; only people who have any.

    ids: of whom; None: of everybody.
    """
    found: dict[int, set[int]] = {}
    opening = select(Consent.candidate_id, Consent.organisation_id).where(Consent.organisation_id.is_not(None), _opens(), is_live(day))
    wanted = [opening] if ids is None else [opening.where(Consent.candidate_id.in_(piece)) for piece in pieces(ids)]
    for rows in wanted:
        for candidate_id, organisation_id in session.execute(rows):
            if organisation_id is not None:
                found.setdefault(candidate_id, set()).add(organisation_id)
    return found


def get_evidence(session: Session, *, consent_id: int, evidence_id: int) -> ConsentEvidence | None:
    """One paper that proves a consent."""
    return session.scalar(select(ConsentEvidence).where(ConsentEvidence.id == evidence_id, ConsentEvidence.consent_id == consent_id))


def count_shared_by_district(session: Session, *, day: date) -> dict[tuple[str | None, str | None], int]:
    """(province, district) → how many open cases there are known to every organisation."""
    rows = (
        select(Candidate.province, Candidate.district, func.count())
        .where(shared_with_all(day), Candidate.status != "closed")
        .group_by(Candidate.province, Candidate.district)
    )
    return {(province, district): n for province, district, n in session.execute(rows)}


def has_emergency_access(session: Session, *, actor_id: str, candidate_id: int, at: datetime) -> bool:
    """Whether two people agreed that this actor may read this case, and the time is not over."""
    wanted = select(EmergencyAccess.id).where(
        EmergencyAccess.requested_by == actor_id,
        EmergencyAccess.candidate_id == candidate_id,
        EmergencyAccess.state == "granted",
        EmergencyAccess.expires_at > at,
    )
    return session.scalar(wanted.limit(1)) is not None


def list_ending(session: Session, *, organisation_id: int, day: date, until: date, limit: int) -> list[Consent]:
    """Consents of an organisation's people that hold on a day and end by another, the first to end first."""
    mine = and_(Candidate.organisation_id == organisation_id, Candidate.status != "closed")
    wanted = select(Consent).join(Consent.candidate).where(is_live(day), Consent.expires_on <= until, mine)
    parts = (contains_eager(Consent.candidate), joinedload(Consent.organisation), joinedload(Consent.vacancy))
    return list(session.scalars(wanted.order_by(Consent.expires_on, Consent.id).limit(limit).options(*parts)))
