"""Invented employers and vacancies as columns of the records' tables, one block at a time. Form as in `population`."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.base import fold
from models.codes import DUTY_CODES, LANGUAGES, LICENCE_CODES
from services.simulation import invented, recipe
from services.simulation.chance import POSTS, Columns, by_share, codes, days, distinct, each, generator, listed, nullable, positions
from services.simulation.lore import Lore
from services.simulation.population import Ground

Array = NDArray[Any]

TITLE_LANGUAGE: recipe.Shares = (("ru", 0.93), ("be", 0.05), ("en", 0.02))
OPTIONAL_WEIGHT = 0.35
"""How readily an optional skill of the trade is asked for, beside an essential one."""
PAY_MIDDLE, PAY_SPREAD = 1250.0, 0.3


def vacancies(ground: Ground, block: int, last: int) -> dict[str, Columns]:
    """The vacancies of a block with numbers up to `last`; numbers begin with 1. Rows of every table ascend by vacancy."""
    draw, lore, n = generator(ground.seed, POSTS, block), ground.lore, recipe.POST_BLOCK
    ids = np.arange(1, n + 1) + block * n
    trade = by_share(draw, lore.popularity, (n,))
    language = np.array([LANGUAGES.index(str(code)) for code, _ in TITLE_LANGUAGE])[positions(draw, TITLE_LANGUAGE, n)]
    tables = {"vacancy": _conditions(ground, draw, ids, trade, language)}
    tables["vacancy_occupation"] = {"vacancy_id": ids, "position": 0, "concept_key": lore.trade_keys[trade], "probability": 1.0}
    tables |= _requirements(lore, draw, ids, trade, language) | _schedule(draw, ids)
    elementary = lore.starting_with(("9",))[trade]
    duties = draw.random((n, len(DUTY_CODES))) < lore.shares(recipe.DUTIES, DUTY_CODES)[trade]
    licences = (draw.random((n, len(LICENCE_CODES))) < lore.shares(recipe.VACANCY_LICENCES, LICENCE_CODES)[trade]) & ~elementary[:, None]
    documents = each(draw, recipe.VACANCY_DOCUMENTS, n)
    for table, column, chosen, names in (
        ("vacancy_duty", "duty", duties, DUTY_CODES),
        ("vacancy_licence", "licence", licences, LICENCE_CODES),
        ("vacancy_document", "kind", documents, tuple(recipe.VACANCY_DOCUMENTS)),
    ):
        owners, values = listed(ids, chosen, names)
        tables[table] = {"vacancy_id": owners, column: values}
    posted = {name: _cut(columns, last) for name, columns in tables.items()}
    return {"employer": _employers(draw, posted["vacancy"]["employer_id"])} | posted


def _employers(draw: np.random.Generator, numbers: Array) -> Columns:
    """The employers of a block's vacancies; a block has its own."""
    ids = np.unique(numbers)
    words = invented.syllable_words(draw, recipe.POST_BLOCK // recipe.VACANCIES_EACH, 3)
    names = [invented.EMPLOYER.format(word.capitalize(), number) for number, word in zip(ids.tolist(), words, strict=False)]
    return {"id": ids, "name": np.array(names, object), "name_folded": np.array([fold(name) for name in names], object)}


def _cut(columns: Columns, last: int) -> Columns:
    kept = int(np.searchsorted(columns["vacancy_id" if "vacancy_id" in columns else "id"], last, side="right"))
    return {name: values[:kept] if isinstance(values, np.ndarray) else values for name, values in columns.items()}


def _conditions(ground: Ground, draw: np.random.Generator, ids: Array, trade: Array, language: Array) -> Columns:
    n, day, lore = len(ids), ground.day.toordinal(), ground.lore
    titles = lore.trade_labels[language, trade]
    place = by_share(draw, ground.map.ends, (n,))
    elementary, graded = lore.starting_with(("9",))[trade], lore.starting_with(recipe.GRADED)[trade]
    grade = nullable(draw.integers(2, 7, n), graded & ~elementary & (draw.random(n) < recipe.GRADE_ASKED))
    years = nullable(draw.integers(1, 6, n).astype(float), ~elementary & (draw.random(n) < recipe.YEARS_ASKED))
    pay = np.clip(np.round(PAY_MIDDLE * draw.lognormal(0, PAY_SPREAD, n) / 10) * 10, 650, 6000)
    top = np.round(pay * np.array([1.0, 1.15, 1.3, 1.5])[draw.integers(0, 4, n)] / 10) * 10
    said = draw.random(n) >= recipe.PAY_UNSAID
    begins = draw.integers(2, 120, n)
    dated = draw.random(n) >= recipe.START_UNSAID
    return {
        "id": ids, "reference": invented.formatted(invented.VACANCY_REFERENCE, ids.tolist()), "employer_id": employer_of(ids),
        "title": titles, "title_folded": np.array([fold(title) for title in titles], object),
        "language": np.array(LANGUAGES, object)[language],
        "places": np.array([1, 1, 1, 2, 3, 5])[draw.integers(0, 6, n)], **ground.map.columns(place), "minimum_grade": grade,
        "minimum_years": years, "minimum_education": codes(draw, recipe.VACANCY_EDUCATION, n), "pay_from_byn": nullable(pay, said),
        "pay_to_byn": nullable(top, said), "pay_period": "month", "rate": 1, "employment_type": codes(draw, recipe.EMPLOYMENT, n),
        "starts_on": nullable(days(day, begins), dated),
        "closes_on": nullable(days(day, begins + draw.integers(0, 60, n)), draw.random(n) >= recipe.CLOSING_UNSAID),
        "confirmed_on": days(day, -draw.integers(0, 30, n)),
        **{name: draw.random(n) < share for name, share in recipe.FLAGS.items()},
        "status": codes(draw, recipe.VACANCY_STATUS, n), "version": 1, "created_at": ground.at, "updated_at": ground.at,
    }  # fmt: skip


def employer_of(ids: Array) -> Array:
    """Which employer posts the vacancy of each number."""
    return (ids - 1) // recipe.VACANCIES_EACH + 1


def _schedule(draw: np.random.Generator, ids: Array) -> dict[str, Columns]:
    pattern = positions(draw, recipe.SHIFT_PATTERNS, len(ids))
    unread = draw.random(len(ids)) < recipe.HOURS_UNREAD
    shifts = [(i, code) for i, p in zip(ids.tolist(), pattern.tolist(), strict=True) for code in _pattern(p)]
    hours = [
        (i, place, *window)
        for i, p, gone in zip(ids.tolist(), pattern.tolist(), unread.tolist(), strict=True)
        for place, window in enumerate(() if gone else recipe.SHIFT_HOURS[_pattern(p)])
    ]
    return {
        "vacancy_shift": _as_columns(shifts, ("vacancy_id", "shift")),
        "vacancy_hours": _as_columns(hours, ("vacancy_id", "position", "start_minute", "end_minute")),
    }


def _pattern(place: int) -> tuple[str, ...]:
    pattern = recipe.SHIFT_PATTERNS[place][0]
    return pattern if isinstance(pattern, tuple) else ()


def _as_columns(rows: list[tuple[Any, ...]], names: tuple[str, ...]) -> Columns:
    table = np.array(rows, object).reshape(len(rows), len(names))
    return {name: table[:, place] for place, name in enumerate(names)}


def _requirements(lore: Lore, draw: np.random.Generator, ids: Array, trade: Array, language: Array) -> dict[str, Columns]:
    n = len(ids)
    pool = np.concatenate([lore.essential[trade], lore.optional[trade]], axis=1)
    weights = np.repeat([1.0, OPTIONAL_WEIGHT], [lore.essential.shape[1], lore.optional.shape[1]])
    n_essential = draw.integers(recipe.ESSENTIAL_FROM, recipe.ESSENTIAL_TO + 1, n)
    counts = n_essential + draw.integers(0, recipe.DESIRABLE_TO + 1, n)
    rows, position, skill, _ = distinct(pool, weights, counts, draw, pool.shape[1])
    understood = draw.random(len(rows)) >= recipe.REQUIREMENT_UNREAD
    asked = {
        "vacancy_id": ids[rows], "position": position, "text": lore.skill_labels[language[rows], skill],
        "essential": position < n_essential[rows], "decision": np.where(understood, "accepted", "unresolved").astype(object),
        "probability": np.where(understood, np.round(0.8 + 0.2 * draw.random(len(rows)), 3), 0.0),
    }  # fmt: skip
    second = lore.near_skills[skill, draw.integers(0, lore.near_skills.shape[1], len(rows))]
    also = understood & (second != skill) & (draw.random(len(rows)) < recipe.SECOND_CONCEPT)
    at, rank = np.nonzero(np.column_stack([understood, also]))
    concepts = {
        "vacancy_id": ids[rows[at]], "position": position[at], "rank": rank,
        "concept_key": lore.skill_keys[np.where(rank == 0, skill[at], second[at])],
    }  # fmt: skip
    return {"vacancy_requirement": asked, "vacancy_requirement_concept": concepts}
