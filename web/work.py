"""Long work of a page: the page that waits draws a key and sends it along, and asks by it how far the work is (web/static/waiting.js)."""

from contextlib import AbstractContextManager

from flask import request

from services.under_way import Tell, telling
from web.identity import current_actor, current_installation

WORK, HEADER = "work", "Kladka-Work"
"""Where the key stands: a field of the form or of the address, a header of a partial update. Without script there is none."""


def work_under_way() -> AbstractContextManager[Tell]:
    """What the work inside calls to say how far it is."""
    key = request.headers.get(HEADER) or request.form.get(WORK) or request.args.get(WORK)
    return telling(current_installation(), current_actor(), key)
