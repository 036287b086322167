"""Cursors: the number of the last record of a page, in a form that invites nobody to count with it."""

import base64
import binascii
import re

from api.schemas.fields import LARGEST
from services.errors import InvalidValue

_INSIDE = re.compile(rb"after:(\d{1,19})")


def cursor_of(number: int | None) -> str | None:
    """The cursor of the page after this record; None where there is no more."""
    return None if number is None else base64.urlsafe_b64encode(b"after:%d" % number).decode().rstrip("=")


def number_of(cursor: str | None) -> int | None:
    """The number in a cursor; None without one. Raises InvalidValue (`invalid_value.cursor`) for a cursor that we never gave."""
    if cursor is None:
        return None
    try:
        inside = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        inside = b""
    match = _INSIDE.fullmatch(inside)
    if match is None or int(match[1]) > LARGEST:
        raise InvalidValue("invalid_value.cursor", field="after", remedy="start_again")
    return int(match[1])
