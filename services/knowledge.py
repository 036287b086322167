"""What this process knows of words: the taxonomy and the readers of free text, kept until the database says that they changed."""

import logging
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.affinity import TradeAffinity
from matcher.reading import ProfileReader
from matcher.resolve import Resolver
from matcher.resolver_files import open_resolver, save_resolver
from matcher.taxonomy import Taxonomy
from matcher.text import split_list
from matcher.types import ConceptKind
from matcher.vacancy_reading import VacancyReader
from models.audit import ChangeFeed
from models.queries.aliases import find_accepted_aliases
from services.errors import InvalidValue
from services.taxonomy_records import read_taxonomy

logger = logging.getLogger(__name__)

RESOLVERS_FOLDER = "resolvers"
MOST_PHRASES = 100
"""Phrases in one text of a profile; a longer one is a file in the wrong place."""
DAMAGED = (OSError, EOFError, ValueError, KeyError, TypeError)
"""What opening a resolver raises that is stale (a ValueError too), not there, or was cut off by a full disk or a loss of power."""


@dataclass(frozen=True)
class Knowledge:
    """taxonomy_position: the last change of the taxonomy that is part of it. The resolver is opened when a text is first read."""

    taxonomy: Taxonomy
    aliases: Mapping[tuple[ConceptKind, str], str]
    taxonomy_position: int
    cache_folder: Path

    @cached_property
    def resolver(self) -> Resolver:
        """Free text → concepts. Building one takes seconds, so it is kept on disk for the next process."""
        folder = self.cache_folder / RESOLVERS_FOLDER / self.taxonomy.version
        try:
            return open_resolver(folder, self.taxonomy.version, self.aliases)
        except DAMAGED:
            resolver = Resolver.build(self.taxonomy, self.aliases)
            _keep(resolver, folder, self.taxonomy.version)
            return resolver

    @cached_property
    def profiles(self) -> ProfileReader:
        """Whole lives → evidence."""
        return ProfileReader(self.resolver, self.taxonomy, self.affinity)

    @cached_property
    def vacancies(self) -> VacancyReader:
        """Vacancy texts → occupations and requirements."""
        return VacancyReader(self.resolver, self.taxonomy, self.affinity)

    @cached_property
    def affinity(self) -> TradeAffinity:
        """Whole texts → trades they speak of."""
        return TradeAffinity.build(self.taxonomy)


def _keep(resolver: Resolver, folder: Path, version: str) -> None:
    """Save beside, then rename: a process that is killed leaves nothing half-written. A disk that refuses costs time, not the answer."""
    beside = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    try:
        save_resolver(resolver, beside, version)
        for file in beside.rglob("*.*"):
            with file.open("rb+") as written:
                os.fsync(written)
        shutil.rmtree(folder, ignore_errors=True)
        beside.rename(folder)
    except OSError:
        logger.warning("the resolver could not be kept on disk; every start builds it anew", exc_info=True)
        shutil.rmtree(beside, ignore_errors=True)


def read_knowledge(session: Session, held: Knowledge | None, cache_folder: Path) -> Knowledge:
    """What the database has now; `held` itself when nothing changed. A proposed alias changes nothing until it is accepted."""
    position = session.scalar(select(func.max(ChangeFeed.sequence)).where(ChangeFeed.noun == "taxonomy")) or 0
    same = held is not None and held.taxonomy_position == position
    taxonomy = held.taxonomy if held is not None and same else read_taxonomy(session)
    found = {(ConceptKind(kind), text): key for (kind, text), key in find_accepted_aliases(session).items()}
    aliases = {spelling: key for spelling, key in found.items() if key in taxonomy.row_of}  # a concept may have left the taxonomy since
    if held is not None and same and held.aliases == aliases:
        return held
    fresh = Knowledge(taxonomy, aliases, position, cache_folder)
    if held is not None and same:  # only aliases changed: what was opened already is kept
        vars(fresh).update({name: vars(held)[name] for name in ("affinity",) if name in vars(held)})
        if "resolver" in vars(held):
            vars(fresh)["resolver"] = held.resolver.with_aliases(aliases)
    return fresh


def check_phrases(texts: Mapping[str, str]) -> None:
    """Refuse a text of more phrases than anybody reads: InvalidValue (`invalid_value.too_many_phrases`). texts: field → as written."""
    for field, text in texts.items():
        if len(split_list(text)) > MOST_PHRASES:
            raise InvalidValue("invalid_value.too_many_phrases", field=field, parameters={"maximum": MOST_PHRASES})
