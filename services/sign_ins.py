"""Sessions of browsers, as their owner sees them: begun, listed, ended, also from another device. Each beginning and end is audited."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.account import Account, SignIn
from models.queries.accounts import get_sign_in
from services.accounts import actor_of, digest_of
from services.actors import Actor
from services.errors import NotFound
from services.installation import Installation

LONGEST_DEVICE = 200


@dataclass(frozen=True, slots=True)
class SignInView:
    """One session that has not ended. current: whether it is the one that asks."""

    id: int
    device: str
    began_at: datetime
    current: bool


def begin(installation: Installation, account: Account, device: str, proved_by: tuple[str, ...]) -> str:
    """Keep that a session begins, and give its key. proved_by: password, authenticator, passkey …"""
    key = secrets.token_urlsafe(24)
    with installation.writing(actor_of(account), "sign in") as unit:
        kept = SignIn(account_id=account.id, key_digest=digest_of(key), device=device[:LONGEST_DEVICE], began_at=unit.now())
        unit.session.add(kept)
        unit.audit("account:open", unit.session.get_one(Account, account.id), proved_by=list(proved_by))
    return key


def is_ended(session: Session, key: str) -> bool:
    """Whether the session of this key was ended, or never began. session: the request's own, so that asking costs no connection."""
    found = get_sign_in(session, key_digest=digest_of(key))
    return found is None or found.ended_at is not None


def end(installation: Installation, actor: Actor, key: str) -> None:
    """End the session of this key; nothing happens when it has ended."""
    with installation.writing(actor, "sign out") as unit:
        found = get_sign_in(unit.session, key_digest=digest_of(key))
        if found is not None and found.ended_at is None:
            found.ended_at = unit.now()
            unit.audit("account:leave", found)


def list_own(installation: Installation, actor: Actor, key: str) -> tuple[SignInView, ...]:
    """The actor's own sessions that have not ended, newest first."""
    with installation.reading(actor, "list one's own sessions") as unit:
        own = select(SignIn).where(SignIn.account_id == int(actor.id), SignIn.ended_at.is_(None)).order_by(SignIn.id.desc())
        return tuple(SignInView(s.id, s.device, s.began_at, s.key_digest == digest_of(key)) for s in unit.session.scalars(own))


def end_other(installation: Installation, actor: Actor, number: int) -> None:
    """End one of the actor's own sessions. Raises NotFound (`not_found.sign_in`)."""
    with installation.writing(actor, "end another session") as unit:
        found = unit.session.get(SignIn, number)
        if found is None or found.account_id != int(actor.id):
            raise NotFound.record("sign_in", number)
        found.ended_at = found.ended_at or unit.now()
        unit.audit("account:leave", found)
