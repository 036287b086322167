"""A small world with somebody near, somebody who agreed to be seen, and somebody out of reach; one actor of every role in it; and every
route with a request that it takes."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.identity import IDENTIFY
from models import CheckIn, PilotPost, TrialAgreement
from models.queries.candidates import get_candidate
from services.accounts import Invite, invite
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.calendar import today
from services.consent_rules import consent_words
from services.emergencies import request_emergency_access
from services.errors import NotSignedIn
from services.installation import Installation
from services.organisations import enter_organisation
from services.permissions import is_allowed
from services.placements import Propose, propose
from tests import factories
from tests.api.conftest import SEAMSTRESS, SEWING, WELDING
from tests.api.reading import act_as

TABLE: dict[str, dict[str, str]] = tomllib.loads((Path(__file__).parent / "access.toml").read_text(encoding="utf-8"))
"""Route → role → how far; the record that the address names."""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
QUERIES = {
    "GET /api/v1/places": "?q=Гомель",
    "GET /api/v1/taxonomy/search": "?q=сварка",
    "GET /api/v1/candidates/{reference}/introduction-draft": "?vacancy={vacancy}",
}
RELATIONS = ("own", "consented", "other")
"""A person of the actor's organisation; one of another who agreed to be seen by all; one of another who did not."""


