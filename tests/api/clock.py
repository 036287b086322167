"""A clock that tests set: what every unit of work of a test takes for now."""

from datetime import date, datetime, time, timedelta

import pytest

from services.calendar import MINSK
from services.installation import Installation
from services.kept_answers import KEEPER
from services.unit_of_work import UnitOfWork


def start_of(day: date) -> datetime:
    """The first instant of a day in Minsk."""
    return datetime.combine(day, time(), MINSK)


class Clock:
    """What the units of work of this test take for now."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.patch = monkeypatch

    def set(self, instant: datetime) -> None:
        """From now on it is this instant."""

        def unit(place: Installation, actor: object, purpose: str, *, writes: bool) -> UnitOfWork:
            keeper = KEEPER.get() if writes else None
            return UnitOfWork(place.sessions, actor, purpose, writes=writes, now=lambda: instant, keeper=keeper)  # type: ignore[arg-type]

        self.patch.setattr(Installation, "writing", lambda place, actor, purpose: unit(place, actor, purpose, writes=True))
        self.patch.setattr(Installation, "reading", lambda place, actor, purpose: unit(place, actor, purpose, writes=False))

    def noon(self, day: date) -> None:
        """The middle of a day in Minsk."""
        self.set(start_of(day) + timedelta(hours=12))
