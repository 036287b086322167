"""What the calendar does with placements: an answer that did not come by its day closes them. Nothing else moves by itself."""

from models import workflow
from models.queries.placements import find_overdue_placements
from services.actors import CALENDAR, Actor
from services.calendar import minsk_day
from services.installation import Installation
from services.permissions import authorise
from services.placement_needs import StepAsked
from services.placement_steps import close_by_itself


def expire_unanswered(installation: Installation, actor: Actor = CALENDAR) -> int:
    """Close every placement whose last day for an answer is over in Minsk, and tell those who look after the person. Returns how many.

    Meant for once a day (`kladka placement expire`); a second run finds nothing.
    """
    authorise(actor, "placement:expire")
    with installation.writing(CALENDAR, "close placements without an answer") as unit:
        overdue = find_overdue_placements(unit.session, day=minsk_day(unit.now()))
        for placement in overdue:
            close_by_itself(installation, unit, placement, StepAsked(workflow.NO_ANSWER), "no_answer")
        return len(overdue)
