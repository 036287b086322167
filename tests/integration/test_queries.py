"""Queries answer what they promise, in a number of statements that does not grow with the answer."""

from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event

import models
from models.blindindex import searched
from models.queries import aliases, candidates, imports, matchruns, organisations, outcomes, taxonomy, vacancies, versions
from models.queries.candidate_stream import FACTS, PARTS, stream_candidates_for_index
from models.queries.candidates import CandidateFilter
from models.queries.vacancies import VacancyFilter
from tests import factories as make
from tests.databases import TEST_KEYS


@pytest.fixture
def statements(engine):
    """`with statements() as seen:` collects the SQL sent meanwhile."""

    @contextmanager
    def statements():
        seen = []

        def note(_connection, _cursor, statement, *_rest):
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        yield seen
        event.remove(engine, "before_cursor_execute", note)

    return statements


def person(number: int, **columns) -> models.Candidate:
    facts = {
        "case_reference": f"GOM-{number:04d}",
        "skills": [make.skill("сварка", "weld_mma"), make.skill("что-то ещё")],
        "history": [models.WorkHistory(text="сварщик", decision="accepted", concept_key="welder", years=3.0, last_year=2025)],
        "qualifications": [models.Qualification(text="5 разряд", decision="accepted", concept_key="welder", grade=5)],
        "licences": [models.CandidateLicence(licence="B"), models.CandidateLicence(licence="C")],
        "documents": [models.Document(kind="work_book")],
        "restrictions": [make.restriction(), make.restriction("home_hours")],
        "health_limits": [models.HealthLimit(code="no_dust")],
        "identity": make.identity(surname=f"Ёлкин{number}"),
        "organisation": make.organisation(),
    }
    return make.candidate(**facts | columns)


def job(number: int, **columns) -> models.Vacancy:
    facts = {
        "reference": f"VAC-{number:03d}",
        "requirements": [make.requirement("сварка", "weld_mma", "cut_gas"), make.requirement("порядок")],
        "occupations": [models.VacancyOccupation(concept_key="welder")],
        "duties": [models.VacancyDuty(duty="dust")],
        "documents": [models.VacancyDocument(kind="passport")],
    }
    return make.vacancy(**facts | columns)


@pytest.fixture
def world(session):
    label = models.ConceptLabel
    session.add_all(
        [
            make.concept("weld_mma", labels=[label(language="ru", label="Ручная дуговая сварка", is_preferred=True)]),
            make.concept("cut_gas", labels=[label(language="ru", label="Газовая резка", is_preferred=True)]),
            make.concept(
                "welder",
                kind="occupation",
                isco="7212",
                labels=[
                    label(language="ru", label="Сварщик", is_preferred=True),
                    label(language="ru", label="Электрогазосварщик"),
                    label(language="be", label="Зваршчык", is_preferred=True),
                    label(language="ru", label="100% сварщик"),
                ],
            ),
        ]
    )
    session.flush()
    session.add_all([person(number) for number in range(1, 8)])
    session.add_all([job(number) for number in range(1, 6)])
    session.commit()
    session.expunge_all()


def test_a_list_takes_as_many_statements_for_one_as_for_all(world, session, statements):
    session.connection()  # what begins a transaction is not counted
    for listed in (
        lambda limit: candidates.list_candidates(session, limit=limit, with_identity=True),
        lambda limit: vacancies.list_vacancies(session, limit=limit),
        lambda limit: list(stream_candidates_for_index(session, ids=range(1, limit + 1))),
        lambda limit: list(vacancies.stream_vacancies_for_index(session, ids=range(1, limit + 1))),
        lambda limit: taxonomy.search_labels(session, text="сва", limit=limit),
    ):
        counts = []
        for limit in (1, 5):
            session.expunge_all()
            with statements() as seen:
                assert len(listed(limit)) >= min(limit, 3)
            counts.append(len(seen))
        assert counts[0] == counts[1]


def test_a_loaded_candidate_can_be_read_without_a_session(world, session):
    held = candidates.get_candidate(session, reference="GOM-0003", with_identity=True)
    session.close()
    assert [skill.concept_key for skill in held.skills] == ["weld_mma", None]
    assert (held.history[0].years, held.qualifications[0].grade, held.wishes[0].any_work) == (3.0, 5, True)
    assert {licence.licence for licence in held.licences} == {"B", "C"}
    assert [restriction.code for restriction in held.restrictions] == ["ban:drives_vehicle", "home_hours"]
    assert (held.identity.surname, held.organisation.kind, held.consents, held.texts) == ("Ёлкин3", "ngo", [], [])


def test_a_loaded_vacancy_can_be_read_without_a_session(world, session):
    held = vacancies.get_vacancy(session, reference="VAC-002")
    session.close()
    assert [[concept.concept_key for concept in asked.concepts] for asked in held.requirements] == [["weld_mma", "cut_gas"], []]
    assert (held.occupations[0].concept_key, held.duties[0].duty, held.hours[0].start_minute) == ("welder", "dust", 480)
    assert held.employer.name.startswith("ООО")


