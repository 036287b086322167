"""Learning from what became of placements: outcomes → a new scorer version with its report. A new version is never active by itself."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.features import compute_features
from matcher.index import CandidateIndex, VacancyIndex
from matcher.pairs import PairBlock
from matcher.ruleset import RuleSet
from matcher.scorer import Scorer
from matcher.taxonomy import Taxonomy
from matcher.types import CandidateProfile, VacancySpec
from models.queries.candidates import find_candidates
from models.queries.outcomes import stream_outcomes
from models.queries.vacancies import find_vacancies
from models.queries.versions import get_next_number
from models.version import ScorerVersion
from services.actors import Actor
from services.errors import InvalidValue
from services.installation import Installation
from services.permissions import authorise
from services.profiles import to_profile
from services.relations import find_reached
from services.vacancy_records import to_spec
from services.versions import active_deciders, add_version

if TYPE_CHECKING:
    from matcher.training import Needed

RETAINED = ("retained_3m", "retained_6m")
"""Results that mean: still employed after three months."""


@dataclass(frozen=True, slots=True)
class PastPlacement:
    """One outcome to learn from; result is one of the codes of outcomes."""

    candidate: str
    vacancy: str
    referred_on: date
    result: str


@dataclass(frozen=True, slots=True)
class TrainingAnswer:
    """number: of the stored version, None when there were too few outcomes to fit; unknown: pairs named that are not in the database.

    needed: how many more outcomes it takes, None when there were enough.
    """

    number: int | None
    report: dict[str, Any]
    unknown: tuple[str, ...]
    needed: "Needed | None" = None


@dataclass(frozen=True, slots=True)
class TrainingStatus:
    """Whether training would have enough: n outcomes, of them n_positive of people who stayed; needed: None when there are enough."""

    n: int
    n_positive: int
    needed: "Needed | None"


def training_status(installation: Installation, actor: Actor) -> TrainingStatus:
    """How many outcomes there are to learn from, of people whom the actor may know of, and how many are missing. Raises Forbidden."""
    from matcher.training import still_needed  # as in train_scorer

    authorise(actor, "scorer:train")
    results = [placement.result for placement in stored_placements(installation, actor)]
    n_positive = sum(result in RETAINED for result in results)
    return TrainingStatus(len(results), n_positive, still_needed(len(results), n_positive))


def stored_placements(installation: Installation, actor: Actor) -> list[PastPlacement]:
    """The outcomes in the database, of people whom the actor may know of."""
    authorise(actor, "outcome:read")
    with installation.reading(actor, "read outcomes") as unit:
        stored = [PastPlacement(*facts[:4]) for facts in stream_outcomes(unit.session)]
        people = list(dict.fromkeys(placement.candidate for placement in stored))
        reached = frozenset(find_reached(unit.session, actor, "outcome:read", people))
        return [placement for placement in stored if placement.candidate in reached]


def train_scorer(installation: Installation, actor: Actor, placements: Sequence[PastPlacement], note: str = "") -> TrainingAnswer:
    """Fit the active scorer to outcomes and store the result as a new, inactive version.

    Raises InvalidValue (`invalid_value.outcomes`) when none of the pairs is in the database.
    """
    from matcher.training import train  # scikit-learn takes a second to import: only training pays it

    authorise(actor, "scorer:train")
    with installation.reading(actor, "read what to train a scorer on") as unit:  # learning takes seconds: nobody's writing waits for them
        deciders = active_deciders(unit.session)
        taxonomy = installation.knowledge(unit.session).taxonomy
        candidates = find_candidates(unit.session, references=[p.candidate for p in placements])
        vacancies = find_vacancies(unit.session, references=[p.vacancy for p in placements])
        profiles = {reference: to_profile(c) for reference, c in candidates.items()}
        specs = {reference: to_spec(v) for reference, v in vacancies.items()}
    known = [p for p in placements if p.candidate in profiles and p.vacancy in specs]
    unknown = tuple(f"{p.candidate} × {p.vacancy}" for p in placements if p.candidate not in profiles or p.vacancy not in specs)
    if placements and not known:
        raise InvalidValue("invalid_value.outcomes", field="outcomes", remedy="import_people_first")
    features = [_features(specs[p.vacancy], profiles[p.candidate], deciders.rules, p.referred_on, taxonomy) for p in known]
    scorer, report = train(
        np.array(features).reshape(len(known), len(deciders.scorer.weights)),
        np.array([p.result in RETAINED for p in known], np.float64),
        deciders.scorer,
        "trained",
    )
    told = asdict(report) | {"expert_number": deciders.scorer_number}
    if report.abstained:
        return TrainingAnswer(None, told, unknown, report.needed)
    return TrainingAnswer(_store(installation, actor, scorer, told, note, len(known)), told, unknown)


def _store(installation: Installation, actor: Actor, scorer: Scorer, report: dict[str, Any], note: str, n_outcomes: int) -> int:
    """Store what was learned; gives the number of the version, which its name holds too."""
    with installation.writing(actor, "train a scorer") as unit:
        text = replace(scorer, version=f"trained-{get_next_number(unit.session, of=ScorerVersion)}").to_json()
        digest = hashlib.sha256(text.encode()).hexdigest()
        version = ScorerVersion(content=json.loads(text), report=report, digest=digest, note=note or None, active=False)
        return add_version(unit, version, "scorer:train", n_outcomes=n_outcomes).number


def _features(spec: VacancySpec, profile: CandidateProfile, rules: RuleSet, as_of: date, taxonomy: Taxonomy) -> Any:
    """The features of one pair on the day of the referral, shape (n_features,)."""
    block = PairBlock(VacancyIndex.build([spec], taxonomy), CandidateIndex.build([profile], taxonomy), rules, as_of)
    return compute_features(block)[:, 0, 0]
