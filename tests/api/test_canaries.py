"""A canary in every column that is restricted or secret; then everything is read, as every role, and every log line with it.

A canary comes out only where MAY_READ says who may read the column of a person so far away. A new column finds its place in these tables,
or the first test fails.
"""

import base64
import logging
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import LargeBinary, column, select, table, update
from sqlalchemy.orm import Session

from models import (
    Base,
    CalendarFeed,
    Candidate,
    CheckIn,
    CheckInContact,
    CohortPlanPair,
    Draft,
    ImportBatch,
    NextStep,
    PilotBarredPair,
    PilotPost,
    Placement,
    Restriction,
    SubjectRequest,
    SupportNeed,
    SupportStep,
    TrialAssessment,
    UnreadLimit,
    Vacancy,
)
from models.base import utc_now
from models.limits import KeptAnswer
from models.queries.candidates import get_candidate
from models.sealing import Sealed
from models.subject import RetentionStep
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.installation import Installation
from services.subject_report import conditions_of
from tests import factories as make
from tests.api.access_world import QUERIES, RELATIONS, TABLE, AccessWorld
from tests.api.conftest import AS_OF, Template, application_over
from tests.api.reading import act_as, answer_of
from web.application import init_web

OWN = frozenset({Role.CASEWORKER, Role.COORDINATOR})
TRAIL = frozenset({Role.AUDITOR})
NOBODY: frozenset[Role] = frozenset()
MAY_READ: Mapping[str, frozenset[Role]] = {
    "candidate.notes": OWN,
    "candidate_identity.facility": OWN,
    "candidate_text.text": OWN,
    "qualification.text": OWN,
    "work_history.text": OWN,
    "unread_limit.text": OWN,
    "restriction.legal_basis": OWN,
    "restriction.entered_by": OWN,
    "consent.note": OWN,
    "consent_evidence.content": OWN,
    "subject_request.answer": OWN,
    "subject_request.note": OWN,
    "retention_step.note": OWN,
    "placement_transition.note": OWN,
    "pilot_barred_pair.reason": OWN,
    "check_in_contact.note": OWN,
    "next_step.note": OWN,
    "support_need.wanted_restricted": OWN,
    "support_step.note": OWN,
    "hand_over.note": OWN,
    "hand_over.reason_note": OWN,
    "trial_agreement.emergency_contact": OWN,
    "trial_agreement.cancelled_because": OWN,
    "trial_assessment.note": OWN,
    "emergency_access.reason": OWN | TRAIL,
    "audit_event.changes": OWN | TRAIL,
    "audit_event.details": OWN | TRAIL,
}
"""Column → who may read it of a person of their own organisation (auditors: of anybody). Every other column, nobody reads as it stands."""
NO_ROOM_FOR_A_CANARY = {
    "candidate.health_limits_known", "candidate.documents_counted_from", "candidate_identity.sex", "candidate_identity.released_on",
    "health_limit.code", "health_limit.until_on", "outcome.reason_code", "restriction.kind", "restriction.duty",
    "restriction.home_from_minute", "restriction.home_until_minute", "restriction.travel_limit", "restriction.from_on",
    "restriction.until_on", "restriction.entered_at", "unread_limit.kind", "work_history.started_year", "work_history.ended_year",
    "account.tf_last_counter", "cohort_plan_pair.reasons", "candidate_blind_key.blind_key", "passkey.sign_count", "passkey.backup_state",
    "match_run_entry.reasons", "export_request.filter", "placement.reason_code", "placement_transition.reason_code",
    "check_in.reason_code", "check_in_contact.reason_code", "next_step.reason_code", "support_need.kind", "support_step.reason_code",
    "hand_over.reason_code",
    "referral_slip.ground",
}  # fmt: skip
"""Codes, filters, days, numbers and flags: their columns take nothing that could be told from a chance finding."""

