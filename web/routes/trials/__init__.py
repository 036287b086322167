"""Pages of trial agreements, for the caseworker and the coordinator."""

from web.routes.table import POST, Route
from web.routes.trials import agreement, course, draft, listing, paper

TRIAL = "/trials/<int:number>"
ROUTES: tuple[Route, ...] = (
    Route("/trials", "trials", listing.show_trials),
    Route("/trials/new", "new_trial", agreement.show_new),
    Route("/trials/new", "draw_up_trial", agreement.draw_up, POST),
    Route("/trials/understood", "trial_understood", course.show_understood, POST),
    Route(TRIAL, "trial", course.show_trial),
    Route(f"{TRIAL}/print", "trial_print", paper.show_paper),
    Route(f"{TRIAL}/edit", "edit_trial", draft.show_edit),
    Route(f"{TRIAL}/edit", "change_trial", draft.change, POST),
    Route(f"{TRIAL}/sign", "sign_trial", agreement.sign, POST),
    Route(f"{TRIAL}/cancel", "cancel_trial", course.cancel, POST),
    Route(f"{TRIAL}/days", "mark_day", course.mark, POST),
    Route(f"{TRIAL}/days/<day>/came", "mark_came", course.mark_came, POST),
    Route(f"{TRIAL}/assessment", "assess_trial", course.assess, POST),
    Route(f"{TRIAL}/picks", "pick_observed", course.pick, POST),
    Route(f"{TRIAL}/contract", "lead_on", course.lead_on, POST),
)
