"""Measure concept similarity: each time, the part of ESCO that serves as truth is left out of the computation.

(a) Without hierarchy and ISCO codes: do occupations of the same ISCO-08 unit group come before random pairs?
(b) With a tenth of the occupation-skill relations hidden: do an occupation's hidden skills come before random skills? The second figure
    draws the random skills as often as ESCO uses them, so that knowing which skills are frequent does not help.
Then the pilot taxonomy: the pairs of tests/data/similar_pairs.csv, judged by hand, and its own relations hidden as in (b).

Usage, from the project's root:  python benchmarks/similarity.py [--esco ../shared/eval/esco] [--seeds 3] [--json]
"""

import argparse
import csv
import io
import json
import sys
import time
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from matcher.taxonomy import Concept, Taxonomy  # noqa: E402
from matcher.types import ConceptKind  # noqa: E402
from services.pilot_taxonomy import read_pilot_taxonomy  # noqa: E402

Pairs = list[tuple[str, str]]
Parts = tuple[list[Concept], Pairs, Pairs, Pairs]
N_PAIRS = 10_000
HIDDEN = 0.1
KINDS = {"skills_en.csv": ConceptKind.SKILL, "occupations_en.csv": ConceptKind.OCCUPATION}
BROADER = ("broaderRelationsOccPillar.csv", "broaderRelationsSkillPillar.csv")
RELATIONS = "occupationSkillRelations.csv"


