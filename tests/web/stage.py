"""The stage that the tests of all pages share: the demo world with its story, an account of every role, and a table of pages for each.

tests/web/pages/<role>.toml names every page that is read: the rule of its route and an address that answers. Names in braces are records
of the story.
"""

import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from services.actors import COMMAND_LINE_ACTOR
from services.demo_accounts import DemoAccount, demo_accounts
from services.demo_story import tell_demo_story
from services.installation import Installation
from services.settings import Settings
from tests.web.signing_in import Browser
from tests.worlds import DATABASE, made_once
from wsgi import create_app

PAGES_FOLDER = Path(__file__).parent / "pages"
RECORDS = {
    "placement": "SELECT min(id) FROM placement WHERE state = 'offered'",
    "referred": "SELECT min(id) FROM placement WHERE state = 'referred'",
    "at_work": "SELECT min(id) FROM placement WHERE state = 'started'",
    "slip": "SELECT min(id) FROM referral_slip",
    "check_in": "SELECT min(id) FROM check_in WHERE state = 'open'",
    "asked_about": "SELECT placement_id FROM check_in WHERE id = (SELECT min(id) FROM check_in WHERE state = 'open')",
    "registration": "SELECT min(id) FROM draft WHERE kind = 'registration'",
    "pilot": "SELECT min(reference) FROM pilot",
    "trial": "SELECT min(id) FROM trial_agreement WHERE state = 'running'",
    "trial_draft": "SELECT min(id) FROM trial_agreement WHERE state = 'draft'",
    "tried_out": "SELECT min(id) FROM trial_agreement WHERE state = 'ended'",
    "plan": "SELECT max(number) FROM cohort_plan",
    "draft": "SELECT min(id) FROM draft WHERE kind = 'vacancy'",
    "introduction": "SELECT introduction_id FROM placement WHERE state = 'offered'",
    "run": "SELECT min(id) FROM match_run",
    "alias": "SELECT min(id) FROM alias WHERE state = 'proposed'",
    "person": "SELECT case_reference FROM candidate WHERE id = (SELECT candidate_id FROM placement WHERE state = 'offered')",
    "free_person": "SELECT candidate.case_reference FROM candidate JOIN placement ON candidate.id = candidate_id WHERE state = 'proposed'",
    "hand_over": "SELECT min(id) FROM hand_over WHERE state = 'offered'",
    "vacancy": "SELECT reference FROM vacancy WHERE id = (SELECT vacancy_id FROM placement WHERE state = 'offered')",
}
"""Name of a record of the story → how it is found."""


@dataclass(frozen=True, slots=True)
class StagedPage:
    """One page to be read. role: whose page it is; nobody: before signing in."""

    role: str
    rule: str
    address: str

    def __str__(self) -> str:
        return f"{self.role}:{self.rule}"


def staged_pages() -> list[StagedPage]:
    """Every line of every table."""
    return [
        StagedPage(file.stem, rule, address)
        for file in sorted(PAGES_FOLDER.glob("*.toml"))
        for rule, address in tomllib.loads(file.read_text(encoding="utf-8")).items()
    ]


@dataclass
class Stage:
    """The installation, who may sign in, and the records by name."""

    installation: Installation
    accounts: dict[str, DemoAccount]
    records: dict[str, str]
    app: Flask
    _clients: dict[str, FlaskClient] = field(default_factory=dict)

    def address(self, page: StagedPage) -> str:
        return page.address.format(**self.records)

    def client(self, role: str) -> FlaskClient:
        """A browser in which the role has signed in; `everybody` is a caseworker, like most."""
        role = "caseworker" if role == "everybody" else role
        if role not in self._clients:
            browser = Browser(self.app)
            if role != "nobody":
                assert browser.sign_in(self.accounts[role].email, self.accounts[role].password).status_code == 302
            self._clients[role] = browser.client
        return self._clients[role]


def _set_the_stage(folder: Path, demo: Path) -> None:
    shutil.copytree(demo, folder, dirs_exist_ok=True)
    place = Installation(Settings(f"sqlite:///{folder / DATABASE}", folder))
    tell_demo_story(place, COMMAND_LINE_ACTOR, demo_accounts(place, COMMAND_LINE_ACTOR))
    place.engine.dispose()


def stage_over(place: Installation) -> Stage:
    """A stage on an installation where the story was told."""
    with place.engine.connect() as connection:
        records = {name: str(connection.execute(text(query)).scalar_one()) for name, query in RECORDS.items()}
    accounts = {told.role: told for told in demo_accounts(place, COMMAND_LINE_ACTOR)}
    return Stage(place, accounts, records, create_app(place))


@contextmanager
def opened_stage(source: Path, folder: Path) -> Iterator[Stage]:
    """A copy of the stage of one's own, to be changed."""
    shutil.copytree(source, folder)
    place = Installation(Settings(f"sqlite:///{folder / DATABASE}", folder, rate_limit="off", second_factor_required=False))
    yield stage_over(place)
    place.engine.dispose()


@pytest.fixture(scope="session")
def stage_folder(demo_folder: Path, run_folder: Path) -> Path:
    """A data folder with the story told, made once in a run. Copy it; never write into it."""
    return made_once(run_folder / "worlds" / "stage", lambda folder: _set_the_stage(folder, demo_folder))


@pytest.fixture(scope="session")
def stage(stage_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A stage for tests that read pages, or write what disturbs nobody."""
    with opened_stage(stage_folder, tmp_path_factory.mktemp("stage") / "data") as opened:
        yield opened
