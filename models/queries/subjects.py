"""Queries about people's requests and the retention clock."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.queries.pieces import pieces
from models.subject import RetentionStep, SubjectRequest


def get_subject_request(session: Session, *, number: int) -> SubjectRequest | None:
    """One request with its person, locked where the database locks rows: it is asked for in order to be answered."""
    found = select(SubjectRequest).where(SubjectRequest.id == number).with_for_update(of=SubjectRequest)
    return session.scalar(found.options(joinedload(SubjectRequest.candidate, innerjoin=True)))


def list_subject_requests(session: Session, *, state: str | None = None, candidate_id: int | None = None) -> list[SubjectRequest]:
    """Requests with their people, the most urgent first."""
    equal = {SubjectRequest.state: state, SubjectRequest.candidate_id: candidate_id}
    wanted = [column == value for column, value in equal.items() if value is not None]
    ordered = select(SubjectRequest).where(*wanted).order_by(SubjectRequest.due_on, SubjectRequest.id)
    return list(session.scalars(ordered.options(joinedload(SubjectRequest.candidate))))


def list_retention_steps(session: Session, *, candidate_ids: Sequence[int]) -> list[RetentionStep]:
    """Steps done with these people, oldest first."""
    found: list[RetentionStep] = []
    for piece in pieces(candidate_ids):
        found += session.scalars(select(RetentionStep).where(RetentionStep.candidate_id.in_(piece)))
    return sorted(found, key=lambda step: step.id)
