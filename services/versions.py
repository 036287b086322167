"""Versions of what decides: scorers and rule sets. New ones are stored and compared; a person activates them."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from sqlalchemy import update
from sqlalchemy.orm import Session

from matcher.ruleset import RuleSet
from matcher.scorer import Scorer
from models.queries.versions import get_active_version, get_next_number, get_version, get_version_with_digest, list_versions
from models.version import RuleSetVersion, ScorerVersion
from services.actors import Actor
from services.errors import NotFound
from services.installation import Installation
from services.permissions import authorise
from services.settings import FIXTURES_FOLDER
from services.unit_of_work import UnitOfWork

WEIGHTS_FILE = FIXTURES_FOLDER / "rules" / "weights.json"
RULES_FILE = FIXTURES_FOLDER / "rules" / "rules.json"

Version = TypeVar("Version", ScorerVersion, RuleSetVersion)


@dataclass(frozen=True, slots=True)
class Deciders:
    """What decides a ranking, with the numbers under which it is stored."""

    scorer: Scorer
    scorer_number: int
    rules: RuleSet
    rules_number: int


def active_deciders(session: Session) -> Deciders:
    """The active scorer and rules. Raises NotFound when the database was never given its reference content."""
    scorer, rules = get_active_version(session, of=ScorerVersion), get_active_version(session, of=RuleSetVersion)
    if scorer is None or rules is None:
        raise NotFound("not_found.reference_content", remedy="upgrade_database")
    return _deciders(scorer, rules)


def deciders_of(session: Session, scorer_number: int, rules_number: int) -> Deciders:
    """The scorer and rules of a past ranking."""
    scorer = get_version(session, of=ScorerVersion, number=scorer_number)
    rules = get_version(session, of=RuleSetVersion, number=rules_number)
    if scorer is None:
        raise NotFound.record("scorer_version", scorer_number)
    if rules is None:
        raise NotFound.record("rule_set_version", rules_number)
    return _deciders(scorer, rules)


def _deciders(scorer: ScorerVersion, rules: RuleSetVersion) -> Deciders:
    weights, parameters = json.dumps(scorer.content), json.dumps(rules.content)
    return Deciders(_read_scorer(weights), scorer.number, _read_rules(parameters), rules.number)


@lru_cache(maxsize=16)
def _read_scorer(text: str) -> Scorer:
    return Scorer.from_json(text)


@lru_cache(maxsize=16)
def _read_rules(text: str) -> RuleSet:
    return RuleSet.from_json(text)


def store_reviewed_files(unit: UnitOfWork) -> None:
    """Store the reviewed weights and rules of this release if they are new; they become active only where nothing is active yet."""
    _store_file(unit, ScorerVersion, WEIGHTS_FILE, "scorer:store")
    _store_file(unit, RuleSetVersion, RULES_FILE, "rules:store")


def _store_file(unit: UnitOfWork, table: type[Version], path: Path, action: str) -> None:
    text = path.read_text(encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    if get_version_with_digest(unit.session, of=table, digest=digest) is not None:
        return
    version = table(
        number=get_next_number(unit.session, of=table),
        content=json.loads(text),
        digest=digest,
        active=get_active_version(unit.session, of=table) is None,
        created_by=unit.actor.id,
        note=f"fixtures/rules/{path.name}",
    )
    unit.session.add(version)
    unit.audit(action, version)


@dataclass(frozen=True, slots=True)
class ScorerSummary:
    """One stored scorer, as a list shows it. report: what the training said, empty for the expert weights."""

    number: int
    active: bool
    version: str
    note: str | None
    created_by: str
    created_at: str
    report: dict[str, object]
    content: dict[str, object]


def list_scorers(installation: Installation, actor: Actor) -> list[ScorerSummary]:
    """All stored scorers, oldest first."""
    authorise(actor, "scorer:read")
    with installation.reading(actor, "list scorers") as unit:
        return [_summary(s) for s in reversed(list_versions(unit.session, of=ScorerVersion))]


def show_scorer(installation: Installation, actor: Actor, number: int) -> ScorerSummary:
    """One stored scorer with its weights and report."""
    authorise(actor, "scorer:read")
    with installation.reading(actor, "show scorer") as unit:
        scorer = get_version(unit.session, of=ScorerVersion, number=number)
        if scorer is None:
            raise NotFound.record("scorer_version", number)
        return _summary(scorer)


def activate_scorer(installation: Installation, actor: Actor, number: int) -> ScorerSummary:
    """Let a stored scorer decide from now on; past rankings keep theirs."""
    authorise(actor, "scorer:activate")
    with installation.writing(actor, "activate scorer") as unit:
        scorer = get_version(unit.session, of=ScorerVersion, number=number)
        if scorer is None:
            raise NotFound.record("scorer_version", number)
        if not scorer.active:
            unit.session.execute(update(ScorerVersion).where(ScorerVersion.active).values(active=False))
            unit.session.flush()
            scorer.active = True
            unit.audit("scorer:activate", scorer)
        return _summary(scorer)


def _summary(s: ScorerVersion) -> ScorerSummary:
    version = str(s.content.get("version", ""))
    return ScorerSummary(s.number, s.active, version, s.note, s.created_by, s.created_at.isoformat(), dict(s.report), dict(s.content))
