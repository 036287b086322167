"""Learning from picks below the API, on both databases: two persons, every process, no past ranking touched."""

import csv
import io
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.cli import main
from matcher.types import ConceptKind
from models.queries.audit import list_audit_events
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.aliases import accept_alias, export_aliases, list_aliases, propose_alias, reject_alias
from services.candidates import CandidateView, RegisterCandidate, close_candidate, get_candidate_view, register_candidate
from services.errors import Conflict, Forbidden, InvalidValue
from services.importing.rows import CandidateRow, VacancyRow
from services.installation import Installation
from services.matchruns import get_run, replay_run
from services.ranking import RankingQuery, rank_candidates
from services.rereading import reread_candidates
from services.resolution import resolve_texts
from services.vacancies import PostVacancy, post_vacancy

ANNA, BORIS = (Actor(name, name, Role.COORDINATOR) for name in ("anna", "boris"))
AS_OF = date(2026, 11, 22)
WELDERS = VacancyRow(row=0, title="Сварщик", employer="ООО «Шов»", essential_skills="ручная дуговая сварка")
ODD, MEANT = "хрумобрызгаю швы", "weld_mma"


def accepted(installation: Installation, text: str = ODD, concept: str = MEANT, kind: ConceptKind = ConceptKind.SKILL) -> int:
    number = propose_alias(installation, ANNA, text, kind, concept).id
    return accept_alias(installation, BORIS, number).id


def meaning(installation: Installation, text: str) -> tuple[str, str | None, float]:
    (found,) = resolve_texts(installation, COMMAND_LINE_ACTOR, [text], ConceptKind.SKILL)
    return found.decision, found.concept, found.probability


def person(installation: Installation, **said: str) -> CandidateView:
    row = CandidateRow(row=0, consent="granted", **said)
    return register_candidate(installation, COMMAND_LINE_ACTOR, RegisterCandidate(row, 2026))


def test_two_persons_are_recorded_and_the_trail_tells_both(either: Installation) -> None:
    number = accepted(either)
    (alias,) = list_aliases(either, ANNA).aliases
    assert (alias.id, alias.proposed_by, alias.decided_by, alias.state) == (number, "anna", "boris", "accepted")
    assert alias.decided_at is not None
    assert alias.decided_at >= alias.proposed_at
    with either.sessions() as session:
        told = [(e.action, e.actor_id, e.details["text"]) for e in list_audit_events(session, noun="alias", record_id=str(number))]
    assert told == [("alias:propose", "anna", ODD), ("alias:accept", "boris", ODD)]


def test_who_proposed_does_not_decide_however_the_name_is_written(either: Installation) -> None:
    number = propose_alias(either, ANNA, ODD, ConceptKind.SKILL, MEANT).id
    for same in (ANNA, Actor("ANNA", "Anna", Role.SYSTEM)):
        for decide in (accept_alias, reject_alias):
            with pytest.raises(Forbidden, match=r"forbidden\.own_proposal"):
                decide(either, same, number)
    assert meaning(either, ODD)[0] != "accepted"


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.CASEWORKER, Role.AUDITOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_only_some_decide(either: Installation, role: Role) -> None:
    number = propose_alias(either, ANNA, ODD, ConceptKind.SKILL, MEANT).id
    for decide in (accept_alias, reject_alias):
        with pytest.raises(Forbidden):
            decide(either, Actor("x", "X", role), number)


def test_a_proposal_needs_a_word_and_a_concept_of_its_kind(either: Installation) -> None:
    for kind, concept in ((ConceptKind.SKILL, "nothing"), (ConceptKind.OCCUPATION, MEANT)):
        with pytest.raises(InvalidValue, match=r"invalid_value\.concept"):
            propose_alias(either, ANNA, "варка", kind, concept)
    for text in ("", "!!!", "а" * 161):
        with pytest.raises(InvalidValue, match=r"invalid_value\.alias_text"):
            propose_alias(either, ANNA, text, ConceptKind.SKILL, MEANT)
    assert list_aliases(either, ANNA).total == 0


def test_a_text_has_one_accepted_meaning_of_each_kind(either: Installation) -> None:
    accepted(either)
    with pytest.raises(Conflict, match=r"conflict\.alias_meaning"):
        accepted(either, concept="weld_tig")
    accepted(either, concept="welder", kind=ConceptKind.OCCUPATION)
    assert meaning(either, ODD) == ("accepted", MEANT, 1.0)


def test_another_process_reads_it_too_and_forgets_it_when_it_is_taken_back(either: Installation) -> None:
    other = Installation(either.settings)
    with either.sessions() as session:
        other._knowledge = either.knowledge(session)
    before = meaning(other, ODD)
    number = accepted(either)
    assert meaning(other, ODD) == ("accepted", MEANT, 1.0)
    reject_alias(other, BORIS, number)
    assert meaning(either, ODD) == before
    other.engine.dispose()


