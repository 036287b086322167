"""What invented people can do: trades practised, papers, skills, wishes, and the texts they would have written about it.

Skills occur together as the taxonomy says: those of the person's own trades first, then those near them, then common ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.simulation import invented, recipe
from services.simulation.chance import Columns, by_share, codes, distinct, nullable
from services.simulation.lore import Lore

Array = NDArray[Any]

TRADES_EACH = 3
POOL: tuple[tuple[str, float, float], ...] = (
    ("main_essential", 1.0, 0.95),
    ("main_optional", 0.35, 0.85),
    ("second_essential", 0.3, 0.9),
    ("third_essential", 0.15, 0.85),
    ("near", 0.12, 0.55),
    ("common", 0.04, 0.3),
)
"""Where a person's skills come from, how readily one is drawn from there, and how well the person's life supports it (level). Essential and
optional: of the trades held; near: neighbours of the main trade's essential skills; common: any, the ones most trades name first."""
N_NEAR, N_COMMON, LOOKED = 8, 12, 40
PAPER_ONLY, NO_TRADE = 0.55, 0.8
"""Levels of the main trade's skills for who only has a paper, and for who has no trade at all."""
LEVEL_SPREAD = 0.1
YEARS_UNKNOWN, LAST_YEAR_UNKNOWN, GRADE_KNOWN, ACCEPTED = 0.08, 0.06, 0.6, 0.96


@dataclass(frozen=True)
class Person:
    """People as columns: number, year of birth, language (as a row of LANGUAGES); the year it is."""

    ids: Array
    born: Array
    language: Array
    year: int


@dataclass(frozen=True)
class Life:
    """What other tables need to know: the main trade (also of those who only wish for it) and the years in it."""

    main_trade: Array
    main_years: Array


def lives(lore: Lore, draw: np.random.Generator, person: Person) -> tuple[dict[str, Columns], Life]:
    """The tables of what these people can do, and what the rest of the record has to agree with."""
    n = len(person.ids)
    n_trades = codes(draw, recipe.N_TRADES, n).astype(np.int64)
    trades = _trades(lore, draw, n)
    history, years = _history(lore, draw, person, trades, n_trades)
    papers, n_papers = _papers(lore, draw, person, trades)
    skills = _skills(lore, draw, person, trades, np.where(n_trades > 0, 1.0, np.where(n_papers > 0, PAPER_ONLY, NO_TRADE)))
    wishes = _wishes(lore, draw, person, trades)
    tables = {"work_history": history, "qualification": papers, "candidate_skill": skills, "candidate_wish": wishes}
    tables["candidate_text"] = _texts(person, tables)
    return tables, Life(trades[:, 0], np.where(n_trades > 0, years, 0.0))


def _trades(lore: Lore, draw: np.random.Generator, n: int) -> Array:
    """(n, TRADES_EACH): the main trade by popularity, further ones near it or anywhere."""
    trades = by_share(draw, lore.popularity, (n, TRADES_EACH))
    for place in range(1, TRADES_EACH):
        near = lore.near_trades[trades[:, 0], draw.integers(0, lore.near_trades.shape[1], n)]
        trades[:, place] = np.where(codes(draw, recipe.SECOND_TRADE, n) == "near", near, trades[:, place])
    return trades


