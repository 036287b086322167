"""Organisations as use cases: enter, list; and the employers that somebody may be invited for.

Finding one by the name that people write is services/called.py.
"""

from dataclasses import dataclass

from models.organisation import Organisation
from models.queries.organisations import get_organisation
from models.queries.organisations import list_employers as list_employer_records
from models.queries.organisations import list_organisations as list_records
from services.actors import Actor
from services.errors import Conflict
from services.installation import Installation
from services.pages import check_page
from services.permissions import authorise


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """An organisation as values."""

    id: int
    name: str
    kind: str
    province: str | None


def enter_organisation(installation: Installation, actor: Actor, name: str, kind: str, province: str | None = None) -> OrganisationView:
    """Enter an organisation. Raises Forbidden, Conflict (`conflict.organisation`) when the name is taken."""
    authorise(actor, "organisation:create")
    with installation.writing(actor, "enter an organisation") as unit:
        if get_organisation(unit.session, name=name) is not None:
            raise Conflict("conflict.organisation", field="name", parameters={"name": name})
        made = Organisation(name=name.strip(), kind=kind, province=province)
        unit.session.add(made)
        unit.session.flush()
        unit.audit("organisation:create", made)
        return _view(made)


def list_organisations(
    installation: Installation, actor: Actor, after: int = 0, limit: int = 50, words: str = ""
) -> tuple[tuple[OrganisationView, ...], int | None]:
    """A page of organisations in order of entry, 1 to 200 of them, and the number to go on after. words: part of the name, or none."""
    authorise(actor, "organisation:read")
    check_page(limit)
    with installation.reading(actor, "list organisations") as unit:
        found = list_records(unit.session, after=after, limit=limit + 1, words=words)
        return tuple(map(_view, found[:limit])), found[limit - 1].id if len(found) > limit else None


def list_employers(installation: Installation, actor: Actor) -> tuple[tuple[int, str], ...]:
    """Number and name of every employer, by name, for whoever invites somebody to act for one. Raises Forbidden."""
    authorise(actor, "account:invite")
    with installation.reading(actor, "list employers to invite for") as unit:
        return tuple((employer.id, employer.name) for employer in list_employer_records(unit.session))


def _view(organisation: Organisation) -> OrganisationView:
    return OrganisationView(organisation.id, organisation.name, organisation.kind, organisation.province)
