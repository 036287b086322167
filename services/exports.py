"""Many people's records at once: up to MOST_ALONE somebody may take alone; for more, a second named person agrees first.

A request is taken once, within 24 hours. Who asked, why, who agreed and when it was taken stays in the record and in the trail.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import fold
from models.limits import ExportRequest
from models.queries.candidates import CandidateFilter, count_candidates
from models.queries.candidates import list_candidates as list_records
from services.actors import Actor
from services.candidate_views import CandidateSummary, summary_of
from services.errors import Forbidden, InvalidValue, NotFound, StateConflict, check_version
from services.installation import Installation
from services.pages import check_page
from services.permissions import authorise, is_allowed
from services.readings import note_readings
from services.relations import reaches, visible_to
from services.searches import by_name

MOST_ALONE = 100
MOST_PEOPLE = 10_000
VALID_FOR = timedelta(hours=24)
FILTERS = ("words", "status", "province", "consent", "concept_key")


@dataclass(frozen=True, slots=True)
class ExportView:
    """One request. state: `waiting` (for a second person), `ready`, `taken` or `expired`."""

    id: int
    state: str
    reason: str
    n_people: int
    asked_by: str
    asked_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    taken_at: datetime | None
    expires_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class ExportPage:
    """Some requests, newest first, and the number to go on below (None: no more)."""

    exports: tuple[ExportView, ...]
    after: int | None


@dataclass(frozen=True, slots=True)
class Export:
    """The people of a request, as the actor may see them."""

    request: ExportView
    candidates: tuple[CandidateSummary, ...]


def ask_export(installation: Installation, actor: Actor, where: CandidateFilter, reason: str) -> ExportView:
    """Ask for everybody whom the filter keeps. Raises Forbidden, InvalidValue (`invalid_value.export_size`: more than MOST_PEOPLE)."""
    authorise(actor, "export:create")
    where = replace(where, visible=visible_to(actor, "candidate:read"))
    with installation.writing(actor, "ask for an export of people") as unit:
        n_people = count_candidates(unit.session, where=where)
        if n_people > MOST_PEOPLE:
            raise InvalidValue("invalid_value.export_size", parameters={"n_people": n_people, "maximum": MOST_PEOPLE})
        kept = {name: value for name, value in asdict(where).items() if name in FILTERS and value}
        now = unit.now()
        request = ExportRequest(
            filter=kept, reason=reason, n_people=n_people, asked_by=actor.id, asked_by_name=actor.name, asked_at=now,
            expires_at=now + VALID_FOR,
        )  # fmt: skip
        unit.session.add(request)
        unit.session.flush()
        unit.audit("export:create", request, n_people=n_people)
        return _view(request, now)


def list_exports(installation: Installation, actor: Actor, before: int | None = None, limit: int = 50) -> ExportPage:
    """A page of requests, newest first, 1 to 200 of them."""
    authorise(actor, "export:read")
    check_page(limit)
    with installation.reading(actor, "list exports") as unit:
        wanted = [ExportRequest.id < before] if before is not None else []
        found = unit.session.scalars(select(ExportRequest).where(*wanted).order_by(ExportRequest.id.desc()).limit(limit + 1)).all()
        shown = tuple(_view(request, unit.now()) for request in found[:limit])
        return ExportPage(shown, shown[-1].id if len(found) > limit else None)


def show_export(installation: Installation, actor: Actor, number: int) -> ExportView:
    """One request. Raises Forbidden, NotFound (`not_found.export`)."""
    authorise(actor, "export:read")
    with installation.reading(actor, "show an export") as unit:
        return _view(_request(unit.session, number), unit.now())


def approve_export(installation: Installation, actor: Actor, number: int, version: int | None = None) -> ExportView:
    """Agree to somebody else's request.

    Raises Forbidden (`forbidden.own_export` to who asked), NotFound, StaleVersion, StateConflict (`state_conflict.export`).
    """
    authorise(actor, "export:approve")
    with installation.writing(actor, "approve an export of people") as unit:
        request = _request(unit.session, number)
        check_version(version, request.version)
        if fold(request.asked_by) == fold(actor.id):
            raise Forbidden("forbidden.own_export", remedy="ask_second_person")
        _check_state(request, unit.now(), "waiting", "ready")
        request.approved_by, request.approved_by_name, request.approved_at = actor.id, actor.name, unit.now()
        unit.audit("export:approve", request)
        unit.session.flush()
        return _view(request, unit.now())


def take_export(installation: Installation, actor: Actor, number: int, language: str = "ru", version: int | None = None) -> Export:
    """The people of one's own request, once.

    Raises Forbidden (`forbidden.foreign_export`; `forbidden.export_second_person`: more than MOST_ALONE and nobody agreed), NotFound,
    StaleVersion, StateConflict (`state_conflict.export`: taken or expired).
    """
    authorise(actor, "export:create")
    named = is_allowed(actor, "identity:read")
    with installation.writing(actor, "take an export of people") as unit:
        request = _request(unit.session, number)
        check_version(version, request.version)
        if request.asked_by != actor.id:
            raise Forbidden("forbidden.foreign_export")
        _check_state(request, unit.now(), "waiting", "ready")
        words = str(request.filter.get("words", ""))
        where = CandidateFilter(**request.filter, visible=visible_to(actor, "candidate:read"), **by_name(unit, words))
        n_people = count_candidates(unit.session, where=where)
        if request.approved_by is None and n_people > MOST_ALONE:
            raise Forbidden("forbidden.export_second_person", remedy="ask_second_person", parameters={"maximum": MOST_ALONE})
        taxonomy = installation.knowledge(unit.session).taxonomy
        found = list_records(unit.session, limit=MOST_PEOPLE, where=where, with_identity=named)
        request.taken_at, request.filter = unit.now(), {}  # taken once: whom it asked for, perhaps by name, is needed no more
        unit.audit("export:take", request, n_people=len(found), named=named)
        note_readings(unit, [candidate.id for candidate in found])
        unit.session.flush()
        told = (summary_of(one, taxonomy, language, named=reaches(actor, "identity:read", one)) for one in found)
        return Export(_view(request, unit.now()), tuple(told))


def _request(session: Session, number: int) -> ExportRequest:
    request = session.get(ExportRequest, number)
    if request is None:
        raise NotFound.record("export", number)
    return request


def _check_state(request: ExportRequest, now: datetime, *allowed: str) -> None:
    state = _state(request, now)
    if state not in allowed:
        raise StateConflict("state_conflict.export", remedy="ask_anew", parameters={"reference": request.id, "state": state})


def _state(request: ExportRequest, now: datetime) -> str:
    if request.taken_at is not None:
        return "taken"
    if request.expires_at <= now:
        return "expired"
    return "ready" if request.approved_by is not None or request.n_people <= MOST_ALONE else "waiting"


def _view(r: ExportRequest, now: datetime) -> ExportView:
    return ExportView(
        r.id,
        _state(r, now),
        r.reason,
        r.n_people,
        r.asked_by,
        r.asked_at,
        r.approved_by,
        r.approved_at,
        r.taken_at,
        r.expires_at,
        r.version,
    )
