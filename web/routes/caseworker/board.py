"""People stage by stage. One column can be shown longer than the others; without JavaScript the whole page comes again with it.

What a card's menu offers may also be reached by dragging the card to the stage it leads to (web/static/board.js): the same page opens.
"""

from flask import render_template

from api.schemas.fields import Code, Text, Whole
from matcher.types import PROVINCES
from services.board import SHOWN, STAGES, BoardQuestion, read_board
from services.pages import LONGEST_PAGE
from web.identity import current_actor, current_installation
from web.questions import WHOSE, Question, asked
from web.shown.placement import DEEDS

COLUMN_OF = {state: stage for stage, states in STAGES.items() for state in states}
"""State of a placement → where its card stands."""


class BoardSchema(Question):
    """Who stands on the board."""

    q = Text(100)
    province = Code(PROVINCES)
    whose = Code(WHOSE, load_default="mine")
    stage = Code(tuple(STAGES))
    shown = Whole(1, LONGEST_PAGE, from_text=True, load_default=SHOWN)


def show_board() -> tuple[str, int]:
    """Every stage with its people."""
    question = asked(BoardSchema)
    wanted = BoardQuestion(
        question.get("whose") == "mine", question.get("province"), question.get("q") or "", question.get("stage"), question.values["shown"]
    )
    columns = read_board(current_installation(), current_actor(), wanted)
    shown = render_template(
        "caseworker/board.html", columns=columns, question=question, provinces=PROVINCES, whose=WHOSE, step=SHOWN, most=LONGEST_PAGE,
        column_of=COLUMN_OF, deeds=DEEDS,
    )  # fmt: skip
    return shown, question.status_code
