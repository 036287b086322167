"""Many new records in one request: one transaction, each line on its own savepoint.

A line that is refused leaves nothing and does not hold up the others; what is stored is committed together, so a crash or a repeated
request never leaves half a batch.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.exc import DataError, IntegrityError

from services import candidates, vacancies
from services.actors import Actor
from services.candidate_views import CandidateView
from services.candidates import RegisterCandidate
from services.errors import DomainError, InvalidValue
from services.installation import Installation
from services.permissions import authorise
from services.references import storing
from services.refusals import refusal_of
from services.unit_of_work import UnitOfWork
from services.vacancies import PostVacancy
from services.vacancy_views import VacancyView

MOST_LINES = 100

View = TypeVar("View", CandidateView, VacancyView)


@dataclass(frozen=True, slots=True)
class BatchLine(Generic[View]):
    """What became of one line: the record, or why there is none."""

    view: View | None = None
    error: DomainError | None = None


def register_candidates(
    installation: Installation, actor: Actor, commands: Sequence[RegisterCandidate], language: str = "ru"
) -> tuple[BatchLine[CandidateView], ...]:
    """Register up to MOST_LINES people, in the order given. Raises Forbidden, InvalidValue (`invalid_value.batch`)."""
    authorise(actor, "candidate:create")
    _check_length(commands)

    def register(unit: UnitOfWork, command: RegisterCandidate) -> CandidateView:
        row = candidates.checked_row(installation, actor, command)
        return storing(
            lambda: _on_savepoint(unit, lambda: candidates.register_in(installation, unit, command, row, language)),
            "case_reference", row.reference,
        )  # fmt: skip

    with installation.writing(actor, "register several candidates") as unit:
        lines = tuple(_line(lambda c=command: register(unit, c)) for command in commands)  # type: ignore[misc]
        unit.audit("candidate:create_several", n_lines=len(lines), n_created=sum(line.view is not None for line in lines))
        return lines


def post_vacancies(
    installation: Installation, actor: Actor, commands: Sequence[PostVacancy], language: str = "ru"
) -> tuple[BatchLine[VacancyView], ...]:
    """Post up to MOST_LINES vacancies, in the order given. Raises Forbidden, InvalidValue (`invalid_value.batch`)."""
    authorise(actor, "vacancy:create")
    _check_length(commands)

    def post(unit: UnitOfWork, command: PostVacancy) -> VacancyView:
        row = vacancies.checked_row(installation, command)
        return storing(
            lambda: _on_savepoint(unit, lambda: vacancies.post_in(installation, unit, row, language, command.occupation)),
            "reference",
            row.reference,
        )

    with installation.writing(actor, "post several vacancies") as unit:
        lines = tuple(_line(lambda c=command: post(unit, c)) for command in commands)  # type: ignore[misc]
        unit.audit("vacancy:create_several", n_lines=len(lines), n_created=sum(line.view is not None for line in lines))
        return lines


def _check_length(commands: Sequence[object]) -> None:
    if not 1 <= len(commands) <= MOST_LINES:
        raise InvalidValue("invalid_value.batch", parameters={"maximum": MOST_LINES})


def _on_savepoint(unit: UnitOfWork, store: Callable[[], View]) -> View:
    """Store one record, or leave no trace of it and raise what the database refused as a domain error."""
    try:
        with unit.session.begin_nested():
            return store()
    except IntegrityError as error:
        raise refusal_of(error) from error
    except DataError as error:
        raise InvalidValue("invalid_value.not_storable") from error


def _line(store: Callable[[], View]) -> BatchLine[View]:
    try:
        return BatchLine(view=store())
    except DomainError as error:
        return BatchLine(error=error)
