"""Papers: which are there, how long each that is missing takes, and when all are there."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from api.schemas.fields import Day, Whole
from models.codes import DOCUMENT_CODES
from services.papers import LONGEST_LEAD, PaperSaid, change_papers, read_papers
from web.forms import BLANK, Form, answer, tell
from web.identity import current_actor, current_installation
from web.names import short_day
from web.shown.initials import initials_of

LEAD, EXPIRY = Whole(0, LONGEST_LEAD, from_text=True), Day()


def show_papers(reference: str) -> str:
    """Every kind of paper."""
    return _page(reference)


def change(reference: str) -> Response | tuple[str, int]:
    """Keep what was said of each."""

    def do(form: Form) -> Response:
        said = [_read(form, code) for code in DOCUMENT_CODES if form.get(f"state_{code}")]
        papers = change_papers(current_installation(), current_actor(), reference, said, form.number("version"))
        tell(
            _("Kept. All papers are there on %(day)s.", day=short_day(papers.all_on))
            if papers.missing
            else _("Kept. All papers are there.")
        )
        return redirect(url_for("web.candidate", reference=reference), 303)

    return answer(do, lambda form: _page(reference, form))


def _read(form: Form, code: str) -> PaperSaid:
    """What the row of one paper says. Raises ValidationError with the name of the field."""
    values = {}
    for name, field in (("lead", LEAD), ("expires", EXPIRY)):
        written = form.get(f"{name}_{code}")
        try:
            values[name] = field.deserialize(written) if written else None
        except ValidationError as error:
            raise ValidationError({f"{name}_{code}": error.messages}) from error
    return PaperSaid(code, form.get(f"state_{code}") == "missing", values["lead"], values["expires"])


def _page(reference: str, form: Form = BLANK) -> str:
    installation, actor = current_installation(), current_actor()
    papers = read_papers(installation, actor, reference)
    name = initials_of(reference)
    return render_template("caseworker/papers.html", papers=papers, name=name, form=form)
