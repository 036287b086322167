"""The initials of one person on a page."""

from services.initials import find_initials
from web.identity import current_actor, current_installation


def initials_of(reference: str | None) -> str:
    """Initials for readers who may know them, told in the trail; nothing for the others, and for nobody."""
    return find_initials(current_installation(), current_actor(), [reference]).get(reference, "") if reference else ""
