"""`kladka audit …`: read the audit trail, check it, seal it."""

import json
from datetime import date
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.root import EXIT_REFUSED, Day, chosen_language, installation, language_option
from api.i18n import words
from services.actors import COMMAND_LINE_ACTOR
from services.pages import LONGEST_PAGE
from services.reference import require_current_database
from services.trail import EventView, TrailQuery, list_trail, seal_trail, verify_trail


@click.group()
def audit() -> None:
    """The audit trail: who did and read what, and whether anybody changed it."""


@audit.command()
@language_option
def verify(language: str | None) -> None:
    """Check every event, the head and the seals; name the first row that was changed. Exit status 1 if there is one."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    report = verify_trail(place, COMMAND_LINE_ACTOR)
    say = words(chosen_language(language))
    if report.fault is None:
        click.echo(say.of("audit", "sound", n_events=report.n_events, n_seals=report.n_seals, sealed_to=report.sealed_to))
        return
    click.echo(say.of("audit", "broken", first_bad=report.first_bad, fault=say.of("audit_fault", report.fault)), err=True)
    click.get_current_context().exit(EXIT_REFUSED)


@audit.command()
@language_option
def seal(language: str | None) -> None:
    """Sign where the trail ends now. The first write of a day does so by itself."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    made = seal_trail(place, COMMAND_LINE_ACTOR)
    say = words(chosen_language(language))
    told = {} if made is None else {"sequence": made.sequence, "key": made.key}
    click.echo(say.of("audit", "sealed" if made else "nothing_to_seal", **told))


@audit.command()
@click.option("--actor", help="Who did it: the actor's id.")
@click.option("--subject", help="What it is about: the number of a case or a vacancy.")
@click.option("--action", help="What was done, noun:verb.")
@click.option("--since", type=Day(), help="The first day.")
@click.option("--until", type=Day(), help="The last day.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="Events at most, oldest first.")
@click.option("--after", type=click.IntRange(0), default=0, help="Go on after this event number.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def show(
    actor: str | None,
    subject: str | None,
    action: str | None,
    since: date | None,
    until: date | None,
    limit: int,
    after: int,
    as_json: bool,
) -> None:
    """Events, oldest first. That you read them becomes an event."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    query, shown, position = TrailQuery(actor, subject, action, since, until), list[EventView](), after
    while len(shown) < limit:
        page = list_trail(place, COMMAND_LINE_ACTOR, query, position, min(LONGEST_PAGE, limit - len(shown)))
        shown += page.events
        if page.after is None:
            break
        position = page.after
    if as_json:
        for event in shown:
            click.echo(json.dumps(_record(event), ensure_ascii=False))
    else:
        Console(highlight=False, emoji=False).print(_table(shown))


def _record(event: EventView) -> dict[str, Any]:
    return {
        "sequence": event.sequence, "at": event.at.isoformat(), "actor": event.actor_id, "role": event.actor_role, "action": event.action,
        "reference": event.reference, "purpose": event.purpose, "changes": dict(event.changes), "details": dict(event.details),
    }  # fmt: skip


def _table(events: list[EventView]) -> Table:
    table = Table("№", "at (UTC)", "actor", "action", "about", "what")
    for event in events:
        what = json.dumps({**event.changes, **event.details}, ensure_ascii=False)
        cells = (event.actor_id, event.action, event.reference or "", what if what != "{}" else "")
        table.add_row(str(event.sequence), event.at.strftime("%Y-%m-%d %H:%M:%S"), *map(escape, cells))
    return table
