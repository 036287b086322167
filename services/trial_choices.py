"""Between whom a trial agreement of a pilot can be drawn up: its posts with their free places, and the people of its intake.

What is offered here is asked anew when an agreement is signed (services/trials.py): somebody may have taken the place meanwhile.
"""

from dataclasses import dataclass
from datetime import date

from models.pilot import Pilot
from models.queries import trials as queries
from services.actors import Actor
from services.errors import NotFound
from services.installation import Installation
from services.permissions import authorise, is_allowed
from services.pilots import pilot_called
from services.relations import visible_to
from services.trials import found_trial
from services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PostChoice:
    """A post. n_free: places that nobody at work and nobody on trial holds; is_open: whether people are still sought for it."""

    vacancy: str
    title: str
    host: str
    tutor: str | None
    n_places: int
    n_free: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """Somebody of the intake whom the actor may sign for. on_trial: on another trial now."""

    reference: str
    on_trial: bool


@dataclass(frozen=True, slots=True)
class TrialChoices:
    """A pilot with what may be chosen. ended: nothing is signed any more."""

    pilot: str
    title: str
    starts_on: date
    ends_on: date
    ended: bool
    posts: tuple[PostChoice, ...]
    people: tuple[PersonChoice, ...]


def read_trial_choices(installation: Installation, actor: Actor, pilot: str) -> TrialChoices:
    """What an agreement of a pilot can be drawn up about; told in the trail.

    Raises Forbidden, NotFound (`not_found.pilot`; also for who may sign for nobody of its intake, because whom a pilot is for is told to
    nobody else).
    """
    authorise(actor, "trial:change")
    with installation.writing(actor, "choose for a trial agreement") as unit:
        found = pilot_called(unit.session, pilot)
        people = queries.list_intake_within(unit.session, pilot_id=found.id, visible=visible_to(actor, "trial:change"))
        if not people and not is_allowed(actor, "pilot:read"):
            raise NotFound.record("pilot", pilot)
        unit.audit("intake:read", found, n_shown=len(people))
        chosen = tuple(PersonChoice(reference, on_trial) for reference, on_trial in people)
        return _choices(unit, found, chosen)


def read_draft_choices(installation: Installation, actor: Actor, number: int) -> TrialChoices:
    """What a draft may be changed to: the posts and the days of its pilot. Its person stays who they are, so nobody is offered.

    Raises Forbidden, NotFound (`not_found.trial`).
    """
    authorise(actor, "trial:change")
    with installation.reading(actor, "choose for a draft of a trial agreement") as unit:
        return _choices(unit, found_trial(unit, "trial:change", number).pilot, ())


def _choices(unit: UnitOfWork, pilot: Pilot, people: tuple[PersonChoice, ...]) -> TrialChoices:
    held = queries.find_held_places(unit.session, vacancy_ids=[post.vacancy_id for post in pilot.posts])
    posts = tuple(
        PostChoice(
            post.vacancy.reference, post.vacancy.title, post.vacancy.employer.name, post.tutor, post.vacancy.places,
            max(post.vacancy.places - len(held.get(post.vacancy_id, ())), 0), post.vacancy.status == "open",
        )
        for post in sorted(pilot.posts, key=lambda post: post.vacancy_id)
    )  # fmt: skip
    return TrialChoices(pilot.reference, pilot.title, pilot.starts_on, pilot.ends_on, pilot.status == "ended", posts, people)
