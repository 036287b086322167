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


def see_notice(number: int) -> Response:
    """Put a notice aside, for everybody to whom it was, and go back to the others: on the first page of the reader's role, or where
    the notices stand alone."""

    def do(_form: Form) -> str:
        mark_seen(current_installation(), current_actor(), number)
        return _("The notice is put aside.")

    alone = kept("show") if kept("show").get("show") == ALONE else {}
    return act(do, url_for(sections_of(current_actor())[0].endpoint, **alone, _anchor="notices"))
