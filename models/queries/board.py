"""Queries of the board: who stands in which stage, the longest there first, and how many. One query for all columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Row, and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from models.base import fold
from models.candidate import Candidate, CandidateIdentity
from models.organisation import Employer
from models.placement import Placement, PlacementTransition
from models.queries.candidates import Visible, answering_to
from models.queries.next_dates import FOLLOWED
from models.vacancy import Vacancy

LOOKING = "looking"
StageRow = Row[str, int, int | None, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFilter:
    """Who may stand on the board. visible: of whom, everybody when None; name_keys, named: as in CandidateFilter."""

    visible: Visible | None = None
    organisation_id: int | None = None
    province: str | None = None
    words: str = ""
    name_keys: tuple[tuple[int, ...], ...] = ()
    named: Visible | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The WHERE of the filter, over candidate."""
        wanted: list[ColumnElement[bool]] = [Candidate.status.in_(FOLLOWED)]
        if self.visible is not None:
            wanted.append(self.visible.condition())
        if self.organisation_id is not None:
            wanted.append(Candidate.organisation_id == self.organisation_id)
        if self.province is not None:
            wanted.append(Candidate.province == self.province)
        if fold(self.words):
            wanted.append(answering_to(self.words, self.name_keys, self.named))
        return wanted


def find_board(session: Session, *, stages: Mapping[str, Sequence[str]], where: BoardFilter, most: Mapping[str, int]) -> list[StageRow]:
    """(stage, number of the person, of the placement or None, how many stand there) of the first of each stage, the longest there first.

    stages: stage → states of a placement; people without an open placement who look for work stand in LOOKING. most: stage → how many.
    """
    stage_of = case(*((Placement.state.in_(states), stage) for stage, states in stages.items()), else_="").label("stage")
    placed = select(stage_of, Placement.candidate_id, Placement.id.label("placement_id"), Placement.updated_at.label("since"))
    placed = placed.join(Placement.candidate).where(Placement.closed_on.is_(None), *where.conditions())
    open_one = select(Placement.id).where(Placement.candidate_id == Candidate.id, Placement.closed_on.is_(None)).exists()
    looking = select(literal(LOOKING).label("stage"), Candidate.id, literal(None, Placement.id.type), Candidate.created_at)
    looking = looking.where(Candidate.status.in_(("active", "paused")), ~open_one, *where.conditions())
    cards = union_all(placed, looking).subquery("cards")
    order = func.row_number().over(partition_by=cards.c.stage, order_by=(cards.c.since, cards.c.candidate_id, cards.c.placement_id))
    counted = func.count().over(partition_by=cards.c.stage)
    numbered = select(cards, order.label("nth"), counted.label("n_there")).subquery("numbered")
    shown = or_(*(and_(numbered.c.stage == stage, numbered.c.nth <= limit) for stage, limit in most.items()))
    columns = (numbered.c.stage, numbered.c.candidate_id, numbered.c.placement_id, numbered.c.n_there)
    return list(session.execute(select(*columns).where(shown).order_by(numbered.c.stage, numbered.c.nth)))


def find_cards(session: Session, *, placements: Sequence[int]) -> dict[int, Row[int, str, str, str, str]]:
    """Placement → (number, state, reference and title of its vacancy, employer)."""
    wanted = select(Placement.id, Placement.state, Vacancy.reference, Vacancy.title, Employer.name)
    wanted = wanted.join(Placement.vacancy).join(Vacancy.employer).where(Placement.id.in_(placements))
    return {row[0]: row for row in session.execute(wanted)}


def find_last_days(session: Session, *, placements: Sequence[int]) -> dict[int, date]:
    """Placement → the day of its last step."""
    steps = select(PlacementTransition.placement_id, PlacementTransition.on_day).where(PlacementTransition.placement_id.in_(placements))
    return {row.placement_id: row.on_day for row in session.execute(steps.order_by(PlacementTransition.position))}


def find_faces(session: Session, *, ids: Sequence[int]) -> dict[int, tuple[Candidate, CandidateIdentity | None]]:
    """Number → the case and who it is. Ask the permission before, and audit the reading."""
    wanted = select(Candidate, CandidateIdentity).outerjoin(CandidateIdentity, CandidateIdentity.candidate_id == Candidate.id)
    return {row[0].id: (row[0], row[1]) for row in session.execute(wanted.where(Candidate.id.in_(ids)))}
