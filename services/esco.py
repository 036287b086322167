"""Importing the published ESCO CSV files on top of the pilot taxonomy.

ESCO's concepts become concepts of our own; one that the pilot already names (the same URI) gains ESCO's English labels and relations and
keeps its own. Importing the same files again changes nothing. Source: the European Commission's ESCO classification.
"""

import csv
import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from matcher.taxonomy import Concept as ConceptValue
from matcher.types import ConceptKind
from models.importbatch import ImportBatch
from models.taxonomy import Concept, ConceptBroader, ConceptLabel, OccupationSkill
from services.actors import Actor
from services.errors import InvalidValue
from services.installation import Installation
from services.permissions import authorise
from services.taxonomy_records import label_rows

CONCEPT_FILES = {"skills_en.csv": ConceptKind.SKILL, "occupations_en.csv": ConceptKind.OCCUPATION}
BROADER_FILES = ("broaderRelationsSkillPillar.csv", "broaderRelationsOccPillar.csv")
RELATION_FILE = "occupationSkillRelations.csv"
COLUMNS = {
    **dict.fromkeys(CONCEPT_FILES, ("conceptUri", "preferredLabel", "altLabels")),
    **dict.fromkeys(BROADER_FILES, ("conceptUri", "broaderUri")),
    RELATION_FILE: ("occupationUri", "skillUri", "relationType"),
}
"""Columns that each file is read by."""
UNREADABLE = (OSError, EOFError, RuntimeError, NotImplementedError, zlib.error, zipfile.BadZipFile)
"""What a damaged archive, or one with a password, raises."""
LANGUAGE = "en"
CHUNK = 5_000
LONGEST_LABEL = 500

Progress = Callable[[str, int, int], None]
"""(what is loaded, rows done, rows in all)."""


def silent(_what: str, _done: int, _total: int) -> None:
    """Tell nobody how far it is."""


@dataclass(frozen=True, slots=True)
class EscoReport:
    """What the files held (concepts and relations, by kind) and how many records were new.

    n_dangling: relations whose occupation or skill is in none of the files (ESCO v1.1.1 has 67 of an occupation that is not released).
    """

    n_skills: int
    n_occupations: int
    n_relations: int
    n_broader: int
    n_created: int
    n_dangling: int


def import_esco(
    installation: Installation, actor: Actor, paths: Sequence[Path], progress: Progress = lambda _what, _done, _all: None
) -> EscoReport:
    """Load ESCO's ZIP files (classification and relations, any order; unpacked CSV files work too) in one transaction.

    Raises InvalidValue (`invalid_value.esco_files`) when a file is unreadable or neither concepts nor relations are among them.
    """
    authorise(actor, "taxonomy:import")
    files = _open_all(paths)
    if not files.keys() & {*CONCEPT_FILES, RELATION_FILE}:
        raise InvalidValue("invalid_value.esco_files", field=", ".join(path.name for path in paths), remedy="give_esco_csv_zips")
    for name, content in files.items():
        _require_columns(name, content)
    with installation.writing(actor, "import ESCO") as unit:
        exact = select(Concept.uri, Concept.key).where(Concept.uri_match == "exact")
        keys = {uri: key for uri, key in unit.session.execute(exact) if uri is not None}
        concepts = [c for name, kind in CONCEPT_FILES.items() if name in files for c in _concepts(files[name], kind, keys)]
        n_created = _write_concepts(unit.session, concepts, progress)
        broader = [pair for name in BROADER_FILES if name in files for pair in _broader(files[name], keys)]
        n_created += _write_pairs(unit.session, ConceptBroader, ("concept_key", "broader_key"), broader, "broader", progress)
        relations, n_dangling = _relations(files.get(RELATION_FILE, b""), keys)
        n_created += _write_pairs(
            unit.session, OccupationSkill, ("occupation_key", "skill_key", "relation"), relations, "relations", progress
        )
        n_occupations = sum(c.kind is ConceptKind.OCCUPATION for c in concepts)
        if n_created:
            n_rows = len(concepts) + len(relations) + len(broader)
            batch = ImportBatch(
                kind="taxonomy", file_name=", ".join(p.name for p in paths)[:300], sha256=_digest(paths), n_rows=n_rows,
                n_created=min(n_created, n_rows), n_unchanged=n_rows - min(n_created, n_rows), report={}, actor_id=actor.id,
            )  # fmt: skip
            unit.session.add(batch)
            unit.everything_changed("taxonomy")
            unit.audit("taxonomy:import", batch, n_created=n_created)
    return EscoReport(len(concepts) - n_occupations, n_occupations, len(relations) + n_dangling, len(broader), n_created, n_dangling)


