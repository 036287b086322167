"""Rules about the working day: shifts, pay, the start date, the way to work, travel limits and home hours.

Source: step 1 of the rubric of hand judgments; every number comes from the RuleSet.
"""

import numpy as np

from matcher.columns import UNKNOWN, UNKNOWN_DAY, UNKNOWN_SHIFTS, codes_of, mask_of
from matcher.pairs import MAYBE, YES, PairBlock
from matcher.types import SHIFT_CODES, TRAVEL_LIMITS
from matcher.verdicts import (
    ASK_PERSON,
    ASK_SUPERVISION,
    COMPLETE_RECORD,
    EMPLOYER_CHANGES_HOURS,
    EMPLOYER_RAISES_PAY,
    FAIL,
    MOVE_START_DATE,
    OTHER_TRANSPORT,
    PASS,
    REVIEW,
    Array,
    Detail,
    Rule,
    always,
    clock,
    day,
    outcome,
)

_DAY_MINUTES = 1440
_ROTATION = 1 << SHIFT_CODES.index("rotation_away")
_PROVINCE, _DISTRICT = TRAVEL_LIMITS.index("province"), TRAVEL_LIMITS.index("district")


def _check_shift(block: PairBlock) -> Array:
    asked, accepted = block.vacancy.shifts, block.candidate.shifts
    unknown = (accepted == UNKNOWN_SHIFTS) | (asked == 0)
    return outcome(((asked & ~accepted) != 0) & ~unknown, unknown)


def _explain_shift(block: PairBlock, vacancy: int, candidate: int, code: int) -> Detail:
    asked, accepted = int(block.vacancies.columns.shifts[vacancy]), int(block.candidates.columns.shifts[candidate])
    lacking = asked & ~accepted if code == FAIL else asked
    return Detail({"shifts": ";".join(codes_of(lacking, SHIFT_CODES))}, remedy=ASK_PERSON if asked else COMPLETE_RECORD)


def _check_pay(block: PairBlock) -> Array:
    least, offered, at_least = block.candidate.minimum_pay_kopecks, block.vacancy.pay_to_kopecks, block.vacancy.pay_from_kopecks
    known = (least != UNKNOWN) & (offered != UNKNOWN)
    enough_anyway = (least != UNKNOWN) & (at_least != UNKNOWN) & (at_least >= least)
    return outcome(known & (offered < least), ~known & ~enough_anyway)


def _explain_pay(block: PairBlock, vacancy: int, candidate: int, code: int) -> Detail:
    parameters = {
        "minimum_byn": _byn(block.candidates.columns.minimum_pay_kopecks[candidate]),
        "pay_to_byn": _byn(block.vacancies.columns.pay_to_kopecks[vacancy]),
    }
    return Detail(parameters, remedy=EMPLOYER_RAISES_PAY if code == FAIL else COMPLETE_RECORD)


def _byn(kopecks: int) -> float | None:
    return None if kopecks == UNKNOWN else int(kopecks) / 100


def _check_available(block: PairBlock) -> Array:
    available, starts = block.candidate.available_on, block.vacancy.starts_on
    unknown = (available == UNKNOWN_DAY) | (starts == UNKNOWN_DAY)
    return outcome((available > starts) & ~unknown, unknown)


def _explain_available(block: PairBlock, vacancy: int, candidate: int, code: int) -> Detail:
    available, starts = block.candidates.columns.available_on[candidate], block.vacancies.columns.starts_on[vacancy]
    parameters = {"available_on": _iso(available), "starts_on": _iso(starts)}
    if code == FAIL:
        return Detail(parameters, passes_from=day(available), remedy=MOVE_START_DATE)
    return Detail(parameters, remedy=COMPLETE_RECORD)


def _iso(ordinal: int) -> str | None:
    return None if ordinal == UNKNOWN_DAY else day(ordinal).isoformat()


