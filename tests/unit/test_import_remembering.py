"""Words that were read once in an import are not read again, and everybody still gets the reading of their own words."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from matcher.phrases import RawProfile
from matcher.reading import ProfileReader, ReadProfile
from matcher.types import Wish
from services.importing.remembering import RememberingReader


class Counting(ProfileReader):
    """Understands nothing but repeats the wish; counts what it was asked."""

    def __init__(self) -> None:
        self.asked: list[RawProfile] = []

    def read_many(self, raws: Sequence[RawProfile], as_of_year: int) -> list[ReadProfile]:
        self.asked += raws
        return [ReadProfile(wishes=(Wish(raw.desired_work),)) for raw in raws]


@given(st.lists(st.lists(st.sampled_from(["грузчик", "сварщик", "повар", ""]), max_size=6), max_size=4))
def test_each_text_is_read_once_and_answered_in_order(batches: list[list[str]]) -> None:
    counting = Counting()
    reader = RememberingReader(counting)
    for batch in batches:
        read = reader.read_many([RawProfile(desired_work=text) for text in batch], 2026)
        assert [profile.wishes[0].text for profile in read] == batch
    assert len(counting.asked) == len(set(counting.asked))