def esco_files(folder: Path) -> dict[str, str]:
    """The CSV files needed, out of ZIP files or lying there unpacked."""
    wanted = {*KINDS, *BROADER, RELATIONS}
    found = {path.name: path.read_text("utf-8-sig") for path in folder.glob("*.csv") if path.name in wanted}
    for path in sorted(folder.glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            found |= {Path(name).name: archive.read(name).decode("utf-8-sig") for name in archive.namelist() if Path(name).name in wanted}
    if missing := wanted - found.keys():
        raise SystemExit(f"{folder}: not found: {', '.join(sorted(missing))}; give the folder of ESCO's CSV files with --esco")
    return found


def read_esco(folder: Path) -> Parts:
    files = esco_files(folder)

    def lines(name: str) -> Iterator[dict[str, str]]:
        return csv.DictReader(io.StringIO(files[name], newline=""))

    concepts = [
        Concept(
            row["conceptUri"], kind, row["conceptUri"], row.get("iscoGroup") or None, {"en": row["preferredLabel"].strip()},
            tuple(("en", label.strip()) for label in row["altLabels"].split("\n") if label.strip()),
        )
        for name, kind in KINDS.items() for row in lines(name)
    ]  # fmt: skip
    known = {concept.key for concept in concepts}
    broader = [(row["conceptUri"], row["broaderUri"]) for name in BROADER for row in lines(name)]
    told = [(row["occupationUri"], row["skillUri"], row["relationType"]) for row in lines(RELATIONS)]
    told = [pair for pair in told if pair[0] in known and pair[1] in known]
    return (
        concepts,
        [pair for pair in broader if pair[0] in known and pair[1] in known],
        [pair[:2] for pair in told if pair[2] == "essential"],
        [pair[:2] for pair in told if pair[2] != "essential"],
    )


def auc(better: NDArray[np.float32], worse: NDArray[np.float32]) -> float:
    return float(roc_auc_score(np.repeat([1, 0], [len(better), len(worse)]), np.concatenate((better, worse))))


def unit_group_auc(parts: Parts, seeds: int) -> dict[str, float]:
    """(a): neither hierarchy nor codes are known to the similarity."""
    concepts, _, essential, optional = parts
    blind = Taxonomy.build([replace(concept, isco=None) for concept in concepts], [], essential, optional)
    groups: dict[str, list[int]] = defaultdict(list)
    for row, concept in enumerate(concepts):
        if concept.kind is ConceptKind.OCCUPATION and concept.isco:
            groups[concept.isco].append(row)
    rows = np.array([row for group in groups.values() for row in group])
    code_of = {row: code for code, group in groups.items() for row in group}
    alike = np.array([(one, other) for group in groups.values() for one in group for other in group if one < other])
    figures: dict[str, list[float]] = {"random": [], "same_major_group": []}
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        better = alike[rng.choice(len(alike), min(N_PAIRS, len(alike)), replace=False)]
        drawn = rng.choice(rows, (N_PAIRS * 15, 2))
        codes = np.array([(code_of[one], code_of[other]) for one, other in drawn.tolist()])
        strange = codes[:, 0] != codes[:, 1]
        hard = strange & (codes.astype("U1")[:, 0] == codes.astype("U1")[:, 1])
        told = blind.nearness.similarities(better[:, 0], better[:, 1])
        for name, chosen in (("random", strange), ("same_major_group", hard)):
            worse = drawn[chosen][:N_PAIRS]
            figures[name].append(auc(told, blind.nearness.similarities(worse[:, 0], worse[:, 1])))
    return {name: float(np.mean(values)) for name, values in figures.items()}


def hidden_skill_auc(parts: Parts, seeds: int) -> dict[str, float]:
    """(b): hidden relations are neither in the vectors nor in the statistics; concepts, labels and hierarchy stay."""
    concepts, broader, essential, optional = parts
    row_of = {concept.key: row for row, concept in enumerate(concepts)}
    every = np.array([(row_of[one], row_of[other]) for one, other in (*essential, *optional)])
    known = set(map(tuple, every.tolist()))
    skills = np.array([row for row, concept in enumerate(concepts) if concept.kind is ConceptKind.SKILL])
    figures: dict[str, list[float]] = {"random": [], "random_as_frequent": []}
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        hidden = rng.random(len(every)) < HIDDEN
        left = [[pair for pair, hide in zip(pairs, mask, strict=True) if not hide] for pairs, mask in (
            (essential, hidden[: len(essential)]), (optional, hidden[len(essential) :]))]  # fmt: skip
        blind = Taxonomy.build(concepts, broader, *left)
        told = blind.nearness.relatedness(every[hidden, 0], every[hidden, 1])
        for name, drawn in (("random", rng.choice(skills, hidden.sum())), ("random_as_frequent", rng.choice(every[:, 1], hidden.sum()))):
            pairs = [pair for pair in zip(every[hidden, 0].tolist(), drawn.tolist(), strict=True) if pair not in known]
            strange = np.array(pairs)
            figures[name].append(auc(told, blind.nearness.relatedness(strange[:, 0], strange[:, 1])))
    return {name: float(np.mean(values)) for name, values in figures.items()}


def judged_pairs(taxonomy: Taxonomy, split: str | None = None) -> dict[str, dict[str, float]]:
    """Rank correlation with the judgments, and the AUCs of near over related and related over far."""
    with (ROOT / "tests/data/similar_pairs.csv").open(encoding="utf-8", newline="") as lines:
        judged = [row for row in csv.DictReader(lines) if split in (None, row["split"])]
    figures = {}
    for kind in ConceptKind:
        rows = [row for row in judged if row["kind"] == kind]
        values = np.array([taxonomy.similarity(row["required"], row["held"]) for row in rows], np.float32)
        grade = np.array([("far", "related", "near").index(row["judgement"]) for row in rows])
        figures[kind.value] = {
            "pairs": float(len(rows)),
            "spearman": float(spearmanr(values, grade).statistic),
            "near_over_related": auc(values[grade == 2], values[grade == 1]),
            "related_over_far": auc(values[grade == 1], values[grade == 0]),
        }
    return figures


def timed(taxonomy: Taxonomy) -> dict[str, float]:
    """Seconds until similarities can be asked, and until the neighbours of every concept are known."""
    started = time.perf_counter()
    vectors = taxonomy.nearness
    ready = time.perf_counter() - started
    for row in range(len(taxonomy.keys)):
        vectors.neighbours(row, 20)
    return {"ready_s": ready, "all_neighbours_s": time.perf_counter() - started}


def measure(folder: Path, seeds: int) -> dict[str, object]:
    esco = read_esco(folder)
    pilot_rows = read_pilot_taxonomy(ROOT / "fixtures/taxonomy")
    pilot = (pilot_rows.concepts, pilot_rows.broader, pilot_rows.essential, pilot_rows.optional)
    pilot_rows.taxonomy().nearness.neighbours(0, 20)
    taxonomy = pilot_rows.taxonomy()
    return {
        "seeds": list(range(seeds)),
        "unit_group_auc": unit_group_auc(esco, seeds),
        "hidden_skill_auc": hidden_skill_auc(esco, seeds),
        "pilot_hidden_skill_auc": hidden_skill_auc(pilot, seeds),
        "pilot_time": timed(taxonomy),
        "pilot_pairs_held_out": judged_pairs(taxonomy, "held_out"),
        "pilot_pairs": judged_pairs(taxonomy),
        "esco_time": timed(Taxonomy.build(*esco)),
    }


def show(figures: Mapping[str, object], indent: str = "") -> None:
    for name, value in figures.items():
        if isinstance(value, Mapping):
            print(f"{indent}{name}")
            show(value, indent + "  ")
        else:
            print(f"{indent}{name:24s} {value:.4f}" if isinstance(value, float) else f"{indent}{name:24s} {value}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--esco", type=Path, default=ROOT.parent / "shared/eval/esco", help="folder of ESCO's CSV files or ZIPs")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    figures = measure(arguments.esco, arguments.seeds)
    if arguments.json:
        print(json.dumps(figures, indent=1))
    else:
        show(figures)


if __name__ == "__main__":
    main()
