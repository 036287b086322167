"""What a page may be asked in its address: read with the fields of the API, but kindly: what is not understood is said beside its field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from marshmallow import EXCLUDE, Schema, ValidationError

from api.calendar import today
from api.schemas.fields import Code, Day, Text, Whole
from api.schemas.ranking import FIRST_AS_OF, LAST_AS_OF
from matcher.types import PROVINCES
from models.codes import CANDIDATE_STATUSES, HAND_OVER_STATES, PILOT_STATUSES, VACANCY_STATUSES
from services.hand_over_views import DIRECTIONS

ANY = "any"
WHOSE = ("mine", "everybody")
"""Of one's own organisation, or all whom one may see."""
SHOWN_LINES = ("all", "fit", "ready", "near", "review")
LONGEST_RANKING = 100
SENTENCES = {
    "as_of": _l("Write the day as year-month-day, for example 2026-11-22."),
    "limit": _l("Write a number from 1 to 100."),
    "excluded": _l("Write a number from 1 to 100."),
    "q": _l("Write at most 100 characters."),
    "why": _l("Write at most 100 characters."),
    "province": _l("Choose a province of the list."),
    "status": _l("Choose a state of the list."),
    "whose": _l("Choose one of the views."),
    "direction": _l("Choose one of the views."),
    "state": _l("Choose a state of the list."),
    "show": _l("Choose one of the views."),
    "rule": _l("Choose a rule of the list."),
    "after": _l("Start again from the first page."),
}


class Question(Schema):
    """The base of what a page may be asked."""

    class Meta:
        """An address may carry more than we know of."""

        unknown = EXCLUDE


class DayQuestion(Question):
    """As of which day."""

    as_of = Day(FIRST_AS_OF, LAST_AS_OF)


class RankingQuestion(DayQuestion):
    """How much of a ranking, and about whom it is asked why they are not in it."""

    limit = Whole(1, LONGEST_RANKING, from_text=True, load_default=20)
    show = Code(SHOWN_LINES, load_default="all")
    why = Text(100)
    rule = Text(100)
    excluded = Whole(1, LONGEST_RANKING, from_text=True, load_default=5)


class ListQuestion(Question):
    """Which lines of a list."""

    q = Text(100)
    province = Code(PROVINCES)
    after = Text(200)


class VacancyListQuestion(ListQuestion):
    """Which vacancies; the open ones when nothing is said."""

    status = Code((*VACANCY_STATUSES, ANY), load_default="open")


class OwnVacancyQuestion(ListQuestion):
    """Which of an employer's own vacancies; all of them when nothing is said."""

    status = Code((*VACANCY_STATUSES, ANY), load_default=ANY)


class CandidateListQuestion(ListQuestion):
    """Which people; those looking for work when nothing is said."""

    status = Code((*CANDIDATE_STATUSES, ANY), load_default="active")
    whose = Code(WHOSE, load_default="everybody")


class PilotListQuestion(Question):
    """Which pilots; all of them when nothing is said."""

    q = Text(100)
    status = Code((*PILOT_STATUSES, ANY), load_default=ANY)
    after = Text(200)


class HandOverListQuestion(Question):
    """Which offers to hand somebody over; those that wait for an answer when nothing is said."""

    q = Text(100)
    direction = Code(DIRECTIONS)
    state = Code((*HAND_OVER_STATES, ANY), load_default="offered")
    after = Text(200)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was understood of a question. errors: field → sentence; written: what stands in the address, to be kept in the form."""

    values: Mapping[str, Any]
    errors: Mapping[str, Any]
    written: Mapping[str, str]

    def get(self, name: str) -> Any:
        """A value that was understood, or None."""
        return self.values.get(name)

    @property
    def as_of(self) -> Any:
        """The day to judge by: today in Minsk when none is asked for."""
        return self.values.get("as_of") or today()

    @property
    def status_code(self) -> int:
        """HTTP status of the page that answers."""
        return 400 if self.errors else 200


def asked(schema: type[Schema]) -> Asked:
    """Read the address of this request. An empty field of a form says nothing."""
    written = {name: value.strip() for name, value in request.args.items() if value.strip()}
    try:
        return Asked(schema().load(written), {}, written)
    except ValidationError as error:
        faults = error.messages if isinstance(error.messages, dict) else {}
        values = error.valid_data if isinstance(error.valid_data, dict) else {}
        defaults = schema().load({})
        return Asked({**defaults, **values}, {str(name): SENTENCES.get(str(name), "") for name in faults}, written)