@dataclass(slots=True)
class AccessWorld:
    """What there is to ask for. Records are made anew when a request has changed them."""

    installation: Installation
    client: FlaskClient
    organisations: dict[str, int] = field(default_factory=dict)
    made: dict[tuple[str, str], str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        act_as(self.client, COMMAND_LINE_ACTOR)
        for name in ("near", "far"):
            self.organisations[name] = enter_organisation(self.installation, COMMAND_LINE_ACTOR, f"Organisation {name}", "ngo").id

    def actor(self, role: str) -> Actor:
        """An actor of the role, in the organisation that is near (or posting for the employer that is near)."""
        of_employer = role == Role.EMPLOYER
        self.record("vacancy", "own")
        somebody = Actor(f"{role}-1", f"A {role}", Role(role), employer_id=1 if of_employer else None)
        if role in (Role.EXPERT, Role.CASEWORKER, Role.COORDINATOR):
            somebody = replace(somebody, organisation="Organisation near", organisation_id=self.organisations["near"])
        return somebody

    def record(self, noun: str, relation: str) -> str:
        """The reference of a record that stands so to everybody of `actor`."""
        if (noun, relation) not in self.made:
            self.made[noun, relation] = self._make[noun](relation)
        return self.made[noun, relation]

    def pilot(self) -> str:
        """A pilot with the vacancy that is near as a post and the person who is near in its intake, whoever asks."""
        if ("pilot", "own") not in self.made:
            client, organisation = self.client, "Organisation near"
            act_as(client, COMMAND_LINE_ACTOR)
            asked = {"title": "A pilot", "starts_on": "2026-12-01", "ends_on": "2027-03-01", "organisation": organisation}
            self.made["pilot", "own"] = str(client.post("/api/v1/pilots", json=asked).get_json()["reference"])
            people = {"candidates": [self.record("candidate", relation) for relation in RELATIONS]}
            act_as(client, COMMAND_LINE_ACTOR)
            assert client.post(f"/api/v1/pilots/{self.made['pilot', 'own']}/intake", json=people).status_code == 200
        return self.made["pilot", "own"]

    def number(self, path: str, actor: Actor) -> str:
        """The number of a record at such an address, made by somebody else unless only one's own will do; 1 where it does not matter."""
        own = path.endswith("/take") and is_allowed(actor, "export:create")
        act_as(self.client, actor if own else COMMAND_LINE_ACTOR)
        if "/emergency-accesses/" in path:
            asker = Actor("asker", "Somebody in a hurry", Role.CASEWORKER)
            asked = request_emergency_access(self.installation, asker, self.record("candidate", "other"), "a test, told in full")
            return str(asked.id)
        if "/exports/" in path:
            few = {"reason": "a test", "q": self.record("candidate", "own")}
            act_as(self.client, actor if own else COMMAND_LINE_ACTOR)
            return str(self.client.post("/api/v1/exports", json=few).get_json()["id"])
        if "/aliases/" in path:
            body = {"text": f"незнакомое дело {next(self.numbers)}", "kind": "skill", "concept": "weld_mma"}
            return str(self.client.post("/api/v1/aliases", json=body).get_json()["id"])
        if "/accounts/" in path:
            whom = Invite(f"somebody{next(self.numbers)}@kladka.example", "S", "expert", organisation=self.organisations["near"])
            return str(invite(self.installation, COMMAND_LINE_ACTOR, whom).account.id)
        return "1"

    def forget(self) -> None:
        """The next requests get new records."""
        self.made = {key: reference for key, reference in self.made.items() if key == ("vacancy", "other")}

    @property
    def _make(self) -> dict[str, Callable[[str], str]]:
        return {
            "candidate": self._candidate,
            "vacancy": self._vacancy,
            "placement": self._placement,
            "check_in": self._check_in,
            "trial": self._trial,
        }

    def _candidate(self, relation: str) -> str:
        organisation = "Organisation near" if relation == "own" else "Organisation far"
        consent = "granted" if relation == "consented" else "limited"
        return self._post("candidates", SEAMSTRESS | {"organisation": organisation, "consent": consent})

    def _vacancy(self, relation: str) -> str:
        return self._post("vacancies", WELDING if relation == "own" else SEWING)

    def _placement(self, relation: str) -> str:
        """A proposal of such a person for the vacancy that is near, whoever asks."""
        named = Actor("placer", "Somebody who places", Role.SYSTEM)
        asked = Propose(self.record("candidate", relation), self.record("vacancy", "own"))
        return str(propose(self.installation, named, asked).id)

    def _check_in(self, relation: str) -> str:
        """An open check-in of such a person, as if they had been at work for a week."""
        number = self.record("placement", relation)
        with self.installation.writing(COMMAND_LINE_ACTOR, "set up") as unit:
            check_in = CheckIn(placement_id=int(number), day_number=7, due_on=today())
            unit.session.add(check_in)
            unit.audit("check_in:plan", reference=number)
            unit.session.flush()
            return str(check_in.id)

    def _trial(self, relation: str) -> str:
        """A draft of an agreement with such a person, at a post of its own."""
        reference = self.record("candidate", relation)
        with self.installation.writing(COMMAND_LINE_ACTOR, "set up") as unit:
            person = get_candidate(unit.session, reference=reference)
            assert person is not None
            pilot, vacancy = factories.pilot(reference=f"TRIAL-{next(self.numbers)}"), factories.vacancy(pilot=True)
            pilot.posts.append(PilotPost(vacancy=vacancy))
            unit.session.add(pilot)
            unit.session.flush()
            agreement: TrialAgreement = factories.trial(candidate=person, pilot=pilot, vacancy=vacancy)
            unit.session.add(agreement)
            unit.session.flush()
            unit.audit("trial:create", agreement)
            return str(agreement.id)

    def _post(self, noun: str, body: dict[str, Any]) -> str:
        act_as(self.client, COMMAND_LINE_ACTOR)
        answer = self.client.post(f"/api/v1/{noun}", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["reference"])


def examples_of(client: FlaskClient) -> dict[str, Any]:
    """Route → the media type and the example of its body in the OpenAPI document."""
    found = {}
    for path, operations in client.get("/api/openapi.json").get_json()["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {}) if method.upper() in METHODS else {}
            for media_type, described in content.items():
                found[f"{method.upper()} {path}"] = (media_type, described.get("example"))
    return found


def identify_as(client: FlaskClient, actor: Actor | None) -> None:
    """From now on requests are this actor's, or of nobody who signed in."""
    if actor is not None:
        act_as(client, actor)
        return

    def nobody(**_: Any) -> Actor:
        raise NotSignedIn

    client.application.extensions[IDENTIFY] = nobody


def ask(world: AccessWorld, actor: Actor | None, route: str, relation: str, example: tuple[str, Any] | None) -> TestResponse:
    """One request of the actor, or of nobody who signed in; an address that names a record names one of this relation."""
    method, path = route.split(" ")
    noun = TABLE[route].get("record", "")
    near = {"candidate": world.record("candidate", "own"), "vacancy": world.record("vacancy", "own")}
    if noun in near:
        near[noun] = world.record(noun, relation)
    path = (path + QUERIES.get(route, "")).replace("{purpose}", "matching")
    path = path.replace("{pilot}", world.pilot() if "{pilot}" in path else "")
    path = path.replace("{candidate}", near["candidate"]).replace("{vacancy}", near["vacancy"])
    path = path.replace("{reference}", near["candidate" if "/candidates/{reference}" in path else "vacancy"])
    if noun in ("placement", "check_in", "trial"):
        path = path.replace("{number}", world.record(noun, relation))
    path = re.sub(r"\{\w+\}", world.number(path, actor or COMMAND_LINE_ACTOR) if "{number}" in path else "1", path)
    given: dict[str, Any] = {"headers": {"If-Match": "*"}}
    if example is not None:
        body = json.dumps(example[1], ensure_ascii=False)
        body = body.replace("0" * 64, consent_words("matching", "ru").digest)
        body = body.replace("PIL-0001", world.pilot() if "PIL-0001" in body else "")
        body = re.sub(r"GOM-0001", near["candidate"], re.sub(r"VAC-0001", near["vacancy"], body))
        given |= {"data": body.encode(), "content_type": example[0]}
    identify_as(world.client, actor)
    response = world.client.open(path, method=method, **given)
    if method != "GET" and response.status_code < 300:
        world.forget()
    return response
