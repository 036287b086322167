"""Files of rules and weights as somebody gives them: read whole, and found again among the stored versions.

Whether a file says something that can decide at all is for the matcher to say (matcher/reviewed_file.py); keeping one is a use case of
services/deciding.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from matcher.changed_parameters import changed_rules, changed_weights
from matcher.reviewed_file import LARGEST_FILE, FileError
from matcher.ruleset import RuleSet
from matcher.scorer import Scorer
from models.queries.versions import list_versions
from models.version import RuleSetVersion, ScorerVersion
from services.errors import InvalidValue
from services.versions import rules_of, scorer_of

Read = TypeVar("Read", RuleSet, Scorer)
RULES, WEIGHTS = "rules", "weights"


@dataclass(frozen=True, slots=True)
class SameVersions:
    """Numbers of the stored versions that say the very same as the files given, whatever they call themselves; None where there is none."""

    rules: int | None = None
    weights: int | None = None


def read_rules(given: Path | str) -> RuleSet:
    """The rules of a file, or of the text of one. Raises InvalidValue (`invalid_value.version_file.…`), OSError."""
    return _read(given, RuleSet.from_json, RULES)


def read_weights(given: Path | str) -> Scorer:
    """The weights of a file, or of the text of one. Raises as `read_rules`."""
    return _read(given, Scorer.from_json, WEIGHTS)


def find_same(session: Session, rules: RuleSet | None, weights: Scorer | None) -> SameVersions:
    """Which stored versions say the same: the oldest of them."""
    return SameVersions(
        None if rules is None else _same_rules(session, rules), None if weights is None else _same_weights(session, weights)
    )


def _same_rules(session: Session, rules: RuleSet) -> int | None:
    stored = reversed(list_versions(session, of=RuleSetVersion))
    return next((one.number for one in stored if not changed_rules(rules_of(one), rules)), None)


def _same_weights(session: Session, weights: Scorer) -> int | None:
    stored = reversed(list_versions(session, of=ScorerVersion))
    return next((one.number for one in stored if not changed_weights(scorer_of(one), weights)), None)


def _read(given: Path | str, parse: Callable[[str], Read], kind: str) -> Read:
    """Raises InvalidValue with what is wrong in the file and where, OSError where it cannot be read at all."""
    file = f"{kind}.json" if isinstance(given, str) else given.name
    try:
        return parse(given if isinstance(given, str) else given.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _not_utf8(kind, file) from error
    except FileError as fault:
        told = {"file": file, "where": fault.where, "reason": str(fault), **fault.parameters}
        raise InvalidValue(f"invalid_value.version_file.{fault.code}", field=kind, remedy="mend_file", parameters=told) from fault


def decoded(kind: str, content: bytes) -> str:
    """The text of a file that was sent. Raises InvalidValue (`invalid_value.version_file.not_utf8`, `….too_large`)."""
    if len(content) > LARGEST_FILE * 4:
        told: dict[str, str | int | float | None] = {"file": f"{kind}.json", "most": LARGEST_FILE}
        raise InvalidValue("invalid_value.version_file.too_large", field=kind, remedy="mend_file", parameters=told)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(kind, f"{kind}.json") from error


def _not_utf8(kind: str, file: str) -> InvalidValue:
    return InvalidValue("invalid_value.version_file.not_utf8", field=kind, remedy="mend_file", parameters={"file": file})
