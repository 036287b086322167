"""Measure the resolver on tests/data/resolution.csv: top-1, top-5, precision of accepted, unresolved kept, calibration.

Usage, from the project's root:  python benchmarks/resolve_quality.py [--split held_out|tuning] [--failures]
"""

import argparse
import csv
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from matcher.resolve import Resolution, Resolver  # noqa: E402
from matcher.types import ConceptKind, Decision  # noqa: E402
from services.pilot_taxonomy import read_pilot_taxonomy  # noqa: E402


def read_texts(split: str) -> list[tuple[str, ConceptKind, frozenset[str]]]:
    with (ROOT / "tests/data/resolution.csv").open(encoding="utf-8", newline="") as lines:
        return [
            (row["text"], ConceptKind(row["kind"]), frozenset(key.strip() for key in row["expected"].split("|") if key.strip()))
            for row in csv.DictReader(lines)
            if row["split"] == split
        ]


def calibration_error(probabilities: np.ndarray, right: np.ndarray, n_bins: int = 10) -> float:
    bins = np.minimum((probabilities * n_bins).astype(int), n_bins - 1)
    gaps = [abs(probabilities[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in range(n_bins) if (bins == b).any()]
    return float(sum(gaps))


def measure(resolver: Resolver, split: str) -> tuple[dict[str, float], list[tuple[Resolution, frozenset[str]]]]:
    answers: list[tuple[Resolution, frozenset[str]]] = []
    for kind in ConceptKind:
        texts = [(text, expected) for text, this, expected in read_texts(split) if this is kind]
        resolutions = resolver.resolve_many([text for text, _ in texts], kind)
        answers.extend(zip(resolutions, (expected for _, expected in texts), strict=True))
    known = [(answer, expected) for answer, expected in answers if expected]
    unknown = [answer for answer, expected in answers if not expected]
    accepted = [(answer, expected) for answer, expected in answers if answer.decision is Decision.ACCEPTED]
    best = [answer.alternatives[0].concept if answer.alternatives else None for answer, _ in answers]
    right = np.array([concept in expected for concept, (_, expected) in zip(best, answers, strict=True)])
    figures = {
        "texts": len(answers),
        "top_1": float(np.mean([bool(a.alternatives) and a.alternatives[0].concept in e for a, e in known])),
        "top_1_not_unresolved": float(np.mean([a.concept in e for a, e in known])),
        "top_5": float(np.mean([any(x.concept in e for x in a.alternatives[:5]) for a, e in known])),
        "accepted_share_of_known": float(np.mean([a.decision is Decision.ACCEPTED for a, _ in known])),
        "accepted_precision": float(np.mean([a.concept in e for a, e in accepted])),
        "unresolved_recall": float(np.mean([a.decision is Decision.UNRESOLVED for a in unknown])),
        "unknown_accepted": sum(a.decision is Decision.ACCEPTED for a in unknown),
        "calibration_error": calibration_error(np.array([a.probability for a, _ in answers]), right),
    }
    return figures, answers


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--split", default="held_out", choices=("held_out", "tuning"))
    parser.add_argument("--failures", action="store_true")
    arguments = parser.parse_args()
    resolver = Resolver.build(read_pilot_taxonomy(ROOT / "fixtures/taxonomy").taxonomy())
    figures, answers = measure(resolver, arguments.split)
    for name, value in figures.items():
        print(f"{name:28}{value:.4g}")
    for answer, expected in answers if arguments.failures else ():
        best = answer.alternatives[0].concept if answer.alternatives else "-"
        if (expected and best not in expected) or (not expected and answer.decision is not Decision.UNRESOLVED):
            others = " ".join(f"{a.concept}:{a.probability:.2f}" for a in answer.alternatives[1:5])
            wanted = "|".join(sorted(expected)) or "-"
            print(f"{answer.text:42} {answer.decision:10} {answer.probability:.3f} {best:28} not {wanted:28} {others}")


if __name__ == "__main__":
    main()