ANYBODYS = {("emergency_access.reason", Role.COORDINATOR), ("emergency_access.reason", Role.AUDITOR)}
"""Who decides on access in an emergency reads why it is wanted, whoever it is about."""
WITHOUT_ROWS = {"passkey", "attempt", "sign_in", "outcome"}
"""Tables whose rows come with a browser or a placement; what they hold is tried as columns of bodies in test_mass_assignment.py."""
NEVER_REWRITTEN = {"placement_transition", "check_in_contact", "support_step"}
"""Tables whose rows bear their canary from the beginning, because triggers keep it there."""
NOT_CRAWLED = {"emergency_access.reason", "consent_evidence.content"}
"""A paper is answered in base64, where no canary is seen. The reason is read by own caseworkers only when it is about one of their people:
here it is about somebody else's."""
FOUND = re.compile(r"QZ7\.(\w+)\.(\w+)\.(\w+)\.")
PAGES = ("/vacancies", "/vacancies/{vacancy}", "/vacancies/{vacancy}/candidates/{candidate}", "/candidates", "/candidates/{candidate}",
         "/search?q={candidate}", "/search?q=QZ7", "/nowhere", "/candidates/QZ7")  # fmt: skip
ROLES = tuple(role for role in Role if role is not Role.SYSTEM)


def canary(column: str, relation: str) -> str:
    return f"QZ7.{column}.{relation}."


def columns_of(*classes: str) -> list[Any]:
    return [column for table in Base.metadata.sorted_tables for column in table.columns if column.info["access"] in classes]


@pytest.fixture(scope="module")
def world(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessWorld]:
    with template.copy(tmp_path_factory.mktemp("canaries")) as installation:
        app = application_over(installation)
        app.config["SECRET_KEY"] = "test"
        init_web(app, installation)
        world = AccessWorld(installation, app.test_client())
        world.record("vacancy", "own")
        for relation in RELATIONS:
            fill(world, relation)
        act_as(world.client, COMMAND_LINE_ACTOR)
        answer_of(world.client.post("/api/v1/exports", json={"reason": "a test"}), 201)
        plant(installation, {relation: world.record("candidate", relation) for relation in RELATIONS})
        yield world


def fill(world: AccessWorld, relation: str) -> None:
    """Every kind of record about one person."""
    reference = world.record("candidate", relation)
    if relation == "other":
        world.number("/emergency-accesses/", COMMAND_LINE_ACTOR)
        number = world.number("/accounts/", COMMAND_LINE_ACTOR)
        with world.installation.writing(COMMAND_LINE_ACTOR, "set up") as unit:
            unit.session.add(CalendarFeed(account_id=int(number), secret_digest="0" * 64))
            unit.session.add(Draft(account_id=int(number), kind="registration", typed={"notes": canary("draft.typed", relation)}))
            unit.audit("calendar_feed:create", reference=number)
    day = date(2026, 11, 2)
    with world.installation.writing(COMMAND_LINE_ACTOR, "set up") as unit:
        person = found(unit.session, reference)
        person.restrictions.append(Restriction(kind="travel_limit", travel_limit="district", legal_basis="x", entered_by="somebody"))
        person.unread_limits.append(UnreadLimit(kind="ban", text="something"))
        unit.session.add(SubjectRequest(candidate=person, kind="information", received_on=day, due_on=day, entered_by="x"))
        unit.session.add(
            RetentionStep(candidate_id=person.id, step="notice", period="closed", counted_from=day, done_on=day, done_by="x", note="x")
        )
        unit.session.add_all(on_the_way(person, unit.session.scalars(select(Vacancy)).first(), relation, day))
        batch = ImportBatch(kind="candidates", file_name=f"{relation}.csv", sha256="0" * 64, actor_id="somebody-else")
        batch.report = {"quoted": canary("import_batch.report", relation)}
        unit.session.add(batch)
        later = utc_now() + timedelta(days=1)
        unit.session.add(KeptAnswer(key_digest=relation, request_digest="1", status=200, sealed_answer="x", expires_at=later))
        town, person.town = person.town, canary("audit_event.changes", relation)
        unit.audit("candidate:change", person, canary=canary("audit_event.details", relation))
    with world.installation.writing(COMMAND_LINE_ACTOR, "set up") as unit:
        person = found(unit.session, reference)
        person.town = town
        unit.audit("candidate:change", person)
    act_as(world.client, COMMAND_LINE_ACTOR)
    text = answer_of(world.client.get("/api/v1/consent-texts/follow_up?language=be"))
    body = {"purpose": "follow_up", "text_digest": text["digest"], "text_language": "be", "how": "signed", "given_on": "2026-11-02"}
    body |= {"organisation": world.organisations["far" if relation == "own" else "near"], "fields": ["contact"]}
    if relation != "other":
        consent = answer_of(world.client.post(f"/api/v1/candidates/{reference}/consents", json=body), 201)["id"]
        paper = {"name": "paper.pdf", "content": base64.b64encode(b"%PDF-1.4 %%EOF").decode()}
        answer_of(world.client.post(f"/api/v1/candidates/{reference}/consents/{consent}/evidence", json=paper), 201)


