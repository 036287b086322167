"""Queries about what was read in profiles, across people."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.candidate import Candidate
from models.evidence import CandidateSkill, CandidateWish, Qualification, WorkHistory


def stream_unsure_texts(session: Session) -> Iterator[tuple[str, str, str]]:
    """(case reference, kind of concept, text) of every text in a case that is not closed and was not understood for sure."""
    parts = ((CandidateSkill, "skill"), (CandidateWish, "occupation"), (WorkHistory, "occupation"), (Qualification, "occupation"))
    for part, kind in parts:
        rows = (
            select(Candidate.case_reference, part.text)
            .join(Candidate, Candidate.id == part.candidate_id)
            .where(part.decision != "accepted", Candidate.status != "closed")
            .execution_options(yield_per=1000)
        )
        for reference, text in session.execute(rows):
            yield reference, kind, text
