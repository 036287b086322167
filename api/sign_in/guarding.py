"""What stands before every request: stale sessions end, and an unsafe request of a session carries its token against forgery."""

import flask
from flask_wtf.csrf import CSRFError, CSRFProtect

from api.problems import API_PREFIX, MalformedRequest, answer_malformed
from api.sign_in.guarded import refuse_guessing
from api.sign_in.identifying import came_by_token, end_stale_session

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
WITHOUT_SESSION = frozenset({"api-tokens.open_token"})
"""Endpoints that read no session: they prove who is there by what the request itself carries."""

csrf = CSRFProtect()


def init_guards(app: flask.Flask) -> None:
    """Guard an application."""
    csrf.init_app(app)
    app.before_request(end_stale_session)
    app.before_request(refuse_guessing)
    app.before_request(refuse_forgery)


def refuse_forgery() -> flask.Response | None:
    """Refuse an unsafe request that a foreign page may have made a signed-in browser send.

    Flask-Security's own forms check themselves; a bearer token is nothing a browser sends by itself.
    """
    request = flask.request
    if request.method in SAFE_METHODS or request.endpoint is None or request.endpoint in WITHOUT_SESSION or came_by_token():
        return None
    if request.blueprint == flask.current_app.config["SECURITY_BLUEPRINT_NAME"]:
        return None
    try:
        csrf.protect()
    except CSRFError:
        if request.path.startswith(API_PREFIX) and flask.session.get("_user_id") is None:
            return None  # nobody stands behind it: the use case says so better
        if request.path.startswith(API_PREFIX):
            return answer_malformed(MalformedRequest(400, "forged_request"))
        raise
    return None
