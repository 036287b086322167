"""Queries about people. Names and contacts come only from `find_identities` and where `with_identity` is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from models.base import fold
from models.blindindex import CandidateBlindKey
from models.candidate import Candidate, CandidateIdentity
from models.evidence import CandidateSkill
from models.queries.consents import shared_with, shared_with_all
from models.queries.pieces import containing, pieces


@dataclass(frozen=True, slots=True)
class Visible:
    """Whom an organisation may see: its own people, and with `consented` also those who agreed on that day to be seen by it or by all."""

    organisation_id: int | None
    consented: bool
    on: date

    def condition(self) -> ColumnElement[bool]:
        """The WHERE of it; an actor of no organisation has no people of their own."""
        own = false() if self.organisation_id is None else Candidate.organisation_id == self.organisation_id
        if not self.consented:
            return own
        by_name = false() if self.organisation_id is None else shared_with(self.organisation_id, self.on)
        return or_(own, shared_with_all(self.on), by_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateFilter:
    """Which people. words: part of a case reference; visible: who may be found at all, everybody when None.

    name_keys: for each word of a name the blind keys it may stand under (models/blindindex.py); people of that name are kept as well, as
    far as `named` lets their names be searched (None: everybody's). An empty filter keeps everybody.
    """

    words: str = ""
    visible: Visible | None = None
    name_keys: tuple[tuple[int, ...], ...] = ()
    named: Visible | None = None
    status: str | None = None
    province: str | None = None
    consent: str | None = None
    organisation_id: int | None = None
    concept_key: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The WHERE of the filter."""
        equal = {
            Candidate.status: self.status,
            Candidate.province: self.province,
            Candidate.consent: self.consent,
            Candidate.organisation_id: self.organisation_id,
        }
        wanted: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value is not None]
        if self.concept_key is not None:
            wanted.append(Candidate.skills.any((CandidateSkill.concept_key == self.concept_key) & (CandidateSkill.decision == "accepted")))
        if fold(self.words):
            wanted.append(answering_to(self.words, self.name_keys, self.named))
        if self.visible is not None:
            wanted.append(self.visible.condition())
        return wanted


def answering_to(words: str, name_keys: Sequence[Sequence[int]], named: "Visible | None") -> ColumnElement[bool]:
    """People whose case reference contains the words, or who stand in the blind index under a key of every word.

    named: whose names may be asked about at all, everybody's when None. words: not blank.
    """
    found = [containing(Candidate.reference_folded, fold(words))]
    if name_keys:
        by_name = and_(*(Candidate.id.in_(people_under(keys)) for keys in name_keys))
        found.append(by_name if named is None else and_(by_name, named.condition()))
    return or_(*found)


def people_under(blind_keys: Sequence[int]) -> Select[int]:
    """Numbers of the people who stand in the blind index under one of the keys."""
    return select(CandidateBlindKey.candidate_id).where(CandidateBlindKey.blind_key.in_(blind_keys))


EVERYBODY = CandidateFilter()


def all_parts(*, with_identity: bool = False) -> list[ORMOption]:
    """Options that load a candidate with every part, in one query per kind of part however many candidates there are."""
    parts = [
        Candidate.organisation,
        Candidate.texts,
        Candidate.skills,
        Candidate.wishes,
        Candidate.history,
        Candidate.qualifications,
        Candidate.licences,
        Candidate.shifts,
        Candidate.languages,
        Candidate.documents,
        Candidate.restrictions,
        Candidate.health_limits,
        Candidate.unread_limits,
        Candidate.consents,
    ]
    return [selectinload(part) for part in ([*parts, Candidate.identity] if with_identity else parts)]


def get_candidate(session: Session, *, reference: str, with_identity: bool = False) -> Candidate | None:
    """One person with every part; the reference must be exact."""
    return session.scalar(select(Candidate).where(Candidate.case_reference == reference).options(*all_parts(with_identity=with_identity)))


def get_known_candidate(session: Session, *, reference: str) -> Candidate | None:
    """One person with what tells who may know of them: organisation and consents. Every other part is read when it is asked for."""
    wanted = select(Candidate).where(Candidate.case_reference == reference)
    return session.scalar(wanted.options(joinedload(Candidate.organisation), selectinload(Candidate.consents)))


def find_candidates(session: Session, *, references: Sequence[str], with_identity: bool = False) -> dict[str, Candidate]:
    """Those of the references that exist, with every part."""
    found: dict[str, Candidate] = {}
    for piece in pieces(references):
        rows = select(Candidate).where(Candidate.case_reference.in_(piece)).options(*all_parts(with_identity=with_identity))
        found |= {candidate.case_reference: candidate for candidate in session.scalars(rows)}
    return found


def find_candidate_ids(session: Session, *, references: Sequence[str]) -> dict[str, int]:
    """Reference → number, of those that exist."""
    found: dict[str, int] = {}
    for piece in pieces(references):
        rows = session.execute(select(Candidate.case_reference, Candidate.id).where(Candidate.case_reference.in_(piece)))
        found |= {row.case_reference: row.id for row in rows}
    return found


def find_visible(session: Session, *, references: Sequence[str], visible: Visible) -> set[str]:
    """Those of the references whom an organisation may see."""
    found: set[str] = set()
    for piece in pieces(references):
        found |= set(session.scalars(select(Candidate.case_reference).where(Candidate.case_reference.in_(piece), visible.condition())))
    return found


def find_imported_digests(session: Session, *, references: Sequence[str]) -> dict[str, str | None]:
    """Reference → digest of the row it was last imported from, of those that exist: how an importer knows that nothing changed."""
    found: dict[str, str | None] = {}
    for piece in pieces(references):
        rows = session.execute(select(Candidate.case_reference, Candidate.imported_digest).where(Candidate.case_reference.in_(piece)))
        found |= {row.case_reference: row.imported_digest for row in rows}
    return found


def find_identities(session: Session, *, references: Sequence[str]) -> dict[str, CandidateIdentity]:
    """Reference → who it is. Ask the permission before, and audit the reading."""
    found: dict[str, CandidateIdentity] = {}
    for piece in pieces(references):
        rows = session.execute(
            select(Candidate.case_reference, CandidateIdentity)
            .join(CandidateIdentity, CandidateIdentity.candidate_id == Candidate.id)
            .where(Candidate.case_reference.in_(piece))
        )
        found |= {row[0]: row[1] for row in rows}
    return found


def list_candidates(
    session: Session,
    *,
    after: int = 0,
    limit: int = 50,
    where: CandidateFilter = EVERYBODY,
    with_identity: bool = False,
) -> list[Candidate]:
    """The next page after the candidate with number `after`, in order of entry, with every part."""
    page = (
        select(Candidate)
        .where(Candidate.id > after, *where.conditions())
        .order_by(Candidate.id)
        .limit(limit)
        .options(*all_parts(with_identity=with_identity))
    )
    return list(session.scalars(page))


def count_candidates(session: Session, *, where: CandidateFilter = EVERYBODY) -> int:
    """How many people the filter keeps."""
    return session.scalar(select(func.count()).select_from(Candidate).where(*where.conditions())) or 0
