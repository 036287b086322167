"""Cohort plans as the API and the command line tell them: every code also put into words."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from api.i18n import Words
from api.told import told_reason
from matcher.cohort_pairs import Obstacle
from services.cohort_views import REMEDY, PlanLineView, PlanView


def told_plan(view: PlanView, speech: Words) -> dict[str, Any]:
    """A plan with its lines."""
    whole: dict[str, Any] = {name: getattr(view, name) for name in view.__dataclass_fields__ if name not in ("lines", "compared")}
    return whole | {
        "lines": [_line(line, speech) for line in view.lines],
        "compared": None if view.compared is None else asdict(view.compared),
    }


def _line(line: PlanLineView, speech: Words) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(line, name) for name in line.__dataclass_fields__}
    return told | {
        "why_sentence": why_sentence(line, speech),
        "next_step_sentence": next_step_sentence(line, speech),
        "obstacles": [_obstacle(one, speech) for one in line.obstacles],
        "reviews": [told_reason(reason, speech) for reason in line.reviews],
    }


def _obstacle(one: Obstacle, speech: Words) -> dict[str, Any]:
    return {"code": one.code, "n_posts": one.n_posts, "n_alone": one.n_alone, "reason": told_reason(one.reason, speech)}


def why_sentence(line: PlanLineView, speech: Words, called: Callable[[str], str] = str) -> str:
    """Why this person has this place, or none, in one sentence with what another place would cost the whole. called: names a vacancy."""
    best, other = line.best, line.next_best
    best_vacancy, best_cost = (best.vacancy, best.cost) if best else (None, None)
    shown = {"best": called(best_vacancy) if best_vacancy else "", "best_cost": _cost(best_cost, speech), "n_options": line.n_options}
    sentence = speech.of("plan_why", line.why, **shown)
    if line.why not in ("best_option", "best_for_all", "places_taken") or other is None or (line.vacancy and other.vacancy == best_vacancy):
        return sentence
    code = "next_impossible" if not other.possible else "next" if line.vacancy else "cheapest"
    known = not other.possible or other.cost is not None
    told = speech.of("plan", code, vacancy=called(other.vacancy), cost=_cost(other.cost, speech)) if known else ""
    return f"{sentence} {told}".strip()


def next_step_sentence(line: PlanLineView, speech: Words) -> str:
    """What to do next for this person."""
    if line.next_step != REMEDY:
        return speech.of("plan_step", line.next_step)
    first = line.obstacles[0]
    rule, remedy = speech.rule_name(first.code), speech.remedy(first.reason)
    code = REMEDY if first.n_alone else "remedy_one_of"
    return speech.of("plan_step", code, rule=rule, remedy=remedy, n_alone=first.n_alone, n_posts=first.n_posts)


def _cost(cost: float | None, speech: Words) -> str:
    """A cost in people, two digits after the comma."""
    if cost is None:
        return "—"
    shown = f"{cost:.2f}"
    return shown if speech.language == "en" else shown.replace(".", ",")
