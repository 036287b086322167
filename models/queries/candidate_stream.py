"""The bulk reading of people for an index: plain columns grouped by person, with the attribute names of the records.

Loading the records themselves would take several times as long; nothing here identifies a person. What becomes of the columns is for
services to say.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.candidate import Candidate, CandidateLicence, CandidateShift, Document
from models.consent import Consent
from models.evidence import CandidateSkill, CandidateWish, Qualification, WorkHistory
from models.queries.pieces import pieces
from models.restriction import HealthLimit, Restriction, UnreadLimit

FACTS = (
    "id", "case_reference", "status", "province", "district", "latitude", "longitude", "available_on", "minimum_pay_byn", "max_commute_km",
    "transport", "readiness", "housing_needed", "education", "consent", "health_limits_known", "documents_counted_from", "version",
    "organisation_id",
)  # fmt: skip

RESOLVED = ("text", "decision", "concept_key", "probability")

PARTS: dict[str, tuple[type[Any], tuple[str, ...], str]] = {
    "skills": (CandidateSkill, (*RESOLVED, "level", "grade", "source", "last_used_year"), "position"),
    "wishes": (CandidateWish, (*RESOLVED, "any_work"), "position"),
    "history": (WorkHistory, (*RESOLVED, "years", "last_year", "grade", "source"), "position"),
    "qualifications": (Qualification, (*RESOLVED, "grade", "awarded_year", "years", "last_year"), "position"),
    "licences": (CandidateLicence, ("licence",), "licence"),
    "shifts": (CandidateShift, ("shift",), "shift"),
    "documents": (Document, ("kind", "state", "lead_days", "expires_on"), "kind"),
    "restrictions": (
        Restriction,
        ("kind", "duty", "home_from_minute", "home_until_minute", "travel_limit", "from_on", "until_on"),
        "id",
    ),
    "health_limits": (HealthLimit, ("code", "until_on"), "code"),
    "unread_limits": (UnreadLimit, ("kind",), "kind"),
    "consents": (Consent, ("purpose", "state", "organisation_id"), "id"),
}
"""Part of the record → its table, the columns an index needs, the order."""


@dataclass(frozen=True, slots=True)
class CandidateColumns:
    """One person's columns, named as in the records; the parts are rows with the names given in PARTS."""

    id: int
    case_reference: str
    status: str
    province: str | None
    district: str | None
    latitude: float | None
    longitude: float | None
    available_on: date | None
    minimum_pay_byn: Decimal | None
    max_commute_km: float | None
    transport: str | None
    readiness: str | None
    housing_needed: bool | None
    education: str | None
    consent: str
    health_limits_known: bool
    documents_counted_from: date | None
    version: int
    organisation_id: int | None
    skills: Sequence[Any]
    wishes: Sequence[Any]
    history: Sequence[Any]
    qualifications: Sequence[Any]
    licences: Sequence[Any]
    shifts: Sequence[Any]
    documents: Sequence[Any]
    restrictions: Sequence[Any]
    health_limits: Sequence[Any]
    unread_limits: Sequence[Any]
    consents: Sequence[Any]


def stream_candidates_for_index(
    session: Session, *, ids: Sequence[int] | None = None, without_closed: bool = True
) -> Iterator[CandidateColumns]:
    """Everybody in order of entry, or only those with the given numbers (numbers that do not exist are left out).

    Closed cases stay out unless asked for. Eleven queries for every 500 people, whatever they have written.
    """
    kept = [Candidate.status != "closed"] if without_closed else []
    numbers = list(session.scalars(select(Candidate.id).where(*kept).order_by(Candidate.id))) if ids is None else sorted(ids)
    for piece in pieces(numbers):
        parts = {name: _parts(session, name, piece) for name in PARTS}
        facts = select(*(getattr(Candidate, column) for column in FACTS)).where(Candidate.id.in_(piece), *kept).order_by(Candidate.id)
        for row in session.execute(facts):
            grouped: dict[str, Any] = {name: of_person.get(row.id, ()) for name, of_person in parts.items()}
            yield CandidateColumns(*row, **grouped)


def _parts(session: Session, name: str, ids: Sequence[int]) -> dict[int, Sequence[Any]]:
    table, columns, order = PARTS[name]
    rows = session.execute(
        select(table.candidate_id, *(getattr(table, column) for column in columns))
        .where(table.candidate_id.in_(ids))
        .order_by(table.candidate_id, getattr(table, order))
    )
    of_person: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        of_person[row[0]].append(row)
    return dict(of_person)
