"""A referral slip as a DOCX, in Russian or Belarusian: the same lines as the page that is printed (web/templates/slips/print.html)."""

import io

from docx import Document
from docx.shared import Cm, Pt

from api.i18n import Words
from services.slip_prints import SlipPrint

SLIP_LANGUAGES = ("ru", "be")
"""In which languages slips are printed: those of the country."""
BLANK = "_" * 28


def slip_rows(slip: SlipPrint, say: Words) -> tuple[tuple[str, str], ...]:
    """What is filled in: (heading, value)."""
    employer = slip.employer if slip.unp is None else f"{slip.employer}, {say.of('slip', 'unp')} {slip.unp}"
    return (
        (say.of("slip", "employer"), employer),
        (say.of("slip", "vacancy"), f"{slip.title} ({slip.vacancy})"),
        (say.of("slip", "quota"), say.of("slip", "yes" if slip.quota else "no")),
        (say.of("slip", "person"), slip.first_name or BLANK),
        (say.of("slip", "appear_by"), say.day(slip.appear_by)),
        (say.of("slip", "issued_by"), slip.issued_by),
    )


def mark_rows(slip: SlipPrint, say: Words) -> tuple[tuple[str, str], ...]:
    """What the employer fills in: (heading, line to write on)."""
    refused = f"☐ {say.of('slip', 'accepted')}   ☐ {say.of('slip', 'refused')}"
    return (
        (say.of("slip", "appeared"), f"☐ {say.of('slip', 'came')}   ☐ {say.of('slip', 'did_not_come')}"),
        (say.of("slip", "decision"), refused),
        (say.of("slip", "ground"), BLANK),
        (say.of("slip", "signed"), BLANK),
        (say.of("slip", "return_by"), say.day(slip.return_by)),
    )


def slip_docx(slip: SlipPrint, say: Words) -> bytes:
    """The file."""
    document = Document()
    document.core_properties.author, document.core_properties.title = "Kladka", f"{say.of('slip', 'title')} № {slip.number}"
    document.core_properties.comments, document.core_properties.language = "", say.language
    section = document.sections[0]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    document.styles["Normal"].font.size = Pt(12)
    document.add_heading(f"{say.of('slip', 'title')} № {slip.number}", level=1)
    document.add_paragraph(say.of("slip", "issued_on", day=say.day(slip.issued_on)))
    for heading, rows in ((None, slip_rows(slip, say)), (say.of("slip", "mark"), mark_rows(slip, say))):
        if heading is not None:
            document.add_heading(heading, level=2)
        table = document.add_table(rows=0, cols=2, style="Table Grid")
        for name, value in rows:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = name, value
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
