"""What each screen of posting shows beside what was typed: readings, suggestions, choices, places."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from matcher.types import DOCUMENT_CODES, DUTY_CODES, EDUCATION_LEVELS, LICENCE_CODES, SHIFT_CODES, ConceptKind
from models.codes import EMPLOYMENT_TYPES
from services.importing.vacancies import MINIMUM_WAGE_BYN
from services.place_search import search_places
from services.places import Place
from services.posting import employers_to_post_for, places_on_map, suggest_requirements
from services.resolution import ResolvedText, resolve_texts
from services.understanding import AlternativeView
from web.forms import Form
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.shown.place_map import place_map, place_name
from web.shown.posting import AS_TEXT, PLACE_PARTS, WEEK_HOURS, Screen, amount_of, phrases

MOST_PHRASES = 60
MEANINGS_SHOWN, WORTH_ASKING = 4, 0.1
"""Meanings asked about for one phrase: at most so many, none less likely than this beside the likeliest."""
PLACES_SHOWN = 8
BODY = ("heavy_lifting_10kg", "heavy_lifting_20kg", "standing", "heights", "night_work", "noise", "dust", "cold", "chemicals")
"""Duties that the body feels; the others are about trust."""


def surroundings_of(screen: Screen, typed: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """What the template of a screen needs beside its form."""
    return _SURROUNDINGS[screen.name](typed, form)


def understood_needs(own: str, desirable: str) -> tuple[ResolvedText, ...]:
    """What each requirement typed freely is understood as."""
    texts = list(dict.fromkeys([*phrases(own), *phrases(desirable)]))[:MOST_PHRASES]
    read = resolve_texts(current_installation(), current_actor(), texts, ConceptKind.SKILL, current_language()) if texts else ()
    return tuple(replace(one, alternatives=_worth_asking(one)) for one in read)


def _worth_asking(read: ResolvedText) -> tuple[AlternativeView, ...]:
    """The likeliest meanings; a far-fetched one beside them only makes people laugh."""
    return tuple(other for other in read.alternatives[:MEANINGS_SHOWN] if other.probability >= WORTH_ASKING) or read.alternatives[:1]


def _title(_typed: Mapping[str, Any], _form: Form) -> dict[str, Any]:
    return {"employers": employers_to_post_for(current_installation(), current_actor())}


def _trade(typed: Mapping[str, Any], form: Form) -> dict[str, Any]:
    installation, actor, language = current_installation(), current_actor(), current_language()
    (read,) = resolve_texts(installation, actor, [typed.get("title") or ""], ConceptKind.OCCUPATION, language)
    meant = {read.concept: read.label} if read.concept else {}
    meant |= {other.concept: other.label for other in read.alternatives}
    chosen = form.get("occupation")
    if chosen and chosen not in meant and chosen != AS_TEXT:
        suggestion = suggest_requirements(installation, actor, chosen, language)
        meant |= {chosen: suggestion.label} if suggestion else {}
    return {
        "occupations": list(meant.items()), "sure": read.decision == "accepted", "as_text": AS_TEXT,
        "chosen": chosen or (read.concept if read.decision == "accepted" else ""),
    }  # fmt: skip


def _needs(typed: Mapping[str, Any], form: Form) -> dict[str, Any]:
    occupation = typed.get("occupation")
    suggestion = None
    if occupation and occupation != AS_TEXT:
        suggestion = suggest_requirements(current_installation(), current_actor(), occupation, current_language())
    named = [skill.label for skill in (*suggestion.needed, *suggestion.helpful)] if suggestion else []
    return {
        "suggested": list(dict.fromkeys([*form.ticked("suggested"), *named])), "suggestion": suggestion,
        "lines": understood_needs(form.get("own"), form.get("desirable")), "education_levels": EDUCATION_LEVELS,
        "licence_codes": LICENCE_CODES, "document_codes": DOCUMENT_CODES,
    }  # fmt: skip


def _duties(_typed: Mapping[str, Any], _form: Form) -> dict[str, Any]:
    return {"body_duties": BODY, "trust_duties": [duty for duty in DUTY_CODES if duty not in BODY]}


def _schedule(_typed: Mapping[str, Any], _form: Form) -> dict[str, Any]:
    return {"shift_codes": SHIFT_CODES, "employment_types": EMPLOYMENT_TYPES, "week_hours": WEEK_HOURS}


def _pay(typed: Mapping[str, Any], form: Form) -> dict[str, Any]:
    minimum = MINIMUM_WAGE_BYN * (amount_of(typed.get("rate")) or 1)
    amount = amount_of(form.get("pay_to_byn") or form.get("pay_from_byn"))
    return {"minimum": minimum, "below_minimum": amount is not None and amount < minimum and form.get("pay_period") != "hour"}


def _place(typed: Mapping[str, Any], form: Form) -> dict[str, Any]:
    installation, actor, language = current_installation(), current_actor(), current_language()
    town = form.get("town")
    found = search_places(installation, actor, town, limit=PLACES_SHOWN) if town else ()
    places = places_on_map(installation, actor)
    chosen = _chosen(places, typed.get("place") if typed.get("town") == town else None)
    named = [(f"{each.province}|{each.district}|{each.name_ru}", place_name(each, language), each) for each in found if each != chosen]
    return {"looked_for": town, "found": named, "chosen_place": chosen, "map": place_map(places, chosen, language)}


def _chosen(places: tuple[Place, ...], words: str | None) -> Place | None:
    if not words:
        return None
    province, district, town = (words.split("|") + [""] * len(PLACE_PARTS))[: len(PLACE_PARTS)]
    return next((each for each in places if (each.province, each.district, each.name_ru) == (province, district, town)), None)


_SURROUNDINGS = {
    "title": _title, "trade": _trade, "needs": _needs, "duties": _duties, "schedule": _schedule, "pay": _pay, "place": _place,
}  # fmt: skip
