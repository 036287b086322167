"""Counts for the programme's indicators, added up by the database. Nobody's name or number leaves these queries.

A cohort are the people registered from one instant to another. Somebody has started when a placement says so, or an outcome that was
entered by hand or from a file; what follows from a placement is not counted twice.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, Subquery, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session

from models import workflow
from models.candidate import Candidate, CandidateIdentity
from models.evidence import CandidateSkill, CandidateWish
from models.outcome import Outcome
from models.placement import Placement
from models.taxonomy import Concept
from models.vacancy import Vacancy, VacancyOccupation

Rows = Sequence[Row[Any]]
AT_WORK_ONCE = (*workflow.ACTIVE, workflow.ENDED)
KEPT_BY_OUTCOME = {
    30: ("hired_left_before_3m", "retained_3m", "retained_6m"),
    90: ("retained_3m", "retained_6m"),
    180: ("retained_6m",),
}
"""Days after the start → outcomes that mean: at work then."""
OPEN_BY_OUTCOME = {180: ("retained_3m",)}
"""Days after the start → outcomes that leave it open."""


def find_registration_span(session: Session) -> tuple[datetime, datetime] | None:
    """When the first and the last person were registered; None where there is nobody."""
    row = session.execute(select(func.min(Candidate.created_at), func.max(Candidate.created_at))).one()
    return None if row[0] is None else (row[0], row[1])


def count_cohort(session: Session, *, since: datetime, before: datetime, today: date, days: Sequence[int]) -> Rows:
    """(province, sex, birth_year, registered, profiled, referred, placed, then for each of `days` due and kept), by the first three."""
    placed, stated, understood = _placements(session, today, days), _outcomes(days), _understood()
    referred = or_(placed.c.referred > 0, stated.c.candidate_id.is_not(None))
    # Whoever was referred was understood well enough for that, whatever the program made of their words.
    flags = [or_(understood.c.candidate_id.is_not(None), referred), referred, or_(placed.c.started > 0, stated.c.started > 0)]
    for day in days:
        flags += [or_(placed.c[f"{name}_{day}"] > 0, stated.c[f"{name}_{day}"] > 0) for name in ("due", "kept")]
    groups = (Candidate.province, CandidateIdentity.sex, CandidateIdentity.birth_year)
    wanted = select(*groups, func.count(), *(func.sum(case((flag, 1), else_=0)) for flag in flags))
    for source in (placed, stated, understood):
        wanted = wanted.outerjoin(source, source.c.candidate_id == Candidate.id)
    wanted = wanted.outerjoin(CandidateIdentity, CandidateIdentity.candidate_id == Candidate.id)
    return session.execute(wanted.where(*_registered(since, before)).group_by(*groups)).all()


def count_towns(session: Session, *, since: datetime, before: datetime) -> Rows:
    """(province, town, latitude, longitude, how many) of a cohort; no town where none is known."""
    groups = (Candidate.province, Candidate.district, Candidate.town)
    point = (func.avg(Candidate.latitude).label("latitude"), func.avg(Candidate.longitude).label("longitude"))
    wanted = select(*groups, *point, func.count().label("n_people")).where(*_registered(since, before))
    return session.execute(wanted.group_by(*groups)).all()


def count_organisations(session: Session, *, since: datetime, before: datetime) -> int:
    """How many organisations look after somebody of a cohort."""
    return session.scalar(select(func.count(Candidate.organisation_id.distinct())).where(*_registered(since, before))) or 0


def count_employers(session: Session, *, province: str | None) -> int:
    """How many employers have an open vacancy, or somebody of the programme at work (in a province)."""
    held = select(Placement.vacancy_id).where(Placement.place_number.is_not(None))
    active = or_(Vacancy.status == "open", Vacancy.id.in_(held))
    wanted = select(func.count(Vacancy.employer_id.distinct())).where(active)
    return session.scalar(wanted if province is None else wanted.where(Vacancy.province == province)) or 0


def list_first_days(session: Session, *, since: datetime, before: datetime) -> Rows:
    """(number of the person, sealed day of release, when registered, first day at work) of everybody of a cohort whose start is known."""
    first = func.min(Placement.started_on)
    wanted = select(Candidate.id, CandidateIdentity._released_on, Candidate.created_at, first)
    wanted = wanted.join(Placement, Placement.candidate_id == Candidate.id).outerjoin(Candidate.identity)
    wanted = wanted.where(Placement.state.in_(AT_WORK_ONCE), *_registered(since, before))
    return [*session.execute(wanted.group_by(Candidate.id, CandidateIdentity._released_on, Candidate.created_at))]


def count_demand(session: Session) -> Rows:
    """(first digit of the occupation's ISCO code, free places of open vacancies whose title was understood so)."""
    held = select(Placement.vacancy_id, func.count().label("n")).where(Placement.place_number.is_not(None)).group_by(Placement.vacancy_id)
    taken = held.subquery()
    group = func.substr(Concept.isco, 1, 1)
    free = func.sum(Vacancy.places - func.coalesce(taken.c.n, 0))
    wanted = select(group, cast(free, Integer)).select_from(Vacancy).outerjoin(taken, taken.c.vacancy_id == Vacancy.id)
    best = and_(VacancyOccupation.vacancy_id == Vacancy.id, VacancyOccupation.position == 0)
    wanted = wanted.outerjoin(VacancyOccupation, best).outerjoin(Concept, Concept.key == VacancyOccupation.concept_key)
    return session.execute(wanted.where(Vacancy.status == "open").group_by(group)).all()


def count_supply(session: Session) -> Rows:
    """(first digit of the ISCO code, how many people who look for work ask for an occupation of it); one person may ask for several."""
    group = func.substr(Concept.isco, 1, 1)
    wanted = select(group, func.count(CandidateWish.candidate_id.distinct())).join(Concept, Concept.key == CandidateWish.concept_key)
    wanted = wanted.join(Candidate, Candidate.id == CandidateWish.candidate_id)
    return session.execute(wanted.where(Candidate.status == "active", CandidateWish.decision == "accepted").group_by(group)).all()


def _registered(since: datetime, before: datetime) -> tuple[ColumnElement[bool], ...]:
    return Candidate.created_at >= since, Candidate.created_at < before


def _understood() -> Subquery:
    """Everybody of whom at least one skill was understood for sure."""
    return select(CandidateSkill.candidate_id).where(CandidateSkill.decision == "accepted").distinct().subquery()


def _placements(session: Session, today: date, days: Sequence[int]) -> Subquery:
    """What the placements of each person say: referred, started, due and kept by days, each as a number above zero."""
    started = Placement.state.in_(AT_WORK_ONCE)
    said: dict[str, ColumnElement[bool]] = {"referred": Placement.referred_on.is_not(None), "started": started}
    for day in days:
        due = and_(started, Placement.started_on <= today - timedelta(days=day))
        said |= {f"due_{day}": due, f"kept_{day}": and_(due, or_(Placement.closed_on.is_(None), _worked(session) >= day))}
    return _by_person(select(Placement.candidate_id, *_numbers(said)), Placement.candidate_id)


def _outcomes(days: Sequence[int]) -> Subquery:
    """The same of outcomes that stand alone."""
    hired = Outcome.result != "not_hired"
    said: dict[str, ColumnElement[bool]] = {"started": hired}
    for day in days:
        left_open = Outcome.result.in_(OPEN_BY_OUTCOME.get(day, ()))
        said |= {f"due_{day}": and_(hired, ~left_open), f"kept_{day}": Outcome.result.in_(KEPT_BY_OUTCOME[day])}
    wanted = select(Outcome.candidate_id, *_numbers(said)).where(Outcome.placement_id.is_(None))
    return _by_person(wanted, Outcome.candidate_id)


def _numbers(said: dict[str, ColumnElement[bool]]) -> list[ColumnElement[int]]:
    return [func.sum(case((true, 1), else_=0)).label(name) for name, true in said.items()]


def _by_person(wanted: Select[*tuple[Any, ...]], person: Any) -> Subquery:
    return wanted.group_by(person).subquery()


def _worked(session: Session) -> ColumnElement[int]:
    """Days from the first day at work to the last, where there is a last one."""
    if session.get_bind().dialect.name == "postgresql":
        return Placement.closed_on.op("-", return_type=Integer())(Placement.started_on)
    return cast(func.julianday(Placement.closed_on) - func.julianday(Placement.started_on), Integer)
