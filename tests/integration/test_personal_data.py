"""Names and contacts at rest: nowhere in the clear, bound to their row, opened by the right keys alone, sealed anew without loss."""

import json
import signal
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, func, inspect, select, text, update

from models import Candidate, CandidateBlindKey, CandidateIdentity, Employer, ImportBatch
from models.queries.candidates import CandidateFilter
from models.queries.sealed import count_sealed_values
from services import database, first_sealing, key_rotation
from services.actors import COMMAND_LINE_ACTOR as ACTOR
from services.actors import Actor, Role
from services.candidates import list_candidates
from services.errors import Conflict, Forbidden, InvalidValue, Unavailable
from services.first_sealing import require_sealed, seal_what_is_set_aside
from services.installation import Installation
from services.key_rotation import key_statuses, rotate_keys
from services.settings import Settings
from tests import factories as make

ROOT = Path(__file__).parents[2]
CANARY = "Канарейкин"
IDENTITY = {
    "surname": f"{CANARY}ов", "given_name": f"{CANARY}имя", "patronymic": f"{CANARY}ич", "birth_date": date(1987, 6, 5),
    "birth_year": 1987, "phone": "+375 00 7654321; +375 00 1234567", "email": "kanareika@example.invalid", "address": f"ул. {CANARY}а, 1",
    "facility": f"ИК {CANARY}", "released_on": date(2026, 2, 3), "sex": "m",
}  # fmt: skip
CANARIES = (CANARY, CANARY.casefold(), "7654321", "kanareika", "1987-06-05")


@pytest.fixture
def place(database_url, tmp_path):
    opened = Installation(Settings(database_url, tmp_path))
    yield opened
    opened.engine.dispose()


def register(place, n_people=1, **columns):
    with place.writing(ACTOR, "register") as unit:
        people = [make.candidate(identity=make.identity(**IDENTITY | columns)) for _ in range(n_people)]
        unit.session.add_all(people)
        unit.session.flush()
        for person in people:
            unit.audit("candidate:create", person)
        return [person.case_reference for person in people]


def found(place, words):
    return [line.reference for line in list_candidates(place, ACTOR, CandidateFilter(words=words)).candidates]


def everything_stored(place):
    """Every byte that the database keeps, as far as one can get at it."""
    if place.engine.dialect.name == "sqlite":
        path = Path(place.engine.url.database)
        return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    with place.engine.connect() as connection:
        names = inspect(connection).get_table_names()
        return b"\n".join(str(row[0]).encode() for name in names for row in connection.execute(text(f'SELECT t::text FROM "{name}" AS t')))


def canaries_in(stored):
    spellings = {word: (word.encode(), word.encode("utf-16-le"), word.encode().hex().encode()) for word in CANARIES}
    return [word for word, spelt in spellings.items() if any(each in stored for each in spelt)]


def test_no_name_and_no_contact_lies_in_the_clear(place):
    (reference,) = register(place)
    with place.writing(ACTOR, "import") as unit:
        batch = make.import_batch(report={"doubts": [{"text": CANARY}]})
        employer = make.employer(contact=f"{CANARY}, +375 00 7654321")
        unit.session.add_all([batch, employer])
        unit.session.flush()
        unit.audit("import_batch:create", batch)
        unit.audit("employer:create", employer)
    stored = everything_stored(place)
    assert reference.encode() in stored
    assert canaries_in(stored) == []
    with place.reading(ACTOR, "read") as unit:
        identity = unit.session.scalars(select(CandidateIdentity)).one()
        assert {name: getattr(identity, name) for name in IDENTITY} == IDENTITY
        assert unit.session.scalars(select(Employer)).one().contact.startswith(CANARY)
        assert unit.session.scalars(select(ImportBatch)).one().report == {"doubts": [{"text": CANARY}]}


def test_a_person_is_found_by_words_of_the_name_and_not_once_it_changed(place):
    (reference,) = register(place)
    other = register(place, surname="Другой", given_name="Иной", patronymic=None)
    for words in (CANARY, "кана", f"{CANARY}имя {CANARY}ов", "КАНАРЕЙКИНИЧ", reference.casefold()):
        assert found(place, words) == [reference], words
    for words in ("ка", "арейкин", f"{CANARY}им", "Канарейка", f"{CANARY} Иной", "%", ""):
        assert found(place, words) == ([reference, *other] if not words else []), words
    with place.writing(ACTOR, "change") as unit:
        identity = unit.session.scalars(select(CandidateIdentity).order_by(CandidateIdentity.candidate_id)).first()
        identity.surname = "Ёлкин"
        unit.audit("candidate:change", identity.candidate)
    assert (found(place, "кана"), found(place, "елк")) == ([], [reference])
    with place.writing(ACTOR, "take away") as unit:
        unit.session.scalars(select(Candidate).where(Candidate.case_reference == reference)).one().identity = None
        unit.audit("candidate:change", reference=reference)
    assert found(place, "елк") == []


