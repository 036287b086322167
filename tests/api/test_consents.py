"""Consent opens and closes, for exactly whom and how long the person said; nothing else opens a case."""

import base64
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models import AuditEvent, Candidate, Consent, Organisation
from services.actors import COMMAND_LINE_ACTOR
from services.calendar import today
from services.errors import Conflict, Forbidden, InvalidValue
from services.importing.files import import_file
from services.importing.outcome_files import import_outcomes
from services.learning import stored_placements
from services.ranking import rank_all
from services.rereading import reread_candidates
from tests.api.conftest import WELDER, Template
from tests.api.programme import MOST, NIVA, OFFICE, Programme, standing
from tests.api.reading import answer_of, problem_of

PDF = b"%PDF-1.7\nsynthetic\n%%EOF\n"


@pytest.fixture(scope="module")
def opened(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with standing(template, tmp_path_factory.mktemp("consents"), [WELDER | {"consent": "withheld"}]) as opened:
        yield opened


@pytest.fixture
def programme(opened: Any, tmp_path: Path) -> Iterator[Programme]:
    with opened(tmp_path) as programme:
        yield programme


def stored(programme: Programme, **columns: Any) -> None:
    """A consent as it may stand in the database, with dates that no form would take."""
    with programme.installation.writing(COMMAND_LINE_ACTOR, "set up") as unit:
        person = unit.session.query(Candidate).filter_by(case_reference="GOM-0001").one()
        general = "organisation_id" not in columns
        if general:
            person.consent = "granted"
            for each in person.consents:
                each.state = "replaced"
        person.consents.append(Consent(**{"purpose": "matching", "state": "granted"} | columns))
        unit.audit("consent:give", person)


def test_without_consent_a_person_is_known_to_their_own_organisation_alone(programme: Programme) -> None:
    assert programme.may_read("most")
    assert not any(programme.may_read(name) for name in ("niva", "expert", "coordinator"))
    for name in ("niva", "expert"):
        problem_of(programme.get(name, "/candidates/GOM-0001/consents"), 403 if name == "expert" else 404,
                   "forbidden" if name == "expert" else "not_found.candidate")  # fmt: skip
        assert answer_of(programme.get(name, "/candidates"))["candidates"] == []
        problem_of(programme.get(name, "/candidates/GOM-0001/vacancies"), 404, "not_found.candidate")
        problem_of(programme.get(name, "/vacancies/VAC-0001/candidates/GOM-0001"), 404, "not_found.candidate")


def test_a_consent_to_matching_by_all_opens_the_case_and_a_withdrawal_closes_it_at_once(programme: Programme) -> None:
    given = programme.consent(fields=["profile"], expires_on=(today() + timedelta(days=365)).isoformat())
    assert given["live"]
    assert (given["text_language"], given["organisation"], given["fields"]) == ("be", None, ["profile"])
    assert programme.may_read("niva")
    assert programme.may_read("expert")
    assert answer_of(programme.get("most", "/candidates/GOM-0001"))["consent"] == "granted"
    assert [line["reference"] for line in answer_of(programme.get("expert", "/vacancies/VAC-0001/candidates"))["ranked"]] == ["GOM-0001"]
    withdrawn = answer_of(programme.post("most", f"/candidates/GOM-0001/consents/{given['id']}/withdraw"))
    assert (withdrawn["state"], withdrawn["live"], withdrawn["withdrawn_on"]) == ("withdrawn", False, today().isoformat())
    assert not programme.may_read("niva")
    assert not programme.may_read("expert")
    assert answer_of(programme.get("expert", "/vacancies/VAC-0001/candidates"))["ranked"] == []
    problem_of(programme.post("most", f"/candidates/GOM-0001/consents/{given['id']}/withdraw"), 409, "state_conflict.consent_not_live")


def test_a_consent_towards_one_organisation_opens_the_case_to_that_one(programme: Programme) -> None:
    given = programme.consent(organisation=programme.organisations[NIVA])
    assert programme.may_read("niva")
    assert [person["reference"] for person in answer_of(programme.get("niva", "/candidates"))["candidates"]] == ["GOM-0001"]
    assert not programme.may_read("expert")
    problem_of(programme["niva"].patch("/api/v1/candidates/GOM-0001", json={"minimum_pay_byn": 1}), 404, "not_found.candidate")
    answer_of(programme.post("most", f"/candidates/GOM-0001/consents/{given['id']}/withdraw"))
    assert not programme.may_read("niva")


def test_a_consent_for_an_emergency_opens_nothing_by_itself(programme: Programme) -> None:
    programme.consent(purpose="emergency", organisation=programme.organisations[NIVA], fields=["first_name", "contact"])
    assert not programme.may_read("niva")


@pytest.mark.parametrize(("days", "seen"), [(-1, False), (0, True), (1, True)])
@pytest.mark.parametrize("recipient", [None, OFFICE])
def test_the_last_day_counts_and_the_day_after_does_not(programme: Programme, days: int, seen: bool, recipient: str | None) -> None:
    begun, last = today() - timedelta(days=30), today() + timedelta(days=days)
    towards = {} if recipient is None else {"organisation_id": programme.organisations[recipient]}
    answer_of(programme.get("system", "/vacancies/VAC-0001/candidates"))  # everybody is in memory when the night comes
    programme.installation.consents_lapsed_on = None
    stored(programme, given_on=begun, expires_on=last, **towards)
    assert programme.may_read("expert") is seen
    assert (answer_of(programme.get("expert", "/candidates"))["total"] == 1) is seen
    assert answer_of(programme.get("most", "/candidates/GOM-0001/consents"))["consents"][-1]["live"] is seen
    if recipient is None:
        ranked = answer_of(programme.get("expert", "/vacancies/VAC-0001/candidates"))["ranked"]
        assert bool(ranked) is seen
        assert (answer_of(programme.get("most", "/candidates/GOM-0001"))["consent"] == "granted") is seen


def test_no_form_and_no_file_overrules_a_withdrawal_but_a_new_consent_does(programme: Programme) -> None:
    given = programme.consent()
    answer_of(programme.post("most", f"/candidates/GOM-0001/consents/{given['id']}/withdraw"))
    change = programme["most"].patch("/api/v1/candidates/GOM-0001", json={"consent": "granted"})
    assert problem_of(change, 409, "state_conflict.consent_ended")["remedy"] == "give_consent"
    answer_of(programme["most"].patch("/api/v1/candidates/GOM-0001", json={"minimum_pay_byn": 1700}))
    assert not programme.may_read("expert")
    assert len(answer_of(programme.get("most", "/candidates/GOM-0001/consents"))["consents"]) == 2
    programme.consent()
    assert programme.may_read("expert")


def test_a_newer_answer_takes_the_place_of_the_earlier_one(programme: Programme) -> None:
    programme.consent(expires_on=today().isoformat())
    programme.consent(expires_on=(today() + timedelta(days=9)).isoformat())
    states = [each["state"] for each in answer_of(programme.get("most", "/candidates/GOM-0001/consents"))["consents"]]
    assert states == ["withheld", "replaced", "granted"]


@pytest.mark.parametrize(
    ("purpose", "said", "code"),
    [
        ("introduction", {}, "invalid_value.consent_recipient"),
        ("introduction", {"organisation": 1}, "invalid_value.consent_recipient"),
        ("matching", {"vacancy": "VAC-0001"}, "invalid_value.consent_recipient"),
        ("follow_up", {}, "invalid_value.consent_recipient"),
        ("matching", {"fields": ["licence"]}, "invalid_value.consent_fields"),
        ("matching", {"given_on": (today() + timedelta(days=1)).isoformat()}, "invalid_value.consent_day"),
        ("matching", {"expires_on": (today() - timedelta(days=1)).isoformat()}, "invalid_value.consent_end"),
        ("matching", {"expires_on": (today() + timedelta(days=2000)).isoformat()}, "invalid_value.consent_end"),
    ],
)
def test_a_consent_that_the_table_does_not_name_is_refused(programme: Programme, purpose: str, said: dict[str, Any], code: str) -> None:
    text = answer_of(programme.get("most", f"/consent-texts/{purpose}?language=ru"))
    body = {"purpose": purpose, "text_digest": text["digest"], "text_language": "ru", "how": "spoken", "given_on": today().isoformat()}
    problem_of(programme["most"].post("/api/v1/candidates/GOM-0001/consents", json=body | said), 422, code)


def test_only_the_words_of_today_can_be_agreed_to(programme: Programme) -> None:
    body = {"purpose": "matching", "text_digest": "0" * 64, "text_language": "ru", "how": "spoken", "given_on": today().isoformat()}
    problem_of(programme["most"].post("/api/v1/candidates/GOM-0001/consents", json=body), 409, "conflict.consent_text")
    problem_of(programme.get("most", "/consent-texts/everything"), 422, "invalid_value.consent_purpose")


@pytest.mark.parametrize("purpose", ["matching", "introduction", "follow_up", "training", "emergency"])
def test_every_consent_has_words_in_three_languages(programme: Programme, purpose: str) -> None:
    texts = [answer_of(programme.get("most", f"/consent-texts/{purpose}?language={language}")) for language in ("ru", "be", "en")]
    assert len({text["digest"] for text in texts}) == 3
    assert all(len(text["text"]) > 150 for text in texts)


def test_others_can_neither_give_nor_take_back_a_consent(programme: Programme) -> None:
    given = programme.consent()
    for name, status, code in (("niva", 404, "not_found.candidate"), ("expert", 403, "forbidden"), ("employer", 403, "forbidden")):
        problem_of(programme.post(name, f"/candidates/GOM-0001/consents/{given['id']}/withdraw"), status, code)
    problem_of(programme.post("most", "/candidates/GOM-0001/consents/99/withdraw"), 404, "not_found.consent")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(PDF, "application/pdf"), (b"\x89PNG\r\n\x1a\n..IEND\xaeB`\x82", "image/png"), (b"\xff\xd8\xff\xe0..\xff\xd9", "image/jpeg")],
)
def test_a_paper_is_known_by_its_bytes_and_comes_back_whole(programme: Programme, content: bytes, media_type: str) -> None:
    where = f"/candidates/GOM-0001/consents/{programme.consent()['id']}/evidence"
    kept = answer_of(programme.post("most", where, name="согласие.exe", content=base64.b64encode(content).decode()), 201)
    assert (kept["media_type"], kept["n_bytes"]) == (media_type, len(content))
    paper = answer_of(programme.get("most", f"{where}/{kept['id']}"))
    assert base64.b64decode(paper["content"]) == content
    for name, status in (("niva", 404), ("expert", 403), ("auditor", 403)):
        assert programme.get(name, f"{where}/{kept['id']}").status_code == status


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"MZ\x90 a program", "invalid_value.evidence"), (b"%PDF-1.7 cut off", "invalid_value.evidence"),
     (b"%PDF-" + b"x" * (2 * 1024 * 1024) + b"%%EOF", "invalid_value.evidence_size")],
)  # fmt: skip
def test_anything_else_is_no_paper(programme: Programme, content: bytes, code: str) -> None:
    where = f"/candidates/GOM-0001/consents/{programme.consent()['id']}/evidence"
    problem_of(programme.post("most", where, name="a.pdf", content=base64.b64encode(content).decode()), 422, code)


