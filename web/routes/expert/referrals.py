"""Referral slips that are out, the late ones first; and those that came back."""

from flask import render_template

from api.paging import cursor_of, number_of
from api.schemas.fields import Code, Text
from services.initials import find_initials
from services.slips import SHOWN_SLIPS, watch_slips
from web.identity import current_actor, current_installation
from web.questions import Question, asked

PAGE_LENGTH = 30


class ReferralQuestion(Question):
    """Which slips; those that are out when nothing is said. q: number of the slip, person, vacancy or employer."""

    show = Code(SHOWN_SLIPS, load_default="out")
    q = Text(100)
    after = Text(200)


def show_referrals() -> tuple[str, int]:
    """The list, with a count of each kind."""
    question = asked(ReferralQuestion)
    installation, actor = current_installation(), current_actor()
    skip = number_of(question.get("after")) or 0
    watch = watch_slips(installation, actor, question.values["show"], skip, PAGE_LENGTH, words=question.get("q") or "")
    names = find_initials(installation, actor, [slip.candidate for slip in watch.slips if slip.candidate])
    shown = render_template(
        "expert/referrals.html", watch=watch, names=names, question=question, kinds=SHOWN_SLIPS, next_cursor=cursor_of(watch.skip)
    )
    return shown, question.status_code
