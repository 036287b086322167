"""A SQLite file is served by one process; PostgreSQL by as many as one likes."""

import subprocess
import sys

import pytest

from services.database import is_embedded, only_server, open_engine
from services.errors import InvalidValue, SecondServer

HOLD = """
import sys
from services.database import only_server
with only_server(sys.argv[1]):
    print("serving", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other_server(tmp_path):
    url = f"sqlite:///{tmp_path / 'kladka.sqlite3'}"
    server = subprocess.Popen([sys.executable, "-c", HOLD, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout.readline() == "serving\n"
    yield url, server
    server.kill()
    server.communicate()


def test_a_second_server_is_refused_and_told_of_postgresql(other_server):
    url, _ = other_server
    with pytest.raises(SecondServer) as refused, only_server(url):
        pytest.fail("two servers on one file")
    assert refused.value.remedy == "use_postgresql"
    assert "PostgreSQL" in str(refused.value)


def test_a_killed_server_leaves_nothing_behind(other_server):
    url, server = other_server
    server.kill()
    server.wait()
    with only_server(url):
        pass


def test_the_next_server_may_start_when_the_first_has_ended(tmp_path):
    url = f"sqlite:///{tmp_path / 'kladka.sqlite3'}"
    for _ in range(2):
        with only_server(url):
            pass


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "postgresql://somewhere/kladka"])
def test_where_there_is_no_file_there_is_nothing_to_hold(url):
    with only_server(url), only_server(url):
        assert is_embedded(url) is url.startswith("sqlite")


@pytest.mark.parametrize(
    "url", ["", "kladka", "mysql://x/y", "postgresql+psycopg2://x/y", "sqlite+aiosqlite:///x", "postgresql://x:port/y"]
)
def test_a_url_of_another_kind_is_refused(url):
    with pytest.raises(InvalidValue) as refused:
        open_engine(url)
    assert refused.value.code == "invalid_value.database_url"
    assert refused.value.field == "KLADKA_DATABASE_URL"


@pytest.mark.parametrize("url", ["postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg://u@h/d"])
def test_every_way_to_say_postgresql_means_psycopg_3(url):
    assert open_engine(url).driver == "psycopg"
