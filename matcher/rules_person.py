"""Rules about standing: consent, readiness, placement, the vacancy being open, dated bans, licences and health limits.

Source: step 1 of the rubric of hand judgments. Each check reads columns and returns outcome codes; each explanation reads one cell.
"""

from functools import partial

import numpy as np

from matcher.columns import NO_END, UNKNOWN, UNKNOWN_DAY, UNKNOWN_HEALTH, codes_of, mask_of
from matcher.pairs import PairBlock
from matcher.types import CONSENT_CODES, DUTY_CODES, HEALTH_LIMITS, LICENCE_CODES, LIMIT_KINDS, READINESS_CODES, SHIFT_CODES
from matcher.verdicts import (
    ASK_EMPLOYER,
    ASK_PERSON,
    COMPLETE_RECORD,
    EMPLOYER_CHANGES_DUTY,
    FAIL,
    GET_LICENCE,
    NONE,
    PASS,
    REVIEW,
    WAIT_UNTIL,
    Array,
    Detail,
    Rule,
    always,
    day,
    outcome,
)

_WITHHELD = CONSENT_CODES.index("withheld")
_DECLINED = READINESS_CODES.index("declined")


def _check_consent(block: PairBlock) -> Array:
    return outcome(block.candidate.consent == _WITHHELD, block.candidate.consent == UNKNOWN)


def _check_readiness(block: PairBlock) -> Array:
    return outcome(block.candidate.readiness == _DECLINED, block.candidate.readiness == UNKNOWN)


def _explain_asking(block: PairBlock, vacancy: int, candidate: int, code: int) -> Detail:  # noqa: ARG001
    return Detail(remedy=ASK_PERSON)


def _check_placed(block: PairBlock) -> Array:
    return outcome(block.candidate.already_placed)


def _explain_placed(block: PairBlock, vacancy: int, candidate: int, code: int) -> Detail:  # noqa: ARG001
    return Detail(remedy=NONE)


def _check_unread(block: PairBlock) -> Array:
    return outcome(np.zeros(1, bool), block.candidate.unread_limits != 0)


def _explain_unread(block: PairBlock, vacancy: int, candidate: int, code: int) -> Detail:  # noqa: ARG001
    kinds = codes_of(int(block.candidates.columns.unread_limits[candidate]), LIMIT_KINDS)
    return Detail({"kinds": ";".join(kinds)}, remedy=COMPLETE_RECORD)


def _check_closed(block: PairBlock) -> Array:
    closes = block.vacancy.closes_on
    return outcome(~block.vacancy.is_open | ((closes != UNKNOWN_DAY) & (closes < block.as_of.toordinal())))


def _explain_closed(block: PairBlock, vacancy: int, candidate: int, code: int) -> Detail:  # noqa: ARG001
    spec = block.vacancies.specs[vacancy]
    status = spec.status if spec.status != "open" else "expired"
    return Detail({"status": status, "closes_on": spec.closes_on.isoformat() if spec.closes_on else None}, remedy=ASK_EMPLOYER)


def _check_ban(block: PairBlock, bit: int) -> Array | None:
    asked = (block.vacancies.columns.duties >> bit & 1).astype(bool)
    place = np.searchsorted(block.candidates.bans.keys, bit)
    if not asked.any() or place == len(block.candidates.bans.keys) or block.candidates.bans.keys[place] != bit:
        return None
    span = slice(block.candidates.bans.offsets[place], block.candidates.bans.offsets[place + 1])
    until, starts = block.candidates.bans.values["until"][span][None, :], block.vacancy.starts_on
    # Without a start date a ban that never ends fails all the same; a dated one cannot be decided.
    unknown = (starts == UNKNOWN_DAY) & (until != NO_END)
    found = np.where(unknown, REVIEW, np.where(until >= starts, FAIL, PASS))
    codes = np.zeros(block.shape, np.int8)
    codes[:, block.candidates.bans.rows[span]] = np.where(asked[:, None], found, PASS)
    return codes


