"""Before whose eyes a ranking is made, and whom they may see. Being in the programme is itself secret: whom an audience may not see is
absent from its rankings: not ranked, not counted, not kept out.

The same rule over many people: `CandidateColumns.seen_by`; over the classes of a snapshot: matcher.snapshot.circles.
"""

from dataclasses import dataclass

from matcher.types import CandidateProfile

SHARING = "granted"
"""The consent that shows a person to every organisation of the programme; with any other their own organisation alone may see them."""


@dataclass(frozen=True, slots=True)
class Audience:
    """sees_all: the whole programme (the command line). organisation: number of theirs; None: they see who is shared, and nobody else."""

    organisation: int | None = None
    sees_all: bool = False


EVERYBODY = Audience(sees_all=True)
"""The audience that may see all."""


def sees(audience: Audience, profile: CandidateProfile) -> bool:
    """Whether the audience may know of a person: shared with all, theirs, or theirs by a consent that names them."""
    if audience.sees_all or profile.consent == SHARING:
        return True
    theirs = {profile.organisation, *profile.shared_with} - {None}
    return audience.organisation in theirs
