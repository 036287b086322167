"""In which order people lie in a snapshot: it decides nothing but how much is read, so only its shape is held here."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.columns import UNKNOWN, UNKNOWN_PLACE
from matcher.snapshot.nearby import FAR_M, along_the_map

DEGREES = st.one_of(st.just(UNKNOWN_PLACE), st.integers(-90_000_000, 90_000_000))
LIMITS = st.one_of(st.just(UNKNOWN), st.integers(0, 2_000_000))
PEOPLE = st.lists(st.tuples(DEGREES, DEGREES, LIMITS), min_size=1, max_size=30)


def placed(people):
    columns = np.array(people, np.int32).T
    return along_the_map(dict(zip(("latitude_e6", "longitude_e6", "max_commute_m"), columns, strict=True)))


@given(PEOPLE)
def test_who_may_be_near_everything_lies_first_and_who_travels_far_before_the_others(people):
    bands = [0 if UNKNOWN_PLACE in one[:2] or one[2] == UNKNOWN else 1 if one[2] > FAR_M else 2 for one in people]
    order = np.argsort(placed(people), kind="stable")
    assert [bands[at] for at in order] == sorted(bands)


@given(PEOPLE)
def test_a_place_on_the_map_depends_on_nobody_else(people):
    assert placed(people).tolist() == [placed([one])[0] for one in people]


def test_neighbours_lie_nearer_than_people_at_the_other_end_of_the_country():
    gomel, next_village, grodno = ((52_424_000, 30_975_000, 20_000), (52_430_000, 30_990_000, 20_000), (53_677_000, 23_829_000, 20_000))
    here, there, far = placed([gomel, next_village, grodno]).tolist()
    assert abs(here - there) < abs(here - far)
