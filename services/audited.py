"""What carries a restricted field can only be made while its reading is being told: forgetting the audit trail is an error, not a leak.

    @dataclass(frozen=True, slots=True)
    class RestrictedView(AuditedView): ...

    with unit.disclosing("candidate:read", candidate, "restricted"):
        return RestrictedView(...)

`UnitOfWork.disclosing` is the one way in. Here must not live: who may see what (services/permissions.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_TOLD: ContextVar[bool] = ContextVar("told", default=False)


class UnauditedReading(RuntimeError):  # noqa: N818  (a fault of the program, not of its user)
    """A service made a view of something restricted without telling the audit trail."""


class AuditedView:
    """The base of every dataclass with a restricted field."""

    __slots__ = ()

    def __post_init__(self) -> None:
        """Refuse to exist outside a disclosure."""
        if not _TOLD.get():
            raise UnauditedReading(f"{type(self).__name__} is made outside UnitOfWork.disclosing")


@contextmanager
def disclosure() -> Iterator[None]:
    """Views may be made inside. For the unit of work alone: it has told the trail before."""
    token = _TOLD.set(True)
    try:
        yield
    finally:
        _TOLD.reset(token)
