"""`kladka resolve`: what free texts mean, one line in, one line out."""

import codecs
import json
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

import click

from api.cli.root import chosen_language, installation, language_option, refuse
from matcher.resolve import Resolution
from matcher.taxonomy import Taxonomy
from matcher.types import ConceptKind
from services.actors import COMMAND_LINE_ACTOR
from services.errors import InvalidValue
from services.knowledge import Knowledge
from services.permissions import authorise
from services.reference import require_current_database
from services.understanding import label_of

BATCH = 1_000


@click.command()
@click.option("--kind", type=click.Choice([k.value for k in ConceptKind]), required=True, help="What the lines name.")
@click.option("--format", "form", type=click.Choice(["jsonl", "table"]), default="table", show_default=True)
@language_option
def resolve(kind: str, form: str, language: str | None) -> None:
    """Read texts from standard input, one a line, and say which concept each means: accepted, suggested or unresolved."""
    if sys.stdin is None:
        raise click.UsageError("standard input is closed; pipe the texts in, one a line")
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    authorise(COMMAND_LINE_ACTOR, "text:resolve")
    with place.reading(COMMAND_LINE_ACTOR, "resolve texts") as unit:
        knowledge: Knowledge = place.knowledge(unit.session)
    given = _Lines(sys.stdin.buffer)
    lines = iter(given)
    while batch := list(islice(lines, BATCH)):
        for found in knowledge.resolver.resolve_many(batch, ConceptKind(kind)):
            record = resolution_record(found, knowledge.taxonomy)
            if form == "jsonl":
                click.echo(json.dumps(record, ensure_ascii=False))
            else:
                label = label_of(knowledge.taxonomy, found.concept, chosen_language(language)) or "—"
                click.echo(f"{record['decision']:<10} {record['probability']:.2f}  {record['text']}  →  {label}")
        sys.stdout.flush()
    if given.n_broken:
        refuse(InvalidValue("invalid_value.text_encoding", remedy="save_as_utf8", parameters={"count": given.n_broken}))


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


class _Lines:
    """The lines of a stream as UTF-8. Bytes that are not show as "�": every line in has a line out, and the broken ones are counted."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.n_broken = 0

    def __iter__(self) -> Iterator[str]:
        for number, line in enumerate(self._stream):
            content = (line.removeprefix(codecs.BOM_UTF8) if number == 0 else line).rstrip(b"\r\n")
            try:
                yield content.decode()
            except UnicodeDecodeError:
                self.n_broken += 1
                yield content.decode(errors="replace")
