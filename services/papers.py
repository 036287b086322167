"""A person's papers as use cases: which are there, how long each that is missing takes, and when all are there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matcher.documents import Papers, ready_on
from models.candidate import Candidate, Document
from models.codes import DOCUMENT_CODES
from models.queries.support import find_papers
from services.actors import Actor
from services.calendar import minsk_day
from services.errors import InvalidValue, StateConflict, check_version
from services.installation import Installation
from services.permissions import authorise
from services.relations import reached_candidate
from services.unit_of_work import UnitOfWork
from services.versions import active_deciders

LONGEST_LEAD = 730


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper. missing: not there yet; lead_days: days it takes this person, None for usual_days; arrives_on: None if there."""

    code: str
    missing: bool
    lead_days: int | None
    usual_days: int
    expires_on: date | None
    arrives_on: date | None
    always_asked: bool


@dataclass(frozen=True, slots=True)
class PaperSaid:
    """What is said of one paper. lead_days: 0 to LONGEST_LEAD; None says the usual time."""

    code: str
    missing: bool
    lead_days: int | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class CasePapers:
    """Every kind of paper. all_on: the day on which those are there that are missing, today when none is; version: of the case."""

    candidate: str
    lines: tuple[PaperLine, ...]
    all_on: date
    version: int

    @property
    def missing(self) -> tuple[PaperLine, ...]:
        """What is not there yet, the last to arrive first."""
        waited = [line for line in self.lines if line.arrives_on is not None]
        return tuple(sorted(waited, key=lambda line: line.arrives_on or self.all_on, reverse=True))


def read_papers(installation: Installation, actor: Actor, reference: str) -> CasePapers:
    """The papers of a person of the actor's own organisation. Waiting counts from the day of release: the reading is told in the trail.

    Raises Forbidden, NotFound (`not_found.candidate`).
    """
    authorise(actor, "restriction:read")
    with installation.writing(actor, "read the papers of a person") as unit:
        person = reached_candidate(unit, "restriction:read", reference)
        unit.audit("candidate:read", person, read=["documents"])
        return _papers(unit, person)


def change_papers(
    installation: Installation, actor: Actor, reference: str, said: Sequence[PaperSaid], version: int | None = None
) -> CasePapers:
    """Say of papers whether they are there and how long they take; what is not named stays.

    Raises Forbidden, NotFound (`not_found.candidate`), StaleVersion, StateConflict (`state_conflict.candidate_closed`), InvalidValue
    (`invalid_value.paper`, `invalid_value.lead_days`).
    """
    authorise(actor, "candidate:change")
    for one in said:
        if one.code not in DOCUMENT_CODES:
            raise InvalidValue("invalid_value.paper", field="documents", parameters={"value": one.code})
        if one.lead_days is not None and not 0 <= one.lead_days <= LONGEST_LEAD:
            raise InvalidValue("invalid_value.lead_days", field=f"lead_{one.code}", parameters={"maximum": LONGEST_LEAD})
    with installation.writing(actor, "change the papers of a person") as unit:
        person = reached_candidate(unit, "candidate:change", reference)
        check_version(version, person.version)
        if person.status == "closed":
            raise StateConflict("state_conflict.candidate_closed", parameters={"reference": reference})
        held = {paper.kind: paper for paper in person.documents}
        for one in said:
            paper = held.get(one.code)
            if paper is None:
                if not one.missing and one.expires_on is None:
                    continue
                paper = Document(kind=one.code)
                person.documents.append(paper)
            paper.state, paper.expires_on = ("missing" if one.missing else "ready"), one.expires_on
            paper.lead_days = one.lead_days if one.missing else None
        unit.audit("candidate:change", person)
        unit.session.flush()
        return _papers(unit, person)


def _papers(unit: UnitOfWork, person: Candidate) -> CasePapers:
    day, rules = minsk_day(unit.now()), active_deciders(unit.session).rules
    kept = find_papers(unit.session, references=[person.case_reference])[person.case_reference]
    papers, held = Papers(kept.counted_from or day, kept.waiting, kept.due), {paper.kind: paper for paper in person.documents}
    lines = []
    for code in DOCUMENT_CODES:
        paper = held.get(code)
        missing = code in kept.waiting
        arrives_on = ready_on(code, papers, rules, day) if missing else None
        line = PaperLine(
            code, missing, paper.lead_days if paper else None, rules.lead_days[code], paper.expires_on if paper else None, arrives_on,
            code in rules.always_required,
        )  # fmt: skip
        lines.append(line)
    return CasePapers(
        person.case_reference, tuple(lines), max((one.arrives_on for one in lines if one.arrives_on), default=day), person.version
    )
