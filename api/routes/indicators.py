"""What the programme reaches, in figures."""

from typing import Any

from api.identity import current_actor, current_installation
from api.requests import ApiBlueprint
from api.schemas.indicator import IndicatorQuery, IndicatorsSchema
from api.told_indicators import told_indicators
from services.indicators import read_indicators

indicators = ApiBlueprint("indicators", "From registration to six months at work, in figures that tell nobody apart.", "/indicators")


@indicators.route("")
@indicators.arguments(IndicatorQuery, location="query")
@indicators.response(200, IndicatorsSchema)
def show_indicators(query: dict[str, Any]) -> dict[str, Any]:
    """Show the indicators of a year

    The figures of the page, with the same filters. A number of one to four people is null, and so is any from which one could be worked
    out. There is no table by two properties: a province has no breakdowns of its own.
    """
    return told_indicators(read_indicators(current_installation(), current_actor(), query.get("period"), query.get("province")))
