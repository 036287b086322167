"""People and vacancies as the matcher's values, remembered until their record has another version: what is shown is read once.

Only what an index may know is kept, in memory, at most so many of each; nothing here decides who may see it.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.types import CandidateProfile, VacancySpec
from models.candidate import Candidate
from models.queries.candidate_stream import stream_candidates_for_index
from models.queries.pieces import pieces
from models.queries.vacancies import stream_vacancies_for_index
from models.vacancy import Vacancy
from services.profiles import to_profile
from services.vacancy_records import to_spec

REMEMBERED = 20_000

T = TypeVar("T")


@dataclass
class Remembered(Generic[T]):
    """Values by reference, each with the version of the record it was read from. Safe for threads."""

    record: type[Any]
    reference: str
    read: Callable[[Session, Sequence[int]], Sequence[tuple[str, T]]]
    held: OrderedDict[str, tuple[int, int, T]] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, session: Session, references: Sequence[str]) -> dict[str, T]:
        """Those of the references that exist and stand in an index, as they are now."""
        named = getattr(self.record, self.reference)
        found: dict[str, T] = {}
        stale: dict[str, tuple[int, int]] = {}
        for piece in pieces(references):
            for reference, number, version in session.execute(select(named, self.record.id, self.record.version).where(named.in_(piece))):
                held = self._held(reference)
                if held is not None and held[:2] == (number, version):
                    found[reference] = held[2]
                else:
                    stale[reference] = (number, version)
        for reference, value in self.read(session, sorted(number for number, _ in stale.values())) if stale else ():
            found[reference] = value
            self._keep(reference, (*stale[reference], value))
        return found

    def _held(self, reference: str) -> tuple[int, int, T] | None:
        with self.lock:
            held = self.held.get(reference)
            if held is not None:
                self.held.move_to_end(reference)
            return held

    def _keep(self, reference: str, value: tuple[int, int, T]) -> None:
        with self.lock:
            self.held[reference] = value
            while len(self.held) > REMEMBERED:
                self.held.popitem(last=False)


class KnownValues:
    """What one process remembers of people and vacancies."""

    def __init__(self) -> None:
        self._people: Remembered[CandidateProfile] = Remembered(Candidate, "case_reference", _read_people)
        self._vacancies: Remembered[VacancySpec] = Remembered(Vacancy, "reference", _read_vacancies)

    def profiles(self, session: Session, references: Sequence[str]) -> Mapping[str, CandidateProfile]:
        """People by reference; those whose case is closed or does not exist are left out."""
        return self._people.find(session, references)

    def spec(self, session: Session, reference: str) -> VacancySpec | None:
        """One vacancy, None if it does not exist."""
        return self._vacancies.find(session, [reference]).get(reference)


def _read_people(session: Session, ids: Sequence[int]) -> list[tuple[str, CandidateProfile]]:
    return [(found.case_reference, to_profile(found)) for found in stream_candidates_for_index(session, ids=ids)]


def _read_vacancies(session: Session, ids: Sequence[int]) -> list[tuple[str, VacancySpec]]:
    return [(found.reference, to_spec(found)) for found in stream_vacancies_for_index(session, ids=ids)]
