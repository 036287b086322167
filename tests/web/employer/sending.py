"""Forms sent as a browser sends them: with the token of the page they stand on, and groups of ticks."""

import re
from collections.abc import Sequence
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def send(client: FlaskClient, address: str, on: str | None = None, **fields: str | Sequence[str]) -> TestResponse:
    """Send a form that stands on the page `on` (the address itself if not named)."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(on or address).text)
    data: dict[str, Any] = dict(fields) | ({"csrf_token": token[1]} if token else {})
    return client.post(address, data=data)


def led_to(response: TestResponse) -> str:
    """Where a form led on."""
    assert response.status_code == 303, response.text[:3000]
    return response.location
