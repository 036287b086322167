"""Queries about accounts, their invitations and their sign-ins."""

from collections.abc import Sequence

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from models.account import Account, Invitation, SignIn, same_address
from models.base import fold
from models.organisation import Employer, Organisation
from models.queries.pieces import containing


def get_account(session: Session, *, account_id: int) -> Account | None:
    """One account with whom it works for."""
    return session.scalar(select(Account).where(Account.id == account_id).options(*_whom()))


def get_account_by_email(session: Session, *, email: str) -> Account | None:
    """The account that signs in with this address."""
    return session.scalar(select(Account).where(Account.email == same_address(email)).options(*_whom()))


def get_account_by_uniquifier(session: Session, *, uniquifier: str) -> Account | None:
    """The account that a session or a token speaks of, with the name of its organisation: asked at every request, so in one statement."""
    return session.scalar(_BEHIND_A_REQUEST, {"uniquifier": uniquifier})


def get_invitation(session: Session, *, token_digest: str) -> Invitation | None:
    """The invitation whose token has this digest."""
    return session.scalar(select(Invitation).where(Invitation.token_digest == token_digest))


def get_sign_in(session: Session, *, key_digest: str) -> SignIn | None:
    """The sign-in whose key has this digest."""
    return session.scalar(select(SignIn).where(SignIn.key_digest == key_digest))


def list_accounts(
    session: Session, *, after: int = 0, limit: int = 50, organisation_id: int | None = None, words: str = ""
) -> list[Account]:
    """The next page of accounts in order of entry, of everybody or of one organisation.

    words: part of the address, of the name as it is written, or of the name of whom the account works for.
    """
    wanted = [] if organisation_id is None else [Account.organisation_id == organisation_id]
    if folded := fold(words):
        # a name has no folded column, and SQLite knows small and capital letters of ASCII alone
        names = [containing(Account.name, spelling) for spelling in {words.strip(), words.strip().capitalize()}]
        firms = [of.has(containing(column, folded)) for of, column in _WORKS_FOR]
        wanted.append(or_(containing(Account.email, folded), *names, *firms))
    page = select(Account).where(Account.id > after, *wanted).order_by(Account.id).limit(limit)
    return list(session.scalars(page.options(*_whom())))


def find_account_names(session: Session, *, account_ids: Sequence[int]) -> dict[int, str]:
    """Number → name, of those accounts that exist."""
    found = session.execute(select(Account.id, Account.name).where(Account.id.in_(account_ids)))
    return {row.id: row.name for row in found}


_WORKS_FOR = ((Account.organisation, Organisation.name_folded), (Account.employer, Employer.name_folded))


def _whom() -> tuple[ORMOption, ...]:
    return joinedload(Account.organisation), joinedload(Account.employer)


_BEHIND_A_REQUEST = (
    select(Account)
    .where(Account.fs_uniquifier == bindparam("uniquifier"))
    .options(joinedload(Account.organisation).load_only(Organisation.name))
)
"""Made once: it is sent with every request."""
