"""Migrating a database and giving it what every installation needs: taxonomy, rules and weights. Running it again changes nothing."""

from dataclasses import dataclass

from services import database
from services.actors import Actor
from services.errors import Conflict
from services.first_sealing import Progress, require_sealed, seal_what_is_set_aside
from services.installation import Installation
from services.settings import FIXTURES_FOLDER
from services.taxonomy_records import load_pilot_taxonomy
from services.versions import store_reviewed_files


@dataclass(frozen=True, slots=True)
class UpgradeReport:
    """Revisions before and after (None: an empty database), whether the taxonomy was loaded anew, how many rows were sealed."""

    before: str | None
    after: str | None
    taxonomy_loaded: bool
    n_sealed: int = 0


def upgrade_database(installation: Installation, actor: Actor, progress: Progress = lambda *_: None) -> UpgradeReport:
    """Migrate to the newest revision, seal what an older one kept in the clear, and load the reference content of this release."""
    before = database.current_revision(installation.engine)
    if database.needs_upgrade(installation.engine):
        database.upgrade(installation.engine)
    installation.keys()  # made now, where an operator sees what is missing
    n_sealed = seal_what_is_set_aside(installation, actor, progress)
    with installation.writing(actor, "load reference content") as unit:
        loaded = load_pilot_taxonomy(unit, FIXTURES_FOLDER / "taxonomy")
        store_reviewed_files(unit)
    return UpgradeReport(before, database.current_revision(installation.engine), loaded, n_sealed)


def require_current_database(installation: Installation, actor: Actor) -> None:
    """Make sure the database can be worked with: an empty one is set up, an outdated one is refused (`conflict.database_outdated`)."""
    revision = database.current_revision(installation.engine)
    if revision is None:
        upgrade_database(installation, actor)
    elif database.needs_upgrade(installation.engine):
        raise Conflict("conflict.database_outdated", remedy="upgrade_database", parameters={"revision": revision})
    else:
        require_sealed(installation.engine)
