"""The root of the command line: the group, the installation it works on, and errors put into words once."""

import io
import os
import sys
from datetime import date, datetime
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.text import Text

from api.i18n import LANGUAGES
from services.errors import DomainError, Unavailable
from services.importing.errors import TableRefused
from services.installation import Installation

COMMANDS = {
    "run": "api.cli.serve:run",
    "serve": "api.cli.serve:serve",
    "db": "api.cli.database:db",
    "keys": "api.cli.keys:keys",
    "subject": "api.cli.subject:subject",
    "retention": "api.cli.retention:retention",
    "demo": "api.cli.database:demo",
    "account": "api.cli.accounts:account",
    "organisation": "api.cli.accounts:organisation",
    "simulate": "api.cli.simulation:simulate_command",
    "import": "api.cli.imports:import_group",
    "rank": "api.cli.rank:rank",
    "explain": "api.cli.rank:explain",
    "cohort": "api.cli.cohort:cohort",
    "trial": "api.cli.trials:trial",
    "what-if": "api.cli.whatif:what_if_command",
    "need": "api.cli.needs:need",
    "hand-over": "api.cli.hand_overs:hand_over",
    "indicators": "api.cli.indicators:indicators",
    "gap": "api.cli.skills:gap",
    "slips": "api.cli.slips:slips",
    "quota": "api.cli.slips:quota",
    "resolve": "api.cli.resolve:resolve",
    "aliases": "api.cli.aliases:aliases",
    "taxonomy": "api.cli.taxonomy:taxonomy",
    "train": "api.cli.learning:train",
    "rules": "api.cli.versions:rules",
    "scorer": "api.cli.versions:scorer",
    "placement": "api.cli.placements:placement",
    "notices": "api.cli.placements:notices",
    "checkins": "api.cli.followup:checkins",
    "next-step": "api.cli.followup:next_step",
    "check": "api.cli.followup:check",
    "digest": "api.cli.followup:digest",
    "audit": "api.cli.audit:audit",
}
"""Command → where it lives; loaded when it is asked for, so that no command pays for the imports of the others."""

EXIT_REFUSED = 1
LONGEST_REFERENCE = 64


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
            refuse(error)
        except BrokenPipeError:
            sys.stderr.close()  # the reader of the pipe has seen enough
            ctx.exit(0)
        except OSError as error:  # a full disk, a folder that may not be written
            reason = {"file": str(error.filename or "kladka"), "reason": error.strerror or str(error)}
            refuse(Unavailable("unavailable.file", parameters=reason))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse arguments that no database and no report could hold."""
        if any("\ud800" <= character <= "\udfff" for argument in args for character in argument):
            raise click.UsageError("an argument is not UTF-8; rename the file, or set a UTF-8 locale")
        return super().parse_args(ctx, args)


def refuse(error: DomainError) -> NoReturn:
    """Say an error in a sentence on standard error and leave with status 1."""
    from api.messages_import import refusal_sentence  # only who is refused pays for the sentences
    from api.problems import problem_words

    language = chosen_language(None)
    sentence = refusal_sentence(error, language) if isinstance(error, TableRefused) else problem_words(language).error(error)
    mark = Text("✘", style="bold red").append(f" {sentence}", style="not bold default")
    Console(stderr=True, highlight=False).print(mark, soft_wrap=True)
    click.get_current_context().exit(EXIT_REFUSED)


@click.group(cls=Commands)
@click.option("--language", type=click.Choice(LANGUAGES), default="ru", envvar="KLADKA_LANGUAGE", help="Language of the answers.")
@click.version_option(package_name="kladka")
@click.pass_context
def main(ctx: click.Context, language: str) -> None:
    """Kladka: who fits which vacancy, and why."""
    ctx.ensure_object(dict)["language"] = language
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a locale without Cyrillic is a wrong locale; a missing sign is not worth a failure
            stream.reconfigure(encoding=None if _writes_cyrillic(stream.encoding) else "utf-8", errors="replace")


def _writes_cyrillic(encoding: str) -> bool:
    try:
        return bool("ЁЎІё".encode(encoding))
    except UnicodeEncodeError:
        return False


def installation() -> Installation:
    """The installation that the environment names; its connections are closed when the command ends."""
    place = Installation.from_environment(os.environ)
    click.get_current_context().call_on_close(place.engine.dispose)
    return place


def _remember_language(ctx: click.Context, _option: click.Parameter, given: str | None) -> str | None:
    """What goes wrong later is said in this command's language too."""
    if given is not None:
        ctx.find_root().ensure_object(dict)["language"] = given
    return given


language_option = click.option(
    "--language", type=click.Choice(LANGUAGES), default=None, callback=_remember_language, help="Language of the answers."
)


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


class Reference(click.ParamType):
    """The number of a case or a vacancy."""

    name = "number"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """A number that a record may have."""
        if not (reference := value.strip()) or len(reference) > LONGEST_REFERENCE or not reference.isprintable():
            self.fail(f"a number of 1 to {LONGEST_REFERENCE} characters is needed", param, ctx)
        return reference


as_of_option = click.option("--as-of", type=Day(), default=None, help="The day to judge by (today if not given).")
