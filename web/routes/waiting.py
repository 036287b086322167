"""How far a work is, asked every second or two by the page that waits for it: words and numbers, no page."""

from flask import jsonify
from werkzeug.wrappers import Response

from services.under_way import read_work
from web.identity import current_actor, current_installation
from web.shown.waiting import said_of


def show_work(key: str) -> Response:
    """What is being done, and how far; nothing (204) where nothing is told of it yet, or no more."""
    work = read_work(current_installation(), current_actor(), key)
    answer = Response(status=204) if work is None else jsonify(said_of(work))
    answer.headers["Cache-Control"] = "no-store"
    return answer
