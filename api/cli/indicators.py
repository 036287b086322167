"""`kladka indicators`: the figures of a year as JSON, as the API tells them."""

import json

import click

from api.cli.root import installation
from api.schemas.indicator import IndicatorsSchema
from api.told_indicators import told_indicators
from matcher.types import PROVINCES
from services.actors import COMMAND_LINE_ACTOR
from services.indicators import read_indicators
from services.reference import require_current_database


@click.command()
@click.option("--period", type=click.IntRange(2000, 2100), help="Year of the registration; the latest one if not given.")
@click.option("--province", type=click.Choice(PROVINCES), help="People of one province alone.")
def indicators(period: int | None, province: str | None) -> None:
    """What the programme reaches in a year, as JSON; numbers of one to four people are null."""
    place = installation()
    require_current_database(place, COMMAND_LINE_ACTOR)
    told = told_indicators(read_indicators(place, COMMAND_LINE_ACTOR, period, province))
    click.echo(json.dumps(IndicatorsSchema().dump(told), ensure_ascii=False, indent=1))
