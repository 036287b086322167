"""Routes of the pages: read the question, ask one or two use cases, hand values to a template. No decisions here."""

from pathlib import Path

from flask import Blueprint

from services.errors import DomainError
from web.assets import OWN_FOLDER
from web.errors import domain_error_page
from web.routes import accounts, administration, candidates, pairs, search, slips, vacancies

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"

blueprint = Blueprint("web", "web", static_folder=str(OWN_FOLDER), static_url_path="/static")
blueprint.register_error_handler(DomainError, domain_error_page)
blueprint.add_url_rule("/", "home", vacancies.show_home)
blueprint.add_url_rule("/vacancies", "vacancies", vacancies.show_vacancies)
blueprint.add_url_rule("/vacancies/<reference>", "vacancy", vacancies.show_vacancy)
blueprint.add_url_rule("/vacancies/<reference>/candidates/<candidate>", "pair", pairs.show_pair)
blueprint.add_url_rule("/candidates", "candidates", candidates.show_candidates)
blueprint.add_url_rule("/candidates/<reference>", "candidate", candidates.show_candidate)
blueprint.add_url_rule("/slips/<int:number>", "slip", slips.show_slip)
blueprint.add_url_rule("/search", "search", search.show_search)
blueprint.add_url_rule("/account", "account", accounts.show_account)
blueprint.add_url_rule("/account/sessions/<int:number>/end", "end_session", accounts.end_session, methods=["POST"])
blueprint.add_url_rule("/invitations/<token>", "invitation", accounts.show_invitation, methods=["GET", "POST"])
blueprint.add_url_rule("/accounts", "accounts", administration.show_accounts)
blueprint.add_url_rule("/accounts", "invite", administration.invite, methods=["POST"])
blueprint.add_url_rule("/accounts/<int:number>/link", "new_link", administration.give_new_link, methods=["POST"])
blueprint.add_url_rule("/accounts/<int:number>/close", "close_account", administration.close_account, methods=["POST"])
blueprint.add_url_rule("/organisations", "organisations", administration.show_organisations)
blueprint.add_url_rule("/organisations", "enter_organisation", administration.enter_organisation, methods=["POST"])
