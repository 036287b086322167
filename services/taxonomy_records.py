"""The taxonomy between files, records and values: the pilot's CSV into records, records into the matcher's Taxonomy.

Loading again changes nothing when the files are the same, and keeps what an ESCO import added. Here must not live: how labels are matched.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from matcher.taxonomy import Concept as ConceptValue
from matcher.taxonomy import Taxonomy
from matcher.types import ConceptKind
from models.base import fold
from models.importbatch import ImportBatch
from models.queries.imports import get_last_import
from models.queries.taxonomy import stream_broader, stream_concepts, stream_labels, stream_occupation_skills
from models.taxonomy import Concept, ConceptBroader, ConceptLabel, OccupationSkill
from services.pilot_taxonomy import PilotRows, read_pilot_taxonomy
from services.unit_of_work import UnitOfWork

PILOT_FILE_NAME = "fixtures/taxonomy"


def load_pilot_taxonomy(unit: UnitOfWork, folder: Path) -> bool:
    """Bring the pilot taxonomy's records in line with its files. Returns False when the same files were loaded last.

    A concept that the files no longer name stays (people's profiles may point to it) but loses its labels and relations.
    """
    digest = folder_digest(folder)
    last = get_last_import(unit.session, kind="taxonomy", file_name=PILOT_FILE_NAME)
    if last is not None and last.sha256 == digest:
        return False
    rows = read_pilot_taxonomy(folder)
    _write_concepts(unit.session, rows)
    n_rows = len(rows.concepts)
    batch = ImportBatch(
        kind="taxonomy", file_name=PILOT_FILE_NAME, sha256=digest, n_rows=n_rows, n_changed=n_rows, report={}, actor_id=unit.actor.id
    )
    unit.session.add(batch)
    unit.everything_changed("taxonomy")
    unit.audit("taxonomy:load", batch, n_concepts=n_rows)
    return True


def folder_digest(folder: Path) -> str:
    """SHA-256 over names and contents of every CSV below the folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.csv")):
        digest.update(str(path.relative_to(folder)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _write_concepts(session: Session, rows: PilotRows) -> None:
    known = set(session.scalars(select(Concept.key).where(Concept.source == "pilot")))
    # A concept that was imported and is now named by the pilot gives its URI to the pilot's own.
    named_by_pilot = {c.uri for c in rows.concepts if c.uri and rows.uri_match_of[c.key] == "exact"}
    session.execute(update(Concept).where(Concept.source == "esco", Concept.uri.in_(named_by_pilot)).values(uri=None))
    session.execute(update(Concept).where(Concept.source == "pilot").values(uri_match="broad"))  # no two exact ones on the way
    old = list(known)
    session.execute(delete(ConceptLabel).where(ConceptLabel.concept_key.in_(old), ConceptLabel.language != "en"))
    session.execute(delete(ConceptLabel).where(ConceptLabel.concept_key.in_(old), ConceptLabel.is_preferred))
    session.execute(delete(ConceptBroader).where(ConceptBroader.concept_key.in_(old)))
    session.execute(delete(OccupationSkill).where(OccupationSkill.occupation_key.in_(old)))
    for concept in rows.concepts:
        match = rows.uri_match_of[concept.key]
        values: dict[str, Any] = {"kind": concept.kind.value, "uri": concept.uri, "uri_match": match, "isco": concept.isco}
        if concept.key in known:
            session.execute(update(Concept).where(Concept.key == concept.key).values(**values))
    _insert(
        session,
        insert(Concept),
        [
            {
                "key": c.key,
                "kind": c.kind.value,
                "uri": c.uri,
                "uri_match": rows.uri_match_of[c.key],
                "isco": c.isco,
                "source": "pilot",
            }
            for c in rows.concepts
            if c.key not in known
        ],
    )
    held = {
        (k, lang, label) for k, lang, label in session.execute(select(ConceptLabel.concept_key, ConceptLabel.language, ConceptLabel.label))
    }
    _insert(session, insert(ConceptLabel), [row for c in rows.concepts for row in label_rows(c) if _label_key(row) not in held])
    _insert(session, insert(ConceptBroader), [{"concept_key": narrow, "broader_key": wide} for narrow, wide in _unique(rows.broader)])
    essential = set(rows.essential)
    relations = [(pair, "essential") for pair in _unique(rows.essential)]
    relations += [(pair, "optional") for pair in _unique(rows.optional) if pair not in essential]
    _insert(
        session, insert(OccupationSkill), [{"occupation_key": o, "skill_key": s, "relation": relation} for (o, s), relation in relations]
    )


def label_rows(concept: ConceptValue) -> list[dict[str, Any]]:
    """The label records of a concept, preferred ones first, each (language, label) once."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for preferred, labels in ((True, concept.preferred.items()), (False, concept.alternative)):
        for language, label in labels:
            rows.setdefault(
                (language, label),
                {"concept_key": concept.key, "language": language, "label": label, "folded": fold(label), "is_preferred": preferred},
            )
    return list(rows.values())


def read_taxonomy(session: Session) -> Taxonomy:
    """The whole taxonomy as the matcher's value."""
    preferred: dict[str, dict[str, str]] = {}
    alternative: dict[str, list[tuple[str, str]]] = {}
    for key, language, label, is_preferred in stream_labels(session):
        if is_preferred:
            preferred.setdefault(key, {})[language] = label
        else:
            alternative.setdefault(key, []).append((language, label))
    concepts = [
        ConceptValue(key, ConceptKind(kind), uri, isco, preferred.get(key, {}), tuple(alternative.get(key, ())))
        for key, kind, uri, isco, _source in stream_concepts(session)
        if key in preferred
    ]
    named = {c.key for c in concepts}
    broader = [(narrow, wide) for narrow, wide in stream_broader(session) if narrow in named and wide in named]
    sound = [(o, s, relation) for o, s, relation in stream_occupation_skills(session) if o in named and s in named]
    essential = [(o, s) for o, s, relation in sound if relation == "essential"]
    optional = [(o, s) for o, s, relation in sound if relation == "optional"]
    return Taxonomy.build(concepts, broader, essential, optional)


def _label_key(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["concept_key"], row["language"], row["label"]


def _unique(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return list(dict.fromkeys(pairs))


def _insert(session: Session, statement: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.execute(statement, rows)
