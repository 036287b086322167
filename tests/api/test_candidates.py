"""People through the API: registered, shown, changed, closed."""

from flask.testing import FlaskClient

from models.queries.candidates import get_candidate
from models.restriction import UnreadLimit
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.installation import Installation
from tests.api.conftest import SEAMSTRESS, WELDER
from tests.api.reading import act_as, answer_of, problem_of

CANDIDATES = "/api/v1/candidates"


def test_a_registered_person_gets_the_next_number_of_the_province_and_an_address(client: FlaskClient) -> None:
    first = client.post(CANDIDATES, json=WELDER)
    second = client.post(CANDIDATES, json=SEAMSTRESS)
    assert answer_of(first, 201)["reference"] == "GOM-0001"
    assert answer_of(second, 201)["reference"] == "GOM-0002"
    assert first.headers["Location"] == f"{CANDIDATES}/GOM-0001"
    assert answer_of(client.get(first.headers["Location"])) == first.get_json()


def test_numbers_go_on_after_the_greatest_and_each_province_has_its_own(client: FlaskClient) -> None:
    answer_of(client.post(CANDIDATES, json=WELDER | {"reference": "GOM-0041"}), 201)
    answer_of(client.post(CANDIDATES, json=WELDER | {"reference": "GOM-x"}), 201)
    assert answer_of(client.post(CANDIDATES, json=WELDER), 201)["reference"] == "GOM-0042"
    assert answer_of(client.post(CANDIDATES, json=WELDER | {"place": {"town": "Полоцк"}}), 201)["reference"] == "VIT-0001"
    assert answer_of(client.post(CANDIDATES, json={}), 201)["reference"] == "CAN-0001"


def test_skills_come_back_as_written_and_as_understood(client: FlaskClient) -> None:
    person = answer_of(
        client.post(CANDIDATES, json=WELDER | {"skills": "ручная дуговая сварка, хрумобрызг"}, headers={"Accept-Language": "en"}), 201
    )
    known, unknown = person["skills"][:2]
    assert (known["text"], known["decision"], known["concept"]) == ("ручная дуговая сварка", "accepted", "weld_mma")
    assert known["label"].isascii()
    assert known["alternatives"] == []
    assert (unknown["text"], unknown["concept"] is None) == ("хрумобрызг", unknown["decision"] == "unresolved")
    assert person["restricted"]["skills"] == "ручная дуговая сварка, хрумобрызг"


def test_restrictions_and_place_come_back_in_canonical_form(client: FlaskClient) -> None:
    person = answer_of(client.post(CANDIDATES, json=SEAMSTRESS), 201)
    assert person["restricted"]["bans"] == [{"duty": "handles_cash", "until": "2028-05-01"}]
    assert person["restricted"]["home_hours"] == {"from": "22:00", "until": "06:00"}
    assert person["place"] == {"province": "gomel", "district": "г. Гомель", "town": "Гомель", "latitude": 52.4345, "longitude": 30.9754}
    assert person["identity"]["surname"] == "Шершнёва"
    assert person["name"] == "Ш. А."


def test_health_that_nobody_spoke_of_is_not_known(client: FlaskClient) -> None:
    said_nothing = {name: value for name, value in WELDER.items() if name != "health_limits"}
    assert answer_of(client.post(CANDIDATES, json=said_nothing), 201)["restricted"]["health_limits"] is None
    assert answer_of(client.post(CANDIDATES, json=WELDER), 201)["restricted"]["health_limits"] == []


def test_a_taken_reference_is_a_conflict(client: FlaskClient) -> None:
    answer_of(client.post(CANDIDATES, json=WELDER | {"reference": "GOM-0007"}), 201)
    body = problem_of(client.post(CANDIDATES, json=SEAMSTRESS | {"reference": "GOM-0007"}), 409, "conflict.reference_taken")
    assert body["field"] == "reference"
    assert "GOM-0007" in body["detail"]


def test_a_town_that_several_places_are_called_is_asked_back(client: FlaskClient) -> None:
    body = problem_of(client.post(CANDIDATES, json={"place": {"town": "Октябрьский"}}), 422, "invalid_value.place_ambiguous")
    assert body["field"] == "place.town"
    assert {choice["province"] for choice in body["choices"]} == {"brest", "gomel", "minsk", "vitebsk"}
    assert "Гомельская область" in body["detail"]


