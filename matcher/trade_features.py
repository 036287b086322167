"""Features about the work itself: what somebody can do, has done, holds papers for and asks for, against what the vacancy asks.

Each function returns float64 in [0, 1] broadcastable to the block's shape, NaN where the question does not arise or cannot be answered
(such a feature then contributes nothing). The steps and floors are the measures of the two rubrics of hand judgments.
"""

import numpy as np

from matcher.columns import UNKNOWN
from matcher.held import LEVELS, strengths
from matcher.holdings import (
    ANY_WORK,
    ASKS_OWN_TRADE,
    NAMED_WISH,
    NO_TRADE,
    OWN_TRADE,
    UNREAD_WISH,
)
from matcher.pairs import PairBlock
from matcher.relations import Needs
from matcher.types import DOCUMENT_CODES, EDUCATION_LEVELS
from matcher.verdicts import Array

GRADE_STEPS = (1.0, 0.6, 0.2, 0.0)
"""Grade fit at or above the asked grade, one below, two below, further below."""
UNKNOWN_GRADE = 0.4
"""Grade fit of a paper that names no grade and of practice of unknown length."""
PRACTICAL_GRADES = ((9.0, 5), (6.0, 4), (3.0, 3))
"""Years from which practice without a graded paper counts as this grade (not where proof of education is asked)."""
UNKNOWN_YEARS = 1.0
"""Years that practice of unknown length counts for."""
RECENT_YEARS, STALE_YEARS, DEEP_YEARS = 5, 10, 10.0
STALE, LONG_AGO, UNKNOWN_RECENCY = 0.6, 0.2, 0.6
"""Recency of a trade last used 6–10 years ago (unless practised for 10 years or more: then 1), and longer ago; unknown year as stale."""
OPEN_WISH, OTHER_WISH, OWN_TRADE_WISH = 0.7, 0.25, 0.0
"""Wish nearness of "any work", of another wish, and of a wish for the person's own other trade."""
ENTRY_ANY_WORK, ENTRY_FAMILY, ENTRY_BRIDGE, ENTRY_WASTE = 0.7, 0.6, 0.35, 0.3
"""Entry-level fit: wants any work; same family without a trade; same family, or a pilot for somebody without a trade; and what is left of
the fit of somebody who asks for their own trade in another family."""
WISHED_HERE = 0.5
"""Wish nearness from which a wish for the own trade is a wish for this work, not for another."""
NAMED_OPERATIONS = 0.7
"""What the family still says where the vacancy names operations: a mower is no pot washer, though both work outdoors or in a kitchen."""
HISTORY_SHARE, SHOWN_SHARE = 0.95, 0.8
"""Having done entry-level work, or showing its skills, counts this much of asking for it."""
_EDUCATION_PROOF = DOCUMENT_CODES.index("education_proof")


def essential_coverage(block: PairBlock) -> Array:
    """Mean over the understood essential requirements of the best similarity × level; NaN if none was, or where no trade is asked."""
    return _of_trades(block, block.once(_shown))


def _shown(block: PairBlock) -> Array:
    return _coverage(block, block.vacancies.essential)


def _of_trades(block: PairBlock, values: Array) -> Array:
    """Leave the question to `entry_level` where no trade is asked: there, being over-qualified must not win."""
    return np.where(block.calling.entry_level, np.nan, values)


def desirable_coverage(block: PairBlock) -> Array:
    """The same over the desirable requirements."""
    return _coverage(block, block.vacancies.desirable)


def _coverage(block: PairBlock, needs: Needs) -> Array:
    counts = needs.counts(block.shape[0])[:, None]
    return np.where(counts > 0, block.covered(needs) / (LEVELS * np.maximum(counts, 1)), np.nan)


def _held(block: PairBlock, name: str) -> Array:
    """Return one column of the occupations held, per near entry."""
    return block.candidates.occupations.values[name][block.near_occupations.holding]


def _best_occupation(block: PairBlock, values: Array) -> Array:
    """Best similarity × probability × value over the occupations held; NaN for vacancies whose occupation is not known."""
    near = block.near_occupations
    best = block.best(block.vacancies.occupations, near, near.similarity * (_held(block, "weight") / LEVELS) * values)
    return np.where(block.calling.has_occupation, best, np.nan)


def _strength(block: PairBlock) -> Array:
    return strengths(_held(block, "years").astype(np.float64), _held(block, "paper"))


def _done(block: PairBlock) -> Array:
    """How near the nearest occupation held is, weighed by practice; NaN for vacancies whose occupation is not known."""
    return _best_occupation(block, _strength(block))


def occupation_nearness(block: PairBlock) -> Array:
    """Best similarity × strength over the occupations held or qualified for; NaN where no trade is asked."""
    return _of_trades(block, block.once(_done))


def _years(block: PairBlock) -> Array:
    years = _held(block, "years").astype(np.float64)
    return np.where(_held(block, "paper"), 0.0, np.where(np.isnan(years), UNKNOWN_YEARS, years))


def experience(block: PairBlock) -> Array:
    """Years in near occupations against the years asked; NaN if none are asked."""
    asked = block.vacancy.minimum_years.astype(np.float64)
    years = _best_occupation(block, _years(block))
    return np.where(asked > 0, np.minimum(years / np.where(asked > 0, asked, 1.0), 1.0), np.nan)


