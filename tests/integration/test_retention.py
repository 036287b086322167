"""The retention clock on records: what is due on which day, what is gone afterwards, and what keeps counting."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, update

import models
from api.cli import main
from models.queries.candidates import CandidateFilter
from services.actors import COMMAND_LINE_ACTOR as ACTOR
from services.actors import Actor, Role
from services.candidates import list_candidates
from services.chain_check import verify_chain
from services.errors import Forbidden, InvalidValue, NotFound, StateConflict
from services.forgetting import EMPTIED_PARTS, ENDED_WITH_THE_CASE, KEPT
from services.installation import Installation
from services.retention import due_cases, erase_on_request, run_retention
from services.settings import Settings
from services.subject_report import conditions_of, tables_of_a_person
from services.subject_requests import answer_request, register_request
from tests import factories as make

CLOSED = date(2026, 1, 10)
NOTICE = CLOSED + timedelta(days=180)
ANONYMISED = NOTICE + timedelta(days=30)
ERASED = ANONYMISED + timedelta(days=1095)
WORD = "Сказанное"
HUMAN = {"named": "А. Координатор", "note": "срок вышел", "apply": True}


@pytest.fixture
def place(database_url, tmp_path):
    opened = Installation(Settings(database_url, tmp_path))
    yield opened
    opened.engine.dispose()


def at_minsk(day, hour=12):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC) - timedelta(hours=3)


def closed_case(place, number=1, changed_at=None, **columns):
    """A closed case with everything a case can have."""
    with place.writing(ACTOR, "register") as unit:
        person = make.candidate(
            case_reference=f"OLD-{number}", status="closed", notes=WORD,
            identity=make.identity(surname=f"{WORD}ов", sex="f", birth_year=1984),
            texts=[models.CandidateText(part="skills", text=WORD)], skills=[make.skill(WORD)], restrictions=[make.restriction()],
            history=[models.WorkHistory(text=WORD)], qualifications=[models.Qualification(text=WORD)],
            consents=[models.Consent(state="granted", note=WORD)], health_limits=[models.HealthLimit(code="no_night")],
            unread_limits=[models.UnreadLimit(kind="ban", text=WORD)], **columns,
        )  # fmt: skip
        vacancy = make.vacancy()
        run = make.match_run(vacancy=vacancy, request={"reference": vacancy.reference})
        run.entries = [models.MatchRunEntry(rank=1, candidate=person, score=1.5, probability=0.7, reasons={"said": WORD})]
        own = make.match_run(direction="vacancies_for_candidate", candidate=person, request={"reference": person.case_reference})
        own.entries = [models.MatchRunEntry(rank=1, vacancy=vacancy, score=1.5, probability=0.7, reasons={"said": WORD})]
        report = {
            "references": {"2": person.case_reference, "3": "ELSE"},
            "doubts": [{"row": 2, "reference": person.case_reference, "text": WORD}, {"row": 3, "reference": "ELSE", "text": "other"}],
            "duplicates": [{"row": 3, "other_row": 2, "other_reference": None, "differences": {"surname": [WORD, WORD]}}],
        }
        batch = make.import_batch(report=report)
        asked = models.SubjectRequest(
            candidate=person, kind="information", received_on=CLOSED, due_on=CLOSED, entered_by="x", note=WORD, state="granted",
            decided_on=CLOSED, decided_by="x", answer=WORD,
        )  # fmt: skip
        unit.session.add_all([person, run, own, batch, asked, make.outcome(candidate=person, vacancy=vacancy, reason_code="health")])
        unit.session.flush()
        person.import_batch_id = batch.id
        unit.audit("candidate:create", person)
        unit.session.flush()
        key = person.id
    with place.engine.begin() as connection:
        connection.execute(update(models.Candidate).where(models.Candidate.id == key).values(updated_at=changed_at or at_minsk(CLOSED)))
    return key


def texts_in(place):
    """Every text that the tables hold, sealed ones opened, but for the trail."""
    found = []
    keys = place.keys()
    with place.engine.connect() as connection:
        for table in models.Base.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                for column, value in zip(table.columns, row, strict=True):
                    text = keys.unseal(f"{table.name}.{column.name}", row[0], value) if isinstance(value, bytes) else value
                    found.append(f"{table.name}.{column.name}: {text}")
    return found


def counted(place):
    tables = (models.Candidate, models.MatchRun, models.MatchRunEntry, models.Outcome)
    with place.engine.connect() as connection:
        return [connection.scalar(select(func.count()).select_from(table)) for table in tables]


def steps_due(place, day):
    return [(case.reference, case.step) for case in due_cases(place, ACTOR, day)]


def test_each_step_is_due_on_its_day_and_not_the_day_before(place):
    key = closed_case(place)
    one = timedelta(days=1)
    for step, day, reference in (("notice", NOTICE, "OLD-1"), ("anonymise", ANONYMISED, "OLD-1"), ("erase", ERASED, f"ANON-{key:06d}")):
        assert steps_due(place, day - one) == []
        assert steps_due(place, day) == steps_due(place, day + one) == [(reference, step)]
        assert run_retention(place, ACTOR, day - one, **HUMAN).cases == ()
        assert [case.step for case in run_retention(place, ACTOR, day, **HUMAN).cases] == [step]
        assert steps_due(place, day) == []
    assert steps_due(place, ERASED + timedelta(days=9999)) == []


@pytest.mark.parametrize(("hour", "later"), [(0, 0), (23, 0), (24, 1)])
def test_the_clock_counts_days_of_minsk(place, hour, later):
    closed_case(place, changed_at=at_minsk(CLOSED, 0) + timedelta(hours=hour))
    day = NOTICE + timedelta(days=later)
    assert steps_due(place, day - timedelta(days=1)) == []
    assert steps_due(place, day) == [("OLD-1", "notice")]


def test_an_anonymised_case_says_nothing_and_keeps_counting(place):
    key = closed_case(place)
    before = counted(place)
    run_retention(place, ACTOR, NOTICE, **HUMAN)
    assert any(WORD in text for text in texts_in(place))
    run_retention(place, ACTOR, ANONYMISED, **HUMAN)
    told = texts_in(place)
    assert [text for text in told if WORD in text or WORD.casefold() in text] == []
    assert [text for text in told if "OLD-1" in text and not text.startswith("audit_event.reference")] == []
    assert any("ELSE" in text for text in told)
    assert counted(place) == before
    assert list_candidates(place, ACTOR, CandidateFilter(words=WORD)).total == 0
    with place.reading(ACTOR, "read") as unit:
        case = unit.session.get(models.Candidate, key)
        assert (case.status, case.education, case.province, case.town, case.identity.sex) == ("closed", None, None, None, None)
        assert verify_chain(unit.session).fault is None
        assert unit.session.scalars(select(models.Outcome)).one().reason_code == "health"


def test_facts_stay_where_five_share_them(place):
    for number in range(5):
        closed_case(place, number, education="higher")
    closed_case(place, 9, education="basic")
    for day in (NOTICE, ANONYMISED):
        run_retention(place, ACTOR, day, **HUMAN)
    with place.reading(ACTOR, "read") as unit:
        people = unit.session.scalars(select(models.Candidate).order_by(models.Candidate.id)).all()
        kept = [(case.province, case.education, case.identity.sex, case.identity.birth_year) for case in people]
    assert kept == [*[("gomel", "higher", "f", 1980)] * 5, (None, None, None, None)]


def test_an_erased_case_is_an_empty_number_and_the_trail_is_whole(place):
    key = closed_case(place)
    before = counted(place)
    for day in (NOTICE, ANONYMISED, ERASED):
        run_retention(place, ACTOR, day, **HUMAN)
    assert counted(place) == before
    with place.reading(ACTOR, "read") as unit:
        case = unit.session.get(models.Candidate, key)
        assert (case.case_reference, case.identity, case.consents) == (f"ERASED-{key:06d}", None, [])
        assert unit.session.scalars(select(models.Outcome)).one().reason_code is None
        assert unit.session.scalar(select(func.count()).select_from(models.SubjectRequest)) == 0
        steps = unit.session.scalars(select(models.RetentionStep).order_by(models.RetentionStep.id)).all()
        assert [(step.step, step.done_by, step.note) for step in steps] == [
            (name, HUMAN["named"], HUMAN["note"]) for name in ("notice", "anonymise", "erase")
        ]
        events = unit.session.scalars(
            select(models.AuditEvent).where(models.AuditEvent.action.like("retention:%")).order_by(models.AuditEvent.sequence)
        ).all()
        assert [(event.action, event.details["named"]) for event in events] == [
            (f"retention:{name}", HUMAN["named"]) for name in ("notice", "anonymise", "erase")
        ]
        for event in events:
            values = [value for column, change in event.changes.items() if column != "parts" for value in change]
            assert set(values) <= {"***"}
        assert verify_chain(unit.session).fault is None


def test_of_every_table_about_a_person_it_is_known_what_an_erasure_leaves(place):
    key = closed_case(place)
    for day in (NOTICE, ANONYMISED, ERASED):
        run_retention(place, ACTOR, day, **HUMAN)
    emptied = {models.Candidate.__mapper__.relationships[part].target.name for part in (*EMPTIED_PARTS, "identity", "consents")}
    emptied |= set(ENDED_WITH_THE_CASE)
    about = {table.name for table in tables_of_a_person()}
    assert about == emptied | set(KEPT) | {"candidate", "subject_request"}
    with place.engine.connect() as connection:
        left = {
            name
            for name, condition in conditions_of(key).items()
            if connection.execute(select(models.Base.metadata.tables[name]).where(condition)).first()
        }
        blind = connection.scalar(select(func.count()).select_from(models.CandidateBlindKey))
    assert (left, blind) == ({"candidate", *KEPT}, 0)


def test_what_is_erased_is_gone_from_the_file_too(place):
    closed_case(place)
    for day in (NOTICE, ANONYMISED):
        run_retention(place, ACTOR, day, **HUMAN)
    if place.engine.dialect.name == "sqlite":
        path = Path(place.engine.url.database)
        stored = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
        assert WORD.encode() not in stored


def test_nothing_is_done_unless_it_is_asked_for_by_a_named_human(place):
    closed_case(place)
    look = run_retention(place, ACTOR, NOTICE)
    assert (look.applied, [case.step for case in look.cases]) == (False, ["notice"])
    for named, note in (("", "why"), ("who", " "), ("", "")):
        with pytest.raises(InvalidValue, match="retention_named"):
            run_retention(place, ACTOR, NOTICE, named=named, note=note, apply=True)
    assert steps_due(place, NOTICE) == [("OLD-1", "notice")]
    for role in (Role.CASEWORKER, Role.EXPERT, Role.EMPLOYER, Role.AUDITOR, Role.COORDINATOR):
        with pytest.raises(Forbidden):
            run_retention(place, Actor("x", "X", role), NOTICE, **HUMAN)


def test_a_granted_request_ends_a_case_at_once(place):
    key = closed_case(place)
    asked = register_request(place, ACTOR, "OLD-1", "deletion", NOTICE, NOTICE)
    who = {"named": HUMAN["named"], "note": HUMAN["note"]}
    with pytest.raises(StateConflict, match="no_deletion_granted"):
        erase_on_request(place, ACTOR, "OLD-1", NOTICE, **who)
    answer_request(place, ACTOR, asked.number, "granted", "удалим", NOTICE)
    with pytest.raises(InvalidValue, match="retention_named"):
        erase_on_request(place, ACTOR, "OLD-1", NOTICE, named=" ", note="x")
    before = counted(place)
    erase_on_request(place, ACTOR, "OLD-1", NOTICE, **who)
    assert counted(place) == before
    assert [text for text in texts_in(place) if WORD in text] == []
    with place.reading(ACTOR, "read") as unit:
        assert unit.session.get(models.Candidate, key).case_reference == f"ERASED-{key:06d}"
        assert verify_chain(unit.session).fault is None
    assert steps_due(place, ERASED + timedelta(days=9999)) == []
    with pytest.raises(NotFound):
        erase_on_request(place, ACTOR, "OLD-1", NOTICE, **who)


def test_the_commands_look_ahead_and_do(place, monkeypatch):
    closed_case(place)
    monkeypatch.setenv("KLADKA_DATABASE_URL", place.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("KLADKA_DATA_DIR", str(place.settings.data_folder))

    def ask(*words):
        return CliRunner().invoke(main, ["--language", "en", "retention", *words, "--as-of", NOTICE.isoformat()])

    assert "give notice" in ask("due").stdout
    assert "nothing was changed" in ask("run").stdout
    refused = ask("run", "--apply")
    assert (refused.exit_code, "Name the human" in refused.stderr) == (1, True)
    assert "Done: 1." in ask("run", "--apply", "--actor-name", "A. Coordinator", "--actor-note", "time is up").stdout
    assert "Nothing is due." in ask("due").stdout
