"""One use case, one transaction: all of it with its audit events, or none of it."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from models import AuditEvent, Candidate, ChangeFeed, Concept
from models.queries.audit import get_feed_position, list_changes
from services import database
from services.actors import Actor, Role
from services.chain_check import verify_chain
from services.errors import Conflict, InvalidValue, StaleVersion
from services.unit_of_work import UnitOfWork, UnitOfWorkMisuse
from tests import factories as make

EXPERT = Actor("anna", "Анна", Role.EXPERT, "Служба занятости")


def register(unit_of_work, **columns) -> Candidate:
    with unit_of_work("register a person") as unit:
        person = make.candidate(**columns)
        unit.session.add(person)
        unit.audit("candidate:create", person)
    return person


def references(session) -> set[str]:
    return set(session.scalars(select(Candidate.case_reference)))


def events(session) -> list[AuditEvent]:
    return list(session.scalars(select(AuditEvent).order_by(AuditEvent.sequence)))


def test_leaving_the_block_commits(unit_of_work, session):
    register(unit_of_work, case_reference="A-1")
    assert references(session) == {"A-1"}


def test_an_exception_rolls_everything_back(unit_of_work, session):
    def attempt() -> None:
        with unit_of_work() as unit:
            unit.session.add(make.candidate())
            unit.audit("candidate:create")
            unit.session.flush()
            1 / 0  # noqa: B018

    with pytest.raises(ZeroDivisionError):
        attempt()
    assert references(session) == set()
    assert events(session) == []


@pytest.mark.parametrize(
    "write",
    [
        lambda session: session.add(make.concept()),
        lambda session: session.execute(insert(Concept).values(key="x", kind="skill", source="pilot")),
        lambda session: session.execute(update(Candidate).values(town="x")),
        lambda session: session.execute(delete(Candidate)),
    ],
)
def test_a_write_without_an_audit_event_is_refused(unit_of_work, session, write):
    register(unit_of_work, case_reference="A-1", town="Гомель")
    with pytest.raises(UnitOfWorkMisuse, match="without an audit event"), unit_of_work() as unit:
        write(unit.session)
    assert session.scalar(select(Candidate.town)) == "Гомель"
    assert session.scalar(select(Concept.key)) is None


@pytest.mark.parametrize(
    "write",
    [
        lambda session: session.add(make.candidate()),
        lambda session: session.execute(update(Candidate).values(town="x")),
        lambda session: session.delete(session.scalars(select(Candidate)).one()),
    ],
)
def test_a_reading_unit_cannot_write(unit_of_work, session, write):
    register(unit_of_work)
    with pytest.raises(UnitOfWorkMisuse, match="cannot write"), unit_of_work(writes=False) as unit:
        write(unit.session)
    assert len(references(session)) == 1


def test_in_a_reading_unit_the_database_itself_refuses(unit_of_work, session):
    register(unit_of_work)
    with pytest.raises(DBAPIError, match=r"(?i)read-?only"), unit_of_work(writes=False) as unit:
        unit.session.connection().execute(text("DELETE FROM candidate_shift"))
    with unit_of_work() as unit:  # the connection goes back able to write
        unit.session.connection().execute(text("DELETE FROM candidate_shift"))
        unit.audit("candidate:change")


def test_a_reading_unit_stores_no_audit_event(unit_of_work):
    with pytest.raises(UnitOfWorkMisuse), unit_of_work(writes=False) as unit:
        unit.audit("candidate:read")


def test_a_service_cannot_commit_by_itself(unit_of_work, session):
    def attempt() -> None:
        with unit_of_work() as unit:
            unit.session.add(make.candidate())
            unit.audit("candidate:create")
            unit.session.commit()

    with pytest.raises(UnitOfWorkMisuse, match="only the unit"):
        attempt()
    assert references(session) == set()


def test_a_savepoint_may_take_back_a_part(unit_of_work, session):
    with unit_of_work() as unit:
        unit.session.add(kept := make.candidate(case_reference="A-1"))
        unit.audit("candidate:create", kept)

        def attempt() -> None:
            with unit.session.begin_nested():
                unit.session.add(make.candidate(case_reference="A-2"))
                unit.session.flush()
                1 / 0  # noqa: B018

        with pytest.raises(ZeroDivisionError):
            attempt()
        with unit.session.begin_nested():
            unit.session.add(make.candidate(case_reference="A-3"))
    assert references(session) == {"A-1", "A-3"}
    assert [change.record_id for change in session.scalars(select(ChangeFeed))] == sorted(session.scalars(select(Candidate.id)))


def test_hooks_run_after_the_commit_and_only_then(unit_of_work, session):
    seen = []
    with unit_of_work() as unit:
        person = make.candidate(case_reference="A-1")
        unit.session.add(person)
        unit.audit("candidate:create", person)
        unit.after_commit(lambda: seen.append(references(session)))
        assert seen == []
    assert seen == [{"A-1"}]

    def attempt() -> None:
        with unit_of_work() as unit:
            unit.session.add(make.candidate(case_reference="A-1"))
            unit.audit("candidate:create")
            unit.after_commit(lambda: seen.append("never"))

    with pytest.raises(Conflict):
        attempt()
    assert seen == [{"A-1"}]


def test_a_failing_hook_does_not_undo_or_hide_the_change(unit_of_work, session, caplog):
    seen = []
    with unit_of_work() as unit:
        unit.session.add(make.candidate(case_reference="A-1"))
        unit.audit("candidate:create")
        unit.after_commit(lambda: 1 / 0)
        unit.after_commit(lambda: seen.append("the next one runs"))
    assert references(session) == {"A-1"}
    assert seen == ["the next one runs"]
    assert "hook" in caplog.text


def test_an_event_tells_who_what_why_and_old_and_new(unit_of_work, session):
    person = register(unit_of_work, case_reference="A-1", town="Гомель", notes="старое")
    before = datetime.now(UTC)
    with unit_of_work("correct the town", actor=EXPERT) as unit:
        found = unit.session.get_one(Candidate, person.id)
        found.town = "Речица"
        unit.session.flush()
        found.town, found.minimum_pay_byn, found.notes = "Мозырь", 1250, "новое"
        unit.audit("candidate:change", found, source="call")
    told = events(session)[-1]
    assert (told.actor_id, told.actor_name, told.actor_role, told.organisation) == ("anna", "Анна", "expert", "Служба занятости")
    assert (told.action, told.noun, told.record_id, told.reference) == ("candidate:change", "candidate", str(person.id), "A-1")
    assert (told.purpose, told.details) == ("correct the town", {"source": "call"})
    assert told.changes == {"town": ["Гомель", "Мозырь"], "minimum_pay_byn": ["1000.00", 1250], "notes": ["***", "***"]}
    assert before <= told.at <= datetime.now(UTC)


def test_what_came_back_to_where_it_was_is_no_change(unit_of_work, session):
    person = register(unit_of_work, town="Гомель")
    with unit_of_work() as unit:
        found = unit.session.get_one(Candidate, person.id)
        found.town = "Речица"
        unit.session.flush()
        found.town = "Гомель"
        unit.audit("candidate:change", found)
    assert events(session)[-1].changes == {}


def test_names_never_enter_the_audit_trail(unit_of_work, session):
    register(unit_of_work, identity=make.identity(surname="КАНАРЕЙКИН"))
    with unit_of_work() as unit:
        person = unit.session.scalars(select(Candidate)).one()
        person.identity.surname = "КАНАРЕЙКО"
        unit.audit("identity:change", person.identity)
    assert "КАНАР" not in str([(e.changes, e.details, e.reference) for e in events(session)])
    assert events(session)[-1].changes == {"surname": ["***", "***"], "name_folded": ["***", "***"]}


def test_a_changed_part_is_a_new_version_of_the_whole(unit_of_work, session):
    person = register(unit_of_work, skills=[make.skill("сварка"), make.skill("резка")])
    assert person.version == 1
    with unit_of_work() as unit:
        found = unit.session.get_one(Candidate, person.id)
        found.skills = [make.skill("кладка"), make.skill("сварка"), make.skill("печи")]
        unit.audit("candidate:change", found)
    with unit_of_work() as unit:
        found = unit.session.get_one(Candidate, person.id)
        assert [skill.text for skill in found.skills] == ["кладка", "сварка", "печи"]
        versions = [found.version]
        found.skills.pop()
        unit.audit("candidate:change", found)
    versions.append(found.version)
    assert versions == [2, 3]
    assert events(session)[1].changes == {"parts": {"candidate_skill": {"added": 3, "removed": 2}}}
    assert events(session)[2].changes == {"parts": {"candidate_skill": {"removed": 1}}}
    assert session.get_one(Candidate, person.id).updated_at > person.created_at


def test_who_changes_what_somebody_else_just_changed_is_told(unit_of_work, sessions):
    person = register(unit_of_work)
    with sessions() as stale:
        held = stale.get_one(Candidate, person.id)
        stale.expunge(held)
    with unit_of_work() as unit:
        unit.session.get_one(Candidate, person.id).town = "Речица"
        unit.audit("candidate:change")

    def attempt() -> None:
        with unit_of_work() as unit:
            unit.session.add(held)
            held.town = "Мозырь"
            unit.audit("candidate:change", held)

    with pytest.raises(StaleVersion):
        attempt()


@pytest.mark.parametrize(("columns", "error"), [({"case_reference": "A-1"}, Conflict), ({"status": "lost"}, InvalidValue)])
def test_what_the_database_refuses_becomes_a_domain_error(unit_of_work, columns, error):
    register(unit_of_work, case_reference="A-1")

    def attempt() -> None:
        with unit_of_work() as unit:
            unit.session.add(make.candidate(**columns))
            unit.audit("candidate:create")

    with pytest.raises(error):
        attempt()


def test_the_feed_names_each_changed_record_once_per_commit(unit_of_work, session):
    person = register(unit_of_work, skills=[make.skill()])
    before = get_feed_position(session)
    session.rollback()
    with unit_of_work() as unit:
        found = unit.session.get_one(Candidate, person.id)
        found.town = "Речица"
        unit.session.flush()
        found.skills[0].level = 0.5
        job = make.vacancy()
        unit.session.add(job)
        unit.audit("candidate:change", found)
    changes = [(change.noun, change.record_id) for change in list_changes(session, after=before)]
    assert sorted(changes) == [("candidate", person.id), ("vacancy", job.id)]


def test_when_everything_changed_the_feed_says_so_once(unit_of_work, session):
    with unit_of_work() as unit:
        unit.session.execute(insert(Concept), [{"key": f"c{n}", "kind": "skill", "source": "esco"} for n in range(50)])
        unit.everything_changed("taxonomy")
        unit.audit("taxonomy:import", n_concepts=50)
    assert [(c.noun, c.record_id) for c in list_changes(session, after=0)] == [("taxonomy", None)]


@pytest.mark.parametrize("action", ["", "create", "Candidate:Create", "candidate:", "candidate:create:now"])
def test_an_action_is_called_noun_and_verb(unit_of_work, action):
    with pytest.raises(UnitOfWorkMisuse, match="noun:verb"), unit_of_work() as unit:
        unit.audit(action)


def test_many_writers_at_once_make_one_unbroken_chain(unit_of_work, session):
    failures = []

    def write(number: int) -> None:
        try:
            for turn in range(5):
                register(unit_of_work, case_reference=f"W-{number}-{turn}")
        except Exception as failure:  # noqa: BLE001  (a thread must not swallow what the test should see)
            failures.append(failure)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert verify_chain(session).n_events == 30
    assert verify_chain(session).fault is None
    assert [change.sequence for change in list_changes(session, after=0)] == list(range(1, 31))


def test_two_units_do_not_share_what_they_collect(sessions):
    first, second = (UnitOfWork(sessions, EXPERT, "test") for _ in range(2))
    first.after_commit(lambda: None)
    assert second._hooks == []
    first.session.close()
    second.session.close()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_who_waits_too_long_for_the_one_writer_is_told_to_try_again(sessions, unit_of_work, monkeypatch):
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 20)
    with unit_of_work() as writer:
        writer.audit("candidate:read")
        with unit_of_work(writes=False) as reader:
            assert references(reader.session) == set()  # a reader does not wait
        with pytest.raises(Conflict) as refused, unit_of_work():
            pytest.fail("two writers at once")
    assert (refused.value.code, refused.value.remedy) == ("conflict.busy", "try_again")
