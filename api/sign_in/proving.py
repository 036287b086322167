"""Proving who asks in one request, for programs: address, password, and the code of the second factor where the account has one."""

from flask import current_app
from passlib.exc import TokenError

from models.account import Account, same_address
from models.queries.accounts import get_account_by_email
from services.accounts import actor_of
from services.errors import NotSignedIn
from services.installation import Installation
from services.passwords import fits

CODE_WINDOW_SECONDS = 30
"""How far two clocks may differ."""


def prove(installation: Installation, email: str, password: str, code: str) -> Account:
    """The account, when everything is right; an accepted code is used up.

    Raises NotSignedIn (`not_signed_in.wrong`) for a wrong address, password or code, and for an account that may not sign in.
    """
    with installation.sessions() as session:
        account = get_account_by_email(session, email=same_address(email))
        right = fits(password, account.password if account is not None else None)
        if account is None or not right or not account.active or account.closed_at is not None:
            raise NotSignedIn("not_signed_in.wrong")
        has_passkey = bool(account.webauthn)
    if account.tf_primary_method is not None:
        _use_up(installation, account, code)
    elif has_passkey:
        raise NotSignedIn("not_signed_in.wrong")  # a passkey cannot be shown in one request
    return account


def _use_up(installation: Installation, account: Account, code: str) -> None:
    """Accept a code once: the same code again, or an older one, is refused. Raises NotSignedIn."""
    totp = current_app.extensions["security"].totp_factory._totp  # Flask-Security's own check does not say which code
    with installation.writing(actor_of(account), "open a token") as unit:
        kept = unit.session.get_one(Account, account.id, with_for_update=True)
        try:
            match = totp.verify(code, kept.tf_totp_secret, window=CODE_WINDOW_SECONDS, last_counter=kept.tf_last_counter)
        except TokenError as error:
            raise NotSignedIn("not_signed_in.wrong") from error
        kept.tf_last_counter = match.counter
        unit.audit("account:open", kept, proved_by=["password", "authenticator"], token=True)
