"""A pilot and its plans on pages, without a script: what a change costs, locks, stale plans, acceptance; nothing typed is lost."""

import re
from datetime import date
from urllib.parse import urlencode

from sqlalchemy import func, select

from models import Organisation, Placement
from models.pilot import CohortPlan, CohortPlanPair, Pilot
from services.actors import COMMAND_LINE_ACTOR
from services.cohort_plans import read_plan
from services.installation import Installation
from services.pilots import read_pilot
from tests.web.coordinator.conftest import signed_in
from tests.web.markup import Page, asked
from tests.web.signing_in import Browser
from tests.web.stage import Stage

PILOT = "/pilots/PIL-0001"


def newest(place: Installation) -> int:
    with place.sessions() as session:
        return session.scalar(select(func.max(CohortPlan.number)).where(CohortPlan.pilot_id == 1)) or 0


def follow(browser: Browser, answer) -> str:
    assert answer.status_code == 303, answer.text
    return browser.get(answer.location).text


def organisation_offered(coordinator: Browser) -> str:
    """The first organisation that the form to open a pilot offers."""
    offered = coordinator.get("/pilots").text.partition('<datalist id="organisations">')[2]
    return str(Page(offered).all("option")[0]["value"])


def test_a_pilot_is_opened_and_a_fault_loses_nothing(coordinator: Browser) -> None:
    typed = {"title": "Весна", "organisation": "Никто", "starts_on": "2027-03-01", "ends_on": "2027-05-01"}
    refused = coordinator.post("/pilots", **typed)
    page = Page(refused.text)
    assert refused.status_code == 422
    assert page.all("input", name="title")[0]["value"] == "Весна"
    assert page.all("span", id="fault-organisation")
    opened = coordinator.post("/pilots", **typed | {"organisation": organisation_offered(coordinator)})
    assert "A plan needs at least one post and one person" in follow(coordinator, opened)
    assert coordinator.post(f"{opened.location}/plans", form_on=opened.location).status_code == 409
    assert "ended" in follow(coordinator, coordinator.post(f"{opened.location}/status", form_on=opened.location, status="ended"))


def pilots_found(coordinator: Browser, **said: str) -> set[str]:
    """Titles of the pilots that the list shows for a question in its address."""
    page = coordinator.get(f"/pilots?{urlencode(said)}")
    assert page.status_code == 200
    return set(re.findall(r'<a class="title" href="/pilots/[^"]+">([^<]+)</a>', page.text))


def test_pilots_are_found_by_title_number_organisation_and_state(coordinator: Browser) -> None:
    organisation = organisation_offered(coordinator)
    ours = {"organisation": organisation, "starts_on": "2027-06-01", "ends_on": "2027-08-01"}
    opened = coordinator.post("/pilots", **ours | {"title": "Лето 100% на Ёлке"}).location.rpartition("/")[2]
    every = pilots_found(coordinator)
    assert len(every) > 1
    for words in ("ЛЕТО", "100%", "на елке", opened.lower()):
        assert pilots_found(coordinator, q=words) == {"Лето 100% на Ёлке"}, words
    assert "Лето 100% на Ёлке" in pilots_found(coordinator, q=organisation.upper()[2:], status="planned")
    for words in ("_", "1%0", "осень на луне"):
        assert pilots_found(coordinator, q=words) == set(), words
    assert pilots_found(coordinator, q="лето", status="ended") == set()
    nothing = Page(coordinator.get("/pilots?q=%25луна&status=ended").text)
    assert "Nothing was found for “%луна”. Show everything" in nothing.text
    assert nothing.all("input", id="field-q", value="%луна")
    assert coordinator.get(f"/pilots?q={'а' * 101}").status_code == 400
    assert coordinator.get("/pilots?status=sung").status_code == 400


