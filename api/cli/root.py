"""The root of the command line: the group, the installation it works on, and errors put into words once."""

import os
import sys
from datetime import date, datetime
from typing import Any

import click
from rich.console import Console

from api.i18n import LANGUAGES, words
from services.errors import DomainError
from services.installation import Installation

COMMANDS = {
    "run": "api.cli.serve:run",
    "serve": "api.cli.serve:serve",
    "db": "api.cli.database:db",
    "demo": "api.cli.database:demo",
    "import": "api.cli.imports:import_group",
    "rank": "api.cli.rank:rank",
    "explain": "api.cli.rank:explain",
    "resolve": "api.cli.resolve:resolve",
    "aliases": "api.cli.aliases:aliases",
    "taxonomy": "api.cli.taxonomy:taxonomy",
    "train": "api.cli.learning:train",
    "scorer": "api.cli.learning:scorer",
}
"""Command → where it lives; loaded when it is asked for, so that no command pays for the imports of the others."""

EXIT_REFUSED = 1


class Commands(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """All commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(__import__(module, fromlist=[name]), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a domain error becomes a sentence on standard error and exit status 1."""
        try:
            return super().invoke(ctx)
        except DomainError as error:
            language = ctx.params.get("language") or "ru"
            Console(stderr=True, highlight=False).print(f"[bold red]✘[/] {words(language).error(error)}", soft_wrap=True)
            ctx.exit(EXIT_REFUSED)
        except BrokenPipeError:
            sys.stderr.close()  # the reader of the pipe has seen enough
            ctx.exit(0)


@click.group(cls=Commands)
@click.option("--language", type=click.Choice(LANGUAGES), default="ru", envvar="KLADKA_LANGUAGE", help="Language of the answers.")
@click.version_option(package_name="kladka")
@click.pass_context
def main(ctx: click.Context, language: str) -> None:
    """Kladka: who fits which vacancy, and why."""
    ctx.ensure_object(dict)["language"] = language


def installation() -> Installation:
    """The installation that the environment names."""
    return Installation.from_environment(os.environ)


language_option = click.option("--language", type=click.Choice(LANGUAGES), default=None, help="Language of the answers.")


def chosen_language(given: str | None) -> str:
    """The language of this command, else of the whole command line."""
    root = click.get_current_context().find_root()
    return given or (root.obj or {}).get("language", "ru")


class Day(click.ParamType):
    """A calendar day as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Parse, or say what a day looks like."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007  (a day has no time zone)
        except ValueError:
            self.fail(f"{value!r} is not a day like 2026-11-22", param, ctx)


as_of_option = click.option("--as-of", type=Day(), default=None, help="The day to judge by (today if not given).")
