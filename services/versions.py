"""Versions of what decides, for those who decide with them: the active ones, those of a past ranking, and those of this release.

Listing, showing and activating them are use cases of their own: services/deciding.py.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from matcher.ruleset import RuleSet
from matcher.scorer import Scorer
from models.queries.versions import get_active_version, get_next_number, get_version, get_version_with_digest
from models.version import RuleSetVersion, ScorerVersion
from services.errors import NotFound
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
    return Deciders(scorer_of(scorer), scorer.number, rules_of(rules), rules.number)


def scorer_of(version: ScorerVersion) -> Scorer:
    """The scorer of a stored version."""
    return _read_scorer(json.dumps(version.content))


def rules_of(version: RuleSetVersion) -> RuleSet:
    """The rules of a stored version."""
    return _read_rules(json.dumps(version.content))


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
    is_first = get_active_version(unit.session, of=table) is None
    add_version(unit, table(content=json.loads(text), digest=digest, note=f"fixtures/rules/{path.name}", active=is_first), action)


def add_version(unit: UnitOfWork, version: Version, action: str, **told: Any) -> Version:
    """Store a version under the next number, in the name of who acts; told in the audit trail as `action`, with `told`."""
    version.number, version.created_by = get_next_number(unit.session, of=type(version)), unit.actor.id
    unit.session.add(version)
    unit.audit(action, version, **told)
    return version
