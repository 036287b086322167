"""Two hundred hostile texts through the words of people and vacancies: kept as written, run nowhere, evaluated by no spreadsheet."""

import csv
import io
import random
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from api.subject_report_files import as_workbook
from matcher.types import ConceptKind
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.aliases import propose_alias
from services.importing.files import import_file
from services.importing.rejected import DANGEROUS, write_rejected
from services.importing.report import RejectedRow
from services.installation import Installation
from services.subject_report import subject_report
from tests.api.conftest import SEAMSTRESS, SEWING, Template, application_over
from tests.api.reading import answer_of
from web.application import init_web

BASES = (
    "'; DROP TABLE candidate; --",
    "' OR '1'='1",
    '" OR ""="',
    "1; SELECT pg_sleep(0)",
    "admin'--",
    "' UNION SELECT password FROM account--",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><script>alert(1)</script>',
    "javascript:alert(1)",
    "' autofocus onfocus=alert(1) x='",
    "<iframe src=//evil.example></iframe>",
    "</title><script>alert(1)</script>",
    "<a href='javascript:alert(1)'>x</a>",
    "<style>*{display:none}</style>",
    "<!--",
    "]]>",
    "&lt;script&gt;",
    "&#60;script&#62;",
    "<base href=//evil.example/>",
    "<form action=//evil.example>",
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("//evil.example")',
    "=cmd|' /C calc'!A0",
    "'=1+1",
    "\n=1+1",
    "x\r\nSet-Cookie: a=b",
    "x\nLocation: //evil.example",
    "%0d%0aSet-Cookie:a=b",
    "../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "%2e%2e%2f",
    "file:///etc/passwd",
    "{{7*191}}",
    "{% raw %}",
    "${7*191}",
    "#{7*191}",
    "<%= 7*191 %>",
    "%(name)s",
    "{0.__class__}",
    "%s%s%n",
    "\u202eсварщик",
    "сва\u200bрщик",
    "\ufeffсварщик",
    "\u2066сварщик\u2069",
    "с\u0301варщик",
    "😀",
    "a" * 90,
    "ﷺ" * 20,
)
"""SQL, HTML, formulas, headers, paths, templates, turned and invisible letters, long words."""
PRODUCT = "1337"
"""What a template engine would make of 7*191."""
WRAPPINGS = ("{}", "сварщик {}", "{} резчик", "«{}»")
TEXTS = [wrapping.replace("{}", base) for wrapping in WRAPPINGS for base in BASES][:200]
PERSON_FIELDS = ("surname", "given_name", "notes", "skills", "work_history", "qualifications", "desired_work")
pytestmark = pytest.mark.deep
EVENTS_AND_FRAMES = {"script", "iframe", "object", "embed", "base", "style", "svg", "meta-refresh"}


