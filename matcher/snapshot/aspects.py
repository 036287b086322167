"""ASPECTS: which facts of a person go together, and which rules and features they decide.

People who agree in all facts of an aspect form a class of it; a rule is asked once per class, not once per person. A rule or feature that
reads a fact outside its aspect fails loudly when it is asked. `make test` holds that every rule and every feature has exactly one home
here, and that the classes say the same as the people.
"""

from dataclasses import dataclass

from matcher.eligibility import RULES
from matcher.features import FEATURES, Feature
from matcher.verdicts import Rule


@dataclass(frozen=True, slots=True)
class Aspect:
    """columns: facts of `matcher.columns.CandidateColumns`; asks: facts of the vacancy (`VacancyColumns`) on which the answers depend;
    rules: their codes, or what stands before the colon; features: names.
    """

    name: str
    columns: tuple[str, ...]
    asks: tuple[str, ...]
    rules: tuple[str, ...]
    features: tuple[str, ...]

    @property
    def rules_asked(self) -> tuple[Rule, ...]:
        """The rules themselves, in the order of their table."""
        return tuple(rule for rule in RULES if rule.code.partition(":")[0] in self.rules)

    @property
    def features_asked(self) -> tuple[Feature, ...]:
        """The features themselves, in the order of their table."""
        return tuple(feature for feature in FEATURES if feature.name in self.features)


PLACE = ("province", "district", "latitude_e6", "longitude_e6")

REACH = Aspect(
    "reach",
    (*PLACE, "max_commute_m", "housing_needed", "shifts"),
    ("province", "latitude_e6", "longitude_e6", "transport_provided", "housing_provided", "shifts"),
    ("commute",),
    ("commute",),
)
WAY = Aspect(
    "way",
    (*REACH.columns, "travel_limit", "home_start", "home_end"),
    (*REACH.asks, "district", "hours_start", "hours_end"),
    ("travel_limit", "home_hours"),
    ("move_permission",),
)
"""The way to work: first who would come this far at all, then what limits them further. Every class of the way lies in one of the reach,
and rows of a snapshot are in the order of both. Of the shifts only whether rotation away is accepted or nothing is known."""

BODY = Aspect("body", ("licences", "health"), ("licences", "duties", "shifts"), ("licence_missing", "health"), ())
TERMS = Aspect(
    "terms",
    ("available_on", "minimum_pay_kopecks"),
    ("starts_on", "pay_from_kopecks", "pay_to_kopecks"),
    ("not_available_by_start", "pay_below_minimum"),
    ("pay",),
)
PAPERS = Aspect("papers", ("documents_from", "documents_missing"), ("documents", "starts_on"), (), ("documents_ready",))
STANDING = Aspect(
    "standing",
    ("consent", "readiness", "already_placed", "unread_limits", "education", "shifts"),
    ("is_open", "closes_on", "shifts", "education", "mentor_on_site"),
    ("consent_withheld", "readiness_declined", "already_placed", "limit_unread", "vacancy_closed", "shift"),
    ("readiness", "education", "shift_preference"),
)
"""Its classes are cut further by who may know of a person (matcher.snapshot.circles), which no rule and no feature reads."""

BANS = Aspect("bans", (), ("duties", "starts_on"), ("ban",), ())
"""Its classes are the distinct sets of dated bans, kept as a relation and not as columns; class 0 is empty."""

ASPECTS = (REACH, WAY, BODY, TERMS, PAPERS, STANDING, BANS)
PER_ROW = (BODY, TERMS, PAPERS, STANDING, BANS)
"""Aspects of which every row has a code; the way is told by the order of the rows."""

GROWING = ("occupation_nearness", "grade_fit", "recency")
LASTING = ("experience",)
"""Features of the occupations held: the best over entries, so each entry is worth something by itself. GROWING ones are in proportion to
how near the occupation is; LASTING ones are bounded by what they are for the very occupation asked."""
PRACTISED = {
    "occupation_nearness": ("years", "paper"),
    "grade_fit": ("years", "grade", "paper"),
    "recency": ("years", "last_year", "paper"),
    "experience": ("years", "paper"),
    "entry_level": ("years", "paper"),
}
"""Which facts of an occupation held each of them reads: it is asked once per class of these."""
PRACTICE_ASKS = ("minimum_grade", "minimum_years", "documents")
"""Facts of the vacancy on which they depend, but for whether a trade is asked at all."""
EVIDENCE = ("essential_coverage", "desirable_coverage", "wish_nearness", "entry_level")
"""Features of what skills, wishes and leanings say together."""
