"""Parameters of rules and weights that differ, in words: what each is called, and its two values as a person writes them."""

from collections.abc import Iterable
from dataclasses import dataclass

from api.i18n import Words
from matcher.changed_parameters import ChangedParameter, Value

CODES_OF = {"duties": "duty", "shifts": "shift", "closed_shifts": "shift", "always_required": "document"}
"""Last part of a path whose value is a list of codes → the table of their words."""


@dataclass(frozen=True, slots=True)
class ToldParameter:
    """One line of the table."""

    name: str
    before: str
    after: str


def told_parameters(changed: Iterable[ChangedParameter], say: Words) -> tuple[ToldParameter, ...]:
    """A line for each."""
    return tuple(
        ToldParameter(_name(one.path, say), _value(one.path, one.before, say), _value(one.path, one.after, say)) for one in changed
    )


def _name(path: str, say: Words) -> str:
    """A path with words of its own, else the words of its form with the code that it is about."""
    if path in say.tables["parameter"]:
        return say.of("parameter", path)
    parts = path.split(".")
    if parts[0] == "health":
        return say.of("parameter", parts[2], limit=_capital(say.of("limit", parts[1])))
    if parts[:2] == ["documents", "lead_days"]:
        return say.of("parameter", "lead_days", document=_capital(say.of("document", parts[2])))
    return say.of("parameter", parts[1], feature=say.of("feature", parts[0]))


def _value(path: str, value: Value, say: Words) -> str:
    if isinstance(value, tuple):
        return say.codes(CODES_OF[path.rpartition(".")[2]], value) if value else say.of("parameter", "nothing")
    if isinstance(value, str):
        return value or say.of("parameter", "nothing")
    written = f"{value:.6g}"
    return written if say.language == "en" else written.replace(".", ",")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
