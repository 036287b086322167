"""What a resolver learns of a taxonomy, learned once in a run: by the first worker that needs it, for every installation of the tests.

Building one takes ten seconds and gives the same for the same taxonomy. Installations keep a copy in their data folders as ever, so that
servers in processes of their own find it there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from matcher.resolve import Resolver
from matcher.resolver_files import open_resolver, save_resolver
from matcher.taxonomy import Taxonomy
from matcher.types import ConceptKind
from services import knowledge
from tests.worlds import made_once


@dataclass(frozen=True, slots=True)
class Learned:
    """Resolvers by the version of their taxonomy, in a folder that all workers share."""

    folder: Path

    def resolver(self, taxonomy: Taxonomy, aliases: Mapping[tuple[ConceptKind, str], str] | None = None) -> Resolver:
        """The same as Resolver.build."""
        version = taxonomy.version
        kept = made_once(self.folder / version, lambda folder: save_resolver(Resolver.build(taxonomy), folder, version))
        return open_resolver(kept, version, aliases)


@pytest.fixture(scope="session")
def learned(run_folder: Path) -> Learned:
    return Learned(run_folder / "resolvers")


@pytest.fixture(scope="session", autouse=True)
def _learn_once(learned: Learned) -> Iterator[None]:
    """Installations of the tests build nothing that was built before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(knowledge, "Resolver", SimpleNamespace(build=learned.resolver))
        yield
