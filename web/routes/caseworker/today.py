"""The caseworker's first page: what waits today, each line with the person, the day, and the one deed that answers it."""

from datetime import timedelta

from flask import render_template

from api.calendar import today
from services import notices, slips
from services.check_ins import WhatIsDue, list_due_check_ins
from services.coming import list_ending_consents, list_steps_ahead
from services.hand_overs import ListHandOvers, list_hand_overs
from services.initials import find_initials
from services.next_steps import list_lost
from services.permissions import is_allowed
from services.support import list_needs_to_see_to, list_received_needs
from services.trial_lists import TrialsAsked, list_trials_by_need
from web.identity import current_actor, current_installation
from web.routes.caseworker.needs import GIVEN_REASONS
from web.shown.today import Waiting, not_told_yet, people_of
from web.shown.trial import to_see_to

SHOWN = 20
"""Lines of one kind on the page; the rest follows once these are answered."""
WEEK, MONTH = 7, 30
"""Days ahead of which steps and papers are told, and ends of consents."""
OPEN_STATES = ("in_progress", "accepted")


def show_today() -> str:
    """Overdue first, then today's, then what comes up."""
    return render_template(
        "caseworker/today.html",
        waiting=_waiting(),
        most=SHOWN,
        may_register=is_allowed(current_actor(), "candidate:create"),
        reasons=GIVEN_REASONS,
    )


def _waiting() -> Waiting:
    installation, actor, day = current_installation(), current_actor(), today()
    check_ins = list_due_check_ins(installation, actor, WhatIsDue("all", 0, mine=True), None, SHOWN).check_ins
    late_slips, _ = slips.list_referral_slips(installation, actor, 0, SHOWN, overdue=True, mine=True)
    needs, _ = list_needs_to_see_to(installation, actor, day + timedelta(days=WEEK), 0, SHOWN)
    lost = list_lost(installation, actor, mine=True, limit=SHOWN)
    steps = list_steps_ahead(installation, actor, WEEK, SHOWN)
    told, _ = notices.list_my_notices(installation, actor, limit=SHOWN)
    ending = list_ending_consents(installation, actor, MONTH, SHOWN)
    received, _ = list_received_needs(installation, actor, OPEN_STATES, 0, SHOWN)
    offers, _ = list_hand_overs(installation, actor, ListHandOvers("incoming", "offered"), 0, SHOWN)
    trials = to_see_to(list_trials_by_need(installation, actor, TrialsAsked(state="running", mine=True, begun=True)).trials, day)
    unseen = not_told_yet(lost.people, check_ins, late_slips, steps, [trial for trial in trials if trial.waits])
    n_unseen = (lost.n_people or 0) - (len(lost.people) - len(unseen))
    people = people_of(check_ins, late_slips, needs, lost.people, steps, told, ending, offers, trials)
    return Waiting(
        day, check_ins, late_slips, [need for need in needs if need.document_kind], [need for need in needs if not need.document_kind],
        unseen, n_unseen, steps, told, ending, received, offers, find_initials(installation, actor, people), trials,
    )  # fmt: skip
