"""Which consents there are: for each purpose, towards whom it may be given and for which fields. One table, to be read aloud.

The words that are read to the person stand in fixtures/consents/<purpose>.<language>.txt; a text is known by the digest of its words, so
that another wording is another version. Here must not live: storing a consent, or asking for one.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from types import MappingProxyType

from models.codes import CONSENT_FIELDS, CONSENT_PURPOSES, LANGUAGES
from services.errors import InvalidValue
from services.settings import FIXTURES_FOLDER

FOLDER = FIXTURES_FOLDER / "consents"
LONGEST = timedelta(days=3 * 366)
"""Nobody agrees to anything for longer: what one agreed to must still be remembered."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What one purpose allows. recipients: kinds (`everybody`: all organisations of the programme); fields: what may be told."""

    recipients: frozenset[str]
    fields: frozenset[str]


EVERYBODY, ORGANISATION, VACANCY = "everybody", "organisation", "vacancy"
NAMED = frozenset({"first_name", "contact"})

PURPOSES: Mapping[str, Purpose] = MappingProxyType(
    {
        "matching": Purpose(frozenset({EVERYBODY, ORGANISATION}), frozenset({"profile"})),
        "introduction": Purpose(frozenset({VACANCY}), frozenset(CONSENT_FIELDS)),
        "follow_up": Purpose(frozenset({ORGANISATION}), NAMED),
        "training": Purpose(frozenset({ORGANISATION}), NAMED | {"profile", "education"}),
        "emergency": Purpose(frozenset({ORGANISATION}), NAMED),
    }
)
"""Only matching may be towards everybody; only an introduction is towards an employer, and always for one vacancy."""


@dataclass(frozen=True, slots=True)
class ConsentWords:
    """The words of one consent in one language. digest: SHA-256 of the words; fields: what may be agreed to."""

    purpose: str
    language: str
    text: str
    digest: str
    fields: tuple[str, ...]
    recipients: tuple[str, ...]


@cache
def consent_words(purpose: str, language: str) -> ConsentWords:
    """The words that are read out today. Raises InvalidValue for another purpose or language than the tables name."""
    if purpose not in CONSENT_PURPOSES:
        raise InvalidValue("invalid_value.consent_purpose", field="purpose", parameters={"purpose": purpose})
    if language not in LANGUAGES:
        raise InvalidValue("invalid_value.consent_language", field="language", parameters={"language": language})
    text = (FOLDER / f"{purpose}.{language}.txt").read_text(encoding="utf-8").strip()
    allowed = PURPOSES[purpose]
    fields = tuple(code for code in CONSENT_FIELDS if code in allowed.fields)
    return ConsentWords(purpose, language, text, digest_of(text), fields, tuple(sorted(allowed.recipients)))


def digest_of(text: str) -> str:
    """What a version of a text is called."""
    return hashlib.sha256(text.encode()).hexdigest()
