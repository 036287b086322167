"""What the programme reaches, in figures: a page, the same for print, and the same as a sheet."""

from datetime import datetime
from typing import Any

from flask import Response, render_template
from flask_babel import format_date, format_time
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from api.calendar import MINSK
from api.i18n import words
from api.media_types import XLSX
from api.schemas.fields import Code, Whole
from matcher.types import PROVINCES
from services.indicators import DaysToWork, Indicators, read_indicators
from services.notices import list_my_notices
from services.permissions import is_allowed
from web import questions
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.questions import Asked, Question, asked
from web.shown import indicators as shown
from web.shown.indicator_map import MAP_HEIGHT, drawn
from web.shown.indicator_sheets import workbook_of

MOST_NOTICES = 50


class IndicatorQuestion(Question):
    """Which people: registered in which year, in which province."""

    period = Whole(2000, 2100, from_text=True)
    province = Code(PROVINCES)


questions.SENTENCES["period"] = _l("Choose a year of the list.")


def show_indicators() -> tuple[str, int]:
    """The page."""
    question = asked(IndicatorQuestion)
    page = render_template("coordinator/indicators.html", **_told(question), provinces=PROVINCES, n_notices=_n_notices())
    return page, question.status_code


def _n_notices() -> int:
    """How many notices wait for the reader; many are told as many."""
    actor = current_actor()
    return len(list_my_notices(current_installation(), actor, limit=MOST_NOTICES)[0]) if is_allowed(actor, "notice:read") else 0


def print_indicators() -> tuple[str, int]:
    """The same laid out for paper."""
    question = asked(IndicatorQuestion)
    return render_template("coordinator/indicators_print.html", **_told(question)), question.status_code


def export_indicators() -> Response:
    """The same as a workbook."""
    question = asked(IndicatorQuestion)
    indicators = _read(question)
    name = f"indicators-{indicators.year}{'-' + indicators.province if indicators.province else ''}.xlsx"
    file = workbook_of(indicators, words(current_language()), _moment(indicators.at), _days(indicators.days_to_work, indicators.province))
    return Response(file, mimetype=XLSX, headers={"Content-Disposition": f"attachment; filename={name}"})


def _read(question: Asked) -> Indicators:
    return read_indicators(current_installation(), current_actor(), question.get("period"), question.get("province"))


def _told(question: Asked) -> dict[str, Any]:
    indicators, say = _read(question), words(current_language())
    points, landmarks = drawn(indicators)
    return {
        "question": question, "indicators": indicators, "moment": _moment(indicators.at),
        "days": _days(indicators.days_to_work, indicators.province),
        "asked_for": {"period": indicators.year} | ({"province": indicators.province} if indicators.province else {}),
        "way": shown.way_sentences(indicators.counts), "way_chart": shown.way_chart(indicators.counts),
        "kept": shown.kept_sentences(indicators.counts), "kept_chart": shown.kept_chart(indicators.counts),
        "parts": shown.parts(indicators, say), "points": points, "landmarks": landmarks, "map_height": MAP_HEIGHT,
        "active": shown.active_sentences(indicators, say), "town_sentence": shown.town_sentence(indicators),
        "towns_in_words": "; ".join(f"{town.name} {town.n_people}" for town in indicators.towns) or _("no town with 5 people or more"),
        "elsewhere": shown.number(indicators.elsewhere), "demand": shown.demand_rows(indicators.demand),
        "demand_sentence": shown.demand_sentence(indicators.demand), "demand_chart": shown.demand_chart(indicators.demand),
    }  # fmt: skip


def _moment(at: datetime) -> str:
    here = at.astimezone(MINSK)
    return _("%(day)s, %(time)s", day=format_date(here.date(), "d MMMM y"), time=format_time(at, "HH:mm"))


def _days(found: DaysToWork | None, province: str | None) -> str:
    if found is None and province:
        return _("Days until the start of work are told for all provinces together alone.")
    if found is None:
        return _("The first day at work is known of fewer than 5 people: how many days it took is not told yet.")
    if found.since == "release":
        return _("Half of those who started work did so within about %(num)s days of their return.", num=found.median_days)
    return _("Half of those who started work did so within about %(num)s days of being registered.", num=found.median_days)
