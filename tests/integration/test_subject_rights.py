"""What a person may ask: everything held on them, and an answer in time."""

import io
import json
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from sqlalchemy import Column, ForeignKey, Integer, Table

import models
from api.cli import main
from api.subject_report_files import REPORT_LANGUAGES, as_document, as_workbook, heading
from models import Base
from models.base import utc_now
from services.actors import COMMAND_LINE_ACTOR as ACTOR
from services.actors import Actor, Role
from services.errors import Forbidden, InvalidValue, NotFound, StateConflict
from services.installation import Installation
from services.organisations import enter_organisation
from services.settings import Settings
from services.subject_report import LEFT_OUT, shown_columns, subject_report, tables_of_a_person
from services.subject_requests import answer_request, list_requests, register_request
from tests import factories as make

TODAY = date(2026, 11, 23)
CASEWORKER = Actor("c", "Сотрудник", Role.CASEWORKER, "Фонд")


@pytest.fixture
def place(database_url, tmp_path):
    opened = Installation(Settings(database_url, tmp_path))
    yield opened
    opened.engine.dispose()


def whole_case(place):
    """A case with a row in every table that can refer to a person; and somebody else beside it."""
    with place.writing(ACTOR, "register") as unit:
        person = make.candidate(
            case_reference="GOM-0001", notes='=HYPERLINK("x")', identity=make.identity(address="Мурманск, 5", facility="ИК"),
            organisation=make.organisation(name="Фонд «Мост»"), texts=[models.CandidateText(part="skills", text="варю\x0bдугой")],
            skills=[make.skill()], restrictions=[make.restriction()], history=[models.WorkHistory(text="швейный цех")],
            qualifications=[models.Qualification(text="швея")], consents=[models.Consent(state="granted")],
            health_limits=[models.HealthLimit(code="no_night")], unread_limits=[models.UnreadLimit(kind="ban", text="неясно")],
            languages=[models.CandidateLanguage(language="ru")], licences=[models.CandidateLicence(licence="B")],
            documents=[models.Document(kind="passport")],
        )  # fmt: skip
        other = make.candidate(case_reference="GOM-0002", notes="чужое", identity=make.identity(surname="Чужой"))
        vacancy = make.vacancy(reference="VAC-7")
        run = make.match_run(vacancy=vacancy)
        run.entries = [
            models.MatchRunEntry(rank=rank, candidate=who, score=1.0, probability=0.5, reasons={"who": who.case_reference})
            for rank, who in enumerate((person, other), 1)
        ]
        asked = models.SubjectRequest(candidate=person, kind="information", received_on=TODAY, due_on=TODAY, state="open", entered_by="x")
        step = models.RetentionStep(
            candidate=person, step="notice", period="closed_case", counted_from=TODAY, done_on=TODAY, done_by="x", note="y"
        )
        report = {
            "references": {"2": "GOM-0001", "3": "GOM-0002"},
            "doubts": [
                {"row": 2, "reference": "GOM-0001", "code": "date_unreadable", "text": "31 сакавіка"},
                {"row": 3, "reference": "GOM-0002", "text": "чужое"},
            ],
        }
        batch = make.import_batch(file_name="люди.csv", report=report)
        unit.session.add_all([person, other, run, asked, step, batch, make.outcome(candidate=person, vacancy=vacancy)])
        unit.session.add_all(what_came_of_consents(person, vacancy))
        unit.session.flush()
        unit.session.add(models.PersonReading(actor_id="c", candidate_id=person.id, read_at=utc_now()))
        unit.audit("candidate:create", person)
        unit.audit("candidate:create", other)
    with place.writing(CASEWORKER, "call the person") as unit:
        unit.audit("candidate:read", unit.session.get(models.Candidate, person.id), identity=True)


