"""Fields that refuse what no record could hold, and say why by a code: the sentence is made where the language is known.

Strict on purpose: a number is no string, a flag is no number, text holds no NUL and no half of a character.
"""

# ruff: noqa: ARG002  (marshmallow hands every field the same arguments)

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, validate

from services.errors import Parameter

LARGEST = 2**63 - 1
"""The largest whole number that either database holds."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

MESSAGES = {"required": "required", "null": "null", "validator_failed": "invalid"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a value: a code of the table [fault] and the numbers its sentence needs."""

    code: str
    parameters: dict[str, Parameter] = field(default_factory=dict)


def fault(code: str, **parameters: Parameter) -> ValidationError:
    """An error for one value."""
    return ValidationError([Fault(code, parameters)])  # type: ignore[arg-type, list-item]


class LengthOf(validate.Length):
    """Not shorter, not longer."""

    def __call__(self, value: Any) -> Any:
        """Refuse with `too_short` or `too_long`."""
        if self.min is not None and len(value) < self.min:
            raise fault("too_short", minimum=self.min)
        if self.max is not None and len(value) > self.max:
            raise fault("too_long", maximum=self.max)
        return value


class Within(validate.Range):
    """Not less, not more; both ends included."""

    def __call__(self, value: Any) -> Any:
        """Refuse with `out_of_range`."""
        if (self.min is not None and value < self.min) or (self.max is not None and value > self.max):
            raise fault("out_of_range", minimum=_plain(self.min), maximum=_plain(self.max))
        return value


class OneOfCodes(validate.OneOf):
    """One of a list of codes."""

    def __call__(self, value: Any) -> Any:
        """Refuse with `unknown_code`, naming the codes there are."""
        if value not in self.choices:
            raise fault("unknown_code", choices=", ".join(str(choice) for choice in self.choices))
        return value


class Pattern(validate.Regexp):
    """Text of a form; `form` names it in words."""

    def __init__(self, pattern: str, form: str) -> None:
        super().__init__(pattern)
        self.form = form

    def __call__(self, value: Any) -> Any:
        """Refuse with `wrong_form`."""
        if self.regex.fullmatch(value) is None:
            raise fault("wrong_form", form=self.form)
        return value


def _plain(bound: Any) -> Parameter:
    return bound.isoformat() if isinstance(bound, date) else bound


class Text(fields.String):
    """Text that a database holds, not blank, at most `longest` characters."""

    default_error_messages = MESSAGES | {"invalid": "not_text", "invalid_utf8": "not_text"}

    def __init__(self, longest: int, *, also: Iterable[Any] = (), **options: Any) -> None:
        super().__init__(validate=[LengthOf(min=1, max=longest), *also], **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        if _UNSTORABLE.search(value):
            raise fault("unstorable_character")
        if value and not value.strip():
            raise fault("blank")
        return value


class Code(Text):
    """One of a list of codes."""

    def __init__(self, codes: Sequence[str], **options: Any) -> None:
        super().__init__(100, also=[OneOfCodes(list(codes))], **options)


class Many(fields.List):
    """A list of at most `most`; comes out as a tuple."""

    default_error_messages = MESSAGES | {"invalid": "not_list"}

    def __init__(self, inner: fields.Field[Any], most: int, *, least: int = 0, **options: Any) -> None:
        super().__init__(inner, validate=LengthOf(min=least, max=most), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        if isinstance(value, list) and len(value) > (limit := self.validators[0].max):  # type: ignore[attr-defined]
            raise fault("too_long", maximum=limit)
        return tuple(super()._deserialize(value, attr, data, **options))


class Codes(Many):
    """A list of codes, each once."""

    def __init__(self, codes: Sequence[str], **options: Any) -> None:
        super().__init__(Code(codes), 2 * len(codes), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        return tuple(dict.fromkeys(super()._deserialize(value, attr, data, **options)))


class Whole(fields.Integer):
    """A whole number between two bounds; of a query it may be written as text."""

    default_error_messages = MESSAGES | {"invalid": "not_whole_number", "too_large": "not_whole_number"}

    def __init__(self, low: int, high: int, *, from_text: bool = False, **options: Any) -> None:
        self.from_text = from_text
        super().__init__(strict=not from_text, validate=Within(low, high), **options)

    def _validated(self, value: Any) -> int:
        if self.from_text and not (isinstance(value, str) and re.fullmatch(r"-?\d{1,19}", value, re.ASCII)):
            raise self.make_error("invalid")
        return super()._validated(value)


class Amount(fields.Float):
    """A number between two bounds; never NaN or infinite, never text."""

    default_error_messages = MESSAGES | {"invalid": "not_number", "special": "not_number", "too_large": "not_number"}

    def __init__(self, low: float, high: float, **options: Any) -> None:
        super().__init__(allow_nan=False, validate=Within(low, high), **options)

    def _validated(self, value: Any) -> float:
        if not isinstance(value, int | float):
            raise self.make_error("invalid")
        return super()._validated(value)


class Flag(fields.Boolean):
    """true or false; of a query written as text."""

    default_error_messages = MESSAGES | {"invalid": "not_flag"}
    _WRITTEN = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}  # noqa: RUF012

    def __init__(self, *, from_text: bool = False, **options: Any) -> None:
        self.from_text = from_text
        super().__init__(**options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> bool:
        known = self._WRITTEN.get(value) if self.from_text and isinstance(value, str) else value
        if not isinstance(known, bool):
            raise self.make_error("invalid")
        return known


class Day(fields.Date):
    """A calendar day, YYYY-MM-DD."""

    default_error_messages = MESSAGES | {"invalid": "not_day", "format": "not_day"}

    def __init__(self, first: date = FIRST_DAY, last: date = LAST_DAY, **options: Any) -> None:
        super().__init__(validate=Within(first, last), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> date:
        if not isinstance(value, str) or _DAY.fullmatch(value) is None:
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **options)


class Clock(fields.Field[int]):
    """A time of day as "HH:MM", held as minutes after midnight (0 to 1440)."""

    default_error_messages = MESSAGES | {"invalid": "not_clock"}

    def _serialize(self, value: Any, attr: str | None, obj: Any, **options: Any) -> str | None:
        return None if value is None else f"{int(value) // 60 % 24:02d}:{int(value) % 60:02d}"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> int:
        match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
        if match is None or (minutes := int(match[1]) * 60 + int(match[2])) > 24 * 60:
            raise self.make_error("invalid")
        return minutes


class Part(fields.Nested):
    """An object inside an object."""

    default_error_messages = MESSAGES | {"type": "not_object"}
