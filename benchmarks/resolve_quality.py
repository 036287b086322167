"""Measure the resolver on labelled texts of tests/data: top-1, top-5, precision of accepted, unresolved kept, calibration.

Usage, from the project's root:
    python benchmarks/resolve_quality.py [--texts resolution|resolution_fresh|resolution_later] [--split held_out|tuning]
        [--failures] [--diagram FILE]
--diagram writes the reliability diagram as SVG and prints its bins as a Markdown table; docs/resolution.md shows both.
"""

import argparse
import csv
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from reliability import bins_of, calibration_error, diagram_of, table_of, wilson  # noqa: E402

from matcher.labelbook import plain  # noqa: E402
from matcher.resolve import Resolution, Resolver  # noqa: E402
from matcher.taxonomy import Taxonomy  # noqa: E402
from matcher.text import clean  # noqa: E402
from matcher.types import ConceptKind, Decision  # noqa: E402
from services.pilot_taxonomy import read_pilot_taxonomy  # noqa: E402

Answer = tuple[Resolution, frozenset[str]]
"""What was answered, and the concepts that are right; empty: the text means none."""


def read_texts(name: str, split: str) -> list[tuple[str, ConceptKind, frozenset[str]]]:
    with (ROOT / f"tests/data/{name}.csv").open(encoding="utf-8", newline="") as lines:
        return [
            (row["text"], ConceptKind(row["kind"]), frozenset(key.strip() for key in row["expected"].split("|") if key.strip()))
            for row in csv.DictReader(lines)
            if row["split"] == split
        ]


def told_and_right(answers: Sequence[Answer]) -> tuple[np.ndarray, np.ndarray]:
    """The probability told for the best concept of each text, and whether that concept was right; where none is right, nothing was."""
    right = [bool(answer.alternatives) and answer.alternatives[0].concept in expected for answer, expected in answers]
    return np.array([answer.probability for answer, _ in answers]), np.array(right)


def of_how_many(shares: Sequence[bool]) -> str:
    """A share with its 95 % interval and the texts it was counted on."""
    least, most = wilson(sum(shares), len(shares))
    return f"{np.mean(shares):.4f}  ({sum(shares)} of {len(shares)}, 95 % {least:.3f} to {most:.3f})"


def shares_of(known: Sequence[Answer]) -> dict[str, str]:
    """What became of texts that mean something."""
    return {
        "top_1": of_how_many([bool(a.alternatives) and a.alternatives[0].concept in e for a, e in known]),
        "top_1_not_unresolved": of_how_many([a.concept in e for a, e in known]),
        "top_5": of_how_many([any(x.concept in e for x in a.alternatives[:5]) for a, e in known]),
        "accepted_share_of_known": of_how_many([a.decision is Decision.ACCEPTED for a, _ in known]),
    }


def plain_labels(taxonomy: Taxonomy) -> frozenset[str]:
    """Every label as the resolver compares it: a text spelled like one is found in a table, which says little about judgement."""
    return frozenset(plain(clean(label)) for concept in taxonomy.concepts for _, label in concept.labels())


def measure(resolver: Resolver, name: str, split: str, labels: frozenset[str]) -> tuple[dict[str, str], list[Answer]]:
    """The figures of one half, ready to be printed, and every answer. labels: what no judgement is needed for, see `plain_labels`."""
    answers: list[Answer] = []
    for kind in ConceptKind:
        texts = [(text, expected) for text, this, expected in read_texts(name, split) if this is kind]
        resolutions = resolver.resolve_many([text for text, _ in texts], kind)
        answers.extend(zip(resolutions, (expected for _, expected in texts), strict=True))
    known = [(answer, expected) for answer, expected in answers if expected]
    unknown = [answer for answer, expected in answers if not expected]
    worded_otherwise = [(answer, expected) for answer, expected in answers if plain(clean(answer.text)) not in labels]
    figures = {"texts": str(len(answers))} | shares_of(known)
    figures["accepted_precision"] = of_how_many([a.concept in e for a, e in answers if a.decision is Decision.ACCEPTED])
    figures["unresolved_recall"] = of_how_many([a.decision is Decision.UNRESOLVED for a in unknown])
    figures["unknown_accepted"] = str(sum(a.decision is Decision.ACCEPTED for a in unknown))
    figures["calibration_error"] = f"{calibration_error(bins_of(*told_and_right(answers))):.4f}"
    figures |= {f"no_label.{name}": value for name, value in shares_of([(a, e) for a, e in worded_otherwise if e]).items()}
    accepted = [a.concept in e for a, e in worded_otherwise if a.decision is Decision.ACCEPTED]
    figures["no_label.accepted_precision"] = of_how_many(accepted)
    figures["no_label.calibration_error"] = f"{calibration_error(bins_of(*told_and_right(worded_otherwise))):.4f}"
    return figures, answers


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--texts", default="resolution", choices=("resolution", "resolution_fresh", "resolution_later"))
    parser.add_argument("--split", default="held_out", choices=("held_out", "tuning"))
    parser.add_argument("--failures", action="store_true")
    parser.add_argument("--diagram", type=Path)
    arguments = parser.parse_args()
    taxonomy = read_pilot_taxonomy(ROOT / "fixtures/taxonomy").taxonomy()
    figures, answers = measure(Resolver.build(taxonomy), arguments.texts, arguments.split, plain_labels(taxonomy))
    for name, value in figures.items():
        print(f"{name:36}{value}")
    if arguments.diagram:
        bins = bins_of(*told_and_right(answers))
        caption = f"{len(answers)} texts of tests/data/{arguments.texts}.csv ({arguments.split.replace('_', ' ')})."
        arguments.diagram.write_text(diagram_of(bins, caption), encoding="utf-8")
        print(table_of(bins))
    for answer, expected in answers if arguments.failures else ():
        best = answer.alternatives[0].concept if answer.alternatives else "-"
        if (expected and best not in expected) or (not expected and answer.decision is not Decision.UNRESOLVED):
            others = " ".join(f"{a.concept}:{a.probability:.2f}" for a in answer.alternatives[1:5])
            wanted = "|".join(sorted(expected)) or "-"
            print(f"{answer.text:42} {answer.decision:10} {answer.probability:.3f} {best:28} not {wanted:28} {others}")


if __name__ == "__main__":
    main()