def test_the_search_of_pilots_stays_on_the_next_page(coordinator: Browser, place: Installation) -> None:
    with place.sessions() as session, session.begin():
        organisation = session.scalars(select(Organisation).order_by(Organisation.id.desc())).first()
        days = {"starts_on": date(2027, 6, 1), "ends_on": date(2027, 8, 1)}
        session.add_all([Pilot(reference=f"MANY-{n}", title=f"Много {n}", organisation=organisation, **days) for n in range(21)])
    page = Page(coordinator.get("/pilots?q=МНОГО&status=planned").text)
    (following,) = [link["href"] for link in page.all("a", rel="next")]
    asked_again = asked(following)
    assert (asked_again["q"], asked_again["status"]) == ("МНОГО", "planned")
    assert pilots_found(coordinator, **asked_again) == {"Много 20"}


def test_people_are_read_when_one_searches_for_them_and_entered_by_ticks(coordinator: Browser) -> None:
    assert not Page(coordinator.get(PILOT).text).all("input", name="candidates", type="checkbox")
    found = Page(coordinator.get(f"{PILOT}?add=people&province=gomel").text)
    person = found.all("input", name="candidates", type="checkbox")[0]["value"]
    entered = coordinator.post(f"{PILOT}/intake", form_on=PILOT, candidates=person)
    assert f">{person}</a>" in follow(coordinator, entered)
    assert coordinator.post(f"{PILOT}/intake", form_on=PILOT).status_code == 422
    left = coordinator.post(f"{PILOT}/intake/leave", form_on=PILOT, candidate=person)
    assert f"{person} is no longer in the intake." in follow(coordinator, left)


def test_a_pair_is_barred_with_a_reason_and_allowed_again(coordinator: Browser) -> None:
    page = Page(coordinator.get(PILOT).text)
    person, post = (next(o["value"] for o in page.all("option") if o["value"].startswith(start)) for start in ("GRO", "VAC"))
    pair = {"candidate": person, "vacancy": post}
    without = coordinator.post(f"{PILOT}/barred", form_on=PILOT, barring="yes", **pair)
    assert without.status_code == 422
    assert Page(without.text).all("span", id="fault-reason")
    assert "Allow again" in follow(coordinator, coordinator.post(f"{PILOT}/barred", form_on=PILOT, barring="yes", reason="ссора", **pair))
    assert "Allow again" not in follow(coordinator, coordinator.post(f"{PILOT}/barred", form_on=PILOT, **pair))


