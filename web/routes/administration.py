"""Who may sign in and for whom they work: accounts and organisations, for coordinators and administrators."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from api.i18n import words
from api.paging import cursor_of, number_of
from api.problems import fault_sentences
from api.schemas.account import InviteSchema, OrganisationCreateSchema
from models.codes import ORGANISATION_KINDS, PROVINCES
from services import accounts as use_cases
from services import organisations
from services.accounts import MAY_INVITE, Invited
from services.errors import Conflict, InvalidValue
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.questions import ListQuestion, asked

PAGE_LENGTH = 50
MOST_TO_CHOOSE_FROM = 200
ROLE_ORDER = ("caseworker", "expert", "employer", "coordinator", "auditor", "administrator")


def show_accounts() -> tuple[str, int]:
    """Accounts in order of entry, and the form to invite somebody."""
    return _accounts_page()


def invite() -> tuple[str, int]:
    """Invite somebody: the link is on this answer alone."""
    written = _written()
    try:
        invited = use_cases.invite(current_installation(), current_actor(), InviteSchema().load(_with_numbers(written)))
    except ValidationError as error:
        return _accounts_page(written, fault_sentences(error.messages, current_language()), 422)
    except (InvalidValue, Conflict) as error:
        return _accounts_page(written, {error.field or "": words(current_language()).error(error)}, 422)
    return _link_page(invited), 201


def give_new_link(number: int) -> str:
    """A new link for somebody who lost theirs, or the password."""
    return _link_page(use_cases.invite_again(current_installation(), current_actor(), number))


def close_account(number: int) -> Response:
    """End an account."""
    use_cases.close_account(current_installation(), current_actor(), number)
    return redirect(url_for("web.accounts"))


def show_organisations() -> tuple[str, int]:
    """Organisations in order of entry, and the form to enter one."""
    return _organisations_page()


def enter_organisation() -> Response | tuple[str, int]:
    """Enter an organisation."""
    written = _written()
    try:
        said = OrganisationCreateSchema().load(written)
        organisations.enter_organisation(current_installation(), current_actor(), said["name"], said["kind"], said.get("province"))
    except ValidationError as error:
        return _organisations_page(written, fault_sentences(error.messages, current_language()), 422)
    except (InvalidValue, Conflict) as error:
        return _organisations_page(written, {error.field or "": words(current_language()).error(error)}, 422)
    return redirect(url_for("web.organisations"))


def _accounts_page(written: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None, status: int = 200) -> tuple[str, int]:
    installation, actor, question = current_installation(), current_actor(), asked(ListQuestion)
    found, more = use_cases.list_accounts(installation, actor, number_of(question.get("after")) or 0, PAGE_LENGTH)
    roles = [role for role in ROLE_ORDER if role in MAY_INVITE.get(actor.role, frozenset())]
    working_for, _ = organisations.list_organisations(installation, actor, 0, MOST_TO_CHOOSE_FROM)
    page = render_template(
        "administration/accounts.html", accounts=found, next_cursor=cursor_of(more), question=question, roles=roles,
        organisations=working_for, employers=organisations.list_employers(installation, actor), written=written or {}, faults=faults or {},
    )  # fmt: skip
    return page, status


def _organisations_page(
    written: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None, status: int = 200
) -> tuple[str, int]:
    question = asked(ListQuestion)
    after = number_of(question.get("after")) or 0
    found, more = organisations.list_organisations(current_installation(), current_actor(), after, PAGE_LENGTH)
    page = render_template(
        "administration/organisations.html", organisations=found, next_cursor=cursor_of(more), question=question, kinds=ORGANISATION_KINDS,
        provinces=PROVINCES, written=written or {}, faults=faults or {},
    )  # fmt: skip
    return page, status


def _link_page(invited: Invited) -> str:
    address = current_installation().settings.address + url_for("web.invitation", token=invited.token)
    return render_template("administration/link.html", invited=invited, address=address)


def _written() -> dict[str, str]:
    """What the form says; an empty field says nothing."""
    return {name: value.strip() for name, value in request.form.items() if value.strip() and name != "csrf_token"}


def _with_numbers(written: Mapping[str, str]) -> dict[str, str | int]:
    """The same with the chosen organisation and employer as numbers, as the API is told them."""
    chosen = ("organisation", "employer")
    return {name: int(said) if name in chosen and said.isascii() and said.isdigit() else said for name, said in written.items()}
