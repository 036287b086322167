"""The house keeps its order: imports run one way, files and functions stay small, words stay the glossary's."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("matcher", "models", "services", "api", "web")
LONGEST_FILE, LONGEST_FUNCTION = 330, 45
"""The targets are 300 and 40 lines; these are where the build stops."""
FORBIDDEN_WORDS = re.compile(r"(^|_)(manager|helper|util|utils|misc)(_|$)", re.IGNORECASE)
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def test_imports_run_one_way():
    done = subprocess.run([Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            told = (ast.get_docstring(node, clean=False) or "").count("\n") + 1
            length = (node.end_lineno or node.lineno) - node.lineno + 1 - told
            assert length <= LONGEST_FUNCTION, f"{node.name}: {length} lines"


def test_nothing_is_called_by_a_word_that_means_nothing():
    names = [path.stem for path in SOURCES]
    for path in SOURCES:
        names += [n.name for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    assert [name for name in names if FORBIDDEN_WORDS.search(name)] == []


def test_nothing_reaches_for_an_address_outside_this_machine():
    addresses = re.compile(r"https?://(?!127\.0\.0\.1|localhost|\{|data\.europa\.eu/esco)[\w.-]+")
    allowed = {"http://www.w3.org", "https://json-schema.org"}
    found = {
        (str(path.relative_to(ROOT)), address)
        for folder in PACKAGES
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".js", ".css", ".toml"}
        for address in addresses.findall(path.read_text(encoding="utf-8"))
        if address not in allowed
    }
    assert found == set()
