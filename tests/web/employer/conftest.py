"""A stage of the employer's own, to be changed, and small programmes behind the same pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.conftest import data_folder, knowledge, template  # noqa: F401  (fixtures)
from tests.web.stage import Stage, opened_stage


@pytest.fixture(scope="module")
def own_stage(stage_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with opened_stage(stage_folder, tmp_path_factory.mktemp("employer") / "data") as opened:
        yield opened
