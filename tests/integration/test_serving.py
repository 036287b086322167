"""On which addresses an installation may be served: everything on loopback, nothing unsafe on a network."""

import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.cli import serve
from services.actors import COMMAND_LINE_ACTOR
from services.demo_accounts import FILE
from services.errors import InvalidValue
from services.installation import Installation
from services.reference import upgrade_database
from services.settings import Settings
from tests.databases import Databases

ADDRESS = "https://kladka.example"


@pytest.fixture
def safe(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """An installation with nothing against it."""
    monkeypatch.delenv("FLASK_DEBUG", raising=False)
    with databases.empty(tmp_path) as url:
        installation = Installation(Settings(url, tmp_path / "data", address=ADDRESS))
        upgrade_database(installation, COMMAND_LINE_ACTOR)
        yield installation
        installation.engine.dispose()


def refusal(place: Installation, host: str, workers: int = 1) -> str:
    """Why it is not served there: the port is taken, so that whatever may be served is refused for that alone."""
    with socket.create_server(("0.0.0.0", 0)) as taken, pytest.raises(InvalidValue) as refused:  # noqa: S104
        serve._serve(place, host, taken.getsockname()[1], workers)
    return refused.value.code.removeprefix("invalid_value.")


def http_only(place: Installation, _: pytest.MonkeyPatch) -> Installation:
    return Installation(replace(place.settings, address="http://kladka.example"), place.engine)


def demo(place: Installation, _: pytest.MonkeyPatch) -> Installation:
    place.settings.data_folder.mkdir(exist_ok=True)
    (place.settings.data_folder / FILE).write_text("[]", encoding="utf-8")
    return place


def second_factor_offered(place: Installation, _: pytest.MonkeyPatch) -> Installation:
    return Installation(replace(place.settings, second_factor_required=False), place.engine)


def weak_key(place: Installation, _: pytest.MonkeyPatch) -> Installation:
    place.settings.secret_key()
    (place.settings.data_folder / "secret_key").write_text("a" * 64, encoding="ascii")
    return place


def short_key(place: Installation, _: pytest.MonkeyPatch) -> Installation:
    place.settings.secret_key()
    (place.settings.data_folder / "secret_key").write_text("0123456789abcdef", encoding="ascii")
    return place


def debug(place: Installation, monkeypatch: pytest.MonkeyPatch) -> Installation:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    return place


UNSAFE = {
    http_only: "network_without_https",
    demo: "network_with_demo",
    second_factor_offered: "network_without_second_factor",
    weak_key: "network_weak_key",
    short_key: "network_weak_key",
    debug: "network_debug",
}


def test_the_table_of_refusals_is_tried_whole() -> None:
    assert set(UNSAFE.values()) == set(serve.UNSAFE_ON_A_NETWORK)


@pytest.mark.parametrize("make_unsafe", UNSAFE, ids=lambda make: make.__name__)
def test_what_is_unsafe_keeps_off_the_network_and_not_off_loopback(
    safe: Installation, make_unsafe, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsafe = make_unsafe(safe, monkeypatch)
    assert refusal(unsafe, "0.0.0.0") == UNSAFE[make_unsafe]  # noqa: S104
    assert refusal(unsafe, "192.0.2.1") == UNSAFE[make_unsafe]
    assert refusal(unsafe, "::") == UNSAFE[make_unsafe]
    assert refusal(unsafe, "127.0.0.1") == "port"
    assert refusal(unsafe, "localhost") == "port"


@pytest.mark.parametrize(("said", "leads"), [("", "http://127.0.0.1:{port}"), ("https://kladka.example", "https://kladka.example")])
def test_links_lead_to_where_it_is_served(safe: Installation, monkeypatch: pytest.MonkeyPatch, said: str, leads: str) -> None:
    monkeypatch.setenv("KLADKA_ADDRESS", said)
    seen: list[str] = []
    monkeypatch.setattr(serve, "_gunicorn", lambda _settings: seen.append(Settings.from_environment(os.environ).address))
    monkeypatch.setattr(serve, "configure_logs", lambda: None)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    serve._serve(safe, "127.0.0.1", port, 1)
    assert seen == [leads.format(port=port)]


def test_what_is_safe_may_stand_on_a_network(safe: Installation) -> None:
    assert refusal(safe, "0.0.0.0") == "port"  # noqa: S104


def test_several_workers_need_postgresql(safe: Installation) -> None:
    embedded = safe.settings.database_url.startswith("sqlite")
    assert refusal(safe, "127.0.0.1", workers=2) == ("workers" if embedded else "port")


@pytest.mark.parametrize("host", ["kladka.example", "", "127.0.0.1.evil.example", "0"])
def test_a_name_is_no_address(safe: Installation, host: str) -> None:
    assert refusal(safe, host) == "host"


def test_a_key_of_ones_own_making_is_strong_and_private(safe: Installation) -> None:
    key = safe.settings.secret_key()
    assert len(key) == 64
    assert oct((safe.settings.data_folder / "secret_key").stat().st_mode & 0o777) == "0o600"
