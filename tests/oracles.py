"""Slow and obvious versions of the decisions, for one pair in plain Python: what the fast code is held against.

Written from the rubric, not from the code. Levels, and similarity × level, are rounded to whole 255ths as the index
says it does; everything else is exact.
"""

import math
from collections.abc import Iterable
from datetime import date, timedelta

from matcher.ruleset import RuleSet
from matcher.taxonomy import Taxonomy
from matcher.types import CandidateProfile, EvidenceSource, Point, VacancySpec

PASS, FAIL, REVIEW = "pass", "fail", "review"


def straight_km(a: Point, b: Point) -> float | None:
    if None in (a.latitude, a.longitude, b.latitude, b.longitude):
        return None
    lat_a, lon_a, lat_b, lon_b = (math.radians(degrees) for degrees in (a.latitude, a.longitude, b.latitude, b.longitude))
    inner = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(inner))


def moves(spec: VacancySpec, profile: CandidateProfile) -> bool | None:
    return profile.housing_needed if spec.housing_provided else False


def rule_outcomes(spec: VacancySpec, profile: CandidateProfile, rules: RuleSet, as_of: date) -> dict[str, str]:
    """Outcome of every rule that does not pass."""
    found = {
        "consent_withheld": {"withheld": FAIL, "": REVIEW}.get(profile.consent, PASS),
        "readiness_declined": {"declined": FAIL, None: REVIEW}.get(profile.readiness, PASS),
        "already_placed": FAIL if profile.already_placed else PASS,
        "limit_unread": REVIEW if profile.unread_limits else PASS,
        "vacancy_closed": FAIL if spec.status != "open" or (spec.closes_on and spec.closes_on < as_of) else PASS,
        "shift": _shift(spec, profile),
        "pay_below_minimum": _pay(spec, profile),
        "not_available_by_start": _available(spec, profile),
        "commute": commute(spec, profile, rules),
        "travel_limit": _travel_limit(spec, profile),
        "home_hours": _home_hours(spec, profile, rules),
    }
    for duty in spec.duties:
        found[f"ban:{duty}"] = _ban(spec, [ban.until for ban in profile.bans if ban.duty == duty])
    for licence in spec.licences - profile.licences:
        found[f"licence_missing:{licence}"] = FAIL
    for limit, touched in rules.health.items():
        if touched.duties & spec.duties or touched.shifts & spec.shifts:
            unknown = profile.health_limits is None
            found[f"health:{limit}"] = REVIEW if unknown else FAIL if limit in profile.health_limits else PASS
    return {code: outcome for code, outcome in found.items() if outcome != PASS}


def _ban(spec: VacancySpec, ends: list[date | None]) -> str:
    if None in ends:
        return FAIL
    if not ends:
        return PASS
    if spec.starts_on is None:
        return REVIEW
    return FAIL if max(ends) >= spec.starts_on else PASS


def _shift(spec: VacancySpec, profile: CandidateProfile) -> str:
    if not spec.shifts or profile.shifts is None:
        return REVIEW
    return PASS if spec.shifts <= profile.shifts else FAIL


def _pay(spec: VacancySpec, profile: CandidateProfile) -> str:
    least = profile.minimum_pay_byn
    if least is None:
        return REVIEW
    if spec.pay_to_byn is not None:
        return FAIL if spec.pay_to_byn < least else PASS
    return PASS if spec.pay_from_byn is not None and spec.pay_from_byn >= least else REVIEW


def _available(spec: VacancySpec, profile: CandidateProfile) -> str:
    if profile.available_on is None or spec.starts_on is None:
        return REVIEW
    return FAIL if profile.available_on > spec.starts_on else PASS


def commute(spec: VacancySpec, profile: CandidateProfile, rules: RuleSet) -> str:
    outcome = _commute_by_distance(spec, profile, rules)
    rotation = "rotation_away" in spec.shifts and spec.place.province and spec.place.province == profile.place.province
    if moves(spec, profile) or (rotation and profile.shifts is not None and "rotation_away" in profile.shifts):
        return PASS
    if outcome == FAIL and (moves(spec, profile) is None or (rotation and profile.shifts is None)):
        return REVIEW
    return outcome


def _commute_by_distance(spec: VacancySpec, profile: CandidateProfile, rules: RuleSet) -> str:
    km, limit = straight_km(spec.place, profile.place), profile.max_commute_km
    if km is None:
        return REVIEW
    if spec.transport_provided and km <= rules.transport_provided_km:
        return PASS
    if limit is None:
        return REVIEW
    return FAIL if km > limit else PASS


