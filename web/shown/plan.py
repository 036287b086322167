"""A cohort plan arranged for its board: places by host, people with their line, those without a place first, and a picture of it all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from api.i18n import Words
from api.told_plan import next_step_sentence, why_sentence
from services.cohort_plans import MoveAnswer
from services.cohort_views import PlanLineView, PlanView
from services.pilots import PilotView

NO_PLACE = "none"
"""Stands in the address for "no place by this plan"."""
ROW, TOP = 24, 14
"""Units of the picture: the height of a line of words, and where the first one stands."""
MOST_DRAWN = 60
"""People beyond whom a picture shows nothing but lines."""
NOTICED = 0.005
"""People expected at work below which a change costs nothing to speak of."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A line of somebody, with why they are there and what comes next, in words."""

    line: PlanLineView
    why: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Post:
    """A vacancy with its places and whom this plan gives them. places: None for one that is no post of the pilot."""

    vacancy: str
    title: str
    host: str
    places: int | None
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Words2D:
    """A line of words in the picture."""

    text: str
    y: int


@dataclass(frozen=True, slots=True)
class Line2D:
    """From a place to a person. firm: locked or accepted."""

    y_place: int
    y_person: int
    firm: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """Places on the left, people on the right, lines between."""

    height: int
    places: tuple[Words2D, ...]
    people: tuple[Words2D, ...]
    lines: tuple[Line2D, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The whole. without: those whom the plan gives no place; picture: None where there is nothing to draw, or too much."""

    without: tuple[Seat, ...]
    posts: tuple[Post, ...]
    picture: Picture | None

    def seat_of(self, candidate: str) -> Seat | None:
        """Somebody's line; None for who is not in the plan."""
        seats = (*self.without, *(seat for post in self.posts for seat in post.seats))
        return next((seat for seat in seats if seat.line.candidate == candidate), None)

    @property
    def to_accept(self) -> tuple[Seat, ...]:
        """Pairs that nobody has accepted yet."""
        return tuple(seat for post in self.posts for seat in post.seats if not seat.line.accepted)


@dataclass(frozen=True, slots=True)
class MoveLook:
    """A change looked at. to: a vacancy or NO_PLACE, None while nobody said where; cost: people expected at work, as written, without
    sign; worse: True for fewer, False for more, None for a change that costs nothing; refusal: why it cannot be."""

    person: str
    to: str | None
    cost: str = ""
    worse: bool | None = None
    moved: tuple[tuple[str, str | None, str | None], ...] = ()
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class MovedLine:
    """Somebody who stands elsewhere than in another plan, each place as a title with its number; None: no place."""

    person: str
    before: str | None
    after: str | None


def board(plan: PlanView, pilot: PilotView, say: Words) -> Board:
    """Arrange a plan."""
    seats = [Seat(line, why_sentence(line, say), next_step_sentence(line, say)) for line in plan.lines]
    posts = _posts(pilot, seats)
    return Board(tuple(seat for seat in seats if seat.line.vacancy is None), posts, _picture(posts, seats))


def looked_at(answer: MoveAnswer, to: str, language: str) -> MoveLook:
    """What the service found out about a change."""
    worse = None if abs(answer.cost) < NOTICED else answer.cost > 0
    moved = tuple((each.candidate, each.before, each.after) for each in answer.compared.moved if each.candidate != answer.candidate)
    return MoveLook(answer.candidate, to, amount(answer.cost, language), worse, moved)


def moved_lines(plan: PlanView, pilot: PilotView) -> tuple[MovedLine, ...]:
    """Who stands elsewhere than in the plan that this one is compared with."""
    titles = {post.vacancy: post.title for post in pilot.posts} | {line.vacancy: line.title or "" for line in plan.lines if line.vacancy}
    names = {line.candidate: f"{line.name} {line.candidate}".strip() for line in plan.lines}

    def place(vacancy: str | None) -> str | None:
        return vacancy and f"{titles.get(vacancy, '')} {vacancy}".strip()

    moved = plan.compared.moved if plan.compared else ()
    return tuple(MovedLine(names.get(each.candidate, each.candidate), place(each.before), place(each.after)) for each in moved)


def amount(value: float, language: str) -> str:
    """A number of people with two digits, without its sign."""
    written = f"{abs(value):.2f}"
    return written if language == "en" else written.replace(".", ",")


def _posts(pilot: PilotView, seats: Iterable[Seat]) -> tuple[Post, ...]:
    """Posts of the pilot by host, then the other vacancies that the plan uses."""
    filled: dict[str, list[Seat]] = {}
    for seat in seats:
        if seat.line.vacancy is not None:
            filled.setdefault(seat.line.vacancy, []).append(seat)
    own = [
        Post(post.vacancy, post.title, post.host, post.places, tuple(filled.pop(post.vacancy, ())))
        for post in sorted(pilot.posts, key=lambda post: (post.host, post.vacancy))
    ]
    others = [Post(name, some[0].line.title or "", some[0].line.host or "", None, tuple(some)) for name, some in sorted(filled.items())]
    return (*own, *others)


def _picture(posts: Sequence[Post], seats: Sequence[Seat]) -> Picture | None:
    """People stand in the order of their places, so that few lines cross."""
    placed = [(place, seat) for place, post in enumerate(posts) for seat in post.seats]
    if not placed or len(seats) > MOST_DRAWN:
        return None
    people = [*(seat for _place, seat in placed), *(seat for seat in seats if seat.line.vacancy is None)]
    step = max(1, len(people) // max(len(posts), 1))
    y_places = [TOP + ROW * place * step for place in range(len(posts))]
    lines = tuple(
        Line2D(y_places[place] - 4, TOP + ROW * row - 4, seat.line.locked or seat.line.accepted) for row, (place, seat) in enumerate(placed)
    )
    return Picture(
        height=ROW * max(len(people), step * (len(posts) - 1) + 1) + 4,
        places=tuple(Words2D(_short(f"{_filled(post)} {post.title}"), y) for post, y in zip(posts, y_places, strict=True)),
        people=tuple(Words2D(f"{seat.line.name} {seat.line.candidate}".strip(), TOP + ROW * row) for row, seat in enumerate(people)),
        lines=lines,
    )


def _filled(post: Post) -> str:
    return f"{len(post.seats)}/{post.places}" if post.places else str(len(post.seats))


def _short(text: str) -> str:
    return text if len(text) <= 32 else f"{text[:31].rstrip()}…"
