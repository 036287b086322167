"""Why one pair scored as it did: prior + Σ contributions = score, the evidence for every requirement, every rule, and the gaps.

The numbers are cells of the very arrays that ranked the pair; only the words that show a requirement are looked up here, in the profile.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.answers import Explanation, RequirementEvidence
from matcher.eligibility import Verdicts
from matcher.gaps import find_gaps
from matcher.held import LEVELS
from matcher.holdings import ConceptGraph, HeldSkill, asked_concepts, held_skills
from matcher.index import quantised
from matcher.pairs import PairBlock
from matcher.scorer import Scorer
from matcher.types import Requirement

Array = NDArray[Any]


def explain_cell(verdicts: Verdicts, features: Array, scorer: Scorer, cell: tuple[int, int], ladder: Array | None = None) -> Explanation:
    """Explain one pair of a judged and scored block; features has shape (n_features, n_vacancies, n_candidates)."""
    block = verdicts.block
    values = features[:, cell[0], cell[1]]
    contributions = scorer.contributions(values)
    score = float(scorer.score(values))
    requirements = requirement_evidence(block, cell)
    rules = verdicts.all_reasons(*cell)
    gaps = find_gaps(block, cell, values, scorer, requirements, rules, ladder)
    return Explanation(scorer.prior, contributions, score, requirements, rules, gaps)


def requirement_evidence(block: PairBlock, cell: tuple[int, int]) -> tuple[RequirementEvidence, ...]:
    """Return, for every requirement of the vacancy, how near the person comes and by which words."""
    graph, spec = block.candidates.graph, block.vacancies.specs[cell[0]]
    held = held_skills(block.candidates.profiles[cell[1]], graph)
    asked = block.once(_asked)[cell[0]]
    return tuple(_evidence(requirement, near, held, graph) for requirement, near in zip(spec.requirements, asked, strict=True))


def _asked(block: PairBlock) -> list[list[dict[int, float]]]:
    """What serves each requirement of each vacancy."""
    return [[asked_concepts(requirement, block.candidates.graph) for requirement in spec.requirements] for spec in block.vacancies.specs]


def _evidence(requirement: Requirement, near: dict[int, float], held: dict[str, HeldSkill], graph: ConceptGraph) -> RequirementEvidence:
    found = RequirementEvidence(requirement, 0.0, understood=bool(near))
    for concept, skill in held.items():
        if (row := graph.row_of[concept]) not in near:
            continue
        # Rounded as the index rounds, so that the shown number is the one that counted (in_whole_255ths).
        similarity, level = float(np.float32(near[row])), quantised(skill.level)
        coverage = round(similarity * level) / LEVELS
        if coverage > found.coverage:
            found = RequirementEvidence(requirement, coverage, concept, skill.text, similarity, level / LEVELS, named=skill.named)
    return found