def _travel_limit(spec: VacancySpec, profile: CandidateProfile) -> str:
    if profile.travel_limit == "none":
        return PASS
    here, there = profile.place, spec.place
    if not here.province or not there.province or (profile.travel_limit == "district" and not (here.district and there.district)):
        return REVIEW
    same = here.province == there.province and (profile.travel_limit == "province" or here.district == there.district)
    return PASS if same else FAIL


def _home_hours(spec: VacancySpec, profile: CandidateProfile, rules: RuleSet) -> str:
    if profile.home_hours is None:
        return PASS
    if spec.shifts & {"night", "rotating", "rotation_away"}:
        return FAIL
    outcomes = {_away(spec, profile, minutes) for minutes in _possible_travel(spec, profile, rules)}
    if outcomes == {True}:
        return FAIL
    return REVIEW if outcomes == {True, False} or not spec.hours else PASS


def _possible_travel(spec: VacancySpec, profile: CandidateProfile, rules: RuleSet) -> set[float]:
    """All travel times that the known facts leave open (the ends of the range are enough)."""
    moving, km = moves(spec, profile), straight_km(spec.place, profile.place)
    times: set[float] = set()
    if moving is not False:
        times.add(15.0)
    if moving is not True:
        if commute(spec, profile, rules) == FAIL:
            times.add(0.0)
        elif km is None:
            times |= {15 + 1.5 * 3, 1440.0}
        else:
            times.add(15 + 1.5 * max(km, 3))
    return times


def _away(spec: VacancySpec, profile: CandidateProfile, travel: float) -> bool:
    """Whether the person would be away from home at some minute of the home hours."""
    start, end = profile.home_hours.start_minute, profile.home_hours.end_minute
    length = (end - start) % 1440 or 1440
    for window in spec.hours:
        leaves, returns = window.start_minute - travel, window.end_minute + travel
        for days in range(-3, 5):
            begins = start + days * 1440
            if leaves < begins + length and returns > begins:
                return True
    return False


def byte(level: float) -> float:
    return round(min(max(level, 0.0), 1.0) * 255) / 255


def near(taxonomy: Taxonomy, required: str) -> dict[str, float]:
    if required not in taxonomy.row_of:
        return {}
    rows, similarities = taxonomy.neighbours(required)
    return {taxonomy.keys[row]: float(similarity) for row, similarity in zip(rows, similarities, strict=True)}


def occupations(profile: CandidateProfile, taxonomy: Taxonomy) -> dict[str, dict]:
    """Everything known of each occupation: years (None unknown), last year, grade, paper only, probability."""
    found: dict[str, dict] = {}
    for concept in {evidence.concept for evidence in profile.occupations} & set(taxonomy.row_of):
        all_of_it = [evidence for evidence in profile.occupations if evidence.concept == concept]
        practice = [one for one in all_of_it if one.source is not EvidenceSource.QUALIFICATION or one.years]
        known = [one.years for one in practice if one.years is not None]
        found[concept] = {
            "years": 0.0 if not practice else (sum(known) if known else None),
            "last": max((one.last_year for one in all_of_it if one.last_year is not None), default=None),
            "grade": max((one.grade for one in all_of_it if one.grade is not None), default=None),
            "paper": not practice,
            "probability": max(one.probability for one in all_of_it),
        }
    return found


def strength(held: dict) -> float:
    if held["paper"]:
        return 0.5
    return 0.75 if held["years"] is None else 0.55 + 0.45 * min(1.0, held["years"] / 3)


def skill_levels(profile: CandidateProfile, taxonomy: Taxonomy) -> dict[str, float]:
    levels: dict[str, float] = {}
    offers = [(one.concept, one.level * one.probability) for one in profile.skills]
    for concept, held in occupations(profile, taxonomy).items():
        power = strength(held) * held["probability"]
        offers.append((concept, power))
        offers += [(skill, 0.75 * power) for skill in taxonomy.essential_skills(concept)]
    for concept, level in offers:
        levels[concept] = max(levels.get(concept, 0.0), byte(level))
    return levels


def coverage(spec: VacancySpec, profile: CandidateProfile, taxonomy: Taxonomy, *, essential: bool) -> float:
    levels, covered = skill_levels(profile, taxonomy), []
    for requirement in spec.requirements:
        if requirement.essential is essential and set(requirement.concepts) & set(taxonomy.row_of):
            pairs = [(similarity, concept) for asked in requirement.concepts for concept, similarity in near(taxonomy, asked).items()]
            covered.append(max(round(similarity * round(levels.get(concept, 0.0) * 255)) / 255 for similarity, concept in pairs))
    return sum(covered) / len(covered) if covered else math.nan


