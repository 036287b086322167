"""What decides: the rules and weights read aloud, their stored versions, what others would change, and letting one decide."""

import json
from functools import partial
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import Schema, ValidationError
from werkzeug.wrappers import Response

from api.calendar import today
from api.schemas.fields import Code, Text, Whole
from services import deciding
from services.learning import stored_placements, train_scorer, training_status
from services.permissions import is_allowed
from services.whatif import what_if
from services.whatif_answers import WhatIfAnswer, WhatIfQuery
from web import questions
from web.forms import BLANK, Form, act, answer, tell
from web.identity import current_actor, current_installation
from web.questions import Question, asked
from web.work import work_under_way

KINDS = ("rules", "weights")
LARGEST_NUMBER = 2**31 - 1
LARGEST_FILE = 1_000_000
"""Bytes of a file of rules or weights; ours have a few thousand."""
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


questions.SENTENCES.update(rules=_l("Choose a version of the list."), weights=_l("Choose a version of the list."))


def show_rules() -> str:
    """The active rules and weights in words, the stored versions, and how much there is to learn from."""
    installation, actor = current_installation(), current_actor()
    rules, scorers = deciding.list_rules(installation, actor), deciding.list_scorers(installation, actor)
    return render_template(
        "coordinator/rules.html", rules=rules, scorers=scorers, active_rules=next((one for one in rules if one.active), None),
        active_scorer=next((one for one in scorers if one.active), None), may_change=is_allowed(actor, "rules:activate"),
        may_compare=is_allowed(actor, "what_if:read"),
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
    """What a file would change. Nothing of it is stored."""
    compared: list[WhatIfAnswer] = []

    def do(_form: Form) -> Response:
        compared.append(_compared(**_files()))
        return Response(_what_if_page(compared[0], {}), mimetype="text/html")

    return answer(do, lambda form: _what_if_page(None, {}, form))


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
    """The files sent, as text. Raises ValidationError for what is no text at all."""
    found: dict[str, str] = {}
    for kind in KINDS:
        sent = request.files.get(kind)
        if sent is None or not sent.filename:
            continue
        content = sent.stream.read(LARGEST_FILE + 1)
        try:
            found[kind] = content[:LARGEST_FILE].decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError({kind: ["not_json"]}) from None
    if not found:
        raise ValidationError({"rules": ["required"]})
    return found


def _what_if_page(compared: WhatIfAnswer | None, numbers: dict[str, int], form: Form = BLANK, question: Any = None) -> str:
    installation, actor = current_installation(), current_actor()
    rules, scorers = deciding.list_rules(installation, actor), deciding.list_scorers(installation, actor)
    kind, number = next(iter(numbers.items())) if len(numbers) == 1 else (None, None)
    stored = scorers if kind == "weights" else rules
    chosen = next((one for one in stored if one.number == number and not one.active), None) if kind else None
    return render_template(
        "coordinator/what_if.html", compared=compared, numbers=numbers, form=form, question=question, rules=rules, scorers=scorers,
        kind=kind, chosen=chosen, may_change=is_allowed(actor, "rules:activate"),
    )  # fmt: skip
