"""The sentences of the pages: compiled from web/translations into the data folder when the server starts; there is no build step."""

import hashlib
import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from api.i18n import LANGUAGES

SOURCES = Path(__file__).parent / "translations"
DOMAIN, SIGN_IN_DOMAIN = "messages", "flask_security"
"""Our own sentences, and those that Flask-Security says in its own name; it speaks English by itself."""
DOMAINS = {DOMAIN: LANGUAGES, SIGN_IN_DOMAIN: tuple(language for language in LANGUAGES if language != "en")}


def compile_catalogues(target: Path) -> Path:
    """Compile what is missing or older than its source, and return the folder that Flask-Babel reads.

    The folder is named after the sources' content: a server of another release beside this one reads its own. A file comes into place
    whole, so two servers that start together do no harm.
    """
    wanted = [(language, domain) for domain, languages in DOMAINS.items() for language in languages]
    digest = hashlib.sha256(b"".join(source_of(*each).read_bytes() for each in wanted)).hexdigest()[:16]
    folder = target / digest
    for language, domain in wanted:
        compiled = folder / language / "LC_MESSAGES" / f"{domain}.mo"
        if not compiled.exists():
            _compile(source_of(language, domain), compiled, language)
    return folder


def source_of(language: str, domain: str = DOMAIN) -> Path:
    """The reviewed file of one language."""
    return SOURCES / language / "LC_MESSAGES" / f"{domain}.po"


def _compile(source: Path, compiled: Path, language: str) -> None:
    compiled.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as file:
        catalogue = read_po(file, locale=language)
    unfinished = compiled.with_suffix(f".{os.getpid()}")
    with unfinished.open("wb") as file:
        write_mo(file, catalogue)
    unfinished.replace(compiled)
