"""People at work, and a clock that tests set: what the tests of the follow-up share."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from services.calendar import MINSK
from services.installation import Installation
from services.kept_answers import KEEPER
from services.unit_of_work import UnitOfWork
from tests.api.conftest import WELDER, Template
from tests.api.programme import Programme, standing
from tests.api.reading import answer_of
from tests.api.test_placements import Way

PEOPLE = [WELDER | {"surname": f"Кравцелин{place}", "consent": "granted"} for place in range(3)]
HIDDEN_PERSON = "GOM-0002"
"""Of the foundation, as all of them are; nobody else may know of this one once they have an offer."""
Open = Callable[[Path], AbstractContextManager[Programme]]


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


@contextmanager
def offered_work(template: Template, folder: Path, *people: str) -> Iterator[Open]:
    """The foundation's people, some of whom have an offer of the welding work: a function that opens copies."""
    (folder / "first").mkdir()
    with standing(template, folder, PEOPLE) as opened, opened(folder / "first") as programme:
        for person in people:
            Way(programme, person).to_offer()
        answer_of(programme["most"].patch(f"/api/v1/candidates/{HIDDEN_PERSON}", json={"consent": "withheld"}))
        programme.installation.engine.dispose()
        copies = Template(template.databases, programme.installation.settings.database_url, folder / "first", template.knowledge)

        @contextmanager
        def copy(where: Path) -> Iterator[Programme]:
            with copies.copy(where) as installation:
                yield Programme(installation, programme.actors, programme.organisations)

        yield copy
