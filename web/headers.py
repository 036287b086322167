"""What every answer of the pages tells the browser: run nothing, load nothing foreign, keep nothing, be framed by nobody."""

from flask import Response, request

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HARDENING = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def is_ours(path: str) -> bool:
    """Whether a path belongs to the pages; the API hardens its own answers."""
    return path != "/api" and not path.startswith("/api/")


def harden(response: Response) -> Response:
    """Add the headers to a page or a file of the pages. Pages speak of people: nobody stores them."""
    if not is_ours(request.path):
        return response
    response.headers.update(HARDENING)
    if response.mimetype == "text/html":
        response.headers["Cache-Control"] = "no-store"
        response.vary.update(("Accept-Language", "Cookie"))
    return response
