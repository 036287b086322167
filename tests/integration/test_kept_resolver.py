"""The resolver kept on disk is a shortcut, never a condition: whatever became of its files, texts are understood."""

import pytest

from matcher.types import ConceptKind
from services.actors import COMMAND_LINE_ACTOR
from services.installation import Installation
from services.knowledge import RESOLVERS_FOLDER
from services.reference import upgrade_database
from services.settings import Settings
from services.warming import warm_up


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """An installation that has kept its resolver."""
    folder = tmp_path_factory.mktemp("kept")
    place = Installation(Settings(f"sqlite:///{folder / 'kladka.sqlite3'}", folder))
    upgrade_database(place, COMMAND_LINE_ACTOR)
    warm_up(place, COMMAND_LINE_ACTOR)
    return place


def understood(place):
    """What a new process over the same folder says of a word."""
    fresh = Installation(place.settings)
    with fresh.reading(COMMAND_LINE_ACTOR, "read") as unit:
        return fresh.knowledge(unit.session).resolver.resolve("сварщик", ConceptKind.OCCUPATION).concept


@pytest.mark.deep
@pytest.mark.parametrize("left", [0, 100])
@pytest.mark.parametrize("pattern", ["owner.npy", "book.json", "stems_blob.npy", "exact_numbers.npy"])
def test_files_cut_off_are_built_anew(installation, pattern, left):
    path = next((installation.settings.data_folder / RESOLVERS_FOLDER).glob(f"*/occupation/{pattern}"))
    path.write_bytes(path.read_bytes()[:left])
    assert understood(installation) == "welder"
    assert path.stat().st_size > left


def test_warming_up_opens_what_the_first_question_needs(installation):
    with installation.reading(COMMAND_LINE_ACTOR, "read") as unit:
        knowledge = installation.knowledge(unit.session)
    assert {"resolver", "profiles", "vacancies"} <= vars(knowledge).keys()