@pytest.fixture(scope="module")
def place(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with template.copy(tmp_path_factory.mktemp("injections")) as installation:
        yield installation


@pytest.fixture(scope="module")
def client(place: Installation) -> FlaskClient:
    app = application_over(place)
    app.config["SECRET_KEY"] = "test"
    init_web(app, place)
    return app.test_client()


class Runs(HTMLParser):
    """What of a page a browser would run or load from elsewhere."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in EVENTS_AND_FRAMES:
            self.found.append(tag)
        for name, value in attrs:
            target = (value or "").strip().lower()
            if name.startswith("on") or name == "style" or (name in ("href", "src", "action") and not is_ours(target)):
                self.found.append(f"{tag} {name}={value}")


def is_ours(target: str) -> bool:
    return not target.startswith(("javascript:", "data:", "//", "http:", "https:"))


def people_of(texts: list[str]) -> list[dict[str, Any]]:
    """Each text stands in one field of one person; in all fields, one after another."""
    bare = {name: value for name, value in SEAMSTRESS.items() if name not in ("surname", "given_name")}
    return [bare | {PERSON_FIELDS[number % len(PERSON_FIELDS)]: text} for number, text in enumerate(texts)]


def test_there_are_two_hundred_different_ones() -> None:
    assert len(TEXTS) == len(set(TEXTS)) == 200


def test_people_keep_hostile_words_as_written_and_pages_run_none(client: FlaskClient) -> None:
    refused = 0
    for body in people_of(TEXTS):
        ((name, text),) = [(n, body[n]) for n in PERSON_FIELDS if body.get(n) in TEXTS]
        response = client.post("/api/v1/candidates", json=body)
        if response.status_code == 422:
            assert response.get_json()["errors"], response.text  # named, never a fault
            refused += 1
            continue
        made = answer_of(response, 201)
        part = made["identity"] if name in ("surname", "given_name") else made["restricted"]
        assert part[name] in (text, " ".join(text.split())), (name, text, part[name])
        page = client.get(f"/candidates/{made['reference']}")
        assert page.status_code == 200, (text, page.status_code)
        assert Runs(page.text).found == [], (name, text)
        assert PRODUCT not in page.text + response.text, (name, text)
    assert refused < 20, refused
    for address in ("/candidates", "/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "/candidates?q=%22%3E%3Cscript%3E"):
        page = client.get(address)
        assert page.status_code in (200, 302)
        assert Runs(page.text).found == []


def test_vacancies_keep_hostile_words_as_written_and_pages_run_none(client: FlaskClient) -> None:
    for number, text in enumerate(random.Random(5).sample(TEXTS, 60)):
        name = ("title", "description", "employer")[number % 3]
        response = client.post("/api/v1/vacancies", json=SEWING | {"unp": None, name: text})
        if response.status_code == 422:
            assert response.get_json()["code"], response.text
            continue
        made = answer_of(response, 201)
        kept = made["employer"]["name"] if name == "employer" else made[name]
        assert kept in (text, " ".join(text.split())), (name, text, kept)
        page = client.get(f"/vacancies/{made['reference']}")
        assert page.status_code == 200
        assert Runs(page.text).found == [], (name, text)


def test_no_answer_takes_a_header_from_a_text(client: FlaskClient) -> None:
    for text in TEXTS:
        response = client.get(
            "/api/v1/candidates",
            query_string={"q": text},
            headers={"Accept-Language": text.encode("ascii", "ignore").decode().translate({10: None, 13: None})},
        )
        assert response.status_code < 500
        assert "evil.example" not in str(response.headers)
        assert response.headers.get("Set-Cookie") is None


def test_rejected_rows_are_evaluated_by_no_spreadsheet(place: Installation, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["case_reference", "surname", "given_name", "province", "skills"])
        for number, text in enumerate(TEXTS):
            writer.writerow([f"INJ-{number:04}" if number % 2 else text, text, text, text, text])
    report = import_file(place, COMMAND_LINE_ACTOR, table, "candidates", as_of=date(2026, 11, 22), skip_bad_rows=True)
    assert report.rejected_file is not None
    everything = tmp_path / "everything.csv"
    write_rejected(everything, [], [RejectedRow(n, (text, text), ()) for n, text in enumerate(TEXTS)])
    for path in (Path(report.rejected_file), everything):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter=";"))
        assert [cell for row in rows for cell in row if cell.startswith(DANGEROUS)] == []
    assert len(rows) == len(TEXTS) + 1


def test_exported_aliases_are_evaluated_by_no_spreadsheet(place: Installation, client: FlaskClient) -> None:
    colleague, accepted = Actor("olga", "Olga", Role.COORDINATOR), 0
    for text in TEXTS[:60]:
        made = client.post("/api/v1/aliases", json={"text": text, "kind": "skill", "concept": "weld_mma"})
        if made.status_code == 201:
            number = propose_alias(place, colleague, f"{text} иначе", ConceptKind.SKILL, "weld_mma").id
            accepted += client.post(f"/api/v1/aliases/{number}/accept", headers={"If-Match": "*"}).status_code == 200
    assert accepted > 20
    rows = list(csv.reader(io.StringIO(client.get("/api/v1/aliases/export").text)))
    assert len(rows) >= accepted
    assert [cell for row in rows for cell in row if cell.startswith(DANGEROUS)] == []


def test_no_cell_of_a_subject_report_is_a_formula(place: Installation, client: FlaskClient) -> None:
    for text in [each for each in TEXTS if each.startswith(DANGEROUS)]:
        person = SEAMSTRESS | dict.fromkeys(("surname", "notes", "skills", "work_history"), text)
        reference = answer_of(client.post("/api/v1/candidates", json=person), 201)["reference"]
        book = load_workbook(io.BytesIO(as_workbook(subject_report(place, COMMAND_LINE_ACTOR, reference, date(2026, 11, 22)), "ru")))
        cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
        assert [cell.value for cell in cells if cell.data_type == "f"] == []
        assert [cell.value for cell in cells if isinstance(cell.value, str) and cell.value.startswith(DANGEROUS)] == []
