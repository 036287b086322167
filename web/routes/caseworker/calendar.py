"""A calendar of reminders for one's own programs: numbers alone. Its address is shown once, on the answer that made it."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from services.calendar_feeds import FeedState, read_feed_state, renew_feed, revoke_feed
from web.forms import tell
from web.identity import current_actor, current_installation


def show() -> str:
    """Whether one has a calendar."""
    return _page(read_feed_state(current_installation(), current_actor()))


def renew() -> str:
    """Make it, or give it a new address."""
    return _page(renew_feed(current_installation(), current_actor()))


def revoke() -> Response:
    """Take it away."""
    revoke_feed(current_installation(), current_actor())
    tell(_("The calendar is taken away; its address opens nothing any more."))
    return redirect(url_for("web.reminders"), 303)


def _page(state: FeedState) -> str:
    path = url_for("calendar-files.show_file", secret=state.secret) if state.secret else ""
    address = f"{current_installation().settings.address}{path}" if path else ""
    return render_template("caseworker/reminders.html", state=state, address=address)
