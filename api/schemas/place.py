"""Where: as written on the way in, in canonical names on the way out."""

from typing import Any

from marshmallow import fields, post_load

from api.schemas.base import AnswerSchema, StrictSchema
from api.schemas.fields import Code, Text
from matcher.types import PROVINCES
from services.place_answers import PlaceWords


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
