"""What somebody sent after their session had ended: it stays on a page, to be sent once more after signing in. Nothing of it is stored."""

from flask import Response, make_response, render_template, request
from werkzeug.urls import iri_to_uri

from api.sign_in.settings import IDLE_FOR
from web.forms import TOKEN
from web.identity import current_reader

SECRET = "password"  # noqa: S105  (part of the names of fields that no page may repeat)


def is_worth_keeping() -> bool:
    """Whether this request is a form of one of our own pages with something written in it.

    A page of somebody else's may send a form here, too; a browser tells where it came from, and what does not tell is not repeated.
    """
    written = [name for name in request.form if name != TOKEN]
    return request.method == "POST" and bool(written) and not any(SECRET in name for name in written) and _came_from_us()


def sent_again_page() -> Response:
    """The page that keeps what was sent, with how to sign in beside it and a button that sends it."""
    reader = current_reader()
    fields = [(name, value) for name in request.form if name != TOKEN for value in request.form.getlist(name)]
    page = render_template(
        "sent_again.html", fields=fields, address=iri_to_uri(request.full_path.rstrip("?")), minutes=IDLE_FOR.seconds // 60,
        signed_in=reader is not None, with_file=any(file.filename for file in request.files.values()),
    )  # fmt: skip
    return make_response(page, 401 if reader is None else 400)


def _came_from_us() -> bool:
    told = request.headers.get("Sec-Fetch-Site")
    if told is not None:
        return told == "same-origin"
    return request.headers.get("Origin", "").partition("://")[2] == request.host