def recency(block: PairBlock) -> Array:
    """How recently the nearest occupation was practised: 1 within five years, less when stale (unless deep), little when long ago.

    NaN where no trade is asked.
    """
    last = _held(block, "last_year").astype(np.int64)
    ago, deep = block.as_of.year - last, _years(block) >= DEEP_YEARS
    value = np.where(ago <= RECENT_YEARS, 1.0, np.where(ago <= STALE_YEARS, np.where(deep, 1.0, STALE), LONG_AGO))
    value = np.where(last == UNKNOWN, UNKNOWN_RECENCY, value)
    return _of_trades(block, _best_occupation(block, np.where(_held(block, "paper"), 0.0, value)))


def grade_fit(block: PairBlock, raised: int = 0) -> Array:
    """Grade held in near occupations against the grade asked; NaN if none is asked. `raised`: as if every grade were so much higher."""
    slots = block.near_occupations.slots
    vacancies = slots // max(block.shape[1], 1)
    asked = block.vacancies.columns.minimum_grade[vacancies].astype(np.int64)
    proof = (block.vacancies.columns.documents[vacancies] >> _EDUCATION_PROOF & 1).astype(bool)
    grade = _held(block, "grade").astype(np.int64)
    practical = _practical_grade(block)
    usable = np.where(grade > 0, grade, np.where(proof, 0, practical))
    below = np.clip(asked - usable - raised, 0, len(GRADE_STEPS) - 1)
    unknown = (grade <= 0) & (_held(block, "paper") | np.isnan(_held(block, "years")))
    fit = np.where(unknown, max(UNKNOWN_GRADE, GRADE_STEPS[0] * (raised > 0)), np.array(GRADE_STEPS)[below])
    return np.where(block.vacancy.minimum_grade != UNKNOWN, _best_occupation(block, fit), np.nan)


def _practical_grade(block: PairBlock) -> Array:
    years = _years(block)
    return np.select([years >= least for least, _ in PRACTICAL_GRADES], [grade for _, grade in PRACTICAL_GRADES], default=1)


def education(block: PairBlock) -> Array:
    """Education against the level asked: 1 at or above, less per level below; NaN if none is asked or the person's is unknown."""
    asked, held = block.vacancy.education.astype(np.int64), block.candidate.education.astype(np.int64)
    below = np.clip(asked - held, 0, None)
    value = np.maximum(1.0 - below / (len(EDUCATION_LEVELS) - 1), 0.0)
    return np.where((asked == UNKNOWN) | (held == UNKNOWN), np.nan, value)


def _wished(block: PairBlock) -> Array:
    """How near the person's nearest wish comes, in [0, 1]."""
    return block.wished / LEVELS


def wish_nearness(block: PairBlock) -> Array:
    """How near the wish comes; "any work" is open, a wish elsewhere lowers, for the person's own other trade most. NaN without a wish."""
    bits = block.leaning.bits
    floor = np.where(bits & ASKS_OWN_TRADE, OWN_TRADE_WISH, OTHER_WISH)
    floor = np.where(bits & ANY_WORK, OPEN_WISH, floor)
    value = np.maximum(block.once(_wished), floor)
    silent = (bits & (NAMED_WISH | ANY_WORK)) == 0
    # Words that were not understood may mean anything, unless a wish beside them was: then that one is what we know.
    return np.where(silent, np.nan, np.where((bits & UNREAD_WISH) & (value < OPEN_WISH), np.nan, value))


def _names_operations(block: PairBlock) -> Array:
    """Vacancies that ask for operations a profile can show, shape (n_vacancies, 1): there, being of the family says less."""
    return (block.vacancies.essential.counts(block.shape[0]) > 0)[:, None]


def entry_level(block: PairBlock) -> Array:
    """Fit for work that asks for no trade: asked for, done or shown, any work, same family, a bridge. NaN where a trade is asked."""
    bits = block.leaning.bits
    done = np.nan_to_num(block.once(_done), nan=0.0)
    in_history = (block.leaning.history_families & block.calling.families) != 0
    in_wish = (block.leaning.wish_families & block.calling.families) != 0
    own, none = (bits & OWN_TRADE) != 0, (bits & NO_TRADE) != 0
    fit = np.maximum(block.once(_wished), HISTORY_SHARE * done)
    fit = np.maximum(fit, SHOWN_SHARE * np.nan_to_num(block.once(_shown), nan=0.0))
    fit = np.maximum(fit, ENTRY_ANY_WORK * ((bits & ANY_WORK) != 0))
    family = np.maximum(
        ENTRY_FAMILY * ((in_history | in_wish) & ~own), ENTRY_BRIDGE * (in_history | in_wish | (block.vacancy.pilot & none))
    )
    fit = np.maximum(fit, np.where(_names_operations(block), NAMED_OPERATIONS * family, family))
    asks_for_this = in_wish | (block.once(_wished) >= WISHED_HERE)
    elsewhere = ((bits & ASKS_OWN_TRADE) != 0) & ((bits & ANY_WORK) == 0) & ~asks_for_this
    return np.where(block.calling.entry_level, np.where(elsewhere, ENTRY_WASTE * fit, fit), np.nan)
