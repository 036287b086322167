"""What day it is where the people are, for the commands and routes that hand a day down."""

from services.calendar import MINSK, today

__all__ = ["MINSK", "today"]
