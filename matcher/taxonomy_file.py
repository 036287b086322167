"""A taxonomy as one JSON file, for processes on other machines that have the folder but not the database.

Never pickle: a file that another process reads must not be able to run anything. The version is a hash of the content and is checked.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from matcher.taxonomy import Concept, Taxonomy, TaxonomyError
from matcher.types import ConceptKind


def save_taxonomy(taxonomy: Taxonomy, path: Path) -> None:
    """Write every concept and relation in their order, so that what is read back gives the same rows."""
    form = {
        "version": taxonomy.version,
        "concepts": [[c.key, c.kind.value, c.uri, c.isco, dict(c.preferred), c.alternative] for c in taxonomy.concepts],
        "relations": [list(_pairs(of)) for of in (taxonomy.broader_of, taxonomy.essential_of, taxonomy.optional_of)],
    }
    path.write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")


def open_taxonomy(path: Path) -> Taxonomy:
    """Read what `save_taxonomy` wrote. Raises FileNotFoundError, and TaxonomyError when the content is not what its version says."""
    try:
        form = json.loads(path.read_text(encoding="utf-8"))
        concepts = [
            Concept(key, ConceptKind(kind), uri, isco, preferred, tuple((language, label) for language, label in alternative))
            for key, kind, uri, isco, preferred, alternative in form["concepts"]
        ]
        broader, essential, optional = ([(key, other) for key, other in pairs] for pairs in form["relations"])
        version = str(form["version"])
    except (KeyError, TypeError, ValueError) as error:
        raise TaxonomyError(f"{path} is no taxonomy: {error}") from error
    taxonomy = Taxonomy.build(concepts, broader, essential, optional)
    if taxonomy.version != version:
        raise TaxonomyError(f"{path} says version {version}, its content is {taxonomy.version}")
    return taxonomy


def _pairs(grouped: Mapping[str, tuple[str, ...]]) -> Iterable[tuple[str, str]]:
    for key, others in grouped.items():
        for other in others:
            yield key, other
