"""Whoever waits for long work can ask how far it is, in their language; nobody else can, and nothing of it is left."""

import io
import json
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from models.underway import WorkUnderWay
from services import under_way
from services.versions import RULES_FILE
from tests.web.markup import Page
from tests.web.signing_in import Browser
from tests.web.slow import FIRST, slow_what_if
from tests.web.stage import Stage, opened_stage

KEY = "a" * 32
SAID = {
    "ru": r"Сравниваем всех людей со всеми вакансиями: (\d+) из (\d+) вакансий",
    "be": r"Параўноўваем усіх людзей з усімі вакансіямі: (\d+) з (\d+) вакансій",
    "en": r"Comparing everybody with every vacancy: (\d+) of (\d+) vacancies",
}


@pytest.fixture(scope="module")
def office(stage_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with opened_stage(stage_folder, tmp_path_factory.mktemp("waiting") / "data") as opened:
        yield opened


def signed_in(office: Stage, role: str, language: str = "en") -> Browser:
    browser = Browser(office.app)
    assert browser.sign_in(office.accounts[role].email, office.accounts[role].password).status_code == 302
    browser.get(f"/account?language={language}")
    return browser


def try_rules(browser: Browser, answers: list[int], key: str = KEY) -> threading.Thread:
    """Send a file of rules from another thread, as a page that waits does."""
    rules = json.loads(RULES_FILE.read_text(encoding="utf-8")) | {"version": "tried"}
    token = Page(browser.get("/rules/what-if").text).all("input", name="csrf_token")[0]["value"]

    def send() -> None:
        sent = {"csrf_token": token, "work": key, "rules": (io.BytesIO(json.dumps(rules).encode()), "rules.json")}
        answer = browser.client.post("/rules/what-if", data=sent, content_type="multipart/form-data")
        assert answer.mimetype == "text/html"
        answers.append(answer.status_code)

    thread = threading.Thread(target=send)
    thread.start()
    return thread


def told(browser: Browser, key: str = KEY) -> dict:
    """The first answer that has figures."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        answer = browser.get(f"/work-under-way/{key}")
        if answer.status_code == 200 and answer.json.get("done") == FIRST:
            return answer.json
        time.sleep(0.02)
    raise AssertionError("nothing was told")


def rows(office: Stage) -> list[WorkUnderWay]:
    with office.installation.sessions() as session:
        return list(session.scalars(select(WorkUnderWay)))


def test_who_waits_is_told_how_far_it_is_and_nobody_else(office: Stage) -> None:
    sender, answers = signed_in(office, "coordinator"), list[int]()
    watchers = {language: signed_in(office, "coordinator", language) for language in SAID}
    auditor = signed_in(office, "auditor")
    with slow_what_if() as gate:
        assert watchers["en"].get(f"/work-under-way/{KEY}").status_code == 204
        thread = try_rules(sender, answers)
        for language, watcher in watchers.items():
            far = told(watcher)
            said = re.fullmatch(SAID[language], far["words"])
            assert said is not None, far
            assert [int(number) for number in said.groups()] == [far["done"], far["total"]]
            assert FIRST == far["done"] < far["total"]
        assert auditor.get(f"/work-under-way/{KEY}").status_code == 404
        assert signed_in(office, "employer").get(f"/work-under-way/{KEY}").status_code == 403
        assert Browser(office.app).get(f"/work-under-way/{KEY}").status_code == 302, "before signing in"
        assert watchers["en"].get(f"/work-under-way/{KEY[:-1]}b").status_code == 204
        assert watchers["en"].get(f"/work-under-way/{KEY}").headers["Cache-Control"] == "no-store"
        gate.set()
        thread.join(60)
    assert answers == [200]
    assert watchers["en"].get(f"/work-under-way/{KEY}").status_code == 204
    assert rows(office) == []


def test_the_row_says_nothing_of_what_the_work_is_about(office: Stage) -> None:
    sender, answers = signed_in(office, "coordinator"), list[int]()
    with slow_what_if() as gate:
        thread = try_rules(sender, answers)
        told(sender_again := signed_in(office, "coordinator"))
        (row,) = rows(office)
        assert {column.name for column in row.__table__.columns} == {"key", "actor_id", "stage", "done", "total", "told_at"}
        assert sender_again.get("/rules/what-if?work=abc").status_code == 200
        gate.set()
        thread.join(60)


def test_a_stored_version_is_compared_by_its_link_with_a_key(office: Stage) -> None:
    coordinator = signed_in(office, "coordinator")
    coordinator.post("/rules/train", form_on="/rules")
    answers: list[str] = []
    with slow_what_if() as gate:
        thread = threading.Thread(target=lambda: answers.append(coordinator.get(f"/rules/what-if?weights=2&work={KEY}").text))
        thread.start()
        assert told(signed_in(office, "coordinator"))["total"] > FIRST
        gate.set()
        thread.join(60)
    assert "Let version 2 decide" in answers[0]
    assert "work=" not in answers[0], "no link of the page carries the key on"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_work_that_fails_leaves_nothing(office: Stage) -> None:
    sender, answers = signed_in(office, "coordinator"), list[int]()
    with slow_what_if(fail=True) as gate:
        thread = try_rules(sender, answers)
        told(signed_in(office, "coordinator"))
        gate.set()
        thread.join(60)
    assert answers in ([500], []), "as a fault of the program is answered"
    assert rows(office) == []


def test_progress_that_cannot_be_written_does_not_stop_the_work(office: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = threading.Event()

    def refuse(*_: object, **__: object) -> None:
        tried.set()
        raise OSError("no space left")

    sender, answers = signed_in(office, "coordinator"), list[int]()
    with slow_what_if() as gate:
        monkeypatch.setattr(under_way, "put_work", refuse)
        thread = try_rules(sender, answers)
        assert tried.wait(20)
        gate.set()
        thread.join(60)
    assert answers == [200]


def test_the_stages_of_a_plan_are_told_in_order(office: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, ...]] = []
    monkeypatch.setattr(under_way._Told, "tell", lambda _self, *far: heard.append(far))
    coordinator = signed_in(office, "coordinator")
    made = coordinator.post("/pilots/PIL-0001/plans", form_on="/pilots/PIL-0001", work=KEY)
    assert made.status_code == 303
    stages = list(dict.fromkeys(far[0] for far in heard))
    assert stages == ["read", "pairs", "plan", "costs", "explain", "store"]
    n_posts = [far[1:] for far in heard if far[0] == "pairs"]
    assert n_posts == [(number, len(n_posts)) for number in range(1, len(n_posts) + 1)]
    heard.clear()
    page = f"/pilots/PIL-0001/plans/{made.location.rpartition('/')[2]}"
    person = Page(coordinator.get(page).text).all("input", name="candidates")[0]["value"]
    looked = coordinator.client.get(f"{page}?person={person}&to=none", headers={"Kladka-Work": KEY, "HX-Request": "true"})
    assert looked.status_code == 200
    assert [far[0] for far in heard][-1] == "explain", "a look stores nothing"
    heard.clear()
    moved = coordinator.post(f"{page}/move", form_on=page, candidate=person, vacancy="none", work=KEY)
    assert moved.status_code == 303
    assert heard[-1] == ("store",)
