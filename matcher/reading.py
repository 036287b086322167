"""Reading a whole profile: what the person does, did, can prove and asks for, each phrase understood in the light of the others.

A phrase alone is often ambiguous ("варил трубы", "фасады", "рейсмус"); a life is not. Every phrase is resolved by itself first; then the
trades that the history and the papers name (or that the sure skills imply) decide what the unsure phrases mean and how far a named skill
is the person's own work. A seller of welding equipment uses a welder's words: nothing in that life supports them, so their level is low.

Lives here: the order of reading. Not here: cleaning and resolving text (resolve), splitting (phrases, biography), weights of support
(context), scoring.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from matcher.affinity import TradeAffinity
from matcher.context import Context, decide_title, implied_trades, level_of, speaking, spoken_trades, trades_by_weight
from matcher.families import families_of
from matcher.kinship import Kinship
from matcher.phrases import Cells, RawProfile, Resolutions, split_profile
from matcher.resolve import Resolution, Resolver
from matcher.taxonomy import Taxonomy
from matcher.types import Decision, EvidenceSource, OccupationEvidence, SkillEvidence, Wish
from matcher.workplaces import names_only_a_workplace, tells_where

ANY_WORK_CONCEPT = "general_labourer"
"""The occupation whose labels include the wishes for any work ("куда возьмут"); see fixtures/taxonomy/transversal."""
N_PLACE_TRADES, PLACE_WISH = 6, 0.8
"""How many trades a wished-for place of work may mean, and how much such a wish counts beside one for a trade by name."""
TOOL_RATHER_THAN_TRADE = 0.5
"""A phrase among the skills that means a skill this surely is one, though a trade be called alike ("сварочные полуавтоматы")."""
IMPLIED_SHARE = 0.5
"""Weight of what the understood skills imply beside what the words of the whole text speak of (both cosines)."""
IMPLIED_FROM, IMPLIED_SURE = 0.14, 0.35
"""Sum of the two from which a trade is implied at all, and at which it is as sure as it gets."""
_OWN_TRADE_WISH = re.compile(r"(?:свое[йю] |сваёй )?(?:специальност|професси|спецыяльнас|прафес)\w*", re.IGNORECASE)
_NO_TRADE_WORDS = re.compile(r"\b(?:разное|разные работы|рознае|учеба|армия|служба|вучоба|сезонные работы)\b")
_CASUAL_WORK = re.compile(r"\b(?:шабаш|халтур|калым|подработ|падпрацоў)\w*")


@dataclass(frozen=True, slots=True)
class ReadSkill:
    """A skill phrase as written and what became of it; `concept` is None unless the decision is accepted."""

    text: str
    source: EvidenceSource
    resolution: Resolution
    decision: Decision
    concept: str | None
    probability: float
    level: float = 0.0


@dataclass(frozen=True, slots=True)
class ReadOccupation:
    """A period of work, a paper or a named trade as written; `concept` is None where no trade was understood."""

    text: str
    source: EvidenceSource
    concept: str | None
    probability: float = 1.0
    started_year: int | None = None
    last_year: int | None = None
    years: float | None = None
    grade: int | None = None


@dataclass(frozen=True, slots=True)
class ReadProfile:
    """A profile understood: every phrase for the record, and from them the evidence for the matcher."""

    skill_phrases: tuple[ReadSkill, ...] = ()
    occupation_phrases: tuple[ReadOccupation, ...] = ()
    wishes: tuple[Wish, ...] = ()

    @property
    def skills(self) -> tuple[SkillEvidence, ...]:
        """Accepted skills only: what is unsure is a question, never evidence."""
        return tuple(SkillEvidence(s.concept, s.text, s.source, s.level, s.probability) for s in self.skill_phrases if s.concept)

    @property
    def occupations(self) -> tuple[OccupationEvidence, ...]:
        """Understood trades only."""
        return tuple(
            OccupationEvidence(o.concept, o.text, o.source, o.years, o.last_year, o.grade, o.probability)
            for o in self.occupation_phrases
            if o.concept
        )


class ProfileReader:
    """Reads whole profiles; batches of many are resolved together."""

    def __init__(self, resolver: Resolver, taxonomy: Taxonomy, affinity: TradeAffinity | None = None) -> None:
        self.resolver = resolver
        self.taxonomy = taxonomy
        self.affinity = affinity or TradeAffinity.build(taxonomy)
        self.kinship = Kinship(taxonomy)

    def read(self, raw: RawProfile, as_of_year: int) -> ReadProfile:
        """Understand one profile; `as_of_year` is the year that "по н.в." means."""
        return self.read_many([raw], as_of_year)[0]

    def read_many(self, raws: Sequence[RawProfile], as_of_year: int) -> list[ReadProfile]:
        """Understand many profiles; every distinct phrase is resolved once."""
        batch = [split_profile(raw, as_of_year) for raw in raws]
        found = Resolutions(self.resolver, batch)
        spoken = [spoken_trades(self.affinity, row) for row in self.affinity.nearness([_whole_text(raw) for raw in raws])]
        wished = self._wished_trades([phrase for cells in batch for phrase in cells.wishes])
        return [_Life(self.kinship, found, cells, trades, wished).read() for cells, trades in zip(batch, spoken, strict=True)]

    def _wished_trades(self, wishes: Sequence[str]) -> dict[str, dict[str, float]]:
        """The trades that the words of each wish speak of, with their cosines."""
        phrases = list(dict.fromkeys(wishes))
        return {phrase: spoken_trades(self.affinity, row) for phrase, row in zip(phrases, self.affinity.nearness(phrases), strict=True)}


class _Life:
    """One profile on its way from phrases to evidence."""

    def __init__(
        self, kinship: Kinship, found: Resolutions, cells: Cells, spoken: dict[str, float], wished: dict[str, dict[str, float]]
    ) -> None:
        self.kinship = kinship
        self.taxonomy = kinship.taxonomy
        self.found = found
        self.cells = cells
        self.spoken = spoken
        self.wished = wished

    def read(self) -> ReadProfile:
        periods, papers, named = self._periods(), self._papers(), self._named_in_skills()
        held = trades_by_weight([*periods, *papers, *named])
        skills = self._skills(Context(self.kinship, speaking(held, self.spoken)))
        own_trade, surely = self._own_trade(periods, papers, named, skills)
        periods = self._periods_without_words(periods, own_trade, surely)
        papers = [p if p.concept or p.grade is None else replace(p, concept=own_trade, probability=surely) for p in papers]
        trades = [*periods, *papers, *named]
        levelled = tuple(replace(s, level=level_of(self.kinship, s.concept, s.source, trades)) if s.concept else s for s in skills)
        return ReadProfile(levelled, tuple(trades), self._wishes(own_trade, trades))

    def _periods(self) -> list[ReadOccupation]:
        """Each period of work with the trades its words name; a period that names two counts for both."""
        read = []
        for entry, parts in self.cells.history:
            named = _distinct(r for r in (self.found.named_trade(p) for p in parts) if r)
            if not named and (whole := self.found.named_trade(entry.words)):
                named = [whole]
            dates = (entry.started_year, entry.last_year, entry.years)
            read += [ReadOccupation(entry.text, EvidenceSource.HISTORY, r.concept, r.probability, *dates, r.grade) for r in named]
            if not named:
                read.append(ReadOccupation(entry.text, EvidenceSource.HISTORY, None, 0.0, *dates))
        return read

    def _papers(self) -> list[ReadOccupation]:
        """Each paper with its trade and grade; a grade without a trade confirms the paper before it."""
        read: list[ReadOccupation] = []
        for paper, parts in self.cells.papers:
            named = _distinct(r for r in (self.found.named_trade(p) for p in parts) if r)
            if not named and (whole := self.found.named_trade(paper.words)):
                named = [whole]
            grade = next((g for p in parts if (g := self.found.occupation[p].grade)), self.found.occupation[paper.words].grade)
            papers = [
                ReadOccupation(paper.text, EvidenceSource.QUALIFICATION, r.concept, r.probability, paper.year, grade=r.grade or grade)
                for r in named
            ]
            if not papers:
                earlier = read[-1].concept if read and grade else None
                papers = [
                    ReadOccupation(paper.text, EvidenceSource.QUALIFICATION, earlier, 1.0 if earlier else 0.0, paper.year, grade=grade)
                ]
            read += papers
        return read

    def _named_in_skills(self) -> list[ReadOccupation]:
        """Trades that stand among the skills ("швея-мотористка", "каменщик 2 разряда"), not tools whose name they share."""
        read = []
        for phrase in self.cells.skills:
            trade, skill = self.found.accepted_occupation(phrase), self.found.skill[phrase]
            if trade and (trade.grade or trade.licences or skill.probability < TOOL_RATHER_THAN_TRADE):
                read.append(ReadOccupation(phrase, EvidenceSource.SKILLS, trade.concept, trade.probability, grade=trade.grade))
        return read

    def _skills(self, context: Context) -> list[ReadSkill]:
        """Skill phrases of the skills cell, and skills the history names in passing ("клал печи по деревням")."""
        phrases = [(p, EvidenceSource.SKILLS) for p in self.cells.skills]
        done = [p for _, parts in self.cells.history for p in parts if not self.found.named_trade(p) and not tells_where(p)]
        phrases += [(p, EvidenceSource.HISTORY) for p in done]
        read = []
        for phrase, source in phrases:
            resolution = self.found.skill[phrase]
            decision, concept, probability = context.decide_skill(resolution)
            if concept or source is EvidenceSource.SKILLS:
                read.append(ReadSkill(phrase, source, resolution, decision, concept, probability))
        return read

    def _own_trade(
        self, periods: list[ReadOccupation], papers: list[ReadOccupation], named: list[ReadOccupation], skills: list[ReadSkill]
    ) -> tuple[str | None, float]:
        """The trade of this life where the history does not say, and how surely.

        A paper's trade, or one named among the skills; several: the one the whole text speaks of most. Without any, the trade that the
        skills and the words imply, unless the history already tells of another life.
        """
        known = [t.concept for t in (*papers, *named) if t.concept]
        if known:
            return max(known, key=lambda trade: (self.spoken.get(trade, 0.0), -known.index(trade))), 0.9
        if periods and all(p.concept for p in periods):
            return None, 0.0
        implied = implied_trades(self.taxonomy, [(s.concept, s.probability) for s in skills if s.concept])
        sums = {trade: self.spoken.get(trade, 0.0) + IMPLIED_SHARE * implied.get(trade, 0.0) for trade in {*self.spoken, *implied}}
        best = max(sums, key=lambda trade: (sums[trade], trade), default=None)
        if best is None or sums[best] < IMPLIED_FROM:
            return None, 0.0
        return best, min(0.95, sums[best] / IMPLIED_SURE)

    def _periods_without_words(self, periods: list[ReadOccupation], own_trade: str | None, surely: float) -> list[ReadOccupation]:
        """A period that names only a workplace ("мебельный цех") is practice in the person's own trade, unless it says otherwise.

        Casual work ("шабашки") beside a named trade is anybody's guess.
        """
        if own_trade is None:
            return periods
        other_life = any(p.concept for p in periods)

        def is_practice(p: ReadOccupation) -> bool:
            casual = other_life and _CASUAL_WORK.search(p.text.casefold()) is not None
            return p.concept is None and bool(p.years) and not casual and not _says_nothing(p.text)

        return [replace(p, concept=own_trade, probability=surely) if is_practice(p) else p for p in periods]

    def _wishes(self, own_trade: str | None, trades: list[ReadOccupation]) -> tuple[Wish, ...]:
        held = trades_by_weight(trades)
        return tuple(wish for phrase in self.cells.wishes for wish in self._wish(phrase, own_trade, held))

    def _wish(self, phrase: str, own_trade: str | None, held: dict[str, float]) -> list[Wish]:
        """One wish: the person's own trade, one by name or made likely by the rest of the life, or any trade of a place or of some work."""
        if _OWN_TRADE_WISH.fullmatch(phrase):
            return [Wish(phrase, own_trade)]
        if names_only_a_workplace(phrase):
            return self._any_of(phrase, self._trades_of_place(phrase))
        trade, surely = decide_title(self.kinship, self.found.occupation[phrase], speaking(held, self.spoken))
        if trade:
            return [Wish(phrase, trade, trade == ANY_WORK_CONCEPT, surely)]
        skill = self.found.accepted_skill(phrase)
        if skill and skill.concept:
            doing = set(self.taxonomy.occupations_of(skill.concept))
            own = {trade: weight for trade, weight in held.items() if trade in doing}
            return self._any_of(phrase, own or {t: cosine for t, cosine in self.wished[phrase].items() if t in doing})
        return [Wish(phrase, None, probability=0.0)]

    def _trades_of_place(self, phrase: str) -> Mapping[str, float]:
        """The trades that a place of work speaks of. Where its name alone means one, only those near it: "стройка" is no "настройка"."""
        spoken, named = self.wished[phrase], self.found.occupation[phrase]
        if named.concept is None or (named.decision is not Decision.ACCEPTED and named.concept not in spoken):
            return spoken
        kind = self._families(named.concept)
        near = {t: cosine for t, cosine in spoken.items() if self._families(t) & kind or self.kinship.similarity(named.concept, t) > 0}
        return near | {named.concept: max(near.values(), default=1.0)}

    def _families(self, trade: str) -> int:
        return families_of(self.taxonomy.concept(trade).isco)

    @staticmethod
    def _any_of(phrase: str, trades: Mapping[str, float]) -> list[Wish]:
        """A wish for a place of work, or for some work, is a wish for any of its trades."""
        near = sorted(trades, key=lambda trade: (-trades[trade], trade))[:N_PLACE_TRADES]
        return [Wish(phrase, trade, probability=PLACE_WISH * trades[trade] / trades[near[0]]) for trade in near] or [
            Wish(phrase, None, probability=0.0)
        ]


def _whole_text(raw: RawProfile) -> str:
    return f"{raw.skills}; {raw.work_history}; {raw.qualifications}"


def _distinct(resolutions: Iterable[Resolution]) -> list[Resolution]:
    seen: dict[str | None, Resolution] = {}
    for r in resolutions:
        seen.setdefault(r.concept, r)
    return list(seen.values())


def _says_nothing(text: str) -> bool:
    return _NO_TRADE_WORDS.search(text.casefold().replace("ё", "е")) is not None
