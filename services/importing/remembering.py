"""Reading each profile's text once per import: many rows of a real file say the same few words ("грузчик, любая работа").

Only a memory around matcher.reading.ProfileReader; what words mean is decided there.
"""

from collections.abc import Sequence

from matcher.phrases import RawProfile
from matcher.reading import ProfileReader, ReadProfile


class RememberingReader(ProfileReader):
    """A ProfileReader that asks another one only for texts it has not read yet. One per import: it forgets nothing."""

    def __init__(self, reader: ProfileReader) -> None:
        self._reader = reader
        self._read: dict[tuple[RawProfile, int], ReadProfile] = {}

    def read_many(self, raws: Sequence[RawProfile], as_of_year: int) -> list[ReadProfile]:
        """Read as the other reader does, in the order of `raws`."""
        unread = [raw for raw in dict.fromkeys(raws) if (raw, as_of_year) not in self._read]
        for raw, read in zip(unread, self._reader.read_many(unread, as_of_year), strict=True):
            self._read[raw, as_of_year] = read
        return [self._read[raw, as_of_year] for raw in raws]
