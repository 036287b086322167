"""Forms left half-way: kept for their own account alone, whole, sealed, and not for ever."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import text

from models import Account
from models.base import utc_now
from services.accounts import Invite, actor_of, invite
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.calendar import minsk_day
from services.drafts import KEPT_FOR, LONGEST, MOST_DRAFTS, begin_draft, keep_draft, list_drafts, read_draft, remove_draft
from services.errors import Forbidden, InvalidValue, NotFound, StaleVersion, StateConflict
from services.installation import Installation
from services.organisations import enter_organisation
from services.retention import run_retention
from tests.api.clock import Clock
from tests.api.conftest import Template

NUMBERS = count(1)
WORDS = "Слова, которых никто больше не видит"


@pytest.fixture(scope="module")
def place(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with template.copy(tmp_path_factory.mktemp("drafts")) as installation:
        yield installation


@pytest.fixture
def somebody(place: Installation) -> Actor:
    return opened(place, str(next(NUMBERS)))


def opened(place: Installation, name: str, role: str = "coordinator") -> Actor:
    """The actor of an account of its own."""
    house = enter_organisation(place, COMMAND_LINE_ACTOR, f"Организация {name}", "ngo").id
    number = invite(place, COMMAND_LINE_ACTOR, Invite(f"{name}@post.example", name, role, house)).account.id
    with place.reading(COMMAND_LINE_ACTOR, "look") as unit:
        return actor_of(unit.session.get_one(Account, number))


def test_a_form_goes_on_where_it_was_left(place: Installation, somebody: Actor) -> None:
    first = begin_draft(place, somebody, "vacancy", {"title": "Сварщик", "duties": ["dust"]})
    second = keep_draft(place, somebody, "vacancy", first.id, {"places": "два", "duties": None}, first.version)
    assert dict(second.typed) == {"title": "Сварщик", "places": "два"}
    assert read_draft(place, somebody, "vacancy", first.id) == second
    assert [draft.id for draft in list_drafts(place, somebody, "vacancy")] == [first.id]
    assert list_drafts(place, somebody, "registration") == ()


def test_two_windows_do_not_write_over_each_other(place: Installation, somebody: Actor) -> None:
    draft = begin_draft(place, somebody, "vacancy", {"title": "a"})
    keep_draft(place, somebody, "vacancy", draft.id, {"title": "b"}, draft.version)
    with pytest.raises(StaleVersion):
        keep_draft(place, somebody, "vacancy", draft.id, {"title": "c"}, draft.version)
    assert read_draft(place, somebody, "vacancy", draft.id).typed == {"title": "b"}


def test_nobody_else_knows_of_a_draft(place: Installation, somebody: Actor) -> None:
    other = opened(place, "other")
    draft = begin_draft(place, somebody, "registration", {"notes": WORDS})
    for refused in (
        lambda: read_draft(place, other, "registration", draft.id),
        lambda: keep_draft(place, other, "registration", draft.id, {}),
        lambda: remove_draft(place, other, "registration", draft.id),
        lambda: read_draft(place, somebody, "vacancy", draft.id),
    ):
        with pytest.raises(NotFound) as told:
            refused()
        assert told.value.code == "not_found.draft"
    assert list_drafts(place, other, "registration") == ()
    remove_draft(place, somebody, "registration", draft.id)
    with pytest.raises(NotFound):
        read_draft(place, somebody, "registration", draft.id)


def test_who_may_not_send_a_form_keeps_none(place: Installation) -> None:
    auditor, expert = Actor("1", "A", Role.AUDITOR), opened(place, "expert", "expert")
    for actor, kind in ((auditor, "vacancy"), (auditor, "registration"), (expert, "registration")):
        with pytest.raises(Forbidden):
            begin_draft(place, actor, kind, {})
    with pytest.raises(StateConflict) as told:
        begin_draft(place, COMMAND_LINE_ACTOR, "vacancy", {})
    assert told.value.code == "state_conflict.no_account"


def test_a_draft_has_its_bounds(place: Installation, somebody: Actor) -> None:
    with pytest.raises(InvalidValue) as long:
        begin_draft(place, somebody, "vacancy", {"title": "я" * LONGEST})
    assert long.value.code == "invalid_value.draft_too_long"
    for _ in range(MOST_DRAFTS):
        begin_draft(place, somebody, "vacancy", {})
    with pytest.raises(StateConflict) as many:
        begin_draft(place, somebody, "vacancy", {})
    assert many.value.code == "state_conflict.too_many_drafts"


def test_what_was_typed_lies_nowhere_in_the_clear(place: Installation, somebody: Actor) -> None:
    draft = begin_draft(place, somebody, "registration", {"notes": WORDS})
    keep_draft(place, somebody, "registration", draft.id, {"more": WORDS})
    with place.engine.connect() as connection:
        for table in ("draft", "audit_event"):
            rows = connection.execute(text(f"SELECT * FROM {table}")).all()
            assert rows
            stored = b"".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)
            assert WORDS.encode() not in stored
            assert WORDS.encode("unicode_escape") not in stored


def test_a_forgotten_draft_goes_after_thirty_days(place: Installation, somebody: Actor, clock: Clock) -> None:
    draft = begin_draft(place, somebody, "registration", {"notes": WORDS})
    clock.set(utc_now() + KEPT_FOR - timedelta(minutes=5))
    assert read_draft(place, somebody, "registration", draft.id).typed == {"notes": WORDS}
    clock.set(late := utc_now() + KEPT_FOR + timedelta(minutes=5))
    with pytest.raises(NotFound):
        read_draft(place, somebody, "registration", draft.id)
    run_retention(place, COMMAND_LINE_ACTOR, minsk_day(late), named="А. Иванова", note="срок", apply=True)
    with place.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM draft")) == 0
        assert connection.scalar(text("SELECT count(*) FROM audit_event WHERE action = 'draft:expire'")) == 1
