"""Reading profiles again once people have said what their words mean. Only on request: an accepted alias by itself changes no profile."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy.orm import Session

from matcher.labelbook import plain
from matcher.phrases import RawProfile
from matcher.text import clean
from matcher.types import ConceptKind
from models.candidate import Candidate
from models.queries.candidates import find_candidates
from models.queries.evidence import stream_unsure_texts
from services.actors import Actor
from services.candidate_views import texts_of
from services.installation import Installation
from services.knowledge import Knowledge
from services.permissions import authorise
from services.profiles import OBSERVED, fill_words
from services.relations import find_reached
from services.unit_of_work import UnitOfWork

BATCH = 200
"""Profiles that are loaded and understood together."""


@dataclass(frozen=True, slots=True)
class RereadReport:
    """n_read: cases that hold the words of an accepted alias without being understood; changed: references of those now read otherwise."""

    n_read: int
    changed: tuple[str, ...]


def reread_candidates(installation: Installation, actor: Actor, as_of_year: int) -> RereadReport:
    """Read again the open cases in which an accepted alias may now explain a text that was not understood for sure.

    Only cases that the actor may change. as_of_year: the year that "по н.в." means. Stored rankings stay as they are. Raises Forbidden.
    """
    authorise(actor, "candidate:change")
    changed: list[str] = []
    with installation.writing(actor, "read profiles again with accepted aliases") as unit:
        knowledge = installation.knowledge(unit.session)
        references = sorted(find_reached(unit.session, actor, "candidate:change", sorted(_explained(unit.session, knowledge))))
        waiting = iter(references)
        while batch := list(islice(waiting, BATCH)):
            changed += _reread(unit, knowledge, batch, as_of_year)
    return RereadReport(len(references), tuple(changed))


def _reread(unit: UnitOfWork, knowledge: Knowledge, references: list[str], as_of_year: int) -> Iterator[str]:
    people = find_candidates(unit.session, references=references)
    raws = {reference: RawProfile(**texts_of(candidate)) for reference, candidate in people.items()}
    read = knowledge.profiles.read_many(list(raws.values()), as_of_year)
    for (reference, raw), profile in zip(raws.items(), read, strict=True):
        candidate, anew = people[reference], Candidate()
        fill_words(anew, raw, profile, candidate.profile_language)
        if _understood(anew) != _understood(candidate):
            fill_words(candidate, raw, profile, candidate.profile_language)
            unit.audit("candidate:read_again", candidate)
            yield reference


def _understood(candidate: Candidate) -> list[tuple[str, str, str | None]]:
    skills = [(s.text, s.decision, s.concept_key) for s in candidate.skills if s.source != OBSERVED]
    wishes = [(w.text, w.decision, w.concept_key) for w in candidate.wishes]
    trades = [(h.text, h.decision, h.concept_key) for h in candidate.history]
    return skills + wishes + trades + [(q.text, q.decision, q.concept_key) for q in candidate.qualifications]


def _explained(session: Session, knowledge: Knowledge) -> set[str]:
    """The cases with an unsure text in which the words of an alias of its kind stand together."""
    known = {(kind, plain(clean(text))) for kind, text in knowledge.aliases}
    longest = max((words.count(" ") + 1 for _, words in known), default=0)
    return {
        reference
        for reference, kind, text in (stream_unsure_texts(session) if known else ())
        if any((ConceptKind(kind), run) in known for run in _runs(plain(clean(text)).split(), longest))
    }


def _runs(words: list[str], longest: int) -> Iterator[str]:
    """Every run of at most `longest` words that stand together."""
    for start in range(len(words)):
        for end in range(start + 1, min(start + longest, len(words)) + 1):
            yield " ".join(words[start:end])
