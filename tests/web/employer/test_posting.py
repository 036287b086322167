"""Posting a vacancy on seven short screens, without JavaScript: nothing typed is lost, and nothing is published unseen."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from services.calendar import today
from tests.web.employer.sending import led_to, send
from tests.web.markup import Page
from tests.web.stage import Stage

LANGUAGES = ("ru", "be", "en")
SCREENS = ("title", "trade", "needs", "duties", "schedule", "pay", "place")


@pytest.fixture
def client(own_stage: Stage) -> FlaskClient:
    return own_stage.client("employer")


def begun(client: FlaskClient, title: str = "Электрогазосварщик 4 разряда") -> str:
    """The address of a new draft, without its last part."""
    return led_to(send(client, "/vacancies/new", title=title)).rpartition("/")[0]


def filled(client: FlaskClient, **said: str) -> str:
    """A draft with a place and a title, and what else is said; by screens."""
    draft = begun(client, said.pop("title", "Электрогазосварщик 4 разряда"))
    send(client, f"{draft}/place", town="Жлобин", places="2", contact="ул. Новая, 1", then="check")
    return draft


def test_the_way_through_all_screens_to_the_published_page(client: FlaskClient) -> None:
    at = led_to(send(client, "/vacancies/new", title="сварщик на трубы"))
    assert at.endswith("/trade")
    draft = at.rpartition("/")[0]
    occupation = re.search(r'name="occupation" value="([^"]+)"', client.get(at).text)
    assert occupation is not None
    assert led_to(send(client, at, occupation=occupation[1])).endswith("/needs")
    suggested = re.findall(r'name="suggested" value="([^"]+)"', client.get(f"{draft}/needs").text)
    assert suggested
    assert 'name="suggested" value="' + suggested[0] + '" checked' not in client.get(f"{draft}/needs").text, "nothing is ticked beforehand"
    needs = {"suggested": suggested[:1], "own": "чтение чертежей\nкофеварку полировать", "minimum_grade": "4"}
    assert led_to(send(client, f"{draft}/needs", **needs)).endswith("/duties")
    assert led_to(send(client, f"{draft}/duties", duties_asked="yes", duties=["noise", "dust"])).endswith("/schedule")
    hours = {"shifts": ["day"], "from1": "08:00", "until1": "17:00", "employment_type": "permanent", "rate": "1"}
    assert led_to(send(client, f"{draft}/schedule", **hours)).endswith("/pay")
    assert led_to(send(client, f"{draft}/pay", pay_period="month", pay_from_byn="1 800,50", housing_provided="yes")).endswith("/place")
    shown = send(client, f"{draft}/place", town="Жлобин", places="2")
    assert led_to(shown).endswith("/place"), "a place that was typed is shown on the map before one goes on"
    assert 'class="chosen"' in client.get(f"{draft}/place").text
    assert led_to(send(client, f"{draft}/place", town="Жлобин", places="2")).endswith("/check")
    check = client.get(f"{draft}/check?language=ru")
    for words in ("сварщик на трубы", suggested[0], "кофеварку полировать", "шум", "08:00", "Жлобин", "2 места"):
        assert words in check.text, words
    version = re.search(r'name="version" value="(\d+)"', check.text)
    assert version is not None
    published = led_to(send(client, f"{draft}/check", version=version[1]))
    page = client.get(f"{published}?language=ru").text
    assert "Опубликовано" in page
    for words in ("сварщик на трубы", "1\u202f800,50 руб.", "разряд от", "жильё", "2 места"):
        assert words in page, words
    assert client.get(f"{draft}/check").status_code == 404, "the draft became the vacancy"
    assert send(client, f"{draft}/check", on="/vacancies", version=version[1]).status_code == 404, "and is not published twice"


def test_going_back_and_away_keeps_what_was_typed_with_its_mistakes(client: FlaskClient) -> None:
    draft = begun(client)
    assert led_to(send(client, f"{draft}/pay", pay_from_byn="много", go="back")).endswith("/schedule")
    assert 'value="много"' in client.get(f"{draft}/pay").text
    assert led_to(send(client, f"{draft}/schedule", shifts=["night"], from1="22:00", go="leave")).endswith("/vacancies")
    assert f"{draft}/check" in client.get("/vacancies").text, "the draft waits on the first page"
    night = client.get(f"{draft}/schedule").text
    assert 'value="night" checked' in night
    assert 'value="22:00"' in night


def test_a_mistake_stands_beside_its_field_and_nothing_is_lost(client: FlaskClient) -> None:
    draft = begun(client)
    refused = send(client, f"{draft}/pay", pay_period="month", pay_from_byn="тысяча", pay_to_byn="2000", transport_provided="yes")
    assert refused.status_code == 422
    shown = Page(refused.text)
    assert shown.all("input", id="field-pay_from_byn")[0]["value"] == "тысяча"
    assert shown.all("input", id="field-pay_to_byn")[0]["value"] == "2000"
    assert shown.all("span", id="fault-pay_from_byn")
    assert "checked" in shown.all("input", id="field-transport_provided")[0]
    unfinished = send(client, f"{draft}/schedule", shifts=["day"], from1="08:00")
    assert unfinished.status_code == 422
    assert Page(unfinished.text).all("span", id="fault-until1")
    assert send(client, f"{draft}/title", title="").status_code == 422
    assert send(client, "/vacancies/new", title="").status_code == 422


def test_what_is_wrong_is_told_on_the_last_page_with_the_way_to_its_screen(client: FlaskClient) -> None:
    draft = filled(client)
    send(client, f"{draft}/pay", pay_from_byn="2000", pay_to_byn="1000", go="back")
    refused = send(client, f"{draft}/check")
    assert refused.status_code == 422
    assert f"{draft}/pay?then=check#field-pay_to_byn" in refused.text
    assert led_to(send(client, f"{draft}/pay", pay_from_byn="1000", pay_to_byn="2000", then="check")).endswith("/check")
    assert led_to(send(client, f"{draft}/check")).startswith("/vacancies/VAC-")


def test_pay_below_the_minimum_is_told_kindly_and_refuses_nothing(client: FlaskClient) -> None:
    draft = filled(client)
    assert led_to(send(client, f"{draft}/pay", pay_period="month", pay_from_byn="500", then="check")).endswith("/check")
    assert "меньше минимальной зарплаты" in client.get(f"{draft}/check?language=ru").text
    send(client, f"{draft}/schedule", rate="0.5", then="check")
    assert "меньше минимальной зарплаты" not in client.get(f"{draft}/check?language=ru").text, "half a post, half of it"


def test_requirements_are_understood_as_they_are_typed_and_a_picked_meaning_takes_their_place(client: FlaskClient) -> None:
    draft = begun(client)
    part = send(client, f"{draft}/understood", on=f"{draft}/needs", own="РДС\nкофеварку полировать").text
    assert "<html" not in part
    assert "ручная дуговая сварка" in part
    meant = re.findall(r'name="meant-(\d+)" value="([^"]+)"', part)
    assert meant, "what is not sure is asked"
    number, label = meant[0]
    picked = {f"phrase-{number}": "кофеварку полировать", f"meant-{number}": label}
    led_to(send(client, f"{draft}/needs", own="РДС\nкофеварку полировать", **picked))
    assert f">РДС\n{label}</textarea>" in client.get(f"{draft}/needs").text


def test_a_place_with_namesakes_is_asked_and_one_press_picks_it(client: FlaskClient) -> None:
    draft = begun(client)
    asked = send(client, f"{draft}/place", town="Речица", places="1")
    assert asked.status_code == 422
    choices = re.findall(r'name="pick" value="([^"]+)"', asked.text)
    assert len(choices) > 1
    part = client.get(f"{draft}/places?town=Реч").text
    assert "<html" not in part
    assert set(choices) <= set(re.findall(r'name="pick" value="([^"]+)"', part))
    led_to(send(client, f"{draft}/place", town="Реч", places="1", pick=choices[0]))
    shown = client.get(f"{draft}/place").text
    assert 'value="Речица"' in shown
    assert 'class="chosen"' in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_speaks_every_language_and_tells_what_it_is_for(client: FlaskClient, language: str) -> None:
    draft = begun(client)
    for name in (*SCREENS, "check"):
        shown = Page(client.get(f"{draft}/{name}?language={language}").text)
        assert shown.language == language
        assert shown.broken == []
        assert len(shown.all("button", **{"class": "btn btn-primary"})) == 1
    client.get("/vacancies?language=ru")


def test_somebody_elses_draft_and_an_unknown_screen_are_not_there(own_stage: Stage, client: FlaskClient) -> None:
    draft = begun(client)
    expert = own_stage.client("expert")
    for name in (*SCREENS, "check"):
        assert expert.get(f"{draft}/{name}").status_code == 404
    assert client.get(f"{draft}/nowhere").status_code == 404
    assert own_stage.client("caseworker").get("/vacancies/new").status_code == 403


def test_a_draft_is_thrown_away_only_when_asked(client: FlaskClient) -> None:
    draft = begun(client, "Столяр на пробу")
    assert "Столяр на пробу" in client.get("/vacancies").text
    led_to(send(client, f"{draft}/remove", on=f"{draft}/check"))
    assert client.get(f"{draft}/check").status_code == 404
    assert "Столяр на пробу" not in client.get("/vacancies").text


def test_an_expert_posts_for_an_employer_of_the_list(own_stage: Stage) -> None:
    expert = own_stage.client("expert")
    known = re.findall(r'<option value="(\d{9}\|[^"]+)"', expert.get("/vacancies/new").text)
    assert known
    draft = led_to(send(expert, "/vacancies/new", title="Маляр", employer_known=known[1])).rpartition("/")[0]
    led_to(send(expert, f"{draft}/place", town="Жлобин", places="1", then="check"))
    published = led_to(send(expert, f"{draft}/check"))
    name = known[1].partition("|")[2].replace("&#34;", '"')
    assert name in Page(expert.get(published).text).text


def test_an_expert_who_names_no_employer_is_asked(own_stage: Stage) -> None:
    expert = own_stage.client("expert")
    draft = led_to(send(expert, "/vacancies/new", title="Маляр")).rpartition("/")[0]
    refused = send(expert, f"{draft}/check")
    assert refused.status_code == 422
    assert f"{draft}/title?then=check#field-employer" in refused.text


def test_days_that_are_over_are_said_beside_their_field_and_publish_nothing(client: FlaskClient) -> None:
    draft = filled(client)
    yesterday, ahead = ((today() + timedelta(days=days)).isoformat() for days in (-1, 30))
    for name, other in (("starts_on", "closes_on"), ("closes_on", "starts_on")):
        refused = send(client, f"{draft}/schedule", shifts=["day"], **{name: yesterday, other: ahead})
        assert refused.status_code == 422
        shown = Page(refused.text)
        assert shown.all("span", id=f"fault-{name}")
        assert not shown.all("span", id=f"fault-{other}")
        assert shown.all("input", id=f"field-{name}")[0]["value"] == yesterday
    send(client, f"{draft}/schedule", closes_on=yesterday, go="back")
    refused = send(client, f"{draft}/check")
    assert refused.status_code == 422, "kept on the way back, and looked at before it is published"
    assert f"{draft}/schedule?then=check#field-closes_on" in refused.text
    send(client, f"{draft}/schedule", closes_on=today().isoformat(), then="check")
    assert led_to(send(client, f"{draft}/check")).startswith("/vacancies/VAC-")


def test_half_a_working_window_is_asked_for_its_other_end(client: FlaskClient) -> None:
    draft = begun(client)
    client.get(f"{draft}/schedule?language=ru")
    refused = send(client, f"{draft}/schedule", shifts=["day"], from1="08:00", until2="17:00")
    assert refused.text.count("Напишите и начало, и конец.") == 4, "at the head of the form and beside both fields"


def test_words_that_mean_nothing_known_are_kept_without_far_fetched_offers(client: FlaskClient) -> None:
    draft = begun(client)
    part = send(client, f"{draft}/understood", on=f"{draft}/needs", own="не пить").text
    assert 'name="meant-0"' not in part
    assert "не пить" in part


def test_a_place_that_is_not_in_the_list_is_answered_with_what_to_do(client: FlaskClient) -> None:
    draft = begun(client)
    part = client.get(f"{draft}/places?town=Нарния&language=ru").text
    assert "попробуйте ближайший город" in part
    assert "попробуйте ближайший город" not in client.get(f"{draft}/places?town=Жлобин").text
