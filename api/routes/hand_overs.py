"""Handing a person over from the organisation that looks after them to another one."""

from typing import Any

from api.identity import current_actor, current_installation
from api.paging import cursor_of, number_of
from api.requests import ApiBlueprint
from api.schemas.base import Query
from api.schemas.fields import LARGEST
from api.schemas.handover import DeclineSchema, HandOverPageSchema, HandOverSchema, HandOversQuery, OfferSchema
from services import hand_overs as use_cases
from services.hand_over_views import HandOverView

hand_overs = ApiBlueprint(
    "hand-overs", "A person moves from the care of one organisation to another's: offered, answered, and only while the person agrees.", ""
)

NUMBER = f"<int(max={LARGEST}):number>"
OFFER_EXAMPLE = {"organisation": 2, "note": "Переезжает к сестре в Гродно, выходит на работу с понедельника"}


@hand_overs.route("/candidates/<reference:reference>/hand-overs", methods=["POST"])
@hand_overs.arguments(Query, location="query")
@hand_overs.arguments(OfferSchema, example=OFFER_EXAMPLE)
@hand_overs.response(201, HandOverSchema)
def offer(_query: dict[str, Any], said: dict[str, Any], reference: str) -> HandOverView:
    """Offer a person to another organisation

    Only while a consent of the person lets that organisation see the case. The person stays where they are until it accepts; one offer of
    a person waits at a time.
    """
    return use_cases.offer_hand_over(current_installation(), current_actor(), use_cases.OfferHandOver(reference, **said))


@hand_overs.route("/hand-overs")
@hand_overs.arguments(HandOversQuery, location="query")
@hand_overs.response(200, HandOverPageSchema)
def list_them(query: dict[str, Any]) -> dict[str, Any]:
    """List offers to hand somebody over

    To and from one's own organisation, and only of people who let it see them today.
    """
    said = {name: query.get(name) for name in ("direction", "state", "candidate")}
    asked = use_cases.ListHandOvers(**said, words=query.get("q") or "")
    after = number_of(query.get("after")) or 0
    found, more = use_cases.list_hand_overs(current_installation(), current_actor(), asked, after, query["limit"])
    return {"hand_overs": found, "next": cursor_of(more)}


@hand_overs.route(f"/hand-overs/{NUMBER}")
@hand_overs.arguments(Query, location="query")
@hand_overs.response(200, HandOverSchema)
def show(_query: dict[str, Any], number: int) -> HandOverView:
    """Show one offer

    To or from one's own organisation.
    """
    return use_cases.read_hand_over(current_installation(), current_actor(), number)


@hand_overs.route(f"/hand-overs/{NUMBER}/accept", methods=["POST"])
@hand_overs.arguments(Query, location="query")
@hand_overs.response(200, HandOverSchema)
def accept(_query: dict[str, Any], number: int) -> HandOverView:
    """Accept: look after the person from now on

    The person and everything that hangs on them are with one's own organisation from then on.
    """
    return use_cases.accept_hand_over(current_installation(), current_actor(), number)


@hand_overs.route(f"/hand-overs/{NUMBER}/decline", methods=["POST"])
@hand_overs.arguments(Query, location="query")
@hand_overs.arguments(DeclineSchema, example={"reason": "no_places"})
@hand_overs.response(200, HandOverSchema)
def decline(_query: dict[str, Any], said: dict[str, Any], number: int) -> HandOverView:
    """Decline with a reason

    The person stays with the organisation that offered.
    """
    return use_cases.decline_hand_over(current_installation(), current_actor(), number, said["reason"], said.get("note"))


@hand_overs.route(f"/hand-overs/{NUMBER}/withdraw", methods=["POST"])
@hand_overs.arguments(Query, location="query")
@hand_overs.response(200, HandOverSchema)
def withdraw(_query: dict[str, Any], number: int) -> HandOverView:
    """Take an offer back

    Before it is answered. The organisation asked sees nothing of it any more.
    """
    return use_cases.withdraw_hand_over(current_installation(), current_actor(), number)
