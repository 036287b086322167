"""Queries about vacancies and the employers who post them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from models.base import fold
from models.organisation import Employer
from models.queries.pieces import PIECE, containing, pieces
from models.vacancy import Vacancy, VacancyRequirement


@dataclass(frozen=True, slots=True)
class VacancyFilter:
    """Which vacancies. words: part of the title, the employer's name or the reference; closing_from: still open on this day."""

    words: str = ""
    status: str | None = None
    province: str | None = None
    employer_id: int | None = None
    pilot: bool | None = None
    closing_from: date | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The WHERE of the filter."""
        equal = {
            Vacancy.status: self.status,
            Vacancy.province: self.province,
            Vacancy.employer_id: self.employer_id,
            Vacancy.pilot: self.pilot,
        }
        wanted: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value is not None]
        if self.closing_from is not None:
            wanted.append(or_(Vacancy.closes_on.is_(None), Vacancy.closes_on >= self.closing_from))
        if fold(self.words):
            wanted.append(vacancy_answering_to(self.words))
        return wanted


def vacancy_answering_to(words: str) -> ColumnElement[bool]:
    """Vacancies of which the title, the reference or the employer's name contains the words. words: not blank."""
    folded = fold(words)
    return or_(
        containing(Vacancy.title_folded, folded),
        containing(Vacancy.reference, words.strip()),
        containing(func.lower(Vacancy.reference), folded),  # LIKE tells capitals apart on PostgreSQL, on SQLite it does not
        Vacancy.employer.has(containing(Employer.name_folded, folded)),
    )


EVERY_VACANCY = VacancyFilter()


def all_parts() -> list[ORMOption]:
    """Options that load a vacancy with every part, in one query per kind of part however many vacancies there are."""
    parts = [Vacancy.occupations, Vacancy.hours, Vacancy.duties, Vacancy.shifts, Vacancy.licences, Vacancy.documents]
    return [
        joinedload(Vacancy.employer),
        selectinload(Vacancy.requirements).selectinload(VacancyRequirement.concepts),
        *(selectinload(part) for part in parts),
    ]


def get_vacancy(session: Session, *, reference: str) -> Vacancy | None:
    """One vacancy with every part; the reference must be exact."""
    return session.scalar(select(Vacancy).where(Vacancy.reference == reference).options(*all_parts()))


def find_vacancies(session: Session, *, references: Sequence[str]) -> dict[str, Vacancy]:
    """Those of the references that exist, with every part."""
    found: dict[str, Vacancy] = {}
    for piece in pieces(references):
        rows = session.scalars(select(Vacancy).where(Vacancy.reference.in_(piece)).options(*all_parts()))
        found |= {vacancy.reference: vacancy for vacancy in rows}
    return found


def find_vacancy_ids(session: Session, *, references: Sequence[str]) -> dict[str, int]:
    """Reference → number, of those that exist."""
    found: dict[str, int] = {}
    for piece in pieces(references):
        rows = session.execute(select(Vacancy.reference, Vacancy.id).where(Vacancy.reference.in_(piece)))
        found |= {row.reference: row.id for row in rows}
    return found


def find_open_places(session: Session, *, province: str) -> dict[str, int]:
    """Reference → places, of the open vacancies of a province."""
    wanted = select(Vacancy.reference, Vacancy.places).where(Vacancy.status == "open", Vacancy.province == province)
    return {row.reference: row.places for row in session.execute(wanted.order_by(Vacancy.id))}


def find_imported_digests(session: Session, *, references: Sequence[str]) -> dict[str, str | None]:
    """Reference → digest of the row it was last imported from, of those that exist."""
    found: dict[str, str | None] = {}
    for piece in pieces(references):
        rows = session.execute(select(Vacancy.reference, Vacancy.imported_digest).where(Vacancy.reference.in_(piece)))
        found |= {row.reference: row.imported_digest for row in rows}
    return found


def list_vacancies(session: Session, *, after: int = 0, limit: int = 50, where: VacancyFilter = EVERY_VACANCY) -> list[Vacancy]:
    """The next page after the vacancy with number `after`, in order of entry, with every part."""
    page = select(Vacancy).where(Vacancy.id > after, *where.conditions()).order_by(Vacancy.id).limit(limit).options(*all_parts())
    return list(session.scalars(page))


def count_vacancies(session: Session, *, where: VacancyFilter = EVERY_VACANCY) -> int:
    """How many vacancies the filter keeps."""
    return session.scalar(select(func.count()).select_from(Vacancy).where(*where.conditions())) or 0


def stream_vacancies_for_index(session: Session, *, ids: Sequence[int] | None = None, only_open: bool = False) -> Iterator[Vacancy]:
    """Every vacancy in order of entry with every part, or only those with the given numbers; closed ones too unless `only_open`."""
    kept = [Vacancy.status == "open"] if only_open else []
    if ids is None:
        everything = select(Vacancy).where(*kept).order_by(Vacancy.id).options(*all_parts())
        yield from session.scalars(everything.execution_options(yield_per=PIECE))
        return
    for piece in pieces(sorted(ids)):
        yield from session.scalars(select(Vacancy).where(Vacancy.id.in_(piece), *kept).order_by(Vacancy.id).options(*all_parts()))
