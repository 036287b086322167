"""What is printed of a trial agreement: the paper that three parties sign, of which the host keeps one, so nothing that a host may not see.

Of the person stands there nothing: names and signatures are written by hand. No case number. The organisation is named unless its name or
its kind would say where somebody comes from, and words that might say so are left out: a line to write on stands in their place.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.queries.trials import find_tutor
from services.actors import Actor
from services.discretion import discreet
from services.installation import Installation
from services.permissions import authorise
from services.trials import found_trial

TELLING_KIND = "prison_service"


@dataclass(frozen=True, slots=True)
class TrialPrint:
    """Everything on the paper. None leaves a line to write on; has_equipment: some was named; tutor, unp: known or not."""

    number: int
    state: str
    host: str
    unp: str | None
    title: str
    tutor: str | None
    organisation: str | None
    from_on: date
    until_on: date
    schedule: str | None
    tasks: str | None
    pay_byn: Decimal | None
    subsidy_byn: Decimal | None
    pay_per: str
    protective_equipment: str | None
    has_equipment: bool


def print_trial(installation: Installation, actor: Actor, number: int) -> TrialPrint:
    """What to print of an agreement; told in the audit trail. Raises Forbidden, NotFound (`not_found.trial`)."""
    authorise(actor, "trial:read")
    with installation.writing(actor, "print a trial agreement") as unit:
        agreement = found_trial(unit, "trial:read", number)
        unit.audit("trial:print", agreement)
        vacancy, organisation = agreement.vacancy, agreement.organisation
        return TrialPrint(
            agreement.id, agreement.state, vacancy.employer.name, vacancy.employer.unp, vacancy.title,
            find_tutor(unit.session, vacancy_id=vacancy.id), None if organisation.kind == TELLING_KIND else discreet(organisation.name),
            agreement.from_on, agreement.until_on, discreet(agreement.schedule), discreet(agreement.tasks), agreement.pay_byn,
            agreement.subsidy_byn, agreement.pay_per, discreet(agreement.protective_equipment), agreement.protective_equipment is not None,
        )  # fmt: skip
