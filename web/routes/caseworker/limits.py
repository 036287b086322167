"""What a person may not do: opened on purpose, by a button, because each opening is a reading of the audit trail."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from api.calendar import today
from api.schemas.candidate import CandidateChangeSchema
from api.schemas.restriction import RestrictionSchema
from models.codes import DUTY_CODES, HEALTH_LIMITS, RESTRICTION_KINDS
from services.candidates import ChangeCandidate, change_candidate
from services.restrictions import SCOPES, enter_restriction, lift_restriction, read_limits
from web.forms import BLANK, Form, act, answer, tell
from web.identity import current_actor, current_installation
from web.sent import said
from web.shown.initials import initials_of


def show_limits(reference: str) -> str:
    """Restrictions with basis and end, health limits, and what nobody has understood yet."""
    return _page(reference)


def enter(reference: str) -> Response | tuple[str, int]:
    """Write a restriction down."""

    def do(form: Form) -> Response:
        names = ("kind", "duty", "home_from", "home_until", "travel_limit", "legal_basis", "from_on", "until_on")
        command = RestrictionSchema().load(said(form, names) | {"candidate": reference})
        enter_restriction(current_installation(), current_actor(), command)
        tell(_("The restriction is written down. Rankings ask it from now on."))
        return redirect(url_for("web.limits", reference=reference), 303)

    return answer(do, lambda form: _page(reference, form))


def lift(reference: str, number: int) -> Response:
    """Take one away."""

    def do(_form: Form) -> str:
        lift_restriction(current_installation(), current_actor(), reference, number)
        return _("The restriction is lifted. Rankings no longer ask it.")

    return act(do, url_for("web.limits", reference=reference))


def set_health(reference: str) -> Response | tuple[str, int]:
    """What somebody's health rules out: not known, nothing, or some of the list."""

    def do(form: Form) -> Response:
        command: ChangeCandidate = CandidateChangeSchema().load({"health_limits": _health(form)})
        named = ChangeCandidate(reference, today().year, command.changes, None, form.number("version"))
        change_candidate(current_installation(), current_actor(), named)
        tell(_("Written down."))
        return redirect(url_for("web.limits", reference=reference), 303)

    return answer(do, lambda form: _page(reference, health=form))


def _health(form: Form) -> list[str] | None:
    """The limits ticked; none for "nothing", None for "nobody has asked". Raises ValidationError where the two answers contradict: what
    somebody ticked, or forgot to tick, is never taken for a clean bill of health."""
    ticked = list(form.ticked("health_limits"))
    if form.get("health") == "some" and not ticked:
        raise ValidationError({"health_limits": ["required"]})
    if form.get("health") in ("unknown", "none") and ticked:
        raise ValidationError({"health": ["contradicts_ticks"]})
    return None if form.get("health") == "unknown" else ticked


def _as_known(limits: Sequence[str] | None) -> Form:
    """What is known now as the form that it is changed in."""
    return Form({"health": "unknown" if limits is None else "some" if limits else "none"}, {"health_limits": tuple(limits or ())})


def _page(reference: str, form: Form = BLANK, health: Form | None = None) -> str:
    installation, actor = current_installation(), current_actor()
    limits = read_limits(installation, actor, reference)
    name = initials_of(reference)
    kind = form.get("kind") or request.args.get("kind")
    return render_template(
        "caseworker/limits.html", kind=kind if kind in RESTRICTION_KINDS else None, limits=limits, name=name, form=form,
        health=health if health is not None else _as_known(limits.health),
        kinds=RESTRICTION_KINDS, duties=DUTY_CODES, scopes=SCOPES, health_limits=HEALTH_LIMITS,
    )  # fmt: skip
