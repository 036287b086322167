"""A person as an employer reads them: codes put into words, and nothing that the use case did not hand over."""

from dataclasses import asdict
from typing import Any

from api.i18n import Words
from services.employer_views import PersonBrowsed


def told_person(person: PersonBrowsed, speech: Words) -> dict[str, Any]:
    """The person with every code also in words."""
    told = asdict(person)
    told["availability_in_words"] = speech.of("seen_by_employer", person.availability)
    for trade in told["trades"]:
        trade["how_in_words"] = speech.of("seen_by_employer", trade["how"])
    for criterion in told["criteria"]:
        criterion["seen_in_words"] = speech.of("seen_by_employer", criterion["seen"])
    return told
