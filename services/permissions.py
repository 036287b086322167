"""Who may do what with which records: one table to be read aloud, and one question asked by every public service before anything else.

A permission is called `noun:verb`. Beside each role stands its *reach*: how far from the actor a record may be. What the table does not
name, nobody may do; a record out of reach answers as if it did not exist. How far a record is, is found in services/relations.py.
"""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType

from services.actors import Actor, Role
from services.errors import Forbidden


class Reach(IntEnum):
    """How far a record may be from the actor; each includes the ones before it."""

    OWN = 1
    """Of the actor's own employer or account."""
    ORGANISATION = 2
    """Of the actor's own organisation."""
    CONSENTED = 3
    """Of a person who agreed that this organisation, or every organisation of the programme, may see them."""
    ANY = 4
    """Of everybody."""


E, C, M, K, A, D, S = Role.EXPERT, Role.CASEWORKER, Role.EMPLOYER, Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR, Role.SYSTEM
OWN, ORG, CON, ANY = Reach

PERMISSIONS: Mapping[str, Mapping[Role, Reach]] = MappingProxyType(
    {
        "candidate:read": {E: CON, C: CON, K: CON, S: ANY},
        "candidate:create": {C: ORG, K: ORG, S: ANY},
        "candidate:change": {C: ORG, K: ORG, S: ANY},
        "candidate:close": {C: ORG, K: ORG, S: ANY},
        "identity:read": {E: CON, C: CON, K: ORG, S: ANY},
        "restriction:read": {C: ORG, K: ORG, S: ANY},
        "consent_text:read": {E: ANY, C: ANY, K: ANY, A: ANY, S: ANY},
        "consent:read": {C: ORG, K: ORG, S: ANY},
        "consent:give": {C: ORG, K: ORG, S: ANY},
        "consent:withdraw": {C: ORG, K: ORG, S: ANY},
        "consent:expire": {S: ANY},
        "introduction:read": {E: CON, C: ORG, K: CON, S: ANY},
        "introduction:create": {E: CON, C: ORG, K: CON, S: ANY},
        "introduction:end": {E: ANY, C: ORG, K: ANY, S: ANY},
        "placement:read": {E: CON, C: CON, M: OWN, K: CON, S: ANY},
        "placement_history:read": {E: CON, C: CON, K: CON, S: ANY},
        "placement:create": {E: CON, C: CON, K: CON, S: ANY},
        "placement:move": {E: CON, C: ORG, M: OWN, K: CON, S: ANY},
        "placement:correct": {E: CON, C: ORG, K: CON, S: ANY},
        "placement:expire": {S: ANY},
        "check_in:read": {C: ORG, K: CON, S: ANY},
        "check_in:record": {C: ORG, K: CON, S: ANY},
        "next_step:read": {E: CON, C: CON, K: CON, S: ANY},
        "next_step:set": {C: ORG, K: CON, S: ANY},
        "lost:read": {C: ORG, K: CON, S: ANY},
        "calendar_feed:read": {C: OWN, K: OWN},
        "calendar_feed:create": {C: OWN, K: OWN},
        "calendar_feed:revoke": {C: OWN, K: OWN},
        "digest:send": {S: ANY},
        "notice:read": {E: ORG, C: ORG, K: ORG, S: ANY},
        "notice:mark": {E: ORG, C: ORG, K: ORG, S: ANY},
        "emergency_access:request": {E: ANY, C: ANY, K: ANY},
        "emergency_access:read": {K: ANY, A: ANY, S: ANY},
        "emergency_access:grant": {K: ANY, A: ANY},
        "referral_slip:read": {E: CON, C: CON, M: OWN, K: CON, S: ANY},
        "referral_slip:create": {E: CON, C: ORG, K: CON, S: ANY},
        "referral_slip:mark": {E: CON, C: ORG, M: OWN, K: CON, S: ANY},
        "referral_slip:return": {E: CON, C: ORG, K: CON, S: ANY},
        "quota:read": {E: ANY, M: OWN, K: ANY, A: ANY, S: ANY},
        "quota:create": {E: ANY, K: ANY, S: ANY},
        "support_need:read": {C: ORG, K: ORG, S: ANY},
        "support_need:create": {C: ORG, K: ORG, S: ANY},
        "support_need:move": {C: ORG, K: ORG, S: ANY},
        "support_need:answer": {E: ORG, C: ORG, K: ORG, S: ANY},
        "hand_over:read": {C: CON, K: CON, S: ANY},
        "hand_over:create": {C: ORG, K: ORG, S: ANY},
        "hand_over:withdraw": {C: CON, K: CON, S: ANY},
        "hand_over:answer": {C: CON, K: CON, S: ANY},
        "browsing:read": {M: OWN},
        "introduced:read": {M: OWN},
        "employer_fact:read": {M: OWN},
        "vacancy:confirm": {E: ANY, K: ANY, S: ANY},
        "vacancy_change:read": {E: ANY, M: OWN, K: ANY, A: ANY, S: ANY},
        "vacancy_change:decide": {E: ANY, K: ANY, S: ANY},
        "vacancy:read": {E: ANY, C: ANY, M: OWN, K: ANY, A: ANY, S: ANY},
        "vacancy:create": {E: ANY, M: OWN, K: ANY, S: ANY},
        "vacancy:change": {E: ANY, M: OWN, K: ANY, S: ANY},
        "vacancy:close": {E: ANY, M: OWN, K: ANY, S: ANY},
        "vacancy:reopen": {E: ANY, M: OWN, K: ANY, S: ANY},
        "ranking:create": {E: CON, C: CON, K: CON, S: ANY},
        "explanation:read": {E: CON, C: CON, K: CON, S: ANY},
        "opener:read": {E: CON, C: CON, K: CON, S: ANY},
        "skill_demand:read": {E: ANY, C: ANY, K: ANY, A: ANY, S: ANY},
        "indicator:read": {K: ANY, A: ANY, S: ANY},
        "match_run:read": {E: OWN, C: OWN, K: OWN, A: ANY, S: ANY},
        "match_run:replay": {E: OWN, C: OWN, K: OWN, A: ANY, S: ANY},
        "match_run:store": {S: ANY},
        "what_if:read": {K: ANY, A: ANY, S: ANY},
        "work_under_way:read": {K: OWN, A: OWN, S: OWN},
        "taxonomy:read": {E: ANY, C: ANY, M: ANY, K: ANY, A: ANY, S: ANY},
        "taxonomy:import": {S: ANY},
        "text:resolve": {E: ANY, C: ANY, M: ANY, K: ANY, S: ANY},
        "alias:read": {E: ANY, C: ANY, K: ANY, A: ANY, S: ANY},
        "alias:propose": {E: ANY, C: ANY, M: ANY, K: ANY, S: ANY},
        "alias:decide": {E: ANY, K: ANY, S: ANY},
        "outcome:read": {E: CON, C: CON, K: CON, S: ANY},
        "outcome:create": {C: ORG, K: ORG, S: ANY},
        "candidates:import": {C: ORG, K: ORG, S: ANY},
        "vacancies:import": {E: ANY, K: ANY, S: ANY},
        "outcomes:import": {K: CON, S: ANY},
        "database:move": {S: ANY},
        "demo_world:load": {S: ANY},
        "simulation:create": {S: ANY},
        "pilot:read": {K: ANY, S: ANY},
        "pilot:create": {K: ANY, S: ANY},
        "pilot:change": {K: ANY, S: ANY},
        "intake:read": {K: CON, S: ANY},
        "intake:change": {K: CON, S: ANY},
        "cohort_plan:read": {K: CON, S: ANY},
        "cohort_plan:create": {K: CON, S: ANY},
        "cohort_plan:change": {K: CON, S: ANY},
        "cohort_plan:accept": {K: CON, S: ANY},
        "trial:read": {C: ORG, K: CON, S: ANY},
        "trial:change": {C: ORG, K: CON, S: ANY},
        "scorer:read": {E: ANY, K: ANY, A: ANY, S: ANY},
        "scorer:train": {K: ANY, S: ANY},
        "scorer:activate": {K: ANY, S: ANY},
        "rules:read": {E: ANY, C: ANY, K: ANY, A: ANY, S: ANY},
        "rules:activate": {K: ANY, S: ANY},
        "import:read": {E: OWN, C: OWN, K: OWN, S: ANY},
        "export:read": {C: OWN, K: ANY, A: ANY, S: ANY},
        "export:create": {C: ORG, K: ORG, S: ANY},
        "export:approve": {K: ANY, S: ANY},
        "subject_request:read": {C: ORG, K: ORG, A: ANY, S: ANY},
        "subject_request:create": {C: ORG, K: ORG, S: ANY},
        "subject_request:answer": {C: ORG, K: ORG, S: ANY},
        "subject_report:read": {C: ORG, K: ORG, S: ANY},
        "retention:read": {A: ANY, S: ANY},
        "retention:run": {S: ANY},
        "keys:read": {S: ANY},
        "keys:rotate": {S: ANY},
        "audit:read": {A: ANY, S: ANY},
        "audit:seal": {S: ANY},
        "database:grant": {S: ANY},
        "account:read": {K: ANY, D: ANY, S: ANY},
        "account:invite": {K: ANY, D: ANY, S: ANY},
        "account:change": {D: ANY, S: ANY},
        "account:close": {K: ANY, D: ANY, S: ANY},
        "organisation:read": {E: ANY, C: ANY, K: ANY, A: ANY, D: ANY, S: ANY},
        "organisation:create": {K: ANY, D: ANY, S: ANY},
        "organisation:change": {K: ANY, D: ANY, S: ANY},
    }
)

