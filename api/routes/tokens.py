"""Tokens: how a program signs in. One request with everything that proves who asks; no session, no cookie."""

from typing import Any

from api.identity import current_installation
from api.requests import ApiBlueprint
from api.schemas.base import Query
from api.schemas.token import TokenRequestSchema, TokenSchema
from api.sign_in.proving import prove
from api.sign_in.settings import TOKEN_LASTS

tokens = ApiBlueprint("tokens", "Bearer tokens for programs.", "/tokens")


@tokens.route("", methods=["POST"])
@tokens.arguments(Query, location="query")
@tokens.arguments(TokenRequestSchema, example={"email": "expert@kladka.example", "password": "…", "code": "123456"})
@tokens.response(201, TokenSchema)
def open_token(_query: dict[str, Any], asked: dict[str, str]) -> tuple[dict[str, Any], int]:
    """Open a token

    Send it as `Authorization: Bearer …`. It lasts twelve hours, and ends at once when the password, the second factor or the account
    changes. A wrong address, password or code is answered alike.
    """
    account = prove(current_installation(), asked["email"], asked["password"], asked.get("code", ""))
    return {"token": account.get_auth_token(), "expires_in": int(TOKEN_LASTS.total_seconds()), "role": account.role}, 201
