"""Queries that find people again by who they are. Ask the permission before; whoever reads these reads names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.candidate import Candidate, CandidateIdentity
from models.queries.pieces import PIECE, pieces


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Who a stored case is. phone: as stored, several separated by semicolons."""

    reference: str
    surname: str
    given_name: str
    patronymic: str
    birth_date: date | None
    birth_year: int | None
    phone: str


def find_people(session: Session, *, birth_dates: Sequence[date], phones: Sequence[str], names_folded: Sequence[str]) -> list[KnownPerson]:
    """People born on one of the days, with exactly one of the phones, or with exactly one of the folded names; each once."""
    found: dict[str, KnownPerson] = {}
    days = list(dict.fromkeys(birth_dates))
    wanted: list[ColumnElement[bool]] = [
        CandidateIdentity.birth_date.in_(days[start : start + PIECE]) for start in range(0, len(days), PIECE)
    ]
    wanted += [CandidateIdentity.phone.in_(piece) for piece in pieces(phones)]
    wanted += [CandidateIdentity.name_folded.in_(piece) for piece in pieces(names_folded)]
    for condition in wanted:
        rows = session.execute(
            select(
                Candidate.case_reference,
                CandidateIdentity.surname,
                CandidateIdentity.given_name,
                CandidateIdentity.patronymic,
                CandidateIdentity.birth_date,
                CandidateIdentity.birth_year,
                CandidateIdentity.phone,
            )
            .join(CandidateIdentity, CandidateIdentity.candidate_id == Candidate.id)
            .where(condition)
        )
        for reference, surname, given_name, patronymic, birth_date, birth_year, phone in rows:
            found[reference] = KnownPerson(
                reference, surname or "", given_name or "", patronymic or "", birth_date, birth_year, phone or ""
            )
    return list(found.values())


def list_references(session: Session, *, prefix: str) -> list[str]:
    """Every case reference that begins so; how the next free number is found."""
    return list(session.scalars(select(Candidate.case_reference).where(Candidate.case_reference.startswith(prefix, autoescape=True))))
