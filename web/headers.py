"""What every answer of the pages tells the browser: run nothing foreign, load nothing foreign, keep nothing, be framed by nobody."""

import secrets

from flask import Response, current_app, g, request

HARDENING = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
TWO_YEARS = "max-age=63072000"
PICTURES_IN_PLACE = frozenset({"security.two_factor_setup", "security.two_factor_setup_validate"})
"""Pages that draw a picture into themselves: the secret of an authenticator must not become a file with an address."""


def script_nonce() -> str:
    """The word that lets a script of this very page run; drawn anew for every answer, so nobody can know it beforehand."""
    if "script_nonce" not in g:
        g.script_nonce = secrets.token_urlsafe(16)
    nonce: str = g.script_nonce
    return nonce


def content_security_policy(nonce: str | None, *, pictures_in_place: bool = False) -> str:
    """The policy of a page: nothing but our own styles, pictures, forms and partial updates, and scripts that know the nonce."""
    scripts = f"'nonce-{nonce}'" if nonce else "'none'"
    pictures = "'self' data:" if pictures_in_place else "'self'"
    return (
        f"default-src 'none'; style-src 'self'; img-src {pictures}; script-src {scripts}; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def is_ours(path: str) -> bool:
    """Whether a path belongs to the pages; the API hardens its own answers."""
    return path != "/api" and not path.startswith("/api/")


def harden(response: Response) -> Response:
    """Add the headers to a page or a file of the pages. Pages speak of people: nobody stores them."""
    if current_app.config.get("SESSION_COOKIE_SECURE"):
        response.headers["Strict-Transport-Security"] = TWO_YEARS
    if not is_ours(request.path):
        return response
    response.headers.update(HARDENING)
    policy = content_security_policy(g.get("script_nonce"), pictures_in_place=request.endpoint in PICTURES_IN_PLACE)
    response.headers["Content-Security-Policy"] = policy
    if response.mimetype == "text/html":
        response.headers["Cache-Control"] = "no-store"
        response.vary.update(("Accept-Language", "Cookie"))
    return response
