"""Introducing people to employers, and access to one case in an emergency."""

from typing import Any

from api.identity import current_actor, current_installation
from api.paging import cursor_of, number_of
from api.requests import ApiBlueprint
from api.schemas.base import Query
from api.schemas.fields import LARGEST
from api.schemas.introduction import (
    DraftQuery,
    DraftSchema,
    EmergencyAskSchema,
    EmergencyPageSchema,
    EmergencyQuery,
    EmergencySchema,
    IntroduceSchema,
    IntroductionEndSchema,
    IntroductionListSchema,
    IntroductionSchema,
)
from services import emergencies
from services import introductions as use_cases

introductions = ApiBlueprint("introductions", "Introductions, each with its own consent; and access in an emergency, by two people.", "")

NUMBER = f"<int(max={LARGEST}):number>"
INTRODUCE_EXAMPLE = {
    "candidate": "GOM-0001", "vacancy": "VAC-0001", "contact": "organisation", "profile_digest": "0" * 64, "approved_on": "2026-11-22",
}  # fmt: skip


@introductions.route("/candidates/<reference:reference>/introduction-draft")
@introductions.arguments(DraftQuery, location="query")
@introductions.response(200, DraftSchema)
def draft(query: dict[str, Any], reference: str) -> use_cases.ProfileDraft:
    """Draft the profile for an introduction

    To be read to the person first; `digest` names the very text that they approve.
    """
    asked = (reference, query["vacancy"], query.get("about", ""), query["text_language"])
    return use_cases.draft_profile(current_installation(), current_actor(), *asked)


@introductions.route("/candidates/<reference:reference>/introductions")
@introductions.arguments(Query, location="query")
@introductions.response(200, IntroductionListSchema)
def list_introductions(_query: dict[str, Any], reference: str) -> dict[str, Any]:
    """List a person's introductions"""
    return {"introductions": use_cases.list_introductions_of(current_installation(), current_actor(), reference)}


@introductions.route("/introductions", methods=["POST"])
@introductions.arguments(Query, location="query")
@introductions.arguments(IntroduceSchema, example=INTRODUCE_EXAMPLE)
@introductions.response(201, IntroductionSchema)
def introduce(_query: dict[str, Any], command: use_cases.Introduce) -> use_cases.IntroductionView:
    """Introduce a person

    Needs a live consent to being introduced for this very vacancy, and the digest of the profile that the person approved.
    """
    return use_cases.introduce(current_installation(), current_actor(), command)


@introductions.route(f"/introductions/{NUMBER}/end", methods=["POST"])
@introductions.arguments(Query, location="query")
@introductions.arguments(IntroductionEndSchema, example={"reason": "employer_declined"})
@introductions.response(200, IntroductionSchema)
def end_introduction(_query: dict[str, Any], asked: dict[str, str], number: int) -> use_cases.IntroductionView:
    """End an introduction

    From then on the employer sees nothing of the person.
    """
    return use_cases.end_introduction(current_installation(), current_actor(), number, asked["reason"])


@introductions.route("/emergency-accesses", methods=["POST"])
@introductions.arguments(Query, location="query")
@introductions.arguments(EmergencyAskSchema, example={"candidate": "GOM-0001", "reason": "Второй день не отвечает, угрожал себе"})
@introductions.response(201, EmergencySchema)
def ask_in_an_emergency(_query: dict[str, Any], asked: dict[str, str]) -> emergencies.EmergencyView:
    """Ask for access in an emergency

    With a reason; a second person decides. The answer does not tell whether there is such a case.
    """
    return emergencies.request_emergency_access(current_installation(), current_actor(), asked["candidate"], asked["reason"])


@introductions.route("/emergency-accesses")
@introductions.arguments(EmergencyQuery, location="query")
@introductions.response(200, EmergencyPageSchema)
def list_emergencies(query: dict[str, Any]) -> dict[str, Any]:
    """List requests for access in an emergency"""
    after = number_of(query.get("after")) or 0
    found, more = emergencies.list_emergency_requests(current_installation(), current_actor(), query.get("state"), after, query["limit"])
    return {"requests": found, "next": cursor_of(more)}


@introductions.route(f"/emergency-accesses/{NUMBER}/grant", methods=["POST"])
@introductions.arguments(Query, location="query")
@introductions.response(200, EmergencySchema)
def grant_emergency(_query: dict[str, Any], number: int) -> emergencies.EmergencyView:
    """Grant access in an emergency

    For 24 hours, to who asked; refused to who asked. The person learns of it in the report on what is held of them.
    """
    return emergencies.grant_emergency_access(current_installation(), current_actor(), number)


@introductions.route(f"/emergency-accesses/{NUMBER}/refuse", methods=["POST"])
@introductions.arguments(Query, location="query")
@introductions.response(200, EmergencySchema)
def refuse_emergency(_query: dict[str, Any], number: int) -> emergencies.EmergencyView:
    """Refuse access in an emergency"""
    return emergencies.refuse_emergency_access(current_installation(), current_actor(), number)
