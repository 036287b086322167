"""What people need beside work: housing, papers, training and the like; handed to other organisations with consent."""

from typing import Any

from api.identity import current_actor, current_installation
from api.paging import cursor_of, number_of
from api.requests import ApiBlueprint
from api.schemas.base import Query
from api.schemas.fields import LARGEST
from api.schemas.support import (
    AnswerNeedSchema,
    MoveNeedSchema,
    OpenNeedSchema,
    OpenNeedsQuery,
    ReceivedNeedPageSchema,
    ReceivedNeedSchema,
    ReceivedNeedsQuery,
    SupportNeedListSchema,
    SupportNeedPageSchema,
    SupportNeedSchema,
)
from services import support as use_cases
from services.support_views import ReceivedNeedView, SupportNeedView

support = ApiBlueprint("support", "What people need beside work, and who sees to it. Another organisation is asked only with consent.", "")

NUMBER = f"<int(max={LARGEST}):number>"
OPEN_EXAMPLE = {"candidate": "GOM-0001", "kind": "housing", "wanted": "Койка в общежитии у завода", "due_on": "2099-12-01"}


@support.route("/support-needs", methods=["POST"])
@support.arguments(Query, location="query")
@support.arguments(OpenNeedSchema, example=OPEN_EXAMPLE)
@support.response(201, SupportNeedSchema)
def open_need(_query: dict[str, Any], command: use_cases.OpenNeed) -> SupportNeedView:
    """Say that somebody needs something

    A paper that is needed counts as missing from then on, and rankings tell the day on which it will be there.
    """
    return use_cases.open_need(current_installation(), current_actor(), command)


@support.route("/support-needs")
@support.arguments(OpenNeedsQuery, location="query")
@support.response(200, SupportNeedPageSchema)
def list_open_needs(query: dict[str, Any]) -> dict[str, Any]:
    """List what is not done yet

    Of the people of one's own organisation.
    """
    after = number_of(query.get("after")) or 0
    asked = (query.get("due_by"), after, query["limit"])
    needs, more = use_cases.list_needs_to_see_to(current_installation(), current_actor(), *asked)
    return {"needs": needs, "next": cursor_of(more)}


@support.route("/support-needs/received")
@support.arguments(ReceivedNeedsQuery, location="query")
@support.response(200, ReceivedNeedPageSchema)
def list_received_needs(query: dict[str, Any]) -> dict[str, Any]:
    """List what other organisations handed over

    To one's own organisation, and only while a consent of the person lets it know.
    """
    after = number_of(query.get("after")) or 0
    state = query.get("state")
    asked = ((state,) if state else (), after, query["limit"])
    needs, more = use_cases.list_received_needs(current_installation(), current_actor(), *asked)
    return {"needs": needs, "next": cursor_of(more)}


@support.route(f"/support-needs/{NUMBER}/steps", methods=["POST"])
@support.arguments(Query, location="query")
@support.arguments(MoveNeedSchema, example={"to": "in_progress"})
@support.response(200, SupportNeedSchema)
def move_need(_query: dict[str, Any], asked: dict[str, Any], number: int) -> SupportNeedView:
    """Take a step for the person's own organisation

    Handing a need over (`organisation`) needs a live consent towards that organisation, of a purpose that covers this kind of need.
    """
    return use_cases.move_need(current_installation(), current_actor(), use_cases.MoveNeed(number, **asked))


@support.route(f"/support-needs/{NUMBER}/answers", methods=["POST"])
@support.arguments(Query, location="query")
@support.arguments(AnswerNeedSchema, example={"to": "accepted"})
@support.response(200, ReceivedNeedSchema)
def answer_need(_query: dict[str, Any], asked: dict[str, Any], number: int) -> ReceivedNeedView:
    """Answer for the organisation that was asked

    Accept, reject with a reason, or say that it is done and whether it helped.
    """
    return use_cases.answer_need(current_installation(), current_actor(), use_cases.MoveNeed(number, **asked))


@support.route("/candidates/<reference:reference>/support-needs")
@support.arguments(Query, location="query")
@support.response(200, SupportNeedListSchema)
def list_needs(_query: dict[str, Any], reference: str) -> dict[str, Any]:
    """List a person's support needs"""
    return {"needs": use_cases.list_needs_of(current_installation(), current_actor(), reference)}
