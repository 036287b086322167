"""Cursors: the number of the last record of a page, in a form that invites nobody to count with it."""

import base64
import binascii
import re
from datetime import date

from api.schemas.fields import LARGEST
from services.errors import InvalidValue

_INSIDE = re.compile(rb"after:(\d{1,19})")
_DAY_INSIDE = re.compile(rb"after:(\d{4}-\d\d-\d\d):(\d{1,19})")


def cursor_of(number: int | None) -> str | None:
    """The cursor of the page after this record; None where there is no more."""
    return None if number is None else base64.urlsafe_b64encode(b"after:%d" % number).decode().rstrip("=")


def number_of(cursor: str | None) -> int | None:
    """The number in a cursor; None without one. Raises InvalidValue (`invalid_value.cursor`) for a cursor that we never gave."""
    if cursor is None:
        return None
    match = _INSIDE.fullmatch(_opened(cursor))
    if match is None or int(match[1]) > LARGEST:
        raise _not_ours()
    return int(match[1])


def day_cursor_of(place: tuple[date, int] | None) -> str | None:
    """The cursor of the page after this day and record, of lists in order of days; None where there is no more."""
    return None if place is None else base64.urlsafe_b64encode(f"after:{place[0]}:{place[1]}".encode()).decode().rstrip("=")


def day_and_number_of(cursor: str | None) -> tuple[date, int] | None:
    """The day and the number in such a cursor. Raises as `number_of`."""
    if cursor is None:
        return None
    match = _DAY_INSIDE.fullmatch(_opened(cursor))
    try:
        day, number = (date.fromisoformat(match[1].decode()), int(match[2])) if match else (date.min, LARGEST + 1)
    except ValueError:
        raise _not_ours() from None
    if number > LARGEST:
        raise _not_ours()
    return day, number


def _opened(cursor: str) -> bytes:
    try:
        return base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""


def _not_ours() -> InvalidValue:
    return InvalidValue("invalid_value.cursor", field="after", remedy="start_again")
