"""A referral slip as a page to be printed."""

from flask import render_template

from api.i18n import words
from api.slip_docx import SLIP_LANGUAGES, mark_rows, slip_rows
from services.slip_prints import print_slip
from web.identity import current_actor, current_installation
from web.languages import current_language


def show_slip(number: int) -> str:
    """The slip alone, in Russian or Belarusian: the bars of the page stay off the paper."""
    slip = print_slip(current_installation(), current_actor(), number)
    language = current_language()
    say = words(language if language in SLIP_LANGUAGES else SLIP_LANGUAGES[0])
    shown = {"filled": slip_rows(slip, say), "mark": mark_rows(slip, say), "spoken": say}
    return render_template("slips/print.html", slip=slip, **shown)
