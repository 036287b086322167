"""Passwords: how they are normalised, judged and hashed. Signing in compares; here is what a stored hash is made of.

Argon2id with the library's own defaults (RFC 9106, low-memory profile). What makes a password good: NIST SP 800-63B, section 3.1.1: length
and what a guesser would try first, no rules about kinds of characters.
"""

import unicodedata
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from zxcvbn import zxcvbn

from services.errors import InvalidValue

NORMAL_FORM: Literal["NFC"] = "NFC"
"""The same password typed on two keyboards: й may arrive as one character or as two."""
SHORTEST, LONGEST = 12, 200
LEAST_SCORE = 3
"""Of zxcvbn's 0 to 4: safely unguessable, 10^8 guesses and more."""
_NOBODYS = PasswordHasher().hash("no password of anybody")
_JUDGED = 72
"""Characters that zxcvbn looks at; its time grows with the square of the length. _NOBODYS: what a missing hash is compared with."""


def normalised(password: str) -> str:
    """The password as it is hashed and compared."""
    return unicodedata.normalize(NORMAL_FORM, password)


def hashed(password: str) -> str:
    """The encoded Argon2id hash of a password."""
    return PasswordHasher().hash(normalised(password))


def fits(password: str, encoded: str | None) -> bool:
    """Whether the password is the one hashed; without a hash the same time passes before the answer no."""
    try:
        return PasswordHasher().verify(encoded or _NOBODYS, normalised(password)) and encoded is not None
    except Argon2Error:
        return False


def check_password(password: str, *, about: tuple[str, ...] = ()) -> None:
    """Refuse a password that is short or easily guessed. about: words that a guesser knows (name, address).

    Raises InvalidValue (`invalid_value.password_short`, `invalid_value.password_long`, `invalid_value.password_weak`).
    """
    text = normalised(password)
    if len(text) < SHORTEST:
        raise InvalidValue("invalid_value.password_short", field="password", parameters={"minimum": SHORTEST})
    if len(text) > LONGEST:
        raise InvalidValue("invalid_value.password_long", field="password", parameters={"maximum": LONGEST})
    if zxcvbn(text[:_JUDGED], user_inputs=[*about, "kladka", "кладка"])["score"] < LEAST_SCORE:
        raise InvalidValue("invalid_value.password_weak", field="password")
