"""Who makes this request: the account behind its session or its bearer token, still open, not too long away, and proved well enough."""

from datetime import UTC, datetime

import flask
from flask_login import current_user, logout_user
from flask_security.utils import parse_auth_token

from api.identity import INSTALLATION
from api.sign_in.settings import IDLE_FOR, LONGEST_SESSION
from models.account import Account
from services.accounts import actor_of, lacks_second_factor
from services.actors import Actor
from services.errors import NotSignedIn, SecondFactorNeeded
from services.sign_ins import is_ended

BEARER = "Bearer "
BEGAN, SEEN, KEY = "began_at", "seen_at", "sign_in"
"""Kept in the signed session: when it began, when it was last used (seconds), and the key of its record."""


def signed_in() -> Account | None:
    """The account behind this request, whatever it may do; None for nobody."""
    account = current_user._get_current_object()  # type: ignore[attr-defined]
    return account if isinstance(account, Account) else None


def identify(*, require_second_factor: bool = True) -> Actor:
    """Who makes this request. Raises NotSignedIn, SecondFactorNeeded."""
    account = signed_in()
    if account is None or account.closed_at is not None:
        raise NotSignedIn
    settings = flask.current_app.extensions[INSTALLATION].settings
    if require_second_factor and settings.second_factor_required and lacks_second_factor(account):
        raise SecondFactorNeeded
    return actor_of(account)


def load_bearer(request: flask.Request) -> Account | None:
    """The account of a bearer token; None for a missing, wrong or expired one. Tokens come in the header alone, never in an address."""
    header = request.headers.get("Authorization", "")
    if not header.startswith(BEARER):
        return None
    store = flask.current_app.extensions["security"].datastore
    try:
        told = parse_auth_token(header.removeprefix(BEARER).strip())
        account = store.find_user(fs_uniquifier=told["uid"])
    except Exception:  # noqa: BLE001  every way in which a token can be wrong is answered alike
        return None
    if account is None or not account.active:
        return None
    flask.g.by_token = True
    return account


def came_by_token() -> bool:
    """Whether the request proves itself by a token, which no foreign page can make a browser send."""
    return signed_in() is not None and bool(flask.g.get("by_token"))


def end_stale_session() -> None:
    """Sign out a session that was idle or lasted too long, or was ended from elsewhere."""
    if flask.session.get("_user_id") is None:
        return
    now = datetime.now(UTC).timestamp()
    began, seen = flask.session.get(BEGAN), flask.session.get(SEEN)
    stale = began is None or seen is None or now - seen > IDLE_FOR.total_seconds() or now - began > LONGEST_SESSION.total_seconds()
    if stale or is_ended(flask.current_app.extensions["security"].datastore.db.session, str(flask.session.get(KEY))):
        logout_user()
        flask.session.clear()
        return
    flask.session[SEEN] = now