def _digest(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _open_all(paths: Sequence[Path]) -> dict[str, bytes]:
    """The CSV files by name, out of ZIP files or as they are."""
    files: dict[str, bytes] = {}
    for path in paths:
        try:
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    for name in archive.namelist():
                        if (base := Path(name).name) in COLUMNS:
                            files[base] = archive.read(name)
            elif path.name in COLUMNS:
                files[path.name] = path.read_bytes()
        except UNREADABLE as error:
            raise InvalidValue("invalid_value.esco_files", field=path.name, remedy="give_esco_csv_zips") from error
    return files


def _require_columns(name: str, content: bytes) -> None:
    """Refuse a file that cannot be read whole, before anything is stored."""
    try:
        whole = all(None not in (line.get(column) for column in COLUMNS[name]) for line in _lines(content)) and content.strip() != b""
    except (UnicodeDecodeError, csv.Error):
        whole = False
    if not whole:
        raise InvalidValue("invalid_value.esco_table", field=name, remedy="give_esco_csv_zips", parameters={"file": name})


def _lines(content: bytes) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))


def _concepts(content: bytes, kind: ConceptKind, keys: dict[str, str]) -> Iterator[ConceptValue]:
    for line in _lines(content):
        uri = line["conceptUri"]
        alternative = dict.fromkeys(label.strip() for label in line["altLabels"].split("\n") if label.strip())
        alternative.pop(line["preferredLabel"], None)
        yield ConceptValue(
            key=keys.setdefault(uri, "esco:" + uri.rsplit("/", 1)[-1]),
            kind=kind,
            uri=uri,
            isco=line.get("iscoGroup") or None,
            preferred={LANGUAGE: line["preferredLabel"].strip()},
            alternative=tuple((LANGUAGE, label[:LONGEST_LABEL]) for label in alternative),
        )


def _broader(content: bytes, keys: dict[str, str]) -> Iterator[tuple[str, ...]]:
    for line in _lines(content):
        if line["conceptUri"] in keys and line["broaderUri"] in keys:
            yield keys[line["conceptUri"]], keys[line["broaderUri"]]


def _relations(content: bytes, keys: dict[str, str]) -> tuple[list[tuple[str, ...]], int]:
    """(occupation, skill, relation) of our keys, and how many relations name a concept that is nowhere."""
    lines = list(_lines(content))
    known = [line for line in lines if line["occupationUri"] in keys and line["skillUri"] in keys]
    return [(keys[line["occupationUri"]], keys[line["skillUri"]], line["relationType"]) for line in known], len(lines) - len(known)


def _write_concepts(session: Session, concepts: list[ConceptValue], progress: Progress) -> int:
    held = set(session.scalars(select(Concept.key)))
    new = [c for c in concepts if c.key not in held]
    rows = [{"key": c.key, "kind": c.kind.value, "uri": c.uri, "isco": c.isco, "source": "esco"} for c in new]
    _in_chunks(session, Concept, rows, "concepts", progress)
    columns = (ConceptLabel.concept_key, ConceptLabel.label, ConceptLabel.is_preferred)
    known = list(session.execute(select(*columns).where(ConceptLabel.language == LANGUAGE)))
    labelled, preferred = {(key, label) for key, label, _ in known}, {key for key, _, is_preferred in known if is_preferred}
    labels = [
        row | {"is_preferred": row["is_preferred"] and concept.key not in preferred}
        for concept in concepts
        for row in label_rows(concept)
        if (row["concept_key"], row["label"]) not in labelled
    ]
    _in_chunks(session, ConceptLabel, labels, "labels", progress)
    return len(rows) + len(labels)


def _write_pairs(session: Session, table: Any, names: tuple[str, ...], pairs: list[tuple[str, ...]], what: str, progress: Progress) -> int:
    """Store pairs that are not there; the first two columns are the key, so a relation of the pilot's own stays as it is."""
    held = {tuple(row) for row in session.execute(select(getattr(table, names[0]), getattr(table, names[1])))}
    new = {pair[:2]: pair for pair in pairs if pair[:2] not in held and pair[0] != pair[1]}
    _in_chunks(session, table, [dict(zip(names, pair, strict=True)) for pair in new.values()], what, progress)
    return len(new)


def _in_chunks(session: Session, table: Any, rows: list[dict[str, Any]], what: str, progress: Progress) -> None:
    for start in range(0, len(rows), CHUNK):
        session.execute(insert(table), rows[start : start + CHUNK])
        progress(what, min(start + CHUNK, len(rows)), len(rows))
