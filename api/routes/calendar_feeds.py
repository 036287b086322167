"""The secret calendar of an account: made, renewed and taken away through the API; the file itself lies outside it.

A program of calendars has no session and no token: the address is the proof. So every request is counted, and what is wrong with an address
is never told.
"""

from typing import Any

import flask
from flask import Blueprint, Response, request

from api.identity import current_actor, current_installation
from api.problems import HARDENING
from api.reminders import as_calendar
from api.requests import ApiBlueprint
from api.schemas.base import Query
from api.schemas.calendar_feed import CalendarFeedSchema
from services import calendar_feeds as use_cases
from services.errors import NotFound, TooManyAttempts
from services.guards import CALENDAR, check_attempts

calendars = ApiBlueprint("calendars", "A calendar of reminders for your own account: numbers alone, no names.", "/calendar-feed")
calendar_files = Blueprint("calendar-files", __name__)

LONGEST_SECRET = 64


@calendars.route("")
@calendars.arguments(Query, location="query")
@calendars.response(200, CalendarFeedSchema)
def show(_query: dict[str, Any]) -> dict[str, Any]:
    """Show whether you have a calendar

    Its address is told only when it is made.
    """
    return _told(use_cases.read_feed_state(current_installation(), current_actor()))


@calendars.route("/renew", methods=["POST"])
@calendars.arguments(Query, location="query")
@calendars.response(200, CalendarFeedSchema)
def renew(_query: dict[str, Any]) -> dict[str, Any]:
    """Make your calendar, or give it a new address

    Whoever has the address can open it: how many things are to be done on which day, and nothing else. The address before stops working.
    """
    return _told(use_cases.renew_feed(current_installation(), current_actor()))


@calendars.route("/revoke", methods=["POST"])
@calendars.arguments(Query, location="query")
@calendars.response(200, CalendarFeedSchema)
def revoke(_query: dict[str, Any]) -> dict[str, Any]:
    """Take your calendar away

    Its address stops working at once.
    """
    return _told(use_cases.revoke_feed(current_installation(), current_actor()))


@calendar_files.route("/calendar/<secret>.ics")
def show_file(secret: str) -> Response:
    """The calendar of this address; 404 for every address that opens none, 429 after too many requests from one place."""
    try:
        check_attempts(current_installation(), CALENDAR, request.remote_addr or "-")
        feed = use_cases.read_feed(current_installation(), secret[:LONGEST_SECRET])
    except TooManyAttempts as error:
        return _hardened(Response(status=429, headers={"Retry-After": str(error.parameters["seconds"])}))
    except NotFound:
        return _hardened(Response(status=404))
    response = _hardened(Response(as_calendar(feed), mimetype="text/calendar"))
    response.headers["Content-Disposition"] = "inline; filename=reminders.ics"
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    return response.make_conditional(request)


def _hardened(response: Response) -> Response:
    response.headers.update(HARDENING)
    return response


def _told(state: use_cases.FeedState) -> dict[str, Any]:
    base = current_installation().settings.address
    address = f"{base}{flask.url_for('calendar-files.show_file', secret=state.secret)}" if state.secret else None
    return {"made_at": state.made_at, "address": address}
