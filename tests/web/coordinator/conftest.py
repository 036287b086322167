"""A stage of the coordinator's own, whose plans are changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.installation import Installation
from tests.web.signing_in import Browser
from tests.web.stage import Stage, opened_stage


@pytest.fixture(scope="module")
def office(stage_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The stage, to be changed by the tests of one file."""
    with opened_stage(stage_folder, tmp_path_factory.mktemp("office") / "data") as opened:
        yield opened


def signed_in(stage: Stage, role: str) -> Browser:
    browser = Browser(stage.app)
    assert browser.sign_in(stage.accounts[role].email, stage.accounts[role].password).status_code == 302
    return browser


@pytest.fixture(scope="module")
def coordinator(office: Stage) -> Browser:
    """The coordinator, signed in, reading English: what a test names is what a developer reads."""
    browser = signed_in(office, "coordinator")
    browser.get("/account?language=en")
    return browser


@pytest.fixture
def place(office: Stage) -> Installation:
    return office.installation
