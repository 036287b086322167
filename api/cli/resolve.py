"""`kladka resolve`: what free texts mean, one line in, one line out."""

import io
import json
import sys
from itertools import islice
from typing import Any, TextIO

import click

from api.cli.root import installation
from matcher.resolve import Resolution
from matcher.taxonomy import Taxonomy
from matcher.types import ConceptKind
from services.actors import COMMAND_LINE_ACTOR
from services.knowledge import Knowledge
from services.permissions import authorise
from services.reference import require_current_database

BATCH = 1_000


@click.command()
@click.option("--kind", type=click.Choice([k.value for k in ConceptKind]), required=True, help="What the lines name.")
@click.option("--format", "form", type=click.Choice(["jsonl", "table"]), default="table", show_default=True)
def resolve(kind: str, form: str) -> None:
    """Read texts from standard input, one a line, and say which concept each means: accepted, suggested or unresolved."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    authorise(COMMAND_LINE_ACTOR, "text:resolve")
    with place.reading(COMMAND_LINE_ACTOR, "resolve texts") as unit:
        knowledge: Knowledge = place.knowledge(unit.session)
    lines = (line.rstrip("\r\n") for line in _standard_input())
    while batch := list(islice(lines, BATCH)):
        for found in knowledge.resolver.resolve_many(batch, ConceptKind(kind)):
            record = resolution_record(found, knowledge.taxonomy)
            if form == "jsonl":
                click.echo(json.dumps(record, ensure_ascii=False))
            else:
                label = record["label_ru"] or "—"
                click.echo(f"{record['decision']:<10} {record['probability']:.2f}  {record['text']}  →  {label}")
        sys.stdout.flush()


def resolution_record(found: Resolution, taxonomy: Taxonomy) -> dict[str, Any]:
    """One resolution as a plain record; labels are None where the taxonomy has none in that language."""
    return (
        {"text": found.text, "decision": found.decision.value}
        | concept_record(found.concept, taxonomy)
        | {
            "probability": found.probability,
            "alternatives": [concept_record(a.concept, taxonomy) | {"probability": a.probability} for a in found.alternatives],
            "grade": found.grade,
            "licences": list(found.licences),
        }
    )


def concept_record(key: str | None, taxonomy: Taxonomy) -> dict[str, Any]:
    """A concept with its identifiers and preferred labels."""
    concept = taxonomy.concepts[taxonomy.row_of[key]] if key is not None else None
    labels = concept.preferred if concept else {}
    return {
        "concept": key,
        "uri": concept.uri if concept else None,
        "isco": concept.isco if concept else None,
        "label_en": labels.get("en"),
        "label_ru": labels.get("ru"),
        "label_be": labels.get("be"),
    }


def _standard_input() -> TextIO:
    """Standard input as UTF-8; bytes that are not show as a question mark instead of ending the run."""
    return io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
