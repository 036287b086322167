"""Reading a file of rules or weights: JSON as the standard has it, by path; every complaint says what is wrong and where it stands.

The form of each file is with what it describes: ruleset.py, scorer.py. Here is no number of a rule and no weight.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")
Parameter = str | int | float
LARGEST_FILE = 100_000
"""Characters of a file; ours have a few thousand."""
LONGEST_TEXT = 2_000
"""Characters of one text in it."""
_UNSTORABLE = re.compile("\\\\u0000|[\ud800-\udfff]")


class FileError(ValueError):
    """A file says something that cannot be. code: which of the faults below; where: path of the field, "" for the file as a whole."""

    noun = "file"

    def __init__(self, code: str, where: str, message: str, **parameters: Parameter) -> None:
        super().__init__(f"{self.noun}: {where} {message}" if where else f"the {self.noun} file {message}")
        self.code, self.where, self.parameters = code, where, parameters


def read_object(text: str, fault: type[FileError]) -> Mapping[str, Any]:
    """The JSON object that is the whole of a file.

    Raises the fault given: `too_large`, `not_json` with line and column, `repeated`, `too_deep`, `unstorable`, `not_object`.
    """
    if len(text) > LARGEST_FILE:
        raise fault("too_large", "", f"is longer than {LARGEST_FILE} characters", most=LARGEST_FILE)

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise fault("repeated", twice, "stands there twice")
        return dict(pairs)

    def no_constant(name: str) -> NoReturn:
        raise fault("constant", "", f"says {name}, which is no number of JSON", name=name)

    try:
        raw = json.loads(text, object_pairs_hook=once, parse_constant=no_constant)
    except json.JSONDecodeError as error:
        raise fault("not_json", "", f"is not JSON: {error}", line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise fault("too_deep", "", "is nested too deep") from error
    except FileError:
        raise
    except ValueError as error:  # a number of more digits than Python reads
        raise fault("number_too_long", "", "has a number of thousands of digits") from error
    if _UNSTORABLE.search(json.dumps(raw, ensure_ascii=False)):
        raise fault("unstorable", "", "has a character that no database holds")
    if not isinstance(raw, dict):
        raise fault("not_object", "", "must be a JSON object")
    return raw


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one JSON object by path. before: the path of the object itself."""

    raw: Mapping[str, Any]
    fault: type[FileError]
    before: tuple[str, ...] = ()

    def where(self, *path: str) -> str:
        """A path as it is told: "travel.base_minutes"."""
        return ".".join((*self.before, *path))

    def at(self, *path: str) -> Any:
        """What stands at the path. Raises `missing`."""
        here: Any = self.raw
        for depth, key in enumerate(path, 1):
            if not isinstance(here, dict) or key not in here:
                raise self.fault("missing", self.where(*path[:depth]), "is missing")
            here = here[key]
        return here

    def text(self, *path: str) -> str:
        """A text that is not empty. Raises `not_text`."""
        value = self.at(*path)
        if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_TEXT:
            raise self.fault("not_text", self.where(*path), f"must be a text of 1 to {LONGEST_TEXT} characters", most=LONGEST_TEXT)
        return value

    def number(self, low: float, high: float, *path: str) -> float:
        """A number between two bounds, both included. Raises `not_number`."""
        value = self.at(*path)
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            told = {"low": low, "high": high}
            raise self.fault("not_number", self.where(*path), f"must be a number from {low:g} to {high:g}, got {_short(value)}", **told)
        return float(value)

    def whole(self, low: int, high: int, *path: str) -> int:
        """A whole number between two bounds, both included. Raises `not_whole`."""
        value = self.number(low, high, *path)
        if not value.is_integer():
            raise self.fault("not_whole", self.where(*path), f"must be a whole number, got {value:g}")
        return int(value)

    def codes(self, allowed: Collection[str], *path: str) -> frozenset[str]:
        """A list of known codes as a set. Raises `not_codes`, `unknown_codes`."""
        value, choices = self.at(*path), ", ".join(allowed)
        if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
            raise self.fault("not_codes", self.where(*path), f"must be a list of codes, got {_short(value)}", choices=choices)
        unknown = ", ".join(sorted(set(value) - set(allowed)))
        if unknown:
            said = f"has unknown codes {unknown}; allowed: {choices}"
            raise self.fault("unknown_codes", self.where(*path), said, unknown=unknown[:200], choices=choices)
        return frozenset(value)

    def table(self, allowed: Collection[str], read: Callable[[str], T], *path: str) -> dict[str, T]:
        """One value per allowed code: none missing, none unknown. Raises `wrong_keys`."""
        value = self.at(*path)
        if not isinstance(value, dict) or set(value) != set(allowed):
            choices = ", ".join(allowed)
            raise self.fault("wrong_keys", self.where(*path), f"must have exactly the keys {choices}", choices=choices)
        return {code: read(code) for code in allowed}

    def objects(self, *path: str) -> Iterator["Reader"]:
        """The objects of a list. Raises `not_list`, also for what is no object in it."""
        value = self.at(*path)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.fault("not_list", self.where(*path), f"must be a list of objects, got {_short(value)}")
        for place, one in enumerate(value):
            yield Reader(one, self.fault, (*self.before, *path[:-1], f"{path[-1]}[{place}]"))


def _short(value: Any) -> str:
    """A value as it is told in a complaint: never a whole file."""
    said = repr(value) if not isinstance(value, int) or abs(value) < 10**20 else "a very large number"
    return said if len(said) <= 60 else f"{said[:60]}…"
