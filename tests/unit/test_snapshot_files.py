"""A snapshot on disk: what is written is read back, what is damaged is refused, and a disk that refuses leaves the old file whole."""

import errno
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.candidate_table import CandidateTable
from matcher.snapshot import files
from matcher.snapshot.build import build_snapshot
from matcher.snapshot.files import SnapshotUnusable, StoredSnapshot, open_snapshot, save_snapshot
from matcher.snapshot.layout import arrays_of
from tests.matcher_world import PROFILE_LISTS, TAXONOMY, person


def stored(profiles, position=7):
    return StoredSnapshot(build_snapshot(CandidateTable.of(profiles, TAXONOMY.row_of), TAXONOMY), position, "12:abc")


@settings(max_examples=25, deadline=None)
@given(PROFILE_LISTS)
def test_what_is_written_is_read_back(tmp_path_factory, profiles):
    path = tmp_path_factory.mktemp("snapshot") / "people.snapshot"
    written = stored(profiles)
    save_snapshot(written, path)
    found = open_snapshot(path, TAXONOMY.version)
    assert (found.position, found.history) == (7, "12:abc")
    first, second = arrays_of(written.snapshot), arrays_of(found.snapshot)
    assert first.keys() == second.keys()
    for name, array in first.items():
        assert array.dtype == second[name].dtype, name
        assert np.array_equal(array, second[name], equal_nan=array.dtype.kind == "f"), name
        assert not second[name].flags.writeable


def test_only_the_owner_may_read_it(tmp_path):
    save_snapshot(stored([person()]), tmp_path / "s")
    assert (tmp_path / "s").stat().st_mode & 0o777 == 0o600


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_wrong_byte_anywhere_is_noticed(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("snapshot") / "s"
    save_snapshot(stored([person("A"), person("B")]), path)
    whole = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(whole)
    try:
        found = open_snapshot(path, TAXONOMY.version)
    except SnapshotUnusable:
        return
    # Only a byte that fills up to the next multiple of 64 means nothing.
    first, second = arrays_of(found.snapshot), arrays_of(stored([person("A"), person("B")]).snapshot)
    assert found.position == 7
    assert all(np.array_equal(array, second[name], equal_nan=array.dtype.kind == "f") for name, array in first.items())


@pytest.mark.parametrize("length", [0, 3, 15, 40, 2_000])
def test_a_file_cut_short_is_refused(tmp_path, length):
    path = tmp_path / "s"
    save_snapshot(stored([person()]), path)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(SnapshotUnusable):
        open_snapshot(path, TAXONOMY.version)


def test_a_file_of_tomorrows_format_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "FORMAT", files.FORMAT + 1)
    save_snapshot(stored([person()]), tmp_path / "s")
    monkeypatch.undo()
    with pytest.raises(SnapshotUnusable, match=f"has format {files.FORMAT + 1}"):
        open_snapshot(tmp_path / "s", TAXONOMY.version)


def test_a_file_of_another_taxonomy_is_refused(tmp_path):
    save_snapshot(stored([person()]), tmp_path / "s")
    with pytest.raises(SnapshotUnusable, match="another taxonomy"):
        open_snapshot(tmp_path / "s", "0123456789abcdef")


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "s"
    save_snapshot(stored([person("A")], position=1), path)

    def refuse(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space left"):
        save_snapshot(stored([person("A"), person("B")], position=2), path)
    monkeypatch.undo()
    assert open_snapshot(path, TAXONOMY.version).position == 1
    assert list(tmp_path.iterdir()) == [path]


def test_who_has_the_old_file_open_keeps_it(tmp_path):
    path = tmp_path / "s"
    save_snapshot(stored([person("A")], position=1), path)
    old = open_snapshot(path, TAXONOMY.version)
    save_snapshot(stored([person("B")], position=2), path)
    assert old.snapshot.references[0] == "A"
    assert open_snapshot(path, TAXONOMY.version).snapshot.references[0] == "B"
