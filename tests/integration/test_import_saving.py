"""One file is one transaction: all of it or nothing, and a second time nothing at all. On both databases."""

import csv
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import AuditEvent, Candidate, ImportBatch, Vacancy
from models.candidate import CandidateIdentity
from models.organisation import Employer
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.database import SessionFactory
from services.errors import Forbidden
from services.importing.importer import import_candidates, import_vacancies
from services.importing.report import ImportRefused, ImportReport
from services.importing.rows import CandidateRow, VacancyRow
from services.importing.sheets import read_table
from services.profiles import fill_facts, fill_identity, fill_limits
from services.unit_of_work import UnitOfWork
from services.vacancy_records import fill_conditions
from tests.unit.import_world import AS_OF, PLACES, ROOT, SAMPLES, table_of

HEADER = ["ФИО", "Дата рождения", "Телефон", "Область", "Населённый пункт", "Навыки", "Согласие"]
IVANOV = ["Иванов Иван", "03.05.1990", "80290001122", "Гомельская", "Гомель", "кладка", "да"]
PETROVA = ["Петрова Анна", "04.06.1991", "80290003344", "Гродненская", "Лида", "оверлок", "да"]
NOBODY = ["", "04.06.1991", "=80290003344", "Гродненская", "Лида", "-оверлок", "да"]

Targets = Sequence[tuple[Candidate, CandidateRow]]


def write_people(session: Session, targets: Targets) -> None:
    """Everything but the understanding of free text, which has tests of its own."""
    for candidate, row in targets:
        fill_facts(candidate, row)
        fill_identity(candidate, row)
        fill_limits(candidate, row, "test")
        session.add(candidate)


def write_posts(session: Session, targets: Sequence[tuple[Vacancy, VacancyRow]]) -> None:
    for vacancy, row in targets:
        vacancy.employer = session.scalar(select(Employer).where(Employer.name == row.employer)) or Employer(name=row.employer)
        fill_conditions(vacancy, row)
        session.add(vacancy)
        session.flush()


@pytest.fixture
def load(sessions: SessionFactory) -> Callable[..., ImportReport]:
    def load(path: Path, **options: object) -> ImportReport:
        actor = options.pop("actor", COMMAND_LINE_ACTOR)
        kind = import_vacancies if "vacanc" in path.name else import_candidates
        options.setdefault("write", write_posts if kind is import_vacancies else write_people)
        return kind(lambda actor, purpose: UnitOfWork(sessions, actor, purpose), actor, path, places=PLACES, as_of=AS_OF, **options)

    return load


def people_file(tmp_path: Path, *rows: list[str]) -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes(table_of([HEADER, *rows]))
    return path


def count(session: Session, record: type) -> int:
    return session.scalar(select(func.count()).select_from(record)) or 0


def test_people_come_in_with_references_of_their_province_and_an_audit_event_each(load, session, tmp_path) -> None:
    report = load(people_file(tmp_path, IVANOV, PETROVA))
    assert (report.n_created, report.n_changed, report.n_unchanged) == (2, 0, 0)
    assert list(report.references.values()) == ["GOM-0001", "GRO-0001"]
    assert session.scalars(select(Candidate.case_reference).order_by(Candidate.id)).all() == ["GOM-0001", "GRO-0001"]
    assert count(session, AuditEvent) == 3
    batch = session.scalar(select(ImportBatch))
    assert (batch.n_rows, batch.n_created, batch.report["references"]) == (2, 2, {"1": "GOM-0001", "2": "GRO-0001"})


def test_the_same_file_again_changes_nothing(load, session, tmp_path) -> None:
    path = people_file(tmp_path, IVANOV, PETROVA)
    load(path)
    again = load(path)
    assert (again.n_created, again.n_changed, again.n_unchanged) == (0, 0, 2)
    assert (count(session, Candidate), count(session, AuditEvent), count(session, ImportBatch)) == (2, 3, 1)
    assert set(session.scalars(select(Candidate.version))) == {1}


def test_the_same_people_in_another_file_are_known_again_and_a_changed_row_changes_its_record(load, session, tmp_path) -> None:
    load(people_file(tmp_path, IVANOV, PETROVA))
    report = load(people_file(tmp_path, PETROVA, [*IVANOV[:4], "Речица", "кладка", "да"]))
    assert (report.n_created, report.n_changed, report.n_unchanged) == (0, 1, 1)
    assert report.references == {1: "GRO-0001", 2: "GOM-0001"}
    assert session.scalar(select(Candidate.town).where(Candidate.case_reference == "GOM-0001")) == "Речица"
    assert not report.duplicates


def test_a_similar_stored_person_is_reported_and_not_merged(load, session, tmp_path) -> None:
    load(people_file(tmp_path, IVANOV))
    report = load(people_file(tmp_path, ["Іваноў Іван", *IVANOV[1:]]))
    assert report.n_created == 1
    assert [(pair.first, pair.reference, pair.reasons) for pair in report.duplicates] == [(1, "GOM-0001", ("birth_date", "phone", "name"))]
    assert count(session, Candidate) == 2


