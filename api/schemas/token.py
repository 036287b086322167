"""Bearer tokens for programs."""

from marshmallow import fields

from api.schemas.base import AnswerSchema, StrictSchema
from api.schemas.fields import Text


class TokenRequestSchema(StrictSchema):
    """What proves who asks."""

    email = Text(255, required=True, metadata={"example": "expert@kladka.example"})
    password = Text(200, required=True)
    code = Text(12, metadata={"description": "Six digits of the authenticator, where the account has one."})


class TokenSchema(AnswerSchema):
    """A token, to be sent as `Authorization: Bearer …`."""

    token = fields.String()
    expires_in = fields.Integer(metadata={"description": "Seconds."})
    role = fields.String()
