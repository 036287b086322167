"""Words that people said mean something, and what was decided: turned here, decided first on a page of its own.

Profiles written before are read again with them when somebody asks for it.
"""

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from api.calendar import today
from api.paging import cursor_of, number_of
from api.schemas.fields import Code
from models.codes import ALIAS_STATES
from services.aliases import list_aliases
from services.permissions import is_allowed
from services.rereading import reread_candidates
from web.forms import Form, act
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.questions import ANY, ListQuestion, asked

PAGE_LENGTH, MOST_NAMED = 50, 20


class WordQuestion(ListQuestion):
    """Which words; all of them when nothing is said."""

    state = Code((*ALIAS_STATES, ANY), load_default=ANY)


def show_words() -> tuple[str, int]:
    """The list."""
    question = asked(WordQuestion)
    state, words = question.values["state"], question.get("q") or ""
    actor = current_actor()
    page = list_aliases(
        current_installation(), actor, state=None if state == ANY else state, words=words,
        after=number_of(question.get("after")) or 0, limit=PAGE_LENGTH, language=current_language(),
    )  # fmt: skip
    shown = render_template(
        "coordinator/words.html", page=page, question=question, states=(ANY, *ALIAS_STATES), next_cursor=cursor_of(page.after),
        may_decide=is_allowed(actor, "alias:decide"), may_reread=is_allowed(actor, "candidate:change"),
    )  # fmt: skip
    return shown, question.status_code


def read_again() -> Response:
    """Read again the profiles that an accepted meaning may explain, of people whose cases the reader may change."""

    def do(_form: Form) -> str:
        report = reread_candidates(current_installation(), current_actor(), today().year)
        if not report.changed:
            return _("No profile of yours is understood otherwise by these words.")
        people = ", ".join(report.changed[:MOST_NAMED]) + (" …" if len(report.changed) > MOST_NAMED else "")
        n = len(report.changed)
        return ngettext(
            "%(num)d profile is understood better now: %(people)s.",
            "%(num)d profiles are understood better now: %(people)s.",
            n,
            people=people,
        )

    return act(do, url_for("web.words"))
