"""What this process knows of words: the taxonomy and the readers of free text, kept until the database says that they changed."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.reading import ProfileReader
from matcher.resolve import Resolver
from matcher.taxonomy import Taxonomy
from matcher.types import ConceptKind
from matcher.vacancy_reading import VacancyReader
from models.audit import ChangeFeed
from models.queries.aliases import find_accepted_aliases
from services.taxonomy_records import read_taxonomy

NOUNS = ("taxonomy", "alias")


@dataclass(frozen=True)
class Knowledge:
    """feed_sequence: the last change of taxonomy or aliases that is part of it. The resolver is built when a text is first read."""

    taxonomy: Taxonomy
    aliases: dict[tuple[ConceptKind, str], str]
    feed_sequence: int
    cache_folder: Path

    @cached_property
    def resolver(self) -> Resolver:
        """Free text → concepts."""
        return Resolver.build(self.taxonomy, self.aliases)

    @cached_property
    def profiles(self) -> ProfileReader:
        """Whole lives → evidence."""
        return ProfileReader(self.resolver, self.taxonomy)

    @cached_property
    def vacancies(self) -> VacancyReader:
        """Vacancy texts → occupations and requirements."""
        return VacancyReader(self.resolver, self.taxonomy)


def read_knowledge(session: Session, held: Knowledge | None, cache_folder: Path) -> Knowledge:
    """What the database has now; `held` itself when nothing changed."""
    sequence = session.scalar(select(func.max(ChangeFeed.sequence)).where(ChangeFeed.noun.in_(NOUNS))) or 0
    if held is not None and held.feed_sequence == sequence:
        return held
    aliases = {(ConceptKind(kind), text): key for (kind, text), key in find_accepted_aliases(session).items()}
    return Knowledge(read_taxonomy(session), aliases, sequence, cache_folder)
