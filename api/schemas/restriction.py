"""Dated restrictions as they are entered one by one, with the decision that each follows from."""

from typing import Any

from marshmallow import post_load

from api.schemas.base import StrictSchema
from api.schemas.fields import Clock, Code, Day, Text
from models.codes import DUTY_CODES, RESTRICTION_KINDS
from services.restrictions import LONGEST_BASIS, SCOPES, EnterRestriction


class RestrictionSchema(StrictSchema):
    """A ban on a duty, home hours, or a travel limit; each with its own fields."""

    candidate = Text(64, required=True)
    kind = Code(RESTRICTION_KINDS, required=True)
    legal_basis = Text(LONGEST_BASIS, required=True)
    duty = Code(DUTY_CODES)
    home_from = Clock(metadata={"type": "string", "example": "22:00"})
    home_until = Clock(metadata={"type": "string", "example": "06:00"})
    travel_limit = Code(SCOPES)
    from_on = Day()
    until_on = Day()

    @post_load
    def make(self, told: dict[str, Any], **_: Any) -> EnterRestriction:
        """Give the command; midnight is one minute, however it is written."""
        hours = {name: told[name] % 1440 for name in ("home_from", "home_until") if name in told}
        return EnterRestriction(**(told | hours))
