"""Accounts and organisations: invite, list, change a role, close. For coordinators and administrators."""

from typing import Any

from api.identity import current_actor, current_installation
from api.paging import cursor_of, number_of
from api.requests import ApiBlueprint
from api.schemas.account import (
    AccountPageSchema,
    AccountSchema,
    InvitedSchema,
    InviteSchema,
    OrganisationCreateSchema,
    OrganisationPageSchema,
    OrganisationSchema,
    RoleChangeSchema,
)
from api.schemas.base import PageQuery, Query
from services import accounts as use_cases
from services import organisations

accounts = ApiBlueprint("accounts", "Who may sign in. Nobody registers by themselves: a coordinator invites.", "")

INVITE_EXAMPLE = {"email": "expert@kladka.example", "name": "Ирина Лось", "role": "expert", "organisation": 1}


@accounts.route("/accounts")
@accounts.arguments(PageQuery, location="query")
@accounts.response(200, AccountPageSchema)
def list_accounts(query: dict[str, Any]) -> dict[str, Any]:
    """List accounts"""
    found, after = use_cases.list_accounts(current_installation(), current_actor(), number_of(query.get("after")) or 0, query["limit"])
    return {"accounts": found, "next": cursor_of(after)}


@accounts.route("/accounts", methods=["POST"])
@accounts.arguments(Query, location="query")
@accounts.arguments(InviteSchema, example=INVITE_EXAMPLE)
@accounts.response(201, InvitedSchema)
def invite(_query: dict[str, Any], command: use_cases.Invite) -> tuple[dict[str, Any], int]:
    """Invite somebody

    The account waits until the link is used; the link works once and for a week, and is told only here.
    """
    return _invited(use_cases.invite(current_installation(), current_actor(), command)), 201


@accounts.route("/accounts/<int(max=9223372036854775807):number>/invite", methods=["POST"])
@accounts.arguments(Query, location="query")
@accounts.response(200, InvitedSchema)
def invite_again(_query: dict[str, Any], number: int) -> dict[str, Any]:
    """Give a new link

    For somebody who lost the link or the password. Links given before stop working; a second factor stays asked for.
    """
    return _invited(use_cases.invite_again(current_installation(), current_actor(), number))


@accounts.route("/accounts/<int(max=9223372036854775807):number>/role", methods=["POST"])
@accounts.arguments(Query, location="query")
@accounts.arguments(RoleChangeSchema, example={"role": "caseworker"})
@accounts.response(200, AccountSchema)
def change_role(_query: dict[str, Any], asked: dict[str, str], number: int) -> use_cases.AccountView:
    """Change a role

    Holds from the account's next request.
    """
    return use_cases.change_role(current_installation(), current_actor(), number, asked["role"])


@accounts.route("/accounts/<int(max=9223372036854775807):number>/close", methods=["POST"])
@accounts.arguments(Query, location="query")
@accounts.response(200, AccountSchema)
def close_account(_query: dict[str, Any], number: int) -> use_cases.AccountView:
    """Close an account

    Its sessions and tokens are refused from now on.
    """
    return use_cases.close_account(current_installation(), current_actor(), number)


@accounts.route("/organisations")
@accounts.arguments(PageQuery, location="query")
@accounts.response(200, OrganisationPageSchema)
def list_organisations(query: dict[str, Any]) -> dict[str, Any]:
    """List organisations"""
    found, after = organisations.list_organisations(
        current_installation(), current_actor(), number_of(query.get("after")) or 0, query["limit"]
    )
    return {"organisations": found, "next": cursor_of(after)}


@accounts.route("/organisations", methods=["POST"])
@accounts.arguments(Query, location="query")
@accounts.arguments(OrganisationCreateSchema, example={"name": "Центр занятости Гомель", "kind": "employment_office", "province": "gomel"})
@accounts.response(201, OrganisationSchema)
def enter_organisation(_query: dict[str, Any], asked: dict[str, str]) -> tuple[organisations.OrganisationView, int]:
    """Enter an organisation"""
    made = organisations.enter_organisation(current_installation(), current_actor(), asked["name"], asked["kind"], asked.get("province"))
    return made, 201


def _invited(invited: use_cases.Invited) -> dict[str, Any]:
    return {
        "account": invited.account,
        "link": f"{current_installation().settings.address}/invitations/{invited.token}",
        "expires_at": invited.expires_at,
    }
