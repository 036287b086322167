"""People with an offer of work: what the tests of the follow-up share."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tests.api.conftest import WELDER, Template
from tests.api.programme import Programme, standing
from tests.api.reading import answer_of
from tests.api.test_placements import Way

PEOPLE = [WELDER | {"surname": f"Кравцелин{place}", "consent": "granted"} for place in range(3)]
HIDDEN_PERSON = "GOM-0002"
"""Of the foundation, as all of them are; nobody else may know of this one once they have an offer."""
Open = Callable[[Path], AbstractContextManager[Programme]]


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