def test_each_step_is_told_in_the_trail_in_codes(programme: Programme) -> None:
    given = programme.consent()
    where = f"/candidates/GOM-0001/consents/{given['id']}"
    answer_of(programme.post("most", f"{where}/evidence", name="a.pdf", content=base64.b64encode(PDF).decode()), 201)
    answer_of(programme.get("most", f"{where}/evidence/1"))
    answer_of(programme.post("most", f"{where}/withdraw"))
    with programme.installation.reading(COMMAND_LINE_ACTOR, "look") as unit:
        told = [e.action for e in unit.session.query(AuditEvent).order_by(AuditEvent.sequence) if e.action.startswith("consent")]
        organisations = {each.name for each in unit.session.query(Organisation)}
    assert told == ["consent:give", "consent_evidence:create", "consent_evidence:read", "consent:withdraw"]
    assert {MOST, NIVA} <= organisations


def file_of(folder: Path, *rows: str) -> Path:
    path = folder / "people.csv"
    path.write_text("\n".join(["reference,surname,given_name,province,town,skills,consent", *rows]) + "\n", encoding="utf-8")
    return path


def test_a_file_of_another_organisation_neither_changes_nor_learns_of_a_case(programme: Programme, tmp_path: Path) -> None:
    niva = programme.actors["niva"]
    with pytest.raises(Conflict, match="reference_taken"):
        import_file(
            programme.installation, niva, file_of(tmp_path, "GOM-0001,Чужой,Иван,gomel,Гомель,оверлок,granted"), "candidates", as_of=today()
        )
    report = import_file(
        programme.installation, niva, file_of(tmp_path, ",Кравцелин,Андрей,gomel,Гомель,оверлок,withheld"), "candidates", as_of=today()
    )
    assert (report.n_created, report.duplicates) == (1, ())
    (reference,) = report.references.values()
    assert reference != "GOM-0001"
    assert programme.may_read("niva", reference)
    assert not programme.may_read("most", reference)


