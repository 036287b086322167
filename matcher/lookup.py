"""Look-up tables as arrays: texts → numbers or short lists of numbers, searched where they lie, so that a mapped file is ready at once.

Here live the tables only; what stands in them is `matcher.labelbook`. A dictionary of 150,000 texts takes tenths of a second to read from
disk, and more room; a sorted array of checksums takes nothing to open and one to three microseconds to ask.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from matcher.text_column import TextColumn


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class TextTable:
    """Different texts, each with its number from 0. checksums: uint32, ascending, of the texts, which stand in the same order."""

    texts: TextColumn
    checksums: NDArray[np.uint32]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "TextTable":
        """Number the texts, which must differ from each other, by their checksums."""
        summed = sorted((crc32(encoded), encoded) for encoded in map(_encoded, texts))
        return cls(TextColumn.of_bytes(encoded for _, encoded in summed), np.array([checksum for checksum, _ in summed], np.uint32))

    def __len__(self) -> int:
        return len(self.checksums)

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self.number(text) >= 0

    def number(self, text: str) -> int:
        """Return the number of a text, −1 if it is none of these."""
        encoded = _encoded(text)
        checksum = crc32(encoded)
        # The buffers give plain Python numbers and bytes, many times faster than array elements.
        checksums, offsets, blob = self.checksums.data, self.texts.offsets.data, self.texts.blob.data
        at = bisect_left(checksums, checksum)
        while at < len(checksums) and checksums[at] == checksum:  # texts may share a checksum
            if blob[offsets[at] : offsets[at + 1]] == encoded:
                return at
            at += 1
        return -1


@dataclass(frozen=True, slots=True)
class NumberLists:
    """Short lists of numbers, one after the other. numbers: int32; bounds: int64, where each list begins (one more than lists)."""

    numbers: NDArray[np.int32]
    bounds: NDArray[np.int64]

    @classmethod
    def of(cls, lists: Iterable[Sequence[int]]) -> "NumberLists":
        """Keep these lists, in their order."""
        rows = list(lists)
        bounds = np.zeros(len(rows) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, rows), np.int64, len(rows)), out=bounds[1:])
        return cls(np.fromiter((number for row in rows for number in row), np.int32, int(bounds[-1])), bounds)

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def __getitem__(self, row: int) -> tuple[int, ...]:
        """Return the list of a row counted from 0. Raises IndexError outside the rows."""
        if not 0 <= row < len(self):
            raise IndexError(row)
        bounds = self.bounds.data
        return tuple(self.numbers.data[bounds[row] : bounds[row + 1]])

    def padded(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the lists of many rows as one array (rows, longest of them but at least 1), −1 behind each one's end."""
        starts, ends = self.bounds[rows], self.bounds[rows + 1]
        width = max(1, int((ends - starts).max(initial=0)))
        places = starts[:, None] + np.arange(width)
        real = places < ends[:, None]
        found = np.full(places.shape, -1, np.int64)
        found[real] = self.numbers[places[real]]
        return found


@dataclass(frozen=True, slots=True)
class ListTable:
    """Texts → lists of numbers: what `Mapping[str, tuple[int, ...]]` would answer. lists: by the keys' numbers."""

    keys: TextTable
    lists: NumberLists

    @classmethod
    def of(cls, table: Mapping[str, Sequence[int]]) -> "ListTable":
        """Keep what stands in a dictionary."""
        keys = TextTable.of(table)
        return cls(keys, NumberLists.of(table[keys.texts[number]] for number in range(len(keys))))

    def __len__(self) -> int:
        return len(self.keys)

    def __contains__(self, text: object) -> bool:
        return text in self.keys

    @overload
    def get(self, text: str) -> tuple[int, ...] | None: ...
    @overload
    def get(self, text: str, default: tuple[int, ...]) -> tuple[int, ...]: ...
    def get(self, text: str, default: Any = None) -> Any:
        """Return the list of a text, or the default."""
        number = self.keys.number(text)
        return default if number < 0 else self.lists[number]
