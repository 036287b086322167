"""Files of the pages: ours under /static, Bootstrap's from Bootstrap-Flask's folder. Named by content, kept by browsers, sent packed."""

import gzip
import hashlib
from functools import cache, lru_cache
from pathlib import Path

from flask import Response, request, url_for

OWN_FOLDER = Path(__file__).parent / "static"
PACKED_TYPES = frozenset({"text/css", "image/svg+xml"})
STATIC_ENDPOINTS = frozenset({"web.static", "bootstrap.static", "security.static"})
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


@lru_cache(maxsize=16)
def _packed(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)


def pack(response: Response) -> Response:
    """Pack a static text file for those who can unpack, and let it be kept for as long as its name says the same."""
    if request.endpoint not in STATIC_ENDPOINTS or response.status_code != 200:
        return response
    if "v" in request.args:
        response.headers["Cache-Control"] = FOREVER
    if response.mimetype in PACKED_TYPES:
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"] > 0 and "Range" not in request.headers:
            response.direct_passthrough = False
            response.set_data(_packed(response.get_data()))
            response.headers["Content-Encoding"] = "gzip"
            response.headers.pop("ETag", None)
    return response
