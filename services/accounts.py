"""Accounts as use cases: invite somebody, accept an invitation, change a role, close an account, list. Signing in itself is the API's.

Nobody registers by themselves. An invitation is a link that works once and for a week; only its digest is stored. An account that is
closed or loses a right is refused at its next request, because every request reads the account anew.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from models.account import Account, Invitation, same_address
from models.organisation import Employer, Organisation
from models.queries.accounts import get_account, get_account_by_email, get_invitation
from models.queries.accounts import list_accounts as list_records
from services.actors import Actor, Role
from services.errors import Conflict, Forbidden, InvalidValue, NotFound
from services.installation import Installation
from services.pages import check_page
from services.passwords import check_password, hashed
from services.permissions import authorise, needs_second_factor

INVITATION_LASTS = timedelta(days=7)
ROLES = frozenset(role for role in Role if role is not Role.SYSTEM)
MAY_INVITE: dict[Role, frozenset[Role]] = {
    Role.COORDINATOR: frozenset({Role.EXPERT, Role.CASEWORKER, Role.EMPLOYER}),
    Role.ADMINISTRATOR: ROLES,
    Role.SYSTEM: ROLES,
}
"""Who may hand out which role: a coordinator makes nobody their equal."""


@dataclass(frozen=True, slots=True)
class Invite:
    """Whom to invite, as what, for whom. organisation: number of the organisation; employer: number of the employer, for employers."""

    email: str
    name: str
    role: str
    organisation: int | None = None
    employer: int | None = None
    language: str = "ru"


@dataclass(frozen=True, slots=True)
class Invited:
    """An account with the one word that opens it. The token is told once and stored nowhere."""

    account: "AccountView"
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as those who manage accounts see it."""

    id: int
    email: str
    name: str
    role: str
    organisation: str | None
    employer: str | None
    state: str
    second_factor: bool
    created_at: datetime


def actor_of(account: Account) -> Actor:
    """The actor that an account stands for."""
    return Actor(
        id=str(account.id),
        name=account.name,
        role=Role(account.role),
        organisation=account.organisation.name if account.organisation else None,
        organisation_id=account.organisation_id,
        employer_id=account.employer_id,
    )


def invite(installation: Installation, actor: Actor, command: Invite) -> Invited:
    """Make an account that waits for its owner, and the invitation to it.

    Raises Forbidden (`forbidden.role`), InvalidValue (role, organisation, employer), Conflict (`conflict.account`).
    """
    authorise(actor, "account:invite")
    role = _role(actor, command.role)
    with installation.writing(actor, "invite somebody") as unit:
        if get_account_by_email(unit.session, email=command.email) is not None:
            raise Conflict("conflict.account", field="email", remedy="invite_again")
        account = Account(
            email=same_address(command.email), name=command.name.strip(), role=role.value, language=command.language, active=False,
            fs_uniquifier=secrets.token_hex(32), organisation=_organisation(unit.session, command),
            employer=_employer(unit.session, command),
        )  # fmt: skip
        unit.session.add(account)
        unit.session.flush()
        unit.audit("account:invite", account, role=role.value)
        return _invited(account, actor, unit.now())


def invite_again(installation: Installation, actor: Actor, number: int) -> Invited:
    """A new link for somebody who lost theirs, or their password; links given before stop working. A second factor stays asked for.

    Raises Forbidden, NotFound (`not_found.account`), Conflict (`conflict.account_closed`).
    """
    authorise(actor, "account:invite")
    with installation.writing(actor, "invite somebody again") as unit:
        account = _account(unit.session, number)
        _role(actor, account.role)
        if account.closed_at is not None:
            raise Conflict("conflict.account_closed", remedy="invite_new")
        for earlier in account.invitations:
            earlier.used_at = earlier.used_at or unit.now()
        unit.audit("account:invite", account, again=True)
        return _invited(account, actor, unit.now())


def accept_invitation(installation: Installation, token: str, password: str) -> AccountView:
    """Set the password of the account that the token opens; every session of before ends. The second factor, if any, stays.

    Raises NotFound (`not_found.invitation`: unknown, used or expired, all answered alike), InvalidValue (the password).
    """
    nobody = Actor("invitation", "Invitation", Role.SYSTEM)
    with installation.writing(nobody, "accept an invitation") as unit:
        invitation = get_invitation(unit.session, token_digest=digest_of(token))
        open_until = invitation.expires_at if invitation is not None and invitation.used_at is None else None
        if invitation is None or open_until is None or open_until <= unit.now() or invitation.account.closed_at is not None:
            raise NotFound("not_found.invitation", remedy="ask_coordinator")
        account = invitation.account
        check_password(password, about=(account.email, account.name))
        unit.actor = actor_of(account)
        account.password, account.active, account.fs_uniquifier = hashed(password), True, secrets.token_hex(32)
        invitation.used_at = unit.now()
        unit.audit("account:accept", account)
        return view_of(account)