def _explain_ban(block: PairBlock, vacancy: int, candidate: int, code: int, bit: int) -> Detail:  # noqa: ARG001
    profile = block.candidates.profiles[candidate]
    ends = [ban.until for ban in profile.bans if ban.duty == DUTY_CODES[bit]]
    until = None if None in ends else max(end for end in ends if end is not None)
    if until is None:
        return Detail({"duty": DUTY_CODES[bit], "until": None}, remedy=EMPLOYER_CHANGES_DUTY)
    free = until.toordinal() + 1
    return Detail({"duty": DUTY_CODES[bit], "until": until.isoformat()}, passes_from=day(free), remedy=WAIT_UNTIL)


def _asks_duty(block: PairBlock, vacancy: int, bit: int) -> bool:
    return bool(block.vacancies.columns.duties[vacancy] >> bit & 1)


def _check_licence(block: PairBlock, bit: int) -> Array | None:
    if not (block.vacancies.columns.licences >> bit & 1).any():
        return None
    return outcome((block.vacancy.licences & ~block.candidate.licences) >> bit & 1)


def _explain_licence(block: PairBlock, vacancy: int, candidate: int, code: int, bit: int) -> Detail:  # noqa: ARG001
    return Detail({"licence": LICENCE_CODES[bit]}, remedy=GET_LICENCE)


def _asks_licence(block: PairBlock, vacancy: int, bit: int) -> bool:
    return bool(block.vacancies.columns.licences[vacancy] >> bit & 1)


def _health_masks(block: PairBlock, bit: int) -> tuple[int, int]:
    rule = block.rules.health[HEALTH_LIMITS[bit]]
    return mask_of(rule.duties, DUTY_CODES), mask_of(rule.shifts, SHIFT_CODES)


def _check_health(block: PairBlock, bit: int) -> Array | None:
    duties, shifts = _health_masks(block, bit)
    touched = (block.vacancy.duties & duties).astype(bool) | (block.vacancy.shifts & shifts).astype(bool)
    if not touched.any():
        return None
    limited, unknown = (block.candidate.health >> bit & 1).astype(bool), block.candidate.health == UNKNOWN_HEALTH
    return outcome(touched & limited, touched & unknown)


def _explain_health(block: PairBlock, vacancy: int, candidate: int, code: int, bit: int) -> Detail:  # noqa: ARG001
    duties, shifts = _health_masks(block, bit)
    columns = block.vacancies.columns
    named = codes_of(int(columns.duties[vacancy]) & duties, DUTY_CODES) + codes_of(int(columns.shifts[vacancy]) & shifts, SHIFT_CODES)
    parameters = {"limit": HEALTH_LIMITS[bit], "duties": ";".join(named)}
    return Detail(parameters, remedy=EMPLOYER_CHANGES_DUTY if code == FAIL else COMPLETE_RECORD)


def _touches_health(block: PairBlock, vacancy: int, bit: int) -> bool:
    duties, shifts = _health_masks(block, bit)
    return bool(int(block.vacancies.columns.duties[vacancy]) & duties or int(block.vacancies.columns.shifts[vacancy]) & shifts)


PERSON_RULES: tuple[Rule, ...] = (
    Rule("consent_withheld", ("consent",), _check_consent, _explain_asking, always),
    Rule("readiness_declined", ("readiness",), _check_readiness, _explain_asking, always),
    Rule("already_placed", ("already_placed",), _check_placed, _explain_placed, always),
    Rule("limit_unread", ("unread_limits",), _check_unread, _explain_unread, lambda _block, _vacancy: False),
    Rule("vacancy_closed", ("status", "closes_on"), _check_closed, _explain_closed, always),
    *(
        Rule(
            f"ban:{duty}",
            ("bans", "duties", "starts_on"),
            partial(_check_ban, bit=bit),
            partial(_explain_ban, bit=bit),
            partial(_asks_duty, bit=bit),
        )
        for bit, duty in enumerate(DUTY_CODES)
    ),
    *(
        Rule(
            f"licence_missing:{licence}",
            ("licences",),
            partial(_check_licence, bit=bit),
            partial(_explain_licence, bit=bit),
            partial(_asks_licence, bit=bit),
        )
        for bit, licence in enumerate(LICENCE_CODES)
    ),
    *(
        Rule(
            f"health:{limit}",
            ("health_limits", "duties", "shifts"),
            partial(_check_health, bit=bit),
            partial(_explain_health, bit=bit),
            partial(_touches_health, bit=bit),
        )
        for bit, limit in enumerate(HEALTH_LIMITS)
    ),
)
