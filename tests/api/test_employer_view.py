"""What an employer sees of people, stage by stage, and what no stage shows: canaries in every restricted column, all routes crawled."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import String, Text

from api.i18n import LANGUAGES
from api.problems import problem_words
from models import AuditEvent, Base, Candidate, Consent, Restriction
from models.codes import CONSENT_FIELDS
from services.actors import COMMAND_LINE_ACTOR, Role
from services.calendar import today
from services.employer_views import PersonBrowsed
from services.installation import Installation
from services.introductions import PersonIntroduced
from services.pseudonyms import pseudonym
from services.stages import CLASSES_READ, SEEN_BY_EMPLOYER, Stage
from tests.api.conftest import WELDER, WELDING, Template
from tests.api.programme import Programme, many, programme_over, standing
from tests.api.reading import answer_of, problem_of

BROWSE = "/employer/vacancies/VAC-0001/candidates"
INTRODUCED = "/employer/vacancies/VAC-0001/introductions"
CANARY = "КАНАРЕЙКА"
PRISON = "РУП «ИК № 11», швейный цех"
TELLING = WELDER | {
    "consent": "granted", "facility": f"{CANARY}-facility", "notes": f"{CANARY}-notes", "phones": ["+375291234567"],
    "work_history": f"2004–2012 сварщик, {CANARY}-завод\n2015–2022 сварщик, {PRISON}, {CANARY}-история",
    "qualifications": f"электрогазосварщик 5 разряда, {CANARY}-ПТУ при ИК № 11, 2011", "consent_note": f"{CANARY}-consent",
    "skills": f"ручная дуговая сварка, газовая резка, {CANARY}-навык", "desired_work": f"сварщик, {CANARY}-желание", "health_limits": [],
}  # fmt: skip


@pytest.fixture(scope="module")
def opened(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with standing(template, tmp_path_factory.mktemp("employer_view"), [TELLING, *many(5)]) as opened:
        yield opened


@pytest.fixture
def programme(opened: Any, tmp_path: Path) -> Iterator[Programme]:
    with opened(tmp_path) as programme:
        yield programme


def browsed(programme: Programme, name: str = "employer", address: str = BROWSE) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer_of(programme.get(name, f"{address}?language=ru"))["candidates"]
    return found


def agreed(programme: Programme, *fields: str, person: str = "GOM-0001") -> dict[str, Any]:
    return dict(programme.consent(person, "introduction", vacancy="VAC-0001", fields=list(fields)))


def crawled(programme: Programme, name: str = "employer") -> str:
    """Whatever every route that anybody can ask without knowing a number says to this actor, errors included."""
    document = json.loads(programme[name].get("/api/openapi.json").data)
    filled = {
        "reference": "GOM-0001",
        "vacancy": "VAC-0001",
        "candidate": "GOM-0001",
        "number": "1",
        "evidence": "1",
        "purpose": "matching",
    }
    said = []
    for path, operations in document["paths"].items():
        for reference in ("GOM-0001", "VAC-0001", "VAC-0002") if "{reference}" in path else ("",):
            for fact in CONSENT_FIELDS if "{fact}" in path else ("",):
                known = filled | {"reference": reference, "fact": fact}
                address = re.sub(r"\{(\w+)\}", lambda name, known=known: known.get(name[1], "1"), path)
                for method in operations.keys() & {"get", "post", "patch"}:
                    response = programme[name].open(address, method=method.upper(), json=None if method == "get" else {"reason": "x"})
                    assert response.status_code < 500, address
                    said.append(response.get_data(as_text=True))
    return "\n".join(json.dumps(json.loads(text), ensure_ascii=False) if text.startswith("{") else text for text in said)


def hide_canaries(programme: Programme) -> None:
    """A canary in every restricted text column that the forms do not fill."""
    with programme.installation.writing(COMMAND_LINE_ACTOR, "set up") as unit:
        person = unit.session.query(Candidate).filter_by(case_reference="GOM-0001").one()
        person.identity.facility, person.identity.surname, person.identity.address = (
            f"{CANARY}-тюрьма",
            f"{CANARY}-фамилия",
            f"{CANARY}-дом",
        )
        person.identity.email = "canary@kladka.example"
        person.restrictions.append(Restriction(kind="ban", duty="weapons", legal_basis=f"{CANARY}-статья", entered_by=f"{CANARY}-кем"))

        unit.audit("candidate:change", person)


def test_a_browsing_employer_sees_what_the_table_names_and_nothing_else(programme: Programme) -> None:
    hide_canaries(programme)
    people = browsed(programme)
    assert len(people) == 6
    words = {"availability_in_words"}
    for person in people:
        assert person.keys() - words == SEEN_BY_EMPLOYER[Stage.BROWSING].keys()
        assert person["district"] == "г. Гомель"
        assert person["trades"][0]["how_in_words"] == "работа по профессии"
        assert {criterion["seen"] for criterion in person["criteria"]} <= {"met", "partly", "not_seen"}
        assert person["availability"] in ("now", "by_start", "later")
    told = json.dumps(people, ensure_ascii=False)
    for hidden in (CANARY, "ИК", "РУП", "GOM-0", "2004", "2012", "2015", "2022", "score", "review", "restriction", "canary@"):
        assert hidden not in told, hidden


def test_no_stage_and_no_route_tells_an_employer_what_is_restricted(programme: Programme) -> None:
    hide_canaries(programme)
    never = (CANARY, "ИК № 11", "ИК №", "weapons", "facility", "canary@kladka.example", "GOM-0002")
    before = crawled(programme)
    agreed(programme, "first_name", "contact", "profile", "medical_certificate_ready")
    number = programme.introduce(contact="organisation")["id"]
    during = crawled(programme)
    assert "Андрей" in during
    answer_of(programme.post("most", f"/introductions/{number}/end", reason="employer_declined"))
    after = crawled(programme)
    for stage, told in (("browsing", before), ("introduced", during), ("ended", after)):
        for hidden in never:
            assert hidden not in told, (stage, hidden, told[max(0, told.find(hidden) - 300) : told.find(hidden) + 80])
        assert "+375291234567" not in told
        assert "Кравцелин" not in told
    for told in (before, after):
        assert "Андрей" not in told


def test_people_under_review_or_without_general_consent_are_not_shown_and_not_counted(installation: Installation) -> None:
    hidden = [WELDER | {"consent": "limited"}, WELDER | {"consent": "withheld"}, WELDER | {"consent": "granted", "health_limits": None}]
    programme = programme_over(installation, [*hidden, *many(2)])
    body = answer_of(programme.get("employer", BROWSE))
    assert list(body) == ["candidates"]
    assert len(body["candidates"]) == 2


def test_a_district_is_told_only_where_enough_people_share_it(installation: Installation) -> None:
    alone = WELDER | {"consent": "granted", "place": {"province": "gomel", "town": "Речица"}, "max_commute_km": 100}
    people = browsed(programme_over(installation, [alone, *many(5)]))
    assert sorted((person["district"] or "", person["province"]) for person in people) == [("", "gomel")] + [("г. Гомель", "gomel")] * 5


def test_a_person_has_another_name_in_every_vacancy_and_the_same_all_the_time() -> None:
    names = {pseudonym("key", vacancy, candidate) for vacancy in range(50) for candidate in range(50)}
    assert len(names) == 2500
    assert pseudonym("key", 1, 2) == pseudonym("key", 1, 2) != pseudonym("another key", 1, 2)


def test_names_of_one_list_do_not_come_back_in_another(programme: Programme) -> None:
    answer_of(programme["expert"].post("/api/v1/vacancies", json=WELDING), 201)
    first, second = browsed(programme), browsed(programme, address="/employer/vacancies/VAC-0002/candidates")
    assert len(first) == len(second) == 6
    assert not {person["pseudonym"] for person in first} & {person["pseudonym"] for person in second}


def test_another_employer_and_every_other_role_get_nothing(programme: Programme) -> None:
    agreed(programme, "first_name", "licence")
    programme.introduce()
    for address in (BROWSE, INTRODUCED, "/employer/introductions/1/facts/licence"):
        code = "not_found.introduction" if "facts" in address else "not_found.vacancy"
        problem_of(programme.get("rival", address), 404, code)
        for name in ("most", "niva", "expert", "coordinator", "auditor", "system"):
            problem_of(programme.get(name, address), 403, "forbidden")
    for address in ("/candidates", "/candidates/GOM-0001", "/vacancies/VAC-0001/candidates", "/match-runs", "/aliases"):
        assert programme.get("employer", address).status_code == 403


def test_a_withdrawn_consent_takes_the_person_off_the_list_between_two_requests(programme: Programme) -> None:
    given = programme.consent()
    before = browsed(programme)
    answer_of(programme.post("most", f"/candidates/GOM-0001/consents/{given['id']}/withdraw"))
    after = browsed(programme)
    gone = {person["pseudonym"] for person in before} - {person["pseudonym"] for person in after}
    assert len(gone) == 1
    assert [person for person in before if person["pseudonym"] not in gone] == after


def test_the_list_is_the_same_all_day_whatever_becomes_of_people(programme: Programme) -> None:
    before = [person["pseudonym"] for person in browsed(programme)]
    answer_of(programme["most"].patch("/api/v1/candidates/GOM-0002", json={"bans": [{"duty": "weapons", "until": None}]}))
    answer_of(programme["most"].patch("/api/v1/candidates/GOM-0003", json={"home_hours": {"from": "17:00", "until": "09:00"}}))
    answer_of(programme["most"].post("/api/v1/candidates", json=WELDER | {"consent": "granted"}), 201)
    assert [person["pseudonym"] for person in browsed(programme)] == before


def test_an_introduction_needs_a_live_consent_to_this_vacancy(programme: Programme) -> None:
    draft = answer_of(programme.get("most", "/candidates/GOM-0001/introduction-draft?vacancy=VAC-0001"))
    body = {"candidate": "GOM-0001", "vacancy": "VAC-0001", "contact": "person", "profile_digest": draft["digest"]}
    body["approved_on"] = today().isoformat()
    problem_of(programme.post("most", "/introductions", **body), 409, "state_conflict.no_consent")
    agreed(programme, "first_name")
    problem_of(programme.post("most", "/introductions", **body | {"profile_digest": "1" * 64}), 409, "conflict.profile_changed")
    later = (today() + timedelta(days=1)).isoformat()
    problem_of(programme.post("most", "/introductions", **body | {"approved_on": later}), 422, "invalid_value.consent_day")
    problem_of(programme.post("niva", "/introductions", **body | {"candidate": "GOM-0099"}), 404, "not_found.candidate")
    answer_of(programme.post("most", "/introductions", **body), 201)
    problem_of(programme.post("most", "/introductions", **body), 409, "state_conflict.introduced_already")


def test_an_employer_sees_of_the_introduced_only_what_they_agreed_to(programme: Programme) -> None:
    agreed(programme, "first_name")
    programme.introduce()
    (seen,) = answer_of(programme.get("employer", INTRODUCED))["introduced"]
    assert (seen["first_name"], seen["contact"], seen["profile"], seen["facts"]) == ("Андрей", None, None, [])
    agreed(programme, "first_name", "contact", "profile", "licence")
    (seen,) = answer_of(programme.get("employer", INTRODUCED))["introduced"]
    assert seen["contact"] == {"through": "person", "phone": "+375291234567", "email": None}
    assert seen["profile"]["trades"][0]["how"] == "practised"
    assert seen["facts"] == ["licence"]
    assert CANARY not in json.dumps(seen, ensure_ascii=False)


def test_the_profile_is_the_one_the_person_approved_even_when_the_case_changes(programme: Programme) -> None:
    agreed(programme, "profile")
    programme.introduce(by="expert")
    answer_of(programme["most"].patch("/api/v1/candidates/GOM-0001", json={"skills": "пошив спецодежды"}))
    (seen,) = answer_of(programme.get("employer", INTRODUCED))["introduced"]
    assert any("сварка" in skill for skill in seen["profile"]["skills"])


def test_words_in_the_persons_name_may_not_tell_where_they_were(programme: Programme) -> None:
    address = "/candidates/GOM-0001/introduction-draft?vacancy=VAC-0001&about={}"
    problem_of(programme.get("most", address.format("шил в колонии форму")), 422, "invalid_value.telling_text")
    assert answer_of(programme.get("most", address.format("люблю точную работу")))["profile"]["about"] == "люблю точную работу"


@pytest.mark.parametrize(
    ("fact", "value"), [("licence", []), ("education", "vocational"), ("medical_certificate_ready", True), ("passport_ready", True)]
)
def test_one_fact_is_told_by_its_own_consent_and_each_reading_is_in_the_trail(programme: Programme, fact: str, value: Any) -> None:
    agreed(programme, "first_name", fact)
    number = programme.introduce()["id"]
    address = f"/employer/introductions/{number}/facts/"
    assert answer_of(programme.get("employer", address + fact)) == {"fact": fact, "value": value}
    for other in {"licence", "education", "work_book_ready", "first_name", "surname", "health"} - {fact}:
        problem_of(programme.get("employer", address + other), 404, "not_found.fact")
    with programme.installation.reading(COMMAND_LINE_ACTOR, "look") as unit:
        actions = [(e.action, e.details.get("fact")) for e in unit.session.query(AuditEvent)]
    assert actions.count(("employer_fact:read", fact)) == 1


@pytest.mark.parametrize("ending", ["ended", "withdrawn", "expired", "closed"])
def test_after_the_end_there_is_nothing_to_see(programme: Programme, ending: str) -> None:
    consent = agreed(programme, "first_name", "profile", "education")
    number = programme.introduce()["id"]
    assert answer_of(programme.get("employer", INTRODUCED))["introduced"]
    if ending == "ended":
        answer_of(programme.post("expert", f"/introductions/{number}/end", reason="hired"))
        problem_of(programme.post("expert", f"/introductions/{number}/end", reason="hired"), 409, "state_conflict.introduction_ended")
    elif ending == "withdrawn":
        answer_of(programme.post("most", f"/candidates/GOM-0001/consents/{consent['id']}/withdraw"))
        (told,) = answer_of(programme.get("most", "/candidates/GOM-0001/introductions"))["introductions"]
        assert told["end_reason"] == "consent_withdrawn"
    elif ending == "expired":
        with programme.installation.writing(COMMAND_LINE_ACTOR, "set up") as unit:
            held = unit.session.get(Consent, consent["id"])
            held.given_on, held.expires_on = today() - timedelta(days=9), today() - timedelta(days=1)
            unit.audit("consent:give", held.candidate)
    else:
        answer_of(programme.post("most", "/candidates/GOM-0001/close", reason="moved_away"))
    assert answer_of(programme.get("employer", INTRODUCED))["introduced"] == []
    problem_of(programme.get("employer", f"/employer/introductions/{number}/facts/education"), 404, "not_found.introduction")


def test_the_table_of_stages_is_what_the_views_hold_and_reads_nothing_restricted() -> None:
    assert set(PersonBrowsed.__dataclass_fields__) == SEEN_BY_EMPLOYER[Stage.BROWSING].keys()
    shown = set(PersonIntroduced.__dataclass_fields__) - {"id", "introduced_on", "facts"}
    assert shown == SEEN_BY_EMPLOYER[Stage.INTRODUCED].keys()
    assert SEEN_BY_EMPLOYER[Stage.FACT].keys() | SEEN_BY_EMPLOYER[Stage.INTRODUCED].keys() == set(CONSENT_FIELDS)
    columns = {str(column): column.info["access"] for table in Base.metadata.sorted_tables for column in table.columns}
    for stage, fields in SEEN_BY_EMPLOYER.items():
        read = {columns[column] for made_of in fields.values() for column in made_of}
        assert read <= CLASSES_READ[Role.EMPLOYER][stage]
        assert not read & {"restricted", "secret"}
    for stages in CLASSES_READ.values():
        assert stages.keys() == set(Stage)
        assert all("secret" not in classes for classes in stages.values())
    assert CLASSES_READ.keys() == set(Role)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_an_employer_reads_has_words(language: str) -> None:
    said = problem_words(language).tables["seen_by_employer"]
    assert {"practised", "qualified", "now", "by_start", "later", "unknown", "met", "partly", "not_seen"} == set(said)


def test_every_restricted_text_column_that_a_person_has_carries_a_canary(programme: Programme) -> None:
    """Whoever adds such a column must hide a canary in it above."""
    hide_canaries(programme)
    people = {"candidate", "candidate_identity", "candidate_text", "work_history", "qualification", "restriction", "consent"}
    with programme.installation.reading(COMMAND_LINE_ACTOR, "look") as unit:
        for table in (table for table in Base.metadata.sorted_tables if table.name in people):
            for column in table.columns:
                coded = isinstance(column.type, String | Text) and (column.type.length or 999) >= 100
                if column.info["access"] == "restricted" and (coded or column.name == "entered_by"):
                    values = unit.session.connection().execute(column.table.select().with_only_columns(column)).scalars()
                    assert any(CANARY in (value or "") for value in values), str(column)
