"""Profiles as arrays: every piece of evidence is there, in its order, and says what the profile said."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.candidate_table import CandidateTable
from matcher.columns import NO_END, hash_text
from matcher.text_column import TextColumn
from matcher.types import DUTY_CODES, Ban, EvidenceSource, OccupationEvidence, SkillEvidence, Wish
from tests.matcher_world import PROFILE_LISTS, TAXONOMY, person

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=8)


@settings(max_examples=50, deadline=None)
@given(TEXTS, st.data())
def test_texts_come_back_as_they_were(texts, data):
    column = TextColumn.of(texts)
    assert [column[row] for row in range(len(column))] == texts
    assert [text.decode() for text in column.encoded()] == texts
    assert column.hashes().tolist() == [hash_text(text) for text in texts]
    rows = data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=8)) if texts else []
    taken = column.take(np.array(rows, np.int64))
    assert [taken[row] for row in range(len(taken))] == [texts[row] for row in rows]
    with pytest.raises(IndexError):
        column[len(texts)]


@settings(max_examples=50, deadline=None)
@given(PROFILE_LISTS)
def test_every_piece_of_evidence_of_a_profile_stands_in_its_table(profiles):
    rows = TAXONOMY.row_of
    table = CandidateTable.of(profiles, rows)
    assert [table.references[row] for row in range(len(table))] == [profile.reference for profile in profiles]
    skills = table.skills
    assert list(zip(skills.person_row.tolist(), skills.concept.tolist(), skills.level.tolist(), strict=True)) == [
        (row, rows[s.concept], s.level * s.probability) for row, p in enumerate(profiles) for s in p.skills if s.concept in rows
    ]
    trades = [(row, trade) for row, profile in enumerate(profiles) for trade in profile.occupations]
    held = table.occupations
    assert held.person_row.tolist() == [row for row, _ in trades]
    assert held.concept.tolist() == [rows.get(trade.concept, -1) for _, trade in trades]
    assert [None if math.isnan(years) else years for years in held.years.tolist()] == [trade.years for _, trade in trades]
    assert held.is_qualification.tolist() == [trade.source is EvidenceSource.QUALIFICATION for _, trade in trades]
    bans = table.bans
    assert list(zip(bans.person_row.tolist(), bans.duty.tolist(), bans.until.tolist(), strict=True)) == [
        (row, DUTY_CODES.index(ban.duty), NO_END if ban.until is None else ban.until.toordinal())
        for row, profile in enumerate(profiles)
        for ban in profile.bans
    ]


def test_what_is_not_known_has_its_own_value():
    table = CandidateTable.of(
        [
            person(
                skills=(SkillEvidence("no_such_concept", "x"),),
                occupations=(OccupationEvidence("no_such_concept", "x", EvidenceSource.QUALIFICATION),),
                wishes=(Wish("\u00a0"), Wish("любая работа", any_work=True), Wish("варить", "weld", probability=0.5)),
            )
        ],
        TAXONOMY.row_of,
    )
    assert len(table.skills.level) == 0
    held, wishes = table.occupations, table.wishes
    assert (held.concept[0], held.last_year[0], held.grade[0], held.is_qualification[0]) == (-1, -1, -1, True)
    assert wishes.concept.tolist() == [-1, -1, TAXONOMY.row_of["weld"]]
    assert wishes.blank.tolist() == [True, False, False]
    assert wishes.any_work.tolist() == [False, True, False]
    assert wishes.probability.tolist() == [1.0, 1.0, 0.5]


def test_an_unknown_duty_is_named_and_nobody_is_a_table():
    with pytest.raises(ValueError, match="'flying'"):
        CandidateTable.of([person(bans=(Ban("flying", None),))], TAXONOMY.row_of)
    assert len(CandidateTable.of([], TAXONOMY.row_of)) == 0
