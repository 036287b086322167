"""Every sentence of the pages stands in three languages: none missing, none fuzzy, none left over, every placeholder kept."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from web.catalogues import SOURCES, compile_catalogues, source_of

WEB = SOURCES.parent
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "_l": None, "lazy_gettext": None}
FORMS = {"ru": 3, "be": 3, "en": 2}


def written_sentences() -> set[str | tuple[str, ...]]:
    files = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
    options = {kind: {"trimmed": "true", "silent": "false"} for kind in ("**.html", "**.txt")}
    return {message for _, _, message, _, _ in extract_from_dir(str(WEB), files, options, keywords=KEYWORDS)}


def catalogue_of(language: str) -> Catalog:
    with source_of(language).open("rb") as file:
        return read_po(file, locale=language)


def placeholders(sentence: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[a-z]", sentence))


@pytest.mark.parametrize("language", FORMS)
def test_the_catalogue_holds_exactly_what_the_pages_say(language: str) -> None:
    catalogue = catalogue_of(language)
    assert {message.id for message in catalogue if message.id} == written_sentences()
    assert not catalogue.obsolete


@pytest.mark.parametrize("language", FORMS)
def test_every_sentence_is_translated_whole(language: str) -> None:
    for message in catalogue_of(language):
        if not message.id:
            continue
        said = message.string if isinstance(message.string, tuple | list) else (message.string,)
        asked = message.id if isinstance(message.id, tuple | list) else (message.id,)
        assert not message.fuzzy, message.id
        assert all(form.strip() for form in said), message.id
        assert len(said) == (FORMS[language] if len(asked) > 1 else 1), message.id
        assert all(placeholders(form) == placeholders(asked[-1]) for form in said), message.id


@pytest.mark.parametrize("language", FORMS)
def test_no_sentence_is_translated_twice(language: str) -> None:
    entries = re.findall(r"^msgid (.*?)^msgstr", source_of(language).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert len(entries) == len(set(entries)), {entry for entry in entries if entries.count(entry) > 1}


@pytest.mark.parametrize("language", ["ru", "be"])
def test_nothing_is_left_in_english(language: str) -> None:
    for message in catalogue_of(language):
        said = message.string if isinstance(message.string, tuple | list) else (message.string,)
        assert not message.id or all(re.search("[а-яё]", form, re.IGNORECASE) for form in said), message.id


def test_catalogues_are_compiled_once_and_again_when_gone(tmp_path: Path) -> None:
    folder = compile_catalogues(tmp_path)
    compiled = folder / "be" / "LC_MESSAGES" / "messages.mo"
    before = compiled.stat().st_mtime_ns
    assert compile_catalogues(tmp_path) == folder
    assert compiled.stat().st_mtime_ns == before
    compiled.unlink()
    compile_catalogues(tmp_path)
    assert compiled.exists()
    assert not [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".mo"]
