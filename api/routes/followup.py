"""What happens after the first day at work, and that nobody falls out of sight: check-ins, next steps, people without one."""

from dataclasses import replace
from typing import Any

from api.identity import current_actor, current_installation
from api.paging import cursor_of, day_and_number_of, day_cursor_of, number_of
from api.requests import ApiBlueprint
from api.schemas.base import Query
from api.schemas.fields import LARGEST
from api.schemas.followup import (
    CheckInHistorySchema,
    CheckInSchema,
    DuePageSchema,
    DueQuery,
    LostPageSchema,
    LostQuery,
    NextDateSchema,
    NextStepCommand,
    RecordSchema,
)
from services import check_ins, next_steps

followup = ApiBlueprint("followup", "Follow-up: who is to be asked when, what they said, and who has no next date.", "")

NUMBER = f"<int(max={LARGEST}):number>"


@followup.route("/check-ins")
@followup.arguments(DueQuery, location="query")
@followup.response(200, DuePageSchema)
def list_due(query: dict[str, Any]) -> dict[str, Any]:
    """List what is due

    Open check-ins by the day on which somebody is to ask: overdue ones first, then today's, then those of the next days.
    """
    asked, after = DueQuery.asked(query), day_and_number_of(query.get("after"))
    page = check_ins.list_due_check_ins(current_installation(), current_actor(), asked, after, query["limit"])
    return {"check_ins": page.check_ins, "next": day_cursor_of(page.after)}


@followup.route(f"/check-ins/{NUMBER}")
@followup.arguments(Query, location="query")
@followup.response(200, CheckInHistorySchema)
def show(_query: dict[str, Any], number: int) -> dict[str, Any]:
    """Show a check-in with every attempt

    That you read it becomes an event of the audit trail.
    """
    check_in, contacts = check_ins.read_check_in(current_installation(), current_actor(), number)
    return {"check_in": check_in, "contacts": contacts}


@followup.route(f"/check-ins/{NUMBER}/record", methods=["POST"])
@followup.arguments(Query, location="query")
@followup.arguments(RecordSchema, example={"result": "unreachable", "reason": "no_reply"})
@followup.response(200, CheckInSchema)
def record(_query: dict[str, Any], said: dict[str, Any], number: int) -> check_ins.CheckInView:
    """Record what came of an attempt

    `working` closes the check-in; after three and six months it moves the placement. `left` ends the placement, with a reason.
    `unreachable` asks again in three days; the third in a row is told to coordinators.
    """
    return check_ins.record_check_in(current_installation(), current_actor(), check_ins.Recorded(number, **said))


@followup.route("/candidates/<reference:reference>/next-step")
@followup.arguments(Query, location="query")
@followup.response(200, NextDateSchema)
def show_step(_query: dict[str, Any], reference: str) -> next_steps.NextDateView:
    """Show when a person is next to be seen to

    The earliest of what somebody set, open check-ins and answers awaited.
    """
    return next_steps.read_next_step(current_installation(), current_actor(), reference)


@followup.route("/candidates/<reference:reference>/next-step", methods=["POST"])
@followup.arguments(Query, location="query")
@followup.arguments(NextStepCommand, example={"reason": "in_training", "note": "Учится до весны"})
@followup.response(200, NextDateSchema)
def set_step(_query: dict[str, Any], command: next_steps.SetNextStep, reference: str) -> next_steps.NextDateView:
    """Set the next step of a person

    A day within a year, or a reason why there is none. It takes the place of what was set before.
    """
    return next_steps.set_next_step(current_installation(), current_actor(), replace(command, candidate=reference))


@followup.route("/next-steps/missing")
@followup.arguments(LostQuery, location="query")
@followup.response(200, LostPageSchema)
def list_lost(query: dict[str, Any]) -> dict[str, Any]:
    """List people without a next date

    Everybody within your reach who is looking for work, pauses or works, and has neither a date that is not past nor a reason.
    """
    asked = {"mine": query["mine"], "after": number_of(query.get("after")) or 0, "limit": query["limit"]}
    page = next_steps.list_lost(current_installation(), current_actor(), **asked)
    return {"people": page.people, "n_people": page.n_people, "next": cursor_of(page.after)}
