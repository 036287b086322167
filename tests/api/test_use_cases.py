"""Use cases behind the API that no route reaches yet, and corners that no request does."""

import pytest

from matcher.types import ConceptKind
from models.queries.candidates import CandidateFilter
from models.queries.vacancies import VacancyFilter
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.aliases import propose_alias
from services.candidates import close_candidate, list_candidates
from services.errors import Conflict, Forbidden, InvalidValue, NotFound
from services.installation import Installation
from services.matchruns import list_runs
from services.references import storing
from services.resolution import resolve_texts
from services.taxonomy_search import search_taxonomy
from services.vacancies import ChangeVacancy, change_vacancy, close_vacancy, list_vacancies


def test_every_use_case_asks_who_is_there_first(installation: Installation) -> None:
    nobody = Actor("a", "An auditor", Role.AUDITOR)
    with pytest.raises(Forbidden):
        close_candidate(installation, nobody, "GOM-0001", "no reason at all")
    with pytest.raises(Forbidden):
        change_vacancy(installation, nobody, ChangeVacancy("VAC-9999"))
    with pytest.raises(Forbidden):
        propose_alias(installation, nobody, "варка", ConceptKind.SKILL, "nothing")
    with pytest.raises(Forbidden):
        resolve_texts(installation, nobody, ["варка"] * 1000, ConceptKind.SKILL)


def test_limits_hold_below_the_api_too(installation: Installation) -> None:
    for limit in (0, 201):
        with pytest.raises(InvalidValue):
            list_candidates(installation, COMMAND_LINE_ACTOR, CandidateFilter(), limit=limit)
        with pytest.raises(InvalidValue):
            list_vacancies(installation, COMMAND_LINE_ACTOR, VacancyFilter(), limit=limit)
        with pytest.raises(InvalidValue):
            list_runs(installation, COMMAND_LINE_ACTOR, limit=limit)
        with pytest.raises(InvalidValue):
            search_taxonomy(installation, COMMAND_LINE_ACTOR, "свар", limit=limit)
    with pytest.raises(InvalidValue):
        resolve_texts(installation, COMMAND_LINE_ACTOR, ["варка"] * 201, ConceptKind.SKILL)
    with pytest.raises(NotFound):
        close_vacancy(installation, COMMAND_LINE_ACTOR, "VAC-9999", "filled")


def test_a_number_taken_meanwhile_is_asked_for_again() -> None:
    taken = iter([True, True, False])

    def store() -> str:
        if next(taken):
            raise Conflict("conflict.unique", field="case_reference")
        return "stored"

    assert storing(store, "case_reference", None) == "stored"


def test_a_number_somebody_chose_is_not_asked_for_again() -> None:
    def store() -> str:
        raise Conflict("conflict.unique", field="case_reference")

    with pytest.raises(Conflict, match="reference_taken"):
        storing(store, "case_reference", "GOM-0001")


def test_another_conflict_is_told_as_it_is() -> None:
    def store() -> str:
        raise Conflict("conflict.unique", field="unp")

    with pytest.raises(Conflict, match=r"conflict\.unique"):
        storing(store, "case_reference", None)