def test_a_file_does_not_give_back_what_the_person_took_back(programme: Programme, tmp_path: Path) -> None:
    given = programme.consent()
    answer_of(programme.post("most", f"/candidates/GOM-0001/consents/{given['id']}/withdraw"))
    path = file_of(tmp_path, "GOM-0001,Кравцелин,Андрей,gomel,Гомель,ручная дуговая сварка,granted")
    report = import_file(programme.installation, programme.actors["most"], path, "candidates", as_of=today())
    assert report.n_changed == 1
    assert not programme.may_read("expert")


def test_profiles_are_read_again_and_rankings_of_all_are_made_only_within_reach(programme: Programme) -> None:
    assert reread_candidates(programme.installation, programme.actors["niva"], 2026).n_read == 0
    with pytest.raises(Forbidden):
        list(rank_all(programme.installation, programme.actors["expert"], today(), 5))
    assert len(list(rank_all(programme.installation, COMMAND_LINE_ACTOR, today(), 5))) == 1


def test_past_placements_of_people_out_of_reach_are_neither_read_nor_entered(programme: Programme, tmp_path: Path) -> None:
    path = tmp_path / "outcomes.csv"
    path.write_text("candidate,vacancy,referred_on,result,reason_code\nGOM-0001,VAC-0001,2026-03-02,not_hired,skills\n", encoding="utf-8")
    coordinator = programme.actors["coordinator"]
    with pytest.raises(InvalidValue):
        import_outcomes(programme.installation, coordinator, path)
    import_outcomes(programme.installation, COMMAND_LINE_ACTOR, path)
    assert stored_placements(programme.installation, coordinator) == []
    assert len(stored_placements(programme.installation, programme.actors["most"])) == 1


