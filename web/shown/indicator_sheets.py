"""The indicators as a workbook: one sheet of sentences, one for each table; what is not told says so in its cell."""

import io

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from api.i18n import Words
from services.indicators import Indicators
from web.shown import indicators as shown

BOLD = Font(bold=True)
WIDE, NARROW = 44, 18


def workbook_of(indicators: Indicators, say: Words, moment: str, days: str) -> bytes:
    """The file. moment: as of when, in words; days: the sentence about days to work."""
    book = Workbook()
    first: Worksheet = book.worksheets[0]
    first.title = _("Figures")
    where = say.of("province", indicators.province) if indicators.province else _("all provinces")
    first.append([_("Indicators of %(year)s", year=indicators.year), where])
    first.append([_("As of"), moment])
    first.append([])
    figures = (*shown.way_sentences(indicators.counts), *shown.kept_sentences(indicators.counts), days)
    for sentence in (*figures, *shown.active_sentences(indicators, say), shown.demand_sentence(indicators.demand)):
        first.append([sentence])
    first.append([])
    first.append(
        [_("Numbers of one to four people are not told, nor others from which they could be worked out, so that nobody can be recognised.")]
    )
    first["A1"].font = BOLD
    first.column_dimensions["A"].width = 2 * WIDE
    for part in shown.parts(indicators, say):
        _sheet(book, part.title, ("", *part.heads), [(row.label, *row.cells) for row in part.rows])
    towns = [(town.name, town.n_people) for town in indicators.towns]
    elsewhere = (_("Elsewhere, or in towns with fewer than 5"), shown.number(indicators.elsewhere))
    _sheet(book, _("Towns"), (_("Town"), _("People")), [*towns, elsewhere])
    heads = (_("Kind of work"), _("Free places"), _("People who ask for it"))
    _sheet(book, _("Free places"), heads, [(row.label, *row.cells) for row in shown.demand_rows(indicators.demand)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet(book: Workbook, title: str, heads: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    sheet: Worksheet = book.create_sheet(title[:31])
    sheet.append(list(heads))
    for row in rows:
        sheet.append([_value(cell) for cell in row])
    for cell in sheet[1]:
        cell.font = BOLD
    for place, letter in enumerate("ABCDEFGH"[: len(heads)]):
        sheet.column_dimensions[letter].width = NARROW if place else WIDE
    sheet.freeze_panes = "B2"


def _value(cell: object) -> object:
    """A number as a number, so that sheets can count with it."""
    plain = str(cell).replace("\u202f", "")
    return int(plain) if plain.isdigit() else cell