EMERGENCY_OPENS = frozenset({"candidate:read", "identity:read"})
"""What access in an emergency opens: who the person is and how to reach them. Never a restriction, never a change."""

SECOND_FACTOR_FOR = frozenset({"restriction:read", "identity:read", "audit:read", "account:change", "account:invite"})
"""Whoever may do one of these signs in with more than a password: it shows what is restricted, or hands out the right to."""


def reach_of(actor: Actor, permission: str) -> Reach | None:
    """How far the actor's permission reaches; None where there is none, also for a permission the table does not name."""
    return PERMISSIONS.get(permission, {}).get(actor.role)


def is_allowed(actor: Actor, permission: str) -> bool:
    """Whether the actor's role has the permission for any record at all."""
    return reach_of(actor, permission) is not None


def authorise(actor: Actor, permission: str) -> Reach:
    """How far the actor may reach with it, or Forbidden (`forbidden`, with the permission as a parameter)."""
    reach = reach_of(actor, permission)
    if reach is None:
        raise Forbidden(parameters={"permission": permission, "role": actor.role.value})
    return reach


def needs_second_factor(role: Role) -> bool:
    """Whether accounts of this role must prove more than a password."""
    return any(role in PERMISSIONS[permission] for permission in SECOND_FACTOR_FOR)
