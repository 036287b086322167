"""How Flask-Security is set: one table, a reason beside whatever is not its default."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from services.passwords import LEAST_SCORE, NORMAL_FORM, SHORTEST

IDLE_FOR, LONGEST_SESSION = timedelta(minutes=30), timedelta(hours=12)
"""A session ends after so long without a request, and after so long in any case."""
TOKEN_LASTS = timedelta(hours=12)

ADDRESSES: Mapping[str, str] = MappingProxyType(
    {
        "LOGIN_URL": "/sign-in",
        "LOGOUT_URL": "/sign-out",
        "RESET_URL": "/password/reset",
        "CHANGE_URL": "/password",
        "VERIFY_URL": "/sign-in/again",
        "TWO_FACTOR_SETUP_URL": "/second-factor",
        "TWO_FACTOR_TOKEN_VALIDATION_URL": "/second-factor/code",
        "TWO_FACTOR_RESCUE_URL": "/second-factor/rescue",
        "TWO_FACTOR_SELECT_URL": "/second-factor/choose",
        "MULTI_FACTOR_RECOVERY_CODES_URL": "/second-factor/recovery-codes",
        "MULTI_FACTOR_RECOVERY_URL": "/second-factor/recovery",
        "WAN_REGISTER_URL": "/passkeys",
        "WAN_SIGNIN_URL": "/passkeys/sign-in",
        "WAN_DELETE_URL": "/passkeys/delete",
        "WAN_VERIFY_URL": "/passkeys/verify",
        "STATIC_FOLDER_URL": "/static/sign-in",
    }
)

SECURITY: Mapping[str, Any] = MappingProxyType(
    ADDRESSES
    | {
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_SINGLE_HASH": True,  # argon2 has a salt of its own; the same hash is made without an application (services/passwords.py)
        "PASSWORD_NORMALIZE_FORM": NORMAL_FORM,  # with the default NFKD a password with й or ё could be set and never typed again
        "PASSWORD_LENGTH_MIN": SHORTEST,
        "PASSWORD_COMPLEXITY_CHECKER": "zxcvbn",
        "ZXCVBN_MINIMUM_SCORE": LEAST_SCORE,
        "RETURN_GENERIC_RESPONSES": True,  # nobody learns here who has an account
        "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "globally_deliverable": False},  # no question to a name server
        "CHANGEABLE": True,
        "RECOVERABLE": True,
        "RESET_PASSWORD_WITHIN": timedelta(hours=1),
        "AUTO_LOGIN_AFTER_RESET": False,  # whoever resets a password by mail still has to prove the second factor
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_ALWAYS_VALIDATE": True,
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_POST_SETUP_VIEW": "/",
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "TOTP_ISSUER": "Kladka",
        "WEBAUTHN": True,
        "WAN_RP_NAME": "Kladka",
        "WAN_ALLOW_USER_HINTS": False,  # hints would tell which addresses have accounts
        "DEFAULT_REMEMBER_ME": False,
        "FRESHNESS": timedelta(minutes=15),
        "FRESHNESS_GRACE_PERIOD": timedelta(minutes=5),
        "TOKEN_MAX_AGE": TOKEN_LASTS,
        "JOIN_USER_ROLES": False,  # a role is a column of ours, not a table
        "CSRF_PROTECT_MECHANISMS": ["session"],
        "CSRF_IGNORE_UNAUTH_ENDPOINTS": False,
        "SEND_REGISTER_EMAIL": False,
        "EMAIL_HTML": False,  # plain letters: nothing in them is loaded, and nothing tells where they were read
        "POST_LOGIN_VIEW": "/",
        "POST_LOGOUT_VIEW": "/sign-in",
        "POST_CHANGE_VIEW": "/account",
    }
)


def security_settings(secret_key: str, sentences: Path, *, over_https: bool) -> dict[str, Any]:
    """Everything as the application's configuration wants it.

    secret_key: what second-factor secrets are encrypted with; sentences: folder of Flask-Security's sentences in our languages.
    """
    cookies = {"httponly": True, "secure": over_https, "samesite": "Strict"}
    settings = {f"SECURITY_{name}": value for name, value in SECURITY.items()}
    settings |= {
        "SECURITY_I18N_DIRNAME": [str(sentences)],
        "SECURITY_TOTP_SECRETS": {"1": secret_key},
        "SECURITY_TWO_FACTOR_VALIDITY_COOKIE": cookies,
        "SESSION_COOKIE_NAME": "__Host-kladka" if over_https else "kladka",
        "SESSION_COOKIE_SECURE": over_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "WTF_CSRF_CHECK_DEFAULT": False,  # checked in api/sign_in/guarding.py, which knows who came with a session and who with a token
        "WTF_CSRF_SSL_STRICT": True,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a form left open over lunch is no attack
    }
    return settings
