"""The quota of an employer as use cases: enter a decision, and read the ledger of what came of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.queries.slips import SlipsOfAKind, count_quota_slips, list_quotas
from models.referral import Quota
from services.actors import NOBODY, Actor, Role
from services.calendar import minsk_day
from services.called import employer_called
from services.errors import InvalidValue
from services.installation import Installation
from services.permissions import authorise, is_allowed
from services.unit_of_work import UnitOfWork

MOST_PLACES, LONGEST_BASIS = 10_000, 1_000


@dataclass(frozen=True, slots=True)
class EnterQuota:
    """Places that an employer has to keep, from a day to a day, both included; basis: the decision, in words."""

    employer: str
    starts_on: date
    until: date
    places: int
    basis: str
    unp: str | None = None


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """One quota and what came of it. n_sent: slips to quota places issued in its time; n_waiting: of these without an answer yet.

    n_left: places not filled; days_left: 0 when its time is over; grounds: of refusals with their numbers, None for who may not read them
    (a ground may tell of somebody's health).
    """

    id: int
    employer: str
    unp: str | None
    starts_on: date
    until: date
    places: int
    basis: str
    n_sent: int
    n_accepted: int
    n_refused: int
    n_absent: int
    n_waiting: int
    n_left: int
    days_left: int
    grounds: dict[str, int] | None


def enter_quota(installation: Installation, actor: Actor, command: EnterQuota) -> QuotaLine:
    """Enter a quota; the employer is found by number, else by name, and made if new. Raises Forbidden, InvalidValue."""
    authorise(actor, "quota:create")
    if command.until < command.starts_on:
        raise InvalidValue("invalid_value.quota_days", field="until")
    if not 1 <= command.places <= MOST_PLACES or not 0 < len(command.basis.strip()) <= LONGEST_BASIS or not command.employer.strip():
        raise InvalidValue("invalid_value.quota", field="places", parameters={"maximum": MOST_PLACES})
    with installation.writing(actor, "enter a quota") as unit:
        quota = Quota(
            employer=employer_called(unit.session, command.employer, command.unp), starts_on=command.starts_on, until=command.until,
            places=command.places, basis=command.basis.strip(), entered_by=actor.id, entered_at=unit.now(),
        )  # fmt: skip
        unit.session.add(quota)
        unit.session.flush()
        unit.audit("quota:create", quota, employer=quota.employer.name)
        return _line(unit, quota, count_quota_slips(unit.session, quota_ids=[quota.id]).get(quota.id, ()))


def read_quota_ledger(installation: Installation, actor: Actor, words: str = "") -> tuple[QuotaLine, ...]:
    """Every quota with what came of it, the newest first; an employer's own. words: part of the employer's name or UNP.

    Raises Forbidden.
    """
    authorise(actor, "quota:read")
    with installation.reading(actor, "read the ledger of quotas") as unit:
        own = actor.role is Role.EMPLOYER
        quotas = list_quotas(unit.session, employer_id=(actor.employer_id or NOBODY) if own else None, words=words)
        counted = count_quota_slips(unit.session, quota_ids=[quota.id for quota in quotas])
        return tuple(_line(unit, quota, counted.get(quota.id, ())) for quota in quotas)


def _line(unit: UnitOfWork, quota: Quota, counted: Sequence[SlipsOfAKind]) -> QuotaLine:
    marks: Counter[str] = Counter()
    grounds: Counter[str] = Counter()
    for came, accepted, ground, n_slips in counted:
        marks["waiting" if came is None else "absent" if not came else "accepted" if accepted else "refused"] += n_slips
        if ground is not None:
            grounds[ground] += n_slips
    readable = unit.actor.role is Role.EMPLOYER or is_allowed(unit.actor, "restriction:read")
    day = minsk_day(unit.now())
    return QuotaLine(
        quota.id, quota.employer.name, quota.employer.unp, quota.starts_on, quota.until, quota.places, quota.basis, marks.total(),
        marks["accepted"], marks["refused"], marks["absent"], marks["waiting"], max(0, quota.places - marks["accepted"]),
        max(0, (quota.until - max(day, quota.starts_on)).days + 1), dict(sorted(grounds.items())) if readable else None,
    )  # fmt: skip
