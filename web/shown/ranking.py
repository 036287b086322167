"""A ranking arranged for a page: lines, who is kept out, and what becomes of somebody who is asked about."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import isnan

from api.i18n import FIT_PHRASES
from matcher.answers import Contribution, ExcludedCandidate, Explanation, Gap, RankedCandidate, Reason
from services.ranking import RankingAnswer
from web.shown.evidence import EvidenceLine, evidence_lines
from web.shown.waterfall import Step, waterfall

DOTS_FROM = (*(least for least, _ in FIT_PHRASES if least > 0), 0.9)
"""Probabilities from which one dot more is shown: the bounds of the phrases of fit, and one above."""
FAR_BELOW = FIT_PHRASES[-2][0]
"""Probability below which somebody is far from what is asked: the bound of the last phrase of fit."""

NEAR = 0.5
"""Value of the road from which somebody lives near: one minus the way as a part of what the person is ready to travel."""
WORTH_SHOWING = 0.1
"""Log-odds from which a contribution stands beside the score."""
WORTH_TELLING = 0.05
"""Log-odds from which a feature is named among the reasons for somebody of whom no skill speaks."""


@dataclass(frozen=True, slots=True)
class RankedLine:
    """One line. place: its number in the order; documents: ready, late or unknown; gaps: without those that another part tells;
    skills_missing: whether the evidence tells of some; papers_on: the day on which all papers are ready, where they are waited for;
    moved: what moved the score by something to speak of, with the very amounts of the whole waterfall;
    lifting: what would bring a higher place, the most first."""

    place: int
    reference: str
    name: str
    probability: float
    score: float
    dots: int
    evidence: tuple[EvidenceLine, ...]
    gaps: tuple[Gap, ...]
    documents: str
    late: Gap | None
    papers_on: date | None
    skills_missing: bool
    reviews: tuple[Reason, ...]
    contributions: tuple[Contribution, ...]
    moved: tuple[Step, ...]
    lifting: tuple[Gap, ...]

    @property
    def near(self) -> bool:
        """Whether the road is at most half of what the person is ready to travel."""
        road = _value_of("commute", self.contributions)
        return road is not None and road >= NEAR

    def ready_by(self, starts_on: date | None) -> bool:
        """Whether every paper is there by the first day, as far as is known."""
        return self.documents == "ready" and (self.papers_on is None or starts_on is None or self.papers_on <= starts_on)

    @property
    def far(self) -> bool:
        """Whether the phrase of fit is the last one: shown one click away."""
        return self.probability < FAR_BELOW

    @property
    def first_look(self) -> tuple[EvidenceLine, ...]:
        """What is read first: what must be, as far as a profile can tell of it; where it cannot, what would be good."""
        told = [line for line in self.evidence if not line.untold]
        return tuple([line for line in told if line.essential] or [line for line in told if line.state != "missing"])

    @property
    def second_look(self) -> tuple[EvidenceLine, ...]:
        """The rest, one click away."""
        return tuple(line for line in self.evidence if line not in self.first_look)

    @property
    def in_favour(self) -> tuple[str, ...]:
        """Features that raised the score by something to speak of, the strongest first."""
        raised = [one for one in self.contributions if one.contribution >= WORTH_TELLING]
        return tuple(one.feature for one in sorted(raised, key=lambda one: -one.contribution))


@dataclass(frozen=True, slots=True)
class KeptOut:
    """Somebody (or a vacancy) kept out today, with every reason."""

    reference: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class WhyAnswer:
    """What became of one who is asked about: ranked at a place, kept out with reasons, or fitting beyond the lines shown."""

    reference: str
    name: str
    place: int | None
    reasons: tuple[Reason, ...]


def ranked_lines(answer: RankingAnswer, show: str = "all", starts_on: date | None = None) -> tuple[RankedLine, ...]:
    """The lines in their order, each with its place. show: all, fit (nothing to be clarified), ready by the start, near, or review."""
    ranked = zip(answer.ranking.ranked, answer.paper_days, strict=True)
    as_of = answer.ranking.as_of
    lines = (_line(place, line, answer.names, day if day != as_of else None) for place, (line, day) in enumerate(ranked, 1))
    return in_view(lines, show, starts_on)


def in_view(lines: Iterable[RankedLine], show: str, starts_on: date | None = None) -> tuple[RankedLine, ...]:
    """Those of the lines that a view shows, in the same order and with the same places."""
    return tuple(line for line in lines if _is_shown(line, show, starts_on))


def _is_shown(line: RankedLine, show: str, starts_on: date | None) -> bool:
    shown = {"fit": not line.reviews, "review": bool(line.reviews), "near": line.near, "ready": line.ready_by(starts_on)}
    return shown.get(show, True)


def dots(probability: float) -> int:
    """One to five, a shape beside the phrase of fit and in step with it: one for each phrase, five for the surest of the best."""
    return 1 + sum(probability >= least for least in DOTS_FROM)


def kept_out(answer: RankingAnswer, rule: str | None = None) -> tuple[KeptOut, ...]:
    """Who is kept out (by this rule), first those with the fewest reasons: there a conversation helps soonest."""
    everybody = (_kept(out) for out in answer.ranking.excluded)
    some = [out for out in everybody if rule is None or any(reason.code == rule for reason in out.reasons)]
    return tuple(sorted(some, key=lambda out: (len(out.reasons), out.reference)))


def rule_counts(out: Iterable[KeptOut]) -> tuple[tuple[str, int], ...]:
    """How many each rule keeps out, the most frequent first."""
    counts = Counter(code for one in out for code in {reason.code for reason in one.reasons})
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def why(answer: RankingAnswer, found: Iterable[tuple[str, str]]) -> tuple[WhyAnswer, ...]:
    """Answer for everybody found by number or name. found: references with names."""
    places = {line.reference: place for place, line in enumerate(answer.ranking.ranked, 1)}
    reasons = {out.reference: _kept(out).reasons for out in answer.ranking.excluded}
    return tuple(WhyAnswer(reference, name, places.get(reference), reasons.get(reference, ())) for reference, name in found)


def _kept(out: ExcludedCandidate) -> KeptOut:
    return KeptOut(out.reference, out.reasons)


def _line(place: int, line: RankedCandidate, names: Mapping[str, str], papers_on: date | None) -> RankedLine:
    explanation = line.explanation or Explanation(0.0, (), line.score, (), ())
    late = next((gap for gap in explanation.gaps if gap.code == "docs_late"), None)
    return RankedLine(
        place=place,
        reference=line.reference,
        name=names.get(line.reference, ""),
        probability=line.probability,
        score=line.score,
        dots=dots(line.probability),
        evidence=evidence_lines(explanation),
        gaps=tuple(gap for gap in explanation.gaps if gap.code not in ("docs_late", "skill_not_shown")),
        documents="late" if late else _documents(explanation.contributions),
        late=late,
        papers_on=papers_on,
        skills_missing=any(gap.code == "skill_not_shown" for gap in explanation.gaps),
        reviews=line.reviews,
        contributions=explanation.contributions,
        lifting=tuple(sorted((gap for gap in explanation.gaps if gap.places), key=lambda gap: -(gap.places or 0))),
        moved=tuple(step for step in waterfall(explanation).steps if abs(step.amount) >= WORTH_SHOWING),
    )


def _documents(contributions: Iterable[Contribution]) -> str:
    return "unknown" if _value_of("documents_ready", contributions) is None else "ready"


def _value_of(feature: str, contributions: Iterable[Contribution]) -> float | None:
    """What a feature found; None for nothing, or unknown."""
    value = next((one.value for one in contributions if one.feature == feature), None)
    return None if value is None or isnan(value) else value
