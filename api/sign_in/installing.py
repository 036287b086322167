"""Putting sign-in onto an application."""
# ruff: noqa: ARG002  (Flask-Security says what its methods are given)

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import flask
from flask_login import user_logged_out
from flask_security import MailUtil, PasswordUtil, Security, Totp, WebauthnUtil, user_authenticated
from webauthn.helpers.structs import AuthenticatorSelectionCriteria, UserVerificationRequirement

from api.i18n import words
from api.identity import INSTALLATION
from api.language import asked_language
from api.sign_in.guarding import init_guards
from api.sign_in.identifying import BEGAN, KEY, SEEN, load_bearer
from api.sign_in.settings import security_settings
from api.sign_in.store import AccountStore, close_session
from models.account import Account
from services import sign_ins
from services.accounts import actor_of
from services.errors import InvalidValue
from services.guards import CODE, SIGN_IN, clear_attempts
from services.installation import Installation
from services.mail import send_mail
from services.passwords import check_password


class KladkaPasswords(PasswordUtil):  # type: ignore[misc]
    """The same judgement of a new password as an invitation's."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        """What is wrong with the password, in the reader's words, and its normal form."""
        account = kwargs.get("user")
        about = (account.email, account.name) if isinstance(account, Account) else ()
        try:
            check_password(password, about=about)
        except InvalidValue as error:
            return [words(asked_language()).error(error)], self.normalize(password)
        return None, self.normalize(password)


class KladkaCodes(Totp):  # type: ignore[misc]
    """Codes of an authenticator, each accepted once."""

    def get_last_counter(self, user: Account) -> int | None:
        """The time step of the last code accepted from this account."""
        return user.tf_last_counter

    def set_last_counter(self, user: Account, tmatch: Any) -> None:
        """Remember the time step of a code; stored with the rest of this request's changes."""
        store = flask.current_app.extensions["security"].datastore
        user.tf_last_counter = tmatch.counter
        store.put(user)
        store.commit()


class KladkaPasskeys(WebauthnUtil):  # type: ignore[misc]
    """What a new passkey has to be able to do."""

    def authenticator_selection(self, user: Account, usage: str) -> AuthenticatorSelectionCriteria:
        """Wherever it is kept: Flask-Security asks for a key on a key ring, and our people have telephones and office computers."""
        wanted = super().authenticator_selection(user, usage)
        wanted.authenticator_attachment = None
        if usage == "first":
            wanted.user_verification = UserVerificationRequirement.REQUIRED  # it stands for password and second factor
        return wanted


class KladkaMail(MailUtil):  # type: ignore[misc]
    """Letters go through the one place that sends any."""

    def send_mail(
        self, template: str, subject: str, recipient: Any, sender: Any, body: str | None, html: str | None, **kwargs: Any
    ) -> None:
        """Send the plain text of a letter."""
        installation: Installation = flask.current_app.extensions[INSTALLATION]
        send_mail(installation.settings, str(recipient), str(subject), body or "")


def init_sign_in(app: flask.Flask, installation: Installation, sentences: Path, *, over_https: bool) -> Security:
    """Accounts, sessions, second factors and tokens for an application that has a secret key.

    sentences: folder with what Flask-Security says in our languages, compiled; over_https: cookies only travel encrypted.
    """
    app.config.update(security_settings(app.config["SECRET_KEY"], sentences, over_https=over_https))
    app.extensions.setdefault(INSTALLATION, installation)
    store = AccountStore(installation)
    init_guards(app)
    security = Security(
        app, store, password_util_cls=KladkaPasswords, mail_util_cls=KladkaMail, totp_cls=KladkaCodes, webauthn_util_cls=KladkaPasskeys
    )
    app.login_manager.request_loader(load_bearer)  # type: ignore[attr-defined]
    app.teardown_appcontext(close_session)
    user_authenticated.connect(_begin, app)
    user_logged_out.connect(_end, app)
    return security


def _begin(_app: flask.Flask, user: Account, authn_via: list[str] | None = None, **_: Any) -> None:
    """A new session: nothing of a session from before goes on in it."""
    now = datetime.now(UTC).timestamp()
    flask.session[BEGAN] = flask.session[SEEN] = now
    device = flask.request.user_agent.string
    installation: Installation = flask.current_app.extensions[INSTALLATION]
    flask.session[KEY] = sign_ins.begin(installation, user, device, tuple(authn_via or ()))
    for guard, subject in ((SIGN_IN, user.email), (CODE, user.fs_uniquifier)):
        clear_attempts(installation, guard, subject)


def _end(_app: flask.Flask, user: Any = None, **_: Any) -> None:
    key = flask.session.pop(KEY, None)
    if key is not None and isinstance(account := getattr(user, "_get_current_object", lambda: user)(), Account):
        sign_ins.end(flask.current_app.extensions[INSTALLATION], actor_of(account), key)
