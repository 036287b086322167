"""The use case: import past placements from one file, in one transaction."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from models.importbatch import ImportBatch
from models.outcome import Outcome
from models.queries.candidates import find_candidate_ids
from models.queries.outcomes import get_outcome
from models.queries.vacancies import find_vacancy_ids
from services.actors import Actor
from services.errors import InvalidValue
from services.importing.outcomes import read_outcomes
from services.importing.rows import OutcomeRow
from services.installation import Installation
from services.permissions import authorise
from services.relations import find_reached
from services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class OutcomeReport:
    """n_read = n_created + n_unchanged + len(rejected). rejected: (row, what is wrong, the value at fault)."""

    n_read: int
    n_created: int
    n_unchanged: int
    rejected: tuple[tuple[int, str, str], ...] = ()


def import_outcomes(installation: Installation, actor: Actor, path: Path, *, skip_bad_rows: bool = False) -> OutcomeReport:
    """Store past placements; a placement that is stored already stays as it is.

    Raises InvalidValue (`invalid_value.outcome_row`) at the first row that is incomplete or names somebody unknown (or out of
    reach), unless skip_bad_rows.
    """
    authorise(actor, "outcomes:import")
    rows = read_outcomes(path)
    with installation.writing(actor, "import past placements from a file") as unit:
        named = list(find_reached(unit.session, actor, "outcomes:import", [row.candidate for row in rows]))
        candidates = find_candidate_ids(unit.session, references=named)
        vacancies = find_vacancy_ids(unit.session, references=[row.vacancy for row in rows])
        rejected = [fault for row in rows if (fault := _fault(row, candidates, vacancies))]
        if rejected and not skip_bad_rows:
            number, code, value = rejected[0]
            raise InvalidValue("invalid_value.outcome_row", field=code, remedy="skip_bad_rows", parameters={"row": number, "value": value})
        bad = {number for number, _, _ in rejected}
        sound = [row for row in rows if row.row not in bad]
        n_created = sum(_store(unit, row, candidates[row.candidate], vacancies[row.vacancy]) for row in sound)
        if n_created:
            batch = ImportBatch(
                kind="outcomes", file_name=path.name[-300:], sha256=hashlib.sha256(path.read_bytes()).hexdigest(), actor_id=actor.id,
                n_rows=len(rows), n_created=n_created, n_unchanged=len(sound) - n_created, n_rejected=len(rejected), report={},
            )  # fmt: skip
            unit.session.add(batch)
            unit.audit("outcome:import", batch, n_created=n_created)
        return OutcomeReport(len(rows), n_created, len(sound) - n_created, tuple(rejected))


def _fault(row: OutcomeRow, candidates: dict[str, int], vacancies: dict[str, int]) -> tuple[int, str, str] | None:
    if any(doubt.fatal for doubt in row.doubts):
        return row.row, "incomplete", ""
    if row.candidate not in candidates:
        return row.row, "candidate", row.candidate
    if row.vacancy not in vacancies:
        return row.row, "vacancy", row.vacancy
    return None


def _store(unit: UnitOfWork, row: OutcomeRow, candidate_id: int, vacancy_id: int) -> bool:
    """Whether the outcome was new."""
    if row.referred_on is None or row.result is None:
        return False
    if get_outcome(unit.session, candidate_id=candidate_id, vacancy_id=vacancy_id, referred_on=row.referred_on) is not None:
        return False
    unit.session.add(
        Outcome(
            candidate_id=candidate_id, vacancy_id=vacancy_id, referred_on=row.referred_on, result=row.result, reason_code=row.reason_code
        )
    )
    return True
