"""TextColumn: many short texts as two arrays, so that a million references cost their bytes and no Python object each.

Here lives only the keeping of texts. One long text makes no other text longer, and both arrays can be mapped from a file.
"""

import hashlib
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from operator import index
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class TextColumn:
    """One text per row, as UTF-8. blob: uint8, all texts one after the other; offsets: int64, where each begins (one more than rows)."""

    blob: Array
    offsets: Array

    @classmethod
    def of(cls, texts: Iterable[str]) -> "TextColumn":
        """Keep these texts, in their order."""
        return cls.of_bytes([text.encode("utf8") for text in texts])

    @classmethod
    def of_bytes(cls, encoded: Iterable[bytes]) -> "TextColumn":
        """Keep texts that are UTF-8 already."""
        parts = list(encoded)
        offsets = np.zeros(len(parts) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, parts), np.int64, count=len(parts)), out=offsets[1:])
        return cls(np.frombuffer(b"".join(parts), np.uint8), offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, row: SupportsIndex) -> str:
        """Return the text of a row counted from 0. Raises IndexError outside the rows."""
        at = index(row)
        if not 0 <= at < len(self.offsets) - 1:
            raise IndexError(row)
        offsets = self.offsets.data  # plain numbers, faster than array elements
        return str(self.blob.data[offsets[at] : offsets[at + 1]], "utf8")

    def encoded(self) -> list[bytes]:
        """Return every text as UTF-8, one Python object each."""
        whole, bounds = self.blob.tobytes(), self.offsets.tolist()
        return [whole[start:end] for start, end in itertools.pairwise(bounds)]

    def hashes(self) -> Array:
        """Return `matcher.columns.hash_text` of every text, uint64 (about 1 µs each)."""
        digest = hashlib.blake2b
        joined = b"".join([digest(text, digest_size=8).digest() for text in self.encoded()])
        return np.frombuffer(joined, "<u8").astype(np.uint64)

    def take(self, rows: Array) -> "TextColumn":
        """Return the texts of these rows, in this order."""
        encoded = self.encoded()
        return TextColumn.of_bytes(encoded[row] for row in rows.tolist())