def test_a_bad_row_refuses_the_whole_file(load, session, tmp_path) -> None:
    with pytest.raises(ImportRefused) as refused:
        load(people_file(tmp_path, IVANOV, NOBODY))
    assert [each.row for each in refused.value.report.rejected] == [2]
    assert (count(session, Candidate), count(session, AuditEvent), count(session, ImportBatch)) == (0, 0, 0)
    assert not list(tmp_path.glob("*.rejected.csv"))


def test_with_skipping_the_good_rows_come_in_and_the_bad_ones_come_out_as_a_file(load, session, tmp_path) -> None:
    path = people_file(tmp_path, IVANOV, NOBODY)
    report = load(path, skip_bad_rows=True)
    assert (report.n_created, len(report.rejected)) == (1, 1)
    rejected = tmp_path / "people.rejected.csv"
    assert report.rejected_file == str(rejected)
    with rejected.open(encoding="utf-8-sig", newline="") as file:
        header, row = csv.reader(file, delimiter=";")
    assert header == [*HEADER, "row", "column", "reason", "remedy"]
    assert row == [
        "",
        "04.06.1991",
        "'=80290003344",
        "Гродненская",
        "Лида",
        "'-оверлок",
        "да",
        "2",
        "full_name",
        "person_unnamed",
        "name_or_reference",
    ]
    assert read_table(rejected, "candidates").rows[0].cell("phone").text == "=80290003344"


@pytest.mark.parametrize("failure", [KeyboardInterrupt, RuntimeError])
def test_a_kill_in_the_middle_leaves_nothing(load, session, tmp_path, monkeypatch, failure: type[BaseException]) -> None:
    monkeypatch.setattr("services.importing.importer.BATCH", 1)
    calls = []

    def write_one_then_die(session: Session, targets: Targets) -> None:
        calls.append(targets)
        if len(calls) == 2:
            raise failure
        write_people(session, targets)

    path = people_file(tmp_path, IVANOV, NOBODY, PETROVA)
    with pytest.raises(failure):
        load(path, write=write_one_then_die, skip_bad_rows=True)
    assert len(calls) == 2
    assert (count(session, Candidate), count(session, CandidateIdentity), count(session, AuditEvent), count(session, ImportBatch)) == (
        0,
        0,
        0,
        0,
    )
    assert not list(tmp_path.glob("*.rejected.csv"))


def test_who_may_not_import_reads_nothing(load, tmp_path) -> None:
    with pytest.raises(Forbidden):
        load(tmp_path / "not_even_there.csv", actor=Actor("a", "A", Role.AUDITOR))


def test_progress_is_told_to_the_end(load, tmp_path) -> None:
    told: list[tuple[int, int]] = []
    load(people_file(tmp_path, IVANOV, PETROVA), progress=lambda done, total: told.append((done, total)))
    assert told == [(2, 2), (2, 2)]


@pytest.mark.samples
def test_the_messy_people_are_stored_each_with_what_is_sound(load, session) -> None:
    path = SAMPLES / "messy" / "candidates_gomel_centre.xlsx"
    report = load(path)
    assert (report.n_created, len(report.duplicates), len(report.rejected)) == (27, 2, 0)
    assert load(path).n_unchanged == 27
    stored = {
        row: session.scalar(select(Candidate).where(Candidate.case_reference == reference)) for row, reference in report.references.items()
    }
    assert stored[12].identity.birth_date is None
    assert stored[13].province is None
    assert stored[13].case_reference.startswith("KLD-")
    assert stored[24].consent == "withheld"
    assert stored[27].minimum_pay_byn == Decimal(858)
    assert {limit.code for limit in stored[30].health_limits} == {"no_night"}


@pytest.mark.samples
def test_the_messy_vacancies_are_stored_with_the_newest_of_each_number(load, session) -> None:
    path = SAMPLES / "messy" / "vacancies_bank.csv"
    report = load(path)
    assert (report.n_read, report.n_created, len(report.superseded), len(report.duplicates)) == (17, 16, 1, 1)
    assert load(path).n_unchanged == 16
    statuses = session.scalars(select(Vacancy.status)).all()
    assert (statuses.count("open"), statuses.count("expired"), statuses.count("outside_area")) == (14, 1, 1)
    assert session.scalar(select(Vacancy.places).where(Vacancy.reference == "В-700101")) == 2


@pytest.mark.samples
def test_the_clean_people_keep_their_references(load, session) -> None:
    report = load(ROOT / "fixtures" / "demo" / "candidates.csv")
    assert (report.n_created, len(report.doubts), len(report.duplicates)) == (96, 0, 0)
    assert session.scalar(select(Candidate.town).where(Candidate.case_reference == "GOM-0001")) == "Гомель"
