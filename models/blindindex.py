"""The blind index: how a person is found by name, birth date or telephone though all of these are sealed.

In the place of a word stands its HMAC. Whoever has only the database cannot tell which word; equal words are equal there, so that it
shows how frequent a word is and nothing more. Here must not live: keys, or who may search.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, ForeignKey, Index, delete, event, insert
from sqlalchemy.orm import Mapped, Mapper, Session, UOWTransaction

from models.base import IDENTIFIER, Base, fold, public, secret
from models.candidate import CandidateIdentity
from models.sealing import Keys, keys_of

NAME, WORD, BORN, PHONE = "name", "word", "born", "phone"
"""Kinds of entries: the whole name, a word of it or the beginning of a surname, the day of birth, a telephone."""
SHORTEST_BEGINNING = 3
"""Letters of a surname's beginning that find it: fewer would find a twentieth of the country."""

Entry = tuple[str, str]
"""(kind, value)"""


class CandidateBlindKey(Base):
    """One entry of the index: this person has a word (or birth date, or telephone) with this blind key."""

    __tablename__ = "candidate_blind_key"
    __table_args__ = (Index(None, "blind_key"), {"sqlite_with_rowid": False})
    __owner__ = None

    candidate_id: Mapped[int] = public(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
    blind_key: Mapped[int] = secret(IDENTIFIER, primary_key=True, autoincrement=False)


def name_words(text: str) -> list[str]:
    """The words of a name, folded: a double surname is two words, an apostrophe is left out ("Дар’я" is "Дарья" mistyped or not)."""
    return re.findall(r"[^\W_]+", re.sub(r"['’ʼ`]", "", fold(text)))


def whole_name(surname: str | None, given_name: str | None, patronymic: str | None) -> str:
    """A whole name as it is compared."""
    return fold(" ".join(part for part in (surname, given_name, patronymic) if part))


def phones_in(stored: str | None) -> list[str]:
    """The telephones of a person, which are stored as one text."""
    return [part.strip() for part in (stored or "").split(";") if part.strip()]


def entries(
    surname: str | None, given_name: str | None, patronymic: str | None, born: str | None = None, phone: str | None = None
) -> Iterator[Entry]:
    """What a person can be found by; one entry may come twice. born: the day, ISO."""
    if name := whole_name(surname, given_name, patronymic):
        yield NAME, name
    for word in name_words(surname or ""):
        yield WORD, word
        for length in range(SHORTEST_BEGINNING, len(word)):
            yield WORD, word[:length]
    for word in name_words(f"{given_name or ''} {patronymic or ''}"):
        yield WORD, word
    if born is not None:
        yield BORN, born
    for number in phones_in(phone):
        yield PHONE, number


def searched(keys: Keys, words: str) -> tuple[tuple[int, ...], ...]:
    """For each word of a search the blind keys it may stand under. Empty for a search without any word."""
    return tuple(keys.blind_any(WORD, word) for word in dict.fromkeys(name_words(words)))


def identity_entries(identity: CandidateIdentity) -> Iterator[Entry]:
    """What the person of a record can be found by."""
    born = identity.birth_date
    return entries(identity.surname, identity.given_name, identity.patronymic, born.isoformat() if born else None, identity.phone)


def put_into_index(connection: Connection, keys: Keys, people: Mapping[int, Iterable[Entry]], *, known: Sequence[int]) -> None:
    """Put people (number → entries) into the index; those of `known` may stand in it already and are taken out first."""
    if known:
        connection.execute(delete(CandidateBlindKey).where(CandidateBlindKey.candidate_id.in_(known)))
    rows = [
        {"candidate_id": number, "blind_key": key}
        for number, found in people.items()
        for key in {keys.blind(kind, value) for kind, value in found}
    ]
    if rows:
        connection.execute(insert(CandidateBlindKey), rows)


def _follow(session: Session, _context: UOWTransaction) -> None:
    """Whoever is written is put into the index in the same transaction."""
    new = [record for record in session.new if isinstance(record, CandidateIdentity)]
    changed = [record for record in session.dirty if isinstance(record, CandidateIdentity) and session.is_modified(record)]
    if new or changed:
        people = {identity.candidate_id: identity_entries(identity) for identity in (*new, *changed)}
        keys = keys_of((*new, *changed)[0], CandidateIdentity.__tablename__)
        put_into_index(session.connection(), keys, people, known=[identity.candidate_id for identity in changed])


def _leave(_mapper: Mapper[CandidateIdentity], connection: Connection, identity: CandidateIdentity) -> None:
    """Whose identity is taken away is found no more, though the case stays."""
    connection.execute(delete(CandidateBlindKey).where(CandidateBlindKey.candidate_id == identity.candidate_id))


event.listen(Session, "after_flush", _follow)
event.listen(CandidateIdentity, "after_delete", _leave)
