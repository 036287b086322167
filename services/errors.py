"""What can go wrong in the domain, each with a stable code, the field at fault, the numbers a sentence needs, and what would help.

Codes and parameters only: the sentence is made where the language is known, the HTTP status where HTTP is known.
"""

from collections.abc import Mapping

Parameter = str | int | float | None


class DomainError(Exception):
    """Something the caller can understand and act on.

    code: stable, dotted for the special case ("conflict.candidate.case_reference"); field: the input at fault, None if there is no one;
    parameters: what the sentence needs; remedy: code of what would help, None if nothing would.
    """

    default_code = "error"
    default_remedy: str | None = None

    def __init__(
        self,
        code: str | None = None,
        *,
        field: str | None = None,
        remedy: str | None = None,
        parameters: Mapping[str, Parameter] | None = None,
    ) -> None:
        self.code = code or self.default_code
        self.field = field
        self.remedy = remedy or self.default_remedy
        self.parameters: dict[str, Parameter] = dict(parameters or {})
        said = ", ".join(f"{name}={value}" for name, value in ({"field": field} | self.parameters).items() if value is not None)
        super().__init__(f"{self.code} ({said})" if said else self.code)


class NotFound(DomainError):  # noqa: N818  (the errors read as facts)
    """There is no such record, or this actor may not know that there is one."""

    default_code = "not_found"
    default_remedy = "check_reference"

    @classmethod
    def record(cls, noun: str, reference: str | int) -> "NotFound":
        """The usual case: no record of this noun has this reference."""
        return cls(f"not_found.{noun}", field="reference", parameters={"noun": noun, "reference": reference})


class Forbidden(DomainError):  # noqa: N818
    """The actor's role does not allow this."""

    default_code = "forbidden"
    default_remedy = "ask_coordinator"


class NotSignedIn(DomainError):  # noqa: N818
    """Nobody stands behind this request: no session, no token, or one that has ended."""

    default_code = "not_signed_in"
    default_remedy = "sign_in"


class SecondFactorNeeded(DomainError):  # noqa: N818
    """This role sees what is restricted and signs in with more than a password; the account has no second factor yet."""

    default_code = "second_factor_needed"
    default_remedy = "set_up_second_factor"


class InvalidValue(DomainError):  # noqa: N818
    """A value is out of range, unknown, or contradicts another."""

    default_code = "invalid_value"
    default_remedy = "correct_value"


class Conflict(DomainError):  # noqa: N818
    """The change contradicts what is already stored (something must be unique, or is still in use)."""

    default_code = "conflict"
    default_remedy = "read_again"


class StateConflict(Conflict):
    """The record's state does not allow this step."""

    default_code = "state_conflict"


class StaleVersion(Conflict):
    """Somebody else changed the record since it was read."""

    default_code = "stale_version"


class TooManyAttempts(DomainError):  # noqa: N818
    """Tried too often. parameters: guard, most, and seconds until it may be tried again."""

    default_code = "too_many_attempts"
    default_remedy = "wait"


class SecondServer(DomainError):  # noqa: N818
    """Another process already serves this SQLite file."""

    default_code = "second_server"
    default_remedy = "use_postgresql"


class Unavailable(DomainError):  # noqa: N818
    """The database or a file cannot be reached now; nothing is wrong with what was asked. parameters: reason, as the machine says it."""

    default_code = "unavailable"


def check_version(seen: int | None, present: int) -> None:
    """Raise StaleVersion unless the version that somebody saw is the present one; None: they change whatever is there."""
    if seen is not None and seen != present:
        raise StaleVersion(field="version", parameters={"version": present})
