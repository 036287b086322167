"""What day it is where the people are. Only composition roots and routes ask; everything below is handed a day."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

MINSK = ZoneInfo("Europe/Minsk")


def today() -> date:
    """The calendar day in Minsk."""
    return datetime.now(MINSK).date()
