"""A browser that signs in, for tests: it reads pages, fills forms, and keeps its cookies."""

import base64
import re
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.accounts import Invite, accept_invitation, invite
from services.actors import COMMAND_LINE_ACTOR
from services.installation import Installation
from services.organisations import enter_organisation

GOOD_PASSWORD = "шёпот-йогурт-ёлка-лампа"


def account(installation: Installation, role: str, email: str = "", **whom: int) -> str:
    """An active account with GOOD_PASSWORD; gives its address."""
    email = email or f"{role}@kladka.example"
    if not whom and role not in ("employer", "administrator", "auditor"):
        whom = {"organisation": enter_organisation(installation, COMMAND_LINE_ACTOR, f"Organisation {email.partition('@')[0]}", "ngo").id}
    invited = invite(installation, COMMAND_LINE_ACTOR, Invite(email, f"The {role}", role, **whom))
    accept_invitation(installation, invited.token, GOOD_PASSWORD)
    return email


class Browser:
    """One browser. At `now` it believes to be a while later."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, address: str) -> TestResponse:
        return self.client.get(address)

    def post(self, address: str, form_on: str | None = None, **fields: str) -> TestResponse:
        """Send a form that stands on a page (the address itself if not named), with that page's token."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(form_on or address).text)
        return self.client.post(address, data=fields | ({"csrf_token": token[1]} if token else {}))

    def sign_in(self, email: str, password: str = GOOD_PASSWORD) -> TestResponse:
        return self.post("/sign-in", email=email, password=password)

    def set_up_codes(self) -> str:
        """Set up an authenticator; gives its secret."""
        page = self.post("/second-factor", setup="authenticator").text
        secret = re.search(r"<code>([A-Z2-7 -]+)</code>", page)
        action = re.search(r'action="(/second-factor/[^"]+)"', page)
        assert secret is not None, page
        assert action is not None, page
        token = re.search(r'id="code-csrf"[^>]*value="([^"]+)"', page)
        assert token is not None, page
        done = self.client.post(action[1], data={"code": code_of(secret[1]), "csrf_token": token[1]})
        assert done.status_code == 302, done.text
        return secret[1]


def code_of(secret: str, later: timedelta = timedelta()) -> str:
    """What an authenticator shows (RFC 6238), now or later."""
    letters = "".join(letter for letter in secret if letter.isalnum())
    key = base64.b32decode(letters + "=" * (-len(letters) % 8))
    # RFC 6238 as every authenticator app speaks it; the digest is no secret-keeper here
    return TOTP(key, 6, SHA1(), 30, enforce_key_length=False).generate((datetime.now(UTC) + later).timestamp()).decode()  # noqa: S303
