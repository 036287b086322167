"""Who may do what: one table to be read aloud, and one question asked by every public service before anything else.

A permission is called `noun:verb`. What the table does not name, nobody may do. Which records of a noun (own, same organisation,
consented, other) comes with accounts.
"""

from collections.abc import Mapping
from types import MappingProxyType

from services.actors import Actor, Role
from services.errors import Forbidden

E, C, M, K, A, D, S = Role.EXPERT, Role.CASEWORKER, Role.EMPLOYER, Role.COORDINATOR, Role.AUDITOR, Role.DEMO, Role.SYSTEM

PERMISSIONS: Mapping[str, frozenset[Role]] = MappingProxyType(
    {
        "candidate:read": frozenset({E, C, K, A, D, S}),
        "candidate:create": frozenset({C, K, D, S}),
        "candidate:change": frozenset({C, K, D, S}),
        "candidate:close": frozenset({C, K, D, S}),
        "identity:read": frozenset({E, C, D, S}),
        "restriction:read": frozenset({C, K, A, D, S}),
        "vacancy:read": frozenset({E, C, M, K, A, D, S}),
        "vacancy:create": frozenset({E, M, K, D, S}),
        "vacancy:change": frozenset({E, M, K, D, S}),
        "vacancy:close": frozenset({E, M, K, D, S}),
        "ranking:create": frozenset({E, C, K, D, S}),
        "explanation:read": frozenset({E, C, K, A, D, S}),
        "match_run:read": frozenset({E, C, K, A, D, S}),
        "match_run:replay": frozenset({K, A, D, S}),
        "match_run:store": frozenset({K, S}),
        "what_if:read": frozenset({K, A, S}),
        "taxonomy:read": frozenset({E, C, M, K, A, D, S}),
        "taxonomy:import": frozenset({S}),
        "text:resolve": frozenset({E, C, M, K, D, S}),
        "alias:read": frozenset({E, C, K, A, D, S}),
        "alias:propose": frozenset({E, C, M, K, D, S}),
        "alias:decide": frozenset({E, K, D, S}),
        "outcome:read": frozenset({E, C, K, A, D, S}),
        "outcome:create": frozenset({C, K, D, S}),
        "candidates:import": frozenset({C, K, S}),
        "vacancies:import": frozenset({E, K, S}),
        "outcomes:import": frozenset({K, S}),
        "database:move": frozenset({S}),
        "subject_request:read": frozenset({C, K, A, D, S}),
        "subject_request:create": frozenset({C, K, D, S}),
        "subject_request:answer": frozenset({C, K, D, S}),
        "subject_report:read": frozenset({C, K, D, S}),
        "retention:read": frozenset({K, A, S}),
        "retention:run": frozenset({K, S}),
        "keys:read": frozenset({S}),
        "keys:rotate": frozenset({S}),
        "demo_world:load": frozenset({D, S}),
        "simulation:create": frozenset({S}),
        "scorer:read": frozenset({E, K, A, D, S}),
        "scorer:train": frozenset({K, S}),
        "scorer:activate": frozenset({K, S}),
        "rules:read": frozenset({E, C, K, A, D, S}),
        "rules:activate": frozenset({K, S}),
        "audit:read": frozenset({A, S}),
    }
)


def is_allowed(actor: Actor, permission: str) -> bool:
    """Whether the actor's role has the permission; False for a permission the table does not name."""
    return actor.role in PERMISSIONS.get(permission, frozenset())


def authorise(actor: Actor, permission: str) -> None:
    """Let the actor pass or raise Forbidden (`forbidden`, with the permission as a parameter)."""
    if not is_allowed(actor, permission):
        raise Forbidden(parameters={"permission": permission, "role": actor.role.value})
