"""What a person types wrong at the command line: always a sentence and an exit status, never a traceback."""

import os
import socket
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli import main
from services.versions import RULES_FILE, WEIGHTS_FILE

HEAD = "conceptUri,preferredLabel,altLabels\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A data folder with a migrated database."""
    folder = tmp_path_factory.mktemp("refusals")
    assert CliRunner().invoke(main, ["db", "upgrade"], env={"KLADKA_DATA_DIR": str(folder)}).exit_code == 0
    return folder


@pytest.fixture
def refused(folder):
    """Run a command that must be refused in words; gives what it said on standard error."""

    def run(*arguments, stdin=None, **environment):
        done = CliRunner().invoke(main, [str(a) for a in arguments], input=stdin, env={"KLADKA_DATA_DIR": str(folder)} | environment)
        assert done.exit_code in (1, 2), done.output
        assert isinstance(done.exception, SystemExit), f"{arguments} ended in {done.exception!r}"
        return done.stderr

    return run


@pytest.mark.parametrize("host", ["0.0.0.0", "", "example.org", "192.168.0.1", "::", "localhost.example.org"])  # noqa: S104
def test_only_this_machine_is_served(refused, host):
    assert "127.0.0.1" in refused("serve", "--host", host)


def test_sqlite_is_served_by_one_process(refused):
    assert "PostgreSQL" in refused("serve", "--workers", "2")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_port_that_is_taken_is_said_at_once(refused, host):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"Port {port}" in refused("--language", "en", "serve", "--host", host, "--port", port)


