"""`kladka audit …` and `kladka db grant` as somebody types them."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.cli import main


@pytest.fixture
def kladka(tmp_path: Path, migrated_sqlite: Path) -> Callable[..., Result]:
    """Run a command over a database of its own."""
    with closing(sqlite3.connect(migrated_sqlite)) as original, closing(sqlite3.connect(tmp_path / "kladka.sqlite3")) as copy:
        original.backup(copy)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["--language", "en", *arguments], env={"KLADKA_DATA_DIR": str(tmp_path)})

    return run


def tampered(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "kladka.sqlite3")) as connection:
        for table, verb in (("audit_event", "update"), ("audit_event", "delete"), ("audit_seal", "delete")):
            connection.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_a_trail_is_verified_sealed_and_shown(kladka: Callable[..., Result], tmp_path: Path) -> None:
    for _ in range(3):
        assert "whole" in kladka("audit", "verify").output
    assert "Event 3 is sealed" in kladka("audit", "seal").output
    shown = kladka("audit", "show", "--action", "audit:verify", "--json", "--limit", "2")
    assert [json.loads(line)["sequence"] for line in shown.output.splitlines()] == [1, 2]
    assert "audit:seal" in kladka("audit", "show").output
    sound = kladka("audit", "verify")
    assert "1 seals" in sound.output, sound.output
    tampered(tmp_path, "UPDATE audit_event SET actor_name = 'nobody' WHERE sequence = 2")
    found = kladka("audit", "verify")
    assert (found.exit_code, "first wrong row is 2" in found.stderr) == (1, True)


def test_a_tail_that_was_cut_with_its_head_and_seal_is_found_by_the_file(kladka: Callable[..., Result], tmp_path: Path) -> None:
    for _ in range(3):
        kladka("audit", "verify")
    kladka("audit", "seal")
    tampered(
        tmp_path, "DELETE FROM audit_event WHERE sequence > 1", "DELETE FROM audit_seal",
        "UPDATE audit_head SET sequence = 1, hash = (SELECT hash FROM audit_event WHERE sequence = 1)",
    )  # fmt: skip
    found = kladka("audit", "verify")
    assert (found.exit_code, "first wrong row is 2" in found.stderr) == (1, True), found.stderr


def test_the_statements_of_a_grant_can_be_read_first(kladka: Callable[..., Result]) -> None:
    printed = kladka("db", "grant", "--role", "kladka_app", "--print").output
    assert "GRANT SELECT, INSERT ON audit_event, audit_seal TO kladka_app" in printed
    assert "UPDATE, DELETE ON audit_event" not in printed
    assert "PostgreSQL" in kladka("db", "grant", "--role", "kladka_app").stderr
    assert kladka("db", "grant", "--role", "x; --", "--print").exit_code == 1