def test_an_unknown_town_comes_with_suggestions(client: FlaskClient) -> None:
    body = problem_of(client.post(CANDIDATES, json={"place": {"town": "Гомиль"}}), 422, "invalid_value.place_unknown")
    assert "Гомель" in {choice["town"] for choice in body["choices"]}
    body = problem_of(client.post(CANDIDATES, json={"place": {"town": "Ууууууу"}}), 422, "invalid_value.place_unknown")
    assert "choices" not in body
    body = problem_of(client.post(CANDIDATES, json={"place": {"district": "Нигдейский"}}), 422, "invalid_value.place_unknown")
    assert body["field"] == "place.district"


def test_a_district_alone_gives_no_point_unless_it_is_a_city(client: FlaskClient) -> None:
    district = answer_of(client.post(CANDIDATES, json={"place": {"district": "Речицкий район"}}), 201)["place"]
    assert district == {"province": "gomel", "district": "Речицкий", "town": None, "latitude": None, "longitude": None}
    city = answer_of(client.post(CANDIDATES, json={"place": {"district": "г. Гомель"}}), 201)["place"]
    assert city["town"] == "Гомель"


def test_a_change_touches_only_what_it_names(client: FlaskClient) -> None:
    before = answer_of(client.post(CANDIDATES, json=SEAMSTRESS), 201)
    after = answer_of(client.patch(f"{CANDIDATES}/GOM-0001", json={"minimum_pay_byn": 1234.5, "place": {"town": "Полоцк"}}))
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"minimum_pay_byn", "place", "version", "updated_at"}
    assert (after["minimum_pay_byn"], after["place"]["town"]) == (1234.5, "Полоцк")


def test_new_texts_are_read_again_and_null_says_not_stated(client: FlaskClient) -> None:
    answer_of(client.post(CANDIDATES, json=WELDER), 201)
    after = answer_of(client.patch(f"{CANDIDATES}/GOM-0001", json={"skills": "пошив спецодежды", "home_hours": None, "transport": None}))
    assert [skill["text"] for skill in after["skills"] if skill["source"] == "skills"] == ["пошив спецодежды"]
    assert after["transport"] is None


def test_limits_are_replaced_whole(client: FlaskClient) -> None:
    answer_of(client.post(CANDIDATES, json=SEAMSTRESS), 201)
    change = {"bans": [{"duty": "alcohol_sale"}], "home_hours": None, "travel_limit": "district", "health_limits": ["no_dust"]}
    restricted = answer_of(client.patch(f"{CANDIDATES}/GOM-0001", json=change))["restricted"]
    assert restricted["bans"] == [{"duty": "alcohol_sale", "until": None}]
    assert (restricted["home_hours"], restricted["travel_limit"], restricted["health_limits"]) == (None, "district", ["no_dust"])


def test_a_change_of_something_older_is_refused(client: FlaskClient) -> None:
    seen = {"If-Match": client.post(CANDIDATES, json=WELDER).headers["ETag"]}
    answer_of(client.patch(f"{CANDIDATES}/GOM-0001", json={"transport": "car"}, headers=seen))
    problem_of(client.patch(f"{CANDIDATES}/GOM-0001", json={"transport": "bike"}, headers=seen), 412, "stale_version")


def test_an_empty_change_is_refused(client: FlaskClient) -> None:
    answer_of(client.post(CANDIDATES, json=WELDER), 201)
    problem_of(client.patch(f"{CANDIDATES}/GOM-0001", json={}), 422, "invalid_request")


def test_a_person_may_pause_and_come_back(client: FlaskClient) -> None:
    answer_of(client.post(CANDIDATES, json=WELDER), 201)
    assert answer_of(client.patch(f"{CANDIDATES}/GOM-0001", json={"status": "paused"}))["status"] == "paused"
    assert answer_of(client.patch(f"{CANDIDATES}/GOM-0001", json={"status": "active"}))["status"] == "active"


