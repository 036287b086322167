"""In which language a page speaks: what ?language= asks for (then kept in a cookie), else the cookie, else the browser, else Russian."""

from flask import Response, request

from api.i18n import LANGUAGES

COOKIE = "language"
DEFAULT = "ru"
KEPT_FOR = 365 * 24 * 3600
"""Seconds for which a choice is remembered."""
NAMES = {"ru": "Русский", "be": "Беларуская", "en": "English"}


def current_language() -> str:
    """One of LANGUAGES; what we do not speak counts as not asked for."""
    for asked in (request.args.get("language"), request.cookies.get(COOKIE)):
        if asked in LANGUAGES:
            return asked
    return request.accept_languages.best_match(LANGUAGES, DEFAULT) or DEFAULT


def remember_language(response: Response) -> Response:
    """Keep a choice that was made on this page."""
    asked = request.args.get("language")
    if asked in LANGUAGES:
        response.set_cookie(COOKIE, asked, max_age=KEPT_FOR, httponly=True, secure=request.is_secure, samesite="Lax")
    return response
