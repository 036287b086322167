"""Idempotency-Key: a POST that is sent again has one effect and gets the answer of the first time (services/kept_answers.py).

The key is optional, of 1 to 255 visible ASCII characters, and its actor's own. Refusals (400 and above) changed nothing and are not kept.
"""

import re

from flask import Response, g, request

from api.identity import current_actor, current_installation
from services.errors import InvalidValue
from services.kept_answers import KEEPER, Answer, AnsweredBefore, AnswerKeeper

HEADER, REPLAYED = "Idempotency-Key", "Idempotent-Replayed"
KEY_FORM = re.compile(r"[\x21-\x7e]{1,255}")
KEPT_HEADERS = ("Content-Type", "Content-Disposition", "Content-Language", "ETag", "Location")


def begin_keeping() -> None:
    """Called before every request: a POST with a key gets a keeper, or at once the answer that it had.

    Raises AnsweredBefore, InvalidValue (`invalid_value.idempotency_key`, `invalid_value.idempotency_key_reused`).
    """
    KEEPER.set(None)
    if request.method != "POST" or HEADER not in request.headers:
        return
    key = request.headers[HEADER]
    if KEY_FORM.fullmatch(key) is None:
        raise InvalidValue("invalid_value.idempotency_key", field=HEADER)
    place = current_installation()
    asked = b"\x00".join((request.full_path.encode(), request.mimetype.encode(), request.get_data(cache=True)))
    keeper = AnswerKeeper(place.sessions, place.settings.secret_key().encode(), current_actor().id, key, asked)
    keeper.find_now()
    g.kladka_keeper = keeper
    KEEPER.set(keeper)


def keep(response: Response) -> None:
    """Commit the effect with its answer, or take it back if the request did not end well. Raises what the database refuses."""
    keeper: AnswerKeeper | None = g.pop("kladka_keeper", None)
    KEEPER.set(None)
    if keeper is None:
        return
    if response.status_code >= 400:
        keeper.abandon()
    else:
        headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
        keeper.finish(Answer(response.status_code, headers, response.get_data()))


def let_go(_error: BaseException | None = None) -> None:
    """Called at the end of every request, however it ended: nothing stays held."""
    keeper: AnswerKeeper | None = g.pop("kladka_keeper", None)
    KEEPER.set(None)
    if keeper is not None:
        keeper.abandon()


def answer_again(before: AnsweredBefore) -> Response:
    """The answer of the first time, marked as such."""
    kept = before.answer
    response = Response(kept.body, kept.status, headers=dict(kept.headers))
    response.headers[REPLAYED] = "true"
    return response
