"""Words that people said mean something, with what was decided about them. Deciding stands on a page of its own."""

from flask import render_template

from api.paging import cursor_of, number_of
from api.schemas.fields import Code
from models.codes import ALIAS_STATES
from services.aliases import list_aliases
from services.permissions import is_allowed
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.questions import ANY, ListQuestion, asked

PAGE_LENGTH = 50


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
        may_decide=is_allowed(actor, "alias:decide"),
    )  # fmt: skip
    return shown, question.status_code