def close_account(installation: Installation, actor: Actor, number: int) -> AccountView:
    """End an account: its sessions and tokens are refused from now on. Its records stay. Raises Forbidden, NotFound."""
    authorise(actor, "account:close")
    with installation.writing(actor, "close an account") as unit:
        account = _account(unit.session, number)
        _role(actor, account.role)
        account.active, account.closed_at, account.fs_uniquifier = False, account.closed_at or unit.now(), secrets.token_hex(32)
        unit.audit("account:close", account)
        return view_of(account)


def change_role(installation: Installation, actor: Actor, number: int, role: str) -> AccountView:
    """Give an account another role among those that work for an organisation. Raises Forbidden, NotFound, InvalidValue."""
    authorise(actor, "account:change")
    with installation.writing(actor, "change a role") as unit:
        account = _account(unit.session, number)
        if str(account.id) == actor.id:
            raise Forbidden("forbidden.own_role")
        if "employer" in (role, account.role) and role != account.role:
            raise InvalidValue("invalid_value.role", field="role", remedy="invite_new", parameters={"role": role})
        account.role = _role(actor, role).value
        unit.audit("account:change", account)
        return view_of(account)


def list_accounts(
    installation: Installation, actor: Actor, after: int = 0, limit: int = 50, words: str = ""
) -> tuple[tuple[AccountView, ...], int | None]:
    """A page of accounts in order of entry, 1 to 200 of them, and the number to go on after.

    words: part of a name, an address, or of whom they work for; everybody without any.
    """
    authorise(actor, "account:read")
    check_page(limit)
    with installation.reading(actor, "list accounts") as unit:
        found = list_records(unit.session, after=after, limit=limit + 1, words=words)
        return tuple(map(view_of, found[:limit])), found[limit - 1].id if len(found) > limit else None


def digest_of(token: str) -> str:
    """What is stored of a token: it is long and random, so a plain SHA-256 says nothing of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def view_of(account: Account) -> AccountView:
    """The account as values."""
    state = "closed" if account.closed_at else "active" if account.active else "invited"
    return AccountView(
        account.id, account.email, account.name, account.role, account.organisation.name if account.organisation else None,
        account.employer.name if account.employer else None, state, account.has_second_factor, account.created_at,
    )  # fmt: skip


def lacks_second_factor(account: Account) -> bool:
    """Whether the account's role needs more proof than this account can give."""
    return needs_second_factor(Role(account.role)) and not account.has_second_factor


def _invited(account: Account, actor: Actor, now: datetime) -> Invited:
    token = secrets.token_urlsafe(32)
    expires_at = now.astimezone(UTC) + INVITATION_LASTS
    account.invitations.append(Invitation(token_digest=digest_of(token), invited_by=actor.id, created_at=now, expires_at=expires_at))
    return Invited(view_of(account), token, expires_at)


def _account(session: Session, number: int) -> Account:
    account = get_account(session, account_id=number)
    if account is None:
        raise NotFound.record("account", number)
    return account


def _role(actor: Actor, role: str) -> Role:
    if role not in ROLES:
        raise InvalidValue("invalid_value.role", field="role", parameters={"role": role})
    if role not in MAY_INVITE.get(actor.role, frozenset()):
        raise Forbidden("forbidden.role", parameters={"role": role})
    return Role(role)


def _organisation(session: Session, command: Invite) -> Organisation | None:
    if command.role == Role.EMPLOYER or (command.organisation is None and command.role in (Role.ADMINISTRATOR, Role.AUDITOR)):
        return None
    found = session.get(Organisation, command.organisation) if command.organisation is not None else None
    if found is None:
        raise InvalidValue("invalid_value.account_organisation", field="organisation")
    return found


def _employer(session: Session, command: Invite) -> Employer | None:
    if command.role != Role.EMPLOYER:
        return None
    found = session.get(Employer, command.employer) if command.employer is not None else None
    if found is None:
        raise InvalidValue("invalid_value.account_employer", field="employer")
    return found
