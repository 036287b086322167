"""How far a work is, in words."""

from flask_babel import format_decimal, ngettext
from flask_babel import lazy_gettext as _l

from services.under_way import WorkView

DOES = {
    "read": _l("Reading people and vacancies"),
    "compare": _l("Comparing everybody with every vacancy"),
    "pairs": _l("Finding out who may go where"),
    "plan": _l("Looking for the best plan"),
    "costs": _l("Counting what every move would cost"),
    "explain": _l("Writing down the reasons"),
    "store": _l("Storing the plan"),
}
OF_PEOPLE = frozenset({"explain", "store"})
"""Stages that count people; the others count vacancies."""


def said_of(work: WorkView) -> dict[str, str | int]:
    """The stage and how far it is: words to be shown, numbers for the bar where they are known."""
    stage = str(DOES[work.stage])
    if work.done is None or work.total is None:
        return {"stage": work.stage, "words": f"{stage}…"}
    numbers = {"done": format_decimal(work.done), "total": format_decimal(work.total)}
    if work.stage in OF_PEOPLE:
        far = ngettext("%(done)s of %(total)s person", "%(done)s of %(total)s people", work.total, **numbers)
    else:
        far = ngettext("%(done)s of %(total)s vacancy", "%(done)s of %(total)s vacancies", work.total, **numbers)
    return {"stage": work.stage, "words": f"{stage}: {far}", "done": work.done, "total": work.total}
