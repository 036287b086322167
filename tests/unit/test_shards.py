"""A snapshot in parts gives what the whole gives, bit for bit, and a taxonomy file gives the same taxonomy or none."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.snapshot.build import build_snapshot
from matcher.snapshot.loop import BLOCK
from matcher.snapshot.shards import Contest, Span, best_of_part, gather, part_of, spans
from matcher.taxonomy import TaxonomyError
from matcher.taxonomy_file import open_taxonomy, save_taxonomy
from tests.matcher_world import AS_OF, PROFILES, RULES, SCORER, SPECS, TAXONOMY, job, person
from tests.unit.test_snapshot import many, snapshot_of


def told(best):
    return best.rows.tolist(), best.scores.tobytes(), best.n_eligible, best.n_review, best.n_excluded


@settings(max_examples=15, deadline=None)
@given(
    st.lists(PROFILES, min_size=1, max_size=12),
    st.lists(SPECS, min_size=1, max_size=4),
    st.integers(1, 3 * BLOCK),
    st.integers(1, 60),
    st.integers(2, 5),
    st.randoms(),
)
def test_any_number_of_parts_gives_the_same_bit_for_bit(profiles, specs, n_people, limit, n_parts, random):
    snapshot = build_snapshot(many(profiles, n_people), TAXONOMY)
    gone = np.array(sorted(random.sample(range(len(snapshot)), min(len(snapshot), 300))), np.int64)
    contest = Contest(SCORER, RULES, AS_OF, limit, gone)
    whole = best_of_part(snapshot, Span(0, len(snapshot)), specs, TAXONOMY, contest)
    cut = spans(len(snapshot), n_parts)
    parts = [best_of_part(part_of(snapshot, span), span, specs, TAXONOMY, contest) for span in cut]
    for place, (spec, expected) in enumerate(zip(specs, whole, strict=True)):
        found = [(span, part[place]) for span, part in zip(cut, parts, strict=True)]
        assert told(gather(found, snapshot.tie_hash, spec.reference, AS_OF, limit)) == told(expected)


@given(st.integers(0, 40 * BLOCK), st.integers(1, 50))
def test_parts_are_whole_blocks_without_gap_or_overlap(n_rows, n_parts):
    cut = spans(n_rows, n_parts)
    assert 1 <= len(cut) <= n_parts
    assert [row for span in cut for row in (span.start, span.end)] == [0, *(span.start for span in cut[1:] for _ in range(2)), n_rows]
    assert all(span.start % BLOCK == 0 and (span.end > span.start or n_rows == 0) for span in cut)
    sizes = [(span.end - span.start + BLOCK - 1) // BLOCK for span in cut]
    assert max(sizes) - min(sizes) <= 1


def test_everybody_is_found_in_their_part_by_reference():
    snapshot = build_snapshot(many([person("A"), person("B", consent="withheld")], 2 * BLOCK + 10), TAXONOMY)
    for span in spans(len(snapshot), 3):
        part = part_of(snapshot, span)
        for row in (0, (len(part) - 1) // 2, len(part) - 1):
            assert part.references[row] == snapshot.references[span.start + row]
            assert part.find_row(part.references[row]) == row
        assert part.find_row(snapshot.references[span.end % len(snapshot)]) is None


def test_a_part_costs_no_copy_of_what_people_hold():
    snapshot = build_snapshot(many([person("A")], 2 * BLOCK), TAXONOMY)
    part = part_of(snapshot, Span(BLOCK, 2 * BLOCK))
    for name in ("skills", "wishes", "trades"):
        assert np.shares_memory(getattr(part, name).starts, getattr(snapshot, name).starts)
        assert getattr(part, name).concepts is getattr(snapshot, name).concepts
    assert part_of(snapshot, Span(0, len(snapshot))) is snapshot


def test_nobody_at_all_is_one_part():
    snapshot = snapshot_of([])
    (span,) = spans(len(snapshot), 4)
    (best,) = best_of_part(part_of(snapshot, span), span, [job()], TAXONOMY, Contest(SCORER, RULES, AS_OF, 3, np.empty(0, np.int64)))
    assert told(gather([(span, best)], snapshot.tie_hash, "VAC-1", AS_OF, 3)) == ([], b"", 0, 0, 0)


def test_a_taxonomy_file_gives_the_same_rows_and_neighbours(tmp_path):
    save_taxonomy(TAXONOMY, tmp_path / "taxonomy.json")
    again = open_taxonomy(tmp_path / "taxonomy.json")
    assert (again.version, again.keys) == (TAXONOMY.version, TAXONOMY.keys)
    for key in TAXONOMY.keys:
        for ours, theirs in zip(TAXONOMY.neighbours(key), again.neighbours(key), strict=True):
            assert ours.tobytes() == theirs.tobytes()


@pytest.mark.parametrize("damage", ["cut", "edited", "no_json", "another_form"])
def test_a_damaged_taxonomy_file_is_refused(tmp_path, damage):
    path = tmp_path / "taxonomy.json"
    save_taxonomy(TAXONOMY, path)
    form = json.loads(path.read_text(encoding="utf-8"))
    form["concepts"][0][4] = {"en": "something else"}
    content = {"cut": path.read_text()[:-20], "edited": json.dumps(form), "no_json": "x", "another_form": "[]"}[damage]
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TaxonomyError):
        open_taxonomy(path)
