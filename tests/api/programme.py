"""A small programme for tests of who sees what: organisations, an actor of every role, and clients that ask in their name."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from models import Employer, Organisation
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.calendar import today
from services.installation import Installation
from services.settings import Settings
from tests.api.conftest import WELDER, WELDING, Template, application_over
from tests.api.reading import answer_of

MOST, NIVA, OFFICE = "Фонд «Мост»", "Приход «Нива»", "Центр занятости"


@dataclass
class Programme:
    """Clients by name: most (a caseworker of the foundation), niva (one of the parish), expert, coordinator, auditor, system,
    employer, rival (of another employer). The person and the vacancy they all speak of are GOM-0001 of the foundation, and VAC-0001."""

    installation: Installation
    actors: dict[str, Actor] = field(default_factory=dict)
    organisations: dict[str, int] = field(default_factory=dict)
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    def __getitem__(self, name: str) -> FlaskClient:
        if name not in self.clients:
            self.clients[name] = application_over(self.installation, self.actors[name]).test_client()
        return self.clients[name]

    def get(self, name: str, address: str, /) -> Any:
        return self[name].get(f"/api/v1{address}")

    def post(self, name: str, address: str, /, **body: Any) -> Any:
        return self[name].post(f"/api/v1{address}", json=body) if body else self[name].post(f"/api/v1{address}")

    def consent(self, person: str = "GOM-0001", purpose: str = "matching", *, by: str = "most", status: int = 201, **said: Any) -> Any:
        """Read the words and record that the person agreed to them."""
        text = answer_of(self.get(by, f"/consent-texts/{purpose}?language=be"))
        body = {"purpose": purpose, "text_digest": text["digest"], "text_language": "be", "how": "signed"}
        body |= {"given_on": today().isoformat()} | {name: value for name, value in said.items() if value is not None}
        return answer_of(self.post(by, f"/candidates/{person}/consents", **body), status)

    def introduce(
        self, person: str = "GOM-0001", vacancy: str = "VAC-0001", *, by: str = "most", contact: str = "person", **more: Any
    ) -> Any:
        """Read the draft to the person, have it approved, introduce."""
        draft = answer_of(self.get(by, f"/candidates/{person}/introduction-draft?vacancy={vacancy}"))
        body = {"candidate": person, "vacancy": vacancy, "contact": contact, "profile_digest": draft["digest"]}
        return answer_of(self.post(by, "/introductions", **body, approved_on=today().isoformat(), **more), 201)

    def may_read(self, name: str, person: str = "GOM-0001") -> bool:
        response = self.get(name, f"/candidates/{person}")
        assert response.status_code in (200, 404)
        return bool(response.status_code == 200)


def programme_over(installation: Installation, people: Sequence[dict[str, Any]] = (WELDER | {"consent": "withheld"},)) -> Programme:
    """The foundation's people as given, and one vacancy of the employer that an expert entered."""
    made = Programme(installation)
    with installation.writing(COMMAND_LINE_ACTOR, "set up") as unit:
        for name, kind in ((MOST, "ngo"), (NIVA, "faith_organisation"), (OFFICE, "employment_office")):
            unit.session.add(Organisation(name=name, kind=kind))
        employers = [Employer(name="ООО «Кропивстальмонтаж»", unp="481002322"), Employer(name="ОАО «Нитка»")]
        unit.session.add_all(employers)
        unit.session.flush()
        unit.audit("organisation:create")
        made.organisations = {each.name: each.id for each in unit.session.scalars(select(Organisation))}
        firms = [each.id for each in employers]
    for name, role, where in (
        ("most", Role.CASEWORKER, MOST), ("niva", Role.CASEWORKER, NIVA), ("expert", Role.EXPERT, OFFICE),
        ("coordinator", Role.COORDINATOR, OFFICE), ("second", Role.COORDINATOR, MOST),
    ):  # fmt: skip
        made.actors[name] = Actor(f"a-{name}", name.capitalize(), role, where, made.organisations[where])
    made.actors["auditor"] = Actor("a-auditor", "Auditor", Role.AUDITOR)
    made.actors["employer"] = Actor("a-employer", "Employer", Role.EMPLOYER, employer_id=firms[0])
    made.actors["rival"] = Actor("a-rival", "Rival", Role.EMPLOYER, employer_id=firms[1])
    made.actors["system"] = COMMAND_LINE_ACTOR
    for person in people:
        answer_of(made["most"].post("/api/v1/candidates", json=person), 201)
    answer_of(made["expert"].post("/api/v1/vacancies", json=WELDING), 201)
    return made


@contextmanager
def standing(template: Template, folder: Path, people: Sequence[dict[str, Any]]) -> Iterator[Callable[[Path], Any]]:
    """A programme set up once: a function that opens a copy of it in a folder, as a context."""
    shutil.copy(template.folder / "keys.json", folder)
    with template.databases.copy_of(template.url, folder) as url:
        installation = Installation(Settings(url, folder))
        installation._knowledge = template.knowledge
        made = programme_over(installation, people)
        installation.engine.dispose()
        copies = Template(template.databases, url, folder, template.knowledge)

        @contextmanager
        def opened(where: Path) -> Iterator[Programme]:
            with copies.copy(where) as copy:
                yield Programme(copy, made.actors, made.organisations)

        yield opened


def many(n: int, **facts: Any) -> list[dict[str, Any]]:
    """Welders who agreed to be seen by all, each a little different."""
    return [WELDER | {"surname": f"Кравцелин{place}", "minimum_pay_byn": 1500 + place, "consent": "granted"} | facts for place in range(n)]
