"""Numbers of one to four people are not told, and nobody works them out: attackers who try everything find more than one answer."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from operator import itemgetter

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.small_cells import LEAST_PEOPLE, Pools, is_small, pools_of, shown_rows, told
from tests.oracles import left_by_subtraction

Table = dict[str, tuple[int, ...]]
PERSON = st.tuples(st.sampled_from("BGM"), st.sampled_from("fmu"), st.sampled_from("123"), st.integers(1, 4))
"""Province, sex, age band, and how many of four stages the person reached; the last two are late ones."""
LATE, STAGES = 2, 4


def totals(table: Table) -> tuple[int, ...]:
    return tuple(sum(column) for column in zip(*table.values(), strict=True))


def told_of(table: Table) -> tuple[object, ...]:
    """Everything that is told of a table: its cells and its totals."""
    return tuple(sorted(shown_rows(table).items())), tuple(map(told, totals(table)))


def tables(n_rows: int, most: int) -> Iterator[Table]:
    for counts in product(range(most + 1), repeat=n_rows):
        yield {str(row): (count,) for row, count in enumerate(counts)}


def test_no_number_of_one_to_four_is_told() -> None:
    for table in tables(3, 8):
        for name, shown in shown_rows(table).items():
            assert shown[0] in (None, table[name][0])
            assert shown[0] is None or not is_small(shown[0])


def test_who_tries_every_table_and_knows_the_rule_never_learns_a_small_number() -> None:
    """The attacker of this test has the program: of all tables that would be told in the very same way, no small number is the same."""
    for n_rows, most in ((2, 14), (3, 11), (4, 7)):
        alike: dict[object, list[Table]] = defaultdict(list)
        for table in tables(n_rows, most):
            if sum(counts[0] for counts in table.values()) <= most:  # so that no table that looks alike is left out
                alike[told_of(table)].append(table)
        for group in alike.values():
            for name in group[0]:
                values = {table[name][0] for table in group}
                assert len(values) > 1 or not is_small(values.pop()), group


def test_a_row_hidden_at_an_early_stage_is_hidden_at_all_of_them() -> None:
    """Else a stage told on both sides would say what the one between hides: 6, ?, 6 leaves no doubt."""
    table = {"Гомель": (20, 3, 0), "Брест": (6, 6, 6), "Минск": (30, 25, 20)}
    assert pools_of(table).whole == {"Гомель", "Брест"}
    assert shown_rows(table) == {"Гомель": (None,) * 3, "Брест": (None,) * 3, "Минск": (30, 25, 20)}


def test_a_row_that_is_small_at_late_stages_alone_is_told_of_the_early_ones() -> None:
    table = {"f": (15, 12, 9, 2), "m": (80, 60, 40, 30)}
    assert shown_rows(table, LATE) == {"f": (15, 12, None, None), "m": (80, 60, None, None)}


def test_a_stage_that_few_reached_is_told_of_nobody_and_hides_nothing_else() -> None:
    table = {"a": (20, 3), "b": (30, 0), "c": (8, 0)}
    assert shown_rows(table) == {"a": (20, None), "b": (30, None), "c": (8, None)}
    assert told(3) is None


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    table = {"a": (20, 5, 0), "b": (0, 0, 0), "c": (7, 6, 0)}
    assert shown_rows(table) == table


def by_property(people: list[tuple[str, str, str, int]], place: int) -> Table:
    found = {group: [0] * STAGES for group in ("BGM", "fmu", "123")[place]}
    for person in people:
        for stage in range(person[3]):
            found[person[place]][stage] += 1
    return {group: tuple(counts) for group, counts in found.items()}


def with_property(person: tuple[str, str, str, int], place: int, group: str) -> tuple[str, str, str, int]:
    return (*person[:place], group, *person[place + 1 :])  # type: ignore[return-value]


def had_by_subtraction(people: list[tuple[str, str, str, int]], place: int, pools: Pools) -> object:
    """What somebody has who knows all that is told, and so the sums over the rows that are not."""
    table = by_property(people, place)
    seen = {name: counts if name not in pools.late else counts[:LATE] for name, counts in table.items() if name not in pools.whole}
    return seen, totals(table)


@settings(max_examples=400)
@given(st.lists(PERSON, min_size=1, max_size=70))
def test_a_hidden_small_number_could_be_another_one_and_all_that_is_told_stays(people: list[tuple[str, str, str, int]]) -> None:
    """Three breakdowns of the same people, told together with their totals: another world is found for every hidden number."""
    for place in range(3):
        table, pools = by_property(people, place), pools_of(by_property(people, place), LATE)
        for group, stage in product(pools.whole | pools.late, range(STAGES)):
            shown = group in pools.late and stage < LATE
            if shown or not is_small(table[group][stage]) or totals(table)[stage] < LEAST_PEOPLE:
                continue
            other = another_world(people, place, pools, group, stage)
            assert by_property(other, place)[group][stage] == table[group][stage] + 1
            assert had_by_subtraction(other, place, pools) == had_by_subtraction(people, place, pools)
            assert all(by_property(other, each) == by_property(people, each) for each in range(3) if each != place)


def another_world(
    people: list[tuple[str, str, str, int]], place: int, pools: Pools, group: str, stage: int
) -> list[tuple[str, str, str, int]]:
    """Somebody of another row of the pool stands in this one; of the second pool, in exchange for one who only came to work."""
    other, pool = [*people], (pools.whole if group in pools.whole else pools.whole | pools.late) - {group}
    came = next(n for n, person in enumerate(people) if person[place] in pool and person[3] > stage)
    other[came] = with_property(people[came], place, group)
    if group in pools.late:
        went = next(n for n, person in enumerate(people) if person[place] == group and LATE <= person[3] <= stage)
        other[went] = with_property(people[went], place, itemgetter(place)(people[came]))
    return other


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(*[st.integers(0, 12)] * 3), min_size=1))
def test_what_is_left_by_subtraction_is_nothing_or_at_least_five(table: Table) -> None:
    for late in (None, 1, 2):
        shown = shown_rows(table, late)
        for stage, total in enumerate(totals(table)):
            if total < LEAST_PEOPLE:
                continue
            assert not is_small(left_by_subtraction(total, (counts[stage] for counts in shown.values())))