def _history(lore: Lore, draw: np.random.Generator, person: Person, trades: Array, n_trades: Array) -> tuple[Columns, Array]:
    """One row per trade practised, the latest first; also the years in the main trade, (n,)."""
    shape = trades.shape
    longest = np.maximum((person.year - person.born - 17)[:, None] * np.array([0.5, 0.3, 0.2]), 0.5)
    years = np.round(np.minimum(np.maximum(draw.gamma(1.6, 3.2, shape), 0.3), longest), 1)
    gap = np.floor(draw.exponential(3.0, shape))
    ended = person.year - np.cumsum(gap, axis=1) - np.cumsum(np.c_[np.zeros(shape[0]), np.ceil(years[:, :-1])], axis=1)
    ended = np.maximum(ended, person.born[:, None] + 17).astype(np.int64)
    started = np.maximum(ended - np.ceil(years).astype(np.int64), person.born[:, None] + 15)
    graded = lore.starting_with(recipe.GRADED)[trades] & (draw.random(shape) < GRADE_KNOWN)
    grade = np.clip(np.round(2 + years / 3 + draw.normal(0, 0.8, shape)), 1, 7).astype(np.int64)
    rows, places = np.nonzero(np.arange(shape[1]) < n_trades[:, None])
    at = (rows, places)
    dated = draw.random(len(rows)) >= LAST_YEAR_UNKNOWN
    grades = nullable(grade[at], graded[at])
    language, trade = person.language[rows], trades[at]
    words = lore.trade_labels[language, trade]
    texts = [
        (f"{first}–{last} " if known else "") + word + (invented.GRADE[spoken].format(held) if held else "")
        for first, last, known, word, spoken, held in zip(
            started[at].tolist(), ended[at].tolist(), dated.tolist(), words, language.tolist(), grades, strict=True
        )
    ]
    understood = draw.random(len(rows)) < ACCEPTED
    columns: Columns = {
        "candidate_id": person.ids[rows], "position": places, "text": np.array(texts, object),
        "started_year": nullable(started[at], dated), "ended_year": nullable(ended[at], dated), **_reading(lore, draw, trade, understood),
        "years": nullable(years[at], draw.random(len(rows)) >= YEARS_UNKNOWN), "last_year": nullable(ended[at], dated), "grade": grades,
        "source": "history",
    }  # fmt: skip
    return columns, years[:, 0]


def _reading(lore: Lore, draw: np.random.Generator, trade: Array, understood: Array) -> Columns:
    """Decision, concept and probability of words that name a trade."""
    probability = np.round(0.8 + 0.2 * draw.random(len(trade)), 3)
    return {
        "decision": np.where(understood, "accepted", "unresolved").astype(object),
        "concept_key": nullable(lore.trade_keys[trade], understood), "probability": np.where(understood, probability, 0.0),
    }  # fmt: skip


def _papers(lore: Lore, draw: np.random.Generator, person: Person, trades: Array) -> tuple[Columns, Array]:
    n_papers = codes(draw, recipe.N_PAPERS, len(trades)).astype(np.int64)
    rows, places = np.nonzero(np.arange(2) < n_papers[:, None])
    trade, language = trades[rows, places], person.language[rows]
    graded = lore.starting_with(recipe.GRADED)[trade] & (draw.random(len(rows)) < GRADE_KNOWN)
    awarded = np.minimum(person.born[rows] + 18 + draw.integers(0, 12, len(rows)), person.year)
    labels = lore.trade_labels[language, trade]
    words = [invented.PAPER[spoken].format(word) for spoken, word in zip(language.tolist(), labels, strict=True)]
    columns: Columns = {
        "candidate_id": person.ids[rows], "position": places, "text": np.array(words, object),
        **_reading(lore, draw, trade, draw.random(len(rows)) < ACCEPTED),
        "grade": nullable(draw.integers(2, 6, len(rows)), graded), "awarded_year": awarded,
    }  # fmt: skip
    return columns, n_papers


