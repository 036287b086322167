"""A notice that was read: one way for every role to say so, and one way back."""

from flask import url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from services.notices import mark_seen
from web.forms import Form, act
from web.identity import current_actor, current_installation
from web.sections import sections_of


def see_notice(number: int) -> Response:
    """Put a notice aside, for everybody to whom it was, and go back to the others on the first page of the reader's role."""

    def do(_form: Form) -> str:
        mark_seen(current_installation(), current_actor(), number)
        return _("The notice is put aside.")

    return act(do, url_for(sections_of(current_actor())[0].endpoint, _anchor="notices"))