def test_a_stored_ranking_of_somebody_who_withdrew_is_in_no_list(programme: Programme) -> None:
    given = programme.consent()
    number = answer_of(programme.get("expert", "/candidates/GOM-0001/vacancies"))["run"]
    ranked = answer_of(programme.get("expert", "/vacancies/VAC-0001/candidates"))
    assert [line["reference"] for line in ranked["ranked"]] == ["GOM-0001"]
    answer_of(programme.post("expert", f"/match-runs/{number}/replay"))
    assert [run["id"] for run in answer_of(programme.get("expert", "/match-runs"))["runs"]] == [ranked["run"], number]
    answer_of(programme.post("most", f"/candidates/GOM-0001/consents/{given['id']}/withdraw"))
    assert [run["id"] for run in answer_of(programme.get("expert", "/match-runs"))["runs"]] == [ranked["run"]]
    problem_of(programme.get("expert", f"/match-runs/{number}"), 404, "not_found.match_run")
    problem_of(programme.post("expert", f"/match-runs/{number}/replay"), 404, "not_found.match_run")
    assert answer_of(programme.post("expert", f"/match-runs/{ranked['run']}/replay"))["lines"] == []


def test_an_organisation_enters_people_for_itself_alone(programme: Programme) -> None:
    response = programme["niva"].post("/api/v1/candidates", json=WELDER | {"organisation": MOST})
    problem_of(response, 422, "invalid_value.organisation")
