"""Speed and memory of label search beside what one would pick instead: rapidfuzz WRatio, character TF-IDF, PostgreSQL's trigrams.

Usage, from the project's root:  python benchmarks/resolve.py [--esco ../shared/eval/esco/esco-1.1.1-classification-en-csv.zip] [--json]
Without --esco the pilot taxonomy's labels are searched. Times are processor time of one thread; queries are labels with a slip and a word.
Memory is the greatest the program ever held (MB): before the labels are read, after searching, and of a fresh program that opens the whole
resolver from disk and resolves one text. The trigrams are counted as `pg_trgm` does, over an inverted index, in memory.
"""

import argparse
import csv
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from matcher.labels import LabelMatcher  # noqa: E402
from matcher.perturb import slip  # noqa: E402
from matcher.types import ConceptKind  # noqa: E402

LIMIT = 14
"""What the resolver asks for."""
TAXONOMY = "measured"


def read_labels(esco: Path | None) -> tuple[list[str], list[str]]:
    """Return labels and the concept of each."""
    if esco is None:
        from services.pilot_taxonomy import read_pilot_taxonomy

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
    """Return the processor seconds of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def peak_mb() -> float:
    """Return the greatest memory this program ever held.

    Linux tells it of the program alone; what `getrusage` tells a started program begins with the memory of the one that started it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(labels: list[str], concepts: list[str], before_mb: float) -> dict[str, float]:
    """Measure us first, so that the peers' memory does not count, then the peers."""
    random = np.random.default_rng(1)
    chosen = [labels[at] for at in random.choice(len(labels), 2000)]
    queries = [" ".join([*(slip(word, random) for word in label.split()), "work"]) for label in chosen]
    start = time.process_time()
    matcher = LabelMatcher.fit(labels, concepts)
    figures = {"labels": float(len(labels)), "fit_s": time.process_time() - start}
    figures["ms_batch"] = timed(lambda: matcher.search(queries, LIMIT)) / len(queries) * 1e3
    figures["texts_a_second"] = 1e3 / figures["ms_batch"]
    figures["ms_single"] = timed(lambda: [matcher.search([query], LIMIT) for query in queries[:200]]) / 200 * 1e3
    figures["peak_mb_before"], figures["peak_mb_searching"] = before_mb, peak_mb()
    peers = measure_peers(labels, queries)
    figures |= peers | {f"times_faster_than_{name[3:]}": ms / figures["ms_batch"] for name, ms in peers.items()}
    return figures


def measure_peers(labels: list[str], queries: list[str]) -> dict[str, float]:
    """Return milliseconds a text of each peer, its index already built."""
    from rapidfuzz import fuzz, process
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

    few = queries[:100]
    tf_idf = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), dtype=np.float32, sublinear_tf=True)
    vectors = tf_idf.fit_transform(labels).T.tocsr()
    trigrams = CountVectorizer(analyzer=postgresql_trigrams, binary=True, dtype=np.float32)
    counts = trigrams.fit_transform(labels)
    sizes, by_trigram = np.diff(counts.indptr), counts.T.tocsr()

    def most_similar(query: str) -> int:
        asked = set(postgresql_trigrams(query))
        common = (trigrams.transform([query]) @ by_trigram).tocsr()
        return int(common.indices[np.argmax(common.data / (len(asked) + sizes[common.indices] - common.data))])

    return {
        "ms_char_tf_idf": timed(lambda: (tf_idf.transform(few) @ vectors).argmax(axis=1)) / len(few) * 1e3,
        "ms_trigrams": timed(lambda: [most_similar(query) for query in few]) / len(few) * 1e3,
        "ms_wratio": timed(lambda: [process.extractOne(query, labels, scorer=fuzz.WRatio) for query in few[:10]]) / 10 * 1e3,
    }


def postgresql_trigrams(text: str) -> list[str]:
    """Return the trigrams of `pg_trgm`: of each word with two blanks before and one behind."""
    words = ("".join(letter if letter.isalnum() else " " for letter in text.lower())).split()
    return [padded[at : at + 3] for word in words for padded in [f"  {word} "] for at in range(len(padded) - 2)]


def measure_opening(labels: list[str], concepts: list[str]) -> dict[str, float]:
    """Write the whole resolver to disk and open it in a fresh program. Its weights are the untrained ones: opening costs the same."""
    from matcher.judgement import Judgement
    from matcher.resolve import Resolver
    from matcher.resolver_files import save_resolver
    from matcher.taxonomy import Concept, Taxonomy

    grouped: dict[str, list[str]] = {}
    for label, concept in zip(labels, concepts, strict=True):
        grouped.setdefault(concept, []).append(label)
    named = [
        Concept(key, ConceptKind.OCCUPATION if "/occupation/" in key else ConceptKind.SKILL, None, None, {"en": texts[0]},
                tuple(("en", text) for text in texts[1:]))
        for key, texts in grouped.items()
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        resolver = Resolver.build(Taxonomy.build(named, [], [], []), judgements=dict.fromkeys(ConceptKind, Judgement.by_hand()))
        save_resolver(resolver, Path(folder), TAXONOMY)
        del resolver
        command = [sys.executable, __file__, "--open", folder]
        answer = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
        figures: dict[str, float] = json.loads(answer.stdout)
    return figures


def measure_opened(folder: Path) -> dict[str, float]:
    """Open a saved resolver and resolve one text: what a single command pays."""
    from matcher.resolver_files import open_resolver

    start = time.process_time()
    resolver = open_resolver(folder, TAXONOMY)
    opened = time.process_time()
    resolver.resolve("operate weldng equipment", ConceptKind.SKILL)
    return {"open_s": opened - start, "first_text_s": time.process_time() - opened, "peak_mb_opened": peak_mb()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--esco", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--open", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.open:
        print(json.dumps(measure_opened(arguments.open)))
        return
    before_mb = peak_mb()
    labels, concepts = read_labels(arguments.esco)
    figures = measure(labels, concepts, before_mb) | measure_opening(labels, concepts)
    if arguments.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:32}{value:10.3f}")


if __name__ == "__main__":
    main()
