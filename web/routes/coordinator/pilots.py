"""Pilots: the list, a new one, and one pilot with its posts, its intake and the making of plans."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from api.paging import cursor_of, number_of
from api.schemas import pilot as schemas
from matcher.cohort import Minimum
from matcher.types import PROVINCES
from models.codes import PILOT_STATUSES
from models.queries.candidates import CandidateFilter
from models.queries.pilots import PilotFilter
from models.queries.vacancies import VacancyFilter
from services import cohort_plans, organisations
from services import pilots as use_cases
from services.candidates import list_candidates
from services.cohort_question import PlanSettings
from services.vacancies import list_vacancies
from web.forms import BLANK, Form, act, answer, tell
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.questions import ANY, ListQuestion, PilotListQuestion, asked
from web.work import work_under_way

PAGE_LENGTH, MOST_OFFERED = 20, 50
MOST_TO_CHOOSE_FROM = 200
PROVINCE_FIELD, HOST_FIELD = "least-province-", "least-host-"
"""Beginnings of the names of fields for minimums: by province, and by the place of a host among those of the pilot."""


def show_pilots() -> tuple[str, int]:
    """Pilots in order of entry, as far as the address asks for them, and the form to open one."""
    return _pilots_page(), asked(PilotListQuestion).status_code


def open_pilot() -> Response | tuple[str, int]:
    """Open a pilot and go on to it."""
    return answer(_open, _pilots_page)


def show_pilot(reference: str) -> str:
    """One pilot."""
    return _pilot_page(reference)


def set_status(reference: str) -> Response:
    """Say how far it is."""

    def do(form: Form) -> None:
        asked_for = schemas.PilotStatusSchema().load(dict(form.written))
        use_cases.set_pilot_status(current_installation(), current_actor(), reference, asked_for["status"])

    return act(do, _address(reference))


def add_post(reference: str) -> Response | tuple[str, int]:
    """Give the pilot a post."""

    def do(form: Form) -> Response:
        said = schemas.AddPostSchema().load(dict(form.written))
        use_cases.add_post(current_installation(), current_actor(), reference, said["vacancy"], said.get("tutor"))
        tell(_("%(vacancy)s is a post of this pilot now.", vacancy=said["vacancy"]))
        return redirect(_address(reference), 303)

    return answer(do, lambda form: _pilot_page(reference, form))


def enter_intake(reference: str) -> Response | tuple[str, int]:
    """Enter people into the intake."""

    def do(form: Form) -> Response:
        said = schemas.EnterIntakeSchema().load({"candidates": list(form.ticked("candidates"))})
        view = use_cases.enter_intake(current_installation(), current_actor(), reference, said["candidates"])
        tell(_("There are %(num)s people in the intake now.", num=len(view.candidates)))
        return redirect(_address(reference, "intake"), 303)

    return answer(do, lambda form: _pilot_page(reference, form))


def leave_intake(reference: str) -> Response:
    """Take somebody out of the intake."""

    def do(form: Form) -> str:
        said = schemas.LeaveIntakeSchema().load(dict(form.written))
        use_cases.leave_intake(current_installation(), current_actor(), reference, said["candidate"])
        return _("%(person)s is no longer in the intake.", person=said["candidate"])

    return act(do, _address(reference, "intake"))


def bar_pair(reference: str) -> Response | tuple[str, int]:
    """Say that two shall not come together; without a reason the bar is taken away."""

    def do(form: Form) -> Response:
        said = schemas.BarSchema().load({name: value for name, value in form.written.items() if name != "barring"})
        if form.get("barring") and not said.get("reason"):
            raise ValidationError({"reason": ["required"]})  # to the use case no reason means: take the bar away
        use_cases.bar_pair(current_installation(), current_actor(), reference, said["candidate"], said["vacancy"], said.get("reason") or "")
        told = {"person": said["candidate"], "vacancy": said["vacancy"]}
        tell(
            _("No plan brings %(person)s to %(vacancy)s.", **told)
            if said.get("reason")
            else _("Plans may bring %(person)s to %(vacancy)s.", **told)
        )
        return redirect(_address(reference, "barred"), 303)

    return answer(do, lambda form: _pilot_page(reference, form))


def make_plan(reference: str) -> Response | tuple[str, int]:
    """Find the best plan and go on to it."""

    def do(form: Form) -> Response:
        settings = PlanSettings(bool(form.get("with_ordinary")), _minimums(form, reference))
        command = cohort_plans.MakePlan(reference, settings, fresh=bool(form.get("fresh")))
        with work_under_way() as progress:
            view = cohort_plans.make_plan(current_installation(), current_actor(), command, progress)
        return redirect(url_for("web.plan", reference=reference, number=view.number), 303)

    return answer(do, lambda form: _pilot_page(reference, form))


def hosts_of(pilot: use_cases.PilotView) -> tuple[str, ...]:
    """The hosts of a pilot, each once, in order of their posts."""
    return tuple(dict.fromkeys(post.host for post in pilot.posts))


def _minimums(form: Form, reference: str) -> tuple[Minimum, ...]:
    """What is written into the fields of minimums. An empty one, or a nought, asks nothing."""
    hosts = hosts_of(use_cases.read_pilot(current_installation(), current_actor(), reference))
    keys = {f"{PROVINCE_FIELD}{code}": ("province", code) for code in PROVINCES}
    keys |= {f"{HOST_FIELD}{place}": ("host", name) for place, name in enumerate(hosts)}
    said = [{"kind": kind, "key": key, "least": form.get(field)} for field, (kind, key) in keys.items() if form.get(field) not in ("", "0")]
    schema = schemas.AskedMinimumSchema()
    return tuple(schema.load(one | {"least": int(one["least"]) if one["least"].isdecimal() else one["least"]}) for one in said)


def _address(reference: str, part: str | None = None) -> str:
    return url_for("web.pilot", reference=reference, _anchor=part)


def _open(form: Form) -> Response:
    view = use_cases.open_pilot(current_installation(), current_actor(), schemas.OpenPilotSchema().load(dict(form.written)))
    return redirect(_address(view.reference), 303)


def _pilots_page(form: Form = BLANK) -> str:
    question = asked(PilotListQuestion)
    status = question.values["status"]
    where = PilotFilter(question.get("q") or "", None if status == ANY else status)
    after = number_of(question.get("after")) or 0
    found, more = use_cases.list_pilots(current_installation(), current_actor(), after, PAGE_LENGTH, where)
    names, _rest = organisations.list_organisations(current_installation(), current_actor(), 0, MOST_TO_CHOOSE_FROM)
    return render_template(
        "coordinator/pilots.html", pilots=found, question=question, next_cursor=cursor_of(more), form=form,
        statuses=(ANY, *PILOT_STATUSES), organisations=[one.name for one in names],
    )  # fmt: skip


def _pilot_page(reference: str, form: Form = BLANK) -> str:
    installation, actor = current_installation(), current_actor()

    def form_of(endpoint: str) -> Form:
        return form if request.endpoint == f"web.{endpoint}" else BLANK

    pilot = use_cases.read_pilot(installation, actor, reference)
    intake = use_cases.read_intake(installation, actor, reference)
    return render_template(
        "coordinator/pilot.html", pilot=pilot, intake=intake, form_of=form_of,
        statuses=PILOT_STATUSES, hosts=hosts_of(pilot), provinces=PROVINCES,
        province_field=PROVINCE_FIELD, host_field=HOST_FIELD, **_offered(pilot, intake),
    )  # fmt: skip


def _offered(pilot: use_cases.PilotView, intake: use_cases.IntakeView) -> dict[str, Any]:
    """Whom and what may be added: people who look for work, once one searches for them, and vacancies that are no post yet."""
    question = asked(ListQuestion)
    installation, actor, language = current_installation(), current_actor(), current_language()
    people = None
    if "add" in request.args or request.method == "POST":  # else nobody is read whom nobody asked for
        where = CandidateFilter(words=question.get("q") or "", status="active", province=question.get("province"))
        people = list_candidates(installation, actor, where, 0, MOST_OFFERED, language)
    work = list_vacancies(installation, actor, VacancyFilter(status="open", pilot=True), 0, MOST_OFFERED)
    entered, posts = set(intake.candidates), {post.vacancy for post in pilot.posts}
    return {
        "question": question,
        "people": None if people is None else [one for one in people.candidates if one.reference not in entered],
        "n_people": 0 if people is None else people.total,
        "work": [one for one in work.vacancies if one.reference not in posts],
    }
