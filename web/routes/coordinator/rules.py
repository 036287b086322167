"""What decides: the rules and weights read aloud, their stored versions, what others would change, and letting one decide."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any

from flask import Response as FileResponse
from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import Schema, ValidationError
from werkzeug.wrappers import Response

from api.calendar import today
from api.i18n import words
from api.schemas.fields import Code, Text, Whole
from matcher.reviewed_file import LARGEST_FILE
from services import deciding
from services.calendar import minsk_day
from services.errors import InvalidValue
from services.learning import stored_placements, train_scorer, training_status
from services.permissions import is_allowed
from services.version_files import decoded
from services.whatif import what_if
from services.whatif_answers import WhatIfAnswer, WhatIfQuery
from web import questions
from web.forms import BLANK, Form, act, answer, tell
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.questions import Question, asked
from web.shown.tried_files import NOTHING_TRIED, tried
from web.work import work_under_way

KINDS = ("rules", "weights")
LARGEST_NUMBER = 2**31 - 1
NO_FILES: Mapping[str, str] = MappingProxyType({})
COMPARED = 20
"""How many best lines of a vacancy are compared."""


class VersionQuestion(Question):
    """Which stored version is compared with the active one."""

    rules = Whole(1, LARGEST_NUMBER, from_text=True)
    weights = Whole(1, LARGEST_NUMBER, from_text=True)


class ActivateSchema(Schema):
    """Which version shall decide, which one did when the person looked, and why."""

    kind = Code(KINDS, required=True)
    number = Whole(1, LARGEST_NUMBER, from_text=True, required=True)
    seen = Whole(0, LARGEST_NUMBER, from_text=True, required=True)
    reason = Text(500, required=True)


class KeepSchema(Schema):
    """Files to be kept as versions, each as its text, and why they exist."""

    rules = Text(LARGEST_FILE)
    weights = Text(LARGEST_FILE)
    note = Text(500, required=True)


questions.SENTENCES.update(rules=_l("Choose a version of the list."), weights=_l("Choose a version of the list."))


def show_rules() -> str:
    """The active rules and weights in words, the stored versions, and how much there is to learn from."""
    installation, actor = current_installation(), current_actor()
    rules, scorers = deciding.list_rules(installation, actor), deciding.list_scorers(installation, actor)
    return render_template(
        "coordinator/rules.html", rules=rules, scorers=scorers, active_rules=next((one for one in rules if one.active), None),
        active_scorer=next((one for one in scorers if one.active), None), may_change=is_allowed(actor, "rules:activate"),
        may_compare=is_allowed(actor, "what_if:read"), day_of=lambda at: minsk_day(datetime.fromisoformat(at)),
        training=training_status(installation, actor) if is_allowed(actor, "scorer:train") else None,
    )  # fmt: skip


def train() -> Response:
    """Learn from the outcomes there are; the new version decides nothing until somebody lets it."""

    def do(_form: Form) -> str:
        installation, actor = current_installation(), current_actor()
        told = train_scorer(installation, actor, stored_placements(installation, actor))
        if told.number is None:
            return _("There is not enough to learn from yet. Nothing was stored.")
        return _("Stored as weights %(number)s. They decide nothing yet: look first at what would change.", number=told.number)

    return act(do, url_for("web.rules", _anchor="training"))


def show_what_if() -> tuple[str, int]:
    """What a stored version would change; without one, the forms to choose or to give one."""
    question = asked(VersionQuestion)
    numbers = {kind: question.get(kind) for kind in KINDS if question.get(kind)}
    compared = _compared(**{kind: json.dumps(_stored(kind, number).content) for kind, number in numbers.items()}) if numbers else None
    return _what_if_page(compared, numbers, question=question), question.status_code


def try_file() -> Response | tuple[str, int]:
    """What a file would change. Nothing of it is stored: its text goes on in the form that keeps it."""
    files: dict[str, str] = {}

    def do(_form: Form) -> Response:
        files.update(_files())
        return Response(_what_if_page(_compared(**files), {}, files=files), mimetype="text/html")

    return answer(do, lambda form: _what_if_page(None, {}, form))


def keep() -> Response | tuple[str, int]:
    """Keep files that were compared as versions that decide nothing yet."""

    def do(form: Form) -> Response:
        said = KeepSchema().load({name: form.get(name) for name in (*KINDS, "note") if form.get(name)})
        kept = deciding.keep_versions(current_installation(), current_actor(), deciding.KeepVersions(**said))
        numbers = {"rules": kept.rules and kept.rules.number, "weights": kept.scorer and kept.scorer.number}
        if kept.rules and kept.scorer:
            tell(_("Kept as rules %(rules)s and weights %(weights)s. They decide nothing until you let each of them.", **numbers))
            return redirect(url_for("web.rules"), 303)
        if kept.rules:
            tell(
                _("Kept as rules %(rules)s. They decide nothing yet: let them decide below, or later from the list of versions.", **numbers)
            )
        else:
            tell(
                _(
                    "Kept as weights %(weights)s. They decide nothing yet: let them decide below, or later from the list of versions.",
                    **numbers,
                )
            )
        return redirect(url_for("web.what_if", **{kind: number for kind, number in numbers.items() if number}), 303)

    return answer(do, _keep_again)


def _keep_again(form: Form) -> str:
    """The comparison once more with the same files; without it, where they cannot be read any longer."""
    files = {kind: form.get(kind) for kind in KINDS if form.get(kind)}
    try:
        return _what_if_page(_compared(**files), {}, form, files=files)
    except InvalidValue:
        return _what_if_page(None, {}, form)


def take_file() -> FileResponse:
    """A stored version as a file, to be changed and tried."""
    question = asked(VersionQuestion)
    kind = next((kind for kind in KINDS if question.get(kind)), None)
    if kind is None:
        abort(404)
    stored = _stored(kind, question.get(kind))
    content = json.dumps(stored.content, ensure_ascii=False, indent=1) + "\n"
    name = f"{kind}-{stored.number}.json"
    return FileResponse(content, mimetype="application/json", headers={"Content-Disposition": f"attachment; filename={name}"})


def activate() -> Response | tuple[str, int]:
    """Let a stored version decide from now on."""

    def do(form: Form) -> Response:
        said = ActivateSchema().load(dict(form.written))
        use_case = deciding.activate_rules if said["kind"] == "rules" else deciding.activate_scorer
        use_case(current_installation(), current_actor(), said["number"], said["seen"], said["reason"])
        told = {"number": said["number"]}
        tell(
            _("Rules %(number)s decide from now on.", **told)
            if said["kind"] == "rules"
            else _("Weights %(number)s decide from now on.", **told)
        )
        return redirect(url_for("web.rules"), 303)

    return answer(do, _again)


def _again(form: Form) -> str:
    """The comparison once more, with what is wrong beside its field."""
    kind, number = form.get("kind"), form.number("number")
    if kind not in KINDS or number is None:
        return _what_if_page(None, {}, form)
    return _what_if_page(_compared(**{kind: json.dumps(_stored(kind, number).content)}), {kind: number}, form)


def _stored(kind: str, number: int) -> deciding.RulesSummary | deciding.ScorerSummary:
    show = deciding.show_rules if kind == "rules" else deciding.show_scorer
    return show(current_installation(), current_actor(), number)


def _compared(rules: str | None = None, weights: str | None = None) -> WhatIfAnswer:
    with work_under_way() as progress:
        return what_if(
            current_installation(), current_actor(), WhatIfQuery(today(), rules, weights, COMPARED), partial(progress, "compare")
        )


def _files() -> dict[str, str]:
    """The files sent, as text. Raises ValidationError where there is none, InvalidValue for what is no text at all."""
    sent = {kind: request.files[kind] for kind in KINDS if kind in request.files and request.files[kind].filename}
    if not sent:
        raise ValidationError({"rules": ["required"]})
    return {kind: decoded(kind, file.stream.read(LARGEST_FILE * 4 + 1)) for kind, file in sent.items()}


def _what_if_page(
    compared: WhatIfAnswer | None, numbers: dict[str, int], form: Form = BLANK, question: Any = None, files: Mapping[str, str] = NO_FILES
) -> str:
    """numbers: which stored versions are compared; files: kind → text, where files are."""
    installation, actor = current_installation(), current_actor()
    rules, scorers = deciding.list_rules(installation, actor), deciding.list_scorers(installation, actor)
    kind, number = next(iter(numbers.items())) if len(numbers) == 1 else (None, None)
    stored = scorers if kind == "weights" else rules
    chosen = next((one for one in stored if one.number == number and not one.active), None) if kind else None
    shown = tried(compared, files, rules, scorers, words(current_language())) if compared else NOTHING_TRIED
    return render_template(
        "coordinator/what_if.html", compared=compared, numbers=numbers, form=form, question=question, rules=rules, scorers=scorers,
        kind=kind, chosen=chosen, may_change=is_allowed(actor, "rules:activate"), tried=shown,
    )  # fmt: skip