def test_nobody_is_found_under_an_unknown_reference(world, session):
    assert candidates.get_candidate(session, reference="gom-0001") is None
    assert vacancies.get_vacancy(session, reference="") is None
    assert candidates.find_candidates(session, references=["GOM-0001", "X", "GOM-0001"]).keys() == {"GOM-0001"}
    assert candidates.find_candidate_ids(session, references=[]) == {}


def test_pages_follow_each_other_without_gap_or_repetition(world, session):
    seen, after = [], 0
    while page := candidates.list_candidates(session, after=after, limit=3):
        seen += [held.case_reference for held in page]
        after = page[-1].id
    assert seen == [f"GOM-{number:04d}" for number in range(1, 8)]


@pytest.mark.parametrize(
    ("where", "n_found"),
    [
        (CandidateFilter(), 7),
        (CandidateFilter(words="gom-0002"), 1),
        (CandidateFilter(words="елкин3"), 0),
        (CandidateFilter(words=" ЕЛКИН3 ", name_keys=searched(TEST_KEYS, " ЕЛКИН3 ")), 1),
        (CandidateFilter(words="Елк", name_keys=searched(TEST_KEYS, "Елк")), 7),
        (CandidateFilter(words="Ел", name_keys=searched(TEST_KEYS, "Ел")), 0),
        (CandidateFilter(words="%"), 0),
        (CandidateFilter(words="_"), 0),
        (CandidateFilter(province="grodno"), 0),
        (CandidateFilter(province="gomel", consent="granted", status="active"), 7),
        (CandidateFilter(concept_key="weld_mma"), 7),
        (CandidateFilter(concept_key="cut_gas"), 0),
    ],
)
def test_people_are_filtered(world, session, where, n_found):
    assert candidates.count_candidates(session, where=where) == n_found
    assert len(candidates.list_candidates(session, where=where)) == n_found


@pytest.mark.parametrize(
    ("where", "n_found"),
    [
        (VacancyFilter(), 5),
        (VacancyFilter(words="ПОДСОБНЫЙ"), 5),
        (VacancyFilter(words="VAC-001"), 1),
        (VacancyFilter(words="завод"), 5),
        (VacancyFilter(words="100%"), 0),
        (VacancyFilter(status="closed"), 0),
        (VacancyFilter(closing_from=date(2026, 12, 31)), 5),
        (VacancyFilter(closing_from=date(2027, 1, 1)), 0),
        (VacancyFilter(pilot=False), 5),
    ],
)
def test_vacancies_are_filtered(world, session, where, n_found):
    assert vacancies.count_vacancies(session, where=where) == n_found
    assert len(vacancies.list_vacancies(session, where=where)) == n_found


def test_the_stream_tells_the_same_as_the_records(world, session):
    streamed = list(stream_candidates_for_index(session))
    records = candidates.list_candidates(session, limit=100)
    assert [row.id for row in streamed] == [record.id for record in records]
    for row, record in zip(streamed, records, strict=True):
        assert {name: getattr(row, name) for name in FACTS} == {name: getattr(record, name) for name in FACTS}
        for part, (_, columns, order) in PARTS.items():
            expected = sorted(getattr(record, part), key=lambda held, order=order: getattr(held, order))
            assert [[getattr(r, c) for c in columns] for r in getattr(row, part)] == [[getattr(r, c) for c in columns] for r in expected]


def test_the_stream_leaves_closed_cases_out_unless_asked(world, session):
    first = candidates.get_candidate(session, reference="GOM-0001")
    first.status = "closed"
    session.commit()
    assert len(list(stream_candidates_for_index(session))) == 6
    assert len(list(stream_candidates_for_index(session, without_closed=False))) == 7
    assert list(stream_candidates_for_index(session, ids=[first.id, 999_999])) == []


def test_the_stream_of_vacancies_leaves_nothing_out(world, session):
    assert len(list(vacancies.stream_vacancies_for_index(session))) == 5
    vacancies.get_vacancy(session, reference="VAC-001").status = "filled"
    session.commit()
    assert len(list(vacancies.stream_vacancies_for_index(session, only_open=True))) == 4


def test_labels_are_found_by_any_case_and_the_nearest_come_first(world, session):
    found = taxonomy.search_labels(session, text="СВАРЩИК", language="ru")
    assert [label.label for label in found] == ["Сварщик", "100% сварщик", "Электрогазосварщик"]
    assert {label.concept.key for label in found} == {"welder"}
    assert [label.label for label in taxonomy.search_labels(session, text="зваршчык")] == ["Зваршчык"]
    assert taxonomy.search_labels(session, text="сварщик", kind="skill") == []
    assert [label.label for label in taxonomy.search_labels(session, text="%")] == ["100% сварщик"]
    assert taxonomy.search_labels(session, text="  ") == []


def test_the_taxonomy_streams_in_order(world, session):
    assert [row.key for row in taxonomy.stream_concepts(session)] == ["cut_gas", "weld_mma", "welder"]
    assert len(list(taxonomy.stream_labels(session))) == 6
    assert list(taxonomy.stream_broader(session)) == list(taxonomy.stream_occupation_skills(session)) == []
    assert (taxonomy.count_concepts(session), taxonomy.count_concepts(session, kind="occupation")) == (3, 1)
    assert taxonomy.find_concepts(session, keys=["welder", "none"]).keys() == {"welder"}


