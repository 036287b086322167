"""Queries that find people again by who they are. Ask the permission before; whoever reads these reads names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.candidate import Candidate, CandidateIdentity
from models.queries.candidates import people_under
from models.queries.pieces import pieces


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


def find_people(session: Session, *, blind_keys: Sequence[int]) -> list[KnownPerson]:
    """People who stand in the blind index under one of the keys, each once."""
    found: dict[str, KnownPerson] = {}
    for piece in pieces(blind_keys):
        rows = session.execute(
            select(Candidate.case_reference, CandidateIdentity)
            .join(CandidateIdentity, CandidateIdentity.candidate_id == Candidate.id)
            .where(Candidate.id.in_(people_under(piece)))
        )
        for reference, who in rows:
            if reference not in found:
                found[reference] = KnownPerson(
                    reference,
                    who.surname or "",
                    who.given_name or "",
                    who.patronymic or "",
                    who.birth_date,
                    who.birth_year,
                    who.phone or "",
                )
    return list(found.values())


def list_references(session: Session, *, prefix: str) -> list[str]:
    """Every case reference that begins so; how the next free number is found."""
    return list(session.scalars(select(Candidate.case_reference).where(Candidate.case_reference.startswith(prefix, autoescape=True))))
