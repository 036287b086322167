"""What all schemas share: unknown fields are refused, `null` means "not stated", a page is asked for in one way."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from marshmallow import RAISE, Schema

from api.i18n import LANGUAGES
from api.schemas.fields import Code, Text, Whole
from services.pages import LONGEST_PAGE

REFERENCE_FORM = r"[0-9A-Za-zА-Яа-яЁёІіЎў][0-9A-Za-zА-Яа-яЁёІіЎў._-]{0,63}"
"""References that the API gives out or takes in: they stand in addresses, so no spaces and no slashes."""


class StrictSchema(Schema):
    """The base of what comes in."""

    error_messages = {"unknown": "unknown_field", "type": "not_object"}  # noqa: RUF012

    class Meta:
        """Fields keep the order they are declared in."""

        unknown = RAISE


class AnswerSchema(Schema):
    """The base of what goes out."""


class Query(StrictSchema):
    """What every question may carry."""

    language = Code(LANGUAGES, metadata={"description": "Language of the sentences; without it, the Accept-Language header decides."})


class PageQuery(Query):
    """What every list may be asked."""

    after = Text(200, metadata={"description": "Opaque cursor: `next` of the page before."})
    limit = Whole(1, LONGEST_PAGE, from_text=True, load_default=50, metadata={"description": "Entries on a page."})


def as_row_fields(said: Mapping[str, Any], row: type[Any], *, may_be_unknown: frozenset[str] = frozenset()) -> dict[str, Any]:
    """What was said as fields of a row: `null` becomes the row's own "not stated", except where None means "not known"."""
    blank = {each.name: None if each.default is MISSING else each.default for each in fields(row)}
    return {name: blank[name] if value is None and name not in may_be_unknown else value for name, value in said.items()}
