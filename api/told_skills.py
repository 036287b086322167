"""What to learn, as the API and the command line tell it: records, and the table of a province as CSV."""

import csv
import io
from typing import Any

from api.i18n import Words
from matcher.openers import DOCUMENT, LICENCE, Gain
from matcher.small_cells import LEAST_PEOPLE
from services.skills_gap import DemandLine, OpenerLine, Openers

COLUMNS = ("concept", "label", "places", "n_vacancies", "n_have", "n_near", "short")
NOT_TOLD = f"<{LEAST_PEOPLE}"


def gain_name(gain: Gain, label: str, speech: Words) -> str:
    """What a gain is called."""
    if gain.kind == LICENCE:
        return speech.of("skills_gap", "licence", code=gain.code)
    if gain.kind == DOCUMENT:
        return speech.of("skills_gap", "document", code=speech.of("document", gain.code))
    return label


def told_openers(found: Openers, speech: Words) -> dict[str, Any]:
    """Openers as a record."""
    return {
        "candidate": found.reference,
        "as_of": found.as_of.isoformat(),
        "n_vacancies": found.n_vacancies,
        "one": [_opener(line, speech) for line in found.one],
        "two": [_opener(line, speech) for line in found.two],
    }


def _opener(line: OpenerLine, speech: Words) -> dict[str, Any]:
    return {
        "gains": [{"kind": gain.kind, "code": gain.code, "name": gain_name(gain, label, speech)} for gain, label in line.gains],
        "n_opened": len(line.vacancies),
        "n_complete": line.n_complete,
        "vacancies": [{"reference": one.reference, "title": one.title, "complete": one.complete} for one in line.vacancies],
    }


def demand_csv(lines: tuple[DemandLine, ...]) -> str:
    """The table of a province; "<5" where a number of people is not told."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(COLUMNS)
    for line in lines:
        people = [NOT_TOLD if value is None else value for value in (line.n_have, line.n_near)]
        rows.writerow([line.concept, line.label, line.places, line.n_vacancies, *people, "" if line.short is None else line.short])
    return written.getvalue()
