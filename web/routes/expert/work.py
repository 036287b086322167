"""The expert's first page: what waits today, list by list; and each list whole."""

from flask import render_template

from api.calendar import today
from api.schemas.fields import Code
from services.initials import find_initials
from services.notices import list_my_notices
from services.reviews import read_reviews
from services.work_list import read_work_list
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.questions import Question, asked

SHORT, WHOLE = 10, 200
"""Lines of a list on the first page, and where it is shown alone."""
LISTS = ("short", "ageing", "unanswered", "notices")


class WorkQuestion(Question):
    """One list alone, or the beginning of each."""

    show = Code(LISTS)


def show_work() -> tuple[str, int]:
    """Every list's first lines with its length, or one list whole."""
    question = asked(WorkQuestion)
    installation, actor, alone = current_installation(), current_actor(), question.get("show")
    limit = WHOLE if alone else SHORT
    work = read_work_list(installation, actor, limit)
    notices, more = list_my_notices(installation, actor, limit=limit)
    shown = render_template(
        "expert/work.html", work=work, notices=notices, more_notices=more is not None, shown=alone, question=question, today=today(),
        reviews=read_reviews(installation, actor, current_language(), limit=SHORT),
        names=find_initials(installation, actor, [line.candidate for line in work.unanswered]),
    )  # fmt: skip
    return shown, question.status_code
