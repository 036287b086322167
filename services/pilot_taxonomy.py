"""Reading the pilot taxonomy's CSV files (fixtures/taxonomy/<area>/{skills,occupations}.csv) into matcher values.

Here lives only reading and checking with clear errors; writing the taxonomy into records is another use case. The format is
described in fixtures/README.md: lists inside a cell are divided by " | ".
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from matcher.taxonomy import Concept, Taxonomy
from matcher.types import ConceptKind

LANGUAGES = ("ru", "be", "en")
_LABEL_COLUMNS = ("en", "en_alt", "ru", "ru_alt", "be", "be_alt")
URI_MATCHES = ("exact", "close", "broad")
"""How the ESCO concept named relates to ours; at most one concept of ours is exactly one of ESCO's."""
SKILL_COLUMNS = ("key", "kind", "esco_uri", "esco_match", "broader", *_LABEL_COLUMNS)
OCCUPATION_COLUMNS = ("key", "esco_uri", "esco_match", "isco", "broader", "essential", "optional", *_LABEL_COLUMNS)


class PilotTaxonomyError(ValueError):
    """A file of the pilot taxonomy is unreadable or contradicts another; the text names file, line and remedy."""


@dataclass(frozen=True, slots=True)
class PilotRows:
    """Everything the files say. Pairs: broader (narrower, broader); essential and optional (occupation, skill)."""

    concepts: list[Concept] = field(default_factory=list)
    broader: list[tuple[str, str]] = field(default_factory=list)
    essential: list[tuple[str, str]] = field(default_factory=list)
    optional: list[tuple[str, str]] = field(default_factory=list)
    area_of: dict[str, str] = field(default_factory=dict)
    uri_match_of: dict[str, str] = field(default_factory=dict)

    def taxonomy(self) -> Taxonomy:
        """Build the taxonomy of these rows."""
        return Taxonomy.build(self.concepts, self.broader, self.essential, self.optional)


def read_pilot_taxonomy(folder: Path) -> PilotRows:
    """Read every area folder, in the order of their names.

    Raises PilotTaxonomyError for missing columns, empty keys or labels, a key or URI used twice, or a reference to an unknown key.
    """
    rows = PilotRows()
    seen: dict[str, str] = {}
    references: list[tuple[str, str]] = []
    areas = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    if not areas:
        raise PilotTaxonomyError(f"{folder}: no area folders here; expected <area>/skills.csv and <area>/occupations.csv")
    for area in areas:
        for name, columns in (("skills.csv", SKILL_COLUMNS), ("occupations.csv", OCCUPATION_COLUMNS)):
            for where, cells in _lines(area / name, columns):
                _add(rows, area.name, cells, where, seen, references)
    unknown = [f"{where}: {key}" for where, key in references if key not in rows.area_of]
    if unknown:
        raise PilotTaxonomyError("references to keys that no file defines: " + "; ".join(unknown[:20]))
    return rows


def _lines(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as text:
        reader = csv.DictReader(text)
        missing = [column for column in columns if column not in (reader.fieldnames or [])]
        if missing:
            raise PilotTaxonomyError(f"{path}: columns missing: {', '.join(missing)}")
        for cells in reader:
            where = f"{path.parent.name}/{path.name}:{reader.line_num}"
            if None in cells or None in cells.values():
                raise PilotTaxonomyError(f"{where}: wrong number of cells; quote cells that contain commas")
            yield where, {column: cell.strip() for column, cell in cells.items()}


def split_cell(cell: str) -> list[str]:
    """Divide a list cell at its bars, without empty parts."""
    return [part.strip() for part in cell.split("|") if part.strip()]


def _add(rows: PilotRows, area: str, cells: dict[str, str], where: str, seen: dict[str, str], references: list[tuple[str, str]]) -> None:
    key, uri = cells["key"], cells["esco_uri"]
    if not key:
        raise PilotTaxonomyError(f"{where}: empty key")
    if empty := [language for language in LANGUAGES if not cells[language]]:
        raise PilotTaxonomyError(f"{where}: {key} has no preferred label in {', '.join(empty)}")
    match = cells["esco_match"]
    if match not in URI_MATCHES:
        raise PilotTaxonomyError(f"{where}: esco_match is {match!r}; it is one of {', '.join(URI_MATCHES)}")
    for name in (f"key {key}", f"URI {uri} (exact)" if uri and match == "exact" else ""):
        if name and name in seen:
            raise PilotTaxonomyError(f"{where}: {name} is already used in {seen[name]}")
        seen[name] = where
    occupation = "isco" in cells
    rows.concepts.append(
        Concept(
            key=key,
            kind=ConceptKind.OCCUPATION if occupation else ConceptKind.SKILL,
            uri=uri or None,
            isco=cells["isco"] or None if occupation else None,
            preferred={language: cells[language] for language in LANGUAGES},
            alternative=tuple((language, label) for language in LANGUAGES for label in split_cell(cells[f"{language}_alt"])),
        )
    )
    rows.area_of[key] = area
    rows.uri_match_of[key] = match
    for column, pairs in (("broader", rows.broader), ("essential", rows.essential), ("optional", rows.optional)):
        for other in split_cell(cells.get(column, "")):
            pairs.append((key, other))
            references.append((f"{where} ({column})", other))