def test_no_alias_changes_a_past_ranking(either: Installation) -> None:
    person(either, desired_work="сварщик", skills=f"{ODD}, газовая резка", work_history="2004–2019 сварщик")
    person(either, desired_work="швея", skills="оверлок", work_history="2020–2026 швея")
    vacancy = post_vacancy(either, COMMAND_LINE_ACTOR, PostVacancy(WELDERS))
    run = rank_candidates(either, COMMAND_LINE_ACTOR, RankingQuery(vacancy.reference, AS_OF)).run
    shown = get_run(either, COMMAND_LINE_ACTOR, run)
    accepted(either)
    assert get_run(either, COMMAND_LINE_ACTOR, run) == shown
    assert replay_run(either, COMMAND_LINE_ACTOR, run).identical
    assert reread_candidates(either, COMMAND_LINE_ACTOR, 2026).changed == ("CAN-0001",)
    assert get_run(either, COMMAND_LINE_ACTOR, run) == shown
    later = rank_candidates(either, COMMAND_LINE_ACTOR, RankingQuery(vacancy.reference, AS_OF))
    assert later.run != run


def test_profiles_are_read_again_only_when_asked_and_only_where_it_helps(either: Installation) -> None:
    person(either, skills=f"{ODD}; оверлок", work_history="2004–2019 брызгун, цех")
    person(either, skills="оверлок")
    person(either, skills=ODD)
    close_candidate(either, COMMAND_LINE_ACTOR, "CAN-0003", "moved_away")
    accepted(either)
    accepted(either, "брызгун", "welder", ConceptKind.OCCUPATION)
    assert "accepted" not in {s.decision for s in get_candidate_view(either, COMMAND_LINE_ACTOR, "CAN-0001").skills if s.text == ODD}
    report = reread_candidates(either, COMMAND_LINE_ACTOR, 2026)
    assert (report.n_read, report.changed) == (1, ("CAN-0001",))
    view = get_candidate_view(either, COMMAND_LINE_ACTOR, "CAN-0001")
    assert [(s.concept, s.decision, s.probability) for s in view.skills if s.text == ODD] == [(MEANT, "accepted", 1.0)]
    assert [t.concept for t in view.trades] == ["welder"]
    assert reread_candidates(either, COMMAND_LINE_ACTOR, 2026).changed == ()
    with pytest.raises(Forbidden):
        reread_candidates(either, Actor("e", "E", Role.EMPLOYER), 2026)


def test_an_export_has_the_form_of_labels_and_only_what_was_accepted(either: Installation) -> None:
    accepted(either)
    accepted(either, "=зварка дугой ў цэху", "welding")
    propose_alias(either, ANNA, "ждёт", ConceptKind.SKILL, MEANT)
    rows = list(csv.reader(io.StringIO(export_aliases(either, ANNA))))
    assert rows == [
        ["key", "language", "label", "proposed_by", "decided_by"],
        [MEANT, "ru", ODD, "anna", "boris"],
        ["welding", "be", "'=зварка дугой ў цэху", "anna", "boris"],
    ]


def test_two_named_people_review_on_the_command_line(installation: Installation, data_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(data_folder, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.sqlite3*"))
    environment = {"KLADKA_DATA_DIR": str(tmp_path), "KLADKA_DATABASE_URL": installation.settings.database_url}

    def kladka(*arguments: str, exit_code: int = 0, stdin: str = "") -> Result:
        done = CliRunner().invoke(main, arguments, input=stdin, env=environment)
        assert done.exit_code == exit_code, f"{done.output}\n{done.exception!r}"
        return done

    kladka("aliases", "propose", ODD, MEANT, "--kind", "skill", "--as", "Анна Б.")
    assert "человек" in kladka("aliases", "accept", "1", "--as", "анна  б.", exit_code=1).stderr
    for nobody in ("system", " ", "x" * 65):
        kladka("aliases", "accept", "1", "--as", nobody, exit_code=2)
    assert "accepted" in kladka("aliases", "accept", "1", "--as", "Борис").stdout
    listed = kladka("aliases", "list", "--state", "accepted", "--language", "en").stdout
    assert all(part in listed for part in (ODD, "manual metal arc welding", "Анна Б.", "Борис"))
    assert f"{MEANT},ru,{ODD},Анна Б.,Борис" in kladka("aliases", "export").stdout
    kladka("aliases", "export", "--output", str(tmp_path / "grown.csv"))
    assert (tmp_path / "grown.csv").read_text(encoding="utf-8").count("\n") == 2
    assert '"decision": "accepted"' in kladka("resolve", "--kind", "skill", "--format", "jsonl", stdin=ODD).stdout
    assert "0 profiles" in kladka("aliases", "apply").stdout
    kladka("aliases", "reject", "1", "--as", "Вера")
    assert kladka("aliases", "list", "--state", "accepted").stdout == ""
    kladka("aliases", "reject", "9", exit_code=1)
