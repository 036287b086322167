"""Queries about offers to hand somebody over."""

from collections.abc import Sequence

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from models.base import fold
from models.candidate import Candidate
from models.handover import HandOver
from models.organisation import Organisation
from models.placement import Notice
from models.queries.candidates import Visible
from models.queries.pieces import containing, pieces
from models.queries.words import Words

OFFERED = "offered"


def get_hand_over(session: Session, *, number: int, hold: bool = False) -> HandOver | None:
    """One offer as it is now, with its person and parties. hold: nobody else changes it until the commit."""
    wanted = select(HandOver).where(HandOver.id == number).options(*_with_parts())
    if hold:
        wanted = wanted.with_for_update(of=HandOver)
    return session.scalar(wanted.execution_options(populate_existing=True))


def find_open_hand_overs(session: Session, *, candidate_ids: Sequence[int]) -> list[HandOver]:
    """Offers of these people that nobody has answered, held until the commit; at most one of each person."""
    found: list[HandOver] = []
    for piece in pieces(candidate_ids):
        wanted = select(HandOver).where(HandOver.candidate_id.in_(piece), HandOver.state == OFFERED).order_by(HandOver.id)
        found += session.scalars(wanted.with_for_update(of=HandOver).options(*_with_parts()).execution_options(populate_existing=True))
    return found


def hold_person(session: Session, *, candidate_id: int) -> None:
    """Nobody else offers this person until the commit."""
    session.execute(select(Candidate.id).where(Candidate.id == candidate_id).with_for_update())


def list_hand_overs(
    session: Session,
    *,
    after: int,
    limit: int,
    incoming: int | None = None,
    outgoing: int | None = None,
    state: str | None = None,
    candidate: str | None = None,
    visible: Visible | None = None,
    words: Words | None = None,
) -> list[HandOver]:
    """The next page in order of entry: to one organisation or from one (either; all when both are None).

    visible: of whom, everybody when None; words: the person or one of the two organisations. An offer that waits is one of whoever still
    looks after the person.
    """
    wanted = select(HandOver).where(HandOver.id > after).join(HandOver.candidate)
    party = [HandOver.to_organisation_id == incoming] if incoming is not None else []
    party += [HandOver.from_organisation_id == outgoing] if outgoing is not None else []
    if party:
        wanted = wanted.where(or_(*party))
    if state is not None:
        wanted = wanted.where(HandOver.state == state)
    if candidate is not None:
        wanted = wanted.where(Candidate.case_reference == candidate)
    if visible is not None:
        wanted = wanted.where(visible.condition())
    if words is not None:
        named = containing(Organisation.name_folded, fold(words.text))
        wanted = wanted.where(or_(words.person(), HandOver.from_organisation.has(named), HandOver.to_organisation.has(named)))
    return list(session.scalars(wanted.order_by(HandOver.id).limit(limit).options(*_with_parts())))


def readdress_notices(session: Session, *, candidate_id: int, before: int, now: int) -> None:
    """Notices about a person that nobody has seen yet go to the organisation that looks after the person now."""
    unseen = update(Notice).where(Notice.candidate_id == candidate_id, Notice.organisation_id == before, Notice.seen_at.is_(None))
    session.execute(unseen.values(organisation_id=now))


def _with_parts() -> list[ORMOption]:
    return [
        selectinload(HandOver.candidate).selectinload(Candidate.consents),
        selectinload(HandOver.candidate).joinedload(Candidate.organisation),
        joinedload(HandOver.from_organisation),
        joinedload(HandOver.to_organisation),
    ]
