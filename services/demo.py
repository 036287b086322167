"""The demo world: invented people, vacancies and outcomes to try everything with. Never loaded where somebody is already."""

from dataclasses import dataclass
from datetime import date

from models.queries.candidates import count_candidates
from models.queries.vacancies import count_vacancies
from services.actors import Actor
from services.importing.files import import_file
from services.importing.outcome_files import import_outcomes
from services.installation import Installation
from services.permissions import authorise
from services.settings import FIXTURES_FOLDER

DEMO_FOLDER = FIXTURES_FOLDER / "demo"
DEMO_DAY = date(2026, 11, 22)
"""The day the demo world was written for; its dates make sense from here on."""
SHOWN_VACANCY = "VAC-021"


@dataclass(frozen=True, slots=True)
class DemoReport:
    """How many of each are there after loading."""

    n_candidates: int
    n_vacancies: int
    n_outcomes: int


def is_empty(installation: Installation, actor: Actor) -> bool:
    """Whether there is nobody and nothing yet."""
    authorise(actor, "candidate:read")
    with installation.reading(actor, "look whether anybody is here") as unit:
        return not count_candidates(unit.session) and not count_vacancies(unit.session)


def load_demo_world(installation: Installation, actor: Actor) -> DemoReport:
    """Import the demo files; importing them again changes nothing."""
    authorise(actor, "demo_world:load")
    people, posts = (
        import_file(installation, actor, DEMO_FOLDER / f"{kind}.csv", kind, as_of=DEMO_DAY).n_read for kind in ("candidates", "vacancies")
    )
    return DemoReport(people, posts, import_outcomes(installation, actor, DEMO_FOLDER / "outcomes.csv").n_read)