def asks_no_trade(spec: VacancySpec, taxonomy: Taxonomy) -> bool:
    known = [taxonomy.concept(key).isco for key in spec.occupations if key in taxonomy.row_of]
    concrete = any(set(one.concepts) & set(taxonomy.row_of) for one in spec.requirements if one.essential)
    no_level = spec.minimum_grade is None and not spec.minimum_years and not spec.licences
    return no_level and (known[0][0] == "9" if known else not concrete)


def best_occupation(spec: VacancySpec, profile: CandidateProfile, taxonomy: Taxonomy, value) -> float:
    asked = [key for key in spec.occupations if key in taxonomy.row_of]
    if not asked:
        return math.nan
    held = occupations(profile, taxonomy)
    values = [near(taxonomy, key).get(mine, 0.0) * byte(one["probability"]) * value(one) for key in asked for mine, one in held.items()]
    return max(values, default=0.0)


def grade_value(spec: VacancySpec, held: dict) -> float:
    if held["grade"] is None and (held["paper"] or held["years"] is None):
        return 0.4
    practical = _practical(held["years"] or 0.0)
    own = held["grade"] or (0 if "education_proof" in spec.documents else practical)
    below = spec.minimum_grade - own
    return 1.0 if below <= 0 else {1: 0.6, 2: 0.2}.get(below, 0.0)


def _practical(years: float) -> int:
    return 5 if years >= 9 else 4 if years >= 6 else 3 if years >= 3 else 1


def recency_value(as_of: date, held: dict) -> float:
    if held["paper"]:
        return 0.0
    if held["last"] is None:
        return 0.6
    ago = as_of.year - held["last"]
    if ago <= 5:
        return 1.0
    if ago <= 10:
        return 1.0 if (held["years"] or 0) >= 10 else 0.6
    return 0.2


def docs_late(spec: VacancySpec, profile: CandidateProfile, rules: RuleSet, as_of: date) -> bool | None:
    counted = max(as_of, profile.documents_counted_from or as_of)
    needed = (spec.documents | {"passport"}) & profile.documents_missing
    if needed and spec.starts_on is None:
        return None
    return any(counted + timedelta(days=rules.lead_days[document]) > spec.starts_on for document in needed)


def features(spec: VacancySpec, profile: CandidateProfile, taxonomy: Taxonomy, rules: RuleSet, as_of: date) -> dict[str, float]:
    """The features that have an obvious form; the others are held by examples."""
    km, moving = straight_km(spec.place, profile.place), moves(spec, profile)
    limit = profile.max_commute_km
    if spec.transport_provided:
        limit = max(limit or 0.0, rules.transport_provided_km)
    offered, least = (spec.pay_to_byn if spec.pay_to_byn is not None else spec.pay_from_byn), profile.minimum_pay_byn
    late = docs_late(spec, profile, rules, as_of)
    alone = profile.readiness == "support_needed" and not spec.mentor_on_site
    entry = asks_no_trade(spec, taxonomy)
    years = best_occupation(spec, profile, taxonomy, lambda one: 1.0 if one["years"] is None else one["years"])
    return {
        "essential_coverage": math.nan if entry else coverage(spec, profile, taxonomy, essential=True),
        "desirable_coverage": coverage(spec, profile, taxonomy, essential=False),
        "occupation_nearness": math.nan if entry else best_occupation(spec, profile, taxonomy, strength),
        "grade_fit": best_occupation(spec, profile, taxonomy, lambda one: grade_value(spec, one)) if spec.minimum_grade else math.nan,
        "experience": min(years / spec.minimum_years, 1.0) if spec.minimum_years else math.nan,
        "recency": math.nan if entry else best_occupation(spec, profile, taxonomy, lambda one: recency_value(as_of, one)),
        "commute": math.nan if km is None or limit is None or moving else 1 - min(1.0, km / max(limit, 0.001)),
        "pay": math.nan if offered is None or least is None else min(1.0, max(0.0, offered / least - 1)),
        "documents_ready": math.nan if late is None else float(not late),
        "readiness": math.nan if profile.readiness is None else float(not (profile.readiness == "not_started" or alone)),
        "move_permission": math.nan if moving is None and profile.home_hours else float(not (moving and profile.home_hours)),
    }


def left_by_subtraction(total: int, shown: Iterable[int | None]) -> int:
    """How many people the hidden cells of a table hold together: what anybody works out who has a pencil."""
    return total - sum(count or 0 for count in shown)
