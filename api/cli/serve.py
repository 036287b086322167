"""`kladka run` and `kladka serve`: the first look in a terminal, then pages and API on this machine's loopback address."""

import importlib
import ipaddress
import logging
import os
import socket
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import click
from rich.console import Console

from api.calendar import today
from api.cli.output import Printer
from api.cli.root import chosen_language, installation, language_option
from api.i18n import words
from api.identity import INSTALLATION
from api.logs import configure_logs
from services.actors import COMMAND_LINE_ACTOR
from services.database import is_embedded, only_server
from services.demo import DEMO_DAY, SHOWN_VACANCY, is_empty, load_demo_world
from services.demo_accounts import DemoAccount, demo_accounts, has_demo_accounts
from services.demo_story import tell_demo_story
from services.errors import InvalidValue
from services.installation import Installation
from services.ranking import RankingQuery, rank_candidates
from services.reference import require_current_database, upgrade_database
from services.settings import ADDRESS, DEMO_SECOND_FACTOR
from services.warming import warm_up

SHORTEST_KEY, LEAST_DIFFERENT = 32, 8
"""A key that signs sessions has at least so many characters, and so many different ones."""
APPLICATION = "wsgi:create_app()"
"""Named, not imported: the composition root stands above the command line."""


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@language_option
def run(port: int, language: str | None) -> None:
    """Migrate, load the demo world if nobody is here yet, show one ranking, then serve."""
    place, say = installation(), Console(highlight=False)
    upgrade_database(place, COMMAND_LINE_ACTOR)
    if is_empty(place, COMMAND_LINE_ACTOR):
        say.print("Nobody here yet: loading the demo world (invented people and vacancies) …")
        load_demo_world(place, COMMAND_LINE_ACTOR)
        tell_demo_story(place, COMMAND_LINE_ACTOR, demo_accounts(place, COMMAND_LINE_ACTOR))
    opened = demo_accounts(place, COMMAND_LINE_ACTOR) if has_demo_accounts(place) else ()
    if opened:
        os.environ[DEMO_SECOND_FACTOR] = "offered"  # read by the application that this process is about to serve
    _while_loading_the_application(lambda: _first_look(place, chosen_language(language)), place)
    _tell_accounts(opened, chosen_language(language))
    _serve(place, "127.0.0.1", port, 1)


