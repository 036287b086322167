"""A shown ranking as a workbook: what stands on the page and no more, with the day and the versions it stands on."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from api.i18n import Words, words
from services.importing.rejected import neutral
from services.ranking import RankingAnswer
from services.vacancy_views import VacancyView
from web.shown.evidence import EvidenceLine
from web.shown.ranking import RankedLine

LONGEST_SHEET_NAME = 31
WIDTHS = (8, 14, 22, 60, 40, 40, 22)
Cell = str | int


def ranking_sheet(vacancy: VacancyView, answer: RankingAnswer, lines: Iterable[RankedLine], language: str) -> bytes:
    """The file. No cell is a formula, whatever somebody wrote."""
    say, book = words(language), Workbook()
    sheet = book.active
    sheet.title = vacancy.reference[:LONGEST_SHEET_NAME]
    sheet.append([_plain(f"{vacancy.title}, {vacancy.employer.name}, {vacancy.reference}")])
    run = {"day": say.day(answer.ranking.as_of), "run": answer.run}
    sheet.append([_plain(_("As of %(day)s, run no. %(run)d. The order is advice; the expert decides.", **run))])
    heads = (_("Place in the list"), _("Person"), _("Fit"), _("Asked and shown"), _("Missing"), _("To be clarified"), _("Documents"))
    sheet.append([_plain(head) for head in heads])
    for line in lines:
        shown = "; ".join(_evidence(one) for one in line.evidence)
        reviews = " ".join(say.reason(review) for review in line.reviews)
        papers = ", ".join(part for part in (_documents(line, vacancy.starts_on), _papers_day(line, say)) if part)
        row: list[Cell] = [
            line.place,
            line.reference,
            say.fit(line.probability),
            shown,
            "; ".join(map(say.gap, line.gaps)),
            reviews,
            papers,
        ]
        sheet.append([_plain(cell) for cell in row])
    for number, width in enumerate(WIDTHS, 1):
        sheet.cell(3, number).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = width
    for cells in sheet.iter_rows(min_row=4):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A4"
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def _evidence(line: EvidenceLine) -> str:
    state = {
        "shown": _("shown"), "partly": _("near"), "unproven": _("said, not confirmed"), "missing": _("not seen in the profile"),
        "attitude": _("a profile cannot show this: ask when you meet"),
    }.get(line.state, _("not understood"))  # fmt: skip
    if line.state == "missing" and line.text:
        return f"{line.asked}: {state}, {_('nearest:')} «{line.text}»"
    return f"{line.asked} ← «{line.text}» ({state})" if line.text else f"{line.asked}: {state}"


def _documents(line: RankedLine, starts_on: date | None) -> str:
    if line.documents == "ready" and not line.ready_by(starts_on):
        return _("not ready by the start")
    return {"ready": _("ready by the start"), "late": _("not ready by the start")}.get(line.documents, _("not known"))


def _papers_day(line: RankedLine, say: Words) -> str:
    return _("all on %(day)s", day=say.day(line.papers_on)) if line.papers_on else ""


def _plain(value: Cell) -> Cell:
    return neutral(ILLEGAL_CHARACTERS_RE.sub(" ", value)) if isinstance(value, str) else value
