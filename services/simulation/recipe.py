"""How often what occurs in the simulated country: tables to be read aloud.

Nothing here was measured on real people. The shares are plausible, so that every rule and every feature meets every case; nothing about a
country or a group follows from them. Each table is (value, share); shares of one table add up to 1 unless it says otherwise.
"""

from collections.abc import Mapping
from datetime import date

VERSION = "simulated-1"
"""Part of what a database remembers of its world: change it whenever the same seed would give other rows."""
WORLD_DAY = date(2026, 11, 22)
"""The day the world is drawn for, unless another is asked for; every date in it is relative to that day."""
BLOCK, POST_BLOCK = 5_000, 1_000
"""People and vacancies drawn together. A block is drawn from the seed and its number alone, whatever else is drawn."""

Shares = tuple[tuple[object, float], ...]

ZIPF = 1.0
"""The n-th most frequent trade is held n^−ZIPF times as often as the most frequent one."""
LEAST_INHABITANTS = 300
"""Inhabitants of a place whose number nobody knows."""

LANGUAGE: Shares = (("ru", 0.88), ("be", 0.09), ("en", 0.03))
STATUS: Shares = (("active", 0.86), ("paused", 0.05), ("placed", 0.06), ("closed", 0.03))
TRANSPORT: Shares = (("none", 0.2), ("bike", 0.12), ("bus", 0.5), ("car", 0.16), (None, 0.02))
COMMUTE_KM: Mapping[object, float] = {"none": 12, "bike": 15, "bus": 30, "car": 50, None: 25}
"""Middle of the longest way somebody accepts."""
READINESS: Shares = (("ready", 0.62), ("support_needed", 0.24), ("not_started", 0.09), ("declined", 0.03), (None, 0.02))
HOUSING_NEEDED: Shares = ((True, 0.25), (False, 0.7), (None, 0.05))
EDUCATION: Shares = (
    ("basic", 0.14), ("secondary", 0.27), ("vocational", 0.33), ("secondary_special", 0.15), ("higher", 0.08), (None, 0.03),
)  # fmt: skip
CONSENT: Shares = (("granted", 0.86), ("limited", 0.08), ("withheld", 0.06))
SEX: Shares = (("m", 0.8), ("f", 0.2))
AVAILABLE: Shares = (("now", 0.58), ("later", 0.4), (None, 0.02))
"""`later`: within the next half year, mostly because of a release to come; papers then count from that day."""

TO_BE_RELEASED, LOOKED_AFTER, UNSAID, HAS_EMAIL = 0.6, 0.95, 0.045, 0.3
"""Of those available later, whose papers count from that day; who has an organisation, no known least pay (longest way), and mail."""

N_TRADES: Shares = ((0, 0.08), (1, 0.38), (2, 0.34), (3, 0.2))
"""Trades practised."""
SECOND_TRADE: Shares = (("near", 0.6), ("any", 0.4))
"""Where a further trade comes from: the neighbours of the first, or anywhere."""
N_PAPERS: Shares = ((0, 0.45), (1, 0.44), (2, 0.11))
WISH: Shares = (("own", 0.5), ("near", 0.16), ("any_trade", 0.16), ("any_work", 0.12), ("unread", 0.06))
N_WISHES: Shares = ((0, 0.08), (1, 0.72), (2, 0.2))
SKILLS_FROM, SKILLS_TO = 4, 20
"""Fewest and most skills of a person; in between by a beta distribution with its middle at 10."""
SKILL_DECISION: Shares = (("accepted", 0.93), ("suggested", 0.03), ("unresolved", 0.04))
SKILL_SOURCE: Shares = (("skills", 0.8), ("history", 0.2))

ACCEPTED_SHIFTS: Mapping[str, float] = {"day": 0.96, "evening": 0.62, "night": 0.3, "rotating": 0.45, "rotation_away": 0.13}
"""How often somebody accepts each; each by itself."""
SHIFTS_UNKNOWN = 0.04
LICENCES: Mapping[str, float] = {"A": 0.05, "B": 0.36, "C": 0.11, "D": 0.02, "BE": 0.02, "CE": 0.04, "DE": 0.01, "TM": 0.08}
DRIVERS_LICENCES: Mapping[str, float] = {"A": 0.1, "B": 0.93, "C": 0.6, "D": 0.15, "BE": 0.1, "CE": 0.3, "DE": 0.03, "TM": 0.35}
"""The same for those whose main trade is driving (ISCO 83)."""
DOCUMENTS_MISSING: Mapping[str, float] = {
    "passport": 0.05, "military_record": 0.12, "education_proof": 0.13, "medical_certificate": 0.3, "work_book": 0.18,
}  # fmt: skip
DOCUMENTS_REQUESTED: Mapping[str, float] = {
    "passport": 0.02, "military_record": 0.03, "education_proof": 0.03, "medical_certificate": 0.08, "work_book": 0.04,
}  # fmt: skip
SPOKEN: Mapping[str, float] = {"ru": 0.99, "be": 0.55, "pl": 0.05, "en": 0.07, "de": 0.02}
HEALTH_LIMITS: Mapping[str, float] = {
    "no_heights": 0.07, "max_lift_10kg": 0.04, "max_lift_20kg": 0.07, "no_night": 0.05, "no_dust": 0.03, "no_chemicals": 0.03,
    "no_noise": 0.02, "no_cold": 0.03, "seated_only": 0.02,
}  # fmt: skip
HEALTH_UNKNOWN, LIMIT_UNREAD = 0.04, 0.01
N_BANS: Shares = ((0, 0.88), (1, 0.1), (2, 0.02))
BANNED_DUTY: Shares = (
    ("works_with_children", 0.22), ("material_liability", 0.2), ("drives_vehicle", 0.2), ("handles_cash", 0.1), ("weapons", 0.08),
    ("medicines_access", 0.06), ("state_service", 0.05), ("security_guarding", 0.05), ("alcohol_sale", 0.04),
)  # fmt: skip
BAN_WITHOUT_END = 0.12
HOME_HOURS, HOME_FROM, HOME_UNTIL = 0.12, (1260, 1320, 1380), (300, 360, 420)
"""Share of those who must be home at night, and the minutes after midnight it begins and ends at."""
TRAVEL_LIMIT: Shares = (("none", 0.92), ("province", 0.05), ("district", 0.03))

