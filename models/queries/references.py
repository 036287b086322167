"""The last number given under a prefix, for candidates and vacancies alike: how the next reference is found."""

from typing import Any

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

MOST_DIGITS = 9
"""Longer numbers are somebody else's way of numbering."""


def get_last_number(session: Session, *, of: InstrumentedAttribute[Any], prefix: str) -> int:
    """The greatest number n of a reference `<prefix>-<n>` in the column; 0 where there is none."""
    begins = f"{prefix}-"
    number = cast(func.substr(of, len(begins) + 1), Integer)
    numbered = of.regexp_match(f"^{begins}[0-9]{{1,{MOST_DIGITS}}}$")
    return session.scalar(select(func.max(number)).where(of.startswith(begins, autoescape=True), numbered)) or 0
