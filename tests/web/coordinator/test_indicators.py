"""The indicators: true numbers, small ones hidden, filters in the address, the same on paper and in a sheet; whom they are for."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from pathlib import Path

from openpyxl import load_workbook
from sqlalchemy import select

import models
from models import Placement
from models.candidate import Candidate
from models.outcome import Outcome
from models.queries.indicators import count_cohort
from services.actors import COMMAND_LINE_ACTOR
from services.indicators import STAGES, read_indicators
from services.installation import Installation
from services.reference import upgrade_database
from services.settings import Settings
from tests import factories as make
from tests.databases import Databases
from tests.web.coordinator.conftest import signed_in
from tests.web.markup import Page
from tests.web.signing_in import Browser
from tests.web.stage import Stage
from web.shown.indicator_map import LETTER, LINE, drawn

DAY = date(2026, 11, 29)


def test_the_numbers_are_those_of_the_records(place: Installation) -> None:
    told = read_indicators(place, COMMAND_LINE_ACTOR)
    with place.sessions() as session:
        people = session.scalars(select(Candidate.id)).all()
        placed = set(session.scalars(select(Placement.candidate_id).where(Placement.started_on.is_not(None))))
        placed |= set(session.scalars(select(Outcome.candidate_id).where(Outcome.placement_id.is_(None), Outcome.result != "not_hired")))
    assert told.counts["registered"] == len(people)
    assert told.counts["placed"] == len(placed)
    for breakdown in told.breakdowns:
        for stage in STAGES:
            shown = [counts[stage] for counts in breakdown.rows.values()]
            assert not [n for n in shown if n in range(1, 5)]
            assert None in shown or sum(n or 0 for n in shown) == told.counts[stage]


def at_work(days_ago: int, closed_after: int | None) -> models.Placement:
    """Somebody who started so many days before DAY, and left after so many days (None: not yet)."""
    person, vacancy, started = make.candidate(), make.vacancy(), DAY - timedelta(days=days_ago)
    agreed = make.consent(candidate=person, purpose="introduction", vacancy=vacancy)
    told = {"contact": "organisation", "profile": {}, "approved_on": started, "introduced_by": "x", "introduced_by_name": "X"}
    met = models.Introduction(candidate=person, vacancy=vacancy, consent=agreed, **told)
    days = {"referred_on": started, "started_on": started}
    if closed_after is None:
        days |= {"state": "started", "place_number": 1, "vacancy_places": 2}
    else:
        days |= {"state": "ended", "closed_on": started + timedelta(days=closed_after), "reason_code": "pay", "may_tell": True}
    return models.Placement(
        candidate=person, vacancy=vacancy, consent=agreed, introduction=met, full_time=True, transitions=[make.transition()], **days
    )


def test_days_at_work_are_counted_by_the_database(databases: Databases, tmp_path: Path) -> None:
    """On both databases: who is still there or left after ninety days was kept, who left earlier was not, who started lately is not due."""
    with databases.empty(tmp_path) as url:
        installation = Installation(Settings(url, tmp_path))
        upgrade_database(installation, COMMAND_LINE_ACTOR)
        with installation.writing(COMMAND_LINE_ACTOR, "set up") as unit:
            unit.session.add_all([at_work(100, None), at_work(100, 95), at_work(100, 90), at_work(100, 85), at_work(20, None)])
            unit.audit("placement:create", reference="0")
        with installation.sessions() as session:
            since, before = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
            rows = count_cohort(session, since=since, before=before, today=DAY, days=(30, 90, 180))
        installation.engine.dispose()
    told = dict(zip(STAGES, [sum(column) for column in zip(*(row[3:] for row in rows), strict=True)], strict=True))
    assert (told["registered"], told["referred"], told["placed"]) == (5, 5, 5)
    assert (told["due_30"], told["kept_30"], told["due_90"], told["kept_90"], told["due_180"]) == (4, 4, 4, 3, 0)


def test_a_figure_is_a_sentence_a_chart_and_a_table_of_the_same_numbers(coordinator: Browser, place: Installation) -> None:
    told = read_indicators(place, COMMAND_LINE_ACTOR)
    page = Page(coordinator.get("/indicators").text)
    assert f"Of {told.counts['registered']} people registered, {told.counts['placed']} started work." in page.text
    charts = page.all("svg", role="img")
    assert len(charts) >= 6
    identifiers = {found["id"] for _, found in page.elements if "id" in found}
    assert all(name in identifiers for chart in charts for name in chart["aria-labelledby"].split())
    assert "Not told: fewer than 5 people" in page.text
    assert not [found for tag, found in page.elements if "style" in found]


def test_every_figure_has_its_sentence_and_names_on_the_map_lie_apart(coordinator: Browser, place: Installation) -> None:
    told = read_indicators(place, COMMAND_LINE_ACTOR)
    page = Page(coordinator.get("/indicators").text)
    for breakdown in told.breakdowns:
        shown = [counts for counts in breakdown.rows.values() if counts["placed"] is not None and counts["registered"]]
        for counts in shown:
            assert re.search(rf"Of those registered started work: [^.]*: {counts['placed']} of {counts['registered']}\b", page.text)
    places = sum(row.places for row in told.demand)
    assert f"Free places: {places}, the most of one kind: {max(row.places for row in told.demand)}" in page.text
    assert f"{len(told.towns)} towns there are 5 people or more, the most in {told.towns[0].name}: {told.towns[0].n_people}." in page.text
    assert told.days_to_work is not None or "how many days it took is not told yet" in page.text
    assert "all provinces together alone" in Page(coordinator.get("/indicators?province=gomel").text).text


def test_names_on_the_map_never_lie_over_each_other(place: Installation) -> None:
    told = read_indicators(place, COMMAND_LINE_ACTOR)
    crowd = tuple(replace(told.towns[0], name=f"Город {n}", longitude=told.towns[0].longitude + n / 20, n_people=20 - n) for n in range(12))
    for towns in (told.towns, crowd):
        people, landmarks = drawn(replace(told, towns=towns))
        assert len(people) == len(towns), "a town without a name keeps its circle"
        named = [point for point in (*people, *landmarks) if point.label]
        assert people[0].label
        for one, other in combinations(named, 2):
            across = LETTER * (len(one.label) + len(other.label)) / 2
            assert abs(one.label_y - other.label_y) >= LINE or abs(one.label_x - other.label_x) >= across


def test_filters_stand_in_the_address_and_a_province_has_no_groups_of_its_own(coordinator: Browser, place: Installation) -> None:
    year = read_indicators(place, COMMAND_LINE_ACTOR).year
    page = Page(coordinator.get(f"/indicators?period={year}&province=gomel").text)
    chosen = {option["value"] for option in page.all("option") if "selected" in option}
    assert chosen == {str(year), "gomel"}
    identifiers = {found["id"] for _, found in page.elements if "id" in found}
    assert "way-title" in identifiers
    assert not {"sex-title", "age-title", "province-title"} & identifiers
    assert coordinator.get("/indicators?province=mars").status_code == 400
    assert "Nobody was registered here in this year yet." in Page(coordinator.get("/indicators?period=2001").text).text
    assert Page(coordinator.get("/indicators?province=brest").text).all("div", **{"class": "empty"})


def test_paper_and_sheet_hold_the_same_and_hide_the_same(coordinator: Browser, place: Installation) -> None:
    told = read_indicators(place, COMMAND_LINE_ACTOR)
    assert f"Of {told.counts['registered']} people registered" in Page(coordinator.get("/indicators/print").text).text
    answer = coordinator.get("/indicators/sheet")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=indicators-{told.year}.xlsx"
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames[:4] == ["Figures", "By province", "By sex", "By age at the end of the year"]
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert not [
        cell for name in book.sheetnames[1:4] for row in book[name].iter_rows(values_only=True) for cell in row if cell in (1, 2, 3, 4)
    ]
    assert told.counts["registered"] in cells
    assert "not told" in cells


def test_coordinators_and_auditors_read_them_and_nobody_else(office: Stage) -> None:
    assert signed_in(office, "auditor").get("/indicators").status_code == 200
    for role in ("expert", "caseworker", "employer"):
        browser = signed_in(office, role)
        for address in ("/indicators", "/indicators/print", "/indicators/sheet"):
            assert browser.get(address).status_code == 403