def what_came_of_consents(person, vacancy):
    """A consent with a field and a paper, an introduction that stands on it, access in an emergency, and help that was asked for."""
    paper = models.ConsentEvidence(
        name="согласие.pdf", media_type="application/pdf", n_bytes=5, sha256="0" * 64, content=b"%PDF-", added_by="x"
    )
    agreed = models.Consent(
        candidate=person, purpose="introduction", vacancy=vacancy, state="granted", fields=[models.ConsentField(field="profile")],
        evidence=[paper],
    )  # fmt: skip
    told = {"contact": "organisation", "profile": {}, "approved_on": TODAY, "introduced_by": "x", "introduced_by_name": "X"}
    met = models.Introduction(candidate=person, vacancy=vacancy, consent=agreed, **told)
    asked = {"reference": "GOM-0001", "reason": "не отвечает", "requested_by": "y", "requested_by_name": "Y"}
    way = models.Placement(candidate=person, vacancy=vacancy, full_time=True, transitions=[make.transition()])
    told = models.Notice(code="reopened", role="coordinator", candidate=person, placement=way)
    step = models.SupportStep(position=1, to_state="needed", actor_id="z", actor_name="Z", actor_role="caseworker", due_on=TODAY)
    bed = models.SupportNeed(
        candidate=person, kind="housing", wanted="койка у завода", opened_by="z", opened_by_name="Z", due_on=TODAY, steps=[step]
    )
    days = {"issued_on": TODAY, "appear_by": TODAY, "return_by": TODAY}
    slip = models.ReferralSlip(
        placement=way, vacancy=vacancy, employer=vacancy.employer, year=2026, sequence=1, issued_by="x", issued_by_name="X", **days
    )
    reached = {"actor_id": "x", "actor_name": "X", "actor_role": "caseworker", "result": "unreachable", "reason_code": "no_reply"}
    asked_after = models.CheckIn(placement=way, day_number=7, due_on=TODAY, contacts=[models.CheckInContact(**reached)])
    next_step = models.NextStep(candidate=person, due_on=TODAY, set_by="x", set_by_name="X")
    pilot = make.pilot()
    line = models.CohortPlanPair(position=0, candidate=person, vacancy=vacancy, probability=0.5, why="best_option")
    planned = [
        models.PilotIntake(pilot=pilot, candidate=person, entered_by="x"),
        models.PilotBarredPair(pilot=pilot, candidate=person, vacancy=vacancy, reason="поссорились", decided_by="x"),
        make.cohort_plan(pilot=pilot, pairs=[line]),
    ]
    tried_out = make.trial(candidate=person, pilot=pilot, vacancy=vacancy)
    tried_out.days = [models.AttendanceDay(day=TODAY, mark="came", marked_by="x", marked_by_name="X")]
    tried_out.assessment = models.TrialAssessment(result="completed", assessed_by="x", assessed_by_name="X")
    pilot.posts.append(models.PilotPost(vacancy=vacancy))
    planned.append(tried_out)
    emergency = models.EmergencyAccess(candidate=person, **asked)
    offer = make.hand_over(candidate=person, from_organisation=make.organisation(), to_organisation=make.organisation())
    return [agreed, met, way, told, offer, bed, slip, asked_after, next_step, *planned, emergency]


def test_the_report_holds_every_table_and_nothing_of_others(place):
    whole_case(place)
    report = subject_report(place, ACTOR, "GOM-0001", TODAY)
    sections = {section.code: section for section in report.sections}
    assert set(sections) == {table.name for table in tables_of_a_person()} | {"audit_event", "import_report"}
    told = json.dumps(as_document(report, "ru"), ensure_ascii=False, default=str)
    for said in (
        "Лобанёнок",
        "1990-05-03",
        "Мурманск, 5",
        "Фонд «Мост»",
        "VAC-7",
        "швейный цех",
        "31 сакавіка",
        "люди.csv",
        "Сотрудник",
        "койка у завода",
    ):
        assert said in told, said
    for others in ("Чужой", "чужое", "GOM-0002"):
        assert others not in told
    (reading,) = [row for row in sections["audit_event"].rows if "call the person" in row]
    assert "candidate:read" in reading
    again = subject_report(place, ACTOR, "GOM-0001", TODAY)
    trail = next(section for section in again.sections if section.code == "audit_event")
    assert [row for row in trail.rows if "subject_report:read" in row]


def reach_the_case():
    """Every table from which foreign keys lead to the case, the slow and obvious way."""
    reached, before = {"candidate"}, set()
    while reached != before:
        before = set(reached)
        reached |= {t.name for t in Base.metadata.tables.values() for key in t.foreign_keys if key.column.table.name in before}
    return reached


def without_words():
    """What a report would show under a code instead of words."""
    wanted = [("section", table.name) for table in tables_of_a_person()]
    wanted += [("column", name) for table in tables_of_a_person() for name in shown_columns(table)]
    return sorted({code for table, code in wanted for language in REPORT_LANGUAGES if heading(table, code, language) == code})


def test_every_table_that_leads_to_a_person_is_covered_or_left_out_with_a_reason():
    covered = {table.name for table in tables_of_a_person()}
    assert covered | set(LEFT_OUT) == reach_the_case()
    assert covered.isdisjoint(LEFT_OUT)
    assert all(len(reason) > 20 for reason in LEFT_OUT.values())
    assert without_words() == []


def test_a_new_table_cannot_be_forgotten():
    consent = Column("consent_id", Integer, ForeignKey("consent.id"), primary_key=True, info={"access": "personal"})
    visit = Table("visit", Base.metadata, consent, Column("welcomed", Integer, info={"access": "personal"}))
    tables_of_a_person.cache_clear()
    try:
        assert visit in tables_of_a_person()
        assert without_words() == ["visit", "welcomed"]
    finally:
        Base.metadata.remove(visit)
        tables_of_a_person.cache_clear()


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_the_workbook_has_a_sheet_for_each_section_and_no_formula(place, language):
    whole_case(place)
    report = subject_report(place, ACTOR, "GOM-0001", TODAY)
    book = load_workbook(io.BytesIO(as_workbook(report, language)))
    assert book.sheetnames == [heading("section", section.code, language)[:31] for section in report.sections]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(cell.value == '\'=HYPERLINK("x")' for cell in cells)


