"""Accounts and organisations, as those who manage them see them."""

from typing import Any

from marshmallow import fields, post_load

from api.i18n import LANGUAGES
from api.schemas.base import AnswerSchema, StrictSchema
from api.schemas.fields import Code, Text, Whole
from models.codes import ACCOUNT_ROLES, ORGANISATION_KINDS, PROVINCES
from services.accounts import Invite

LARGEST_NUMBER = 2**63 - 1


class InviteSchema(StrictSchema):
    """Whom to invite."""

    email = Text(255, required=True)
    name = Text(200, required=True)
    role = Code(ACCOUNT_ROLES, required=True)
    organisation = Whole(1, LARGEST_NUMBER, metadata={"description": "Number of the organisation the person works for."})
    employer = Whole(1, LARGEST_NUMBER, metadata={"description": "Number of the employer, for employers."})
    language = Code(LANGUAGES, load_default="ru")

    @post_load
    def make(self, said: dict[str, Any], **_: Any) -> Invite:
        """Give the command."""
        return Invite(**said)


class RoleChangeSchema(StrictSchema):
    """Another role."""

    role = Code(ACCOUNT_ROLES, required=True)


class AccountSchema(AnswerSchema):
    """An account."""

    id = fields.Integer()
    email = fields.String()
    name = fields.String()
    role = fields.String(metadata={"enum": list(ACCOUNT_ROLES)})
    organisation = fields.String(allow_none=True)
    employer = fields.String(allow_none=True)
    state = fields.String(metadata={"enum": ["invited", "active", "closed"]})
    second_factor = fields.Boolean()
    created_at = fields.DateTime()


class AccountPageSchema(AnswerSchema):
    """A page of accounts."""

    accounts = fields.List(fields.Nested(AccountSchema))
    next = fields.String(allow_none=True, metadata={"description": "Cursor of the next page."})


class InvitedSchema(AnswerSchema):
    """An account and the link that opens it; the link is told once."""

    account = fields.Nested(AccountSchema)
    link = fields.String()
    expires_at = fields.DateTime()


class OrganisationCreateSchema(StrictSchema):
    """An organisation to enter."""

    name = Text(200, required=True)
    kind = Code(ORGANISATION_KINDS, required=True)
    province = Code(PROVINCES)


class OrganisationSchema(AnswerSchema):
    """An organisation."""

    id = fields.Integer()
    name = fields.String()
    kind = fields.String(metadata={"enum": list(ORGANISATION_KINDS)})
    province = fields.String(allow_none=True)


class OrganisationPageSchema(AnswerSchema):
    """A page of organisations."""

    organisations = fields.List(fields.Nested(OrganisationSchema))
    next = fields.String(allow_none=True, metadata={"description": "Cursor of the next page."})
