"""Stored scorers and rule sets as use cases: list, show, keep, activate. A new version is never active by itself: a person activates it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from models.queries.versions import Version, get_active_version, get_version, list_versions
from models.version import RuleSetVersion, ScorerVersion
from services.actor_names import actor_names
from services.actors import Actor
from services.errors import Conflict, InvalidValue, NotFound, check_version
from services.installation import Installation
from services.notes import check_length, check_said
from services.pages import LONGEST_PAGE
from services.permissions import authorise
from services.references import storing
from services.unit_of_work import UnitOfWork
from services.version_files import RULES, WEIGHTS, find_same, read_rules, read_weights
from services.versions import add_version


@dataclass(frozen=True, slots=True)
class ScorerSummary:
    """One stored scorer, as a list shows it. report: what the training said, empty for the expert weights.

    active_number: of the scorer that was active when this was read; who activates another says by it what they saw. created_by_name: of the
    account, empty for the program itself.
    """

    number: int
    active: bool
    version: str
    note: str | None
    created_by: str
    created_at: str
    report: dict[str, object]
    content: dict[str, object]
    active_number: int
    created_by_name: str


@dataclass(frozen=True, slots=True)
class RulesSummary:
    """One stored set of rules; the rest as in ScorerSummary."""

    number: int
    active: bool
    note: str | None
    created_by: str
    created_at: str
    content: dict[str, object]
    active_number: int
    created_by_name: str


@dataclass(frozen=True, slots=True)
class KeepVersions:
    """Files to be kept as versions, each as its text; None: no such file. note: why they exist, in the words of who keeps them."""

    note: str
    rules: str | None = None
    weights: str | None = None


@dataclass(frozen=True, slots=True)
class KeptVersions:
    """What was stored of KeepVersions."""

    rules: RulesSummary | None
    scorer: ScorerSummary | None


def keep_versions(installation: Installation, actor: Actor, command: KeepVersions) -> KeptVersions:
    """Store files as new versions, all or none; they decide nothing until somebody activates them.

    Raises Forbidden, InvalidValue (`invalid_value.version_file.…`, `invalid_value.what_if_nothing`, `invalid_value.note…`), Conflict
    (`conflict.same_rules`, `conflict.same_weights`: a stored version says the same, whatever it calls itself).
    """
    authorise(actor, "scorer:activate" if command.rules is None else "rules:activate")
    if command.weights is not None:
        authorise(actor, "scorer:activate")
    if command.rules is None and command.weights is None:
        raise InvalidValue("invalid_value.what_if_nothing", field=RULES)
    check_said(command.note)
    check_length(command.note)
    # Who keeps at the same moment may take the number, or be the first with this very file: the second look tells which.
    return storing(lambda: storing(lambda: _keep(installation, actor, command), "digest", None), "number", None)


def list_scorers(installation: Installation, actor: Actor, after: int = 0, limit: int = LONGEST_PAGE) -> list[ScorerSummary]:
    """A page of stored scorers after a number, oldest first, 1 to 200 of them."""
    authorise(actor, "scorer:read")
    with installation.reading(actor, "list scorers") as unit:
        return _scorers(unit, _page(unit, ScorerVersion, after, limit))


def show_scorer(installation: Installation, actor: Actor, number: int) -> ScorerSummary:
    """One stored scorer with its weights and report. Raises NotFound (`not_found.scorer_version`)."""
    authorise(actor, "scorer:read")
    with installation.reading(actor, "show scorer") as unit:
        return _scorer(unit, _version(unit, ScorerVersion, number))


def activate_scorer(
    installation: Installation, actor: Actor, number: int, seen_active: int | None = None, reason: str | None = None
) -> ScorerSummary:
    """Let a stored scorer decide from now on; past rankings keep theirs.

    seen_active: the number of the scorer that was active when the actor looked; None for whichever is. reason: why, kept in the trail.
    Raises NotFound, StaleVersion, InvalidValue (`invalid_value.note`).
    """
    authorise(actor, "scorer:activate")
    with installation.writing(actor, "activate scorer") as unit:
        scorer = _version(unit, ScorerVersion, number)
        check_version(seen_active, _active_number(unit, ScorerVersion))
        if _activate(unit, scorer):
            unit.audit("scorer:activate", scorer, **_told(reason))
        return _scorer(unit, scorer)


def list_rules(installation: Installation, actor: Actor, after: int = 0, limit: int = LONGEST_PAGE) -> list[RulesSummary]:
    """A page of stored rule sets after a number, oldest first, 1 to 200 of them."""
    authorise(actor, "rules:read")
    with installation.reading(actor, "list rules") as unit:
        return _several_rules(unit, _page(unit, RuleSetVersion, after, limit))


def show_rules(installation: Installation, actor: Actor, number: int) -> RulesSummary:
    """One stored rule set. Raises NotFound (`not_found.rule_set_version`)."""
    authorise(actor, "rules:read")
    with installation.reading(actor, "show rules") as unit:
        return _rules(unit, _version(unit, RuleSetVersion, number))


def activate_rules(
    installation: Installation, actor: Actor, number: int, seen_active: int | None = None, reason: str | None = None
) -> RulesSummary:
    """Let a stored rule set decide from now on; past rankings keep theirs. Raises as `activate_scorer`."""
    authorise(actor, "rules:activate")
    with installation.writing(actor, "activate rules") as unit:
        rules = _version(unit, RuleSetVersion, number)
        check_version(seen_active, _active_number(unit, RuleSetVersion))
        if _activate(unit, rules):
            unit.audit("rules:activate", rules, **_told(reason))
        return _rules(unit, rules)


def _keep(installation: Installation, actor: Actor, command: KeepVersions) -> KeptVersions:
    rules = None if command.rules is None else read_rules(command.rules)
    weights = None if command.weights is None else read_weights(command.weights)
    with installation.writing(actor, "keep rules or weights as a version") as unit:
        same = find_same(unit.session, rules, weights)
        for kind, number in ((RULES, same.rules), (WEIGHTS, same.weights)):
            if number is not None:
                raise Conflict(f"conflict.same_{kind}", field=kind, remedy="use_stored_version", parameters={"number": number})
        kept_rules = _add(unit, RuleSetVersion, command.rules, command.note, "rules:store")
        kept_weights = _add(unit, ScorerVersion, command.weights, command.note, "scorer:store")
        unit.session.flush()
        return KeptVersions(
            None if kept_rules is None else _rules(unit, kept_rules), None if kept_weights is None else _scorer(unit, kept_weights)
        )


def _add(unit: UnitOfWork, of: type[Version], text: str | None, note: str, action: str) -> Version | None:
    if text is None:
        return None
    content = json.loads(text)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return add_version(unit, of(content=content, digest=digest, note=note.strip(), active=False), action)


def _told(reason: str | None) -> dict[str, Any]:
    check_length(reason)
    return {"reason": reason.strip()} if reason and reason.strip() else {}


def _page(unit: UnitOfWork, of: type[Version], after: int, limit: int) -> list[Version]:
    if not 1 <= limit <= LONGEST_PAGE + 1:  # one more than a page tells whether there is another
        raise InvalidValue("invalid_value.limit", field="limit", parameters={"minimum": 1, "maximum": LONGEST_PAGE})
    return [version for version in reversed(list_versions(unit.session, of=of)) if version.number > after][:limit]


def _version(unit: UnitOfWork, of: type[Version], number: int) -> Version:
    version = get_version(unit.session, of=of, number=number)
    if version is None:
        raise NotFound.record(of.__noun__, number)
    return version


def _active_number(unit: UnitOfWork, of: type[Version]) -> int:
    active = get_active_version(unit.session, of=of)
    return active.number if active is not None else 0


def _activate(unit: UnitOfWork, version: ScorerVersion | RuleSetVersion) -> bool:
    """Whether anything changed."""
    if version.active:
        return False
    of = type(version)
    unit.session.execute(update(of).where(of.active).values(active=False))
    unit.session.flush()
    version.active = True
    unit.session.flush()
    return True


def _scorer(unit: UnitOfWork, scorer: ScorerVersion) -> ScorerSummary:
    return _scorers(unit, [scorer])[0]


def _scorers(unit: UnitOfWork, versions: Sequence[ScorerVersion]) -> list[ScorerSummary]:
    active, names = _active_number(unit, ScorerVersion), actor_names(unit.session, [one.created_by for one in versions])
    return [
        ScorerSummary(
            one.number, one.active, str(one.content.get("version", "")), one.note, one.created_by, one.created_at.isoformat(),
            dict(one.report), dict(one.content), active, names.get(one.created_by, ""),
        )
        for one in versions
    ]  # fmt: skip


def _rules(unit: UnitOfWork, rules: RuleSetVersion) -> RulesSummary:
    return _several_rules(unit, [rules])[0]


def _several_rules(unit: UnitOfWork, versions: Sequence[RuleSetVersion]) -> list[RulesSummary]:
    active, names = _active_number(unit, RuleSetVersion), actor_names(unit.session, [one.created_by for one in versions])
    return [
        RulesSummary(
            one.number, one.active, one.note, one.created_by, one.created_at.isoformat(), dict(one.content), active,
            names.get(one.created_by, ""),
        )
        for one in versions
    ]  # fmt: skip