def _skills(lore: Lore, draw: np.random.Generator, person: Person, trades: Array, main_level: Array) -> Columns:
    n = len(trades)
    pools = _pools(lore, draw, trades)
    widths = [pools[name].shape[1] for name, _, _ in POOL]
    weights = np.repeat([weight for _, weight, _ in POOL], widths)
    counts = (recipe.SKILLS_FROM + np.round((recipe.SKILLS_TO - recipe.SKILLS_FROM) * draw.beta(2.0, 3.2, n))).astype(np.int64)
    pool = np.concatenate([pools[name] for name, _, _ in POOL], axis=1)
    rows, position, skill, column = distinct(pool, weights, counts, draw, LOOKED)
    supported = np.repeat([level for _, _, level in POOL], widths)[column]
    of_main = column < widths[0] + widths[1]
    level = np.where(of_main, supported * main_level[rows], supported) + draw.uniform(-LEVEL_SPREAD, LEVEL_SPREAD, len(rows))
    decision = codes(draw, recipe.SKILL_DECISION, len(rows))
    known = decision != "unresolved"
    language = person.language[rows]
    probability = np.where(decision == "accepted", 0.75 + 0.25 * draw.random(len(rows)), 0.3 + 0.4 * draw.random(len(rows)))
    from_history = of_main & (main_level[rows] == 1.0) & (codes(draw, recipe.SKILL_SOURCE, len(rows)) == "history")
    return {
        "candidate_id": person.ids[rows], "position": position, "text": lore.skill_labels[language, skill],
        "language": np.array([code for code, _ in recipe.LANGUAGE], object)[language], "decision": decision,
        "concept_key": nullable(lore.skill_keys[skill], known), "probability": np.where(known, np.round(probability, 3), 0.0),
        "level": np.round(np.clip(level, 0.1, 1.0), 3), "source": np.where(from_history, "history", "skills").astype(object),
    }  # fmt: skip


def _pools(lore: Lore, draw: np.random.Generator, trades: Array) -> Mapping[str, Array]:
    """What each person's skills are drawn from, by the names of POOL: (n, width), −1 where nothing stands."""
    n, main = len(trades), lore.essential[trades[:, 0]]
    around = main[np.arange(n)[:, None], draw.integers(0, 6, (n, N_NEAR))]
    near = lore.near_skills[around, draw.integers(0, lore.near_skills.shape[1], (n, N_NEAR))]
    rank = np.minimum(draw.exponential(len(lore.common) / 6, (n, N_COMMON)).astype(np.int64), len(lore.common) - 1)
    return {
        "main_essential": main, "main_optional": lore.optional[trades[:, 0]], "second_essential": lore.essential[trades[:, 1]],
        "third_essential": lore.essential[trades[:, 2]], "near": np.where(around < 0, -1, near), "common": lore.common[rank],
    }  # fmt: skip


def _wishes(lore: Lore, draw: np.random.Generator, person: Person, trades: Array) -> Columns:
    n = len(trades)
    n_wishes = codes(draw, recipe.N_WISHES, n).astype(np.int64)
    rows, places = np.nonzero(np.arange(2) < n_wishes[:, None])
    kind = codes(draw, recipe.WISH, len(rows))
    own = trades[rows, places]
    near = lore.near_trades[own, draw.integers(0, lore.near_trades.shape[1], len(rows))]
    trade = np.where(kind == "own", own, np.where(kind == "near", near, by_share(draw, lore.popularity, (len(rows),))))
    any_work, unread = kind == "any_work", kind == "unread"
    language = person.language[rows]
    words = lore.trade_labels[language, trade]
    words = np.where(any_work, np.array(invented.ANY_WORK, object)[language], words)
    reading = _reading(lore, draw, trade, ~any_work & ~unread)
    return {
        "candidate_id": person.ids[rows], "position": places,
        "text": np.where(unread, np.array(invented.UNREAD_WISH, object)[language], words), "any_work": any_work, **reading,
    }  # fmt: skip


def _texts(person: Person, tables: Mapping[str, Columns]) -> Columns:
    """Each part of the profile whole, made of its rows."""
    parts = (
        ("desired_work", "candidate_wish"), ("skills", "candidate_skill"), ("qualifications", "qualification"),
        ("work_history", "work_history"),
    )  # fmt: skip
    owners, names, texts = [], [], []
    for place, (_, table) in enumerate(parts):
        who, whole = invented.joined(tables[table]["candidate_id"], tables[table]["text"].tolist())
        owners.append(who)
        names.append(np.full(len(who), place))
        texts.append(whole)
    owner, name, text = np.concatenate(owners), np.concatenate(names), np.concatenate(texts)
    order = np.lexsort((name, owner))
    owner = owner[order]
    language = person.language[owner - person.ids[0]]
    return {
        "candidate_id": owner, "part": np.array([part for part, _ in parts], object)[name[order]], "text": text[order],
        "language": np.array([code for code, _ in recipe.LANGUAGE], object)[language],
    }  # fmt: skip