def commute_limit_m(block: PairBlock) -> Array:
    """Metres the person may travel, UNKNOWN where not said; at least the rules' limit where the employer brings people."""
    least = round(block.rules.transport_provided_km * 1000)
    limit = block.candidate.max_commute_m
    limits: Array = np.where(block.vacancy.transport_provided, np.maximum(limit, least), np.broadcast_to(limit, block.shape))
    return limits


def commute_outcome(block: PairBlock) -> Array:
    """Return the commute rule's outcome codes, shape of the block."""
    metres, limit = block.km * 1000, block.once(commute_limit_m)
    too_far = metres > limit
    unsaid = block.candidate.max_commute_m == UNKNOWN
    # Somebody whose own limit is unknown still reaches what the employer's bus reaches; beyond that a human must ask.
    codes = np.where(np.isnan(metres) | (unsaid & too_far), REVIEW, np.where(too_far, FAIL, PASS))
    same_province = (block.vacancy.province == block.candidate.province) & (block.vacancy.province != UNKNOWN)
    rotates = ((block.vacancy.shifts & _ROTATION) != 0) & same_province
    lifted = (block.moves == YES) | (rotates & ((block.candidate.shifts & _ROTATION) != 0))
    perhaps = (block.moves == MAYBE) | (rotates & (block.candidate.shifts == UNKNOWN_SHIFTS))
    codes = np.where(perhaps, np.minimum(codes, REVIEW), codes)
    return np.where(lifted, PASS, codes).astype(np.int8)


def _explain_commute(block: PairBlock, vacancy: int, candidate: int, code: int) -> Detail:
    km, limit = float(block.km[vacancy, candidate]), int(block.once(commute_limit_m)[vacancy, candidate])
    parameters = {"km": None if np.isnan(km) else round(km, 1), "limit_km": None if limit == UNKNOWN else limit / 1000}
    return Detail(parameters, remedy=OTHER_TRANSPORT if code == FAIL else COMPLETE_RECORD)


def _check_travel(block: PairBlock) -> Array | None:
    limit = block.candidate.travel_limit
    if not (limit != TRAVEL_LIMITS.index("none")).any():
        return None
    codes = np.zeros(block.shape, np.int8)
    for bounded, here, there in (
        (limit == _PROVINCE, block.candidate.province, block.vacancy.province),
        (limit == _DISTRICT, block.candidate.district, block.vacancy.district),
    ):
        unknown = (here == UNKNOWN) | (there == UNKNOWN)
        codes = np.where(bounded, outcome((here != there) & ~unknown, unknown), codes)
    return np.where(limit == UNKNOWN, REVIEW, codes).astype(np.int8)


def _explain_travel(block: PairBlock, vacancy: int, candidate: int, code: int) -> Detail:
    profile, spec = block.candidates.profiles[candidate], block.vacancies.specs[vacancy]
    parameters = {"limit": profile.travel_limit, "province": spec.place.province, "district": spec.place.district}
    return Detail(parameters, remedy=ASK_SUPERVISION if code == FAIL else COMPLETE_RECORD)


def _travel_minutes(block: PairBlock) -> tuple[Array, Array]:
    """Least and greatest minutes on the way; they differ only where a fact is unknown."""
    rules = block.rules
    least = rules.travel_base_minutes + rules.travel_minutes_per_km * rules.travel_least_km
    on_the_way = rules.travel_base_minutes + rules.travel_minutes_per_km * np.maximum(block.km, rules.travel_least_km)
    unknown = np.isnan(on_the_way)
    low, high = np.where(unknown, least, on_the_way), np.where(unknown, _DAY_MINUTES, on_the_way)
    excluded = block.once(commute_outcome) == FAIL
    low, high = np.where(excluded, 0.0, low), np.where(excluded, 0.0, high)
    housing = rules.housing_minutes
    low = np.where(block.moves == YES, housing, np.where(block.moves == MAYBE, np.minimum(low, housing), low))
    high = np.where(block.moves == YES, housing, np.where(block.moves == MAYBE, np.maximum(high, housing), high))
    return low, high


