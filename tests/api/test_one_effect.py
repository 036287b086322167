"""One effect, with real threads against a real server: a hundred at once, and a process killed in the middle of its work."""

import http.client
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models import AuditEvent
from models.limits import ExportRequest, KeptAnswer
from services.chain_check import verify_chain
from services.installation import Installation
from tests.api.conftest import Template
from tests.api.real_server import kill, served, token_of
from tests.web.signing_in import account

ANSWER = tuple[int, str, bytes]
N_AT_ONCE, N_KEYS = 100, 60
ASKER = "asker@kladka.example"


@pytest.fixture
def stage(template: Template, data_folder: Path, tmp_path: Path) -> Iterator[Installation]:
    """An installation for a server of its own, with the resolver that was built for other tests."""
    if (data_folder / "resolvers").exists():
        (tmp_path / "resolvers").symlink_to(data_folder / "resolvers")
    with template.copy(tmp_path) as installation:
        account(installation, "caseworker", ASKER)
        yield installation


def post(port: int, shown: str, key: str, reason: str) -> ANSWER:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        headers = {"Content-Type": "application/json", "Idempotency-Key": key, "Authorization": f"Bearer {shown}"}
        connection.request("POST", "/api/v1/exports", json.dumps({"reason": reason}), headers)
        response = connection.getresponse()
        return response.status, response.getheader("Idempotent-Replayed", ""), response.read()
    finally:
        connection.close()


def counts(place: Installation) -> tuple[int, int]:
    """Effects, and the events that tell of them."""
    with place.sessions() as session:
        told = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "export:create")
        return session.scalar(select(func.count()).select_from(ExportRequest)) or 0, session.scalar(told) or 0


def test_a_hundred_at_once_make_one_effect_and_get_one_answer(stage: Installation) -> None:
    with served(stage) as (port, _):
        together, shown = threading.Barrier(N_AT_ONCE), token_of(port, ASKER)

        def at_once(_: int) -> ANSWER:
            together.wait()
            return post(port, shown, "the-one-key", "once")

        with ThreadPoolExecutor(N_AT_ONCE) as pool:
            answers = list(pool.map(at_once, range(N_AT_ONCE)))
    assert {status for status, _, _ in answers} == {201}
    assert len({body for _, _, body in answers}) == 1
    assert sorted(replayed for _, replayed, _ in answers) == ["", *["true"] * (N_AT_ONCE - 1)]
    assert counts(stage) == (1, 1)


@pytest.mark.deep
def test_a_server_that_is_killed_leaves_no_effect_without_its_answer(stage: Installation) -> None:
    keys = [f"key-{number}" for number in range(N_KEYS)]
    before: dict[str, ANSWER] = {}
    with served(stage) as (port, process):
        shown = token_of(port, ASKER)

        def work(key: str) -> None:
            with suppress(OSError, http.client.HTTPException):
                before[key] = post(port, shown, key, f"the reason of {key}")
            if len(before) == N_KEYS // 3:
                kill(process)

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(work, keys))
    assert N_KEYS // 3 <= len(before) < N_KEYS
    with stage.sessions() as session:
        n_effects, n_answers = counts(stage)[0], session.scalar(select(func.count()).select_from(KeptAnswer))
        assert n_effects == n_answers
    with served(stage) as (port, _), ThreadPoolExecutor(6) as pool:
        again = token_of(port, ASKER)
        after = dict(zip(keys, pool.map(lambda key: post(port, again, key, f"the reason of {key}"), keys), strict=True))
    assert {status for status, _, _ in after.values()} == {201}
    assert all(after[key][1:] == ("true", body) for key, (_, _, body) in before.items())
    assert len({json.loads(body)["id"] for _, _, body in after.values()}) == N_KEYS
    assert counts(stage) == (N_KEYS, N_KEYS)
    with stage.sessions() as session:
        assert verify_chain(session, stage.seals).fault is None
