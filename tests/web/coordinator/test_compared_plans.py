"""A plan beside any earlier plan of its pilot: who stands elsewhere, told in the trail; what is no earlier plan is told kindly."""

from sqlalchemy import event, select

from models.audit import AuditEvent
from services.actors import COMMAND_LINE_ACTOR
from services.cohort_plans import read_plan
from services.installation import Installation
from tests.web.coordinator.test_plans import PILOT, newest
from tests.web.markup import Page
from tests.web.signing_in import Browser


def test_a_plan_is_compared_with_any_earlier_one(coordinator: Browser, place: Installation) -> None:
    for _ in range(3):
        lines = read_plan(place, COMMAND_LINE_ACTOR, "PIL-0001", newest(place)).lines
        person = next(line.candidate for line in lines if line.vacancy is not None and not line.accepted and not line.locked)
        plan = f"{PILOT}/plans/{newest(place)}"
        assert coordinator.post(f"{plan}/move", form_on=plan, candidate=person, vacancy="none").status_code == 303
    number = newest(place)
    plan = f"{PILOT}/plans/{number}"
    told = {before: read_plan(place, COMMAND_LINE_ACTOR, "PIL-0001", number, before).compared for before in range(1, number)}
    assert len({len(one.moved) for one in told.values() if one}) > 1, "the plans differ, else nothing is shown by this"
    for before, compared in told.items():
        assert compared is not None
        page = Page(coordinator.get(f"{plan}?with={before}").text)
        people = "person stands elsewhere" if len(compared.moved) == 1 else "people stand elsewhere"
        assert f"Compared with plan {before}: {len(compared.moved)} {people}" in page.text
        assert "open" in page.all("details", id="compared")[0]
        assert [option["value"] for option in page.all("option") if "selected" in option] == [str(before)]
    assert f"Compared with plan {number - 1}:" in Page(coordinator.get(plan).text).text
    with place.sessions() as session:
        wanted = select(AuditEvent).where(AuditEvent.action == "cohort_plan:read").order_by(AuditEvent.sequence.desc())
        told_of = session.scalars(wanted).first()
        assert told_of is not None
        assert told_of.details["compared_with"] == number - 1


def test_a_plan_that_is_not_earlier_is_told_kindly_and_the_page_stays(coordinator: Browser, place: Installation) -> None:
    plan = f"{PILOT}/plans/{newest(place)}"
    for wrong in ("0", "-1", "x", "999", str(newest(place)), "9" * 30):
        answer = coordinator.get(f"{plan}?with={wrong}")
        page = Page(answer.text)
        assert answer.status_code == 400
        assert "Choose an earlier plan of the list." in page.text or "This is the first plan" in page.text
        assert "Places and people" in page.text
    assert "This is the first plan" in Page(coordinator.get(f"{PILOT}/plans/1?with=1").text).text


def statements_of(browser: Browser, place: Installation, address: str) -> int:
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    browser.get(address)
    event.listen(place.engine, "before_cursor_execute", count)
    assert browser.get(address).status_code == 200
    event.remove(place.engine, "before_cursor_execute", count)
    return len(statements)


def test_many_plans_cost_no_more_statements_than_two(coordinator: Browser, place: Installation) -> None:
    counts = []
    for _ in range(2):
        again = f"{PILOT}/plans/{newest(place)}"
        coordinator.post(f"{again}/again", form_on=again)
        counts.append(statements_of(coordinator, place, f"{PILOT}/plans/{newest(place)}?with=1"))
    assert counts[0] == counts[1]
