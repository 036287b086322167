"""Routes of the pages: read the question, ask one or two use cases, hand values to a template. No decisions here.

Who a page is for decides where its routes stand: shared ones beside this file, the others in expert/, employer/, caseworker/ and
coordinator/, each with a table ROUTES.
"""

from pathlib import Path

from flask import Blueprint

from services.errors import DomainError
from web.assets import OWN_FOLDER
from web.errors import domain_error_page
from web.routes import (
    accounts,
    administration,
    candidates,
    caseworker,
    coordinator,
    employer,
    expert,
    hand_over,
    introductions,
    notices,
    pairs,
    placements,
    runs,
    search,
    slips,
    trials,
    vacancies,
    waiting,
)
from web.routes.table import BOTH, POST, Route

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"

SHARED = (
    Route("/", "home", vacancies.show_home),
    Route("/vacancies", "vacancies", vacancies.show_vacancies),
    Route("/vacancies/<reference>", "vacancy", vacancies.show_vacancy),
    Route("/vacancies/<reference>/candidates/<candidate>", "pair", pairs.show_pair),
    Route("/vacancies/<reference>/candidates/<candidate>/introduce", "introduce", introductions.show_introduction),
    Route("/vacancies/<reference>/candidates/<candidate>/introduce", "introduce_person", introductions.introduce_person, POST),
    Route("/placements/<int:number>", "placement", placements.show_placement),
    Route("/placements/<int:number>/move", "move_placement", placements.move_placement, POST),
    Route("/placements/<int:number>/correct", "correct_placement", placements.correct_placement, POST),
    Route("/placements/<int:number>/slips", "issue_slip", placements.issue, POST),
    Route("/candidates", "candidates", candidates.show_candidates),
    Route("/candidates/<reference>", "candidate", candidates.show_candidate),
    Route("/runs", "runs", runs.show_runs),
    Route("/runs/<int:number>", "run", runs.show_run),
    Route("/runs/<int:number>/replay", "replay_run", runs.replay, POST),
    Route("/slips/<int:number>", "slip", slips.show_slip),
    Route("/slips/<int:number>/mark", "mark_slip", slips.show_mark),
    Route("/slips/<int:number>/mark", "enter_mark", slips.mark_slip, POST),
    Route("/slips/<int:number>/return", "return_slip", placements.take_back, POST),
    Route("/notices/<int:number>/seen", "notice_seen", notices.see_notice, POST),
    Route("/search", "search", search.show_search),
    Route("/work-under-way/<key>", "work_under_way", waiting.show_work),
    Route("/account", "account", accounts.show_account),
    Route("/account/sessions/<int:number>/end", "end_session", accounts.end_session, POST),
    Route("/invitations/<token>", "invitation", accounts.show_invitation, BOTH),
    Route("/accounts", "accounts", administration.show_accounts),
    Route("/accounts", "invite", administration.invite, POST),
    Route("/accounts/<int:number>/link", "new_link", administration.give_new_link, POST),
    Route("/accounts/<int:number>/close", "close_account", administration.close_account, POST),
    Route("/organisations", "organisations", administration.show_organisations),
    Route("/organisations", "enter_organisation", administration.enter_organisation, POST),
)

blueprint = Blueprint("web", "web", static_folder=str(OWN_FOLDER), static_url_path="/static")
blueprint.register_error_handler(DomainError, domain_error_page)
_OF_ROLES = (*expert.ROUTES, *employer.ROUTES, *caseworker.ROUTES, *coordinator.ROUTES)
for route in (*SHARED, *_OF_ROLES, *trials.ROUTES, *hand_over.ROUTES):
    blueprint.add_url_rule(route.rule, route.endpoint, route.view, methods=list(route.methods))
