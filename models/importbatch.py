"""One import of one file: what it was, what it brought. The rows themselves become candidates and vacancies."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped

from models import codes
from models.base import IDENTIFIER, Base, UtcDateTime, at_least, not_blank, one_of, personal, public, restricted, utc_now
from models.sealing import Sealed, SealedRecord, sealed_json


class ImportBatch(SealedRecord, Base):
    """Counts add up: every row read was created, changed, left as it was, or rejected. The report quotes cells: sealed."""

    __tablename__ = "import_batch"
    __table_args__ = (
        one_of("kind", codes.IMPORT_KINDS),
        not_blank("file_name"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
        at_least("n_created", 0),
        at_least("n_changed", 0),
        at_least("n_unchanged", 0),
        at_least("n_rejected", 0),
        CheckConstraint("n_rows = n_created + n_changed + n_unchanged + n_rejected", name="counts_add_up"),
        Index(None, "kind", "sha256"),
    )
    __noun__ = "import_batch"
    __reference__ = "id"
    __sealed__ = ("report",)

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    kind: Mapped[str] = public(String(16))
    file_name: Mapped[str] = personal(String(300))
    sha256: Mapped[str] = public(String(64))
    n_rows: Mapped[int] = public(default=0)
    n_created: Mapped[int] = public(default=0)
    n_changed: Mapped[int] = public(default=0)
    n_unchanged: Mapped[int] = public(default=0)
    n_rejected: Mapped[int] = public(default=0)
    _report: Mapped[bytes | None] = restricted("report", Sealed, audit="fact")
    report = sealed_json()
    actor_id: Mapped[str] = public(String(64))
    created_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