def test_the_command_writes_two_files_for_its_user_alone(place, tmp_path, monkeypatch):
    whole_case(place)
    monkeypatch.setenv("KLADKA_DATABASE_URL", place.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("KLADKA_DATA_DIR", str(place.settings.data_folder))
    done = CliRunner().invoke(main, ["subject", "report", "GOM-0001", "--language", "be", "--to", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    files = sorted((tmp_path / "out").iterdir())
    assert [(file.name, file.stat().st_mode & 0o777) for file in files] == [("GOM-0001.json", 0o600), ("GOM-0001.xlsx", 0o600)]
    assert json.loads(files[0].read_text(encoding="utf-8"))["sections"][0]["title"] == "Справа"
    assert CliRunner().invoke(main, ["subject", "report", "NOBODY", "--to", str(tmp_path)]).exit_code == 1
    listed = CliRunner().invoke(main, ["--language", "en", "subject", "requests", "--as-of", "2026-11-25"])
    assert "overdue by 2" in listed.stdout


def test_a_request_is_entered_listed_by_urgency_and_answered_once(place):
    own = enter_organisation(place, ACTOR, "Фонд", "ngo").id
    caseworker = replace(CASEWORKER, organisation_id=own)
    with place.writing(ACTOR, "register") as unit:
        person = make.candidate(case_reference="GOM-0001", organisation_id=own)
        unit.session.add(person)
        unit.session.flush()
        unit.audit("candidate:create", person)
    late = register_request(place, caseworker, "GOM-0001", "correction", date(2026, 11, 2), TODAY, "телефон другой")
    soon = register_request(place, caseworker, "GOM-0001", "information", date(2026, 11, 20), TODAY)
    assert (late.due_on, late.days_left, late.article) == (date(2026, 11, 17), -6, 11)
    assert (soon.due_on, soon.days_left) == (date(2026, 11, 27), 4)
    assert [asked.number for asked in list_requests(place, caseworker, TODAY)] == [late.number, soon.number]
    answered = answer_request(place, caseworker, late.number, "granted", " исправлено ", TODAY)
    assert (answered.state, answered.answer, answered.decided_by, answered.days_left) == ("granted", "исправлено", "Сотрудник", None)
    assert [asked.number for asked in list_requests(place, caseworker, TODAY)] == [soon.number]
    assert len(list_requests(place, caseworker, TODAY, None)) == 2
    with pytest.raises(StateConflict):
        answer_request(place, caseworker, late.number, "refused", "нет", TODAY)
    with place.reading(ACTOR, "read") as unit:
        told = [event.changes for event in unit.session.query(models.AuditEvent).filter_by(action="subject_request:answer")]
    assert told[0]["answer"] == [None, "***"]


def test_what_makes_no_sense_is_refused(place):
    with pytest.raises(InvalidValue, match="received_later"):
        register_request(place, ACTOR, "GOM-0001", "deletion", date(2026, 11, 24), TODAY)
    with pytest.raises(InvalidValue, match="request_kind"):
        register_request(place, ACTOR, "GOM-0001", "oblivion", TODAY, TODAY)
    with pytest.raises(NotFound):
        register_request(place, ACTOR, "GOM-0001", "deletion", TODAY, TODAY)
    with pytest.raises(NotFound):
        answer_request(place, ACTOR, 1, "granted", "да", TODAY)
    with pytest.raises(InvalidValue, match="request_decision"):
        answer_request(place, ACTOR, 1, "open", "да", TODAY)
    with pytest.raises(InvalidValue, match=r"invalid_value\.answer"):
        answer_request(place, ACTOR, 1, "granted", " ", TODAY)
    with pytest.raises(InvalidValue, match="request_state"):
        list_requests(place, ACTOR, TODAY, "any")
    with pytest.raises(NotFound):
        subject_report(place, ACTOR, "GOM-0001", TODAY)


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.EXPERT, Role.ADMINISTRATOR, Role.AUDITOR])
def test_only_those_who_answer_for_people_enter_answer_and_report(place, role):
    nobody = Actor("x", "X", role)
    with pytest.raises(Forbidden):
        register_request(place, nobody, "GOM-0001", "deletion", TODAY, TODAY)
    with pytest.raises(Forbidden):
        answer_request(place, nobody, 1, "granted", "да", TODAY)
    with pytest.raises(Forbidden):
        subject_report(place, nobody, "GOM-0001", TODAY)
