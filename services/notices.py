"""What those who look after people have to know: notices to an organisation's caseworkers, or to coordinators. Seen once, seen for all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.placement import Notice
from models.queries.placements import get_notice, list_notices
from services.actors import NOBODY, Actor
from services.errors import NotFound
from services.installation import Installation
from services.pages import check_page
from services.permissions import Reach, authorise, reach_of
from services.relations import reaches, visible_to
from services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One notice. code: what happened; details: codes and references for the sentence."""

    id: int
    code: str
    candidate: str
    placement: int | None
    vacancy: str | None
    details: Mapping[str, Any]
    at: datetime
    seen_at: datetime | None


def list_my_notices(
    installation: Installation, actor: Actor, *, unseen: bool = True, after: int = 0, limit: int = 50
) -> tuple[tuple[NoticeView, ...], int | None]:
    """A page of notices for the actor, oldest first, 1 to 200 of them, and the number to go on after."""
    authorise(actor, "notice:read")
    check_page(limit)
    with installation.reading(actor, "list notices") as unit:
        everybody = reach_of(actor, "notice:read") is Reach.ANY
        organisation_id = None if everybody else actor.organisation_id or NOBODY
        role = None if everybody else actor.role.value
        visible = None if everybody else visible_to(actor, "candidate:read")
        found = list_notices(
            unit.session, after=after, limit=limit + 1, organisation_id=organisation_id, role=role, visible=visible, unseen=unseen
        )
        return tuple(map(_view, found[:limit])), found[limit - 1].id if len(found) > limit else None


def mark_seen(installation: Installation, actor: Actor, number: int) -> NoticeView:
    """Write down that somebody saw it; the second time changes nothing. Raises Forbidden, NotFound (`not_found.notice`)."""
    authorise(actor, "notice:mark")
    with installation.writing(actor, "mark a notice as seen") as unit:
        notice = _own(unit, number)
        if notice.seen_at is None:
            notice.seen_by, notice.seen_at = actor.id, unit.now()
        unit.audit("notice:mark", notice)
        return _view(notice)


def _own(unit: UnitOfWork, number: int) -> Notice:
    notice, actor = get_notice(unit.session, notice_id=number), unit.actor
    own = notice is not None and (
        reach_of(actor, "notice:mark") is Reach.ANY
        or (notice.role == actor.role.value and _knows(actor, notice))
        or (notice.organisation_id is not None and notice.organisation_id == actor.organisation_id)
    )
    if notice is None or not own:
        raise NotFound.record("notice", number)
    return notice


def _knows(actor: Actor, notice: Notice) -> bool:
    """Whether a notice to a whole role is for this actor: not of people of whom they may not know that they are in the programme."""
    return notice.candidate.organisation_id is None or reaches(actor, "candidate:read", notice.candidate)


def _view(notice: Notice) -> NoticeView:
    vacancy = notice.placement.vacancy.reference if notice.placement else None
    return NoticeView(
        notice.id, notice.code, notice.candidate.case_reference, notice.placement_id, vacancy, dict(notice.details), notice.at,
        notice.seen_at,
    )  # fmt: skip
