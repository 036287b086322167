"""Queries about organisations and employers."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import fold
from models.organisation import Employer, Organisation
from models.queries.pieces import containing


def get_organisation(session: Session, *, name: str) -> Organisation | None:
    """The organisation of this name, whatever its case and spaces."""
    return session.scalar(select(Organisation).where(Organisation.name_folded == fold(name)))


def get_employer(session: Session, *, unp: str) -> Employer | None:
    """The employer with this taxpayer number."""
    return session.scalar(select(Employer).where(Employer.unp == unp))


def find_employers_called(session: Session, *, name: str) -> list[Employer]:
    """Employers of this name, whatever its case and spaces, oldest first: a name need not be unique."""
    return list(session.scalars(select(Employer).where(Employer.name_folded == fold(name)).order_by(Employer.id)))


def list_organisations(session: Session, *, after: int = 0, limit: int = 200, words: str = "") -> list[Organisation]:
    """The next page in order of entry. words: part of the name."""
    called = [containing(Organisation.name_folded, folded)] if (folded := fold(words)) else []
    return list(session.scalars(select(Organisation).where(Organisation.id > after, *called).order_by(Organisation.id).limit(limit)))


def list_employers(session: Session) -> list[Employer]:
    """Every employer, by name."""
    return list(session.scalars(select(Employer).order_by(Employer.name_folded, Employer.id)))
