"""Accounts: who may sign in, with what proof, as what and for whom. What a role may do is a table in services/permissions.py.

The columns that sign-in itself works on come from Flask-Security's mixins; every one of them is classified here, beside ours.
"""

# The mixin declares columns that we leave out:
# mypy: disable-error-code="misc, assignment"

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from flask_security import AsaList
from flask_security.models.sqla_v2 import FsUserMixin, FsWebAuthnMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, relationship

from models import codes
from models.base import IDENTIFIER, Access, Base, UtcDateTime, not_blank, one_of, personal, public, secret, utc_now
from models.organisation import Employer, Organisation


def classified(record: type[Base], access: Mapping[str, Access]) -> None:
    """Say who may read columns that a mixin brought along; of secret ones the audit trail keeps only that they changed."""
    for name, level in access.items():
        record.__table__.columns[name].info.update(access=level, audit="fact" if level == "secret" else "value")


class Listed(AsaList):
    """A few words in one text, as Flask-Security keeps them; it forgot to say that a statement with one may be kept compiled."""

    cache_ok = True


class Account(Base, FsUserMixin):
    """Somebody who may sign in, with one role. An employer's account belongs to an employer; others to an organisation.

    tf_last_counter: of the last code of the authenticator that was accepted, so that none is used twice.
    active is False until the invitation is accepted, and for good once the account is closed. `fs_uniquifier` stands in every session and
    token: a new one ends them all.
    """

    __tablename__ = "account"
    __table_args__ = (
        not_blank("email"),
        not_blank("name"),
        one_of("role", codes.ACCOUNT_ROLES),
        one_of("language", codes.LANGUAGES),
        CheckConstraint("(role = 'employer') = (employer_id IS NOT NULL)", name="employer_has_employer"),
        CheckConstraint("role IN ('employer', 'administrator', 'auditor') OR organisation_id IS NOT NULL", name="works_somewhere"),
        Index(None, "organisation_id"),
        Index(None, "employer_id"),
    )
    __noun__ = "account"
    __reference__ = "id"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    email: Mapped[str] = personal(String(255), unique=True, audit="fact")
    name: Mapped[str] = personal(String(200), audit="fact")
    role: Mapped[str] = public(String(32))
    organisation_id: Mapped[int | None] = public(ForeignKey("organisation.id"))
    employer_id: Mapped[int | None] = public(ForeignKey("employer.id"))
    language: Mapped[str] = public(String(2), default="ru")
    created_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    closed_at: Mapped[datetime | None] = public(UtcDateTime)
    tf_last_counter: Mapped[int | None] = secret(IDENTIFIER)
    mf_recovery_codes: Mapped[list[str] | None] = secret(MutableList.as_mutable(Listed()))

    organisation: Mapped[Organisation | None] = relationship()
    employer: Mapped[Employer | None] = relationship()
    webauthn: Mapped[list["Passkey"]] = relationship(back_populates="user", cascade="all, delete-orphan")
    invitations: Mapped[list["Invitation"]] = relationship(back_populates="account", cascade="all, delete-orphan")

    # What Kladka does not use of the mixin: names to sign in with, codes by telephone, addresses of machines, roles in a table.
    username: ClassVar[Any] = None
    us_totp_secrets: ClassVar[Any] = None
    us_phone_number: ClassVar[Any] = None
    tf_phone_number: ClassVar[Any] = None
    confirmed_at: ClassVar[Any] = None
    last_login_at: ClassVar[Any] = None
    current_login_at: ClassVar[Any] = None
    last_login_ip: ClassVar[Any] = None
    current_login_ip: ClassVar[Any] = None
    login_count: ClassVar[Any] = None
    create_datetime: ClassVar[Any] = None
    update_datetime: ClassVar[Any] = None
    refresh_trackers: ClassVar[Any] = None
    roles: ClassVar[tuple[()]] = ()

    @property
    def has_second_factor(self) -> bool:
        """Whether signing in takes more than a password."""
        return self.tf_primary_method is not None or bool(self.webauthn)


classified(
    Account,
    {
        "password": "secret",
        "active": "public",
        "fs_uniquifier": "secret",
        "tf_primary_method": "public",
        "tf_totp_secret": "secret",
        "fs_webauthn_user_handle": "secret",
    },
)


class Passkey(Base, FsWebAuthnMixin):
    """A registered passkey: the public half, and when it was last used."""

    __tablename__ = "passkey"
    __table_args__ = (Index(None, "user_id"),)
    __owner__ = "user"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    user_id: Mapped[int] = public(ForeignKey("account.id", ondelete="CASCADE"))
    transports: Mapped[list[str] | None] = secret(MutableList.as_mutable(Listed()))
    user: Mapped[Account] = relationship(back_populates="webauthn")
    create_datetime: ClassVar[Any] = None


classified(
    Passkey,
    {
        "credential_id": "secret",
        "public_key": "secret",
        "sign_count": "secret",
        "backup_state": "secret",
        "device_type": "secret",
        "extensions": "secret",
        "lastuse_datetime": "public",
        "name": "personal",
        "usage": "public",
    },
)


class Invitation(Base):
    """A link that lets one person set the password of one account, once. Only the digest of its token is kept."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("length(token_digest) = 64", name="digest"),
        CheckConstraint("expires_at > created_at", name="dates_in_order"),
        Index(None, "account_id"),
    )
    __owner__ = "account"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    account_id: Mapped[int] = public(ForeignKey("account.id", ondelete="CASCADE"))
    token_digest: Mapped[str] = secret(String(64), unique=True)
    invited_by: Mapped[str] = personal(String(64))
    created_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    expires_at: Mapped[datetime] = public(UtcDateTime)
    used_at: Mapped[datetime | None] = public(UtcDateTime)
    account: Mapped[Account] = relationship(back_populates="invitations")


class SignIn(Base):
    """One session of a browser: kept so that it can be shown to its owner and ended, also from another device.

    device: the browser's own words, shortened; nothing is done with them but to tell sessions apart.
    """

    __tablename__ = "sign_in"
    __table_args__ = (CheckConstraint("length(key_digest) = 64", name="digest"), Index(None, "account_id"))
    __noun__ = "sign_in"
    __reference__ = "id"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    account_id: Mapped[int] = public(ForeignKey("account.id", ondelete="CASCADE"))
    key_digest: Mapped[str] = secret(String(64), unique=True)
    device: Mapped[str] = personal(String(200), audit="fact")
    began_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    ended_at: Mapped[datetime | None] = public(UtcDateTime)
    account: Mapped[Account] = relationship()


def same_address(email: str) -> str:
    """An e-mail address as it is compared and stored: without case, outer spaces and compatibility forms."""
    return unicodedata.normalize("NFKC", email).strip().casefold()
