"""The database itself refuses nonsense: one line per constraint, the same refusal on both databases."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

import models
from models import Base
from services.errors import Conflict, InvalidValue
from services.refusals import refusal_of
from tests import factories as make

CHECKED = [
    ("candidate_status", lambda: make.candidate(status="lost")),
    ("candidate_case_reference_not_blank", lambda: make.candidate(case_reference="  ")),
    ("candidate_profile_language", lambda: make.candidate(profile_language="xx")),
    ("candidate_province", lambda: make.candidate(province="polesia")),
    ("candidate_latitude", lambda: make.candidate(latitude=91.0)),
    ("candidate_longitude", lambda: make.candidate(longitude=-181.0)),
    ("candidate_point_complete", lambda: make.candidate(longitude=None)),
    ("candidate_minimum_pay_byn", lambda: make.candidate(minimum_pay_byn=0)),
    ("candidate_max_commute_km", lambda: make.candidate(max_commute_km=-1.0)),
    ("candidate_max_commute_km", lambda: make.candidate(max_commute_km=float("inf"))),
    ("candidate_minimum_pay_byn", lambda: make.candidate(minimum_pay_byn=10**7)),
    ("candidate_transport", lambda: make.candidate(transport="horse")),
    ("candidate_readiness", lambda: make.candidate(readiness="eager")),
    ("candidate_education", lambda: make.candidate(education="some")),
    ("candidate_consent", lambda: make.candidate(consent="perhaps")),
    ("candidate_shift_shift", lambda: make.candidate(shifts=[models.CandidateShift(shift="dawn")])),
    ("candidate_licence_licence", lambda: make.candidate(licences=[models.CandidateLicence(licence="Z")])),
    ("candidate_language_language", lambda: make.candidate(languages=[models.CandidateLanguage(language="R")])),
    ("candidate_identity_sex", lambda: make.candidate(identity=make.identity(sex="x"))),
    ("candidate_identity_birth_year", lambda: make.candidate(identity=make.identity(birth_year=87))),
    ("candidate_text_part", lambda: make.candidate(texts=[models.CandidateText(part="poem", text="x")])),
    ("candidate_text_text_not_blank", lambda: make.candidate(texts=[models.CandidateText(part="skills", text=" ")])),
    ("candidate_skill_text_not_blank", lambda: make.candidate(skills=[make.skill("")])),
    ("candidate_skill_decision", lambda: make.candidate(skills=[make.skill("x", "known", decision="sure")])),
    ("candidate_skill_decision_has_concept", lambda: make.candidate(skills=[make.skill(decision="accepted")])),
    ("candidate_skill_decision_has_concept", lambda: make.candidate(skills=[make.skill("x", "known", decision="unresolved")])),
    ("candidate_skill_probability", lambda: make.candidate(skills=[make.skill("x", "known", probability=1.01)])),
    ("candidate_skill_level", lambda: make.candidate(skills=[make.skill(level=-0.1)])),
    ("candidate_skill_grade", lambda: make.candidate(skills=[make.skill(grade=9)])),
    ("candidate_skill_source", lambda: make.candidate(skills=[make.skill(source="rumour")])),
    ("candidate_skill_last_used_year", lambda: make.candidate(skills=[make.skill(last_used_year=19)])),
    ("candidate_skill_language", lambda: make.candidate(skills=[make.skill(language="xx")])),
    ("candidate_wish_text_not_blank", lambda: make.candidate(wishes=[models.CandidateWish(text=" ")])),
    ("work_history_years_in_order", lambda: make.candidate(history=[models.WorkHistory(text="x", started_year=2020, ended_year=2019)])),
    ("work_history_years", lambda: make.candidate(history=[models.WorkHistory(text="x", years=-1.0)])),
    ("work_history_grade", lambda: make.candidate(history=[models.WorkHistory(text="x", grade=0)])),
    ("qualification_awarded_year", lambda: make.candidate(qualifications=[models.Qualification(text="x", awarded_year=11)])),
    ("document_kind", lambda: make.candidate(documents=[models.Document(kind="diary")])),
    ("document_state", lambda: make.candidate(documents=[models.Document(kind="passport", state="eaten")])),
    ("document_lead_days", lambda: make.candidate(documents=[models.Document(kind="passport", lead_days=-1)])),
    ("health_limit_code", lambda: make.candidate(health_limits=[models.HealthLimit(code="no_mondays")])),
    ("restriction_kind", lambda: make.candidate(restrictions=[models.Restriction(kind="curse", entered_by="x")])),
    ("restriction_duty", lambda: make.candidate(restrictions=[make.restriction(duty="singing")])),
    ("restriction_ban_has_duty", lambda: make.candidate(restrictions=[make.restriction(duty=None)])),
    ("restriction_ban_has_duty", lambda: make.candidate(restrictions=[make.restriction("home_hours", duty="heights")])),
    ("restriction_home_hours_have_start", lambda: make.candidate(restrictions=[make.restriction("home_hours", home_from_minute=None)])),
    ("restriction_home_hours_have_end", lambda: make.candidate(restrictions=[make.restriction("home_hours", home_until_minute=None)])),
    ("restriction_home_hours_not_empty", lambda: make.candidate(restrictions=[make.restriction("home_hours", home_until_minute=1320)])),
    ("restriction_home_from_minute", lambda: make.candidate(restrictions=[make.restriction("home_hours", home_from_minute=1440)])),
    ("restriction_travel_limit", lambda: make.candidate(restrictions=[make.restriction("travel_limit", travel_limit="none")])),
    ("restriction_travel_limit_has_scope", lambda: make.candidate(restrictions=[make.restriction("travel_limit", travel_limit=None)])),
    ("restriction_dates_in_order", lambda: make.candidate(restrictions=[make.restriction(from_on=date(2029, 1, 1))])),
    ("restriction_entered_by_not_blank", lambda: make.candidate(restrictions=[make.restriction(entered_by=" ")])),
    ("consent_state", lambda: make.candidate(consents=[models.Consent(state="maybe")])),
    ("consent_purpose", lambda: make.candidate(consents=[models.Consent(state="granted", purpose="gossip")])),
    ("consent_withdrawn_on_a_day", lambda: make.candidate(consents=[models.Consent(state="withdrawn")])),
    (
        "consent_dates_in_order",
        lambda: make.candidate(
            consents=[models.Consent(state="granted", given_on=date(2026, 2, 1), expires_on=date(2026, 1, 1))]
        ),
    ),
    (
        "consent_withdrawn_after_given",
        lambda: make.candidate(
            consents=[models.Consent(state="withdrawn", given_on=date(2026, 2, 1), withdrawn_on=date(2026, 1, 1))]
        ),
    ),
    ("organisation_kind", lambda: make.organisation(kind="cafe")),
    ("organisation_name_not_blank", lambda: make.organisation(name=" ")),
    ("employer_unp_nine_digits", lambda: make.employer(unp="481007")),
    ("employer_name_not_blank", lambda: make.employer(name="")),
    ("vacancy_reference_not_blank", lambda: make.vacancy(reference="")),
    ("vacancy_title_not_blank", lambda: make.vacancy(title=" ")),
    ("vacancy_places", lambda: make.vacancy(places=0)),
    ("vacancy_minimum_grade", lambda: make.vacancy(minimum_grade=9)),
    ("vacancy_minimum_education", lambda: make.vacancy(minimum_education="phd")),
    ("vacancy_minimum_years", lambda: make.vacancy(minimum_years=-1.0)),
    ("vacancy_pay_from_byn", lambda: make.vacancy(pay_from_byn=0)),
    ("vacancy_pay_to_byn", lambda: make.vacancy(pay_from_byn=None, pay_to_byn=-1)),
    ("vacancy_pay_in_order", lambda: make.vacancy(pay_from_byn=1350, pay_to_byn=1200)),
    ("vacancy_pay_period", lambda: make.vacancy(pay_period="year")),
    ("vacancy_rate", lambda: make.vacancy(rate=0)),
    ("vacancy_employment_type", lambda: make.vacancy(employment_type="forced")),
    ("vacancy_status", lambda: make.vacancy(status="secret")),
    ("vacancy_province", lambda: make.vacancy(province="polesia")),
    ("vacancy_point_complete", lambda: make.vacancy(latitude=52.0)),
    ("vacancy_duty_duty", lambda: make.vacancy(duties=[models.VacancyDuty(duty="singing")])),
    ("vacancy_shift_shift", lambda: make.vacancy(shifts=[models.VacancyShift(shift="dawn")])),
    ("vacancy_licence_licence", lambda: make.vacancy(licences=[models.VacancyLicence(licence="Z")])),
    ("vacancy_document_kind", lambda: make.vacancy(documents=[models.VacancyDocument(kind="diary")])),
    ("vacancy_hours_start_minute", lambda: make.vacancy(hours=[models.VacancyHours(start_minute=-1, end_minute=60)])),
    ("vacancy_hours_end_after_start", lambda: make.vacancy(hours=[models.VacancyHours(start_minute=480, end_minute=480)])),
    ("vacancy_hours_end_after_start", lambda: make.vacancy(hours=[models.VacancyHours(start_minute=480, end_minute=1921)])),
    ("vacancy_requirement_text_not_blank", lambda: make.vacancy(requirements=[make.requirement(" ")])),
    ("vacancy_requirement_decision", lambda: make.vacancy(requirements=[make.requirement(decision="sure")])),
    ("vacancy_requirement_probability", lambda: make.vacancy(requirements=[make.requirement(probability=2.0)])),
    ("vacancy_occupation_probability", lambda: make.vacancy(occupations=[models.VacancyOccupation(concept_key="known", probability=2.0)])),
    ("concept_kind", lambda: make.concept(kind="dream")),
    ("concept_source", lambda: make.concept(source="dream")),
    ("concept_key_not_blank", lambda: make.concept(key=" ", labels=[])),
    ("concept_isco_of_occupation", lambda: make.concept(kind="skill", isco="7212")),
    ("concept_label_language", lambda: make.concept(labels=[models.ConceptLabel(language="de", label="x")])),
    ("concept_label_label_not_blank", lambda: make.concept(labels=[models.ConceptLabel(language="en", label=" ")])),
    ("concept_broader_not_itself", lambda: models.ConceptBroader(concept_key="known", broader_key="known")),
    ("occupation_skill_relation", lambda: models.OccupationSkill(occupation_key="known", skill_key="other", relation="nice")),
    ("occupation_skill_not_itself", lambda: models.OccupationSkill(occupation_key="known", skill_key="known", relation="optional")),
    ("alias_state", lambda: make.alias(concept_key="known", state="maybe", decided_by="x", decided_at=models.base.utc_now())),
    ("alias_kind", lambda: make.alias(concept_key="known", kind="dream")),
    ("alias_decided_by_somebody", lambda: make.alias(concept_key="known", state="accepted")),
    ("alias_decided_sometime", lambda: make.alias(concept_key="known", state="accepted", decided_by="x")),
    ("match_run_vacancy_asked", lambda: make.match_run(vacancy=None)),
    ("match_run_direction", lambda: make.match_run(direction="sideways")),
    ("match_run_row_limit", lambda: make.match_run(vacancy=make.vacancy(), row_limit=0)),
    ("match_run_n_eligible", lambda: make.match_run(vacancy=make.vacancy(), n_eligible=-1)),
    (
        "match_run_entry_one_subject",
        lambda: make.match_run(vacancy=make.vacancy(), entries=[models.MatchRunEntry(rank=1, score=0.0, probability=0.5)]),
    ),
    (
        "match_run_entry_probability",
        lambda: make.match_run(
            vacancy=make.vacancy(), entries=[models.MatchRunEntry(rank=1, score=0.0, probability=1.5, candidate=make.candidate())]
        ),
    ),
    (
        "match_run_entry_rank",
        lambda: make.match_run(
            vacancy=make.vacancy(), entries=[models.MatchRunEntry(rank=0, score=0.0, probability=0.5, candidate=make.candidate())]
        ),
    ),
    ("outcome_result", lambda: make.outcome(candidate=make.candidate(), vacancy=make.vacancy(), result="famous")),
    ("outcome_reason_code", lambda: make.outcome(candidate=make.candidate(), vacancy=make.vacancy(), reason_code="luck")),
    ("outcome_stayed_means_retained", lambda: make.outcome(candidate=make.candidate(), vacancy=make.vacancy(), reason_code="stayed")),
    ("scorer_version_number", lambda: make.scorer_version(number=0)),
    ("rule_set_version_created_by_not_blank", lambda: make.rule_set_version(created_by="")),
    ("import_batch_kind", lambda: make.import_batch(kind="jokes")),
    ("import_batch_sha256", lambda: make.import_batch(sha256="abc")),
    ("import_batch_counts_add_up", lambda: make.import_batch(n_rows=3, n_created=1)),
    ("change_feed_noun", lambda: models.ChangeFeed(sequence=1, noun="weather", at=models.base.utc_now())),
    ("audit_head_only_one", lambda: models.AuditHead(id=2, sequence=0, hash="0" * 64, feed_sequence=0)),
]  # fmt: skip


@pytest.fixture
def taxonomy(session):
    session.add_all([make.concept("known"), make.concept("other")])
    session.commit()


@pytest.mark.parametrize(("constraint", "nonsense"), CHECKED, ids=[name for name, _ in CHECKED])
def test_the_database_refuses(session, taxonomy, constraint, nonsense):
    with session.no_autoflush:
        session.add(nonsense())
    with pytest.raises(IntegrityError) as caught:
        session.flush()
    refusal = refusal_of(caught.value)
    assert isinstance(refusal, InvalidValue)
    assert refusal.code == "invalid_value.check"
    assert refusal.parameters["constraint"] == f"ck_{constraint}"
    session.rollback()


TWICE = [
    ("case_reference", lambda: make.candidate(case_reference="A-1")),
    ("reference", lambda: make.vacancy(reference="V-1")),
    ("name_folded", lambda: make.organisation(name="Приют «Тёплый Дымок»")),
    ("unp", lambda: make.employer(unp="481002322")),
    ("uri", lambda: make.concept(uri="http://example.org/1")),
    ("active", lambda: make.scorer_version(active=True)),
    ("active", lambda: make.rule_set_version(active=True)),
    ("digest", lambda: make.rule_set_version(digest="d" * 64)),
    ("folded", lambda: make.alias(text="Варка", concept_key="known")),
]


@pytest.mark.parametrize(("field", "one"), TWICE, ids=[f"{name} of {one().__tablename__}" for name, one in TWICE])
def test_the_database_refuses_the_second_of(session, taxonomy, field, one):
    session.add(one())
    session.flush()
    session.add(one())
    with pytest.raises(IntegrityError) as caught:
        session.flush()
    refusal = refusal_of(caught.value)
    assert isinstance(refusal, Conflict)
    assert (refusal.code, refusal.field) == ("conflict.unique", field)
    session.rollback()


def test_a_text_has_one_accepted_meaning_at_most(session, taxonomy):
    decided = {"text": "варка", "state": "accepted", "decided_by": "tester", "decided_at": models.base.utc_now()}
    session.add_all([make.alias(concept_key="known", **decided), make.alias(concept_key="other", **decided)])
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_a_concept_has_one_preferred_label_per_language(session, taxonomy):
    session.add(models.ConceptLabel(concept_key="known", language="en", label="another", is_preferred=True))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_one_referral_has_one_outcome(session, taxonomy):
    person, job = make.candidate(), make.vacancy()
    session.add_all([make.outcome(candidate=person, vacancy=job), make.outcome(candidate=person, vacancy=job)])
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_many_scorers_may_be_inactive(session, taxonomy):
    session.add_all([make.scorer_version(), make.scorer_version(), make.scorer_version(active=True)])
    session.commit()


@pytest.mark.parametrize(
    "dangling", [lambda: make.candidate(skills=[make.skill("x", "unheard_of")]), lambda: make.vacancy(employer_id=999)]
)
def test_what_a_record_names_must_exist(session, taxonomy, dangling):
    session.add(dangling())
    with pytest.raises(IntegrityError) as caught:
        session.flush()
    assert refusal_of(caught.value).code == "conflict.reference"
    session.rollback()


def test_a_missing_value_is_named(session, taxonomy):
    session.add(models.Candidate())
    with pytest.raises(IntegrityError) as caught:
        session.flush()
    refusal = refusal_of(caught.value)
    assert (refusal.code, refusal.field) == ("invalid_value.missing", "case_reference")
    session.rollback()


def test_parts_go_with_their_record_and_employers_with_vacancies_stay(session, taxonomy):
    person, job = (
        make.candidate(skills=[make.skill()], identity=make.identity()),
        make.vacancy(requirements=[make.requirement("x", "known")]),
    )
    session.add_all([person, job])
    session.commit()
    session.delete(person)
    session.commit()
    assert session.query(models.CandidateSkill).count() == 0
    assert session.query(models.CandidateIdentity).count() == 0
    session.delete(job.employer)
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()


def test_every_check_of_a_stored_table_has_a_name():
    unnamed = [(table.name, str(c.sqltext)) for table in Base.metadata.tables.values() for c in table.constraints if c.name is None]
    assert unnamed == []
