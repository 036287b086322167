"""A profile as it is read aloud to the person before an introduction: the draft in words of the language that it is read in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from babel import Locale
from flask_babel import lazy_gettext as _l

AVAILABILITY: Mapping[str, object] = MappingProxyType(
    {
        "now": _l("can begin now"),
        "by_start": _l("can begin by the first day"),
        "later": _l("can begin later"),
        "unknown": _l("when they can begin is not said"),
    }
)
HOW: Mapping[str, object] = MappingProxyType({"practised": _l("worked as"), "qualified": _l("learned")})
CONTACTS: tuple[tuple[str, object], ...] = (
    ("organisation", _l("Through the organisation that looks after the person")),
    ("person", _l("By the person's own telephone and e-mail")),
)


def languages_of(profile: Mapping[str, Any], language: str) -> tuple[str, ...]:
    """Names of the languages that the person speaks."""
    names = Locale(language).languages
    return tuple(names.get(code, code) for code in profile["languages"])
