"""Deeds on the person's page: change the case, pause, close, propose for a vacancy, pick a meaning, what to learn, everything held."""

from dataclasses import replace
from typing import Any

from flask import Response as FlaskResponse
from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api.calendar import today
from api.media_types import XLSX
from api.schemas.candidate import CandidateChangeSchema, CandidateCloseSchema
from api.schemas.placement import ProposeSchema
from api.subject_report_files import REPORT_LANGUAGES, as_workbook
from api.told_skills import gain_name
from models import codes
from models.queries.placements import PlacementFilter
from services.candidate_views import CandidateView
from services.candidates import CLOSING_REASONS, ChangeCandidate, change_candidate, close_candidate, get_candidate_view
from services.consents import list_consents
from services.next_steps import read_next_step
from services.papers import read_papers
from services.permissions import Reach, is_allowed, reach_of
from services.placements import list_placements, propose
from services.skills_gap import find_openers_for
from services.subject_report import subject_report
from services.support import list_needs_of
from services.trial_lists import TrialsAsked, list_trial_pilots, list_trials_by_need
from web.forms import Form, act, answer, tell
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.routes.caseworker.picks import propose_pick
from web.shown.registration import LABELS, changed_meanwhile, changes_said, form_of_case

MOST_PLACEMENTS = 50
VERSION = "version"
MOST_OPENERS = 10


def around(view: CandidateView) -> dict[str, Any]:
    """What stands around the case on the person's page, as far as the reader may know it. own: whether they look after this person."""
    installation, actor, reference = current_installation(), current_actor(), view.reference
    reach = reach_of(actor, "candidate:change")
    own = reach is Reach.ANY or (reach is not None and view.organisation is not None and view.organisation == actor.organisation)
    found: dict[str, Any] = {"own": own, "closing_reasons": CLOSING_REASONS, "today": today()}
    if is_allowed(actor, "next_step:read"):
        found["step"] = read_next_step(installation, actor, reference)
    if is_allowed(actor, "placement:read"):
        where = PlacementFilter(candidate=reference)
        found["placements"] = list_placements(installation, actor, where, 0, MOST_PLACEMENTS).placements[::-1]
        found["on_the_way"] = {one.vacancy: one for one in found["placements"] if one.closed_on is None}
    if is_allowed(actor, "trial:read"):
        found["trials"] = list_trials_by_need(installation, actor, TrialsAsked(candidate=reference)).trials
        found["trial_pilots"] = [pilot for pilot in list_trial_pilots(installation, actor, reference) if not pilot.ended]
    if own:
        found["papers"] = read_papers(installation, actor, reference)
        found["consents"] = [one for one in list_consents(installation, actor, reference) if one.live]
        found["needs"] = [need for need in list_needs_of(installation, actor, reference) if need.state != "done"]
    return found


def show_edit(reference: str) -> str:
    """The whole case as written; a reading of what only the person's own organisation sees."""
    return _edit_page(reference, None)


def change(reference: str) -> Response | tuple[str, int]:
    """Keep the changed case."""

    def do(form: Form) -> Response:
        command: ChangeCandidate = CandidateChangeSchema().load(changes_said(form))
        change_candidate(
            current_installation(),
            current_actor(),
            replace(command, reference=reference, version=form.number("version")),
            current_language(),
        )
        tell(_("The changes are kept."))
        return redirect(url_for("web.candidate", reference=reference), 303)

    return answer(do, lambda form: _edit_page(reference, form))


def change_status(reference: str) -> Response:
    """Pause the search, or go on with it."""

    def do(form: Form) -> str:
        command: ChangeCandidate = CandidateChangeSchema().load({"status": form.get("status")})
        named = replace(command, reference=reference, version=form.number("version"))
        change_candidate(current_installation(), current_actor(), named, current_language())
        return _("Written down.")

    return act(do, url_for("web.candidate", reference=reference))


def close(reference: str) -> Response:
    """Close the case with a reason."""

    def do(form: Form) -> str:
        reason = CandidateCloseSchema().load({"reason": form.get("reason")})["reason"]
        close_candidate(current_installation(), current_actor(), reference, reason, current_language(), form.number("version"))
        return _("The case is closed. Nothing is deleted.")

    return act(do, url_for("web.candidate", reference=reference))


def propose_for(reference: str) -> Response:
    """Begin a placement: this person for this vacancy."""

    def do(form: Form) -> str:
        command = ProposeSchema().load({"candidate": reference, "vacancy": form.get("vacancy")})
        propose(current_installation(), current_actor(), command)
        return _("%(person)s is proposed for %(vacancy)s.", person=reference, vacancy=form.get("vacancy"))

    return act(do, url_for("web.candidate", reference=reference, _anchor="placements"))


def pick(reference: str) -> Response:
    """Say what a phrase means; it holds once a second person confirms it."""

    return act(
        lambda form: propose_pick(form.get("text"), form.get("concept")), url_for("web.candidate", reference=reference, _anchor="skills")
    )


def show_learning(reference: str) -> str:
    """What to learn or get would open the most vacancies."""
    installation, actor = current_installation(), current_actor()
    found = find_openers_for(installation, actor, reference, today(), MOST_OPENERS, current_language())
    return render_template("caseworker/learning.html", found=found, gain_name=gain_name)


def download_report(reference: str) -> FlaskResponse:
    """Everything held on the person as a workbook to hand over; the reading is told in the audit trail."""
    language = current_language() if current_language() in REPORT_LANGUAGES else REPORT_LANGUAGES[0]
    content = as_workbook(subject_report(current_installation(), current_actor(), reference, today()), language)
    response = FlaskResponse(content, mimetype=XLSX)
    response.headers.set("Content-Disposition", "attachment", filename="report.xlsx")
    response.headers["Cache-Control"] = "no-store"
    return response


def _edit_page(reference: str, form: Form | None) -> str:
    """form: as it was sent; None: as the case stands. Whoever was slower sees what stands there now, and may keep theirs after all."""
    view = get_candidate_view(current_installation(), current_actor(), reference, current_language())
    now, meanwhile = form_of_case(view), {}
    if form is not None and VERSION in form.faults:
        meanwhile = changed_meanwhile(now, form, current_language())
        told = _("A colleague changed this case meanwhile. Below stands what is written there now where you wrote something else. "
                 "If yours is right, keep it once more.")  # fmt: skip
        form = replace(form, written={**form.written, VERSION: str(view.version)}, faults={**form.faults, VERSION: told})
    return render_template(
        "caseworker/edit.html", view=view, form=form if form is not None else now, codes=codes, meanwhile=meanwhile, labels=LABELS
    )
