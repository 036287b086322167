"""Rankings and explanations in a terminal: tables of words, the numbers beside them.

What people wrote is escaped: a title with "[/b]" in it is a title, not a command to the terminal's colours.
"""

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.i18n import words
from matcher.answers import Explanation, RankedCandidate, Ranking, RequirementEvidence
from matcher.types import Outcome
from services.discretion import discreet
from services.ranking import PairAnswer, RankingAnswer

SHOWN_WELL, SHOWN_PARTLY = 0.75, 0.4
"""Coverage from which a requirement counts as shown, and as partly shown."""
_SIGN = {Outcome.PASS: ("✔", "green"), Outcome.FAIL: ("✘", "red"), Outcome.REVIEW: ("?", "yellow")}
N_EXCLUDED_SHOWN = 8
WORTH_NAMING = 0.1
"""Log-odds from which a contribution is named in a ranking's line; all of them stand in the explanation."""


class Printer:
    """Prints in one language."""

    def __init__(self, language: str, console: Console | None = None) -> None:
        self.words = words(language)
        self.console = console or Console(highlight=False, emoji=False)

    def ranking(self, answer: RankingAnswer) -> None:
        """One ranking with reasons, then who does not fit today and why."""
        self._head(answer.ranking)
        table = self._table()
        for rank, line in enumerate(answer.ranking.ranked, 1):
            name = f"{answer.names.get(line.reference, '')} {line.reference}".strip()
            table.add_row(str(rank), escape(name), self._fit(line), self._why(line))
        self.console.print(table)
        self._excluded(answer.ranking)
        versions = {"rules": answer.deciders.rules_number, "scorer": answer.deciders.scorer_number, "run": answer.run}
        self.console.print(self.words.of("page", "advice"), style="bold")
        self.console.print(self.words.of("page", "versions", as_of=self.words.day(answer.ranking.as_of), **versions), style="dim")

    def short_ranking(self, ranking: Ranking) -> None:
        """One ranking without reasons."""
        self._head(ranking)
        for rank, line in enumerate(ranking.ranked, 1):
            self.console.print(f"{rank:>4}  {escape(line.reference):<12} {self.words.fit(line.probability)}  ({line.score:+.2f})")

    def explanation(self, answer: PairAnswer) -> None:
        """Everything about one pair."""
        spec, explanation, say = answer.spec, answer.explanation, self.words
        self.console.print(f"[bold]{escape(f'{answer.name} {answer.profile.reference} → {spec.title}')}[/] ({escape(spec.reference)})")
        self.console.print(f"{self._standing(explanation, answer.probability)}\n")
        self._requirements(explanation)
        self._rules(explanation)
        self._contributions(explanation)
        if explanation.gaps:
            self.console.print(f"[bold]{say.of('page', 'gaps')}[/]")
            for gap in explanation.gaps:
                self.console.print(f"  • {escape(say.gap(gap))}" + (f"  (+{gap.gain:.2f})" if gap.gain else ""))

    def _head(self, ranking: Ranking) -> None:
        n_fit = ranking.n_eligible - ranking.n_review
        counts = self.words.of("page", "counts", n_fit=n_fit, n_review=ranking.n_review, n_excluded=ranking.n_excluded)
        self.console.print(f"\n[bold]{escape(ranking.subject)}[/]  {counts}")

    def _table(self) -> Table:
        table = Table(show_lines=True, expand=True)
        table.add_column(self.words.of("page", "rank"), justify="right", no_wrap=True)
        table.add_column(self.words.of("page", "person"), no_wrap=True)
        table.add_column(self.words.of("page", "fit"), min_width=16)
        table.add_column(self.words.of("page", "why"), ratio=1)
        return table

    def _fit(self, line: RankedCandidate) -> str:
        return f"{self.words.fit(line.probability)}\n[dim]{line.score:+.2f}[/]"

    def _why(self, line: RankedCandidate) -> Text:
        text = Text()
        if line.explanation:
            for evidence in line.explanation.requirements:
                if evidence.requirement.essential:
                    self._evidence(text, evidence)
            favour = sorted((c for c in line.explanation.contributions if c.contribution >= WORTH_NAMING), key=lambda c: -c.contribution)
            if favour:
                named = ", ".join(self.words.of("feature", c.feature).lower() for c in favour)
                text.append(f"{self.words.of('page', 'in_favour')}: {named}\n", style="green")
            missing = [self.words.gap(gap) for gap in line.explanation.gaps if gap.code != "skill_not_shown"]
            if missing:
                text.append(f"{self.words.of('page', 'missing')}: {'; '.join(missing)}\n", style="yellow")
        for reason in line.reviews:
            text.append(f"? {self.words.reason(reason)}\n", style="yellow")
        text.rstrip()
        return text

    def _evidence(self, text: Text, evidence: RequirementEvidence) -> None:
        asked = evidence.requirement.text
        if not evidence.understood and evidence.requirement.concepts:  # an attitude: no profile can show it
            text.append(f"… {asked} — {self.words.of('page', 'ask_at_meeting')}\n", style="dim")
        elif not evidence.understood:
            text.append(f"… {asked} — {self.words.of('page', 'not_understood')}\n", style="dim")
        elif evidence.coverage >= SHOWN_PARTLY:
            sign, style = ("✔", "green") if evidence.coverage >= SHOWN_WELL else ("◔", "cyan")
            text.append(f"{sign} ", style=style)
            text.append(f"{asked} ← «{discreet(evidence.text) or self.words.of('page', 'history_line')}»\n")
        else:
            text.append(f"✘ {asked} — {self.words.of('page', 'not_seen')}\n", style="dim")

    def _excluded(self, ranking: Ranking) -> None:
        if not ranking.excluded:
            return
        self.console.print(f"[bold]{self.words.of('page', 'excluded')}[/]")
        nearest = sorted(ranking.excluded, key=lambda out: (len(out.reasons), out.reference))
        for out in nearest[:N_EXCLUDED_SHOWN]:
            self.console.print(escape(f"  {out.reference}: " + " ".join(self.words.reason(r) for r in out.reasons)), soft_wrap=True)
        if (more := len(ranking.excluded) - N_EXCLUDED_SHOWN) > 0:
            self.console.print(f"  … +{more}", style="dim")

    def _standing(self, explanation: Explanation, probability: float) -> str:
        """What the rules say first, then how well the person fits."""
        outcomes = {reason.outcome for reason in explanation.rules}
        if Outcome.FAIL in outcomes:
            return f"[red]{self.words.of('outcome', Outcome.FAIL.value).capitalize()}[/]"
        asked = f" · [yellow]{self.words.of('outcome', Outcome.REVIEW.value)}[/]" if Outcome.REVIEW in outcomes else ""
        return self.words.fit(probability) + asked

    def _requirements(self, explanation: Explanation) -> None:
        self.console.print(f"[bold]{self.words.of('page', 'requirements')}[/]")
        for evidence in explanation.requirements:
            kind = self.words.of("page", "essential" if evidence.requirement.essential else "desirable")
            text = Text("  ")
            self._evidence(text, evidence)
            text.rstrip()
            figures = f"  {evidence.similarity:.2f} × {evidence.level:.2f}" if evidence.coverage else ""
            text.append(f"  [{kind}]{figures}", style="dim")
            self.console.print(text)
        self.console.print()

    def _rules(self, explanation: Explanation) -> None:
        self.console.print(f"[bold]{self.words.of('page', 'rules')}[/]")
        for reason in explanation.rules:
            sign, colour = _SIGN[reason.outcome]
            remedy = self.words.remedy(reason)
            told = f"  [{colour}]{sign}[/] [dim]{self.words.rule_name(reason.code)}.[/] {escape(self.words.reason(reason))}"
            self.console.print(told + (f" → {escape(remedy)}" if remedy else ""), soft_wrap=True)
        self.console.print()

    def _contributions(self, explanation: Explanation) -> None:
        say = self.words
        table = Table(title=say.of("page", "contributions"), title_justify="left", title_style="bold")
        table.add_column(say.of("page", "feature"))
        table.add_column(say.of("page", "value"), justify="right")
        table.add_column(say.of("page", "contribution"), justify="right")
        table.add_row(say.of("page", "prior"), "", f"{explanation.prior:+.2f}")
        for c in sorted(explanation.contributions, key=lambda c: -abs(c.contribution)):
            if c.contribution:
                table.add_row(say.of("feature", c.feature), f"{c.value:.2f}", f"{c.contribution:+.2f}")
        table.add_section()
        table.add_row(say.of("page", "total"), "", f"{explanation.score:+.2f}")
        self.console.print(table)
