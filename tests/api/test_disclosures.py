"""Canaries in what is restricted: wherever one comes out of the API, the same request left an event of its reader in the trail."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from models import AuditEvent, Candidate
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.audited import UnauditedReading
from services.candidate_views import IdentityView
from services.installation import Installation
from services.organisations import enter_organisation
from services.unit_of_work import UnitOfWorkMisuse
from tests.api.conftest import AS_OF, application_over, populate
from tests.api.reading import answer_of

CANARY = "CANARY-7"
COLUMNS = ("candidate.notes", "candidate_text.text", "work_history.text", "qualification.text")
ADDRESSES = (
    "candidates", "candidates/GOM-0001", "candidates/GOM-0002", "candidates/GOM-0002/vacancies", "vacancies", "vacancies/VAC-0001",
    f"vacancies/VAC-0001/candidates?as_of={AS_OF}&excluded=true", f"vacancies/VAC-0001/candidates/GOM-0002?as_of={AS_OF}",
    "match-runs", "match-runs/1", "outcomes", "imports", "audit", "exports", "aliases", "scorers", "rules",
)  # fmt: skip


@pytest.fixture
def client(installation: Installation) -> FlaskClient:
    client = application_over(installation).test_client()
    populate(client)
    own = enter_organisation(installation, COMMAND_LINE_ACTOR, "Own", "ngo").id
    with installation.writing(COMMAND_LINE_ACTOR, "let canaries fly") as unit:
        for candidate in unit.session.scalars(select(Candidate)):
            candidate.organisation_id = own
            candidate.identity.facility = f"{CANARY} facility"
        unit.audit("candidate:change")
    with installation.sessions() as session:
        for column in COLUMNS:
            table, _, name = column.partition(".")
            session.execute(text(f"UPDATE {table} SET {name} = '{CANARY} {column}'"))
        session.commit()
    return client


@pytest.mark.parametrize("role", [Role.EXPERT, Role.CASEWORKER, Role.EMPLOYER, Role.COORDINATOR, Role.AUDITOR])
def test_no_canary_comes_out_without_an_event(
    client: FlaskClient, installation: Installation, acting_as: Callable[..., Actor], role: Role
) -> None:
    reader, seen = acting_as(role, f"reader-{role.value}"), set()
    for address in ADDRESSES:
        last = last_event(installation)
        response = client.get(f"/api/v1/{address}")
        assert response.status_code in (200, 403, 404)
        if CANARY in response.get_data(as_text=True):
            seen.add(address)
            with installation.sessions() as session:
                told = session.scalars(select(AuditEvent).where(AuditEvent.sequence > last, AuditEvent.actor_id == reader.id)).all()
            assert told, address
            assert any(event.details.get("read") for event in told), address
    may_see = role in (Role.CASEWORKER, Role.COORDINATOR)
    assert ("candidates/GOM-0001" in seen) is may_see
    assert may_see or not seen


def last_event(installation: Installation) -> int:
    with installation.sessions() as session:
        return session.scalars(select(AuditEvent.sequence).order_by(AuditEvent.sequence.desc())).first() or 0


def test_a_view_of_something_restricted_cannot_be_made_in_silence(installation: Installation) -> None:
    parts = (None,) * 5, (), None, None, None
    with pytest.raises(UnauditedReading):
        IdentityView(*parts[0], *parts[1:])  # type: ignore[arg-type, call-arg]
    actor = Actor("x", "X", Role.CASEWORKER)
    with installation.reading(actor, "look") as unit, pytest.raises(UnitOfWorkMisuse), unit.disclosing("candidate:read", None, "identity"):
        pass
    with installation.writing(actor, "look") as unit, unit.disclosing("candidate:read", None, "identity", reference="GOM-0001"):
        assert IdentityView(*parts[0], *parts[1:]).surname is None  # type: ignore[arg-type, call-arg]
    with installation.sessions() as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence.desc())).first()
        assert event is not None
        assert (event.action, event.reference, event.details) == ("candidate:read", "GOM-0001", {"read": ["identity"]})


def test_auditors_read_the_trail_in_pages_and_filters(client: FlaskClient, acting_as: Callable[..., Actor]) -> None:
    acting_as(Role.AUDITOR)
    first = answer_of(client.get("/api/v1/audit?limit=2"))
    rest = answer_of(client.get(f"/api/v1/audit?limit=200&after={first['next']}"))
    sequences = [event["sequence"] for event in first["events"] + rest["events"]]
    assert sequences == list(range(1, len(sequences) + 1))
    about = answer_of(client.get("/api/v1/audit?subject=GOM-0002&action=candidate:create"))["events"]
    assert [(event["reference"], event["actor_id"]) for event in about] == [("GOM-0002", "system")]
    assert answer_of(client.get("/api/v1/audit?since=2099-01-01"))["events"] == []
    assert {event["action"] for event in answer_of(client.get("/api/v1/audit?actor=auditor"))["events"]} == {"audit:read"}
    assert answer_of(client.get("/api/v1/audit/verification"))["fault"] is None
