"""A notice that was read: one way for every role to say so, and one way back."""

from flask import url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from services.notices import mark_seen
from web.forms import Form, act
from web.identity import current_actor, current_installation
from web.links import kept
from web.sections import sections_of

ALONE = "notices"
"""What a first page is asked for to show the notices alone."""
TELLING = ("work", "today")
"""Sections whose page tells them; who has neither in the bar (a coordinator) is led to today from the indicators."""


def see_notice(number: int) -> Response:
    """Put a notice aside, for everybody to whom it was, and go back to the others: on the page of the reader's role that tells them, or
    where they stand alone."""

    def do(_form: Form) -> str:
        mark_seen(current_installation(), current_actor(), number)
        return _("The notice is put aside.")

    alone = kept("show") if kept("show").get("show") == ALONE else {}
    own = next((section.endpoint for section in sections_of(current_actor()) if section.name in TELLING), "web.today")
    return act(do, url_for(own, **alone, _anchor="notices"))
