"""The invented country as columns: the same for the same seed, plausible, and marked as invented."""

from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.features import FEATURE_NAMES
from matcher.scorer import Scorer
from matcher.taxonomy import Concept, Taxonomy
from matcher.types import ConceptKind
from services.pilot_taxonomy import read_pilot_taxonomy
from services.places import Places
from services.simulation import recipe
from services.simulation.chance import days, distinct, generator, positions, ranks
from services.simulation.invented import joined
from services.simulation.lore import Lore, Map
from services.simulation.population import Ground, people
from services.simulation.posts import vacancies
from services.simulation.truth import IF_NOT, IF_STAYED, PRIOR, TRUE_WEIGHTS, draw_results, true_model

FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.fixture(scope="module")
def taxonomy():
    return read_pilot_taxonomy(FIXTURES / "taxonomy").taxonomy()


@pytest.fixture(scope="module")
def ground(taxonomy):
    return Ground(Lore.build(taxonomy, 7), Map.build(Places.load(FIXTURES / "places")), 7, recipe.WORLD_DAY)


@pytest.fixture(scope="module")
def block(ground):
    return people(ground, 0, recipe.BLOCK)


def rows_of(columns):
    """A table's columns as a list of rows, the slow way."""
    n = max(len(values) for values in columns.values() if isinstance(values, np.ndarray))
    return [tuple(values[i] if isinstance(values, np.ndarray) else values for values in columns.values()) for i in range(n)]


def test_the_first_people_are_the_same_however_many_follow(ground):
    few, many = people(ground, 0, 40), people(ground, 0, 90)
    for table, columns in few.items():
        owner = list(columns).index("candidate_id" if "candidate_id" in columns else "id")
        assert rows_of(columns) == [row for row in rows_of(many[table]) if row[owner] <= 40], table


def test_the_first_vacancies_are_the_same_however_many_follow(ground):
    few, many = vacancies(ground, 1, 1030), vacancies(ground, 1, 1600)
    for table, columns in few.items():
        assert rows_of(columns) == rows_of(many[table])[: len(rows_of(columns))], table
    assert few["vacancy"]["id"].tolist() == list(range(1001, 1031))


def test_another_seed_is_another_country(ground, taxonomy, block):
    other = people(Ground(Lore.build(taxonomy, 8), ground.map, 8, ground.day), 0, recipe.BLOCK)
    assert rows_of(block["candidate_skill"]) != rows_of(other["candidate_skill"])
    assert np.mean(block["candidate"]["town"] == other["candidate"]["town"]) < 0.2


def test_everybody_has_four_to_twenty_different_skills(block):
    skills = block["candidate_skill"]
    counts = Counter(skills["candidate_id"].tolist())
    assert len(counts) == recipe.BLOCK
    assert set(counts.values()) == set(range(4, 21))
    known = [(owner, key) for owner, key in zip(skills["candidate_id"].tolist(), skills["concept_key"].tolist(), strict=True) if key]
    assert len(known) == len(set(known))


def test_skills_occur_together_as_the_taxonomy_says(block, taxonomy):
    history = zip(*(block["work_history"][c].tolist() for c in ("candidate_id", "position", "concept_key")), strict=True)
    trade = {owner: key for owner, place, key in history if place == 0 and key}
    held = [pair for pair in zip(*(block["candidate_skill"][c].tolist() for c in ("candidate_id", "concept_key")), strict=True) if pair[1]]
    belongs = [
        key in taxonomy.essential_skills(trade[owner]) or key in taxonomy.optional_skills(trade[owner])
        for owner, key in held
        if owner in trade
    ]
    assert np.mean(belongs) > 0.5


def test_trades_are_held_by_zipfs_law(block, taxonomy):
    first = block["work_history"]["concept_key"][block["work_history"]["position"] == 0]
    counts = [number for _, number in Counter(key for key in first if key).most_common()]
    expected = 1 / np.arange(1, 492)
    expected *= sum(counts) / expected.sum()
    for rank in (1, 2, 4, 10):
        assert counts[rank - 1] == pytest.approx(expected[rank - 1], rel=0.25)


def test_people_live_where_people_live(block, ground):
    share = np.mean(block["candidate"]["town"] == "Минск")
    assert share == pytest.approx(np.diff(np.r_[0, ground.map.ends])[ground.map.town == "Минск"].sum() / ground.map.ends[-1], abs=0.03)


def test_nobody_can_be_taken_for_a_real_person(block):
    identities = block["candidate_identity"]
    assert all(patronymic.startswith("Вымышленн") for patronymic in identities["patronymic"])
    assert all(phone.startswith("+375 00 ") for phone in identities["phone"])
    assert all(email is None or email.endswith("@example.invalid") for email in identities["email"])
    assert all(reference.startswith("SIM-") for reference in block["candidate"]["case_reference"])


def test_lives_are_possible(block):
    born = dict(zip(block["candidate_identity"]["candidate_id"].tolist(), block["candidate_identity"]["birth_year"].tolist(), strict=True))
    history = block["work_history"]
    for owner, started, ended in zip(*(history[c].tolist() for c in ("candidate_id", "started_year", "ended_year")), strict=True):
        if started is not None:
            assert born[owner] + 15 <= started <= ended <= recipe.WORLD_DAY.year