def _leaves_home(block: PairBlock, travel: Array) -> Array:
    """True where some working window with the way there and back meets the home hours, bool of the block's shape."""
    home_start, home_end = block.candidate.home_start.astype(np.int32), block.candidate.home_end.astype(np.int32)
    # Equal ends mean the whole day: nobody writes down home hours of no length.
    at_home = (home_end - home_start - 1) % _DAY_MINUTES + 1
    away = np.zeros(block.shape, bool)
    for place in range(block.vacancies.columns.hours_start.shape[1]):
        start, end = block.vacancy.hours_start[..., place].astype(np.int32), block.vacancy.hours_end[..., place]
        # Minutes from the last beginning of the home hours to leaving home; the next beginning comes at 1440.
        leaving = (start - travel - home_start) % _DAY_MINUTES
        back = leaving + (end - start) + 2 * travel
        away |= (start != UNKNOWN) & ((leaving < at_home) | (back > _DAY_MINUTES))
    return away


def _check_home_hours(block: PairBlock) -> Array | None:
    bound = block.candidate.home_start != UNKNOWN
    if not bound.any():
        return None
    closed = (block.vacancy.shifts & mask_of(block.rules.closed_shifts, SHIFT_CODES)) != 0
    low, high = block.once(_travel_minutes)
    unread = block.vacancy.hours_start[..., 0] == UNKNOWN
    sooner = _leaves_home(block, low)
    later = sooner if np.array_equal(low, high) else _leaves_home(block, high)  # mostly every fact of the way is known
    codes = outcome(closed | sooner, unread | later)
    return np.where(bound, codes, PASS).astype(np.int8)


def _explain_home_hours(block: PairBlock, vacancy: int, candidate: int, code: int) -> Detail:
    columns, spec = block.candidates.columns, block.vacancies.specs[vacancy]
    low, high = (float(minutes[vacancy, candidate]) for minutes in block.once(_travel_minutes))
    parameters = {
        "home_from": clock(columns.home_start[candidate]),
        "home_until": clock(columns.home_end[candidate]),
        "travel_minutes": round(low) if low == high else None,
        "work_from": clock(min(window.start_minute for window in spec.hours)) if spec.hours else None,
        "work_until": clock(max(window.end_minute for window in spec.hours)) if spec.hours else None,
        "shifts": ";".join(sorted(spec.shifts & block.rules.closed_shifts)),
    }
    return Detail(parameters, remedy=EMPLOYER_CHANGES_HOURS if code == FAIL else COMPLETE_RECORD)


def moves_under_home_hours(block: PairBlock) -> Array:
    """True where somebody under home hours would have to move into the employer's housing (needs permission: a soft gap)."""
    moving: Array = (block.moves == YES) & (block.candidate.home_start != UNKNOWN)
    return moving


WORK_RULES: tuple[Rule, ...] = (
    Rule("shift", ("shifts",), _check_shift, _explain_shift, always),
    Rule("pay_below_minimum", ("minimum_pay_byn", "pay_from_byn", "pay_to_byn"), _check_pay, _explain_pay, always),
    Rule("not_available_by_start", ("available_on", "starts_on"), _check_available, _explain_available, always),
    Rule(
        "commute",
        ("place", "max_commute_km", "transport_provided", "housing_provided", "housing_needed", "shifts"),
        lambda block: block.once(commute_outcome),
        _explain_commute,
        always,
    ),
    Rule("travel_limit", ("place", "travel_limit"), _check_travel, _explain_travel, always),
    Rule(
        "home_hours",
        ("home_hours", "hours", "shifts", "place", "housing_provided", "housing_needed", "max_commute_km"),
        _check_home_hours,
        _explain_home_hours,
        always,
    ),
)