def test_a_change_tells_its_cost_before_it_is_made_and_then_stands(coordinator: Browser, place: Installation) -> None:
    number = newest(place)
    plan = f"{PILOT}/plans/{number}"
    board = coordinator.get(plan).text
    assert Page(board).all("svg", **{"aria-hidden": "true"})
    person = re.search(r"\?person=([\w-]+)#move", board)
    assert person is not None
    asked = coordinator.get(f"{plan}?person={person[1]}&to=none").text
    assert "This costs" in asked
    assert "so many fewer are expected to be at work" in asked
    part = coordinator.client.get(f"{plan}?person={person[1]}&to=none", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "This costs" in part
    assert newest(place) == number, "looking changes nothing"
    moved = coordinator.post(f"{plan}/move", form_on=plan, candidate=person[1], vacancy="none")
    text = follow(coordinator, moved)
    assert moved.location.endswith(f"/plans/{number + 1}")
    assert "Without a place" in text
    assert f"Compared with plan {number}" in text
    assert "Let go" in text

    stale = coordinator.post(f"{plan}/lock", form_on=f"{PILOT}/plans/{number + 1}", candidates=person[1], locked="yes")
    told = follow(coordinator, stale)
    assert Page(told).all("p", **{"class": "told refused"}), "told kindly, and led on"
    assert f"To plan {number + 1}" in told
    assert "Move…" not in told


def test_why_a_change_costs_what_it_costs_is_told_with_it(coordinator: Browser, place: Installation) -> None:
    """Whoever could go to another post too is told how much likelier they stay here; where a rule keeps them out, where to read why."""
    plan = f"{PILOT}/plans/{newest(place)}"
    view = read_plan(place, COMMAND_LINE_ACTOR, "PIL-0001", newest(place))
    told = {"cost": 0, "refused": 0}
    for line in (line for line in view.lines if line.vacancy):
        other = next((post for post in ("VAC-017", "VAC-019") if post != line.vacancy), None)
        text = Page(coordinator.get(f"{plan}?person={line.candidate}&to={other}").text).text
        if "How likely the person is to stay three months" in text:
            here, there = map(int, re.findall(r"here (\d+) %, there (\d+) %", text)[0])
            assert here > there
            assert "This costs" in text
            told["cost"] += 1
        else:
            assert "Why they do not fit together" in text
            told["refused"] += 1
    assert all(told.values()), told


def test_a_plan_is_a_table_by_posts_with_titles_and_every_deed_names_its_person(coordinator: Browser, place: Installation) -> None:
    page = Page(coordinator.get(f"{PILOT}/plans/{newest(place)}").text)
    view = read_plan(place, COMMAND_LINE_ACTOR, "PIL-0001", newest(place))
    assert len(page.all("th", scope="rowgroup")) == 2
    for line in view.lines:
        assert page.all("tr", id=f"person-{line.candidate}")
        if line.accepted:
            continue
        assert [one for one in page.all("button") if line.candidate in one.get("aria-label", "")], "the lock"
        assert [one for one in page.all("a") if line.candidate in one.get("aria-label", "")], "the move"
    named = [line for line in view.lines if line.why == "best_option" and line.next_best and line.next_best.possible]
    assert named
    titles = {post.vacancy: post.title for post in read_pilot(place, COMMAND_LINE_ACTOR, "PIL-0001").posts}
    other = named[0].next_best
    assert other is not None
    assert f"The next best place is {titles[other.vacancy]} {other.vacancy}: " in page.text


def test_locks_hold_through_solving_again_and_acceptance_asks_for_a_word(coordinator: Browser, place: Installation) -> None:
    plan = f"{PILOT}/plans/{newest(place)}"
    with place.sessions() as session:
        wanted = select(CohortPlanPair).join(CohortPlan).where(CohortPlan.number == newest(place), CohortPlanPair.vacancy_id.is_not(None))
        pair = session.scalars(wanted.order_by(CohortPlanPair.position)).first()
        assert pair is not None
        person, before = pair.candidate.case_reference, session.scalar(select(func.count()).select_from(Placement))
    assert f"Locked: {person}." in follow(coordinator, coordinator.post(f"{plan}/lock", form_on=plan, candidates=person, locked="yes"))
    again = coordinator.post(f"{plan}/again", form_on=plan)
    assert "found anew" in follow(coordinator, again)
    plan = again.location
    silent = coordinator.post(f"{plan}/acceptance", form_on=plan, candidates=person)
    page = Page(silent.text)
    assert silent.status_code == 422
    assert [box["value"] for box in page.all("input", name="candidates") if "checked" in box] == [person], "nothing ticked is lost"
    accepted = coordinator.post(f"{plan}/acceptance", form_on=plan, candidates=person, note="обсудили")
    assert "1 pair is accepted." in follow(coordinator, accepted)
    with place.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Placement)) == (before or 0) + 1


def test_minimums_that_cannot_be_are_refused_with_what_was_typed(coordinator: Browser) -> None:
    refused = coordinator.post(f"{PILOT}/plans", form_on=PILOT, **{"least-province-grodno": "99"})
    assert refused.status_code == 409
    assert Page(refused.text).all("input", name="least-province-grodno")[0]["value"] == "99"
    assert coordinator.post(f"{PILOT}/plans", form_on=PILOT, **{"least-province-grodno": "много"}).status_code == 422


def test_pilots_are_for_coordinators(office: Stage) -> None:
    for role in ("expert", "caseworker", "employer", "auditor"):
        browser = signed_in(office, role)
        for address in ("/pilots", PILOT, f"{PILOT}/plans/1"):
            assert browser.get(address).status_code == 403
        for address in (f"{PILOT}/plans", f"{PILOT}/plans/1/move", f"{PILOT}/plans/1/acceptance", f"{PILOT}/intake"):
            assert browser.post(address, form_on="/account", candidate="GRO-0002", candidates="GRO-0002", note="x").status_code == 403


def test_what_is_not_there_is_a_kind_404(coordinator: Browser) -> None:
    for address in ("/pilots/PIL-9999", f"{PILOT}/plans/999"):
        answer = coordinator.get(address)
        assert answer.status_code == 404
        assert Page(answer.text).all("h1") == [{}]