def test_a_value_that_does_not_change_is_not_sealed_anew(place):
    register(place)
    with place.writing(ACTOR, "change") as unit:
        identity = unit.session.scalars(select(CandidateIdentity)).one()
        before = identity._surname
        identity.surname, identity.birth_date = IDENTITY["surname"], IDENTITY["birth_date"]
        assert not unit.session.is_modified(identity)
        assert identity._surname == before


def test_a_value_moved_to_another_row_is_refused(place):
    register(place, 2)
    with place.engine.begin() as connection:
        numbers = connection.scalars(select(CandidateIdentity.candidate_id).order_by(CandidateIdentity.candidate_id)).all()
        sealed = connection.scalar(select(CandidateIdentity._surname).where(CandidateIdentity.candidate_id == numbers[0]))
        connection.execute(update(CandidateIdentity).where(CandidateIdentity.candidate_id == numbers[1]).values(_surname=sealed))
    with pytest.raises(Unavailable, match="seal_moved"):
        list_candidates(place, ACTOR, CandidateFilter())


def test_without_the_right_keys_nothing_opens_and_no_new_key_is_made(place, tmp_path):
    register(place)
    path = tmp_path / "keys.json"
    assert path.stat().st_mode & 0o777 == 0o600
    right = path.read_text()
    elsewhere = Installation(Settings(place.settings.database_url, tmp_path, keys_file=tmp_path / "other.json"))
    with pytest.raises(Unavailable, match="keys_missing"):
        elsewhere.keys()
    assert not (tmp_path / "other.json").exists()
    path.write_text(right.replace('"number": 1', '"number": 2'))
    with pytest.raises(Unavailable, match="seal_unknown_key"):
        list_candidates(place, ACTOR, CandidateFilter())
    path.write_text(right[:-20])
    with pytest.raises(Unavailable, match="keys_unreadable"):
        list_candidates(place, ACTOR, CandidateFilter())
    path.write_text(right)
    path.chmod(0o640)
    with pytest.raises(InvalidValue, match="keys_open"):
        list_candidates(place, ACTOR, CandidateFilter())
    path.chmod(0o600)
    assert list_candidates(place, ACTOR, CandidateFilter()).total == 1
    elsewhere.engine.dispose()


def test_a_rotation_seals_everything_with_a_new_key_and_takes_the_old_one_away(place, monkeypatch):
    monkeypatch.setattr(key_rotation, "BATCH", 3)
    references = register(place, 7)
    before = place.keys.entries
    seen = []
    report = rotate_keys(place, ACTOR, lambda *step: seen.append(step))
    assert (report.key, report.n_rows, report.resumed) == (2, 7, False)
    assert seen[-1] == (7, 7)
    assert [entry.number for entry in place.keys.entries] == [2]
    assert before[0].secret not in [entry.secret for entry in place.keys.entries]
    (status,) = key_statuses(place, ACTOR)
    assert (status.number, status.active, status.n_values) == (2, True, 7 * len(CandidateIdentity.__sealed__))
    assert found(place, "кана") == references


KILLED = """
    import sys, time
    from services import key_rotation
    from services.actors import COMMAND_LINE_ACTOR
    from services.installation import Installation
    from services.settings import Settings
    from pathlib import Path

    key_rotation.BATCH = 4

    def progress(done, total):
        if done >= 8:
            print("halfway", flush=True)
            time.sleep(600)

    key_rotation.rotate_keys(Installation(Settings(sys.argv[1], Path(sys.argv[2]))), COMMAND_LINE_ACTOR, progress)
"""


