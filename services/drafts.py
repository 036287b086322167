"""Long forms that may be left half-way: each step is kept for its own account alone, and goes on where it was left, on any device.

    draft = begin_draft(installation, actor, "vacancy", {"title": "Сварщик"})
    draft = keep_draft(installation, actor, "vacancy", draft.id, {"places": "2"}, draft.version)

What is kept is what was typed, with its mistakes: it is checked when the form is sent. Whoever sends it takes the draft away in the same
transaction (`forget_draft`). Nobody reads somebody else's draft, so reading one tells its reader nothing that they did not type.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from models.draft import Draft
from models.queries.drafts import count_drafts_before, delete_drafts_before, get_draft, list_drafts_of
from services.actors import Actor
from services.errors import InvalidValue, NotFound, StateConflict, check_version
from services.installation import Installation
from services.own_account import find_own_account, own_account
from services.permissions import authorise
from services.unit_of_work import UnitOfWork

KEPT_FOR = timedelta(days=30)
"""Since the last touch: a form about a person is not kept for nobody's use."""
MOST_DRAFTS = 50
"""Drafts of one kind an account may have at once."""
LONGEST = 100_000
"""Characters of a whole draft as JSON."""
SENT_WITH: Mapping[str, str] = MappingProxyType({"vacancy": "vacancy:create", "registration": "candidate:create"})
"""Kind → the permission that sending the form takes: who may not send it needs no draft of it."""


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A form half-way. typed: field → what was typed (plain JSON)."""

    id: int
    kind: str
    typed: Mapping[str, Any]
    version: int
    updated_at: datetime


def begin_draft(installation: Installation, actor: Actor, kind: str, typed: Mapping[str, Any]) -> KeptDraft:
    """Keep the first step of a form. kind: of DRAFT_KINDS; typed: a field that is None says nothing.

    Raises Forbidden, StateConflict (`state_conflict.no_account`, `state_conflict.too_many_drafts`), InvalidValue
    (`invalid_value.draft_too_long`).
    """
    authorise(actor, SENT_WITH[kind])
    with installation.writing(actor, "keep a form half-way") as unit:
        account = own_account(unit)
        forget_overdue(unit)
        if len(list_drafts_of(unit.session, account_id=account, kind=kind, since=_since(unit))) >= MOST_DRAFTS:
            raise StateConflict("state_conflict.too_many_drafts", parameters={"most": MOST_DRAFTS})
        draft = Draft(account_id=account, kind=kind, typed=_checked(typed), created_at=unit.now(), updated_at=unit.now())
        unit.session.add(draft)
        unit.session.flush()
        unit.audit("draft:create", draft)
        return _view(draft)


def keep_draft(
    installation: Installation, actor: Actor, kind: str, number: int, typed: Mapping[str, Any], version: int | None = None
) -> KeptDraft:
    """Keep another step: what it names replaces what was typed there before (None takes it out), everything else stays.

    version: of the draft as it was read; None keeps it whatever is there. Raises Forbidden, NotFound (`not_found.draft`: none, somebody
    else's, sent, or too old), StaleVersion, StateConflict (`state_conflict.no_account`), InvalidValue (`invalid_value.draft_too_long`).
    """
    authorise(actor, SENT_WITH[kind])
    with installation.writing(actor, "keep a form half-way") as unit:
        draft = own_draft(unit, kind, number)
        check_version(version, draft.version)
        together = {**(draft.typed or {}), **typed}
        draft.typed, draft.updated_at = _checked(together), unit.now()
        unit.session.flush()
        unit.audit("draft:change", draft)
        return _view(draft)


def list_drafts(installation: Installation, actor: Actor, kind: str) -> tuple[KeptDraft, ...]:
    """The actor's own drafts of a kind, the last touched first; none for programs that act without an account. Raises Forbidden."""
    authorise(actor, SENT_WITH[kind])
    with installation.reading(actor, "list one's own drafts") as unit:
        account = find_own_account(unit)
        found = list_drafts_of(unit.session, account_id=account, kind=kind, since=_since(unit)) if account is not None else []
        return tuple(map(_view, found))


def read_draft(installation: Installation, actor: Actor, kind: str, number: int) -> KeptDraft:
    """One's own draft. Raises Forbidden, NotFound (`not_found.draft`), StateConflict (`state_conflict.no_account`)."""
    authorise(actor, SENT_WITH[kind])
    with installation.reading(actor, "read one's own draft") as unit:
        return _view(own_draft(unit, kind, number))


def remove_draft(installation: Installation, actor: Actor, kind: str, number: int) -> None:
    """Throw one's own draft away. Raises as `read_draft`."""
    authorise(actor, SENT_WITH[kind])
    with installation.writing(actor, "throw a draft away") as unit:
        forget_draft(unit, kind, number)


def forget_draft(unit: UnitOfWork, kind: str, number: int) -> None:
    """Take the actor's draft away inside a unit: with what was made of it, or for nothing. Raises NotFound (`not_found.draft`)."""
    draft = own_draft(unit, kind, number)
    unit.session.delete(draft)
    unit.audit("draft:remove", draft)
    unit.session.flush()


def own_draft(unit: UnitOfWork, kind: str, number: int) -> Draft:
    """The actor's draft of this number. Raises NotFound (`not_found.draft`), StateConflict (`state_conflict.no_account`)."""
    draft = get_draft(unit.session, draft_id=number, account_id=own_account(unit), kind=kind, since=_since(unit))
    if draft is None:
        raise NotFound.record("draft", number)
    return draft


def forget_overdue(unit: UnitOfWork) -> int:
    """Take away everybody's drafts that nobody touched for 30 days, inside a unit; how many."""
    before = _since(unit)
    n_overdue = count_drafts_before(unit.session, before=before)
    if n_overdue:
        delete_drafts_before(unit.session, before=before)
        unit.audit("draft:expire", n_drafts=n_overdue)
    return n_overdue


def _since(unit: UnitOfWork) -> datetime:
    return unit.now() - KEPT_FOR


def _checked(typed: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in typed.items() if value is not None}
    if len(json.dumps(kept, ensure_ascii=False)) > LONGEST:
        raise InvalidValue("invalid_value.draft_too_long", parameters={"maximum": LONGEST})
    return kept


def _view(draft: Draft) -> KeptDraft:
    return KeptDraft(draft.id, draft.kind, draft.typed or {}, draft.version, draft.updated_at)
