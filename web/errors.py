"""Pages for what went wrong, in the person's language, with what to do next. Errors below /api/ are left to the API."""

from flask import Flask, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from api.logs import correlation_id
from api.problems import error_sentence, status_of
from services.errors import DomainError, NotSignedIn, SecondFactorNeeded
from web.headers import is_ours
from web.languages import current_language
from web.sent_again import is_worth_keeping, sent_again_page

KEPT_HEADERS = ("Allow", "Retry-After", "Location")


def init_errors(app: Flask) -> None:
    """Show errors of pages as pages; whatever stood ready for errors before goes on answering for the API."""
    before = app.error_handler_spec[None][None].get(HTTPException)

    def answer(error: HTTPException) -> object:
        if is_ours(request.path):
            return http_error_page(error)
        return before(error) if before else error

    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(DomainError, domain_error_page)  # of pages that an extension brought; the API has handlers of its own


def http_error_page(error: HTTPException) -> Response | HTTPException:
    """An error of HTTP as a page; a redirect stays one."""
    status = error.code or 500
    if status < 400:
        return error
    if isinstance(error, CSRFError) and is_worth_keeping():
        return sent_again_page()
    number = None
    if status >= 500:
        number = correlation_id()
    title, remedy = _sentences(status)
    response = make_response(render_template("error.html", title=title, remedy=remedy, number=number), status)
    response.headers.extend({name: value for name, value in error.get_headers() if name in KEPT_HEADERS})
    return response


def domain_error_page(error: DomainError) -> BaseResponse:
    """A domain error as a page: the same sentence as the API and the terminal give. Whoever has to sign in first is led there."""
    if isinstance(error, NotSignedIn) and is_worth_keeping():
        return sent_again_page()
    if isinstance(error, NotSignedIn):
        return redirect(url_for("security.login", next=request.full_path.rstrip("?") if request.method == "GET" else None))
    if isinstance(error, SecondFactorNeeded):
        return redirect(url_for("security.two_factor_setup"))
    status = status_of(error)
    title = _("This is not here") if status == 404 else _sentences(status)[0]
    sentence = error_sentence(error, current_language())
    return make_response(render_template("error.html", title=title, remedy=sentence, number=None), status)


def _sentences(status: int) -> tuple[str, str]:
    known = {
        403: (_("You may not see this"), _("Ask your coordinator if you need it for your work.")),
        404: (_("There is no such page"), _("Check the address, or search by number or name.")),
        405: (_("This cannot be done here"), _("This page can only be read. Go back and try again.")),
        413: (_("This is too much at once"), _("At most 2 MB can be sent. Go back and send less, or a smaller file.")),
        422: (_("This was not understood"), _("Check what the address asks for.")),
        429: (_("Too often in a short time"), _("Wait a little and try again.")),
        503: (_("Just now this cannot be done"), _("Nothing was lost. Try again in a minute.")),
    }
    if status >= 500 and status not in known:
        return _("Something went wrong on our side"), _("Nothing was lost. Try again; if it happens again, tell us the number below.")
    return known.get(status, (_("This was not understood"), _("Go back and try again.")))