def test_only_accepted_aliases_are_used(world, session):
    decided = {"decided_by": "tester", "decided_at": models.base.utc_now()}
    session.add(make.alias(text="Варить ТРУБЫ", concept_key="weld_mma", state="accepted", **decided))
    session.add(make.alias(text="варить суп", concept_key="weld_mma", state="rejected", **decided))
    session.add(make.alias(text="варить", concept_key="weld_mma"))
    session.commit()
    assert aliases.find_accepted_aliases(session) == {("skill", "варить трубы"): "weld_mma"}
    assert aliases.get_accepted_alias(session, kind="skill", text="варить  трубы").concept_key == "weld_mma"
    assert [alias.text for alias in aliases.list_aliases(session, state="proposed")] == ["варить"]


def test_a_match_run_comes_with_its_lines_in_order(world, session, statements):
    first, second = candidates.list_candidates(session, limit=2)
    subject = vacancies.get_vacancy(session, reference="VAC-001")
    lines = [models.MatchRunEntry(rank=2, score=-0.5, probability=0.4, candidate=second, reasons={"reviews": []})]
    lines.append(models.MatchRunEntry(rank=1, score=0.5, probability=0.6, candidate=first))
    session.add(make.match_run(vacancy=subject, entries=lines, request={"limit": 10}))
    session.commit()
    session.expunge_all()
    (newest,) = matchruns.list_match_runs(session, where=matchruns.RunFilter(vacancy_id=subject.id))
    assert matchruns.list_match_runs(session, before=newest.id) == []
    held = matchruns.get_match_run(session, match_run_id=newest.id)
    session.close()
    assert [(line.rank, line.candidate.case_reference) for line in held.entries] == [(1, "GOM-0001"), (2, "GOM-0002")]
    assert (held.vacancy.reference, held.request, held.entries[1].reasons) == ("VAC-001", {"limit": 10}, {"reviews": []})


def test_outcomes_are_told_by_reference(world, session):
    who, where = candidates.get_candidate(session, reference="GOM-0001"), vacancies.get_vacancy(session, reference="VAC-001")
    session.add(make.outcome(candidate=who, vacancy=where, result="retained_3m", reason_code="stayed"))
    session.commit()
    assert [tuple(row) for row in outcomes.stream_outcomes(session)] == [("GOM-0001", "VAC-001", date(2026, 3, 2), "retained_3m", "stayed")]
    assert outcomes.get_outcome(session, candidate_id=who.id, vacancy_id=where.id, referred_on=date(2026, 3, 2)) is not None
    assert len(outcomes.list_outcomes(session, candidate_id=who.id)) == outcomes.count_outcomes(session) == 1


def test_one_scorer_is_active_and_numbers_go_up(session):
    assert versions.get_active_version(session, of=models.ScorerVersion) is None
    assert versions.get_next_number(session, of=models.ScorerVersion) == 1
    session.add_all([make.scorer_version(number=1), make.scorer_version(number=2, active=True, digest="b" * 64)])
    session.commit()
    assert versions.get_active_version(session, of=models.ScorerVersion).number == 2
    assert versions.get_next_number(session, of=models.ScorerVersion) == 3
    assert [version.number for version in versions.list_versions(session, of=models.ScorerVersion)] == [2, 1]
    assert versions.get_version_with_digest(session, of=models.ScorerVersion, digest="b" * 64).number == 2
    assert versions.get_version(session, of=models.RuleSetVersion, number=1) is None


def test_organisations_and_employers_are_found_by_what_people_write(session):
    session.add_all([make.organisation(name="Приют «Тёплый дымок»"), make.employer(name="ООО «ТёплыйКотёл»", unp="481002322")])
    session.commit()
    assert organisations.get_organisation(session, name="ПРИЮТ  «ТЕПЛЫЙ ДЫМОК»") is not None
    assert organisations.get_employer(session, unp="481002322") is not None
    assert len(organisations.find_employers_called(session, name="ооо «теплыйкотел»")) == 1
    assert len(organisations.list_organisations(session)) == 1


def test_the_last_import_of_a_file_is_found(session):
    session.add_all([make.import_batch(), make.import_batch(n_rows=2, n_unchanged=2), make.import_batch(kind="vacancies")])
    session.commit()
    assert imports.get_last_import(session, kind="candidates", sha256="a" * 64).n_unchanged == 2
    assert imports.get_last_import(session, kind="outcomes") is None
    assert [batch.kind for batch in imports.list_imports(session, limit=1)] == ["vacancies"]


def test_instants_come_back_aware_and_in_utc(session):
    batch = make.import_batch()
    session.add(batch)
    session.commit()
    session.refresh(batch)
    assert batch.created_at.utcoffset().total_seconds() == 0
    batch.created_at = batch.created_at.replace(tzinfo=None)
    with pytest.raises(Exception, match="time zone"):
        session.flush()
    session.rollback()
