"""One's own account and sessions, and accepting an invitation."""

from flask import make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from api.i18n import words
from api.sign_in.identifying import KEY, identify, signed_in
from services import sign_ins
from services.accounts import accept_invitation, view_of
from services.errors import InvalidValue, NotSignedIn
from web.identity import current_installation
from web.languages import current_language
from web.shown.device import device_name


def show_account() -> str:
    """Who one is here, and where one is signed in. Open also before the second factor is set up: it leads there."""
    actor, account = identify(require_second_factor=False), signed_in()
    if account is None:
        raise NotSignedIn
    sessions = sign_ins.list_own(current_installation(), actor, str(session.get(KEY)))
    return render_template("account/own.html", account=view_of(account), sessions=sessions, device_name=device_name)


def end_session(number: int) -> Response:
    """Sign another device out."""
    sign_ins.end_other(current_installation(), identify(require_second_factor=False), number)
    return redirect(url_for("web.account"))


def show_invitation(token: str) -> Response:
    """Set the password of the account that the link opens; a wrong link is told when it is used, whatever was wrong with it."""
    fault, accepted = None, False
    if request.method == "POST":
        try:
            accept_invitation(current_installation(), token, request.form.get("password", ""))
            accepted = True
        except InvalidValue as error:
            fault = words(current_language()).error(error)
    page = render_template("account/invitation.html", fault=fault, accepted=accepted)
    return make_response(page, 422 if fault else 200)
