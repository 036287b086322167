"""What waits for a second person's word: meanings of texts, changes that employers ask for, vacancies to confirm. One button each."""

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api.paging import cursor_of, number_of
from api.schemas.fields import Text
from services.aliases import accept_alias, reject_alias
from services.reviews import read_reviews
from services.vacancy_changes import accept_change, confirm_vacancy, reject_change
from web.forms import Form, act
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.links import kept
from web.questions import Question, asked
from web.shown.changes import change_lines

PAGE_LENGTH = 20


class ReviewQuestion(Question):
    """What to look for, and which page of the proposals of meanings."""

    q = Text(100)
    after = Text(200)


def show_reviews() -> tuple[str, int]:
    """Three lists, each with a button per line."""
    question, language = asked(ReviewQuestion), current_language()
    after = number_of(question.get("after")) or 0
    reviews = read_reviews(current_installation(), current_actor(), language, after, PAGE_LENGTH, words=question.get("q") or "")
    changes = [(change, change_lines(change.fields, language)) for change in reviews.changes]
    shown = render_template(
        "expert/reviews.html", reviews=reviews, changes=changes, question=question, next_cursor=cursor_of(reviews.after)
    )
    return shown, question.status_code


def decide_alias(number: int, decision: str) -> Response:
    """Accept or reject what a text is said to mean."""
    accepts = decision == "accept"

    def do(form: Form) -> str:
        decide = accept_alias if accepts else reject_alias
        alias = decide(current_installation(), current_actor(), number, current_language(), form.number("version"))
        if accepts:
            told = {"text": alias.text, "label": alias.label}
            return _(
                "“%(text)s” now means “%(label)s” for everybody; profiles written before can be read again on the page “Words”.", **told
            )
        return _("“%(text)s” does not mean “%(label)s”.", text=alias.text, label=alias.label)

    return act(do, url_for("web.words" if "back" in request.form else "web.reviews", **kept("q")))


def decide_change(number: int, decision: str) -> Response:
    """Let an asked-for change take effect, or leave the vacancy as it is."""
    accepts = decision == "accept"

    def do(_form: Form) -> str:
        change = (accept_change if accepts else reject_change)(current_installation(), current_actor(), number)
        if accepts:
            return _("The change of %(vacancy)s is in force.", vacancy=change.vacancy)
        return _("%(vacancy)s stays as it is.", vacancy=change.vacancy)

    return act(do, url_for("web.reviews", **kept("q")))


def confirm(reference: str) -> Response:
    """Let an employer's vacancy show people."""

    def do(_form: Form) -> str:
        confirm_vacancy(current_installation(), current_actor(), reference)
        return _("%(vacancy)s is confirmed: people may be introduced for it.", vacancy=reference)

    return act(do, url_for("web.reviews", **kept("q")))
