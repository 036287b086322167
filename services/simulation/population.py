"""Invented people as columns of the records' tables, one block at a time. No database here; what they can do is drawn in `lives`.

Form: `people(...)` → table name → column → array. Rows of every table ascend by candidate.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.codes import LANGUAGES
from services.simulation import invented, recipe
from services.simulation.chance import PEOPLE, Columns, by_share, codes, days, each, generator, listed, nullable, positions
from services.simulation.lives import Person, lives
from services.simulation.lore import Lore, Map

Array = NDArray[Any]

N_ORGANISATIONS = 24
RESTRICTIONS_EACH = 4
"""Numbers of restrictions that each person has for themselves, so that no number depends on what others have."""


@dataclass(frozen=True)
class Ground:
    """What a world stands on: the same ground gives the same world."""

    lore: Lore
    map: Map
    seed: int
    day: date

    @property
    def at(self) -> str:
        """The instant every record says it was entered at, without its zone, which is UTC."""
        return f"{self.day.isoformat()} 00:00:00.000000"


def people(ground: Ground, block: int, last: int) -> dict[str, Columns]:
    """The people of a block with numbers up to `last`; numbers begin with 1."""
    draw = generator(ground.seed, PEOPLE, block)
    n = recipe.BLOCK
    ids = np.arange(1, n + 1) + block * n
    born = ground.day.year - np.clip(draw.gamma(6.0, 6.0, n) + 14, 19, 66).astype(np.int64)
    language = np.array([LANGUAGES.index(str(code)) for code, _ in recipe.LANGUAGE])[positions(draw, recipe.LANGUAGE, n)]
    parts, life = lives(ground.lore, draw, Person(ids, born, language, ground.day.year))
    tables = {"candidate": _cases(ground, draw, ids, language, life.main_years), "candidate_identity": _identities(draw, ids, born)} | parts
    tables |= _coded_lists(draw, ids, ground.lore.starting_with(("83",))[life.main_trade])
    tables |= _limits(ground, draw, ids)
    tables["consent"] = {
        "id": ids, "candidate_id": ids, "purpose": "matching", "state": tables["candidate"]["consent"],
        "given_on": days(ground.day.toordinal(), -draw.integers(1, 200, n)),
    }  # fmt: skip
    return {name: cut(columns, last) for name, columns in tables.items()}


def cut(columns: Columns, last: int) -> Columns:
    """The rows of candidates with numbers up to `last`."""
    kept = int(np.searchsorted(columns["candidate_id" if "candidate_id" in columns else "id"], last, side="right"))
    return {name: values[:kept] if isinstance(values, np.ndarray) else values for name, values in columns.items()}


def _cases(ground: Ground, draw: np.random.Generator, ids: Array, language: Array, years: Array) -> Columns:
    n = len(ids)
    references = invented.formatted(invented.CANDIDATE_REFERENCE, ids.tolist())
    transport = codes(draw, recipe.TRANSPORT, n)
    middle = np.array([recipe.COMMUTE_KM[code] for code in transport])
    commute = np.maximum(np.round(middle * draw.lognormal(0, 0.4, n) / 5) * 5, 5.0)
    pay = np.clip(np.round((900 + 25 * np.minimum(years, 15)) * draw.lognormal(0, 0.22, n) / 50) * 50, 600, 4000)
    available = codes(draw, recipe.AVAILABLE, n)
    day = ground.day.toordinal()
    later = available == "later"
    first_day = np.where(later, draw.integers(1, 181, n), -draw.integers(0, 90, n))
    released = later & (draw.random(n) < recipe.TO_BE_RELEASED)
    return {
        "id": ids, "case_reference": references, "reference_folded": np.char.lower(references.astype("U16")).astype(object),
        "status": codes(draw, recipe.STATUS, n),
        "organisation_id": nullable(draw.integers(1, N_ORGANISATIONS + 1, n), draw.random(n) < recipe.LOOKED_AFTER),
        "profile_language": np.array(LANGUAGES, object)[language],
        **ground.map.columns(by_share(draw, ground.map.ends, (n,))),
        "available_on": nullable(days(day, first_day), available != np.array(None)),
        "minimum_pay_byn": nullable(pay, draw.random(n) >= recipe.UNSAID),
        "max_commute_km": nullable(commute, draw.random(n) >= recipe.UNSAID),
        "transport": transport, "readiness": codes(draw, recipe.READINESS, n),
        "housing_needed": codes(draw, recipe.HOUSING_NEEDED, n), "education": codes(draw, recipe.EDUCATION, n),
        "consent": codes(draw, recipe.CONSENT, n), "health_limits_known": draw.random(n) >= recipe.HEALTH_UNKNOWN,
        "documents_counted_from": nullable(days(day, first_day), released), "version": 1, "created_at": ground.at, "updated_at": ground.at,
    }  # fmt: skip


def _identities(draw: np.random.Generator, ids: Array, born: Array) -> Columns:
    n = len(ids)
    surname, given = invented.syllable_words(draw, n, 4), invented.syllable_words(draw, n, 2)
    sex = codes(draw, recipe.SEX, n)
    patronymic = np.where(sex == "m", invented.INVENTED_MAN, invented.INVENTED_WOMAN).astype(object)
    return {
        "candidate_id": ids, "surname": invented.capitalised(surname), "given_name": invented.capitalised(given), "patronymic": patronymic,
        "birth_year": born, "sex": sex, "phone": invented.formatted(invented.PHONE, (ids % 10_000_000).tolist()),
        "email": nullable(invented.formatted(invented.EMAIL, ids.tolist()), draw.random(n) < recipe.HAS_EMAIL),
    }  # fmt: skip


def _coded_lists(draw: np.random.Generator, ids: Array, drives: Array) -> dict[str, Columns]:
    n = len(ids)
    shifts = each(draw, recipe.ACCEPTED_SHIFTS, n) & (draw.random(n) >= recipe.SHIFTS_UNKNOWN)[:, None]
    chance = np.where(drives[:, None], list(recipe.DRIVERS_LICENCES.values()), list(recipe.LICENCES.values()))
    licences = draw.random(chance.shape) < chance
    missing = each(draw, recipe.DOCUMENTS_MISSING, n)
    requested = each(draw, recipe.DOCUMENTS_REQUESTED, n) & ~missing
    found = {}
    lists = (
        ("candidate_shift", "shift", shifts, recipe.ACCEPTED_SHIFTS), ("candidate_licence", "licence", licences, recipe.LICENCES),
        ("candidate_language", "language", each(draw, recipe.SPOKEN, n), recipe.SPOKEN),
        ("document", "kind", missing | requested, recipe.DOCUMENTS_MISSING),
    )  # fmt: skip
    for table, column, chosen, names in lists:
        owners, values = listed(ids, chosen, tuple(names))
        found[table] = {"candidate_id": owners, column: values}
    found["document"]["state"] = np.where(missing[np.nonzero(missing | requested)], "missing", "requested").astype(object)
    return found


def _limits(ground: Ground, draw: np.random.Generator, ids: Array) -> dict[str, Columns]:
    n = len(ids)
    owners, limits = listed(ids, each(draw, recipe.HEALTH_LIMITS, n), tuple(recipe.HEALTH_LIMITS))
    unread = ids[draw.random(n) < recipe.LIMIT_UNREAD]
    return {
        "restriction": _restrictions(ground, draw, ids),
        "health_limit": {"candidate_id": owners, "code": limits},
        "unread_limit": {"candidate_id": unread, "kind": "ban", "text": invented.UNREAD_LIMIT},
    }


def _restrictions(ground: Ground, draw: np.random.Generator, ids: Array) -> Columns:
    """Slots 0 and 1 of each person are bans on different duties, 2 is home hours, 3 a travel limit."""
    n, day = len(ids), ground.day.toordinal()
    n_bans = codes(draw, recipe.N_BANS, n).astype(np.int64)
    first = positions(draw, recipe.BANNED_DUTY, n)
    second = (first + draw.integers(1, len(recipe.BANNED_DUTY), n)) % len(recipe.BANNED_DUTY)
    travel = codes(draw, recipe.TRAVEL_LIMIT, n)
    there = np.column_stack([n_bans >= 1, n_bans >= 2, draw.random(n) < recipe.HOME_HOURS, travel != "none"])
    rows, slots = np.nonzero(there)
    ban, home, limit = slots < 2, slots == 2, slots == 3
    duties = np.array([code for code, _ in recipe.BANNED_DUTY], object)[np.where(slots == 0, first[rows], second[rows])]
    began = draw.integers(30, 900, len(rows))
    until = draw.integers(20, 1500, len(rows))
    return {
        "id": (ids[rows] - 1) * RESTRICTIONS_EACH + slots + 1, "candidate_id": ids[rows],
        "kind": np.array(["ban", "ban", "home_hours", "travel_limit"], object)[slots], "duty": nullable(duties, ban),
        "home_from_minute": nullable(np.array(recipe.HOME_FROM)[draw.integers(0, len(recipe.HOME_FROM), len(rows))], home),
        "home_until_minute": nullable(np.array(recipe.HOME_UNTIL)[draw.integers(0, len(recipe.HOME_UNTIL), len(rows))], home),
        "travel_limit": nullable(travel[rows], limit), "legal_basis": invented.LEGAL_BASIS, "from_on": days(day, -began),
        "until_on": nullable(days(day, until), ~ban | (draw.random(len(rows)) >= recipe.BAN_WITHOUT_END)),
        "entered_by": invented.ENTERED_BY, "entered_at": ground.at,
    }  # fmt: skip