@pytest.mark.parametrize("command", [("import", "outcomes"), ("train", "--outcomes"), ("import", "candidates"), ("import", "vacancies")])
@pytest.mark.parametrize(("content", "said"), [(b"", "пуст"), (b"%PDF-1.4\n%\xe2\xe3", "PDF"), (b"a\0b" * 9, "таблиц"), (b"a", "заголовк")])
def test_a_file_that_is_no_table_is_refused_in_words(refused, tmp_path, command, content, said):
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    assert said in refused(*command, path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("skills_en.csv", b"conceptUri\nhttp://x\n"),
        ("skills_en.csv", HEAD.encode() + b"http://x\n"),
        ("skills_en.csv", b""),
        ("occupations_en.csv", b"\xff\xfe"),
        ("people.csv", HEAD.encode()),
    ],
)
def test_what_is_no_table_of_esco_is_refused_in_words(refused, tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    assert name in refused("taxonomy", "import-esco", path)


def test_a_damaged_archive_is_refused_in_words(refused, tmp_path):
    path = tmp_path / "esco.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("skills_en.csv", HEAD + "a,b,c\n" * 10_000)
    content = bytearray(path.read_bytes())
    content[60] ^= 255
    path.write_bytes(content)
    assert "esco.zip" in refused("taxonomy", "import-esco", path)


@pytest.mark.parametrize("number", ["0", "9" * 26, "one", "1.5", ""])
@pytest.mark.parametrize("command", ["show", "activate"])
@pytest.mark.parametrize("kind", ["rules", "scorer"])
def test_no_number_of_a_version_is_too_wrong_to_be_answered(refused, kind, command, number):
    assert number in refused(kind, command, "--", number)


@pytest.mark.parametrize(("kind", "file"), [("rules", RULES_FILE), ("scorer", WEIGHTS_FILE)])
def test_what_cannot_be_kept_is_refused_in_words(refused, tmp_path, kind, file):
    assert "1: то же самое уже сохранено" in refused(kind, "keep", file, "--note", "ещё раз")
    broken = tmp_path / "broken.json"
    for content in (b"", b"[1]", b'{"version": 1}', b"\xff\xfe"):
        broken.write_bytes(content)
        assert ".json" in refused(kind, "keep", broken, "--note", "x")
    assert "--note" in refused(kind, "keep", file)
    assert refused(kind, "keep", file, "--note", " ")


@pytest.mark.parametrize("reference", ["", " ", "x" * 65, "a\nb", "\udcff", "[/red]", "NO-1"])
@pytest.mark.parametrize("side", ["--vacancy", "--candidate"])
def test_a_reference_that_nobody_has_is_refused_as_it_was_written(refused, side, reference):
    said = refused("rank", side, reference)
    assert reference not in ("[/red]", "NO-1") or reference in said


def test_a_refusal_speaks_the_language_of_its_command(refused):
    assert "There is no vacancy with number NO-1" in refused("rank", "--vacancy", "NO-1", "--language", "en")
    assert "Вакансіі з нумарам NO-1 няма" in refused("--language", "be", "rank", "--vacancy", "NO-1")


@pytest.mark.parametrize("day", ["2026-13-01", "22.11.2026", "", "tomorrow", "２０２６-１１-２２"])
def test_a_day_that_is_none_is_told_how_days_look(refused, day):
    assert "2026-11-22" in refused("rank", "--all", "--as-of", day)


def test_texts_that_are_not_utf8_are_answered_line_by_line_and_then_told(folder):
    given = "сварщик\n".encode() + "швея\n".encode("cp1251") + b"\xef\xbb\xbf\r\n"
    done = CliRunner().invoke(main, ["resolve", "--kind", "occupation"], input=given, env={"KLADKA_DATA_DIR": str(folder)})
    assert (done.exit_code, len(done.stdout.splitlines())) == (1, 3)
    assert "UTF-8: 1" in done.stderr


def test_a_byte_order_mark_is_no_part_of_the_first_text(folder):
    given = b"\xef\xbb\xbf" + "сварщик\r\n".encode()
    done = CliRunner().invoke(
        main, ["resolve", "--kind", "occupation", "--language", "en"], input=given, env={"KLADKA_DATA_DIR": str(folder)}
    )
    assert done.stdout.endswith("сварщик  →  welder\n")
    assert "\ufeff" not in done.stdout


@pytest.mark.parametrize(
    "url", ["postgresql://nobody@127.0.0.1:1/x", "sqlite:////nonexistent/folder/x.sqlite3", "sqlite:////dev/null/x", "mysql://x/y", "x"]
)
def test_a_database_out_of_reach_is_said_with_its_setting(refused, url):
    for command in (("rank", "--all"), ("db", "upgrade")):
        assert "KLADKA_DATABASE_URL" in refused(*command, KLADKA_DATABASE_URL=url)


def test_a_file_that_is_no_database_is_said(refused, tmp_path):
    path = tmp_path / "letters.txt"
    path.write_text("no database " * 200)
    assert "not a database" in refused("db", "upgrade", KLADKA_DATABASE_URL=f"sqlite:///{path}")


def test_a_database_of_a_newer_program_is_not_called_old(refused, tmp_path):
    path = tmp_path / "newer.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('f0f0')")
    connection.close()
    for command in (("rank", "--all"), ("db", "upgrade")):
        assert "f0f0" in refused(*command, KLADKA_DATABASE_URL=f"sqlite:///{path}")


def test_a_data_folder_that_is_a_file_is_said(refused, tmp_path):
    path = tmp_path / "file"
    path.touch()
    assert "KLADKA_DATA_DIR" in refused("rank", "--all", KLADKA_DATA_DIR=str(path))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here that is always full")
def test_a_full_disk_under_the_answer_is_said(folder):
    environment = os.environ | {"KLADKA_DATA_DIR": str(folder)}
    command = [sys.executable, "-c", "from api.cli import main; main()", "scorer", "show", "1"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, env=environment, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "space" in done.stderr


def test_a_locale_without_cyrillic_does_not_silence_the_answer(folder):
    environment = os.environ | {"KLADKA_DATA_DIR": str(folder), "PYTHONIOENCODING": "latin-1"}
    command = [sys.executable, "-c", "from api.cli import main; main()", "rank", "--vacancy", "NO-1"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert "Вакансии с номером NO-1 нет" in done.stderr.decode()
