"""The agreement laid out for paper, to be signed by three parties."""

from flask import render_template

from services.trial_prints import print_trial
from web.identity import current_actor, current_installation


def show_paper(number: int) -> str:
    """The agreement alone: the bars of the page stay off the paper."""
    return render_template("trials/print.html", trial=print_trial(current_installation(), current_actor(), number))