def on_the_way(person: Candidate, vacancy: Any, relation: str, day: date) -> list[Any]:
    """A placement with its step, somebody who was asked how it goes, and what is next."""
    step = make.transition(note=canary("placement_transition.note", relation))
    way = Placement(candidate=person, vacancy=vacancy, full_time=True, transitions=[step])
    tried = {"actor_id": "x", "actor_name": "X", "actor_role": "caseworker", "result": "unreachable", "reason_code": "no_reply"}
    contact = CheckInContact(**tried, note=canary("check_in_contact.note", relation))
    asked = CheckIn(placement=way, day_number=7, due_on=day, contacts=[contact])
    pilot = make.pilot(reference=str(1 + RELATIONS.index(relation)))  # numbers that are asked for
    told = {"decided_by": "x", "reason": canary("pilot_barred_pair.reason", relation)}
    line = CohortPlanPair(position=0, candidate=person, vacancy=vacancy, probability=0.5, why="best_option")
    tried_out = make.trial(candidate=person, pilot=pilot, vacancy=make.vacancy(pilot=True), state="cancelled", closed_on=day)
    pilot.posts.append(PilotPost(vacancy=tried_out.vacancy))
    tried_out.cancelled_because = "x"
    tried_out.assessment = TrialAssessment(result="partial", note="x", assessed_by="x", assessed_by_name="X")
    barred = PilotBarredPair(pilot=pilot, candidate=person, vacancy=vacancy, **told)
    planned = [tried_out, barred, make.cohort_plan(pilot=pilot, pairs=[line])]
    begun = {"position": 1, "to_state": "needed", "actor_id": "x", "actor_name": "X", "actor_role": "caseworker", "due_on": day}
    need = {"kind": "counselling", "wanted_restricted": "x", "opened_by": "x", "opened_by_name": "X", "due_on": day}
    helped = SupportNeed(candidate=person, **need, steps=[SupportStep(**begun, note=canary("support_step.note", relation))])
    offer = make.hand_over(
        candidate=person, from_organisation=person.organisation, to_organisation=make.organisation(), state="declined", closed_at=utc_now(),
        closed_by="x", closed_by_name="X", reason_code="other", reason_note="x",
    )  # fmt: skip
    return [*planned, way, asked, helped, offer, NextStep(candidate=person, due_on=day, note="x", set_by="x", set_by_name="X")]


def found(session: Session, reference: str) -> Candidate:
    person = get_candidate(session, reference=reference)
    assert person is not None
    return person


def plant(installation: Installation, people: Mapping[str, str]) -> None:
    """A canary in every row: past the records, but for what is sealed."""
    with installation.writing(COMMAND_LINE_ACTOR, "set up") as unit:
        numbers = {}
        for relation, reference in people.items():
            person = found(unit.session, reference)
            numbers[relation], identity = person.id, person.identity
            assert identity is not None
            identity.facility = canary("candidate_identity.facility", relation)
        unit.audit("candidate:change", person)
    with installation.engine.begin() as connection:
        for column in columns_of("restricted", "secret"):
            name = f"{column.table.name}.{column.name}"
            if name in NO_ROOM_FOR_A_CANARY or isinstance(column.type, Sealed) or column.table.name == "audit_event" or column.primary_key:
                continue
            if column.table.name in NEVER_REWRITTEN:
                continue
            for relation, number in numbers.items():
                condition = conditions_of(number).get(column.table.name)
                if condition is None and relation == "own":
                    connection.execute(update(plain(column)).values({column.name: planted(column, "none")}))
                elif condition is not None:
                    connection.execute(update(column.table).where(condition).values({column: planted(column, relation)}))


def plain(one: Any) -> Any:
    """The column's table without what the records make of its values."""
    return table(one.table.name, column(one.name))


