"""The house rules of the pages, read off their files: nothing runs but files of ours, nothing is foreign, nothing escapes its escaping."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
LONGEST = 300
"""Lines of a file that one reads in one go."""


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_script_of_its_own_no_style_and_no_hole_in_its_escaping(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    text = re.sub(r"<script \{\{ (?:script_nonce\(\)|\{\"nonce\": script_nonce_of_page\(\)\}\|xmlattr) \}\} src=", "<ours ", text)
    text = text.replace("></script>", ">")  # files of ours that know the nonce
    assert not re.search(r"</?script|<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert not re.search(r"\|\s*safe\b|autoescape", text)
    assert not re.search(r"https?://|//cdn", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_sentence_stands_outside_the_catalogues(template: Path) -> None:
    markup = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", " ", template.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"<code>.*?</code>|<[^>]*>", " ", markup, flags=re.DOTALL)
    assert re.findall(r"[^\W\d_]{3,}", text) == []


def test_the_style_sheet_loads_nothing() -> None:
    sheet = (WEB / "static" / "kladka.css").read_text(encoding="utf-8")
    assert "@import" not in sheet
    assert "url(" not in sheet


def test_every_file_of_the_pages_can_be_read_in_one_go() -> None:
    files = [path for path in WEB.rglob("*") if path.suffix in (".py", ".html", ".css")]
    assert [path.name for path in files if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST] == []
