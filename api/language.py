"""In which language to answer: what `?language=` asks for, else what the reader's program prefers, else Russian."""

from flask import has_request_context, request

from api.i18n import LANGUAGES

FALLBACK = "ru"


def asked_language() -> str:
    """One of LANGUAGES. An unknown `?language=` is refused by the schema of the query; here it only counts as not given."""
    if not has_request_context():
        return FALLBACK
    asked = request.args.get("language", "")
    return asked if asked in LANGUAGES else request.accept_languages.best_match(LANGUAGES, FALLBACK) or FALLBACK
