"""The board: people stage by stage, each with the vacancy, the days in this stage and the next date. A fixed number of queries."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from models import workflow
from models.queries.board import LOOKING, BoardFilter, find_board, find_cards, find_faces, find_last_days
from models.queries.next_dates import find_next_dates
from services.actors import NOBODY, Actor
from services.calendar import minsk_day
from services.errors import InvalidValue
from services.initials import initials
from services.installation import Installation
from services.next_steps import may_tell
from services.pages import check_page
from services.permissions import authorise
from services.readings import note_readings
from services.relations import find_reached, visible_to
from services.searches import by_name
from services.unit_of_work import UnitOfWork

STAGES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        LOOKING: (),
        "chosen": workflow.PREPARED,
        **{state: (state,) for state in workflow.WAITING},
        "at_work": workflow.ACTIVE,
    }
)
"""Columns of the board in order → states of a placement; in the first one stand people who look for work and are proposed for nothing."""
SHOWN = 20


@dataclass(frozen=True, slots=True)
class BoardQuestion:
    """Who stands on the board. mine: only the actor's own organisation; stage, n_shown: one column of which more is shown, 1 to 200."""

    mine: bool = True
    province: str | None = None
    words: str = ""
    stage: str | None = None
    n_shown: int = SHOWN


@dataclass(frozen=True, slots=True)
class Card:
    """One person in one stage. placement and what follows it: None for people who look for work. since: the first day in this stage.

    name: initials, empty for readers who may not know it; next_on, source: the next date and what it is for, where that may be told;
    next_steps: states that the actor's role may lead the placement to, if their needs are met.
    """

    candidate: str
    name: str
    placement: int | None
    state: str | None
    vacancy: str | None
    title: str | None
    employer: str | None
    since: date
    days: int
    next_on: date | None
    next_past: bool
    source: str | None
    next_steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One stage: the first cards, the longest there first, and how many people stand in it."""

    stage: str
    cards: tuple[Card, ...]
    n_there: int


def read_board(installation: Installation, actor: Actor, asked: BoardQuestion) -> tuple[Column, ...]:
    """Every column in order, at most SHOWN cards each, or as many as were asked of one. Told in the trail as a list of people is.

    Raises Forbidden, InvalidValue (`invalid_value.limit`, `invalid_value.stage`).
    """
    authorise(actor, "next_step:set")
    check_page(asked.n_shown)
    if asked.stage is not None and asked.stage not in STAGES:
        raise InvalidValue("invalid_value.stage", field="stage", parameters={"value": asked.stage})
    with installation.writing(actor, "read the board") as unit:
        most = {stage: asked.n_shown if stage == asked.stage else SHOWN for stage in STAGES}
        stages = {stage: states for stage, states in STAGES.items() if states}
        rows = find_board(unit.session, stages=stages, where=_filter(unit, asked), most=most)
        cards = _cards(unit, [(row.candidate_id, row.placement_id) for row in rows])
        n_there = {row.stage: row.n_there for row in rows}
        of_stage: dict[str, list[Card]] = {stage: [] for stage in STAGES}
        for row, card in zip(rows, cards, strict=True):
            of_stage[row.stage].append(card)
        return tuple(Column(stage, tuple(of_stage[stage]), n_there.get(stage, 0)) for stage in STAGES)


def _filter(unit: UnitOfWork, asked: BoardQuestion) -> BoardFilter:
    actor = unit.actor
    return BoardFilter(
        visible=visible_to(actor, "placement:read"), organisation_id=(actor.organisation_id or NOBODY) if asked.mine else None,
        province=asked.province, words=asked.words, **by_name(unit, asked.words),
    )  # fmt: skip


def _cards(unit: UnitOfWork, rows: Collection[tuple[int, int | None]]) -> list[Card]:
    session, today = unit.session, minsk_day(unit.now())
    ids = sorted({candidate_id for candidate_id, _ in rows})
    placements = sorted(number for _, number in rows if number is not None)
    works, days, dates = (
        find_cards(session, placements=placements),
        find_last_days(session, placements=placements),
        find_next_dates(session, ids=ids),
    )
    faces = find_faces(session, ids=ids)
    references = [case.case_reference for case, _ in faces.values()]
    known = set(find_reached(session, unit.actor, "identity:read", references))
    movable = set(find_reached(session, unit.actor, "placement:move", references))
    unit.audit("candidate:list", n_shown=len(ids), named=bool(known))
    note_readings(unit, (number for number, (case, _) in faces.items() if case.case_reference in known))
    cards = []
    for candidate_id, number in rows:
        case, identity = faces[candidate_id]
        work = works.get(number) if number is not None else None
        since = days.get(number, case.created_at.date()) if number is not None else minsk_day(case.created_at)
        date_of = dates.get(candidate_id)
        source = date_of.source if date_of is not None and may_tell(unit.actor, date_of.source, case.organisation_id) else None
        next_on = date_of.due_on if date_of is not None else None
        card = Card(
            case.case_reference, initials(identity) if identity is not None and case.case_reference in known else "", number,
            work[1] if work else None, work[2] if work else None, work[3] if work else None, work[4] if work else None, since,
            max(0, (today - since).days), next_on, next_on is not None and next_on < today, source,
            workflow.steps_from(work[1], unit.actor.role.value) if work and case.case_reference in movable else (),
        )  # fmt: skip
        cards.append(card)
    return cards
