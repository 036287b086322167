"""Organisations and employers by the names people write: found again, or made once."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import fold
from models.organisation import Employer, Organisation


def organisation_called(session: Session, name: str) -> Organisation | None:
    """The organisation of this name, made if it is new; None for an empty name."""
    if not name.strip():
        return None
    known = session.scalar(select(Organisation).where(Organisation.name_folded == fold(name)))
    if known is None:
        known = Organisation(name=name.strip())
        session.add(known)
        session.flush()
    return known


def employer_called(session: Session, name: str, unp: str | None = None, sector: str | None = None) -> Employer:
    """The employer with this taxpayer number, else of this name, made if it is new.

    A sound number decides: one firm is written in many ways. Without a number the name must be the same but for case and spaces.
    """
    by_number = select(Employer).where(Employer.unp == unp) if unp else None
    by_name = select(Employer).where(Employer.name_folded == fold(name)).order_by(Employer.id)
    known = session.scalar(by_number) if by_number is not None else session.scalar(by_name.where(Employer.unp.is_(None)))
    if known is None:
        known = Employer(name=name.strip(), unp=unp, sector=sector or None)
        session.add(known)
        session.flush()
    return known