def planted(column: Any, relation: str) -> Any:
    """The canary as the column takes it: bytes, or as long as a digest. What is unique keeps its own end."""
    text = canary(f"{column.table.name}.{column.name}", relation)
    if isinstance(column.type, LargeBinary):
        return text.encode()
    return text.ljust(64, "0") if "digest" in column.name else text


def told(response: Any) -> set[tuple[str, str]]:
    """Column and relation of every canary in an answer, its headers with it."""
    text = f"{response.headers}{response.get_data().decode('utf-8', 'replace')}"
    return {(f"{table}.{column}", relation) for table, column, relation in FOUND.findall(text)}


def may_read(actor: Actor, column: str, relation: str) -> bool:
    readers = MAY_READ.get(column, NOBODY)
    return actor.role in readers and (relation == "own" or actor.role is Role.AUDITOR or (column, actor.role) in ANYBODYS)


def addresses(world: AccessWorld) -> Iterator[str]:
    """Every GET of the API and every page, for each person and the first numbers."""
    people = [world.record("candidate", relation) for relation in RELATIONS]
    vacancy = world.record("vacancy", "own")
    for route in (route for route in TABLE if route.startswith("GET")):
        path = f"{route.removeprefix('GET ')}{QUERIES.get(route, '')}".replace("{vacancy}", vacancy).replace("{purpose}", "matching")
        path = path.replace("{fact}", "education").replace("{reference}", "{candidate}" if "/candidates/{reference}" in path else vacancy)
        for person in people if "{candidate}" in path else people[:1]:
            for number in ("1", "2", "3") if "{" in path.replace("{candidate}", "") else ("1",):
                yield re.sub(r"\{\w+\}", number, path.replace("{candidate}", person))
    yield f"/api/v1/vacancies/{vacancy}/candidates?as_of={AS_OF}&excluded=true"
    yield "/api/v1/audit?limit=200"
    yield from (
        "/api/v1/candidates/QZ7",
        "/api/v1/candidates?q=QZ7",
        "/api/v1/subject-requests?state=any",
        "/api/v1/emergency-accesses?state=QZ7",
    )
    for page in PAGES:
        for person in people if "{candidate}" in page else people[:1]:
            yield page.replace("{vacancy}", vacancy).replace("{candidate}", person)


def test_every_column_that_needs_one_has_a_canary(world: AccessWorld) -> None:
    with world.installation.engine.connect() as connection:
        without = set()
        for column in columns_of("restricted", "secret"):
            rows = [value for (value,) in connection.execute(select(plain(column).c[column.name]))]
            name = f"{column.table.name}.{column.name}"
            sealed = isinstance(column.type, Sealed) and any(rows)
            if not sealed and not any("QZ7." in (v.decode("utf-8", "replace") if isinstance(v, bytes) else str(v)) for v in rows):
                without.add(name)
    tables = {name for name in without if name.partition(".")[0] not in WITHOUT_ROWS}
    assert tables - NO_ROOM_FOR_A_CANARY == {"kept_answer.key_digest"}
    assert {f"{c.table.name}.{c.name}" for c in columns_of("restricted")} >= MAY_READ.keys()


@pytest.mark.parametrize("role", ROLES)
def test_a_canary_comes_out_only_where_the_table_allows(world: AccessWorld, role: Role, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    actor, seen = world.actor(role), set()
    act_as(world.client, actor)
    for address in addresses(world):
        response = world.client.get(address)
        assert response.status_code < 500, (address, response.status_code)
        seen |= (found := told(response))
        assert {each for each in found if not may_read(actor, *each)} == set(), f"{address} as {role}"
    for address, body in (("/exports", {"reason": "a test"}), ("/candidates", {"reference": world.record("candidate", "other")})):
        made = world.client.post(f"/api/v1{address}", json=body)
        answers = [made]
        if address == "/exports" and made.status_code == 201:
            answers.append(world.client.post(f"/api/v1/exports/{made.get_json()['id']}/take"))
        assert {each for answer in answers for each in told(answer) if not may_read(actor, *each)} == set(), f"{address} as {role}"
    assert FOUND.findall(caplog.text) == []
    readable = {column for column, readers in MAY_READ.items() if role in readers}
    assert readable <= {column for column, _ in seen} | NOT_CRAWLED, readable - {column for column, _ in seen}