SHIFT_PATTERNS: Shares = (
    (("day",), 0.62), (("day", "evening"), 0.08), (("rotating",), 0.17), (("night",), 0.05), (("rotation_away",), 0.05), ((), 0.03),
)  # fmt: skip
SHIFT_HOURS: Mapping[tuple[str, ...], tuple[tuple[int, int], ...]] = {
    ("day",): ((480, 1020),), ("day", "evening"): ((420, 900), (900, 1380)), ("rotating",): ((480, 1200), (1200, 1920)),
    ("night",): ((1320, 1800),), ("rotation_away",): ((480, 1200),), (): (),
}  # fmt: skip
HOURS_UNREAD = 0.08
VACANCY_STATUS: Shares = (("open", 0.9), ("closed", 0.04), ("filled", 0.04), ("expired", 0.02))
EMPLOYMENT: Shares = (("permanent", 0.74), ("temporary", 0.1), ("seasonal", 0.08), ("trial", 0.04), ("subsidised", 0.04))
FLAGS: Mapping[str, float] = {"housing_provided": 0.08, "transport_provided": 0.12, "mentor_on_site": 0.2, "quota": 0.05, "pilot": 0.04}
VACANCY_DOCUMENTS: Mapping[str, float] = {
    "passport": 0.6, "military_record": 0.1, "education_proof": 0.3, "medical_certificate": 0.4, "work_book": 0.35,
}  # fmt: skip
VACANCY_EDUCATION: Shares = (
    (None, 0.62), ("basic", 0.06), ("secondary", 0.12), ("vocational", 0.13), ("secondary_special", 0.05), ("higher", 0.02),
)  # fmt: skip
ESSENTIAL_FROM, ESSENTIAL_TO, DESIRABLE_TO = 3, 8, 4
REQUIREMENT_UNREAD, SECOND_CONCEPT = 0.03, 0.1
GRADE_ASKED, YEARS_ASKED, PAY_UNSAID, START_UNSAID, CLOSING_UNSAID = 0.45, 0.35, 0.06, 0.04, 0.2
VACANCIES_EACH = 4
"""Vacancies of one employer; divides POST_BLOCK, so that a block has its own employers."""

DUTIES: tuple[tuple[str, Mapping[str, float]], ...] = (
    ("", {"standing": 0.3, "material_liability": 0.05, "night_work": 0.05}),
    ("2", {"personal_data": 0.4}),
    ("3", {"personal_data": 0.25}),
    ("4", {"personal_data": 0.4, "material_liability": 0.2}),
    ("22", {"medicines_access": 0.6}),
    ("23", {"works_with_children": 0.9}),
    ("32", {"medicines_access": 0.5}),
    ("51", {"standing": 0.5, "handles_cash": 0.1}),
    ("52", {"handles_cash": 0.7, "material_liability": 0.7, "alcohol_sale": 0.3, "standing": 0.5}),
    ("53", {"works_with_children": 0.35, "heavy_lifting_10kg": 0.3}),
    ("54", {"security_guarding": 0.9, "weapons": 0.2, "night_work": 0.6}),
    ("61", {"cold": 0.5, "heavy_lifting_10kg": 0.4}),
    ("71", {"heights": 0.5, "dust": 0.5, "heavy_lifting_20kg": 0.4, "cold": 0.4}),
    ("72", {"noise": 0.5, "dust": 0.3, "standing": 0.4, "heavy_lifting_20kg": 0.2}),
    ("73", {"standing": 0.2}),
    ("74", {"heights": 0.4}),
    ("75", {"noise": 0.4, "standing": 0.3, "dust": 0.2}),
    ("81", {"noise": 0.6, "standing": 0.4, "chemicals": 0.2}),
    ("83", {"drives_vehicle": 0.95, "material_liability": 0.4}),
    ("91", {"chemicals": 0.5, "standing": 0.4, "heavy_lifting_10kg": 0.3}),
    ("92", {"cold": 0.6, "heavy_lifting_20kg": 0.4, "dust": 0.3}),
    ("93", {"heavy_lifting_20kg": 0.6, "heavy_lifting_10kg": 0.3, "material_liability": 0.25, "dust": 0.3}),
    ("94", {"standing": 0.7, "chemicals": 0.2}),
    ("96", {"cold": 0.5, "heavy_lifting_20kg": 0.3}),
)
"""Prefix of the occupation's ISCO-08 code → how often its vacancies have each duty; the greatest share of all prefixes that fit counts."""
VACANCY_LICENCES: tuple[tuple[str, Mapping[str, float]], ...] = (
    ("", {"B": 0.03}),
    ("832", {"B": 0.9}),
    ("833", {"C": 0.9, "CE": 0.2}),
    ("8331", {"D": 0.9}),
    ("834", {"TM": 0.8}),
)
"""The same for licences; elementary work (ISCO 9) asks for none."""
GRADED = ("7", "81", "83", "93", "94")
"""ISCO prefixes of trades that have grades (разряд)."""