def _while_loading_the_application(show: Callable[[], None], place: Installation) -> None:
    """Show something in a process of its own while this one loads what it will serve: a newcomer's second core has nothing else to do."""
    place.engine.dispose()  # connections do not survive into another process
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            show()
            sys.stdout.flush()
        except Exception:
            logging.getLogger(__name__).exception("the first look failed; the server starts all the same")
        finally:
            os._exit(0)  # without the parent's clean-up
    importlib.import_module(APPLICATION.partition(":")[0])
    os.waitpid(child, 0)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes; more than one needs PostgreSQL.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve pages and API. On a network address only behind an encrypted one (KLADKA_ADDRESS=https://…) and without the demo world."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    _serve(place, host, port, workers)


def _first_look(place: Installation, language: str) -> None:
    """The ranking of one vacancy with its reasons; another database may not have that vacancy, then nothing is shown."""
    with place.reading(COMMAND_LINE_ACTOR, "first look") as unit:
        shown = place.values.spec(unit.session, SHOWN_VACANCY) is not None
    if shown:
        day = max(today(), DEMO_DAY)
        Printer(language).ranking(rank_candidates(place, COMMAND_LINE_ACTOR, RankingQuery(SHOWN_VACANCY, day, 5, with_excluded=True)))


def _serve(place: Installation, host: str, port: int, workers: int) -> None:
    address = _address(place, host)
    if workers > 1 and is_embedded(place.settings.database_url):
        raise InvalidValue("invalid_value.workers", field="--workers", remedy="use_postgresql")
    place.engine.dispose()
    with only_server(place.settings.database_url):
        _require_free(address, port)
        shown = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
        configure_logs()
        if ipaddress.ip_address(address).is_loopback:
            os.environ[ADDRESS] = os.environ.get(ADDRESS) or f"http://{shown}"  # links that are handed over lead here, whatever the port
        click.echo(f"\n  Pages: http://{shown}/    API: http://{shown}/api/docs    (Ctrl+C stops)\n")
        quiet = {"loglevel": "error", "control_socket_disable": True, "limit_request_line": 8190}
        # Several workers share what was read before they were born; one alone answers at once and reads beside its first answers.
        warming = {"on_starting": _warm_up_first} if workers > 1 else {"post_worker_init": _warm_up_beside}
        _gunicorn({"bind": shown, "workers": workers, "threads": 8, "preload_app": True} | warming | quiet)


def _address(place: Installation, host: str) -> str:
    """The address to listen on. Raises InvalidValue (`invalid_value.host`, or why this installation may not stand on a network)."""
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError as error:
        raise InvalidValue("invalid_value.host", field="--host", remedy="loopback_only", parameters={"host": host}) from error
    if not address.is_loopback:
        for code, is_unsafe in UNSAFE_ON_A_NETWORK.items():
            if is_unsafe(place):
                raise InvalidValue(f"invalid_value.{code}", field="--host", remedy="loopback_only", parameters={"host": host})
    return str(address)


UNSAFE_ON_A_NETWORK: Mapping[str, Callable[[Installation], bool]] = MappingProxyType(
    {
        "network_without_https": lambda place: not place.settings.over_https,
        "network_with_demo": has_demo_accounts,
        "network_without_second_factor": lambda place: not place.settings.second_factor_required,
        "network_weak_key": lambda place: _is_weak(place.settings.secret_key()),
        "network_debug": lambda _place: os.environ.get("FLASK_DEBUG", "0").casefold() not in ("", "0", "false", "no"),
    }
)
"""What keeps an installation off a network, and how it is found."""


def _is_weak(key: str) -> bool:
    return len(key) < SHORTEST_KEY or len(set(key)) < LEAST_DIFFERENT


def _tell_accounts(opened: Sequence[DemoAccount], language: str) -> None:
    """Who one may be in the demo world, and the passwords."""
    if not opened:
        return
    say = words(language)
    click.echo(f"\n  {say.of('demo', 'accounts')}")
    for each in opened:
        click.echo(f"    {each.email:28} {each.password:36} {say.of('role', each.role)}")


def _require_free(address: str, port: int) -> None:
    """Raises InvalidValue (`invalid_value.port`) when something listens there already or the port needs an administrator."""
    try:
        with socket.create_server((address, port), family=socket.AF_INET6 if ":" in address else socket.AF_INET):
            pass
    except OSError as error:
        raise InvalidValue("invalid_value.port", field="--port", remedy="take_another_port", parameters={"port": port}) from error


def _warm_up_first(server: Any) -> None:
    """Read everything once, in the process that the workers are born from: they share its memory."""
    place: Installation = server.app.wsgi().extensions[INSTALLATION]
    _warm_up(place)
    place.engine.dispose()  # connections do not survive into another process


def _warm_up_beside(worker: Any) -> None:
    """Each worker builds what it needs while it answers already, so that nobody's first question waits for it."""
    place: Installation = worker.wsgi.extensions[INSTALLATION]
    threading.Thread(target=_warm_up, args=(place,), name="warm-up", daemon=True).start()


def _warm_up(place: Installation) -> None:
    try:
        warm_up(place, COMMAND_LINE_ACTOR)
    except Exception:  # the first question will meet it again and say so
        logging.getLogger(__name__).warning("could not warm up", exc_info=True)


def _gunicorn(options: dict[str, Any]) -> None:
    from gunicorn.app.wsgiapp import WSGIApplication  # type: ignore[import-untyped]

    class Server(WSGIApplication):  # type: ignore[misc]
        """gunicorn with options from here instead of its own command line."""

        def load_config(self) -> None:
            """Take the options and the application's name."""
            for name, value in options.items():
                self.cfg.set(name, value)
            self.app_uri = APPLICATION

    Server().run()
