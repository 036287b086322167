"""Accounts as Flask-Security reads and writes them: read in a session of the request, written in one audited transaction."""

from typing import Any

import flask
from flask_security import RoleMixin, SQLAlchemyUserDatastore
from sqlalchemy import event
from sqlalchemy.orm import Session

from models.account import Account, Passkey
from models.base import Base
from models.queries.accounts import get_account_by_uniquifier
from services.accounts import actor_of
from services.database import ACCESS_OPTION
from services.installation import Installation
from services.unit_of_work import UnitOfWorkMisuse

_SESSION = "account_session"


class RequestSessions:
    """Flask-Security's idea of a database: something with a `session`. Ours lives as long as the request and cannot write."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation

    @property
    def session(self) -> Session:
        """The session of this request."""
        session: Session | None = flask.g.get(_SESSION)
        if session is None:
            session = self.installation.sessions(autoflush=False)
            session.connection(execution_options={ACCESS_OPTION: "read"} | _looking(session))
            event.listen(session, "before_flush", _refuse_to_write)
            flask.g.account_session = session
        return session


def _looking(session: Session) -> dict[str, str]:
    """On PostgreSQL who asks is looked up outside a transaction: opening and ending one would be two of three messages of every request."""
    return {"isolation_level": "AUTOCOMMIT"} if session.get_bind().dialect.name == "postgresql" else {}


def _refuse_to_write(*_flushed: object) -> None:
    raise UnitOfWorkMisuse("the session of a request cannot write: accounts change in a unit of work")


def close_session(_error: BaseException | None = None) -> None:
    """Give the connection back when the request is over."""
    session: Session | None = flask.g.pop(_SESSION, None)
    if session is not None:
        session.close()


class AccountStore(SQLAlchemyUserDatastore):
    """What signing in changes goes through a unit of work, like every other change."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        super().__init__(RequestSessions(installation), Account, RoleMixin, Passkey)

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> Account | None:
        """The account with these facts. The one behind a request is read together with whom it works for."""
        if kwargs.keys() == {"fs_uniquifier"}:
            return get_account_by_uniquifier(self.db.session, uniquifier=str(kwargs["fs_uniquifier"]))
        found: Account | None = super().find_user(case_insensitive, **kwargs)
        return found

    def commit(self) -> None:
        """Store what was changed on accounts and passkeys in this request, with its audit event."""
        session = self.db.session
        changed = [*session.new, *(record for record in session.dirty if session.is_modified(record))]
        removed = list(session.deleted)
        accounts = dict.fromkeys(_account(record) for record in (*changed, *removed))
        for account in accounts:
            with session.no_autoflush, self.installation.writing(actor_of(account), "change one's own sign-in") as unit:
                unit.session.merge(account)
                for passkey in removed:
                    if (kept := unit.session.get(Passkey, passkey.id)) is not None:
                        unit.session.delete(kept)
                unit.audit("account:change", unit.session.get_one(Account, account.id))
        session.expunge_all()
        session.rollback()


def _account(record: Base) -> Account:
    owner: Any = record.user if isinstance(record, Passkey) else record
    return owner
