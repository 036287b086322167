"""What day it is where the people are. Consents end at midnight in Minsk, wherever the machine stands."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.base import utc_now

MINSK = ZoneInfo("Europe/Minsk")


def minsk_day(instant: datetime) -> date:
    """The calendar day in Minsk at an (aware) instant."""
    return instant.astimezone(MINSK).date()


def today() -> date:
    """The calendar day in Minsk now."""
    return minsk_day(utc_now())
