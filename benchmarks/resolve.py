"""Speed of label search beside what one would pick instead: rapidfuzz WRatio over all labels, and character TF-IDF.

Usage, from the project's root:  python benchmarks/resolve.py [--esco ../shared/eval/esco/esco-1.1.1-classification-en-csv.zip] [--json]
Without --esco the pilot taxonomy's labels are searched. Times are processor time of one thread; queries are labels with a slip and a word.
"""

import argparse
import csv
import io
import json
import os
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from matcher.labels import LabelMatcher  # noqa: E402
from matcher.perturb import slip  # noqa: E402
from services.pilot_taxonomy import read_pilot_taxonomy  # noqa: E402


def read_labels(esco: Path | None) -> tuple[list[str], list[str]]:
    if esco is None:
        concepts = read_pilot_taxonomy(ROOT / "fixtures/taxonomy").concepts
        pairs = [(label, concept.key) for concept in concepts for _, label in concept.labels()]
    else:
        csv.field_size_limit(2**30)
        pairs = []
        with zipfile.ZipFile(esco) as archive:
            for name in (name for name in archive.namelist() if name.endswith(("skills_en.csv", "occupations_en.csv"))):
                for row in csv.DictReader(io.TextIOWrapper(archive.open(name), encoding="utf-8")):
                    labels = [row["preferredLabel"], *filter(None, (row["altLabels"] or "").split("\n"))]
                    pairs.extend((label, row["conceptUri"]) for label in labels)
    return [label for label, _ in pairs], [concept for _, concept in pairs]


def timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def measure(labels: list[str], concepts: list[str]) -> dict[str, float]:
    random = np.random.default_rng(1)
    chosen = [labels[at] for at in random.choice(len(labels), 2000)]
    queries = [" ".join([*(slip(word, random) for word in label.split()), "work"]) for label in chosen]
    start = time.process_time()
    matcher = LabelMatcher.fit(labels, concepts)
    figures = {"labels": float(len(labels)), "fit_s": time.process_time() - start}
    figures["ms_batch"] = timed(lambda: matcher.search(queries, 14)) / len(queries) * 1e3
    figures["ms_single"] = timed(lambda: [matcher.search([query], 14) for query in queries[:200]]) / 200 * 1e3
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), dtype=np.float32, sublinear_tf=True)
    vectors = vectorizer.fit_transform(labels).T.tocsr()
    few = queries[:100]
    figures["ms_char_tf_idf"] = timed(lambda: (vectorizer.transform(few) @ vectors).argmax(axis=1)) / len(few) * 1e3
    figures["ms_wratio"] = timed(lambda: [process.extractOne(query, labels, scorer=fuzz.WRatio) for query in queries[:10]]) / 10 * 1e3
    figures["times_faster_than_wratio"] = figures["ms_wratio"] / figures["ms_batch"]
    figures["times_faster_than_char_tf_idf"] = figures["ms_char_tf_idf"] / figures["ms_batch"]
    return figures


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--esco", type=Path)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    figures = measure(*read_labels(arguments.esco))
    if arguments.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:32}{value:10.3f}")


if __name__ == "__main__":
    main()
