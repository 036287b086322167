"""A server that is killed again and again while people work: clients retry, and nothing is half-written, lost, or written twice."""

import http.client
import itertools
import json
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from models import AuditEvent, Candidate, ImportBatch, KeptAnswer, Organisation, Placement, PlacementTransition
from services.actors import COMMAND_LINE_ACTOR
from services.chain_check import verify_chain
from services.installation import Installation
from tests import factories as make
from tests.api.conftest import Template
from tests.api.real_server import kill, served, token_of
from tests.web.signing_in import account

ASKER = "worker@kladka.example"
N_CLIENTS, KILLED_AFTER = 6, 45
"""Requests acknowledged between two kills."""
JSON, CSV = "application/json", "text/csv"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, under a key of its own however often it is sent."""

    key: str
    path: str
    body: bytes
    media_type: str = JSON


@dataclass
class Stage:
    """An installation with a caseworker who asks, and people of their organisation."""

    place: Installation
    people: list[str]
    work: list[str]


@pytest.fixture
def stage(template: Template, data_folder: Path, tmp_path: Path) -> Iterator[Stage]:
    if (data_folder / "resolvers").exists():
        (tmp_path / "resolvers").symlink_to(data_folder / "resolvers")
    with template.copy(tmp_path) as place:
        account(place, "caseworker", ASKER)
        with place.writing(COMMAND_LINE_ACTOR, "set up") as unit:
            home = unit.session.scalars(select(Organisation)).one()
            people = [make.candidate(organisation=home, shifts=[], wishes=[]) for _ in range(25)]
            firm = make.employer()
            work = [make.vacancy(employer=firm, starts_on=None, closes_on=None) for _ in range(10)]
            unit.session.add_all([*people, *work])
            unit.audit("candidate:create")
            unit.session.flush()
            references = [each.case_reference for each in people], [each.reference for each in work]
        yield Stage(place, *references)


def send(port: int, shown: str, asked: Asked) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        headers = {"Content-Type": asked.media_type, "Idempotency-Key": asked.key, "Authorization": f"Bearer {shown}", "If-Match": "*"}
        connection.request("POST", asked.path, asked.body, headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def work_through(place: Installation, asked: Sequence[Asked], then: Callable[[Asked, bytes], Asked | None]) -> tuple[dict[str, bytes], int]:
    """Send everything until everything is acknowledged, while the server is killed again and again. then: what follows an answer.

    Returns key → answer, and how often the server was killed.
    """
    waiting, done, lock, n_killed, shown = list(asked), dict[str, bytes](), threading.Lock(), 0, ""
    while waiting:
        with served(place) as (port, process):
            shown, over = shown or token_of(port, ASKER), len(done) + KILLED_AFTER

            def work(port: int = port, shown: str = shown, over: int = over, process: subprocess.Popen[bytes] = process) -> None:
                while process.poll() is None:
                    with lock:
                        one = waiting.pop() if waiting else None
                    if one is None:
                        return
                    status, body = 0, b""
                    with suppress(OSError, http.client.HTTPException):
                        status, body = send(port, shown, one)
                    with lock:
                        if status in (200, 201):
                            assert done.setdefault(one.key, body) == body, "acknowledged twice, differently"
                            if (more := then(one, body)) is not None:
                                waiting.append(more)
                        else:
                            assert status in (0, 409, 503), (status, body)
                            waiting.append(one)
                    if len(done) >= over and waiting:
                        kill(process)

            with ThreadPoolExecutor(N_CLIENTS) as pool:
                list(pool.map(lambda _: work(), range(N_CLIENTS)))
            n_killed += bool(waiting)
    return done, n_killed


def n_events(place: Installation, action: str) -> int:
    with place.sessions() as session:
        return session.scalar(select(func.count()).select_from(AuditEvent).where(AuditEvent.action == action)) or 0


def assert_sound(place: Installation, n_acknowledged: int) -> None:
    with place.sessions() as session:
        assert verify_chain(session, place.seals).fault is None
        assert session.scalar(select(func.count()).select_from(KeptAnswer)) == n_acknowledged


@pytest.mark.deep
def test_five_hundred_steps_of_placements(stage: Stage) -> None:
    pairs = list(itertools.product(stage.people, stage.work))
    asked = [Asked(f"propose-{person}-{work}", "/api/v1/placements", _json(candidate=person, vacancy=work)) for person, work in pairs]

    def shortlist(one: Asked, body: bytes) -> Asked | None:
        if not one.key.startswith("propose"):
            return None
        number = json.loads(body)["id"]
        return Asked(f"shortlist-{number}", f"/api/v1/placements/{number}/move", _json(to="shortlisted", note="подходит"))

    done, n_killed = work_through(stage.place, asked, shortlist)
    assert len(done) == 2 * len(pairs) == 500
    assert n_killed >= 5
    with stage.place.sessions() as session:
        assert Counter(session.scalars(select(Placement.state))) == {"shortlisted": 250}
        assert session.scalar(select(func.count()).select_from(PlacementTransition)) == 500
    assert n_events(stage.place, "placement:move") == 500
    assert_sound(stage.place, 500)


@pytest.mark.deep
def test_two_hundred_imports(stage: Stage) -> None:
    before = len(stage.people)
    asked = [Asked(f"import-{number}", "/api/v1/imports/candidates?as_of=2026-11-22", _file(number), CSV) for number in range(200)]
    done, n_killed = work_through(stage.place, asked, lambda _one, _body: None)
    assert len(done) == 200
    assert n_killed >= 3
    with stage.place.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Candidate)) == before + 2 * 200
        assert session.scalar(select(func.count()).select_from(ImportBatch).where(ImportBatch.kind == "candidates")) == 200
    assert_sound(stage.place, 200)


def _json(**said: Any) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()


def _file(number: int) -> bytes:
    rows = [f"KIL-{number}-{place},Кравцелин{number},Андрей{place},gomel,Гомель,сварщик,ручная дуговая сварка,granted" for place in (1, 2)]
    return "\n".join(["reference,surname,given_name,province,town,desired_work,skills,consent", *rows]).encode()
