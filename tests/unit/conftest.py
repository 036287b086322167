"""The pilot taxonomy and its resolver, built once for all unit tests of a process."""

from pathlib import Path

import pytest

from services.pilot_taxonomy import read_pilot_taxonomy

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def taxonomy():
    return read_pilot_taxonomy(ROOT / "fixtures" / "taxonomy").taxonomy()


@pytest.fixture(scope="session")
def resolver(taxonomy, learned):
    return learned.resolver(taxonomy)