def test_a_killed_rotation_loses_nothing_and_is_finished_by_the_next(place):
    references = register(place, 20)
    script = [sys.executable, "-c", textwrap.dedent(KILLED), place.settings.database_url, str(place.settings.data_folder)]
    with subprocess.Popen(script, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "halfway\n"
        with pytest.raises(Conflict, match="rotation_runs"):
            rotate_keys(place, ACTOR)
        process.send_signal(signal.SIGKILL)
    n_columns = len(CandidateIdentity.__sealed__)
    assert {status.number: status.n_values for status in key_statuses(place, ACTOR)} == {1: 12 * n_columns, 2: 8 * n_columns}
    assert found(place, "кана") == references
    report = rotate_keys(place, ACTOR)
    assert (report.key, report.n_rows, report.resumed) == (2, 12, True)
    assert [entry.number for entry in place.keys.entries] == [2]
    with place.engine.connect() as connection:
        assert set(count_sealed_values(connection)) == {2}
    assert found(place, "кана") == references


def test_a_process_that_runs_hears_of_a_new_key(place):
    register(place)
    other = Installation(place.settings)
    other.keys()
    rotate_keys(place, ACTOR)
    register(other)
    assert found(other, "кана") == found(place, "кана")
    assert [status.number for status in key_statuses(other, ACTOR)] == [2]
    other.engine.dispose()


def test_only_the_command_line_handles_keys(place):
    nobody = Actor("k", "A coordinator", Role.COORDINATOR)
    for use_case in (rotate_keys, key_statuses, seal_what_is_set_aside):
        with pytest.raises(Forbidden):
            use_case(place, nobody)


def old_database(url, tmp_path, n_people):
    """A database of the first revision with people in the clear."""
    place = Installation(Settings(url, tmp_path))
    database.upgrade(place.engine, "0001_records")
    person = """INSERT INTO candidate (id, case_reference, reference_folded, status, profile_language, consent, health_limits_known,
        version, created_at, updated_at)
        VALUES (:id, :reference, :folded, 'active', 'ru', 'granted', true, 1, '2026-01-01', '2026-01-01')"""
    identity = """INSERT INTO candidate_identity (candidate_id, surname, given_name, patronymic, name_folded, birth_date, birth_year, sex,
        phone, email, address, facility, released_on) VALUES (:id, :surname, :given_name, :patronymic, :folded, :birth_date, :birth_year,
        :sex, :phone, :email, :address, :facility, :released_on)"""
    days = {name: IDENTITY[name].isoformat() for name in ("birth_date", "released_on")}
    report = json.dumps({"doubts": [{"text": CANARY}]}, ensure_ascii=False)
    with place.engine.begin() as connection:
        for number in range(1, n_people + 1):
            connection.execute(text(person), {"id": number, "reference": f"OLD-{number}", "folded": f"old-{number}"})
            connection.execute(text(identity), IDENTITY | days | {"id": number, "folded": CANARY.casefold()})
        connection.execute(
            text("INSERT INTO employer (id, name, name_folded, contact) VALUES (1, 'A', 'a', :contact)"), {"contact": CANARY}
        )
        connection.execute(
            text(
                "INSERT INTO import_batch (id, kind, file_name, sha256, n_rows, n_created, n_changed, n_unchanged, n_rejected, report, "
                "actor_id, created_at) VALUES (1, 'candidates', 'f', :sha256, 0, 0, 0, 0, 0, :report, 'a', '2026-01-01')"
            ),
            {"sha256": "a" * 64, "report": report},
        )
    return place


def test_an_old_database_is_sealed_after_its_migration_even_if_that_was_stopped(empty_database_url, tmp_path, monkeypatch):
    monkeypatch.setattr(first_sealing, "BATCH", 2)
    place = old_database(empty_database_url, tmp_path, 5)
    assert canaries_in(everything_stored(place)) == list(CANARIES)
    database.upgrade(place.engine)
    with pytest.raises(Conflict, match="not_sealed"):
        require_sealed(place.engine)

    def stop(table, done, _total):
        if (table, done) == ("candidate_identity", 4):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seal_what_is_set_aside(place, ACTOR, stop)
    with pytest.raises(Conflict, match="not_sealed"):
        rotate_keys(place, ACTOR)
    assert seal_what_is_set_aside(place, ACTOR) == 3  # the fifth person, the employer, the import
    require_sealed(place.engine)
    assert canaries_in(everything_stored(place)) == []
    assert found(place, "кана") == [f"OLD-{number}" for number in range(1, 6)]
    with place.reading(ACTOR, "read") as unit:
        assert [getattr(unit.session.get(CandidateIdentity, 5), name) for name in IDENTITY] == list(IDENTITY.values())
        assert unit.session.get(Employer, 1).contact == CANARY
        assert unit.session.get(ImportBatch, 1).report == {"doubts": [{"text": CANARY}]}
    assert seal_what_is_set_aside(place, ACTOR) == 0
    place.engine.dispose()


def test_nothing_sealed_is_put_back_in_the_clear(place):
    register(place)
    with pytest.raises(RuntimeError, match="sealed values"):
        database.downgrade(place.engine, "0001_records")
    with place.engine.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(CandidateBlindKey)) > 0
        connection.execute(delete(Candidate))
        assert connection.scalar(select(func.count()).select_from(CandidateBlindKey)) == 0
