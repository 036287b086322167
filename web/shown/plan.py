"""A cohort plan arranged for its board: places by host, people with their line, those without a place first, and a picture of it all."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from api.i18n import Words
from api.told_plan import next_step_sentence, why_sentence
from services.cohort_plans import MoveAnswer
from services.cohort_views import Moved, PlanLineView, PlanView
from services.pilots import PilotView

NO_PLACE = "none"
"""Stands in the address for "no place by this plan"."""
ROW, TOP = 24, 14
"""Units of the picture: the height of a line of words, and where the first one stands."""
ROWS_OF_POST = 2
"""Lines of words that a post takes at least: what it is, and whose."""
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
    """Places on the left with their hosts beneath, people who have one on the right, lines between."""

    height: int
    places: tuple[Words2D, ...]
    hosts: tuple[Words2D, ...]
    people: tuple[Words2D, ...]
    lines: tuple[Line2D, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The whole. without: those whom the plan gives no place; hindered: what keeps them from all posts first, and how many of them;
    picture: None where there is nothing to draw, or too much."""

    without: tuple[Seat, ...]
    hindered: tuple[tuple[str, int], ...]
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
class MovedLine:
    """Somebody who stands elsewhere, each place as a title with its number (None: no place), how well they fit there in words, and how
    likely they are to stay three months, in percent."""

    person: str
    before: str | None
    after: str | None
    fit_before: str | None
    fit_after: str | None
    odds: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class MoveLook:
    """A change looked at. to: a vacancy or NO_PLACE, None while nobody said where; cost: people expected at work, as written, without
    sign; worse: True for fewer, False for more, None for a change that costs nothing; own: what it changes for the person; moved: for
    others; refusal: why it cannot be."""

    person: str
    to: str | None
    cost: str = ""
    worse: bool | None = None
    own: MovedLine | None = None
    moved: tuple[MovedLine, ...] = ()
    refusal: str | None = None


def board(plan: PlanView, pilot: PilotView, say: Words) -> Board:
    """Arrange a plan."""
    called = _names(plan, pilot)
    seats = [Seat(line, why_sentence(line, say, called), next_step_sentence(line, say)) for line in plan.lines]
    posts, without = _posts(pilot, seats), tuple(seat for seat in seats if seat.line.vacancy is None)
    first = Counter(seat.line.obstacles[0].code for seat in without if seat.line.obstacles)
    return Board(without, tuple((say.rule_name(rule), n) for rule, n in first.most_common()), posts, _picture(posts))


def looked_at(answer: MoveAnswer, to: str, plan: PlanView, pilot: PilotView, say: Words) -> MoveLook:
    """What the service found out about a change."""
    worse = None if abs(answer.cost) < NOTICED else answer.cost > 0
    lines = _moved(answer.compared.moved, plan, pilot, say)
    own = next((line for each, line in lines if each.candidate == answer.candidate), None)
    others = tuple(line for each, line in lines if each.candidate != answer.candidate)
    return MoveLook(answer.candidate, to, amount(answer.cost, say.language), worse, own, others)


def moved_lines(plan: PlanView, pilot: PilotView, say: Words) -> tuple[MovedLine, ...]:
    """Who stands elsewhere than in the plan that this one is compared with."""
    return tuple(line for _each, line in _moved(plan.compared.moved if plan.compared else (), plan, pilot, say))


def _names(plan: PlanView, pilot: PilotView) -> Callable[[str], str]:
    """Number of a vacancy → its title with the number."""
    titles = {post.vacancy: post.title for post in pilot.posts} | {line.vacancy: line.title or "" for line in plan.lines if line.vacancy}
    return lambda vacancy: f"{titles.get(vacancy, '')} {vacancy}".strip()


def _moved(moved: Iterable[Moved], plan: PlanView, pilot: PilotView, say: Words) -> list[tuple[Moved, MovedLine]]:
    called, names = _names(plan, pilot), {line.candidate: f"{line.name} {line.candidate}".strip() for line in plan.lines}

    def line(each: Moved) -> MovedLine:
        places = (each.before and called(each.before), each.after and called(each.after))
        before, after = each.probability_before, each.probability_after
        fits = (None if odds is None else say.fit(odds) for odds in (before, after))
        odds = None if before is None or after is None else (round(100 * before), round(100 * after))
        return MovedLine(names.get(each.candidate, each.candidate), *places, *fits, odds)

    return [(each, line(each)) for each in moved]


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


def _picture(posts: Sequence[Post]) -> Picture | None:
    """People stand in the order of their places, so that few lines cross."""
    placed = [(place, seat.line) for place, post in enumerate(posts) for seat in post.seats]
    if not placed or len(placed) > MOST_DRAWN:
        return None
    step = max(ROWS_OF_POST, len(placed) // len(posts))
    y_places = [TOP + ROW * place * step for place in range(len(posts))]
    return Picture(
        height=ROW * max(len(placed), step * (len(posts) - 1) + ROWS_OF_POST) + 4,
        places=tuple(Words2D(_short(f"{_filled(post)} {post.title}"), y) for post, y in zip(posts, y_places, strict=True)),
        hosts=tuple(Words2D(_short(post.host), y + 16) for post, y in zip(posts, y_places, strict=True)),
        people=tuple(Words2D(f"{line.name} {line.candidate}".strip(), TOP + ROW * row) for row, (_place, line) in enumerate(placed)),
        lines=tuple(
            Line2D(y_places[place] - 4, TOP + ROW * row - 4, line.locked or line.accepted) for row, (place, line) in enumerate(placed)
        ),
    )


def _filled(post: Post) -> str:
    return f"{len(post.seats)}/{post.places}" if post.places else str(len(post.seats))


def _short(text: str) -> str:
    return text if len(text) <= 32 else f"{text[:31].rstrip()}…"
