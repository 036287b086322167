"""Three organisations, and anybody of them asking for anything: nothing of a foreign person who did not agree comes out or is changed."""

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from models import AuditEvent, Base, Candidate, EmergencyAccess, Employer, Vacancy
from models.base import utc_now
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.consent_rules import consent_words
from services.installation import Installation
from services.organisations import enter_organisation
from services.subject_report import conditions_of
from tests.api.access_world import QUERIES, TABLE, examples_of
from tests.api.conftest import SEAMSTRESS, SEWING, Template, application_over
from tests.api.reading import act_as, answer_of

HOUSES = ("a", "b", "c")
WITHIN = (Role.EXPERT, Role.CASEWORKER, Role.COORDINATOR, Role.EMPLOYER)
TELLS_OF_ALL = {
    (Role.AUDITOR, "GET /api/v1/audit"): "the trail holds what was changed, by its own permission",
    (Role.AUDITOR, "POST /api/v1/what-if"): "compares rules over everybody (docs/privacy.md)",
    (Role.COORDINATOR, "POST /api/v1/what-if"): "compares rules over everybody (docs/privacy.md)",
    (Role.AUDITOR, "GET /api/v1/match-runs"): "which rankings were asked, and for whom",
    (Role.AUDITOR, "GET /api/v1/match-runs/{number}"): "rankings are replayed as they were asked",
    (Role.AUDITOR, "POST /api/v1/match-runs/{number}/replay"): "rankings are replayed as they were asked",
    (Role.AUDITOR, "GET /api/v1/subject-requests"): "the register of requests, without words of the person",
    **{(role, "GET /api/v1/emergency-accesses"): "who decides reads whom it is about" for role in (Role.AUDITOR, Role.COORDINATOR)},
    **{
        (role, f"POST /api/v1/emergency-accesses/{{number}}/{verb}"): "who decides reads whom it is about"
        for role in (Role.AUDITOR, Role.COORDINATOR)
        for verb in ("grant", "refuse")
    },
}
"""Role and route → why a foreign case may be named there. Its canaries come out of the trail alone."""
MAY_BE_ASKED_FOR = {"emergency_access"}
"""Tables in which anybody may enter a question about a case that they cannot know of; asking opens nothing."""


@dataclass
class Houses:
    """Each house has a person who agreed to nothing and whose every word is a canary, one who agreed, an employer and its vacancy."""

    installation: Installation
    client: FlaskClient
    draw: random.Random
    actors: list[tuple[str, Actor]] = field(default_factory=list)
    hidden: dict[str, str] = field(default_factory=dict)
    open_to_all: dict[str, str] = field(default_factory=dict)
    vacancies: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    examples: dict[str, Any] = field(default_factory=dict)

    def rows_of(self, engine: Engine, house: str) -> dict[str, list[Any]]:
        """Every row that refers to the hidden person of a house."""
        with engine.connect() as connection:
            return {
                name: sorted(map(repr, connection.execute(select(Base.metadata.tables[name]).where(condition)).all()))
                for name, condition in conditions_of(self.numbers[house]).items()
                if name not in MAY_BE_ASKED_FOR
            }

    def ask(self, house: str, actor: Actor, route: str) -> tuple[str, TestResponse]:
        """One request with guessed records; a change never names the actor's own hidden person, who would stop being one."""
        method, path = route.split(" ")
        named = {**self.hidden, **{f"{key} open": who for key, who in self.open_to_all.items()}, "none": "CANNOT-9"}
        if method != "GET":
            named.pop(house, None)
        person, work = self.draw.choice(sorted(named.values())), self.draw.choice([*self.vacancies.values(), "VAC-9999"])
        path = (path + QUERIES.get(route, "")).replace("{vacancy}", work).replace("{candidate}", person)
        path = path.replace("{reference}", person if "/candidates/{reference}" in path else work)
        path = path.replace("{purpose}", "matching").replace("{fact}", "education")
        path = re.sub(r"\{\w+\}", lambda _: str(self.draw.choice((1, 2, 3, 4, 5, 6, self.draw.randint(1, 60)))), path)
        given: dict[str, Any] = {"headers": {"If-Match": "*"}}
        if (example := self.examples.get(route)) is not None:
            body = json.dumps(example[1], ensure_ascii=False).replace("0" * 64, consent_words("matching", "ru").digest)
            body = re.sub("GOM-0001", person, re.sub("VAC-0001", work, body))
            given |= {"data": body.encode(), "content_type": example[0]}
        act_as(self.client, actor)
        return person, self.client.open(path, method=method, **given)


