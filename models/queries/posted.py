"""Queries about what became of posted vacancies and of the people introduced for them; each one query, however many."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import workflow
from models.candidate import Candidate
from models.consent import Consent
from models.introduction import Introduction, VacancyChange, VacancyConfirmation
from models.placement import Placement
from models.queries.consents import is_live
from models.referral import ReferralSlip
from models.vacancy import Vacancy, VacancyRequirement


def count_taken_places(session: Session, *, ids: Sequence[int]) -> dict[int, int]:
    """Number of a vacancy → how many of its places are held; only those with any."""
    held = select(Placement.vacancy_id).where(Placement.vacancy_id.in_(ids), Placement.place_number.is_not(None))
    return dict(Counter(session.scalars(held)))


def count_owed_answers(session: Session, *, ids: Sequence[int]) -> dict[int, int]:
    """Number of a vacancy → how many people were introduced for it and wait for the employer's answer; only those with any."""
    owed = select(Placement.vacancy_id).where(Placement.vacancy_id.in_(ids), Placement.state.in_(workflow.WAITING))
    return dict(Counter(session.scalars(owed)))


def find_unconfirmed(session: Session, *, ids: Sequence[int]) -> set[int]:
    """Which of the vacancies wait for an expert's first look."""
    waiting = select(VacancyConfirmation.vacancy_id).where(
        VacancyConfirmation.vacancy_id.in_(ids), VacancyConfirmation.confirmed_at.is_(None)
    )
    return set(session.scalars(waiting))


def find_with_asked_change(session: Session, *, ids: Sequence[int]) -> set[int]:
    """Which of the vacancies have a change that waits for an expert."""
    return set(
        session.scalars(select(VacancyChange.vacancy_id).where(VacancyChange.vacancy_id.in_(ids), VacancyChange.state == "proposed"))
    )


def find_open_introductions_of(session: Session, *, employer_id: int) -> list[Introduction]:
    """Introductions to one employer that have not ended, the newest first, with the person and every part of the vacancy's wishes."""
    own = Introduction.vacancy.has(Vacancy.employer_id == employer_id)
    wanted = select(Introduction).where(Introduction.ended_at.is_(None), own).order_by(Introduction.id.desc())
    return list(
        session.scalars(
            wanted.options(
                joinedload(Introduction.vacancy).joinedload(Vacancy.employer),
                joinedload(Introduction.vacancy).selectinload(Vacancy.requirements).selectinload(VacancyRequirement.concepts),
                joinedload(Introduction.candidate).joinedload(Candidate.organisation),
            )
        )
    )


def find_live_introduction_consents(session: Session, *, candidate_ids: Sequence[int], day: date) -> dict[tuple[int, int], Consent]:
    """(person, vacancy) → the newest consent to that introduction that holds on a day."""
    asked = (Consent.candidate_id.in_(candidate_ids), Consent.purpose == "introduction", is_live(day))
    found = session.scalars(select(Consent).where(*asked).order_by(Consent.id).options(selectinload(Consent.fields)))
    return {(consent.candidate_id, consent.vacancy_id): consent for consent in found if consent.vacancy_id is not None}


def find_placements_of_introductions(session: Session, *, ids: Sequence[int]) -> dict[int, Placement]:
    """Number of an introduction → its newest placement, with the steps."""
    found = session.scalars(
        select(Placement).where(Placement.introduction_id.in_(ids)).order_by(Placement.id).options(selectinload(Placement.transitions))
    )
    return {placement.introduction_id: placement for placement in found if placement.introduction_id is not None}


def find_slips_out(session: Session, *, placement_ids: Sequence[int]) -> dict[int, ReferralSlip]:
    """Number of a placement → its slip that nobody has marked or brought back yet."""
    waiting = (ReferralSlip.returned_on.is_(None), ReferralSlip.marked_on.is_(None))
    found = session.scalars(select(ReferralSlip).where(ReferralSlip.placement_id.in_(placement_ids), *waiting))
    return {slip.placement_id: slip for slip in found}
