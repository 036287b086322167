"""Where: as written on the way in, in canonical names on the way out."""

from typing import Any

from marshmallow import fields, post_load

from api.schemas.base import AnswerSchema, Query, StrictSchema
from api.schemas.fields import Code, Text, Whole
from matcher.types import PROVINCES
from services.place_answers import PlaceWords
from services.place_search import LONGEST_SEARCH


class PlaceWordsSchema(StrictSchema):
    """A place as people write it. A name that several places bear is asked back, never guessed."""

    province = Code(PROVINCES, allow_none=True)
    district = Text(100, allow_none=True, metadata={"example": "Речицкий"})
    town = Text(100, allow_none=True, metadata={"example": "Гомель"})

    @post_load
    def make(self, said: dict[str, Any], **_: Any) -> PlaceWords:
        """Give the words to the service."""
        return PlaceWords(**said)


class PlaceSchema(AnswerSchema):
    """A place in canonical Russian names; latitude and longitude are null where only the district is known."""

    province = fields.String(allow_none=True)
    district = fields.String(allow_none=True)
    town = fields.String(allow_none=True)
    latitude = fields.Float(allow_none=True)
    longitude = fields.Float(allow_none=True)


class PlaceSearchQuery(Query):
    """The beginning of a name."""

    q = Text(100, required=True)
    province = Code(PROVINCES)
    limit = Whole(1, LONGEST_SEARCH, from_text=True, load_default=20)


class FoundPlaceSchema(AnswerSchema):
    """A place that may be meant."""

    province = fields.String()
    district = fields.String()
    town = fields.String(attribute="name_ru")
    town_be = fields.String(attribute="name_be")
    kind = fields.String()
    latitude = fields.Float()
    longitude = fields.Float()


class FoundPlacesSchema(AnswerSchema):
    """Places, the most populous first."""

    places = fields.List(fields.Nested(FoundPlaceSchema))