def test_a_closed_case_stays_to_be_read_and_takes_no_change(client: FlaskClient) -> None:
    answer_of(client.post(CANDIDATES, json=WELDER), 201)
    problem_of(client.post(f"{CANDIDATES}/GOM-0001/close", json={"reason": "bored"}), 422, "invalid_request")
    assert answer_of(client.post(f"{CANDIDATES}/GOM-0001/close", json={"reason": "moved_away"}))["status"] == "closed"
    assert answer_of(client.get(f"{CANDIDATES}/GOM-0001"))["status"] == "closed"
    problem_of(client.post(f"{CANDIDATES}/GOM-0001/close", json={"reason": "moved_away"}), 409, "state_conflict.candidate_closed")
    problem_of(client.patch(f"{CANDIDATES}/GOM-0001", json={"transport": "car"}), 409, "state_conflict.candidate_closed")


def test_a_reading_of_names_and_restrictions_is_told_in_the_audit_trail(client: FlaskClient, installation: Installation) -> None:
    answer_of(client.post(CANDIDATES, json=WELDER), 201)
    answer_of(client.get(f"{CANDIDATES}/GOM-0001"))
    with installation.engine.connect() as connection:
        told = connection.exec_driver_sql("SELECT action, reference, actor_id FROM audit_event ORDER BY sequence DESC LIMIT 2").all()
    assert [tuple(row) for row in told] == [("candidate:read", "GOM-0001", "system"), ("candidate:create", "GOM-0001", "system")]


def test_who_may_not_read_restrictions_sees_none(client: FlaskClient) -> None:
    answer_of(client.post(CANDIDATES, json=SEAMSTRESS | {"facility": "ИК №4"}), 201)
    act_as(client, Actor("e", "An expert", Role.EXPERT))
    seen = answer_of(client.get(f"{CANDIDATES}/GOM-0001"))
    assert seen["restricted"] is None
    assert seen["identity"]["surname"] == "Шершнёва"
    assert seen["identity"]["facility"] is None
    assert {trade["text"] for trade in seen["trades"]} == {None}
    act_as(client, Actor("k", "A coordinator", Role.COORDINATOR, "Office", 77))
    seen = answer_of(client.get(f"{CANDIDATES}/GOM-0001"))
    assert (seen["identity"], seen["name"], seen["restricted"]) == (None, "", None)
    assert answer_of(client.get(f"{CANDIDATES}?q=Шершнёва"))["total"] == 0
    act_as(client, Actor("m", "An employer", Role.EMPLOYER))
    problem_of(client.get(f"{CANDIDATES}/GOM-0001"), 403, "forbidden")


def test_the_list_filters_by_words_status_province_and_skill(crowded: FlaskClient) -> None:
    def references(query: str) -> list[str]:
        return [line["reference"] for line in answer_of(crowded.get(f"{CANDIDATES}?{query}"))["candidates"]]

    assert references("") == ["GOM-0001", "GOM-0002"]
    assert references("q=шершнева") == ["GOM-0002"]
    assert references("q=0001") == ["GOM-0001"]
    assert references("q=%25") == []
    assert references("skill=weld_mma") == ["GOM-0001"]
    assert references("status=closed") == references("province=minsk") == references("consent=withheld") == []
    assert references("status=active&province=gomel&consent=granted") == ["GOM-0001", "GOM-0002"]


def test_words_about_a_limit_stay_a_question_until_somebody_names_the_limit(client: FlaskClient, installation: Installation) -> None:
    answer_of(client.post(CANDIDATES, json=WELDER), 201)
    with installation.writing(COMMAND_LINE_ACTOR, "an import left questions") as unit:
        candidate = get_candidate(unit.session, reference="GOM-0001")
        assert candidate is not None
        candidate.unread_limits = [UnreadLimit(kind="ban", text="кое-что нельзя"), UnreadLimit(kind="home_hours", text="вечером дома")]
        unit.audit("candidate:change", candidate)
    asked = [{"kind": "ban", "text": "кое-что нельзя"}, {"kind": "home_hours", "text": "вечером дома"}]
    after = answer_of(client.patch(f"{CANDIDATES}/GOM-0001", json={"transport": "car"}))
    assert after["restricted"]["unread_limits"] == asked
    after = answer_of(client.patch(f"{CANDIDATES}/GOM-0001", json={"health_limits": ["no_dust"]}))
    assert after["restricted"]["unread_limits"] == asked
    after = answer_of(client.patch(f"{CANDIDATES}/GOM-0001", json={"home_hours": None}))
    assert after["restricted"]["unread_limits"] == asked[:1]
    after = answer_of(client.patch(f"{CANDIDATES}/GOM-0001", json={"bans": []}))
    assert after["restricted"]["unread_limits"] == []
