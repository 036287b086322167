"""What the pages send: our files under /static, Bootstrap's from Bootstrap-Flask's folder, named by content and kept; all of it packed."""

import gzip
import hashlib
import io
import secrets
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

from flask import Response, request, url_for

from web.headers import is_ours

OWN_FOLDER = Path(__file__).parent / "static"
PACKED_TYPES = frozenset({"text/css", "image/svg+xml", "text/javascript"})
STATIC_ENDPOINTS = frozenset({"web.static", "bootstrap.static", "security.static"})
MOST_PADDING = 100
"""Bytes that chance adds to a packed page."""
FOREVER = "public, max-age=31536000, immutable"


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def own_file(name: str) -> str:
    """The address of a file of ours, which changes when the file does."""
    return url_for("web.static", filename=name, v=_digest(OWN_FOLDER / name))


def bootstrap_file(name: str, version: str) -> str:
    """The address of a file of Bootstrap."""
    return url_for("bootstrap.static", filename=name, v=version)


@lru_cache(maxsize=32)
def _packed(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)


def _packed_page(content: bytes) -> bytes:
    """A page packed, with a name of random length inside the packing.

    The length of a packed page could tell a stranger who makes a browser ask again and again what stands on it, letter by letter
    (BREACH); with chance in the length they learn nothing. Source: Palacios et al., "Heal the Breach", 2022.
    """
    packed = io.BytesIO()
    name = "a" * (1 + secrets.randbelow(MOST_PADDING))
    with gzip.GzipFile(filename=name, mode="wb", fileobj=packed, compresslevel=6, mtime=0) as file:
        file.write(content)
    return packed.getvalue()


def pack(response: Response) -> Response:
    """Pack what is text for those who can unpack, and let a file be kept for as long as its name says the same."""
    if response.status_code == 200 and request.endpoint in STATIC_ENDPOINTS:
        if "v" in request.args:
            response.headers["Cache-Control"] = FOREVER
        if response.mimetype in PACKED_TYPES:
            _send_packed(response, _packed)
    elif response.mimetype == "text/html" and is_ours(request.path) and not response.is_streamed:
        _send_packed(response, _packed_page)
    return response


def _send_packed(response: Response, packed: Callable[[bytes], bytes]) -> None:
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] > 0 and "Range" not in request.headers:
        response.direct_passthrough = False
        content = response.get_data()
        response.close()  # the file it was read from: nobody else closes it for a reader who has gone away meanwhile
        response.set_data(packed(content))
        response.headers["Content-Encoding"] = "gzip"
        response.headers.pop("ETag", None)
