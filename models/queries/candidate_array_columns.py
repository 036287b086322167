"""Which columns of which tables `candidate_arrays` reads, and as what numbers; one expression serves both databases.

Here lives only the table of columns. A code becomes its place in the tuple of models.codes, a date its proleptic ordinal
(`date.toordinal()`), money whole kopecks; what is unknown becomes −1, a day 0, and a float NaN.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, Integer, and_, case, cast, func, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from models import codes
from models.candidate import Candidate, CandidateLicence, CandidateShift, Document
from models.evidence import CandidateSkill, CandidateWish, Qualification, WorkHistory
from models.queries.bulk import TEXT, or_nan
from models.restriction import HealthLimit, Restriction, UnreadLimit

UNKNOWN, UNKNOWN_DAY = -1, 0
BLANKS = "".join(character for character in map(chr, range(0x3001)) if character.isspace())
"""What str.strip() takes away."""


@dataclass(frozen=True, slots=True)
class Column:
    """An expression and the dtype of its array (or TEXT)."""

    dtype: str
    value: Any


class DayNumber(FunctionElement[int]):
    """The ordinal of a date, UNKNOWN_DAY for NULL."""

    type = Integer()
    inherit_cache = True


@compiles(DayNumber, "postgresql")
def _postgresql_day(element: DayNumber, compiler: Any, **options: Any) -> str:
    return f"coalesce({compiler.process(element.clauses, **options)} - DATE '0001-01-01' + 1, {UNKNOWN_DAY})"


@compiles(DayNumber, "sqlite")
def _sqlite_day(element: DayNumber, compiler: Any, **options: Any) -> str:
    return f"coalesce(CAST(julianday({compiler.process(element.clauses, **options)}) - 1721424.5 AS INTEGER), {UNKNOWN_DAY})"


def _code(column: Any, order: tuple[str, ...]) -> Column:
    return Column("int8", case({code: place for place, code in enumerate(order)}, value=column, else_=UNKNOWN))


def _flag(column: Any) -> Column:
    return Column("int8", case((column.is_(None), UNKNOWN), (column, 1), else_=0))


def _number(column: Any, dtype: str) -> Column:
    return Column(dtype, func.coalesce(column, UNKNOWN))


def _share(column: Any) -> Column:
    """A probability; none stored counts as 0, as in a profile."""
    return Column("float64", func.coalesce(column, literal_column("0.0")))


def _day(column: Any) -> Column:
    return Column("int32", DayNumber(column))


FACTS: Mapping[str, Column] = {
    "id": Column("int64", Candidate.id),
    "case_reference": Column(TEXT, Candidate.case_reference),
    "district": Column(TEXT, func.coalesce(Candidate.district, "")),
    "status": _code(Candidate.status, codes.CANDIDATE_STATUSES),
    "province": _code(Candidate.province, codes.PROVINCES),
    "latitude": Column("float64", or_nan(Candidate.latitude)),
    "longitude": Column("float64", or_nan(Candidate.longitude)),
    "available_on": _day(Candidate.available_on),
    "minimum_pay_kopecks": Column("int64", func.coalesce(cast(func.round(Candidate.minimum_pay_byn * 100), BigInteger), UNKNOWN)),
    "max_commute_km": Column("float64", or_nan(Candidate.max_commute_km)),
    "transport": _code(Candidate.transport, codes.TRANSPORT_CODES),
    "readiness": _code(Candidate.readiness, codes.READINESS_CODES),
    "housing_needed": _flag(Candidate.housing_needed),
    "education": _code(Candidate.education, codes.EDUCATION_LEVELS),
    "consent": _code(Candidate.consent, codes.CONSENT_CODES),
    "health_limits_known": _flag(Candidate.health_limits_known),
    "documents_counted_from": _day(Candidate.documents_counted_from),
    "organisation": _number(Candidate.organisation_id, "int32"),
}
"""One value per person. id: the record's number; case_reference and district: text; the rest as the module says."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that belong to people: their table, what is read, in which order within a person, and which rows count.

    concept: the key that becomes the array `concept`, if the part has one.
    """

    table: type[Any]
    columns: Mapping[str, Column]
    order: Any = None
    where: Any = None
    concept: Any = None
    dtypes: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        concept = {} if self.concept is None else {"concept": "int32"}
        object.__setattr__(self, "dtypes", concept | {name: column.dtype for name, column in self.columns.items()})


def _accepted(table: Any) -> Any:
    return and_(table.decision == "accepted", table.concept_key.is_not(None))


PARTS: Mapping[str, Part] = {
    "skills": Part(
        CandidateSkill,
        {"level": Column("float64", CandidateSkill.level), "probability": _share(CandidateSkill.probability)},
        order=CandidateSkill.position,
        where=_accepted(CandidateSkill),
        concept=CandidateSkill.concept_key,
    ),
    "wishes": Part(
        CandidateWish,
        {
            "any_work": _flag(CandidateWish.any_work),
            "blank": _flag(func.trim(CandidateWish.text, BLANKS) == ""),
            "probability": _share(CandidateWish.probability),
        },
        order=CandidateWish.position,
        concept=CandidateWish.concept_key,
    ),
    "history": Part(
        WorkHistory,
        {
            "years": Column("float64", or_nan(WorkHistory.years)),
            "last_year": _number(WorkHistory.last_year, "int16"),
            "grade": _number(WorkHistory.grade, "int8"),
            "source": _code(WorkHistory.source, codes.EVIDENCE_SOURCES),
            "probability": _share(WorkHistory.probability),
        },
        order=WorkHistory.position,
        where=_accepted(WorkHistory),
        concept=WorkHistory.concept_key,
    ),
    "qualifications": Part(
        Qualification,
        {"grade": _number(Qualification.grade, "int8"), "probability": _share(Qualification.probability)},
        order=Qualification.position,
        where=_accepted(Qualification),
        concept=Qualification.concept_key,
    ),
    "licences": Part(CandidateLicence, {"licence": _code(CandidateLicence.licence, codes.LICENCE_CODES)}),
    "shifts": Part(CandidateShift, {"shift": _code(CandidateShift.shift, codes.SHIFT_CODES)}),
    "documents_missing": Part(Document, {"kind": _code(Document.kind, codes.DOCUMENT_CODES)}, where=Document.state == "missing"),
    "restrictions": Part(
        Restriction,
        {
            "kind": _code(Restriction.kind, codes.RESTRICTION_KINDS),
            "duty": _code(Restriction.duty, codes.DUTY_CODES),
            "home_from_minute": _number(Restriction.home_from_minute, "int16"),
            "home_until_minute": _number(Restriction.home_until_minute, "int16"),
            "travel_limit": _code(Restriction.travel_limit, codes.TRAVEL_LIMITS),
            "until_on": _day(Restriction.until_on),
        },
        order=Restriction.id,
    ),
    "health_limits": Part(HealthLimit, {"code": _code(HealthLimit.code, codes.HEALTH_LIMITS)}),
    "unread_limits": Part(UnreadLimit, {"kind": _code(UnreadLimit.kind, codes.LIMIT_KINDS)}),
}
"""Part → what is read of it. Skills, history and papers: only what was accepted, for nothing else reaches a profile. Wishes: all of them.
concept: place in the numbering handed in, −1 where the words stand for no concept or for one that is not numbered.
"""
