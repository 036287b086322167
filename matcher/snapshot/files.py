"""A snapshot on disk: one file, written whole or not at all, checked when it is opened, memory-mapped by every process that reads it.

    8 bytes  MAGIC with the version of the format
    8 bytes  length of the header
    8 bytes  CRC-32 of the header
    header   JSON: numbers, position in the change feed, and per array its name, dtype, shape, place and CRC-32
    arrays   each from a multiple of 64 bytes on

The file holds limits and trades of people: it is readable by its owner alone. A file of another format, of another taxonomy or with a
wrong byte is refused with SnapshotUnusable, never served.
"""

import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.snapshot.layout import CandidateSnapshot, arrays_of, from_arrays

Array = NDArray[Any]

MAGIC = b"KLADKA"
FORMAT = 4
"""Raised whenever the arrays or what they mean change."""
_ALIGNED = 64


class SnapshotUnusable(ValueError):  # noqa: N818  (read as a sentence: this snapshot is unusable)
    """The file is no snapshot that this program can serve; the message says why. Build a new one."""


@dataclass(frozen=True, slots=True)
class StoredSnapshot:
    """A snapshot, the point of the change feed up to which it is true, and what tells its database from others (opaque here)."""

    snapshot: CandidateSnapshot
    position: int
    history: str = ""


def save_snapshot(stored: StoredSnapshot, path: Path) -> None:
    """Write beside, then rename: whoever has the old file open keeps it, and a process that dies leaves the old file whole.

    Raises OSError where the disk refuses (full, read-only); nothing is left behind then.
    """
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            _write(file, stored)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _write(file: Any, stored: StoredSnapshot) -> None:
    arrays = {name: np.ascontiguousarray(array) for name, array in arrays_of(stored.snapshot).items()}
    listed, place = [], 0
    for name, array in arrays.items():
        listed.append({"name": name, "dtype": array.dtype.str, "shape": array.shape, "at": place, "crc": zlib.crc32(_bytes(array))})
        place = _aligned(place + array.nbytes)
    numbers = {name: getattr(stored.snapshot, name) for name in ("taxonomy", "n_concepts", "n_ban_sets")}
    header = json.dumps(
        {"numbers": numbers, "position": stored.position, "history": stored.history, "arrays": listed, "n_bytes": place}
    ).encode()
    start = (MAGIC + FORMAT.to_bytes(2, "little"), len(header).to_bytes(8, "little"), zlib.crc32(header).to_bytes(8, "little"))
    file.write(b"".join(start) + header)
    file.write(b"\0" * (_aligned(file.tell()) - file.tell()))
    for array in arrays.values():
        file.write(_bytes(array))
        file.write(b"\0" * (_aligned(file.tell()) - file.tell()))


def _bytes(array: Array) -> memoryview:
    return array.reshape(-1).view(np.uint8).data


def _aligned(place: int) -> int:
    return -(-place // _ALIGNED) * _ALIGNED


def open_snapshot(path: Path, taxonomy: str) -> StoredSnapshot:
    """Map a snapshot made for this taxonomy and check every byte of it.

    Raises FileNotFoundError, and SnapshotUnusable for a file of another format, of another taxonomy, cut short or damaged.
    """
    whole: Array = np.memmap(path, np.uint8, "r") if path.stat().st_size else np.empty(0, np.uint8)
    header, start = _header(whole, path)
    numbers = header["numbers"]
    if numbers["taxonomy"] != taxonomy:
        raise SnapshotUnusable(f"{path} was built on another taxonomy ({numbers['taxonomy']}, now {taxonomy})")
    if len(whole) < start + header["n_bytes"]:
        raise SnapshotUnusable(f"{path} is cut short")
    arrays = {}
    for line in header["arrays"]:
        dtype = np.dtype(line["dtype"])
        length = int(np.prod(line["shape"], dtype=np.int64)) * dtype.itemsize
        piece = np.asarray(whole[start + line["at"] : start + line["at"] + length])
        if zlib.crc32(piece.data) != line["crc"]:
            raise SnapshotUnusable(f"{path} is damaged in {line['name']}")
        arrays[line["name"]] = piece.view(dtype).reshape(line["shape"])
    return StoredSnapshot(from_arrays(arrays, numbers), int(header["position"]), str(header["history"]))


def _header(whole: Array, path: Path) -> tuple[Mapping[str, Any], int]:
    """(the header, where the arrays begin)."""
    start = bytes(whole[:24])
    if len(start) < 24 or start[: len(MAGIC)] != MAGIC:
        raise SnapshotUnusable(f"{path} is no snapshot")
    found = int.from_bytes(start[6:8], "little")
    if found != FORMAT:
        raise SnapshotUnusable(f"{path} has format {found}; this program reads format {FORMAT}")
    length = min(int.from_bytes(start[8:16], "little"), len(whole))
    header = bytes(whole[24 : 24 + length])
    if zlib.crc32(header) != int.from_bytes(start[16:24], "little"):
        raise SnapshotUnusable(f"{path} has a damaged header")
    return json.loads(header), _aligned(24 + length)
