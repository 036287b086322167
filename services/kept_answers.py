"""Answers kept for repetitions: a request that carries an Idempotency-Key has one effect, however often it is sent and however it ends.

The answer is stored by the transaction of the effect itself: the unit of work hands its commit to the keeper, which adds the answer that
was made from the effect and commits both. A process that dies before leaves neither. Whoever sends the same key meanwhile waits at the
first statement of their unit. Here must not live: HTTP.
"""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, insert, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.base import utc_now
from models.limits import KeptAnswer
from services.database import ACCESS_OPTION, SessionFactory
from services.errors import InvalidValue

KEPT_FOR = timedelta(hours=24)
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was given."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class AnsweredBefore(Exception):  # noqa: N818  (it reads as the fact)
    """The same request had its effect already; this is its answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("answered before")
        self.answer = answer


class Held(Protocol):
    """What the keeper needs of a unit of work."""

    session: Session

    def finish(self) -> None:
        """Commit."""

    def abandon(self) -> None:
        """Take back."""


class AnswerKeeper:
    """Keeps the answer to one request. One request has one writing use case.

    secret: of the installation; with the key it seals the answer, so that the database alone tells nobody what was answered.
    """

    def __init__(
        self, sessions: SessionFactory, secret: bytes, actor_id: str, key: str, request: bytes, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._sessions = sessions
        material = b"\x00".join((actor_id.encode(), key.encode()))
        self.key_digest = hmac.new(secret, b"name\x00" + material, hashlib.sha256).hexdigest()
        self._cipher = AESGCM(hmac.new(secret, b"seal\x00" + material, hashlib.sha256).digest())
        self._request_digest = hmac.new(secret, b"request\x00" + request, hashlib.sha256).hexdigest()
        self._now = now
        self._held: Held | None = None

    def opened(self, session: Session) -> None:
        """Called when a writing unit begins: wait for whoever works under the same key, then raise AnsweredBefore if they are done.

        Raises InvalidValue (`invalid_value.idempotency_key_reused`) when the key was used for another request. On SQLite the unit has
        the one write lock already; PostgreSQL is asked for a lock on the key that ends with the transaction.
        """
        if self._held is not None:
            raise RuntimeError("a request with an Idempotency-Key may have one writing use case only")
        if session.get_bind().dialect.name == "postgresql":
            number = int(self.key_digest[:16], 16) - 2**63
            session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
        self._find(session)

    def find_now(self) -> None:
        """Answer without waiting where the first time is over. Raises as `opened`."""
        with self._sessions() as session:
            self._find(session)

    def _find(self, session: Session) -> None:
        """Raise AnsweredBefore, or InvalidValue, if the key was used within KEPT_FOR."""
        kept = session.get(KeptAnswer, self.key_digest)
        if kept is None or kept.expires_at <= self._now():
            return
        if not hmac.compare_digest(kept.request_digest, self._request_digest):
            raise InvalidValue("invalid_value.idempotency_key_reused", field="Idempotency-Key", remedy="take_new_key")
        raise AnsweredBefore(self._opened_answer(kept))

    def hold(self, unit: Held) -> None:
        """Take over the commit of the unit."""
        self._held = unit

    def finish(self, answer: Answer) -> None:
        """Store the answer with the effect and commit; without an effect, the answer alone. Raises what the database refuses."""
        unit, self._held = self._held, None
        if unit is None:
            self._keep_alone(answer)
            return
        try:
            self._store(unit.session, answer)
        except BaseException:
            unit.abandon()
            raise
        unit.finish()

    def _keep_alone(self, answer: Answer) -> None:
        """A question that changes nothing and was asked twice at once has two answers; the first is kept."""
        with self._sessions() as session, suppress(IntegrityError):
            session.connection(execution_options={ACCESS_OPTION: "write"})
            self._store(session, answer)
            session.commit()

    def _store(self, session: Session, answer: Answer) -> None:
        now = self._now()
        session.execute(delete(KeptAnswer).where(KeptAnswer.expires_at <= now))
        session.execute(insert(KeptAnswer), [self._row(answer, now + KEPT_FOR)])

    def abandon(self) -> None:
        """Take the effect back: the request did not end well. Does nothing when nothing is held."""
        unit, self._held = self._held, None
        if unit is not None:
            unit.abandon()

    def _row(self, answer: Answer, expires_at: datetime) -> dict[str, object]:
        nonce = os.urandom(NONCE_BYTES)
        told = json.dumps(dict(answer.headers)).encode() + b"\n" + answer.body
        return {
            "key_digest": self.key_digest,
            "request_digest": self._request_digest,
            "status": answer.status,
            "sealed_answer": base64.b64encode(nonce + self._cipher.encrypt(nonce, told, self.key_digest.encode())).decode(),
            "expires_at": expires_at,
        }

    def _opened_answer(self, kept: KeptAnswer) -> Answer:
        held = base64.b64decode(kept.sealed_answer)
        nonce, sealed = held[:NONCE_BYTES], held[NONCE_BYTES:]
        headers, _, body = self._cipher.decrypt(nonce, sealed, self.key_digest.encode()).partition(b"\n")
        return Answer(kept.status, json.loads(headers), body)


KEEPER: ContextVar[AnswerKeeper | None] = ContextVar("keeper", default=None)
"""The keeper of the request at work, set where requests are read; `Installation.writing` hands it to the unit of work."""