@pytest.fixture(scope="module")
def houses(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    with template.copy(tmp_path_factory.mktemp("foreign")) as installation:
        made = Houses(installation, application_over(installation).test_client(), random.Random(20_261_128))
        made.examples = examples_of(made.client)
        for house in HOUSES:
            settle(made, house)
        made.actors += [("", Actor("auditor", "Auditor", Role.AUDITOR)), ("", Actor("administrator", "Administrator", Role.ADMINISTRATOR))]
        yield made


def settle(made: Houses, house: str) -> None:
    place, client = made.installation, made.client
    organisation = enter_organisation(place, COMMAND_LINE_ACTOR, f"House {house}", "ngo").id
    act_as(client, COMMAND_LINE_ACTOR)
    for consent, where in (("withheld", made.hidden), ("granted", made.open_to_all)):
        where[house] = f"{house.upper()}-{consent[:1]}-7391"
        answer_of(client.post("/api/v1/candidates", json=person_of(house, consent, where[house])), 201)
    work = SEWING | {"employer": f"Employer {house}", "unp": None}
    made.vacancies[house] = answer_of(client.post("/api/v1/vacancies", json=work), 201)["reference"]
    request = {"candidate": made.hidden[house], "kind": "information", "received_on": "2026-11-02", "note": canary(house, "note")}
    answer_of(client.post("/api/v1/subject-requests", json=request), 201)
    with place.reading(COMMAND_LINE_ACTOR, "look") as unit:
        made.numbers[house] = unit.session.scalars(select(Candidate.id).where(Candidate.case_reference == made.hidden[house])).one()
        firm = unit.session.scalars(select(Employer.id).where(Employer.name == f"Employer {house}")).one()
    for role in WITHIN:
        of_employer = role is Role.EMPLOYER
        actor = Actor(
            f"{role}-{house}", f"{role} of {house}", role, None if of_employer else f"House {house}",
            None if of_employer else organisation, firm if of_employer else None,
        )  # fmt: skip
        made.actors.append((house, actor))


def canary(house: str, where: str) -> str:
    return f"canary {house} {where}"


def person_of(house: str, consent: str, reference: str) -> dict[str, Any]:
    """Somebody with a canary in whatever takes free text, if they agreed to nothing."""
    person = SEAMSTRESS | {"reference": reference, "organisation": f"House {house}", "consent": consent}
    if consent == "withheld":
        words = ("surname", "given_name", "patronymic", "desired_work", "skills", "qualifications", "work_history", "notes", "facility")
        person |= {word: canary(house, word) for word in words}
        person["work_history"] += ", 2020–2026 швейный цех"
    return person


@pytest.mark.parametrize("n_requests", [400, pytest.param(10_000, marks=pytest.mark.deep)])
def test_nothing_of_a_foreign_person_comes_out_or_is_changed(houses: Houses, n_requests: int) -> None:
    draw, engine, statuses = houses.draw, houses.installation.engine, Counter[int]()
    before = {house: houses.rows_of(engine, house) for house in HOUSES}
    for _ in range(n_requests):
        house, actor = draw.choice(houses.actors)
        route = draw.choice(sorted(TABLE))
        named, response = houses.ask(house, actor, route)
        told, statuses[response.status_code] = f"{route} as {actor.id}", statuses[response.status_code] + 1
        assert response.status_code < 500, (told, response.text[:300])
        for other in set(HOUSES) - {house}:
            assert_nothing_told(houses, other, actor, route, named, response)
            if not route.startswith("GET"):
                assert houses.rows_of(engine, other) == before[other], told
        before.update({house: houses.rows_of(engine, house)} if house else {})
        if route.endswith("/grant") and response.status_code < 300:
            end_the_emergencies(houses)
    assert {200, 201, 403, 404} <= statuses.keys(), statuses
    assert_vacancies_changed_by_their_own(houses)


def assert_nothing_told(houses: Houses, other: str, actor: Actor, route: str, named: str, response: TestResponse) -> None:
    """No word of the other house's hidden person, and not even their number unless the request itself named it."""
    text = json.dumps(response.get_json(), ensure_ascii=False) if response.is_json else response.text
    tells = (actor.role, route) in TELLS_OF_ALL
    if not (tells and route == "GET /api/v1/audit"):
        assert f"canary {other} " not in text, (actor.id, route, text[:2000])
    if not tells and named != houses.hidden[other]:
        assert houses.hidden[other] not in text, (actor.id, route, text[:2000])


def end_the_emergencies(houses: Houses) -> None:
    """What two people opened in an emergency is no hole; it is over before the next request."""
    with houses.installation.writing(COMMAND_LINE_ACTOR, "a day later") as unit:
        for access in unit.session.scalars(select(EmergencyAccess).where(EmergencyAccess.expires_at > utc_now())):
            access.expires_at = utc_now() - timedelta(seconds=1)
        unit.audit("emergency_access:read")


def assert_vacancies_changed_by_their_own(houses: Houses) -> None:
    """The trail names no employer beside a vacancy of another."""
    with houses.installation.reading(COMMAND_LINE_ACTOR, "look") as unit:
        owners = dict(
            unit.session.execute(select(Vacancy.reference, Employer.name).join(Employer, Vacancy.employer_id == Employer.id)).all()
        )
        events = unit.session.execute(
            select(AuditEvent.actor_id, AuditEvent.reference, AuditEvent.action).where(AuditEvent.actor_role == "employer")
        ).all()
    for actor, reference, action in events:
        if reference in owners:
            assert owners[reference] == f"Employer {actor[-1]}" or actor not in {a.id for _, a in houses.actors}, (actor, reference, action)
