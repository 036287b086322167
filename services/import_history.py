"""Past imports as use cases: list them, show one with its report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.importbatch import ImportBatch
from models.queries.imports import list_imports as list_records
from services.actors import Actor
from services.audited import AuditedView
from services.errors import NotFound
from services.installation import Installation
from services.pages import check_page
from services.permissions import Reach, authorise, reach_of


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """One import, as a list shows it."""

    id: int
    kind: str
    file_name: str
    sha256: str
    n_rows: int
    n_created: int
    n_changed: int
    n_unchanged: int
    n_rejected: int
    actor: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ImportView(AuditedView):
    """An import with its report, which quotes doubtful cells of the file."""

    summary: ImportSummary
    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ImportPage:
    """Some imports, newest first, and the number to go on below (None: no more)."""

    imports: tuple[ImportSummary, ...]
    after: int | None


def list_imports(installation: Installation, actor: Actor, before: int | None = None, limit: int = 50) -> ImportPage:
    """A page of imports (one's own, but for the command line), newest first, 1 to 200 of them."""
    own = authorise(actor, "import:read") is not Reach.ANY
    check_page(limit)
    with installation.reading(actor, "list imports") as unit:
        found = list_records(unit.session, before=before, limit=limit + 1, actor_id=actor.id if own else None)
        return ImportPage(tuple(map(_summary, found[:limit])), found[limit - 1].id if len(found) > limit else None)


def show_import(installation: Installation, actor: Actor, number: int) -> ImportView:
    """One import with its report. Raises Forbidden, NotFound (`not_found.import_batch`)."""
    authorise(actor, "import:read")
    with installation.writing(actor, "show an import") as unit:
        batch = unit.session.get(ImportBatch, number)
        if batch is None or not (reach_of(actor, "import:read") is Reach.ANY or batch.actor_id == actor.id):
            raise NotFound.record("import_batch", number)
        with unit.disclosing("import_batch:read", batch, "report"):
            return ImportView(_summary(batch), batch.report or {})


def _summary(b: ImportBatch) -> ImportSummary:
    return ImportSummary(
        b.id, b.kind, b.file_name, b.sha256, b.n_rows, b.n_created, b.n_changed, b.n_unchanged, b.n_rejected, b.actor_id, b.created_at
    )