def test_a_taxonomy_with_nothing_to_draw_from_is_refused():
    lonely = Taxonomy.build([Concept("welder", ConceptKind.OCCUPATION, None, "7212", {"en": "welder"})], [], [], [])
    with pytest.raises(ValueError, match="1 occupations and 0 skills"):
        Lore.build(lonely, 1)


@given(st.integers(0, 2**31 - 1), st.integers(1, 6), st.integers(1, 12))
def test_drawing_different_concepts_by_weight(seed, n, width):
    draw = np.random.default_rng(seed)
    pool, counts = draw.integers(-1, 8, (n, width)), draw.integers(0, 6, n)
    rows, position, concept, column = distinct(pool, np.ones(width), counts, draw, width)
    for row in range(n):
        found = concept[rows == row].tolist()
        assert len(found) == min(counts[row], len(set(pool[row].tolist()) - {-1}))
        assert len(set(found)) == len(found)
        assert position[rows == row].tolist() == list(range(len(found)))
        assert [pool[row, place] for place in column[rows == row]] == found


def test_heavier_concepts_are_drawn_more_often():
    pool = np.tile(np.arange(4), (4000, 1))
    _, _, concept, _ = distinct(pool, np.array([8.0, 1.0, 1.0, 1.0]), np.ones(4000, int), np.random.default_rng(1), 4)
    assert np.mean(concept == 0) == pytest.approx(8 / 11, abs=0.03)


@given(st.lists(st.integers(0, 5)).map(sorted))
def test_ranks_and_joined_texts_restart_with_every_owner(owners):
    seen = Counter()
    expected = []
    for owner in owners:
        expected.append(seen[owner])
        seen[owner] += 1
    assert ranks(np.array(owners, int)).tolist() == expected
    who, texts = joined(np.array(owners, int), [f"{owner}" for owner in owners], ",")
    assert dict(zip(who.tolist(), texts.tolist(), strict=True)) == {o: ",".join([str(o)] * n) for o, n in seen.items()}


def test_shares_come_out_and_blocks_do_not_repeat_each_other():
    drawn = positions(generator(3, 1, 0), recipe.CONSENT, 20_000)
    for place, (_, share) in enumerate(recipe.CONSENT):
        assert np.mean(drawn == place) == pytest.approx(share, abs=0.01)
    assert not np.array_equal(generator(3, 1, 0).random(5), generator(3, 1, 1).random(5))
    assert np.array_equal(generator(3, 1, 0).random(5), generator(3, 1, 0).random(5))


@pytest.mark.parametrize("offset", [0, 1, -400, 4000])
def test_days_are_calendar_days(offset):
    told = days(date(2026, 11, 22).toordinal(), np.array([offset]))
    assert told.tolist() == [date.fromordinal(date(2026, 11, 22).toordinal() + offset).isoformat()]


def test_every_table_of_shares_adds_up():
    tables = {name: value for name, value in vars(recipe).items() if isinstance(value, tuple) and value and isinstance(value[0], tuple)}
    shares = {name: table for name, table in tables.items() if name not in {"DUTIES", "VACANCY_LICENCES"}}
    assert len(shares) > 15
    for name, table in shares.items():
        assert sum(share for _, share in table) == pytest.approx(1), name


def test_the_true_model_names_every_feature_and_is_not_the_experts():
    model = true_model()
    expert = Scorer.from_json((FIXTURES / "rules" / "weights.json").read_text(encoding="utf-8"))
    assert all(model.weights[name].reason for name in FEATURE_NAMES)
    off = [abs(model.weights[name].weight - expert.weights[name].weight) for name in FEATURE_NAMES]
    assert np.mean(off) > 0.25


def test_results_come_as_often_as_their_probability_says():
    stayed = {result for result, _ in IF_STAYED}
    for probability in (0.0, 0.2, 0.7, 1.0):
        results, reasons = draw_results(np.full(20_000, probability), np.random.default_rng(5))
        assert np.mean([result in stayed for result in results]) == pytest.approx(probability, abs=0.012)
        assert all((reason == "stayed") == (result in stayed) for result, reason in zip(results, reasons, strict=True))
    results, _ = draw_results(np.zeros(20_000), np.random.default_rng(6))
    for result, share in IF_NOT:
        assert np.mean(results == result) == pytest.approx(share, abs=0.012)


def test_the_documentation_states_the_model_that_is_drawn_from():
    expert = Scorer.from_json((FIXTURES / "rules" / "weights.json").read_text(encoding="utf-8"))
    told = (FIXTURES.parent / "docs" / "simulation.md").read_text(encoding="utf-8")
    for name, weight, baseline, _ in TRUE_WEIGHTS:
        assert f"| {name} | {weight} | {expert.weights[name].weight} | {baseline} |" in told
    assert f"s = {PRIOR} ".replace("-", "−") in told
