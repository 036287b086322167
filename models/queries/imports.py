"""Queries about imports of files."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.importbatch import ImportBatch


def get_last_import(session: Session, *, kind: str, sha256: str | None = None, file_name: str | None = None) -> ImportBatch | None:
    """The newest import of this kind, of this content or of this file name if given."""
    equal = {ImportBatch.sha256: sha256, ImportBatch.file_name: file_name}
    wanted = [column == value for column, value in equal.items() if value is not None]
    return session.scalar(select(ImportBatch).where(ImportBatch.kind == kind, *wanted).order_by(ImportBatch.id.desc()).limit(1))


def list_imports(session: Session, *, before: int | None = None, limit: int = 50, actor_id: str | None = None) -> list[ImportBatch]:
    """The page of imports older than number `before`, newest first, by everybody or by one actor."""
    wanted = [ImportBatch.id < before] if before is not None else []
    wanted += [ImportBatch.actor_id == actor_id] if actor_id is not None else []
    return list(session.scalars(select(ImportBatch).where(*wanted).order_by(ImportBatch.id.desc()).limit(limit)))
