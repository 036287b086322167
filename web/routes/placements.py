"""One placement: how far it has come, who did what, what may come next; and its slip. For expert, caseworker, coordinator."""

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api.calendar import today
from api.schemas.placement import GIVEN_REASONS, CorrectSchema, MoveSchema
from api.schemas.slip import IssueSlipSchema
from services import placements as use_cases
from services.placement_way import find_way
from services.slips import IssueSlip, issue_slip, list_slips_of, return_slip
from web.forms import BLANK, Form, act, answer, tell
from web.identity import current_actor, current_installation
from web.links import kept
from web.sections import sections_of
from web.shown.initials import initials_of
from web.shown.placement import next_steps, onward, stages

TO_APPEAR, TO_RETURN = timedelta(days=7), timedelta(days=14)
"""What the form of a slip suggests from today; whoever issues it writes what they agreed with the employer."""
YES = {"yes": True, "no": False}


def show_placement(number: int) -> str:
    """The page of one placement; its history is read, and that is told in the trail."""
    return _page(number, BLANK)


def move_placement(number: int) -> Response | tuple[str, int]:
    """Take a step of the workflow."""

    def do(form: Form) -> Response:
        said = {name: form.get(name) for name in ("to", "reason", "note", "on") if form.get(name)}
        told = {"may_tell": YES[form.get("may_tell")]} if form.get("may_tell") in YES else {}
        command = use_cases.Move(number, version=form.number("version"), **MoveSchema().load(said | told))
        view = use_cases.move(current_installation(), current_actor(), command)
        tell(_("Written down: %(candidate)s, %(title)s.", candidate=view.candidate or "", title=view.title))
        return redirect(url_for("web.placement", number=number), 303)

    return answer(do, lambda form: _page(number, form))


def correct_placement(number: int) -> Response | tuple[str, int]:
    """Take the last step back."""

    def do(form: Form) -> Response:
        note = CorrectSchema().load({name: form.get(name) for name in ("note",) if form.get(name)})["note"]
        use_cases.correct(current_installation(), current_actor(), number, note, form.number("version"))
        tell(_("The last step is taken back. It stays in the history."))
        return redirect(url_for("web.placement", number=number), 303)

    return answer(do, lambda form: _page(number, form, "correction"))


def issue(number: int) -> Response | tuple[str, int]:
    """Issue the slip of a placement that is referred; the print page comes next."""

    def do(form: Form) -> Response:
        said = {name: form.get(name) for name in ("appear_by", "return_by") if form.get(name)}
        slip = issue_slip(current_installation(), current_actor(), IssueSlip(number, **IssueSlipSchema().load(said)))
        tell(_("Slip %(number)s is issued. Print it and give it to the person.", number=slip.number))
        return redirect(url_for("web.placement", number=number, _anchor="slips"), 303)

    return answer(do, lambda form: _page(number, form, "slip"))


def take_back(number: int) -> Response:
    """Write down that a slip is back."""

    def do(_form: Form) -> str:
        return _("Slip %(number)s is back.", number=return_slip(current_installation(), current_actor(), number).number)

    return act(do, _own_address(request.args.get("to")))


def _own_address(asked: str | None) -> str:
    """Where to go on: the placement named by its number, else the slips as they were filtered, else the first page of the reader's role."""
    if asked and asked.isascii() and asked.isdigit():
        return url_for("web.placement", number=int(asked), _anchor="slips")
    if "show" in (filters := kept("q", "show")):
        return url_for("web.referrals", **filters)
    return url_for(sections_of(current_actor())[0].endpoint)


def _page(number: int, form: Form, about: str = "step") -> str:
    """The page with what was typed into one of its forms: of a step, of a correction, of a slip."""
    installation, actor = current_installation(), current_actor()
    placement = use_cases.get_placement_view(installation, actor, number)
    history = use_cases.read_history(installation, actor, number)
    candidate = placement.candidate or ""
    way = find_way(installation, actor, candidate, placement.vacancy)
    steps, asked = next_steps(placement, way), form.get("to") or request.args.get("step")
    slips = list_slips_of(installation, actor, number)
    correcting = placement.correctable and way.may_correct and (about == "correction" or asked == "correction")
    return render_template(
        "placements/placement.html", placement=placement, history=history, way=way, stages=stages(history, placement.state), slips=slips,
        steps=steps, step=next((one for one in steps if one.state == asked), None), onward=onward(placement.state), reasons=GIVEN_REASONS,
        step_form=form if about == "step" else BLANK, slip_form=form if about == "slip" else BLANK,
        correction_form=(form if about == "correction" else BLANK) if correcting else None, today=today(), appear_by=today() + TO_APPEAR,
        return_by=today() + TO_RETURN, name=initials_of(candidate),
        may_issue=way.may_move and placement.state == "referred" and all(slip.returned_on for slip in slips),
    )  # fmt: skip
