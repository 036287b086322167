"""Who may sign in and for whom they work: accounts and organisations, for coordinators and administrators."""

from flask import make_response, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from api.paging import cursor_of, number_of
from api.schemas.account import InviteSchema, OrganisationCreateSchema
from models.codes import ORGANISATION_KINDS, PROVINCES
from services import accounts as use_cases
from services import organisations
from services.accounts import MAY_INVITE, Invited
from web.forms import BLANK, Form, act, answer, tell
from web.identity import current_actor, current_installation
from web.questions import ListQuestion, asked

PAGE_LENGTH = 50
MOST_TO_CHOOSE_FROM = 200
CHOSEN = ("organisation", "employer")
"""Fields that hold a number of the list."""
ROLE_ORDER = ("caseworker", "expert", "employer", "coordinator", "auditor", "administrator")


def show_accounts() -> str:
    """Accounts in order of entry, and the form to invite somebody."""
    return _accounts_page()


def invite() -> Response | tuple[str, int]:
    """Invite somebody: the link is on this answer alone."""
    return answer(_invite, _accounts_page)


def _invite(form: Form) -> Response:
    said = {name: number if name in CHOSEN and (number := form.number(name)) is not None else value for name, value in form.written.items()}
    invited = use_cases.invite(current_installation(), current_actor(), InviteSchema().load(said))
    return make_response(_link_page(invited), 201)


def give_new_link(number: int) -> str:
    """A new link for somebody who lost theirs, or the password."""
    return _link_page(use_cases.invite_again(current_installation(), current_actor(), number))


def close_account(number: int) -> Response:
    """End an account."""

    def do(_form: Form) -> str:
        closed = use_cases.close_account(current_installation(), current_actor(), number)
        return gettext("The account of %(name)s is closed.", name=closed.name)

    return act(do, url_for("web.accounts"))


def show_organisations() -> str:
    """Organisations in order of entry, and the form to enter one."""
    return _organisations_page()


def enter_organisation() -> Response | tuple[str, int]:
    """Enter an organisation."""
    return answer(_enter_organisation, _organisations_page)


def _enter_organisation(form: Form) -> Response:
    said = OrganisationCreateSchema().load(dict(form.written))
    made = organisations.enter_organisation(current_installation(), current_actor(), said["name"], said["kind"], said.get("province"))
    tell(gettext("%(name)s is entered. Its people can be invited now.", name=made.name))
    return redirect(url_for("web.organisations"), 303)


def _accounts_page(form: Form = BLANK) -> str:
    installation, actor, question = current_installation(), current_actor(), asked(ListQuestion)
    found, more = use_cases.list_accounts(installation, actor, number_of(question.get("after")) or 0, PAGE_LENGTH, question.get("q") or "")
    roles = [role for role in ROLE_ORDER if role in MAY_INVITE.get(actor.role, frozenset())]
    working_for, _ = organisations.list_organisations(installation, actor, 0, MOST_TO_CHOOSE_FROM)
    return render_template(
        "administration/accounts.html", accounts=found, next_cursor=cursor_of(more), question=question, roles=roles,
        organisations=working_for, employers=organisations.list_employers(installation, actor), form=form,
    )  # fmt: skip


def _organisations_page(form: Form = BLANK) -> str:
    question = asked(ListQuestion)
    after = number_of(question.get("after")) or 0
    found, more = organisations.list_organisations(current_installation(), current_actor(), after, PAGE_LENGTH, question.get("q") or "")
    return render_template(
        "administration/organisations.html", organisations=found, next_cursor=cursor_of(more), question=question, kinds=ORGANISATION_KINDS,
        provinces=PROVINCES, form=form,
    )  # fmt: skip


def _link_page(invited: Invited) -> str:
    address = current_installation().settings.address + url_for("web.invitation", token=invited.token)
    return render_template("administration/link.html", invited=invited, address=address)
